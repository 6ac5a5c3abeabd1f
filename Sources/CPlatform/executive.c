#include "cplatform_thread.h"
#include "instants.h"
#include "slot_state.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

/* glibc 2.36 does not name the member that SIGEV_THREAD_ID needs. */
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* The thread that runs slots. It lies on the stack that the thread was born with, and is used by no other thread. */
typedef struct {
  cplatform_slot *const *slots;
  uint32_t count;
  cplatform_slot *slot;      /* whose window is open, or NULL */
  cplatform_member *running; /* the application that runs; NULL in the executive's own code */
  int32_t decided;           /* the application that was chosen; -1: none is ready */
  int64_t charged_from_ns;   /* its time counts from here on */
  int64_t deadline_ns;       /* when it has to give way */
  int64_t armed_ns;          /* what the timer was set to last */
  timer_t timer;
  bool has_timer;
  volatile sig_atomic_t parked; /* no application runs: the stop signal then only has to end the sleep */
  cplatform_context home;       /* what entered the slots */
} executive;

/* The executive that the calling thread is. Only ever read on the thread that set it. */
static _Thread_local executive *entered;

static int64_t earlier(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }

static bool is_stopped(const cplatform_slot *slot) { return atomic_load(&slot->stop) != 0; }

static bool are_all_stopped(const executive *self) {
  for (uint32_t i = 0; i < self->count; i++)
    if (!is_stopped(self->slots[i])) return false;
  return true;
}

/* Sleeps until an instant; false when the slot is stopped meanwhile. What is past is not slept for: the kernel would set a timer,
   give the core away and wake up, 17 us later at best (KVM guest, EPYC). */
static bool sleep_in(const cplatform_slot *slot, int64_t ns) {
  struct timespec deadline = timespec_of(ns);
  bool sleeps = now_ns() < ns;
  while (sleeps && !is_stopped(slot)) sleeps = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR;
  return !is_stopped(slot);
}

/* The end of the plan: sleeps until the slots may be left. */
static void stay(const executive *self) {
  int64_t until = 0;
  for (uint32_t i = 0; i < self->count; i++) until = later(until, self->slots[i]->stay_ns);
  struct timespec deadline = timespec_of(until);
  while (!are_all_stopped(self) && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR) continue;
}

/* Chooses the application for an instant, and sets the timer to the end of its slice or of the window. */
static void decide(executive *self, cplatform_slot *slot, int64_t stop, int64_t now) {
  cplatform_decision decision = cplatform_guest_decide(&slot->guest, now - slot->epoch_ns);
  self->decided = decision.application;
  self->charged_from_ns = now;
  self->deadline_ns = decision.until_ns == INT64_MAX ? stop : earlier(stop, decision.until_ns + slot->epoch_ns);
  if (!self->has_timer || decision.application < 0 || self->deadline_ns == self->armed_ns) return;
  self->armed_ns = self->deadline_ns;
  struct itimerspec interrupt = {.it_value = timespec_of(self->deadline_ns)};
  timer_settime(self->timer, TIMER_ABSTIME, &interrupt, NULL);
}

/* The slot whose next window is the first of all, and that window; NULL when none can run any more. */
static cplatform_slot *next_slot(const executive *self, uint32_t *window) {
  cplatform_slot *first = NULL;
  int64_t now = now_ns();
  for (uint32_t i = 0; i < self->count; i++) {
    cplatform_slot *slot = self->slots[i];
    if (is_stopped(slot)) {
      atomic_store(&slot->finished, 1);
      continue;
    }
    uint32_t next = cplatform_next_window(slot->windows, slot->count, slot->current, now, slot->enforcement.guard_ns);
    if (next == slot->count) continue;
    if (first && first->windows[*window].planned_start_ns <= slot->windows[next].planned_start_ns) continue;
    first = slot;
    *window = next;
  }
  return first;
}

/* Sleeps until the next window that can still run, spins to its start and opens it. False when there is none.
   What is skipped keeps start_ns == 0: a missed window is a record, never a silent shift. */
