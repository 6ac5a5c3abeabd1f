/* Code that is made at run time: nothing but one jump in each cache line. */
#pragma once

#include "cplatform_cpu.h"
#include <stdint.h>

enum { CPLATFORM_CODE_LINE_BYTES = 64 };

/* Writes `lines` lines of code: line order[p] jumps to the beginning of line order[p + 1], and the last to the first. Every
   `pass` lines the jump is a return instead, that hands back where the next pass begins; `lines` is a multiple of `pass`.
   The memory is still writable; afterwards it is fit to be made executable, the instruction caches included. On arm64 the code
   may be 128 MiB long, on x86-64 2 GiB: as far as a direct jump reaches. */
void cplatform_code_lay(void *code, const uint32_t *order, uint32_t lines, uint32_t pass);

/* Runs one pass, from its beginning, and returns where the next one begins. */
CPLATFORM_NOLOCKS const void *cplatform_code_run(const void *pass);
