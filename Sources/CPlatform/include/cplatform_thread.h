/* GNU-only thread calls that Swift's Glibc module does not show. All return 0 or an errno unless they say otherwise. */
#pragma once

#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

/* Starts a thread that is pinned from its first instruction. `cpus` lists the PUs it may use; none: inherited.
   Affinity stands in the attribute, so that the stack is first touched on the right node and an impossible PU is an
   error here. The thread is born with every signal blocked. */
int cplatform_thread_create(pthread_t *thread, const int32_t *cpus, int32_t count, void *(*start)(void *), void *argument);

/* Moves the calling thread to the given PUs. */
int cplatform_pin_self(const int32_t *cpus, int32_t count);

/* The kernel's id of the calling thread. */
pid_t cplatform_thread_id(void);

/* The PU that the calling thread runs on now, or -1. */
int32_t cplatform_current_cpu(void);

/* The PUs that the calling thread may use: fills `cpus` and returns how many there are, or -errno. */
int32_t cplatform_allowed_cpus(int32_t *cpus, int32_t capacity);

/* Makes the calling thread's timers exact: the kernel may else delay those of ordinary threads by 50 us (prctl(2),
   PR_SET_TIMERSLACK). */
int cplatform_sharpen_timers(void);
