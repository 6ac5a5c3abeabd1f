#include "cplatform_system.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void cplatform_nap(int64_t nanoseconds) {
  struct timespec nap = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &nap, NULL);
}

void cplatform_enter_kernel_twice(void) {
  static _Thread_local uint32_t word;
  syscall(SYS_getppid);
  syscall(SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
}

void cplatform_toggle_write(void *pages, uint64_t bytes) {
  if (syscall(SYS_mprotect, pages, bytes, PROT_READ) || syscall(SYS_mprotect, pages, bytes, PROT_READ | PROT_WRITE))
    __builtin_trap(); /* not our pages: a load that does nothing is worse */
}

void cplatform_read_all(int descriptor, void *memory, uint64_t bytes) {
  uint64_t done = 0;
  while (done < bytes) {
    long count = syscall(SYS_read, descriptor, (char *)memory + done, bytes - done);
    if (count > 0)
      done += (uint64_t)count;
    else if (count == 0 || errno != EINTR)
      __builtin_trap();
  }
}

void cplatform_touch_pages(void *pages, uint64_t bytes) {
  for (uint64_t offset = 0; offset < bytes; offset += 4096) {
    volatile char *byte = (char *)pages + offset;
    *byte = *byte;
  }
}
