#include "cplatform_thread.h"
#include "scheduling_attributes.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A set that holds the given PUs; NULL when memory is short. Freed with CPU_FREE. */
static cpu_set_t *make_set(const int32_t *cpus, int32_t count, size_t *bytes) {
  int32_t highest = 0;
  for (int32_t i = 0; i < count; i++)
    if (cpus[i] > highest) highest = cpus[i];
  *bytes = CPU_ALLOC_SIZE(highest + 1);
  cpu_set_t *set = CPU_ALLOC(highest + 1);
  if (!set) return NULL;
  CPU_ZERO_S(*bytes, set);
  for (int32_t i = 0; i < count; i++) CPU_SET_S(cpus[i], *bytes, set);
  return set;
}

int cplatform_thread_create(pthread_t *thread, const int32_t *cpus, int32_t count, void *(*start)(void *), void *argument) {
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error) return error;
  if (count > 0) {
    size_t bytes;
    cpu_set_t *set = make_set(cpus, count, &bytes);
    error = set ? pthread_attr_setaffinity_np(&attributes, bytes, set) : ENOMEM;
    if (set) CPU_FREE(set);
  }
  if (!error) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(thread, &attributes, start, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  pthread_attr_destroy(&attributes);
  return error;
}

int cplatform_pin_thread(int32_t thread, const int32_t *cpus, int32_t count) {
  size_t bytes;
  cpu_set_t *set = make_set(cpus, count, &bytes);
  if (!set) return ENOMEM;
  int error = sched_setaffinity(thread, bytes, set) ? errno : 0;
  CPU_FREE(set);
  return error;
}

int cplatform_pin_self(const int32_t *cpus, int32_t count) { return cplatform_pin_thread(0, cpus, count); }

pid_t cplatform_thread_id(void) { return (pid_t)syscall(SYS_gettid); }

int32_t cplatform_current_cpu(void) { return sched_getcpu(); }

int32_t cplatform_allowed_cpus(int32_t *cpus, int32_t capacity) {
  for (int limit = 1024; limit <= 1 << 20; limit *= 2) {
    size_t bytes = CPU_ALLOC_SIZE(limit);
    cpu_set_t *set = CPU_ALLOC(limit);
    if (!set) return -ENOMEM;
    if (sched_getaffinity(0, bytes, set) == 0) {
      int32_t count = 0;
      for (int i = 0; i < limit && count < capacity; i++)
        if (CPU_ISSET_S(i, bytes, set)) cpus[count++] = i;
      CPU_FREE(set);
      return count;
    }
    int error = errno;
    CPU_FREE(set);
    if (error != EINVAL) return -error; /* EINVAL: the kernel knows more PUs than the set holds */
  }
  return -EINVAL;
}

int cplatform_join_partition(void) {
  if (prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0)) return errno;
  return set_scheduling_attributes(
      0, (struct scheduling_attributes){.policy = SCHED_BATCH, .nice = getpriority(PRIO_PROCESS, 0), .runtime_ns = 100000});
}

int cplatform_take_what_is_left(void) {
  if (prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0)) return errno;
  struct sched_param parameters = {0};
  return pthread_setschedparam(pthread_self(), SCHED_IDLE, &parameters);
}

int cplatform_wake_exactly(int32_t fifo_priority) {
  if (prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0)) return errno;
  if (fifo_priority <= 0) return 0;
  struct sched_param parameters = {.sched_priority = fifo_priority};
  return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
}
