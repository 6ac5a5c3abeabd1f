/* A thread's own periodic signal: the work of a workload, apart from the signals that enforce its windows. */
#pragma once

#include "cplatform_cpu.h"
#include <signal.h>
#include <stdint.h>
#include <time.h>

/* All zero before one is asked for. */
typedef struct {
  volatile sig_atomic_t state; /* 0: none was asked for; 1: there is one; else minus the errno of asking */
  volatile uint64_t count;
  timer_t timer;
  int64_t period_ns;
} cplatform_ticker;

/* Makes a timer whose signal a trivial handler takes on the calling thread, every `period_ns`, unless there is one.
   The thread has to be in a slot, which holds the timer while the thread is parked and deletes it when the thread leaves:
   POSIX timers belong to the process, and would go on for a thread that is no more. Returns 0 or an errno. What
   failed is not tried again until the thread leaves its slot: it returns the same errno without a system call. */
CPLATFORM_NOLOCKS int cplatform_ticker_start(int64_t period_ns);

/* Signals that the calling thread has handled. */
CPLATFORM_NOLOCKS uint64_t cplatform_ticker_count(void);

/* For the executive, which gives each application a ticker of its own: whose the calling thread uses from now on. Without a
   call, and with NULL, it is the thread's. */
void cplatform_ticker_use(cplatform_ticker *ticker);

/* For the executive: no signal from now on, as the core is about to be somebody else's; again from now on; and never again. */
void cplatform_ticker_hold(void);
void cplatform_ticker_release(void);
void cplatform_ticker_end(void);
