#include "cplatform_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { JOURNAL_BYTES = 1 << 16, JOURNAL_CHANGES = CPLATFORM_JOURNAL_CHANGES, NAPS = 5000 };

typedef struct {
  const char *kind, *path, *before, *value;
  bool undone;
} change;

typedef struct {
  int32_t process;
  uint64_t started; /* in clock ticks since boot: with the number, it names a process for good */
  const char *boot;
  uint32_t count;
  change changes[JOURNAL_CHANGES];
  char text[JOURNAL_BYTES + 1];
} journal;

/* The name of a journal that is being written anew; nobody takes it for a journal. */
static bool successor_of(const char *name, char *text, size_t capacity) {
  static const char suffix[] = ".new";
  if (strlen(name) + sizeof suffix > capacity) return false;
  strcpy(text, name);
  strcat(text, suffix);
  return true;
}

static void nap(void) {
  struct timespec millisecond = {.tv_nsec = 1000000};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &millisecond, NULL);
}

/* Reads a whole small file and ends it with a zero; returns its length or -errno. */
static long read_all(int folder, const char *path, char *text, size_t capacity) {
  int file = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return -errno;
  size_t length = 0;
  while (length < capacity - 1) {
    long count = read(file, text + length, capacity - 1 - length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    length += (size_t)count;
  }
  close(file);
  text[length] = 0;
  return (long)length;
}

/* Reads a setting without the white space at its end. */
static long read_value(const char *path, char *text, size_t capacity) {
  long length = read_all(AT_FDCWD, path, text, capacity);
  while (length > 0 && strchr(" \t\n", text[length - 1])) text[--length] = 0;
  return length;
}

int cplatform_write_value(const char *path, const char *value) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  size_t length = strlen(value);
  int error = write(file, value, length) == (long)length ? 0 : errno;
  struct stat status;
  if (!error && !fstat(file, &status) && S_ISREG(status.st_mode) && status.st_size > (long)length && ftruncate(file, (long)length))
    error = errno; /* only ordinary files have a length; those of the kernel show none */
  close(file);
  return error;
}

static uint64_t number(const char *text) {
  uint64_t value = 0;
  while (*text >= '0' && *text <= '9') value = 10 * value + (uint64_t)(*text++ - '0');
  return value;
}

static void print_number(char *text, uint64_t value) {
  char digits[20];
  int count = 0;
  do digits[count++] = (char)('0' + value % 10);
  while (value /= 10);
  while (count) *text++ = digits[--count];
  *text = 0;
}

/* When a process started; 0 when there is none or it has ended and nobody has asked for its status yet. */
static uint64_t start_of(int32_t process) {
  char path[32] = "/proc/", text[1024];
  print_number(path + strlen(path), (uint64_t)process);
  strcat(path, "/stat");
  if (read_all(AT_FDCWD, path, text, sizeof text) <= 0) return 0;
  char *field = strrchr(text, ')'); /* its name may hold anything, proc(5) */
  if (!field || field[2] == 'Z' || field[2] == 'X') return 0;
  for (int i = 2; field && i < 22; i++) field = strchr(field + 1, ' ');
  return field ? number(field + 1) : 0;
}

static void this_boot(char *text, size_t capacity) {
  if (read_value("/proc/sys/kernel/random/boot_id", text, capacity) <= 0) strcpy(text, "unknown");
}

static bool is_alive(const journal *j) {
  char boot[64];
  this_boot(boot, sizeof boot);
  return j->boot && !strcmp(boot, j->boot) && j->started && start_of(j->process) == j->started;
}

/* Cuts the next field off a line. */
static const char *field(char **line) {
  char *begin = *line, *end = begin ? strchr(begin, '\t') : NULL;
  if (end) *end++ = 0;
  *line = end;
  return begin ? begin : "";
}

