/* Stores every byte in order past the caches, with vectors; a fence at the end of a pass. */
#include "streams.h"

#if defined(__x86_64__)
static void pass_128(char *from, char *to) { SWEEP(from, to, 0L, 16, "pxor %%xmm0,%%xmm0", "movntdq %%xmm0,o(%0)", "xmm0"); }
static void pass_256(char *from, char *to) { SWEEP(from, to, 0L, 32, "pxor %%xmm0,%%xmm0", "vmovntdq %%ymm0,o(%0)", "xmm0"); }
static void pass_512(char *from, char *to) { SWEEP(from, to, 0L, 64, "pxor %%xmm0,%%xmm0", "vmovntdq %%zmm0,o(%0)", "xmm0"); }
#define FENCE "sfence"
#else
static void pass_128(char *from, char *to) { SWEEP(from, to, 0L, 32, "movi v0.2d,#0", "stnp q0,q0,[%0,#o]", "v0"); }
#define pass_256 pass_128
#define pass_512 pass_128
#define FENCE "dmb ishst"
#endif
#undef AFTER_PASS
#define AFTER_PASS __asm__ volatile(FENCE ::: "memory")

STREAM_MAIN("nt-write", 1)
