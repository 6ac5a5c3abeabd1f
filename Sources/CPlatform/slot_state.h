/* The inside of a slot, for slot.c, which keeps its records, and executive.c, which runs it. */
#pragma once

#include "cplatform_context.h"
#include "cplatform_slot.h"
#include "cplatform_ticker.h"

#include <stdatomic.h>

/* An application as its executive sees it. */
typedef struct {
  _Alignas(128) cplatform_line line;
  _Alignas(128) cplatform_context context;
  void (*code)(void *);
  void *argument;
  cplatform_slot *slot;
  int32_t number;
  cplatform_ticker ticker;     /* the timer that its code may have made */
  uint64_t parked_since_ticks; /* while it does not run */
  /* Its slices; the one under way is the record at `used`. */
  cplatform_slice *slices;
  uint32_t capacity;
  uint32_t used;
  uint64_t dropped;
  uint64_t work_at_start;
} cplatform_member;

struct cplatform_slot {
  cplatform_window *windows;
  uint32_t count;
  int64_t current; /* the window that runs or ran last; -1 before the first */
  cplatform_core *core;
  cplatform_enforcement enforcement;
  cplatform_hygiene hygiene;
  int64_t epoch_ns;
  int64_t stay_ns;
  int64_t idle_ns; /* in the current window */
  cplatform_guest_scheduler guest;
  atomic_int stop;
  atomic_int thread; /* kernel id of the one that entered it */
  atomic_int finished;
  uint32_t members_count;
  cplatform_member *members; /* lie behind this, as do what the guest scheduler keeps of them */
};

/* When the current window is to be stopped. */
static inline int64_t cplatform_slot_stop_ns(const cplatform_slot *slot) {
  return slot->windows[slot->current].planned_end_ns - slot->enforcement.guard_ns;
}

/* The records of a window and of a slice, written at their ends. */
void cplatform_window_open(cplatform_slot *slot, uint32_t window, int64_t now, uint64_t ticks);
void cplatform_window_close(cplatform_slot *slot, int64_t now, uint64_t ticks);
void cplatform_slice_open(cplatform_member *member, int64_t now, uint64_t ticks);
void cplatform_slice_close(cplatform_member *member, int64_t now, uint64_t ticks);

/* What the current window, closed, left in the core's caches is displaced; returns when the core may go to the successor. */
void cplatform_slot_clean_up(cplatform_slot *slot);

/* Waits until the predecessor on this core has closed its window; false when a stop is asked for meanwhile.

   A partition wakes well before its window, so that the lateness of its timer does not matter, and queues for the core
   (cplatform_join_partition); mostly it gets it when the predecessor has stopped. But the predecessor may have been taken off
   the core with its stop signal pending: then it gets the core back here, to write down its end. Waits in short naps, so
   that a stop ends it. */
bool cplatform_core_await(cplatform_core *core, const atomic_int *stop);

/* Whether the core is ours now; always where nobody takes turns. */
bool cplatform_core_take(cplatform_core *core);
void cplatform_core_release(cplatform_core *core);

/* The signals that end windows and slots. */
int cplatform_end_signal(void);
int cplatform_stop_signal(void);
