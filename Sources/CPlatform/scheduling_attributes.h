/* struct sched_attr of sched_setattr(2), version 0; glibc shows it from 2.41 on only. */
#pragma once

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

struct scheduling_attributes {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime_ns;
  uint64_t deadline_ns;
  uint64_t period_ns;
};

/* Sets them for a thread, 0 being the calling one. 0 or an errno. */
static inline int set_scheduling_attributes(int32_t thread, struct scheduling_attributes attributes) {
  attributes.size = sizeof attributes;
  return syscall(SYS_sched_setattr, thread, &attributes, 0) ? errno : 0;
}
