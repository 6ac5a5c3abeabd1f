/* Vector instructions of every width, and what else streams need.

   First the primitives, one for each width, on a block of eight lines (512 bytes, aligned to a line); at the end the same
   over many blocks, in the width that is asked for. Plain asm without a target attribute: so the whole binary need not be
   built for the widest vectors, and Swift still inlines these into its loops (a static inline with a target attribute is called
   instead). Code that uses a width asks cplatform_vector_width first. */
#pragma once

#include "cplatform_cpu.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CPLATFORM_BLOCK_BYTES = 512 };

/* The widest vectors that the processor has and the operating system saves, in bits: 128 (SSE2, NEON), 256 (AVX2 with FMA) or
   512 (AVX-512F). */
int cplatform_vector_width(void);

/* Whether cplatform_flush_line may be told to use the unordered CLFLUSHOPT. */
bool cplatform_has_flushopt(void);

/* Repeats an instruction for every 16, 32 or 64 bytes of a block; `\o` in it is the offset. */
#define CPLATFORM_EACH_64(instructions) ".irp o,0,64,128,192,256,320,384,448\n\t" instructions "\n\t.endr\n\t"
#define CPLATFORM_EACH_32(instructions)                                                                                    \
  ".irp o,0,32,64,96,128,160,192,224,256,288,320,352,384,416,448,480\n\t" instructions "\n\t.endr\n\t"

#if defined(__clang__)
#define CPLATFORM_NOT_UNROLLED _Pragma("clang loop unroll(disable)")
#else
#define CPLATFORM_NOT_UNROLLED
#endif

#if defined(__x86_64__)

#define CPLATFORM_EACH_16(instructions)                                                                                    \
  ".irp o,0,16,32,48,64,80,96,112,128,144,160,176,192,208,224,240,"                                                        \
  "256,272,288,304,320,336,352,368,384,400,416,432,448,464,480,496\n\t" instructions "\n\t.endr\n\t"

/* The widest use zmm16 and up, which no code of the baseline touches and which need no VZEROUPPER behind them (Intel Optimization
   Manual, 2.9, mixing of Intel AVX-512 with SSE). The upper halves that the 256-bit ones leave behind cost whoever runs SSE code next;
   inside the measured loops nobody does, and a signal handler starts with a clean state. */

/* Loads every byte of the block. The narrowest goes line by line in a loop of four instructions: out of the memory of a Zen 4 that is
   the fastest of all, 1.06 times as fast as 32 instructions in a row and 1.12 times as fast as the widest. */
CPLATFORM_INLINE void cplatform_read_128(const void *block) {
  const char *line = (const char *)block, *end = line + CPLATFORM_BLOCK_BYTES;
  CPLATFORM_NOT_UNROLLED for (; line != end; line += 64)
    __asm__ volatile("movdqa (%0),%%xmm0\n\tmovdqa 16(%0),%%xmm0\n\tmovdqa 32(%0),%%xmm0\n\tmovdqa 48(%0),%%xmm0" ::"r"(line)
                     : "memory", "xmm0");
}
CPLATFORM_INLINE void cplatform_read_256(const void *block) {
  __asm__ volatile(CPLATFORM_EACH_32("vmovdqa \\o(%0),%%ymm0") ::"r"(block) : "memory", "xmm0");
}
CPLATFORM_INLINE void cplatform_read_512(const void *block) {
  __asm__ volatile(CPLATFORM_EACH_64("vmovdqa64 \\o(%0),%%zmm16") ::"r"(block) : "memory");
}

