/* Loads every byte in order, with vectors. */
#include "streams.h"

#if defined(__x86_64__)
static void pass_128(char *from, char *to) { SWEEP(from, to, 0L, 16, "", "movdqa o(%0),%%xmm0", "xmm0"); }
static void pass_256(char *from, char *to) { SWEEP(from, to, 0L, 32, "", "vmovdqa o(%0),%%ymm0", "xmm0"); }
static void pass_512(char *from, char *to) { SWEEP(from, to, 0L, 64, "", "vmovdqa64 o(%0),%%zmm0", "xmm0"); }
#else
static void pass_128(char *from, char *to) { SWEEP(from, to, 0L, 32, "", "ldp q0,q1,[%0,#o]", "v0", "v1"); }
#define pass_256 pass_128
#define pass_512 pass_128
#endif

STREAM_MAIN("read", 1)
