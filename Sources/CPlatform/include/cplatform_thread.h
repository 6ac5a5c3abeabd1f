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

/* Moves another thread, by its kernel id, to the given PUs. */
int cplatform_pin_thread(int32_t thread, const int32_t *cpus, int32_t count);

/* The kernel's id of the calling thread. */
pid_t cplatform_thread_id(void);

/* The PU that the calling thread runs on now, or -1. */
int32_t cplatform_current_cpu(void);

/* The PUs that the calling thread may use: fills `cpus` and returns how many there are, or -errno. */
int32_t cplatform_allowed_cpus(int32_t *cpus, int32_t capacity);

/* Makes the calling thread fit for a slot, without any privilege. Returns 0 or an errno.

   Its timers are exact, where the kernel may else delay those of ordinary threads by 50 us (prctl(2), PR_SET_TIMERSLACK).
   It does not preempt anybody when it wakes (sched(7), SCHED_BATCH), so that it can wake well before its window and queue
   behind its predecessor instead of disturbing it. And its own time slice is the shortest there is, 100 us
   (sched_setattr(2), sched_runtime; Linux 6.12, ignored before), so that it in turn keeps nobody waiting who follows it.

   Measured in turn on a KVM guest, p99 of the start error of 1 ms windows, four runs each: 1.0 to 2.9 us; with the
   ordinary policy 17 to 26 us. The price: on a machine that is busy with other work, a partition waits for its turn among the
   others, and misses windows. */
int cplatform_join_partition(void);

/* Puts the calling thread into SCHED_IDLE: it runs only where nobody else wants to (sched(7)). Returns 0 or an errno. */
int cplatform_take_what_is_left(void);

/* Makes the calling thread wake as exactly as it may: its timers without slack (prctl(2), PR_SET_TIMERSLACK), and with a
   priority above 0 under SCHED_FIFO, which needs a right (sched(7)). Returns 0, or the errno for which it stays in the
   ordinary class. Nothing ordinary runs on the core of a thread in SCHED_FIFO while it works; partitions of the same priority
   queue behind each other, as cplatform_join_partition has them do without the right. */
int cplatform_wake_exactly(int32_t fifo_priority);
