#include "cplatform_fault.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void cplatform_fault_store_nowhere(void) {
  /* Below vm.mmap_min_addr, so never mapped; through a laundered pointer, as the compiler knows what address 0 is. */
  volatile int *nowhere = (volatile int *)(uintptr_t)64;
  __asm__ volatile("" : "+r"(nowhere));
  *nowhere = 1;
}

void cplatform_fault_divide_by_zero(void) {
#if defined(__x86_64__)
  __asm__ volatile("xorl %%edx,%%edx\n\tmovl $1,%%eax\n\txorl %%ecx,%%ecx\n\tdivl %%ecx" ::: "eax", "ecx", "edx", "cc");
#else
  raise(SIGFPE);
#endif
}

void cplatform_fault_undefined_instruction(void) {
#if defined(__x86_64__)
  __asm__ volatile("ud2");
#elif defined(__aarch64__)
  __asm__ volatile("udf #0");
#else
  raise(SIGILL);
#endif
}

void cplatform_fault_abort(void) { abort(); }

void cplatform_fault_exit(int32_t status) { _exit(status); }

/* Each call has a frame of its own, in which the next one looks for a reason to stop; there is none. */
static __attribute__((noinline)) uint64_t descend(const volatile uint64_t *above) {
  volatile uint64_t frame[128];
  frame[0] = above[0] + 1;
  return frame[0] == 0 ? 0 : descend(frame) + frame[0];
}

void cplatform_fault_overflow_stack(void) {
  volatile uint64_t depth = 1;
  descend(&depth);
}

void cplatform_fault_lock_twice(void) {
  uint32_t lock = 0;
  __asm__ volatile("" ::"r"(&lock) : "memory"); /* others might free it, for all the compiler knows */
  for (int round = 0; round < 2; round++)
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) cplatform_relax();
}

bool cplatform_fault_take_memory(uint64_t bytes) {
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  for (uint64_t offset = 0; offset < bytes; offset += 4096) *(volatile char *)(memory + offset) = 1;
  return true;
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int32_t cplatform_fault_fork(int32_t children, int64_t life_ns) {
  int64_t end = now_ns() + life_ns;
  pid_t parent = getpid();
  signal(SIGCHLD, SIG_IGN); /* nobody waits for them, so that none stays as a zombie (wait(2), notes) */
  for (int32_t made = 0; made < children; made++) {
    /* Not fork(3), whose handlers and locks belong to a program that goes on. */
    long child = syscall(SYS_clone, (unsigned long)SIGCHLD, 0UL, 0UL, 0UL, 0UL);
    if (child < 0) return made;
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0, 0, 0);
      if (getppid() != parent) _exit(0);
      while (now_ns() < end) cplatform_relax();
      _exit(0);
    }
  }
  return children;
}
