/* An agent is a thread that gives the partitions of one core their windows from outside: on that core, above them, or on another.

   It has the windows of all of them in time order, sleeps to absolute instants, stops the outgoing partition, makes sure that
   it stands still, and only then lets the incoming one go. The records are those that slots write. */
#pragma once

#include "cplatform_lever.h"
#include "cplatform_slot.h"
#include <stdbool.h>
#include <stdint.h>

/* Whose a window is. */
typedef struct {
  cplatform_window *record;
  uint32_t target;
  bool is_idle; /* its application has nothing to do in it: the window passes without anybody running */
} cplatform_turn;

/* A thread on the core of an agent that sits elsewhere. Its priority lies between the parked and the running: that it runs
   is the proof that no partition does. */
typedef struct {
  uint32_t request;  /* a futex: even to sleep, odd to hold the core; grows */
  uint32_t answer;   /* the request that it has seen while it held the core */
  uint64_t ticks;    /* when it saw it */
  uint32_t leave;
  uint32_t reserved;
} cplatform_sentry;

typedef struct {
  cplatform_window *plan; /* all windows of the core in time order; only planned_start_ns and planned_end_ns count */
  cplatform_turn *turns;  /* of the same number */
  cplatform_target *targets;
  uint32_t count, target_count;
  cplatform_enforcement how;
  cplatform_lever lever;
  cplatform_freezer freezer;
  cplatform_sentry *sentry;  /* NULL where the agent sits on the core itself, and where the lever has a fact of its own */
  int32_t cpu;               /* the core */
  bool is_on_core;
  int32_t priority;          /* of a running partition where the lever is priority; the agent's own is higher */
  int64_t stay_ns;           /* sleep until then after the last window */
  int64_t pause_ns;          /* the agent's own: how long it gave the core away the last time it waited for a stop */
  /* Read and written from other threads. */
  uint32_t stop;
  int32_t thread;            /* kernel id */
  uint32_t finished;
  int64_t delay_ns;
  uint32_t dies;
  uint64_t unconfirmed;      /* stops given up because the run was ended while they were waited for */
} cplatform_agent;

/* The agent's life on the calling thread, until its last window or until it is stopped; then every partition is dismissed. */
void cplatform_agent_run(cplatform_agent *agent);

/* The sentry's life on the calling thread, which is pinned to the core. */
void cplatform_sentry_run(cplatform_sentry *sentry);

/* Has them leave; from any thread. May have to be asked again while the thread was just about to sleep. */
void cplatform_agent_stop(cplatform_agent *agent);
void cplatform_sentry_stop(cplatform_sentry *sentry);

/* Has every thread leave its gate, runnable and in the ordinary class. Also for after the end of an agent that died; may be
   repeated. */
void cplatform_agent_dismiss(cplatform_agent *agent);

/* Whether it has left its loop. */
bool cplatform_agent_finished(const cplatform_agent *agent);

/* Faults to be injected, from any thread. At its next stop the agent sleeps on for so long; or its thread ends, and leaves
   everything as it is. */
void cplatform_agent_delay(cplatform_agent *agent, int64_t ns);
void cplatform_agent_die(cplatform_agent *agent);

/* Tells the agent that a target's thread has ended, so that its windows are missed; and of one that lives on in its place. */
void cplatform_agent_retire(cplatform_agent *agent, uint32_t target);
void cplatform_agent_replace(cplatform_agent *agent, uint32_t target, int32_t process, int32_t thread, int32_t descriptor);
