/* Processes that host partitions. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Forks a child that runs `body(context)` and ends with what it returns as its exit status; the caller gets its pid, or
   -errno. Swift shows no fork, because a child of a process with several threads may only do what is safe in a signal handler
   (fork(2)); glibc keeps its allocator usable, and the caller sees to it that its other threads hold no lock of the runtime.

   The child dies with the thread that forked it (prctl(2), PR_SET_PDEATHSIG), writes no core file, leads a process group of its
   own, so that a Ctrl-C reaches the harness alone, and takes no signal that was caught by the harness. It inherits the caller's
   signal mask. It never returns, and runs no exit handlers. */
pid_t cplatform_fork_host(int (*body)(void *), void *context);

/* A descriptor that becomes readable when the process ends (pidfd_open(2)), or -errno. */
int cplatform_process_descriptor(pid_t process);

/* Takes the ended child's status without waiting: 1 when it had ended and `status` is filled as by wait(2), 0 when it lives on,
   -errno when it is no child. */
int cplatform_reap(pid_t process, int *status);