/* Reads a journal. A last line without its end was never followed by the change that it announces. */
static int read_journal(int folder, const char *name, journal *j) {
  j->process = 0;
  j->started = 0;
  j->boot = NULL;
  j->count = 0;
  long length = read_all(folder, name, j->text, sizeof j->text);
  if (length < 0) return (int)-length;
  for (char *line = j->text, *end; (end = strchr(line, '\n')); line = end + 1) {
    *end = 0;
    char *rest = line;
    const char *kind = field(&rest);
    if (!strcmp(kind, "run")) {
      j->process = (int32_t)number(field(&rest));
      j->started = number(field(&rest));
      j->boot = field(&rest);
    } else if (!strcmp(kind, "undone")) {
      uint64_t index = number(field(&rest));
      if (index < j->count) j->changes[index].undone = true;
    } else if (j->count < JOURNAL_CHANGES) {
      change *c = &j->changes[j->count++];
      c->kind = kind;
      c->path = field(&rest);
      c->before = field(&rest);
      c->value = field(&rest);
      c->undone = false;
    }
  }
  return 0;
}

int cplatform_journal_folder(const char *path, bool create) {
  if (create && mkdir(path, 0700) && errno != EEXIST) return -errno;
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return -errno;
  struct stat status;
  int error = fstat(folder, &status) ? errno : 0;
  if (!error && (status.st_uid != geteuid() || status.st_mode & 022)) error = EPERM;
  if (!error) return folder;
  close(folder);
  return -error;
}

