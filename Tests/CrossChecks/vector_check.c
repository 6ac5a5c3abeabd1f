/* Checks the vector primitives of the processor that it is built for; Scripts/cross-arm64 runs it where Swift's tests don't run.
   Prints what is wrong; the status is the number of mistakes. */
#include "CPlatform.h"

#include <stdio.h>

enum { WORDS = CPLATFORM_BLOCK_BYTES / 8 };

/* A block, and a word on each side that nobody may touch. */
typedef struct {
  _Alignas(64) uint64_t before[8];
  uint64_t words[WORDS];
  uint64_t after[8];
} block;

static int mistakes;

static void expect(int truth, const char *what) {
  if (truth) return;
  printf("vector check: %s\n", what);
  mistakes++;
}

static int holds(const block *b, uint64_t value) {
  for (int i = 0; i < WORDS; i++)
    if (b->words[i] != value) return 0;
  return b->before[7] == 0 && b->after[0] == 0;
}

int main(void) {
  static block a, b;
  static union {
    _Alignas(64) double numbers[WORDS];
  } sum, first, second;

  expect(cplatform_vector_width() >= 128, "no vectors of 128 bits");
  cplatform_fill_128(a.words, 7);
  expect(holds(&a, 7), "fill does not store 7 into every word and nowhere else");
  cplatform_fill_nontemporal_128(b.words, 9);
  cplatform_store_fence();
  expect(holds(&b, 9), "the non-temporal fill does not store 9 into every word and nowhere else");
  cplatform_copy_128(a.words, b.words);
  expect(holds(&a, 9) && holds(&b, 9), "copy does not make the target like the source");
  cplatform_read_128(a.words);
  expect(holds(&a, 9), "read changes something");

  for (int i = 0; i < WORDS; i++) first.numbers[i] = i, second.numbers[i] = 2 * i + 1;
  cplatform_triad_128(sum.numbers, first.numbers, second.numbers, 3);
  for (int i = 0; i < WORDS; i++) expect(sum.numbers[i] == i + 3 * (2 * i + 1), "triad is not first + 3 * second");

  /* 1 + 1/2 three times is 27/8 without rounding. */
  expect(cplatform_fma_chains_128(3, 0.5) == 3.375, "three links of a chain are not 27/8");

  a.words[3] = 11;
  cplatform_flush_line(&a.words[3], cplatform_has_flushopt());
  cplatform_flush_fence();
  expect(a.words[3] == 11, "a flushed word is lost");

  cplatform_ignore_denormals();
  volatile double smallest = 2.2250738585072014e-308;
  expect(smallest / 2 == 0, "denormal results are not taken for zero");
  return mistakes;
}
