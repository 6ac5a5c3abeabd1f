#include "cplatform_container.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* mount_setattr(2), Linux 5.12; older headers lack it. */
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
struct mount_attributes {
  uint64_t set, clear, propagation, user_namespace;
};
enum { ALL_READ_ONLY = 1, RECURSIVELY = 0x8000 };

static int fail(char *error, size_t capacity, const char *what) {
  const char *parts[] = {"cannot ", what, ": ", strerrordesc_np(errno)}; /* strerror may allocate */
  size_t length = 0;
  for (int i = 0; i < 4; i++)
    for (const char *c = parts[i]; c && *c && length + 1 < capacity; c++) error[length++] = *c;
  if (capacity) error[length] = 0;
  return -1;
}

static int put(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  long count = write(file, text, strlen(text));
  int error = errno;
  close(file);
  errno = error;
  return count == (long)strlen(text) ? 0 : -1;
}

static char *print(char *end, uint64_t value) {
  char digits[20];
  int count = 0;
  do digits[count++] = (char)('0' + value % 10);
  while (value /= 10);
  while (count) *end++ = digits[--count];
  *end = 0;
  return end;
}

/* Maps one user or group onto itself: all that a user without rights may map (user_namespaces(7)). */
static int map_self(const char *path, uint64_t id) {
  char line[64], *end = print(line, id);
  *end++ = ' ';
  end = print(end, id);
  strcpy(end, " 1");
  return put(path, line);
}

static int own_user(uint64_t user, uint64_t group) {
  if (put("/proc/self/setgroups", "deny") && errno != ENOENT) return -1;
  return map_self("/proc/self/uid_map", user) || map_self("/proc/self/gid_map", group);
}

/* Nothing that is mounted here is seen outside, and nothing that was there can be written to: neither a file nor a setting. */
static int own_mounts(const cplatform_container *c) {
  if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) return -1;
  if (c->own_processes && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) return -1;
  if (c->own_processes && c->first_thread) {
    char text[24];
    print(text, (uint64_t)c->first_thread);
    /* Robust locks name their holder by its number. In a PID namespace of its own every container would count from 2, and
       the kernel, clearing up after a dead thread, could take another's lock for its (robust-futex-ABI.rst). */
    if (put("/proc/sys/kernel/ns_last_pid", text)) return -1;
  }
  struct mount_attributes attributes = {.set = ALL_READ_ONLY};
  if (syscall(SYS_mount_setattr, AT_FDCWD, "/", RECURSIVELY, &attributes, sizeof attributes) && errno != ENOSYS) return -1;
  return 0;
}

/* Leaves the rights that a partition needs, real-time priority and locked memory, and takes all others for good. */
static int drop_rights(void) {
  for (unsigned long capability = 0; capability <= 63; capability++)
    if (capability != CAP_SYS_NICE && capability != CAP_IPC_LOCK && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) && errno == EINVAL) break;
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &header, data)) return -1;
  uint32_t kept = 1U << CAP_SYS_NICE | 1U << CAP_IPC_LOCK;
  data[0].effective = data[0].permitted &= kept;
  data[1].effective = data[1].permitted = 0;
  data[0].inheritable = data[1].inheritable = 0;
  return syscall(SYS_capset, &header, data) ? -1 : 0;
}

int cplatform_container_enter(const cplatform_container *c, char *error, size_t capacity) {
  uint64_t user = geteuid(), group = getegid();
  /* Before the cgroup namespace, whose root is where the process is when it is made. */
  for (int32_t i = 0; i < c->group_count; i++) {
    if (write(c->groups[i], "0", 1) != 1) return fail(error, capacity, "join the control group");
    close(c->groups[i]);
  }
  if ((c->namespaces & CLONE_NEWUSER) && (unshare(CLONE_NEWUSER) || own_user(user, group)))
    return fail(error, capacity, "make a user namespace");
  if (unshare(c->namespaces & ~CLONE_NEWUSER)) return fail(error, capacity, "make the namespaces");
  if ((c->namespaces & CLONE_NEWUTS) && sethostname(c->host_name, strlen(c->host_name)))
    return fail(error, capacity, "set the host name");
  if ((c->namespaces & CLONE_NEWNS) && own_mounts(c)) return fail(error, capacity, "make the mounts private");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0, 0, 0)) return fail(error, capacity, "give up new privileges");
  if (!c->keeps_rights && drop_rights()) return fail(error, capacity, "drop the capabilities");
  return 0;
}

int cplatform_container_prefork(void) {
  int before = open("/proc/thread-self/ns/pid", O_RDONLY | O_CLOEXEC);
  if (before < 0) return -errno;
  if (!unshare(CLONE_NEWPID)) return before;
  int error = errno;
  close(before);
  return -error;
}

int cplatform_container_postfork(int before) {
  int error = setns(before, CLONE_NEWPID) ? errno : 0;
  close(before);
  return error;
}

int32_t cplatform_container_probe(int32_t namespaces) {
  int result[2];
  if (pipe2(result, O_CLOEXEC)) return namespaces;
  pid_t child = fork();
  if (child == 0) {
    uint64_t user = geteuid(), group = getegid();
    int32_t missing = 0, all = namespaces & ~CLONE_NEWUSER;
    if ((namespaces & CLONE_NEWUSER) && (unshare(CLONE_NEWUSER) || own_user(user, group))) missing = namespaces;
    for (uint32_t flag = 1; !missing && flag <= (uint32_t)all; flag <<= 1)
      if (((uint32_t)all & flag) && unshare((int)flag)) missing |= (int32_t)flag;
    /* The private mounts are what a restricted user namespace refuses (AppArmor). */
    if (!(missing & CLONE_NEWNS) && (all & CLONE_NEWNS) && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) missing |= CLONE_NEWNS;
    if (write(result[1], &missing, sizeof missing) < 0) _exit(1);
    _exit(0);
  }
  close(result[1]);
  int32_t missing = namespaces;
  if (child > 0 && read(result[0], &missing, sizeof missing) != sizeof missing) missing = namespaces;
  close(result[0]);
  while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
  return missing;
}