static bool open_next_window(executive *self) {
  uint32_t next = 0;
  for (cplatform_slot *slot; (slot = next_slot(self, &next));) {
    const cplatform_enforcement *how = &slot->enforcement;
    const cplatform_window *window = &slot->windows[next];
    int64_t stop = window->planned_end_ns - how->guard_ns;

    if (!sleep_in(slot, window->planned_start_ns - how->wake_ns)) continue;

    /* Decided and armed before the core is free, so that neither is in the hand-over or in the window. */
    decide(self, slot, stop, later(now_ns(), window->planned_start_ns));
    bool goes_on;
    do {
      goes_on = cplatform_core_await(slot->core, &slot->stop);
      while (now_ns() < window->planned_start_ns - how->trim_ns) cplatform_relax();
    } while (goes_on && !cplatform_core_take(slot->core)); /* a predecessor that was late itself may have taken it meanwhile */
    if (!goes_on) continue;
    /* Read once the core is ours, so that no delay before it is lost; the ticks first, so that none is after it. */
    uint64_t ticks = cplatform_ticks();
    int64_t now = now_ns();
    if (now >= stop) { /* woken too late to run it at all */
      cplatform_core_release(slot->core);
      slot->current = next;
      continue;
    }
    cplatform_window_open(slot, next, now, ticks);
    self->slot = slot;
    self->charged_from_ns = now;
    /* What begins late has to end its slice later, too, or may not begin so late at all. */
    if (now > window->planned_start_ns) decide(self, slot, stop, now);
    return true;
  }
  return false;
}

static void close_window(executive *self, int64_t now, uint64_t ticks) {
  cplatform_window_close(self->slot, now, ticks);
  cplatform_slot_clean_up(self->slot);
  cplatform_core_release(self->slot->core);
  self->slot = NULL;
}

/* Nobody is ready: sleeps until the next decision, in time to spin to it. */
static void idle(executive *self) {
  cplatform_slot *slot = self->slot;
  int64_t begin = now_ns();
  bool goes_on = sleep_in(slot, self->deadline_ns - slot->enforcement.wake_ns);
  while (goes_on && now_ns() < self->deadline_ns) cplatform_relax();
  slot->idle_ns += now_ns() - begin;
}

/* Finds the application that runs next, and waits until it may. NULL when there is none any more. */
static cplatform_member *next_member(executive *self) {
  for (;;) {
    if (!self->slot && !open_next_window(self)) return NULL;
    if (self->decided >= 0) return &self->slot->members[self->decided];
    idle(self);
    uint64_t ticks = cplatform_ticks();
    int64_t now = now_ns();
    int64_t stop = cplatform_slot_stop_ns(self->slot);
    if (now >= stop || is_stopped(self->slot))
      close_window(self, now, ticks);
    else
      decide(self, self->slot, stop, now);
  }
}

/* The last thing before an application's code goes on: from the last reading on, the time is its own. */
static void let_go_on(executive *self, cplatform_member *member) {
  const cplatform_enforcement *how = &member->slot->enforcement;
  self->running = member;
  uint64_t ticks = cplatform_ticks();
  if (how->cooperative) {
    int64_t left = later(0, self->deadline_ns - now_ns());
    member->line.deadline_ticks = ticks + (uint64_t)((double)left * how->ticks_per_ns);
  }
  *(volatile uint64_t *)&member->line.parked_ticks += ticks - member->parked_since_ticks;
}

static void start_slice(executive *self, cplatform_member *member) {
  cplatform_ticker_use(&member->ticker);
  cplatform_ticker_release();
  uint64_t ticks = cplatform_ticks();
  cplatform_slice_open(member, now_ns(), ticks);
  let_go_on(self, member);
}

static void end_slice(executive *self, int64_t now, uint64_t ticks) {
  cplatform_slice_close(self->running, now, ticks);
  cplatform_ticker_hold();
  self->running = NULL;
}

/* Has the application that runs go on, if it is still its turn, or gives way to the next one; returns when the turn is
   its own again. The instants are those at which it was interrupted. */
static void give_way(executive *self, int64_t now, uint64_t ticks) {
  self->parked = 1;
  cplatform_member *member = self->running;
  cplatform_slot *slot = self->slot;
  int64_t stop = cplatform_slot_stop_ns(slot);
  cplatform_guest_charge(&slot->guest, member->number, self->charged_from_ns - slot->epoch_ns, now - slot->epoch_ns);
  member->parked_since_ticks = ticks;

  bool is_over = now >= stop || is_stopped(slot);
  if (!is_over) decide(self, slot, stop, now);
  if (!is_over && self->decided == member->number) {
    let_go_on(self, member);
  } else {
    end_slice(self, now, ticks);
    if (is_over) close_window(self, now, ticks);
    cplatform_member *next = next_member(self);
    if (next) start_slice(self, next);
    if (next != member) cplatform_context_switch(&member->context, next ? &next->context : &self->home);
  }
  self->parked = 0;
}

static void on_window_end(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info, (void)context;
  uint64_t ticks = cplatform_ticks();
  int64_t now = now_ns();
  executive *self = entered;
  if (!self || !self->running) return;
  /* A signal left over from a window that was given up, or from a slice that was ended otherwise: the timer has been set anew
     since, so there is nothing to end yet. POSIX timers expire at or after their time, never before. */
  if (now < self->deadline_ns) return;
  int saved = errno;
  give_way(self, now, ticks);
  errno = saved;
}

