#include "cplatform_slot.h"
#include "cplatform_thread.h"
#include "cplatform_ticker.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* glibc 2.36 does not name the member that SIGEV_THREAD_ID needs. */
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

typedef struct {
  cplatform_slot shared; /* first, so that the public pointer is this one */
  cplatform_window *windows;
  uint32_t count;
  cplatform_core *core;
  int64_t stay_ns; /* sleep until then after the last window */
  int64_t current; /* the window that runs or ran last; -1 before the first */
  cplatform_enforcement enforcement;
  timer_t timer;
  bool has_timer;
  volatile sig_atomic_t parked; /* inside the enforcer: the stop signal then only has to end the sleep */
  atomic_int stop;
  atomic_int thread; /* kernel id once entered */
  atomic_int finished;
  sigjmp_buf exit;
} slot_state;

/* The slot that the calling thread is in. Only ever read on the thread that set it. */
static _Thread_local slot_state *entered;

static int end_signal(void) { return SIGRTMIN; }
static int stop_signal(void) { return SIGRTMIN + 1; }

/* clock_gettime is async-signal-safe (POSIX.1-2017, 2.4.3) and, with a TSC clock source, makes no system call. */
static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct timespec timespec_of(int64_t ns) {
  return (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
}

uint32_t cplatform_next_window(const cplatform_window *windows, uint32_t count, int64_t index, int64_t now, int64_t guard_ns) {
  uint32_t next = (uint32_t)(index + 1);
  while (next < count && now >= windows[next].planned_end_ns - guard_ns) next++;
  return next;
}

static void leave_if_stopped(slot_state *slot) {
  if (atomic_load(&slot->stop)) siglongjmp(slot->exit, 1);
}

static void sleep_until(slot_state *slot, int64_t ns) {
  struct timespec deadline = timespec_of(ns);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR) leave_if_stopped(slot);
}


/* Whether the core is ours now. Its last holder may have died in its window: the kernel then hands the mutex on (robust
   futexes, get_robust_list(2)), and there is nothing to mend, because the core's state is the mutex itself. */
static bool holds(cplatform_core *core, int error) {
  if (error == EOWNERDEAD) error = pthread_mutex_consistent(&core->mutex);
  return error == 0;
}

/* Waits until the predecessor on this core has closed its window.

   A partition wakes well before its window, so that the lateness of its timer does not matter, and queues for the core
   (cplatform_join_partition); mostly it gets it when the predecessor has stopped. But the predecessor may have been taken off
   the core with its stop signal pending: then it gets the core back here, to write down its end. Waits in short naps, so
   that a stop ends it. */
static void await_predecessor(slot_state *slot) {
  cplatform_core *core = slot->core;
  if (!core) return;
  for (;;) {
    struct timespec nap = timespec_of(now_ns() + 10000000);
    if (holds(core, pthread_mutex_clocklock(&core->mutex, CLOCK_MONOTONIC, &nap))) break;
    leave_if_stopped(slot);
  }
  pthread_mutex_unlock(&core->mutex);
}

/* Whether the core is ours now; always where nobody takes turns. */
static bool take_core(cplatform_core *core) { return !core || holds(core, pthread_mutex_trylock(&core->mutex)); }

