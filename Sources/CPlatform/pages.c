#include "cplatform_pages.h"
#include "cplatform_cpu.h"

#include <errno.h>
#include <sys/mman.h>

void cplatform_read_pages(const uintptr_t *pages, uint32_t count, uint32_t passes, uint32_t page_bytes, uint32_t line_bytes) {
  for (uint32_t pass = 0; pass < passes; pass++)
    for (uint32_t page = 0; page < count; page++)
      for (uint32_t offset = 0; offset < page_bytes; offset += line_bytes)
        (void)*(const volatile uint64_t *)(pages[page] + offset);
}

void cplatform_load_page(uintptr_t page, const uint16_t *offsets, uint32_t count) {
  /* A mask of which the compiler does not know that it is 0, and an `and` of which the processor does not: each address depends
     on the word before, and the page need not hold a chain of pointers, which would be written over its contents. */
  uint64_t none = cplatform_launder(0), word = 0;
  for (uint32_t i = 0; i < count; i++)
    word = *(const volatile uint64_t *)(page + offsets[i] + (word & none));
  (void)cplatform_launder(word);
}

uint64_t cplatform_time_page(uintptr_t page, const uint16_t *offsets, uint32_t count, uint16_t spare) {
  uint32_t cpu;
  (void)*(const volatile uint64_t *)(page + spare);
  for (uint32_t i = 0; i < count; i++) (void)*(const volatile uint16_t *)(offsets + i);
  uint64_t begin = cplatform_ticks_ordered(&cpu);
  cplatform_load_page(page, offsets, count);
  return cplatform_ticks_ordered(&cpu) - begin;
}

int cplatform_move_pages(void *from, void *to, size_t bytes) {
  return mremap(from, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED ? errno : 0;
}
