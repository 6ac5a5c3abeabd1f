/* What a process takes from itself for good, before it runs code that may be faulty. None of it needs a privilege. */
#pragma once

#include <stdint.h>

/* Forbids all threads of the process to make processes or threads or to become another program: the kernel kills the
   process that tries with SIGSYS (seccomp(2)). What a partition's process starts inherits neither its timers nor its windows, so that nothing
   else would keep it from its neighbours' time. Needs no privilege, cannot be undone. Returns 0 or an errno. */
int cplatform_forbid_processes(void);

/* Takes from the process what ends in a core dump (prctl(2), PR_SET_DUMPABLE). A limit of 0 on core files is not enough: before it
   looks at that, the kernel has the thread that crashed wait for all others to stop (fs/coredump.c, coredump_wait), and as long as
   one of them is kept waiting on a busy core, the partition holds the core of its window. Measured on a guest at a load of 24: after
   two of three crashes the neighbour's window began 0.7 to 1.9 ms late, and without the dump as early as without a crash. The process's files under /proc that show its inside are
   root's from then on. Returns 0 or an errno. */
int cplatform_die_at_once(void);

/* Lets the process map so many bytes more of private memory that can be written, and then no more (setrlimit(2), RLIMIT_DATA, which
   counts all such mappings since Linux 4.7). Returns 0 or an errno. */
int cplatform_limit_further_memory(uint64_t bytes);

/* Has the kernel kill the process when one of its real-time threads does not sleep for so long (setrlimit(2), RLIMIT_RTTIME).
   Returns 0 or an errno. */
int cplatform_limit_real_time(uint64_t microseconds);