/* Stores `value` into every eight bytes of the block. */
CPLATFORM_INLINE void cplatform_fill_128(void *block, uint64_t value) {
  __asm__ volatile(
      "movq %1,%%xmm0\n\tpunpcklqdq %%xmm0,%%xmm0\n\t" CPLATFORM_EACH_16("movdqa %%xmm0,\\o(%0)") ::"r"(block), "r"(value)
      : "memory", "xmm0");
}
CPLATFORM_INLINE void cplatform_fill_256(void *block, uint64_t value) {
  __asm__ volatile(
      "vmovq %1,%%xmm0\n\tvpbroadcastq %%xmm0,%%ymm0\n\t" CPLATFORM_EACH_32("vmovdqa %%ymm0,\\o(%0)") ::"r"(block), "r"(value)
      : "memory", "xmm0");
}
CPLATFORM_INLINE void cplatform_fill_512(void *block, uint64_t value) {
  __asm__ volatile(
      "vpbroadcastq %1,%%zmm16\n\t" CPLATFORM_EACH_64("vmovdqa64 %%zmm16,\\o(%0)") ::"r"(block), "r"(value)
      : "memory");
}

/* The same past the caches (MOVNTDQ, Intel SDM vol. 1, 10.4.6.2). */
CPLATFORM_INLINE void cplatform_fill_nontemporal_128(void *block, uint64_t value) {
  __asm__ volatile(
      "movq %1,%%xmm0\n\tpunpcklqdq %%xmm0,%%xmm0\n\t" CPLATFORM_EACH_16("movntdq %%xmm0,\\o(%0)") ::"r"(block), "r"(value)
      : "memory", "xmm0");
}
CPLATFORM_INLINE void cplatform_fill_nontemporal_256(void *block, uint64_t value) {
  __asm__ volatile(
      "vmovq %1,%%xmm0\n\tvpbroadcastq %%xmm0,%%ymm0\n\t" CPLATFORM_EACH_32("vmovntdq %%ymm0,\\o(%0)") ::"r"(block), "r"(value)
      : "memory", "xmm0");
}
CPLATFORM_INLINE void cplatform_fill_nontemporal_512(void *block, uint64_t value) {
  __asm__ volatile(
      "vpbroadcastq %1,%%zmm16\n\t" CPLATFORM_EACH_64("vmovntdq %%zmm16,\\o(%0)") ::"r"(block), "r"(value)
      : "memory");
}

/* Copies a block. */
CPLATFORM_INLINE void cplatform_copy_128(void *to, const void *from) {
  __asm__ volatile(CPLATFORM_EACH_16("movdqa \\o(%1),%%xmm0\n\tmovdqa %%xmm0,\\o(%0)") ::"r"(to), "r"(from) : "memory", "xmm0");
}
CPLATFORM_INLINE void cplatform_copy_256(void *to, const void *from) {
  __asm__ volatile(CPLATFORM_EACH_32("vmovdqa \\o(%1),%%ymm0\n\tvmovdqa %%ymm0,\\o(%0)") ::"r"(to), "r"(from)
                   : "memory", "xmm0");
}
CPLATFORM_INLINE void cplatform_copy_512(void *to, const void *from) {
  __asm__ volatile(CPLATFORM_EACH_64("vmovdqa64 \\o(%1),%%zmm16\n\tvmovdqa64 %%zmm16,\\o(%0)") ::"r"(to), "r"(from) : "memory");
}

/* sum = first + factor * second, in doubles. */
CPLATFORM_INLINE void cplatform_triad_128(void *sum, const void *first, const void *second, double factor) {
  __asm__ volatile(
      "movapd %3,%%xmm1\n\tunpcklpd %%xmm1,%%xmm1\n\t" CPLATFORM_EACH_16(
          "movapd \\o(%2),%%xmm2\n\tmulpd %%xmm1,%%xmm2\n\taddpd \\o(%1),%%xmm2\n\tmovapd %%xmm2,\\o(%0)") ::"r"(sum),
      "r"(first), "r"(second), "x"(factor)
      : "memory", "xmm1", "xmm2");
}
CPLATFORM_INLINE void cplatform_triad_256(void *sum, const void *first, const void *second, double factor) {
  __asm__ volatile(
      "vbroadcastsd %3,%%ymm1\n\t" CPLATFORM_EACH_32(
          "vmovapd \\o(%1),%%ymm2\n\tvfmadd231pd \\o(%2),%%ymm1,%%ymm2\n\tvmovapd %%ymm2,\\o(%0)") ::"r"(sum),
      "r"(first), "r"(second), "x"(factor)
      : "memory", "xmm1", "xmm2");
}
CPLATFORM_INLINE void cplatform_triad_512(void *sum, const void *first, const void *second, double factor) {
  __asm__ volatile(
      "vbroadcastsd %3,%%zmm16\n\t" CPLATFORM_EACH_64(
          "vmovapd \\o(%1),%%zmm17\n\tvfmadd231pd \\o(%2),%%zmm16,%%zmm17\n\tvmovapd %%zmm17,\\o(%0)") ::"r"(sum),
      "r"(first), "r"(second), "x"(factor)
      : "memory");
}

