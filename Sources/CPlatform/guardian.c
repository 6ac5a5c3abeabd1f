#include "cplatform_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHANNEL = 3, FOLDER, PARENT, FIRST_FREE };

/* Leaves the guardian nothing of its parent's but three descriptors. */
static int keep(int channel, int folder, int parent) {
  int high[] = {fcntl(channel, F_DUPFD, 64), fcntl(folder, F_DUPFD, 64), parent < 0 ? -1 : fcntl(parent, F_DUPFD, 64)};
  if (high[0] < 0 || high[1] < 0) return errno;
  for (int i = 0; i < 3; i++)
    if (high[i] < 0) close(CHANNEL + i);
    else if (dup2(high[i], CHANNEL + i) < 0) return errno;
  if (syscall(SYS_close_range, FIRST_FREE, ~0U, 0)) /* Linux 5.9 */
    for (int i = FIRST_FREE; i < 4096; i++) close(i);
  int nothing = open("/dev/null", O_RDWR); /* whoever reads our parent's output waits for its end */
  for (int i = 0; i < 3; i++)
    if (nothing < 0 || dup2(nothing, i) < 0) close(i);
  if (nothing >= 0) close(nothing);
  return 0;
}

/* Out of reach of the terminal and of everybody who means its parent, and ahead of threads that outlive it. */
static void stand_apart(void) {
  setsid();
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &ignore, NULL);
  prctl(PR_SET_PDEATHSIG, 0UL, 0, 0, 0);
  prctl(PR_SET_NAME, "bulkhead-guard", 0, 0, 0);
  cpu_set_t every;
  memset(&every, 0xff, sizeof every);
  sched_setaffinity(0, sizeof every, &every);
  struct sched_param highest = {.sched_priority = sched_get_priority_max(SCHED_FIFO)};
  sched_setscheduler(0, SCHED_FIFO, &highest);
  if (chdir("/")) return; /* only so that no file system is held */
}

/* Waits for the parent's word or death. Returns whether it died. */
static int parent_died(int has_parent) {
  for (;;) {
    struct pollfd events[] = {{.fd = CHANNEL, .events = POLLIN}, {.fd = has_parent ? PARENT : -1, .events = POLLIN}};
    if (poll(events, 2, -1) < 0) continue;
    char word;
    if (events[0].revents && recv(CHANNEL, &word, 1, MSG_DONTWAIT) == 1) return 0;
    /* Partitions forked later hold the other end of the channel, too; the parent's own descriptor does not wait for them. */
    if (events[1].revents || (events[0].revents & POLLHUP)) return 1;
  }
}

static void guard(const char *name, int has_parent) {
  stand_apart();
  char ready = 1;
  if (send(CHANNEL, &ready, 1, MSG_NOSIGNAL) != 1) return;
  if (!parent_died(has_parent)) return;
  int lock = cplatform_journal_lock(FOLDER);
  cplatform_journal_undo(FOLDER, name, NULL, NULL, NULL);
  if (lock >= 0) cplatform_journal_unlock(lock);
}

int cplatform_guardian_start(int folder, const char *name, pid_t *guardian) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return -errno;
  int self = (int)syscall(SYS_pidfd_open, getpid(), 0); /* Linux 5.3; opened here, where it cannot mean anybody else */
  pid_t child = fork();
  if (child == 0) {
    if (!keep(pair[1], folder, self)) guard(name, self >= 0);
    _exit(0);
  }
  int error = child < 0 ? errno : 0;
  if (self >= 0) close(self);
  close(pair[1]);
  char ready;
  long count = 0;
  if (!error) {
    do count = recv(pair[0], &ready, 1, 0);
    while (count < 0 && errno == EINTR);
    if (count != 1) {
      error = ECHILD;
      waitpid(child, NULL, 0);
    }
  }
  if (error) {
    close(pair[0]);
    return -error;
  }
  *guardian = child;
  return pair[0];
}

void cplatform_guardian_dismiss(int channel, pid_t guardian) {
  char word = 1;
  send(channel, &word, 1, MSG_NOSIGNAL);
  while (waitpid(guardian, NULL, 0) < 0 && errno == EINTR) {}
  close(channel);
}
