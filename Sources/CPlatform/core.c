#include "instants.h"
#include "slot_state.h"

#include <errno.h>
#include <pthread.h>

/* Whether the core is ours now. Its last holder may have died in its window: the kernel then hands the mutex on (robust
   futexes, get_robust_list(2)), and there is nothing to mend, because the core's state is the mutex itself. */
static bool holds(cplatform_core *core, int error) {
  if (error == EOWNERDEAD) error = pthread_mutex_consistent(&core->mutex);
  return error == 0;
}

bool cplatform_core_await(cplatform_core *core, const atomic_int *stop) {
  if (!core) return true;
  for (;;) {
    struct timespec nap = timespec_of(now_ns() + 10000000);
    if (holds(core, pthread_mutex_clocklock(&core->mutex, CLOCK_MONOTONIC, &nap))) break;
    if (atomic_load(stop)) return false;
  }
  pthread_mutex_unlock(&core->mutex);
  return true;
}

bool cplatform_core_take(cplatform_core *core) { return !core || holds(core, pthread_mutex_trylock(&core->mutex)); }

void cplatform_core_release(cplatform_core *core) {
  if (core) pthread_mutex_unlock(&core->mutex);
}

int cplatform_core_init(cplatform_core *core) {
  pthread_mutexattr_t attributes;
  int error = pthread_mutexattr_init(&attributes);
  if (error) return error;
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  error = pthread_mutex_init(&core->mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
  return error;
}