/* Twelve independent chains of x = x + factor * x from one, `rounds` links each: enough to cover the latency of two units of four
   or five cycles (Intel Optimization Manual, 2.6; AMD Software Optimization Guide for family 19h, 2.11). SSE2 has to multiply
   and add. Returns an element of the first chain, so that a wrong result can be seen. */
CPLATFORM_INLINE double cplatform_fma_chains_128(uint64_t rounds, double factor) {
  double one = 1;
  __asm__ volatile(
      "movapd %2,%%xmm14\n\tunpcklpd %%xmm14,%%xmm14\n\tunpcklpd %0,%0\n\t"
      ".irp r,2,3,4,5,6,7,8,9,10,11,12,13\n\tmovapd %0,%%xmm\\r\n\t.endr\n\t.p2align 5\n1:\n\t"
      ".irp r,2,3,4,5,6,7,8,9,10,11,12,13\n\t"
      "movapd %%xmm\\r,%%xmm15\n\tmulpd %%xmm14,%%xmm15\n\taddpd %%xmm15,%%xmm\\r\n\t.endr\n\t"
      "dec %1\n\tjnz 1b\n\tmovapd %%xmm2,%0"
      : "+x"(one), "+r"(rounds)
      : "x"(factor)
      : "cc", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
        "xmm15");
  return one;
}
CPLATFORM_INLINE double cplatform_fma_chains_256(uint64_t rounds, double factor) {
  double one = 1;
  __asm__ volatile(
      "vbroadcastsd %2,%%ymm14\n\tvbroadcastsd %0,%%ymm15\n\t"
      ".irp r,2,3,4,5,6,7,8,9,10,11,12,13\n\tvmovapd %%ymm15,%%ymm\\r\n\t.endr\n\t.p2align 5\n1:\n\t"
      ".irp r,2,3,4,5,6,7,8,9,10,11,12,13\n\tvfmadd213pd %%ymm\\r,%%ymm14,%%ymm\\r\n\t.endr\n\t"
      "dec %1\n\tjnz 1b\n\tvmovapd %%xmm2,%0"
      : "+x"(one), "+r"(rounds)
      : "x"(factor)
      : "cc", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
        "xmm15");
  return one;
}
CPLATFORM_INLINE double cplatform_fma_chains_512(uint64_t rounds, double factor) {
  double one = 1;
  __asm__ volatile(
      "vbroadcastsd %2,%%zmm30\n\tvbroadcastsd %0,%%zmm31\n\t"
      ".irp r,16,17,18,19,20,21,22,23,24,25,26,27\n\tvmovapd %%zmm31,%%zmm\\r\n\t.endr\n\t.p2align 5\n1:\n\t"
      ".irp r,16,17,18,19,20,21,22,23,24,25,26,27\n\tvfmadd213pd %%zmm\\r,%%zmm30,%%zmm\\r\n\t.endr\n\t"
      "dec %1\n\tjnz 1b\n\tvmovsd %%xmm16,%%xmm16,%0"
      : "+x"(one), "+r"(rounds)
      : "x"(factor)
      : "cc");
  return one;
}

