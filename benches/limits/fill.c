/* Stores every byte in order, with vectors. */
#include "streams.h"

#if defined(__x86_64__)
static void pass_128(char *from, char *to) {
  SWEEP(from, to, 7L, 16, "movq %2,%%xmm0\n\tpunpcklqdq %%xmm0,%%xmm0", "movdqa %%xmm0,o(%0)", "xmm0");
}
static void pass_256(char *from, char *to) {
  SWEEP(from, to, 7L, 32, "vmovq %2,%%xmm0\n\tvpbroadcastq %%xmm0,%%ymm0", "vmovdqa %%ymm0,o(%0)", "xmm0");
}
static void pass_512(char *from, char *to) { SWEEP(from, to, 7L, 64, "vpbroadcastq %2,%%zmm0", "vmovdqa64 %%zmm0,o(%0)", "xmm0"); }
#else
static void pass_128(char *from, char *to) { SWEEP(from, to, 7L, 32, "dup v0.2d,%2", "stp q0,q0,[%0,#o]", "v0"); }
#define pass_256 pass_128
#define pass_512 pass_128
#endif

STREAM_MAIN("fill", 1)
