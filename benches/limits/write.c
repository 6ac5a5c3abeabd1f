/* Stores one word of every line in order. */
#include "streams.h"

#if defined(__x86_64__)
static void pass_128(char *from, char *to) { SWEEP(from, to, 7L, 64, "", "mov %2,o(%0)"); }
#else
static void pass_128(char *from, char *to) { SWEEP(from, to, 7L, 64, "", "str %2,[%0,#o]"); }
#endif
#define pass_256 pass_128
#define pass_512 pass_128

STREAM_MAIN("write", 1)