/* Evicts the line that holds the address from all caches, writing it back when modified. CLFLUSHOPT is not ordered with other
   flushes, so that they overlap; CLFLUSH is (Intel SDM vol. 2A). */
CPLATFORM_INLINE void cplatform_flush_line(const void *line, bool unordered) {
  if (unordered)
    __asm__ volatile("clflushopt (%0)" ::"r"(line) : "memory");
  else
    __asm__ volatile("clflush (%0)" ::"r"(line) : "memory");
}

/* Waits for the flushes before it. */
CPLATFORM_INLINE void cplatform_flush_fence(void) { __asm__ volatile("sfence" ::: "memory"); }

/* Has the calling thread's arithmetic take denormal numbers for zero (MXCSR.DAZ and FTZ): one among the operands would cost a
   hundred cycles, and a buffer may hold anything. */
CPLATFORM_INLINE void cplatform_ignore_denormals(void) {
  uint32_t mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  mxcsr |= 0x8040;
  __asm__ volatile("ldmxcsr %0" ::"m"(mxcsr));
}

#elif defined(__aarch64__)

/* NEON, two registers to an instruction. */

CPLATFORM_INLINE void cplatform_read_128(const void *block) {
  __asm__ volatile(CPLATFORM_EACH_32("ldp q0, q1, [%0, #\\o]") ::"r"(block) : "memory", "v0", "v1");
}

CPLATFORM_INLINE void cplatform_fill_128(void *block, uint64_t value) {
  __asm__ volatile("dup v0.2d, %1\n\t" CPLATFORM_EACH_32("stp q0, q0, [%0, #\\o]") ::"r"(block), "r"(value) : "memory", "v0");
}

/* STNP hints that the line need not be kept (Arm ARM C3.2.4). */
CPLATFORM_INLINE void cplatform_fill_nontemporal_128(void *block, uint64_t value) {
  __asm__ volatile("dup v0.2d, %1\n\t" CPLATFORM_EACH_32("stnp q0, q0, [%0, #\\o]") ::"r"(block), "r"(value) : "memory", "v0");
}

CPLATFORM_INLINE void cplatform_copy_128(void *to, const void *from) {
  __asm__ volatile(CPLATFORM_EACH_32("ldp q0, q1, [%1, #\\o]\n\tstp q0, q1, [%0, #\\o]") ::"r"(to), "r"(from)
                   : "memory", "v0", "v1");
}

CPLATFORM_INLINE void cplatform_triad_128(void *sum, const void *first, const void *second, double factor) {
  __asm__ volatile(
      CPLATFORM_EACH_32("ldp q0, q1, [%1, #\\o]\n\tldp q2, q3, [%2, #\\o]\n\t"
                        "fmla v0.2d, v2.2d, %3.d[0]\n\tfmla v1.2d, v3.2d, %3.d[0]\n\tstp q0, q1, [%0, #\\o]") ::"r"(sum),
      "r"(first), "r"(second), "w"(factor)
      : "memory", "v0", "v1", "v2", "v3");
}

