/* The locked operation that no cache can do by itself. */
#pragma once

#include "cplatform_cpu.h"
#include <stdint.h>

/* Whether the architecture has locked operations that may straddle two lines at all. */
enum {
#if defined(__x86_64__)
  CPLATFORM_SPLIT_LOCKS = 1
#else
  CPLATFORM_SPLIT_LOCKS = 0
#endif
};

/* Adds one to eight bytes that may lie across two lines. Where they do, the processor locks the bus: every access to memory of every
   core waits until both lines have been read and written (Intel SDM vol. 3A, 9.1.2; Documentation/arch/x86/buslock.rst). arm64
   has no such operation: an exclusive access has to be aligned (Arm ARM B2.5). */
CPLATFORM_INLINE void cplatform_lock_add_anywhere(void *eight_bytes) {
#if defined(__x86_64__)
  __asm__ volatile("lock incq (%0)" ::"r"(eight_bytes) : "memory", "cc");
#else
  (void)eight_bytes;
  __builtin_trap();
#endif
}
