/* What a process takes from itself for good, before it runs code that may be faulty. None of it needs a privilege. */
#pragma once

#include <stdint.h>

/* Forbids all threads of the process to make processes or threads or to become another program: the kernel kills the
   process that tries with SIGSYS (seccomp(2)). What a partition's process starts inherits neither its timers nor its windows, so that nothing
   else would keep it from its neighbours' time. Needs no privilege, cannot be undone. Returns 0 or an errno. */
int cplatform_forbid_processes(void);

/* Lets the process map so many bytes more of private memory that can be written, and then no more (setrlimit(2), RLIMIT_DATA, which
   counts all such mappings since Linux 4.7). Returns 0 or an errno. */
int cplatform_limit_further_memory(uint64_t bytes);

/* Has the kernel kill the process when one of its real-time threads does not sleep for so long (setrlimit(2), RLIMIT_RTTIME).
   Returns 0 or an errno. */
int cplatform_limit_real_time(uint64_t microseconds);
