/* A slot is one partition's claim on one core: the windows it was granted and what became of each, and the applications that
   share them.

   The thread that enters a slot is its executive: it runs the applications' code, each on a stack of its own. The thread's timer
   interrupts that code at the end of a window, or of the application's slice of it; the handler then goes on with
   another application, or sleeps on the very thread it interrupted, wakes before the next window, spins to the planned
   instant and returns. So the code needs no flag, no poll and no exit: it is stopped, restarted and finally left from outside.

   An executive can hold the slots of several partitions. Then nobody has to wake up at a window's end: the handler opens the next
   window of whichever slot is next, and switches to its stack. */
#pragma once

#include "cplatform_cpu.h"
#include "cplatform_guest_scheduler.h"
#include "cplatform_hygiene.h"
#include "cplatform_line.h"
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One planned window and its record. One cache line. Times are CLOCK_MONOTONIC. A window with start_ns == 0 never ran; one with
   end_ns == 0 besides was cut short by the end of its process. */
typedef struct {
  int64_t planned_start_ns;
  int64_t planned_end_ns;
  int64_t start_ns;    /* the enforcer let the partition go */
  int64_t end_ns;      /* the enforcer had the core back */
  uint64_t start_ticks;
  uint64_t end_ticks;
  uint64_t work;       /* steps that all applications made since the slot was entered, at the window's end */
  int32_t cpu;         /* the PU that the window started on */
  uint32_t idle_us;    /* for so long no application of the partition was ready */
} cplatform_window;

/* One application's run inside a window, without a break. Times are CLOCK_MONOTONIC. */
typedef struct {
  int64_t start_ns;
  int64_t end_ns; /* 0: cut short by the end of the process */
  uint64_t start_ticks;
  uint64_t end_ticks;
  uint64_t steps;
  uint32_t window; /* index */
  uint32_t reserved;
} cplatform_slice;

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

typedef struct cplatform_slot cplatform_slot;

/* What to do next, decided from the plan and the clock alone. Mirrors Scheduling.WindowCursor.
   Returns the index of the first window after `index` that can still run at `now`, or `count`. */
CPLATFORM_NOLOCKS uint32_t cplatform_next_window(
    const cplatform_window *windows, uint32_t count, int64_t index, int64_t now_ns, int64_t guard_ns);

/* Whether the calling thread can have the timer that enforcement needs: 0 or the errno. */
int cplatform_slot_probe(void);

/* Applications that a slot can have. */
enum { CPLATFORM_MAX_APPLICATIONS = 1024 };

/* Bytes that a slot with so many applications takes, a whole number of cache line pairs. */
size_t cplatform_slot_bytes(uint32_t applications);

/* Makes a slot in `memory` (128-byte aligned) over `count` windows, in order; all of them outlive it, as does the core, and are
   shared where the slot is entered in another process. `core` is NULL for a thread that takes turns with nobody.
   `quantum_ns` is that of round robin; 0: the applications have fixed priorities. NULL when there are no applications or too many. */
cplatform_slot *cplatform_slot_init(
    void *memory, cplatform_window *windows, uint32_t count, cplatform_core *core, cplatform_enforcement enforcement,
    uint32_t applications, int64_t quantum_ns);

/* What the guest scheduler knows of an application; without a call it is always active, with priority 1 and no budget.
   The ranges outlive the slot and are shared as it is. */
void cplatform_slot_set_application(cplatform_slot *slot, uint32_t application, cplatform_application values);

/* Where the slices of an application are written down, up to a capacity. Without a call none are. */
void cplatform_slot_set_slices(cplatform_slot *slot, uint32_t application, cplatform_slice *slices, uint32_t capacity);

/* What is done at the end of each window before the core goes to the successor. The guard must not be shorter than the pad. The
   cleanups are shared as the slot is; the buffer is the entering process's own. Without a call nothing is done. */
void cplatform_slot_set_hygiene(cplatform_slot *slot, cplatform_hygiene hygiene);

/* What an application runs, where it lives: to be set in the process that enters the slot. The code may loop for ever: it is
   left where it is, so that it must own nothing that needs cleaning up. When one returns, the executive leaves all its slots. */
void cplatform_slot_set_code(cplatform_slot *slot, uint32_t application, void (*code)(void *), void *argument);

/* Makes the applications' stacks, in the process that enters the slot and before anything is measured. 0 or an errno. */
int cplatform_slot_allocate_stacks(cplatform_slot *slot);

/* Frees the stacks, after the slot was left. */
void cplatform_slot_free_stacks(cplatform_slot *slot);

/* Makes a slot whose thread is gone ready to be entered again: the partition was restarted. Work, time parked and slices go on.
   Its stacks were freed, or are gone with their process. */
void cplatform_slot_reopen(cplatform_slot *slot);

/* The run's epoch on CLOCK_MONOTONIC, from which periods and active ranges count; and until when the thread is kept asleep in
   the slot after its last window: leaving and ending a thread is work on the core, which may by then be another partition's. To
   be called before the slot is entered. */
void cplatform_slot_begin(cplatform_slot *slot, int64_t epoch_ns, int64_t stay_ns);

/* Runs the applications of all `slots` inside their windows on the calling thread and returns after the last one, or when
   every slot was asked to stop. Windows of different slots must not overlap. The slots' stacks must have been made.
   Returns 0 or the errno that kept the timer from being made. */
int cplatform_slots_enter(cplatform_slot *const *slots, uint32_t count);

/* Asks the slot to end now, from any thread of the process that it was entered in. True when there was something to end. */
bool cplatform_slot_stop(cplatform_slot *slot);

/* For a thread that will never enter: the slot then counts as left. */
void cplatform_slot_decline(cplatform_slot *slot);

/* Whether the slot is over: entered and left, stopped or declined. */
bool cplatform_slot_finished(const cplatform_slot *slot);

/* The kernel's id of the thread that entered the slot, or 0 before. */
int32_t cplatform_slot_thread(const cplatform_slot *slot);

/* An application's line; alone on its pair of cache lines. */
cplatform_line *cplatform_slot_line(cplatform_slot *slot, uint32_t application);

/* Steps that all applications have made so far, from any thread. */
uint64_t cplatform_slot_work(const cplatform_slot *slot);

/* Slices written down so far, with one under way or cut short, and those that found no room. */
uint32_t cplatform_slot_slices(const cplatform_slot *slot, uint32_t application);
uint64_t cplatform_slot_slices_dropped(const cplatform_slot *slot, uint32_t application);
