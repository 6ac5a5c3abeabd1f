/* A stream program: it defines pass_128, pass_256 and pass_512, each for its vectors, and ends with STREAM_MAIN. */
#ifndef STREAMS_H
#define STREAMS_H

#include "limits.h"

/* From `from` to `to`, 512 bytes at a time: `instruction` for each `step` bytes, which stand at offset `o` from %0. %2 is whatever
   else it needs: on x86-64 the same for all of the pass, on arm64 moving along with %0 when it is an address. */
#if defined(__x86_64__)
#define SWEEP(from, to, other, step, before, instruction, ...)                                                             \
  __asm__ volatile(before "\n\t.p2align 6\n1:\n\t.set o,0\n\t.rept 512/" #step "\n\t" instruction "\n\t.set o,o+" #step    \
                          "\n\t.endr\n\tadd $512,%0\n\tcmp %1,%0\n\tjb 1b"                                                 \
                   : "+r"(from)                                                                                            \
                   : "r"(to), "r"(other)                                                                                   \
                   : "memory", "cc", ##__VA_ARGS__)
#else
#define SWEEP(from, to, other, step, before, instruction, ...)                                                             \
  do {                                                                                                                     \
    __typeof__(other) along = other;                                                                                       \
    __asm__ volatile(before "\n1:\n\t.set o,0\n\t.rept 512/" #step "\n\t" instruction "\n\t.set o,o+" #step                \
                            "\n\t.endr\n\tadd %2,%2,#512\n\tadd %0,%0,#512\n\tcmp %0,%1\n\tb.lo 1b"                        \
                     : "+r"(from), "+r"(to), "+r"(along)::"memory", "cc", ##__VA_ARGS__);                                  \
  } while (0)
#endif

/* `arrays`: into how many the memory is split; a pass walks through the first. */
#define STREAM_MAIN(title, arrays)                                                                                         \
  static void body(struct limit_thread *self, uint64_t lines) {                                                            \
    char *end = self->memory + limit_options.bytes / arrays;                                                               \
    while (lines) {                                                                                                        \
      uint64_t here = (uint64_t)(end - self->at) / LINE;                                                                   \
      if (here > lines) here = lines;                                                                                      \
      char *to = self->at + here * LINE;                                                                                   \
      if (limit_options.vector == 512)                                                                                     \
        pass_512(self->at, to);                                                                                            \
      else if (limit_options.vector == 256)                                                                                \
        pass_256(self->at, to);                                                                                            \
      else                                                                                                                 \
        pass_128(self->at, to);                                                                                            \
      self->at = to;                                                                                                       \
      if (to == end) self->at = self->memory;                                                                              \
      lines -= here;                                                                                                       \
    }                                                                                                                      \
  }                                                                                                                        \
  int main(int argc, char **argv) {                                                                                        \
    return limit_main(argc, argv, &(struct limit_program){.name = title, .batch = 4096, .body = body});                    \
  }

#endif
