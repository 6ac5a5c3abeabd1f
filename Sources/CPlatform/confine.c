#include "cplatform_confine.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define BULKHEAD_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define BULKHEAD_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

/* The value that SECCOMP_SET_MODE_FILTER has by seccomp(2); prctl's SECCOMP_MODE_FILTER is another. */
enum { SET_MODE_FILTER = 1, ALL_THREADS = 1 };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)
#define KILL_ON(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), ANSWER(SECCOMP_RET_KILL_PROCESS)

int cplatform_forbid_processes(void) {
#if defined(BULKHEAD_AUDIT_ARCH)
  struct sock_filter program[] = {
      LOAD(arch),
      /* System calls of another architecture (32-bit ones on x86-64) have other numbers: none is let through. */
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BULKHEAD_AUDIT_ARCH, 1, 0), ANSWER(SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
      KILL_ON(SYS_clone), KILL_ON(SYS_clone3), KILL_ON(SYS_execve), KILL_ON(SYS_execveat),
#if defined(SYS_fork)
      KILL_ON(SYS_fork), KILL_ON(SYS_vfork),
#endif
      ANSWER(SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = sizeof program / sizeof program[0], .filter = program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL)) return errno;
  return syscall(SYS_seccomp, (unsigned long)SET_MODE_FILTER, (unsigned long)ALL_THREADS, &filter) ? errno : 0;
#else
  return ENOSYS;
#endif
}

int cplatform_die_at_once(void) { return prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL) ? errno : 0; }

static int limit(int resource, uint64_t value) {
  struct rlimit both = {.rlim_cur = value, .rlim_max = value};
  return setrlimit((__rlimit_resource_t)resource, &both) ? errno : 0;
}

int cplatform_limit_further_memory(uint64_t bytes) {
  FILE *status = fopen("/proc/self/status", "re");
  if (!status) return errno;
  unsigned long long kibibytes = 0;
  char line[256];
  while (fgets(line, sizeof line, status) && sscanf(line, "VmData: %llu", &kibibytes) != 1) continue;
  fclose(status);
  return kibibytes ? limit(RLIMIT_DATA, kibibytes * 1024 + bytes) : ENODATA;
}

int cplatform_limit_real_time(uint64_t microseconds) { return limit(RLIMIT_RTTIME, microseconds); }