CPLATFORM_INLINE double cplatform_fma_chains_128(uint64_t rounds, double factor) {
  double one = 1;
  __asm__ volatile(
      "dup v30.2d, %2.d[0]\n\tdup v31.2d, %0.d[0]\n\t"
      ".irp r,16,17,18,19,20,21,22,23,24,25,26,27\n\tmov v\\r\\().16b, v31.16b\n\t.endr\n"
      "1:\n\t"
      ".irp r,16,17,18,19,20,21,22,23,24,25,26,27\n\tfmla v\\r\\().2d, v\\r\\().2d, v30.2d\n\t.endr\n\t"
      "subs %1, %1, #1\n\tb.ne 1b\n\tfmov %d0, d16"
      : "+w"(one), "+r"(rounds)
      : "w"(factor)
      : "cc", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v30", "v31");
  return one;
}

CPLATFORM_INLINE void cplatform_flush_line(const void *line, bool unordered) {
  (void)unordered;
  __asm__ volatile("dc civac, %0" ::"r"(line) : "memory");
}

CPLATFORM_INLINE void cplatform_flush_fence(void) { __asm__ volatile("dsb sy" ::: "memory"); }

CPLATFORM_INLINE void cplatform_ignore_denormals(void) {
  uint64_t fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  fpcr |= 1 << 24; /* FZ */
  __asm__ volatile("msr fpcr, %0" ::"r"(fpcr));
}

#endif

/* `primitive` on every block of so many bytes, which stands at `offset`. Not unrolled further: prefetchers that know a stream by the
   address of its instruction would see eight times the instructions, each in strides of 4 KiB (it cost 2 % of copy's speed
   from the last-level cache of a Zen 4). */
#define CPLATFORM_EACH_BLOCK(bytes, primitive, ...)                                                                        \
  CPLATFORM_NOT_UNROLLED for (size_t offset = 0; offset != (bytes); offset += CPLATFORM_BLOCK_BYTES) primitive(__VA_ARGS__)

/* The same in the given width, which is asked for once. An arm64 has only one. */
#if defined(__x86_64__)
#define CPLATFORM_IN_WIDTH(width, bytes, primitive, ...)                                                                   \
  do {                                                                                                                     \
    if ((width) == 512)                                                                                                    \
      CPLATFORM_EACH_BLOCK(bytes, primitive##_512, __VA_ARGS__);                                                           \
    else if ((width) == 256)                                                                                               \
      CPLATFORM_EACH_BLOCK(bytes, primitive##_256, __VA_ARGS__);                                                           \
    else                                                                                                                   \
      CPLATFORM_EACH_BLOCK(bytes, primitive##_128, __VA_ARGS__);                                                           \
  } while (0)
#else
#define CPLATFORM_IN_WIDTH(width, bytes, primitive, ...)                                                                   \
  do {                                                                                                                     \
    (void)(width);                                                                                                         \
    CPLATFORM_EACH_BLOCK(bytes, primitive##_128, __VA_ARGS__);                                                             \
  } while (0)
#endif

/* Over `bytes` bytes, a whole number of blocks, aligned to a line. */

CPLATFORM_INLINE void cplatform_read(int width, const void *from, size_t bytes) {
  CPLATFORM_IN_WIDTH(width, bytes, cplatform_read, (const char *)from + offset);
}

CPLATFORM_INLINE void cplatform_fill(int width, void *to, size_t bytes, uint64_t value) {
  CPLATFORM_IN_WIDTH(width, bytes, cplatform_fill, (char *)to + offset, value);
}

/* Past the caches; needs cplatform_store_fence before anybody else may look. */
CPLATFORM_INLINE void cplatform_fill_nontemporal(int width, void *to, size_t bytes, uint64_t value) {
  CPLATFORM_IN_WIDTH(width, bytes, cplatform_fill_nontemporal, (char *)to + offset, value);
}

CPLATFORM_INLINE void cplatform_copy(int width, void *to, const void *from, size_t bytes) {
  CPLATFORM_IN_WIDTH(width, bytes, cplatform_copy, (char *)to + offset, (const char *)from + offset);
}

CPLATFORM_INLINE void cplatform_triad(
    int width, void *sum, const void *first, const void *second, size_t bytes, double factor) {
  CPLATFORM_IN_WIDTH(
      width, bytes, cplatform_triad, (char *)sum + offset, (const char *)first + offset, (const char *)second + offset, factor);
}

CPLATFORM_INLINE double cplatform_fma_chains(int width, uint64_t rounds, double factor) {
#if defined(__x86_64__)
  if (width == 512) return cplatform_fma_chains_512(rounds, factor);
  if (width == 256) return cplatform_fma_chains_256(rounds, factor);
#else
  (void)width;
#endif
  return cplatform_fma_chains_128(rounds, factor);
}
