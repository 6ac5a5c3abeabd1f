#include "cplatform_ticker.h"
#include "cplatform_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

/* glibc 2.36 does not name the member that SIGEV_THREAD_ID needs. */
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* Only ever used on the thread they belong to, by its code and by handlers on it. */
static _Thread_local cplatform_ticker own;
static _Thread_local cplatform_ticker *used;

static cplatform_ticker *current(void) { return used ? used : &own; }

void cplatform_ticker_use(cplatform_ticker *ticker) { used = ticker; }

/* The slot uses the two before. */
static int tick_signal(void) { return SIGRTMIN + 2; }

static void on_tick(int signal) {
  (void)signal;
  current()->count++;
}

static void install_handler(void) {
  struct sigaction tick = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
  sigemptyset(&tick.sa_mask); /* the signals that enforce windows go first */
  sigaction(tick_signal(), &tick, NULL);
}

static void set_period(cplatform_ticker *ticker, int64_t ns) {
  struct timespec period = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  struct itimerspec every = {.it_value = period, .it_interval = period};
  timer_settime(ticker->timer, 0, &every, NULL);
}

int cplatform_ticker_start(int64_t period_ns) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  /* After a failure too, nothing is tried again: each step's system calls would look like the work that could not be had. */
  cplatform_ticker *ticker = current();
  int state = ticker->state;
  if (state != 0) return state > 0 ? 0 : -state;
  /* The enforcer may end the thread's last window at any instruction, and never come back here. Not at these: a `once` left
     half way stops every thread that comes after, and a timer that nobody knows of is never deleted. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_once(&once, install_handler);
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = tick_signal()};
  event.sigev_notify_thread_id = cplatform_thread_id();
  int error = timer_create(CLOCK_MONOTONIC, &event, &ticker->timer) ? errno : 0;
  if (error) {
    ticker->state = -error;
  } else {
    ticker->period_ns = period_ns;
    ticker->state = 1;
    set_period(ticker, period_ns);
    sigdelset(&before, tick_signal());
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error;
}

uint64_t cplatform_ticker_count(void) { return current()->count; }

void cplatform_ticker_hold(void) {
  cplatform_ticker *ticker = current();
  if (ticker->state > 0) set_period(ticker, 0);
}

void cplatform_ticker_release(void) {
  cplatform_ticker *ticker = current();
  if (ticker->state > 0) set_period(ticker, ticker->period_ns);
}

void cplatform_ticker_end(void) {
  cplatform_ticker *ticker = current();
  bool exists = ticker->state > 0;
  ticker->state = 0; /* it may be asked for again */
  if (exists) timer_delete(ticker->timer);
}
