/* Whole pages as a test of colours sees them: read, timed and moved. Beside `cplatform_move_pages`, nothing here writes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Reads one word of every line of the pages, so many times over. */
void cplatform_read_pages(const uintptr_t *pages, uint32_t count, uint32_t passes, uint32_t page_bytes, uint32_t line_bytes);

/* Loads the page's words at the offsets, each after the one before it has come. */
void cplatform_load_page(uintptr_t page, const uint16_t *offsets, uint32_t count);

/* The ticks that cplatform_load_page takes, its own cost included. The page's translation is brought back before, by a load
   at `spare`, which should be on none of the lines that are timed. */
uint64_t cplatform_time_page(uintptr_t page, const uint16_t *offsets, uint32_t count, uint16_t spare);

/* Puts a piece of private memory elsewhere, with its contents and its page frames, in the place of what is there (mremap(2),
   MREMAP_FIXED). Returns 0 or an errno. */
int cplatform_move_pages(void *from, void *to, size_t bytes);
