/* The scheduler inside a partition: which of its applications runs, and until when. Decided from values alone, in a signal
   handler; mirrors Scheduling.GuestScheduler. All times are nanoseconds from the run's epoch. */
#pragma once

#include <stdint.h>

/* From `start_ns` to before `end_ns`. */
typedef struct {
  int64_t start_ns;
  int64_t end_ns;
} cplatform_range;

typedef struct {
  const cplatform_range *active; /* when it may run, ascending and apart; NULL: always */
  uint32_t active_count;
  int32_t priority;  /* 1 is the most urgent */
  int64_t period_ns; /* in each period from the epoch it may run for its budget; 0: it has none and takes what is left */
  int64_t budget_ns;
  /* What it has had. */
  int64_t period;      /* number of the period that `consumed_ns` counts in */
  int64_t consumed_ns;
} cplatform_application;

typedef struct {
  cplatform_application *applications;
  uint32_t count;
  int32_t last;            /* the application that ran last; -1: none yet */
  int64_t quantum_ns;      /* round robin; 0: fixed priority */
  int64_t quantum_left_ns; /* of the one that ran last */
} cplatform_guest_scheduler;

typedef struct {
  int32_t application; /* -1: nobody is ready */
  int64_t until_ns;    /* when to decide anew at the latest; INT64_MAX: never */
} cplatform_decision;

/* Which application runs from `now_ns` on. */
cplatform_decision cplatform_guest_decide(const cplatform_guest_scheduler *guest, int64_t now_ns);

/* Takes down that an application ran for a while. */
void cplatform_guest_charge(cplatform_guest_scheduler *guest, int32_t application, int64_t from_ns, int64_t to_ns);
