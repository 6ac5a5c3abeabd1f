#include "cplatform_context.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A switch is an ordinary function call to the compiler, so that only the registers that a callee must keep change hands:
   System V ABI for AMD64, 3.2.3, with the control bits of MXCSR and the x87 unit; AAPCS64, 6.1.1 and 6.1.2. What a signal
   interrupted at any instruction is in the frame that the kernel laid on the same stack, vector registers included, and so
   is the signal mask. errno and the other thread-local variables stay the thread's.

   swapcontext(3) would do, but makes a system call each time: 230 ns for 11 (KVM guest, EPYC).

   With shadow stacks (CET, arm64's GCS) a return to another stack faults. The kernel turns them on only for an executable all
   of whose objects say that they can live with it; this one does not as long as it is compiled without. */
#if (defined(__CET__) && (__CET__ & 2)) || defined(__ARM_FEATURE_GCS_DEFAULT)
#error "the stack switch knows no shadow stacks: compile without -fcf-protection=return and without GCS"
#endif

void switch_stacks(void **top_of_from, void *top_of_to) __attribute__((visibility("hidden")));
void enter_stack(void) __attribute__((visibility("hidden")));

#if defined(__x86_64__)

typedef struct {
  uint32_t mxcsr;
  uint32_t x87_control;
  uint64_t r15, r14;
  void *r13, *r12;
  uint64_t rbx, rbp;
  void *return_address;
} saved_registers;

__asm__(
    ".text\n"
    ".p2align 4\n"
    ".hidden switch_stacks\n"
    ".globl switch_stacks\n"
    ".type switch_stacks, @function\n"
    "switch_stacks:\n"
    "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
    "  subq $8, %rsp\n"
    "  stmxcsr (%rsp)\n  fnstcw 4(%rsp)\n"
    "  movq %rsp, (%rdi)\n"
    "  movq %rsi, %rsp\n"
    "  ldmxcsr (%rsp)\n  fldcw 4(%rsp)\n"
    "  addq $8, %rsp\n"
    "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n"
    "  ret\n"
    ".size switch_stacks, . - switch_stacks\n"
    ".hidden enter_stack\n"
    ".globl enter_stack\n"
    ".type enter_stack, @function\n"
    "enter_stack:\n"
    "  .cfi_startproc\n"
    "  .cfi_undefined rip\n" /* the end of every backtrace */
    "  movq %r12, %rdi\n"
    "  callq *%r13\n"
    "  ud2\n"
    "  .cfi_endproc\n"
    ".size enter_stack, . - enter_stack\n");

static saved_registers first_registers(void (*code)(void *), void *argument) {
  saved_registers registers = {.r12 = argument, .r13 = (void *)code, .return_address = (void *)enter_stack};
  uint16_t x87_control;
  __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(registers.mxcsr), "=m"(x87_control));
  registers.x87_control = x87_control;
  return registers;
}

#elif defined(__aarch64__)

typedef struct {
  void *x19, *x20;
  uint64_t x21_to_x28[8];
  uint64_t frame;
  void *link;
  uint64_t d8_to_d15[8];
  uint64_t fpcr;
  uint64_t padding; /* the stack pointer is a multiple of 16 */
} saved_registers;

__asm__(
    ".text\n"
    ".p2align 4\n"
    ".hidden switch_stacks\n"
    ".globl switch_stacks\n"
    ".type switch_stacks, %function\n"
    "switch_stacks:\n"
    "  sub sp, sp, #176\n"
    "  stp x19, x20, [sp, #0]\n  stp x21, x22, [sp, #16]\n  stp x23, x24, [sp, #32]\n"
    "  stp x25, x26, [sp, #48]\n  stp x27, x28, [sp, #64]\n  stp x29, x30, [sp, #80]\n"
    "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n"
    "  stp d12, d13, [sp, #128]\n  stp d14, d15, [sp, #144]\n"
    "  mrs x9, fpcr\n  str x9, [sp, #160]\n"
    "  mov x9, sp\n  str x9, [x0]\n"
    "  mov sp, x1\n"
    "  ldp x19, x20, [sp, #0]\n  ldp x21, x22, [sp, #16]\n  ldp x23, x24, [sp, #32]\n"
    "  ldp x25, x26, [sp, #48]\n  ldp x27, x28, [sp, #64]\n  ldp x29, x30, [sp, #80]\n"
    "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n"
    "  ldp d12, d13, [sp, #128]\n  ldp d14, d15, [sp, #144]\n"
    "  ldr x9, [sp, #160]\n  msr fpcr, x9\n"
    "  add sp, sp, #176\n"
    "  ret\n"
    ".size switch_stacks, . - switch_stacks\n"
    ".hidden enter_stack\n"
    ".globl enter_stack\n"
    ".type enter_stack, %function\n"
    "enter_stack:\n"
    "  .cfi_startproc\n"
    "  .cfi_undefined x30\n" /* the end of every backtrace */
    "  mov x0, x19\n"
    "  blr x20\n"
    "  brk #1\n"
    "  .cfi_endproc\n"
    ".size enter_stack, . - enter_stack\n");

static saved_registers first_registers(void (*code)(void *), void *argument) {
  saved_registers registers = {.x19 = argument, .x20 = (void *)code, .link = (void *)enter_stack};
  __asm__ volatile("mrs %0, fpcr" : "=r"(registers.fpcr));
  return registers;
}

#else
#error "Bulkhead knows x86-64 and arm64"
#endif

static size_t page_bytes(void) { return (size_t)sysconf(_SC_PAGESIZE); }

/* Room for ordinary code, and for signals that interrupt each other's handlers: a frame with all vector registers takes from
   1 to 11 KiB (sysconf(3), _SC_MINSIGSTKSZ). */
size_t cplatform_context_stack_bytes(void) {
  size_t frames = 4 * (size_t)sysconf(_SC_MINSIGSTKSZ);
  return ((256 << 10) + frames + page_bytes() - 1) / page_bytes() * page_bytes();
}

int cplatform_context_allocate(cplatform_context *context) {
  if (context->memory) return 0;
  size_t bytes = page_bytes() + cplatform_context_stack_bytes();
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) return errno;
  /* What overruns its stack faults, instead of writing to its neighbour's. */
  if (mprotect(memory, page_bytes(), PROT_NONE)) {
    int error = errno;
    munmap(memory, bytes);
    return error;
  }
  context->memory = memory;
  context->bytes = bytes;
  return 0;
}

void cplatform_context_free(cplatform_context *context) {
  if (context->memory) munmap(context->memory, context->bytes);
  *context = (cplatform_context){0};
}

void cplatform_context_prepare(cplatform_context *context, void (*code)(void *), void *argument) {
  saved_registers registers = first_registers(code, argument);
  char *end = (char *)context->memory + context->bytes;
  /* A whole number of 16 bytes, as both calling conventions want the stack at a call. */
  context->top = end - 16 - sizeof registers;
  memcpy(context->top, &registers, sizeof registers);
}

void cplatform_context_switch(cplatform_context *from, const cplatform_context *to) { switch_stacks(&from->top, to->top); }
