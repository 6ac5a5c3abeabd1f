/* Counts what a thread asks of the allocator, by standing in front of it: this file's malloc and the others are those of the
   whole test executable and of every library it loads. */
#pragma once

#include <stdint.h>

/* Whether allocations are seen at all: a sanitizer brings an allocator of its own. */
int allocation_counter_works(void);

/* From here on the calling thread's allocations are counted. A process that watches more than 1024 threads is ended. */
void allocation_counter_watch(void);

/* Allocations of all watched threads since each was first watched. */
uint64_t allocation_counter_total(void);

/* Threads that were watched so far. */
uint64_t allocation_counter_threads(void);
