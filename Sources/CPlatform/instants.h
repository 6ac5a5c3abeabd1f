/* Instants of CLOCK_MONOTONIC in nanoseconds, for code in signal handlers. */
#pragma once

#include <stdint.h>
#include <time.h>

/* clock_gettime is async-signal-safe (POSIX.1-2017, 2.4.3) and, with a TSC clock source, makes no system call. */
static inline int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline struct timespec timespec_of(int64_t ns) {
  return (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
}
