/* One-instruction intrinsics. They are static inline so that Swift inlines them across modules. */
#pragma once

#include <stdint.h>

/* Tells the Swift compiler that a function neither locks nor allocates, so that @_noLocks code may call it. GCC, which only checks
   this code for other architectures, knows nothing of it. */
#if __has_attribute(swift_attr)
#define CPLATFORM_NOLOCKS __attribute__((swift_attr("@_noLocks")))
#else
#define CPLATFORM_NOLOCKS
#endif
#define CPLATFORM_INLINE static inline __attribute__((always_inline)) CPLATFORM_NOLOCKS

/* The PU number that a time stamp carries where the architecture has none. */
enum { CPLATFORM_NO_CPU = 0xffff };

#if defined(__x86_64__)

/* Unordered time stamp: cheap, may drift by the out-of-order window. */
CPLATFORM_INLINE uint64_t cplatform_ticks(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return ((uint64_t)high << 32) | low;
}

/* Time stamp taken after everything before it has executed, with the PU it was taken on: RDTSCP waits for earlier
   instructions, LFENCE holds back later ones (Intel SDM vol. 2B RDTSCP; AMD APM vol. 3). Linux keeps node << 12 | cpu in TSC_AUX. */
CPLATFORM_INLINE uint64_t cplatform_ticks_ordered(uint32_t *cpu) {
  uint32_t low, high, aux;
  __asm__ volatile("rdtscp\n\tlfence" : "=a"(low), "=d"(high), "=c"(aux)::"memory");
  *cpu = aux & 0xfff;
  return ((uint64_t)high << 32) | low;
}

CPLATFORM_INLINE void cplatform_relax(void) { __asm__ volatile("pause" ::: "memory"); }

/* Writes two words past the caches (MOVNTI, Intel SDM vol. 1, 10.4.6.2): neither is read first nor kept. */
CPLATFORM_INLINE void cplatform_store_pair_nontemporal(void *to, uint64_t first, uint64_t second) {
  __asm__ volatile("movnti %1,(%0)\n\tmovnti %2,8(%0)" ::"r"(to), "r"(first), "r"(second) : "memory");
}

/* Orders the non-temporal stores before whatever follows. */
CPLATFORM_INLINE void cplatform_store_fence(void) { __asm__ volatile("sfence" ::: "memory"); }

/* Nothing after it starts before all loads, stores and flushes before it are done. */
CPLATFORM_INLINE void cplatform_fence(void) { __asm__ volatile("mfence" ::: "memory"); }

#elif defined(__aarch64__)

CPLATFORM_INLINE uint64_t cplatform_ticks(void) {
  uint64_t ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
}

/* The virtual counter behind an ISB, so that it is read after everything before it (Arm ARM D11.1.2). It does not say which PU. */
CPLATFORM_INLINE uint64_t cplatform_ticks_ordered(uint32_t *cpu) {
  uint64_t ticks;
  __asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks)::"memory");
  *cpu = CPLATFORM_NO_CPU;
  return ticks;
}

CPLATFORM_INLINE void cplatform_relax(void) { __asm__ volatile("isb" ::: "memory"); }

/* STNP hints that the line need not be kept (Arm ARM C3.2.4). */
CPLATFORM_INLINE void cplatform_store_pair_nontemporal(void *to, uint64_t first, uint64_t second) {
  __asm__ volatile("stnp %1, %2, [%0]" ::"r"(to), "r"(first), "r"(second) : "memory");
}

CPLATFORM_INLINE void cplatform_store_fence(void) { __asm__ volatile("dmb ishst" ::: "memory"); }

CPLATFORM_INLINE void cplatform_fence(void) { __asm__ volatile("dsb ish" ::: "memory"); }

#else
#error "Bulkhead knows x86-64 and arm64"
#endif

/* The optimiser must believe that the memory behind the pointer is read and written here. Without it a repeated pass over
   a buffer is folded into one. */
CPLATFORM_INLINE void cplatform_escape(const void *pointer) { __asm__ volatile("" ::"r"(pointer) : "memory"); }

/* The optimiser must believe that the value comes from here and is used here. */
CPLATFORM_INLINE uint64_t cplatform_launder(uint64_t value) {
  __asm__ volatile("" : "+r"(value));
  return value;
}