static void release_core(cplatform_core *core) {
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

/* Sleeps until the next window that can still run, spins to its start and opens it. Leaves the slot when there is none.
   What is skipped keeps start_ns == 0: a missed window is a record, never a silent shift. */
static void open_next_window(slot_state *slot, uint64_t parked_since) {
  const cplatform_enforcement *how = &slot->enforcement;
  for (;;) {
    uint32_t next = cplatform_next_window(slot->windows, slot->count, slot->current, now_ns(), how->guard_ns);
    if (next == slot->count) {
      sleep_until(slot, slot->stay_ns);
      siglongjmp(slot->exit, 1);
    }
    leave_if_stopped(slot);
    cplatform_window *window = &slot->windows[next];

    sleep_until(slot, window->planned_start_ns - how->wake_ns);

    if (slot->has_timer) {
      /* Armed before the core is free, so that the system call is neither in the hand-over nor in the window. */
      struct itimerspec stop = {.it_value = timespec_of(window->planned_end_ns - how->guard_ns)};
      timer_settime(slot->timer, TIMER_ABSTIME, &stop, NULL);
    }
    do {
      await_predecessor(slot);
      while (now_ns() < window->planned_start_ns - how->trim_ns) cplatform_relax();
    } while (!take_core(slot->core)); /* a predecessor that was late itself may have taken it meanwhile */
    /* Read once the core is ours, so that no delay before it is lost; the ticks first, so that none is after it. */
    uint64_t ticks = cplatform_ticks();
    int64_t now = now_ns();
    if (now >= window->planned_end_ns - how->guard_ns) { /* woken too late to run it at all */
      release_core(slot->core);
      slot->current = next;
      continue;
    }
    window->start_ns = now;
    window->start_ticks = ticks;
    window->cpu = cplatform_current_cpu();
    slot->current = next;
    if (how->cooperative) {
      int64_t left = window->planned_end_ns - how->guard_ns - now;
      slot->shared.deadline_ticks = ticks + (uint64_t)((double)left * how->ticks_per_ns);
    }
    *(volatile uint64_t *)&slot->shared.parked_ticks += ticks - parked_since;
    return;
  }
}

static void close_window(slot_state *slot, int64_t now, uint64_t ticks) {
  cplatform_window *window = &slot->windows[slot->current];
  window->end_ns = now;
  window->end_ticks = ticks;
  window->work = *(volatile uint64_t *)&slot->shared.work;
  release_core(slot->core);
}

static void switch_window(slot_state *slot, int64_t now, uint64_t ticks) {
  slot->parked = 1;
  close_window(slot, now, ticks);
  cplatform_ticker_hold();
  open_next_window(slot, ticks);
  cplatform_ticker_release();
  slot->parked = 0;
}

static void on_window_end(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info, (void)context;
  uint64_t ticks = cplatform_ticks();
  int64_t now = now_ns();
  slot_state *slot = entered;
  if (!slot || slot->current < 0) return;
  /* A signal left over from a window that was given up: the timer has been set anew since, so there is nothing to end yet.
     POSIX timers expire at or after their time, never before. */
  if (now < slot->windows[slot->current].planned_end_ns - slot->enforcement.guard_ns) return;
  int saved = errno;
  switch_window(slot, now, ticks);
  errno = saved;
}

static void on_stop(int signal) {
  (void)signal;
  slot_state *slot = entered;
  if (!slot || slot->parked) return; /* the sleep ends with EINTR and sees the request */
  if (slot->current >= 0) close_window(slot, now_ns(), cplatform_ticks());
  slot->parked = 1;
  siglongjmp(slot->exit, 1);
}

static void install_handlers(void) {
  struct sigaction end = {.sa_sigaction = on_window_end, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigemptyset(&end.sa_mask); /* the stop signal must reach a handler that sleeps */
  sigaction(end_signal(), &end, NULL);
  struct sigaction stop = {.sa_handler = on_stop};
  sigemptyset(&stop.sa_mask);
  sigaddset(&stop.sa_mask, end_signal());
  sigaction(stop_signal(), &stop, NULL);
}

size_t cplatform_slot_bytes(void) { return (sizeof(slot_state) + 127) / 128 * 128; }

cplatform_slot *cplatform_slot_init(
    void *memory, cplatform_window *windows, uint32_t count, cplatform_core *core, cplatform_enforcement enforcement) {
  slot_state *slot = memory;
  *slot = (slot_state){
      .shared = {.deadline_ticks = UINT64_MAX}, .windows = windows, .count = count, .core = core, .current = -1,
      .enforcement = enforcement, .parked = 1};
  return &slot->shared;
}

void cplatform_slot_reopen(cplatform_slot *shared) {
  slot_state *slot = (slot_state *)shared;
  slot->current = -1;
  slot->parked = 1;
  slot->has_timer = false;
  atomic_store(&slot->thread, 0);
  atomic_store(&slot->finished, 0);
}

void cplatform_slot_stay_until(cplatform_slot *slot, int64_t ns) { ((slot_state *)slot)->stay_ns = ns; }

/* The timer that ends windows: its signal goes to the calling thread and no other (timer_create(2)). */
static int make_timer(timer_t *timer) {
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = end_signal()};
  event.sigev_notify_thread_id = cplatform_thread_id();
  return timer_create(CLOCK_MONOTONIC, &event, timer) ? errno : 0;
}

int cplatform_slot_probe(void) {
  timer_t timer;
  int error = make_timer(&timer);
  if (!error) timer_delete(timer);
  return error;
}

int cplatform_slot_enter(cplatform_slot *shared, void (*code)(void *), void *context) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install_handlers);
  slot_state *slot = (slot_state *)shared;

  if (!slot->enforcement.cooperative) {
    int error = make_timer(&slot->timer);
    if (error) {
      atomic_store(&slot->finished, 1);
      return error;
    }
    slot->has_timer = true;
  }
  entered = slot;
  atomic_store(&slot->thread, cplatform_thread_id());
  if (sigsetjmp(slot->exit, 1) == 0) {
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, stop_signal());
    pthread_sigmask(SIG_UNBLOCK, &ours, NULL); /* the stop signal may end the first sleep; the timer may not yet fire */
    open_next_window(slot, cplatform_ticks());
    slot->parked = 0;
    sigemptyset(&ours);
    sigaddset(&ours, end_signal());
    pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
    code(context);
    slot->parked = 1;
    close_window(slot, now_ns(), cplatform_ticks());
  }
  /* Back with the mask of sigsetjmp, which blocks both signals. */
  sigset_t both;
  sigemptyset(&both);
  sigaddset(&both, stop_signal());
  sigaddset(&both, end_signal());
  pthread_sigmask(SIG_BLOCK, &both, NULL);
  if (slot->has_timer) timer_delete(slot->timer);
  cplatform_ticker_end();
  entered = NULL;
  atomic_store(&slot->finished, 1);
  return 0;
}

void cplatform_slot_yield(cplatform_slot *shared) {
  slot_state *slot = (slot_state *)shared;
  uint64_t ticks = cplatform_ticks();
  switch_window(slot, now_ns(), ticks);
}

bool cplatform_slot_stop(cplatform_slot *shared) {
  slot_state *slot = (slot_state *)shared;
  atomic_store(&slot->stop, 1);
  int thread = atomic_load(&slot->thread);
  if (!thread || atomic_load(&slot->finished)) return false;
  return syscall(SYS_tgkill, getpid(), thread, stop_signal()) == 0;
}

void cplatform_slot_decline(cplatform_slot *slot) { atomic_store(&((slot_state *)slot)->finished, 1); }

bool cplatform_slot_finished(const cplatform_slot *shared) { return atomic_load(&((const slot_state *)shared)->finished) != 0; }

int32_t cplatform_slot_thread(const cplatform_slot *shared) { return atomic_load(&((const slot_state *)shared)->thread); }
