/* System calls that are a workload's work, each by its number, so that no C library stands between and remembers an answer. */
#pragma once

#include "cplatform_cpu.h"
#include <stdint.h>

/* Sleeps for so long, or until a signal was handled: an enforcer that parks the thread here ends the nap with the window. */
CPLATFORM_NOLOCKS void cplatform_nap(int64_t nanoseconds);

/* Two entries into the kernel: getppid, whose answer the C library may not keep, and a futex wake on a word of the calling
   thread's own, on which nobody waits (futex(2); private, so that it takes a bucket of the process's own hash). */
CPLATFORM_NOLOCKS void cplatform_enter_kernel_twice(void);

/* Takes the right to write from pages and gives it back (mprotect(2)). While a page may be written, cores may hold that in their
   TLBs; before the first call returns, the kernel has taken it out of every core that runs a thread of this process, on x86-64 by
   interrupting them (Documentation/arch/x86/tlb.rst). Leaves the pages writable. Works on locked pages, where MADV_DONTNEED is
   refused. */
CPLATFORM_NOLOCKS void cplatform_toggle_write(void *pages, uint64_t bytes);

/* Fills memory from a descriptor that always has more, such as /dev/zero. A signal handler that ran cuts a read short
   (read(2)): the rest is read again. Traps when the descriptor has an end or an error. */
CPLATFORM_NOLOCKS void cplatform_read_all(int descriptor, void *memory, uint64_t bytes);

/* Writes to every page of the memory what stands there, so that all of them are present and placed by the caller. */
void cplatform_touch_pages(void *pages, uint64_t bytes);
