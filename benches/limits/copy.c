/* Copies the first half of the memory to the second in order, with vectors. An access is 64 bytes copied. */
#include "streams.h"

#define APART (long)(limit_options.bytes / 2)
#if defined(__x86_64__)
static void pass_128(char *from, char *to) { SWEEP(from, to, APART, 16, "", "movdqa o(%0),%%xmm0\n\tmovdqa %%xmm0,o(%0,%2)", "xmm0"); }
static void pass_256(char *from, char *to) { SWEEP(from, to, APART, 32, "", "vmovdqa o(%0),%%ymm0\n\tvmovdqa %%ymm0,o(%0,%2)", "xmm0"); }
static void pass_512(char *from, char *to) { SWEEP(from, to, APART, 64, "", "vmovdqa64 o(%0),%%zmm0\n\tvmovdqa64 %%zmm0,o(%0,%2)", "xmm0"); }
#else
static void pass_128(char *from, char *to) { SWEEP(from, to, from + APART, 32, "", "ldp q0,q1,[%0,#o]\n\tstp q0,q1,[%2,#o]", "v0", "v1"); }
#define pass_256 pass_128
#define pass_512 pass_128
#endif

STREAM_MAIN("copy", 2)
