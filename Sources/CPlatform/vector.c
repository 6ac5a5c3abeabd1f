#include "cplatform_vector.h"

#if defined(__x86_64__)

#include <cpuid.h>

/* __builtin_cpu_supports also asks XGETBV whether the operating system saves the registers. */
int cplatform_vector_width(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return 512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 256;
  return 128;
}

/* CPUID leaf 7, EBX bit 23 (Intel SDM vol. 2A, CPUID); compilers do not agree on a name for it. */
bool cplatform_has_flushopt(void) {
  unsigned a, b = 0, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 23 & 1);
}

#else

/* NEON is part of every arm64 (Arm ARM A1.5). */
int cplatform_vector_width(void) { return 128; }

bool cplatform_has_flushopt(void) { return false; }

#endif
