#include "cplatform_lever.h"
#include "scheduling_attributes.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cplatform_set_priority(int32_t thread, int32_t priority) {
  return set_scheduling_attributes(
      thread, (struct scheduling_attributes){
                  .policy = priority > 0 ? SCHED_FIFO : SCHED_NORMAL, .flags = SCHED_FLAG_RESET_ON_FORK,
                  .priority = (uint32_t)priority});
}

int cplatform_reserve(int32_t thread, int64_t runtime_ns, int64_t period_ns) {
  uint64_t runtime = (uint64_t)runtime_ns, period = (uint64_t)period_ns;
  return set_scheduling_attributes(
      thread, (struct scheduling_attributes){
                  .policy = SCHED_DEADLINE, .flags = SCHED_FLAG_RESET_ON_FORK, .runtime_ns = runtime,
                  .deadline_ns = period, .period_ns = period});
}

/* Not kill(2): the child may have been reaped, and its number be somebody else's. */
static int send(const cplatform_target *target, int signal) {
  return syscall(SYS_pidfd_send_signal, target->descriptor, signal, NULL, 0) ? errno : 0;
}

/* To the partition's thread, not to its process: a signal of the process goes to the first thread that may take it, which is the
   main one, asleep on another core; until that got a turn there, the partition ran on (70 us in the middle, milliseconds at
   worst). The stop is the whole process's all the same (signal(7)). */
static int stop_by_signal(const cplatform_target *target) {
  return syscall(SYS_tgkill, target->process, target->thread, SIGSTOP) ? errno : 0;
}

static int write_text(int descriptor, const char *text) {
  size_t length = strlen(text);
  return pwrite(descriptor, text, length, 0) == (ssize_t)length ? 0 : errno;
}

static bool contains(const char *text, const char *word) { return strstr(text, word) != NULL; }

int cplatform_lever_stop(cplatform_lever lever, const cplatform_freezer *freezer, cplatform_target *target) {
  switch (lever) {
  case CPLATFORM_LEVER_PRIORITY: return cplatform_set_priority(target->thread, CPLATFORM_PRIORITY_PARKED);
  case CPLATFORM_LEVER_SIGNAL: return stop_by_signal(target);
  case CPLATFORM_LEVER_FREEZER: return write_text(target->control, freezer->freeze);
  case CPLATFORM_LEVER_NONE: return 0;
  }
  return EINVAL;
}

int cplatform_lever_start(cplatform_lever lever, const cplatform_freezer *freezer, cplatform_target *target, int32_t priority) {
  int error = 0;
  switch (lever) {
  case CPLATFORM_LEVER_PRIORITY: error = cplatform_set_priority(target->thread, priority); break;
  case CPLATFORM_LEVER_SIGNAL: error = send(target, SIGCONT); break;
  case CPLATFORM_LEVER_FREEZER: error = write_text(target->control, freezer->thaw); break;
  case CPLATFORM_LEVER_NONE: break;
  }
  if (!error) cplatform_gate_open(target->gate);
  return error;
}

static int confirm_signal(const cplatform_target *target, bool waits) {
  siginfo_t info = {0};
  /* WNOWAIT: how it ended is its keeper's to read. WEXITED: nobody waits for a stop that never comes. */
  int flags = WSTOPPED | WEXITED | WNOWAIT | (waits ? 0 : WNOHANG);
  if (waitid(P_PIDFD, (id_t)target->descriptor, &info, flags)) return errno == EINTR ? 0 : errno == ECHILD ? -ESRCH : -errno;
  if (info.si_pid == 0) return 0;
  return info.si_code == CLD_STOPPED ? 1 : -ESRCH;
}

static int confirm_freezer(const cplatform_freezer *freezer, const cplatform_target *target) {
  char text[256];
  ssize_t count = pread(target->fact, text, sizeof text - 1, 0);
  if (count < 0) return -errno;
  text[count] = 0;
  return contains(text, freezer->frozen);
}

int cplatform_lever_confirm(cplatform_lever lever, const cplatform_freezer *freezer, const cplatform_target *target, bool waits) {
  switch (lever) {
  case CPLATFORM_LEVER_SIGNAL: return confirm_signal(target, waits);
  case CPLATFORM_LEVER_FREEZER: return confirm_freezer(freezer, target);
  case CPLATFORM_LEVER_PRIORITY:
  case CPLATFORM_LEVER_NONE: return 1;
  }
  return -EINVAL;
}

void cplatform_lever_release(cplatform_lever lever, const cplatform_freezer *freezer, const cplatform_target *target) {
  switch (lever) {
  case CPLATFORM_LEVER_PRIORITY:
  case CPLATFORM_LEVER_NONE: cplatform_set_priority(target->thread, 0); break;
  case CPLATFORM_LEVER_SIGNAL: send(target, SIGCONT); break;
  case CPLATFORM_LEVER_FREEZER: write_text(target->control, freezer->thaw); break;
  }
}