int cplatform_journal_lock(int folder) {
  int lock = openat(folder, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (lock < 0) return -errno;
  /* Held for moments only. Who waits longer waits for somebody who was stopped, and restoring is worth more than order. */
  for (int i = 0; i < NAPS; i++) {
    if (!flock(lock, LOCK_EX | LOCK_NB) || (errno != EWOULDBLOCK && errno != EINTR)) break;
    nap();
  }
  return lock;
}

void cplatform_journal_unlock(int lock) {
  flock(lock, LOCK_UN); /* a child forked meanwhile holds the same lock, and closing would leave it locked (flock(2)) */
  close(lock);
}

int cplatform_journal_create(int folder, const char *name) {
  int file = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return -errno;
  char line[160] = "run\t", boot[64];
  print_number(line + strlen(line), (uint64_t)getpid());
  strcat(line, "\t");
  print_number(line + strlen(line), start_of(getpid()));
  strcat(line, "\t");
  this_boot(boot, sizeof boot);
  strcat(line, boot);
  int error = cplatform_journal_append(file, line);
  if (!error && fsync(folder)) error = errno;
  if (!error) return file;
  unlinkat(folder, name, 0);
  close(file);
  return -error;
}

int cplatform_journal_append(int journal, const char *line) {
  struct stat status;
  if (fstat(journal, &status)) return errno;
  size_t length = strlen(line);
  char text[8192];
  /* The room that stays is for the lines that say what was undone. */
  size_t limit = JOURNAL_BYTES - (strncmp(line, "undone", 6) ? JOURNAL_CHANGES * 16 : 0);
  if (length + 1 > sizeof text || (size_t)status.st_size + length + 1 > limit) return ENOSPC;
  memcpy(text, line, length);
  text[length++] = '\n';
  if (write(journal, text, length) != (long)length) return errno ? errno : ENOSPC;
  return fsync(journal) ? errno : 0;
}

/* Appends a field to a line; what was read as a line fits into one. */
static void add_field(char *line, const char *value) {
  strcat(line, "\t");
  strcat(line, value);
}

static int write_outstanding(int file, const journal *j) {
  char line[8192] = "run\t";
  print_number(line + strlen(line), (uint64_t)j->process);
  strcat(line, "\t");
  print_number(line + strlen(line), j->started);
  add_field(line, j->boot);
  int error = cplatform_journal_append(file, line);
  for (uint32_t i = 0; i < j->count && !error; i++) {
    const change *c = &j->changes[i];
    if (c->undone) continue;
    strcpy(line, c->kind);
    add_field(line, c->path);
    if (!strcmp(c->kind, "setting")) {
      add_field(line, c->before);
      add_field(line, c->value);
    }
    error = cplatform_journal_append(file, line);
  }
  return error;
}

int cplatform_journal_compact(int folder, const char *name, uint32_t *outstanding) {
  journal j;
  int error = read_journal(folder, name, &j);
  if (error) return -error;
  char fresh[256];
  if (!successor_of(name, fresh, sizeof fresh)) return -ENAMETOOLONG;
  int file = openat(folder, fresh, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return -errno;
  error = write_outstanding(file, &j);
  /* From one moment to the next it is the journal, also for the guardian, which opens it by its name when it is needed. */
  if (!error && renameat(folder, fresh, folder, name)) error = errno;
  if (error) {
    unlinkat(folder, fresh, 0);
    close(file);
    return -error;
  }
  fsync(folder); /* should it fail: the old name stands for a journal that is as true */
  *outstanding = 0;
  for (uint32_t i = 0; i < j.count; i++) *outstanding += !j.changes[i].undone;
  return file;
}

/* Calls `visit` with every journal of the folder but one, until it says so. Directories are read by the system call: readdir
   allocates. */
static bool any_other(int folder, const char *name, bool (*visit)(const journal *, void *), void *context) {
  struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
  };
  int list = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (list < 0) return false;
  _Alignas(8) char buffer[4096];
  bool found = false;
  long count;
  while (!found && (count = syscall(SYS_getdents64, list, buffer, sizeof buffer)) > 0)
    for (long at = 0; at < count && !found; at += ((struct entry *)(buffer + at))->length) {
      const char *other = ((struct entry *)(buffer + at))->name;
      const char *suffix = strrchr(other, '.');
      if (!suffix || strcmp(suffix, ".journal") || !strcmp(other, name)) continue;
      journal j;
      found = !read_journal(folder, other, &j) && visit(&j, context);
    }
  close(list);
  return found;
}

typedef struct {
  const char *path;
  bool only_living;
  cplatform_holder *holder;
} holder_search;

static bool holds(const journal *j, void *context) {
  const holder_search *search = context;
  for (uint32_t i = j->count; i-- > 0;) {
    const change *c = &j->changes[i];
    if (c->undone || strcmp(c->kind, "setting") || strcmp(c->path, search->path)) continue;
    bool lives = is_alive(j);
    if (search->only_living && !lives) return false;
    if (strlen(c->before) >= sizeof search->holder->before || strlen(c->value) >= sizeof search->holder->value) return false;
    search->holder->process = j->process;
    search->holder->lives = lives;
    strcpy(search->holder->before, c->before);
    strcpy(search->holder->value, c->value);
    return true;
  }
  return false;
}

void cplatform_journal_holder(int folder, const char *name, const char *path, cplatform_holder *holder) {
  memset(holder, 0, sizeof *holder);
  holder_search search = {.path = path, .only_living = true, .holder = holder};
  if (any_other(folder, name, holds, &search)) return;
  search.only_living = false;
  any_other(folder, name, holds, &search);
}

bool cplatform_journal_owner_lives(int folder, const char *name, int32_t *process) {
  journal j;
  if (read_journal(folder, name, &j)) return false;
  *process = j.process;
  return is_alive(&j);
}

static void undo_setting(int folder, const char *name, const change *c, char *found, size_t capacity, cplatform_undo *undo) {
  cplatform_holder holder = {0};
  holder_search search = {.path = c->path, .only_living = true, .holder = &holder};
  long length = read_value(c->path, found, capacity);
  undo->found = found;
  if (length < 0) {
    undo->number = (int32_t)-length;
  } else if (!strcmp(found, c->before)) {
    undo->result = CPLATFORM_UNDO_ALREADY;
  } else if (strcmp(found, c->value)) {
    undo->result = CPLATFORM_UNDO_OVERRIDDEN;
  } else if (any_other(folder, name, holds, &search)) {
    undo->result = CPLATFORM_UNDO_LEFT;
    undo->number = holder.process;
  } else if (!(undo->number = cplatform_write_value(c->path, c->before))) {
    undo->result = CPLATFORM_UNDO_RESTORED;
  }
}

/* Appends a name to a folder's path; false when it is too long. */
static bool join(char *path, size_t capacity, const char *folder, const char *name) {
  if (strlen(folder) + strlen(name) + 2 > capacity) return false;
  strcpy(path, folder);
  strcat(path, "/");
  strcat(path, name);
  return true;
}

/* Writes to a file of a group, which may not have it. */
static void tell_group(const char *group, const char *file, const char *value) {
  char path[4096];
  if (join(path, sizeof path, group, file)) cplatform_write_value(path, value);
}

/* Of a control group: its processes are dead or dying; whoever was frozen dies only after the thaw (Documentation/admin-guide/
   cgroup-v1/freezer-subsystem.rst), and the group is busy until the last has gone. A group of resctrl goes at once, and whoever is
   in it moves to the default group (resctrl.rst). */
static void undo_group(const change *c, cplatform_undo *undo) {
  for (int i = 0; i < NAPS; i++) {
    if (!rmdir(c->path)) {
      undo->result = CPLATFORM_UNDO_RESTORED;
      return;
    }
    undo->number = errno;
    if (errno == ENOENT) undo->result = CPLATFORM_UNDO_ALREADY;
    if (errno != EBUSY) return;
    tell_group(c->path, "freezer.state", "THAWED");
    tell_group(c->path, "cgroup.freeze", "0");
    nap();
  }
}

/* Whether somebody has made groups in a resctrl file system, which unmounting would remove. Ours have gone before: the last change
   is undone first. A folder has two links and one more for each folder in it (kernfs_refresh_inode). */
static bool holds_groups(const char *mount) {
  static const char *const own[] = {"info", "mon_groups", "mon_data"};
  struct stat status;
  char path[4096];
  if (!join(path, sizeof path, mount, own[0]) || access(path, F_OK) || stat(mount, &status)) return false;
  uint64_t folders = 2;
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) folders += join(path, sizeof path, mount, own[i]) && !access(path, F_OK);
  return status.st_nlink > folders;
}

