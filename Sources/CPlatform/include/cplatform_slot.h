/* A slot is one partition's claim on one core: the windows it was granted, and what became of each.

   The thread that runs the partition's code enters the slot and stays in it. Its own timer interrupts that code at the end of a
   window; the handler then sleeps on the very thread it interrupted, wakes before the next window, spins to the planned
   instant and returns. So the code needs no flag, no poll and no exit: it is stopped, restarted and finally left from outside. */
#pragma once

#include "cplatform_cpu.h"
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One planned window and its record. One cache line. Times are CLOCK_MONOTONIC. A window with start_ns == 0 never ran. */
typedef struct {
  int64_t planned_start_ns;
  int64_t planned_end_ns;
  int64_t start_ns;    /* the enforcer let the partition go */
  int64_t end_ns;      /* the enforcer had the core back */
  uint64_t start_ticks;
  uint64_t end_ticks;
  uint64_t work;       /* steps made since the slot was entered, at the window's end */
  int32_t cpu;         /* the PU that the window started on */
  int32_t reserved;
} cplatform_window;


/* The line that the partition's code and the enforcer share; both run on the same thread. */
typedef struct {
  uint64_t work;           /* steps made so far */
  uint64_t parked_ticks;   /* time the enforcer has kept the thread so far */
  uint64_t deadline_ticks; /* cooperative enforcement: when to call cplatform_slot_yield; else never */
} cplatform_slot;

typedef struct {
  int64_t guard_ns; /* stop this long before the planned end */
  int64_t wake_ns;  /* be awake this long before the planned start */
  int64_t trim_ns;  /* leave the spin this long before the planned start: what returning to the code takes */
  double ticks_per_ns;
  bool cooperative; /* no timer: the code polls deadline_ticks */
} cplatform_enforcement;

/* A core that several slots take in turn, locked by the one in its window: a successor does not start before its predecessor
   has written down its end, or has died. Lies in memory that all of their processes share. */
typedef struct {
  pthread_mutex_t mutex;
} cplatform_core;

/* Makes the core free. 0 or an errno. */
int cplatform_core_init(cplatform_core *core);

/* What to do next, decided from the plan and the clock alone. Mirrors Scheduling.WindowCursor.
   Returns the index of the first window after `index` that can still run at `now`, or `count`. */
CPLATFORM_NOLOCKS uint32_t cplatform_next_window(
    const cplatform_window *windows, uint32_t count, int64_t index, int64_t now_ns, int64_t guard_ns);

/* Whether the calling thread can have the timer that enforcement needs: 0 or the errno. */
int cplatform_slot_probe(void);

/* Bytes that a slot takes, a whole number of cache line pairs. */
size_t cplatform_slot_bytes(void);

/* Makes a slot in `memory` (128-byte aligned) over `count` windows, in order; all of them outlive it, as does the core, and are
   shared where the slot is entered in another process. `core` is NULL for a thread that takes turns with nobody. */
cplatform_slot *cplatform_slot_init(
    void *memory, cplatform_window *windows, uint32_t count, cplatform_core *core, cplatform_enforcement enforcement);

/* Makes a slot whose thread is gone ready to be entered again: the partition was restarted. Work and time parked go on. */
void cplatform_slot_reopen(cplatform_slot *slot);

/* Keeps the thread asleep in the slot after its last window until an instant of CLOCK_MONOTONIC. Leaving and ending a thread
   is work on the core, which may by then be another partition's. To be called before the slot is entered. */
void cplatform_slot_stay_until(cplatform_slot *slot, int64_t ns);

/* Runs `code(context)` inside the slot's windows on the calling thread and returns after the last one, or when asked to stop.
   The code may loop for ever: it is left by siglongjmp, so it must own nothing that needs cleaning up.
   Returns 0 or the errno that kept the timer from being made. */
int cplatform_slot_enter(cplatform_slot *slot, void (*code)(void *), void *context);

/* Gives the core back at the end of a window and returns at the start of the next one. Only for cooperative enforcement. */
CPLATFORM_NOLOCKS void cplatform_slot_yield(cplatform_slot *slot);

/* Asks the slot to end now, from any thread. True when there was something to end. */
bool cplatform_slot_stop(cplatform_slot *slot);

/* Whether the slot has been entered and left. */
bool cplatform_slot_finished(const cplatform_slot *slot);

/* For a thread that will never enter: the slot then counts as left. */
void cplatform_slot_decline(cplatform_slot *slot);

/* Steps made so far, from any thread. */
CPLATFORM_INLINE uint64_t cplatform_slot_work(const cplatform_slot *slot) { return *(const volatile uint64_t *)&slot->work; }

/* The kernel's id of the thread that entered the slot, or 0 before. */
int32_t cplatform_slot_thread(const cplatform_slot *slot);

CPLATFORM_INLINE void cplatform_slot_add_work(cplatform_slot *slot, uint64_t steps) {
  volatile uint64_t *work = &slot->work;
  *work = *work + steps;
}

CPLATFORM_INLINE uint64_t cplatform_slot_parked(const cplatform_slot *slot) {
  return *(const volatile uint64_t *)&slot->parked_ticks;
}

CPLATFORM_INLINE uint64_t cplatform_slot_deadline(const cplatform_slot *slot) {
  return *(const volatile uint64_t *)&slot->deadline_ticks;
}
