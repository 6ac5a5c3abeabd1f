#include "cplatform_code.h"

#include <string.h>

#if defined(__x86_64__)

/* What no jump reaches stops whoever does: INT3 (Intel SDM vol. 2A). It also ends straight-line speculation. */
static void fill(uint8_t *line) { memset(line, 0xcc, CPLATFORM_CODE_LINE_BYTES); }

static void put_offset(uint8_t *at, const uint8_t *from, const uint8_t *to) {
  int32_t offset = (int32_t)(to - from);
  memcpy(at, &offset, sizeof offset);
}

/* JMP rel32, counted from the instruction's end. */
static void put_jump(uint8_t *line, const uint8_t *to) {
  line[0] = 0xe9;
  put_offset(line + 1, line + 5, to);
}

/* LEA RAX,[RIP+rel32]; RET. */
static void put_return(uint8_t *line, const uint8_t *next) {
  static const uint8_t lea[] = {0x48, 0x8d, 0x05};
  memcpy(line, lea, sizeof lea);
  put_offset(line + 3, line + 7, next);
  line[7] = 0xc3;
}

#elif defined(__aarch64__)

static void put_word(uint8_t *at, uint32_t instruction) { memcpy(at, &instruction, sizeof instruction); }

/* BRK #0 (Arm ARM C6.2). */
static void fill(uint8_t *line) {
  for (int at = 0; at < CPLATFORM_CODE_LINE_BYTES; at += 4) put_word(line + at, 0xd4200000);
}

/* B, a signed distance in words of 26 bits (Arm ARM C6.2). */
static void put_jump(uint8_t *line, const uint8_t *to) {
  put_word(line, 0x14000000 | ((uint32_t)((to - line) / 4) & 0x3ffffff));
}

/* The address is in the code itself, two words on: LDR X0,#8; RET; the address. */
static void put_return(uint8_t *line, const uint8_t *next) {
  put_word(line, 0x58000040);
  put_word(line + 4, 0xd65f03c0);
  memcpy(line + 8, &next, sizeof next);
}

#endif

void cplatform_code_lay(void *code, const uint32_t *order, uint32_t lines, uint32_t pass) {
  uint8_t *base = code;
  for (uint32_t place = 0; place < lines; place++) {
    uint8_t *line = base + (uint64_t)order[place] * CPLATFORM_CODE_LINE_BYTES;
    const uint8_t *next = base + (uint64_t)order[(place + 1) % lines] * CPLATFORM_CODE_LINE_BYTES;
    fill(line);
    if ((place + 1) % pass == 0)
      put_return(line, next);
    else
      put_jump(line, next);
  }
  /* arm64 does not keep instruction and data caches coherent (Arm ARM B2.4.4); on x86-64 nothing is done here. */
  __builtin___clear_cache((char *)code, (char *)code + (uint64_t)lines * CPLATFORM_CODE_LINE_BYTES);
}

const void *cplatform_code_run(const void *pass) {
  const void *(*code)(void) = (const void *(*)(void))(uintptr_t)pass;
  return code();
}