static void on_stop(int signal) {
  (void)signal;
  uint64_t ticks = cplatform_ticks();
  executive *self = entered;
  if (!self || self->parked) return; /* the sleep ends with EINTR and sees the request */
  if (!is_stopped(self->slot)) return; /* another slot's: it is passed over from now on */
  int saved = errno;
  give_way(self, now_ns(), ticks); /* for good */
  errno = saved;
}

static void install_handlers(void) {
  struct sigaction end = {.sa_sigaction = on_window_end, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigemptyset(&end.sa_mask); /* the stop signal must reach a handler that sleeps */
  sigaction(cplatform_end_signal(), &end, NULL);
  /* Not deferred: stopping one slot may go on with another, whose sleep a stop has to end as well. */
  struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_NODEFER};
  sigemptyset(&stop.sa_mask);
  sigaddset(&stop.sa_mask, cplatform_end_signal());
  sigaction(cplatform_stop_signal(), &stop, NULL);
}

static void change_mask(int how, int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(how, &set, NULL);
}

/* The timer that ends windows and slices: its signal goes to the calling thread and no other (timer_create(2)). */
static int make_timer(timer_t *timer) {
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = cplatform_end_signal()};
  event.sigev_notify_thread_id = cplatform_thread_id();
  return timer_create(CLOCK_MONOTONIC, &event, timer) ? errno : 0;
}

int cplatform_slot_probe(void) {
  timer_t timer;
  int error = make_timer(&timer);
  if (!error) timer_delete(timer);
  return error;
}

/* The whole of an application's stack. It is begun in the executive, or in the handler that interrupted another one. */
static void run_member(void *argument) {
  cplatform_member *member = argument;
  executive *self = entered;
  self->parked = 0;
  change_mask(SIG_UNBLOCK, cplatform_stop_signal());
  change_mask(SIG_UNBLOCK, cplatform_end_signal());
  member->code(member->argument);
  change_mask(SIG_BLOCK, cplatform_stop_signal());
  change_mask(SIG_BLOCK, cplatform_end_signal());
  self->parked = 1;
  uint64_t ticks = cplatform_ticks();
  int64_t now = now_ns();
  end_slice(self, now, ticks);
  close_window(self, now, ticks);
  cplatform_context_switch(&member->context, &self->home);
}

static void prepare(cplatform_slot *slot) {
  uint64_t ticks = cplatform_ticks();
  for (uint32_t i = 0; i < slot->members_count; i++) {
    cplatform_member *member = &slot->members[i];
    member->parked_since_ticks = ticks;
    cplatform_context_prepare(&member->context, run_member, member);
  }
  atomic_store(&slot->thread, cplatform_thread_id());
}

static void leave(cplatform_slot *slot) {
  for (uint32_t i = 0; i < slot->members_count; i++) {
    cplatform_ticker_use(&slot->members[i].ticker);
    cplatform_ticker_end();
  }
  cplatform_ticker_use(NULL);
  atomic_store(&slot->finished, 1);
}

int cplatform_slots_enter(cplatform_slot *const *slots, uint32_t count) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install_handlers);
  executive self = {.slots = slots, .count = count, .parked = 1};
  int error = 0;
  if (!slots[0]->enforcement.cooperative) {
    error = make_timer(&self.timer);
    self.has_timer = error == 0;
  }
  if (!error) {
    for (uint32_t i = 0; i < count; i++) prepare(slots[i]);
    entered = &self;
    change_mask(SIG_UNBLOCK, cplatform_stop_signal()); /* it may end the first sleep; the timer may not yet fire */
    cplatform_member *first = next_member(&self);
    if (first) {
      start_slice(&self, first);
      cplatform_context_switch(&self.home, &first->context);
      /* Back with the mask of whatever left last. */
      change_mask(SIG_BLOCK, cplatform_end_signal());
      change_mask(SIG_UNBLOCK, cplatform_stop_signal());
    }
    stay(&self);
    change_mask(SIG_BLOCK, cplatform_stop_signal());
    entered = NULL;
    if (self.has_timer) timer_delete(self.timer);
  }
  for (uint32_t i = 0; i < count; i++) leave(slots[i]);
  return error;
}

void cplatform_line_yield(cplatform_line *line) {
  (void)line; /* the caller's own, as nothing else runs on this thread */
  uint64_t ticks = cplatform_ticks();
  give_way(entered, now_ns(), ticks);
}
