/* Dependent loads along one random cycle through all lines: latency. */
#include "limits.h"

/* Sattolo's shuffle: one cycle through every line. */
static void prepare(struct limit_thread *self) {
  size_t lines = limit_options.bytes / LINE;
  uint32_t *order = malloc(lines * sizeof *order);
  if (!order) limit_die("not enough memory");
  for (size_t i = 0; i < lines; i++) order[i] = (uint32_t)i;
  uint64_t state = 0x2545f4914f6cdd1d + (uint64_t)self->number;
  for (size_t i = lines - 1; i > 0; i--) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17; /* xorshift64 (Marsaglia, 2003) */
    size_t j = state % i;
    uint32_t swap = order[i];
    order[i] = order[j], order[j] = swap;
  }
  for (size_t i = 0; i < lines; i++) *(char **)(self->memory + i * LINE) = self->memory + (size_t)order[i] * LINE;
  free(order);
}

static void body(struct limit_thread *self, uint64_t loads) {
  char *at = self->at;
  loads /= 64;
#if defined(__x86_64__)
  __asm__ volatile(".p2align 6\n1:\n\t.rept 64\n\tmov (%0),%0\n\t.endr\n\tdec %1\n\tjnz 1b" : "+r"(at), "+r"(loads)::"memory", "cc");
#else
  __asm__ volatile("1:\n\t.rept 64\n\tldr %0,[%0]\n\t.endr\n\tsubs %1,%1,#1\n\tb.ne 1b" : "+r"(at), "+r"(loads)::"memory", "cc");
#endif
  self->at = at;
}

int main(int argc, char **argv) {
  return limit_main(argc, argv, &(struct limit_program){.name = "chase", .batch = 1024, .prepare = prepare, .body = body});
}
