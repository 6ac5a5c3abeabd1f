/* Switch hygiene: what a partition leaves in its core's private caches is displaced before the core goes to its successor. */
#pragma once

#include <stdint.h>

/* How one window was cleaned up after. */
typedef struct {
  int64_t displacement_ns; /* what the displacement alone took */
  int64_t release_ns;      /* when the core was free for the successor, on CLOCK_MONOTONIC; 0: nothing was cleaned up */
} cplatform_cleanup;

typedef struct {
  const void *buffer; /* NULL: the slot has no hygiene */
  uint64_t bytes;
  int64_t pad_ns;              /* the core is released so long after the planned stop, whatever the partition did */
  cplatform_cleanup *cleanups; /* one for each window */
} cplatform_hygiene;

/* Reads a buffer through once, a word of every line, and waits for the last of them: what the core's private caches held is
   in a cache further out afterwards, or in memory. */
void cplatform_displace(const void *buffer, uint64_t bytes);
