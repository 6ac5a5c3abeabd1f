/* Levers: how an agent stops a partition's thread from outside, knows that it stands still, and lets it go on. */
#pragma once

#include "cplatform_gate.h"
#include "cplatform_line.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum {
  CPLATFORM_LEVER_PRIORITY, /* SCHED_FIFO above or below whoever holds the core */
  CPLATFORM_LEVER_SIGNAL,   /* SIGSTOP and SIGCONT, to the whole process */
  CPLATFORM_LEVER_FREEZER,  /* a control group's freezer file, of either version */
  CPLATFORM_LEVER_NONE      /* only watches: the kernel decides when the thread runs (SCHED_DEADLINE) */
} cplatform_lever;

/* Priorities within SCHED_FIFO of a core's threads: parked < sentry < running < agent. A parked thread is real-time, too: below
   it, in the ordinary classes, it would run whenever the kernel takes the core from real-time threads (sched(7),
   sched_rt_runtime_us), which throttles all of that class alike. */
enum { CPLATFORM_PRIORITY_PARKED = 1, CPLATFORM_PRIORITY_SENTRY = 2 };

/* One thread of a partition, as its agent handles it. Ids are those that the agent's process sees. */
typedef struct {
  cplatform_gate *gate;
  cplatform_line *line; /* of its only application */
  int32_t process;
  int32_t thread;
  int32_t descriptor; /* signal: refers to the process, whatever becomes of its number (pidfd_open(2)) */
  int32_t control; /* freezer: descriptor of the file that is written, kept open; else -1 */
  int32_t fact;    /* freezer: descriptor of the file that says what is so */
  /* The agent's own. */
  uint64_t stopped_ticks; /* when it was last stopped; 0 before its first window */
  bool released;          /* it has been let go since it last was at its gate */
  uint32_t gone;          /* it has ended: its windows are missed */
} cplatform_target;

/* What a freezer's files hold, which differs between the versions of control groups. */
typedef struct {
  const char *freeze, *thaw; /* written to the control file */
  const char *frozen;        /* stands in the fact file when every thread is frozen */
} cplatform_freezer;

/* Starts stopping: returns 0, or the errno that says the thread cannot be stopped (ESRCH: it is no more). */
int cplatform_lever_stop(cplatform_lever lever, const cplatform_freezer *freezer, cplatform_target *target);

/* Lets the thread go on, at `priority` in SCHED_FIFO where that is the lever. 0 or an errno. */
int cplatform_lever_start(cplatform_lever lever, const cplatform_freezer *freezer, cplatform_target *target, int32_t priority);

/* Whether the thread is stopped, as the kernel says: SIGSTOP's stop as its parent is told (waitid(2)), the freezer's by its own file.
   Priority has no such fact: who asks runs on the thread's core, or asks a sentry there. Negative: minus an errno; -ESRCH when it
   has ended. With `waits`, a stop by signal is waited for. */
int cplatform_lever_confirm(cplatform_lever lever, const cplatform_freezer *freezer, const cplatform_target *target, bool waits);

/* Gives the thread back: runnable, in the ordinary class. For the end of a run, from any thread, as often as one likes. */
void cplatform_lever_release(cplatform_lever lever, const cplatform_freezer *freezer, const cplatform_target *target);

/* SCHED_FIFO for a thread, not inherited by what it starts (SCHED_FLAG_RESET_ON_FORK); priority 0 is the ordinary class. 0 or an errno. */
int cplatform_set_priority(int32_t thread, int32_t priority);

/* A SCHED_DEADLINE reservation for a thread: `runtime_ns` in every `period_ns`. 0 or an errno: EPERM also for a thread that may
   not use all PUs (sched(7)), EBUSY when too much is reserved already. */
int cplatform_reserve(int32_t thread, int64_t runtime_ns, int64_t period_ns);
