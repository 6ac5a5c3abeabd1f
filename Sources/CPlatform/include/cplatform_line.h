/* What an application's code and the executive share while it runs. Both are on the same thread. */
#pragma once

#include "cplatform_cpu.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint64_t work;           /* steps made so far */
  uint64_t parked_ticks;   /* time the executive has kept the application from running so far */
  uint64_t deadline_ticks; /* cooperative enforcement: when to call cplatform_line_yield; else never */
} cplatform_line;

CPLATFORM_INLINE void cplatform_line_add_work(cplatform_line *line, uint64_t steps) {
  volatile uint64_t *work = &line->work;
  *work = *work + steps;
}

CPLATFORM_INLINE uint64_t cplatform_line_parked(const cplatform_line *line) {
  return *(const volatile uint64_t *)&line->parked_ticks;
}

CPLATFORM_INLINE uint64_t cplatform_line_deadline(const cplatform_line *line) {
  return *(const volatile uint64_t *)&line->deadline_ticks;
}

/* Gives the core back at the end of a window or slice and returns when the application runs again. Only for cooperative
   enforcement, and only from the application whose line it is. */
CPLATFORM_NOLOCKS void cplatform_line_yield(cplatform_line *line);

/* Asks the slot whose application's line it is to end now, as cplatform_slot_stop does. */
bool cplatform_line_stop(cplatform_line *line);
