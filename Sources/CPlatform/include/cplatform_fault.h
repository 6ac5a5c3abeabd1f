/* Faults on purpose: what a broken partition does. Each is committed on the calling thread, which has to be alone with the consequences:
   in a process of its own, or in a guest. The processor's faults need no operating system and so work in a guest too. */
#pragma once

#include "cplatform_cpu.h"
#include <stdbool.h>
#include <stdint.h>

/* A store to a page that nobody has. */
CPLATFORM_NOLOCKS void cplatform_fault_store_nowhere(void);

/* A division by zero: SIGFPE by the processor on x86-64. On arm64 such a division gives zero (Arm ARM C6.2.391), and the signal is raised. */
CPLATFORM_NOLOCKS void cplatform_fault_divide_by_zero(void);

/* An instruction that is none: SIGILL in a process; in a guest without an interrupt table a triple fault. */
CPLATFORM_NOLOCKS void cplatform_fault_undefined_instruction(void);

/* abort(3), and _exit(2) with a status. Never return. */
CPLATFORM_NOLOCKS void cplatform_fault_abort(void);
CPLATFORM_NOLOCKS void cplatform_fault_exit(int32_t status);

/* Calls itself until the stack is used up. */
CPLATFORM_NOLOCKS void cplatform_fault_overflow_stack(void);

/* Takes the lock, a word that is 0, and then waits until it is free: for ever, as it holds it itself. Spins, so that a guest can do it. */
CPLATFORM_NOLOCKS void cplatform_fault_lock_twice(void);

/* Maps so many bytes more and writes to each page. False when the kernel refuses them. They are never given back. */
CPLATFORM_NOLOCKS bool cplatform_fault_take_memory(uint64_t bytes);

/* Makes up to `children` processes that spin. Each ends by itself after `life_ns`, and by SIGKILL when the calling thread ends.
   Returns how many there are. */
CPLATFORM_NOLOCKS int32_t cplatform_fault_fork(int32_t children, int64_t life_ns);
