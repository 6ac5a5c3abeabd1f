#include "cplatform_host.h"
#include "slot_state.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the harness catches means nothing to a partition; what it ignores stays ignored. */
static void forget_handlers(void) {
  for (int signal = 1; signal < NSIG; signal++) {
    struct sigaction action;
    if (sigaction(signal, NULL, &action) || action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) continue;
    if (signal >= SIGRTMIN || signal == cplatform_stop_signal()) continue; /* the enforcer's own, the same in the child */
    action = (struct sigaction){.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
  }
}

pid_t cplatform_fork_host(int (*body)(void *), void *context) {
  /* Not getppid: the first process of a PID namespace has no parent in it, only 0. */
  int parent = cplatform_process_descriptor(getpid());
  pid_t child = fork();
  int error = errno;
  if (child != 0 && parent >= 0) close(parent);
  if (child < 0) return -error;
  if (child > 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct pollfd death = {.fd = parent, .events = POLLIN};
  if (poll(&death, 1, 0) > 0) _exit(0); /* the parent died before it could be watched */
  if (parent >= 0) close(parent);
  setpgid(0, 0);
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  forget_handlers();
  _exit(body(context));
}

int cplatform_process_descriptor(pid_t process) {
  long descriptor = syscall(SYS_pidfd_open, process, 0);
  return descriptor < 0 ? -errno : (int)descriptor;
}

int cplatform_reap(pid_t process, int *status) {
  pid_t ended;
  do ended = waitpid(process, status, WNOHANG);
  while (ended < 0 && errno == EINTR);
  return ended < 0 ? -errno : ended == process;
}