static void undo_mount(const change *c, cplatform_undo *undo) {
  if (holds_groups(c->path)) {
    undo->number = EBUSY;
    return;
  }
  if (!umount2(c->path, UMOUNT_NOFOLLOW) || (errno == EBUSY && !umount2(c->path, UMOUNT_NOFOLLOW | MNT_DETACH))) {
    undo->result = CPLATFORM_UNDO_RESTORED;
    return;
  }
  undo->number = errno;
  if (errno == EINVAL || errno == ENOENT) undo->result = CPLATFORM_UNDO_ALREADY; /* no mount is there */
}

int cplatform_journal_undo(int folder, const char *name, const char *path, cplatform_undo_report report, void *context) {
  journal j;
  int error = read_journal(folder, name, &j);
  if (error) return -error;
  int file = openat(folder, name, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) return -errno;
  int left = 0;
  for (uint32_t i = j.count; i-- > 0;) {
    const change *c = &j.changes[i];
    if (c->undone) continue;
    if (path && strcmp(path, c->path)) {
      left++;
      continue;
    }
    char found[256] = "";
    cplatform_undo undo = {.kind = c->kind, .path = c->path, .before = c->before, .found = "", .result = CPLATFORM_UNDO_FAILED};
    if (!strcmp(c->kind, "setting")) undo_setting(folder, name, c, found, sizeof found, &undo);
    else if (!strcmp(c->kind, "group")) undo_group(c, &undo);
    else if (!strcmp(c->kind, "mount")) undo_mount(c, &undo);
    else undo.number = ENOTSUP; /* of a newer version */
    if (undo.result == CPLATFORM_UNDO_FAILED) {
      left++;
    } else {
      char line[32] = "undone\t";
      print_number(line + strlen(line), i);
      cplatform_journal_append(file, line);
    }
    if (report) report(context, &undo);
  }
  close(file);
  if (!left && !path) {
    char fresh[256]; /* of a death while it was written anew */
    if (successor_of(name, fresh, sizeof fresh)) unlinkat(folder, fresh, 0);
    unlinkat(folder, name, 0);
  }
  return left;
}
