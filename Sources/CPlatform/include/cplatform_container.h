/* What a forked child does to become a container: namespaces, control groups, fewer rights. Only system calls, so that a fork of a
   process with threads may call it (fork(2)). */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { CPLATFORM_CONTAINER_GROUPS = 4 };

typedef struct {
  int32_t namespaces;    /* CLONE_NEW… of namespaces(7), without CLONE_NEWPID: the parent makes that one */
  int32_t own_processes; /* whether this child is the first process of a PID namespace */
  int32_t first_thread;  /* then, the number from which its threads are counted; 0: from 2 */
  int32_t keeps_rights;  /* whether capabilities beyond real-time priority and locked memory stay */
  char host_name[64];
  int32_t groups[CPLATFORM_CONTAINER_GROUPS]; /* descriptors of cgroup.procs files */
  int32_t group_count;
} cplatform_container;

/* Turns the calling process, which has one thread, into a container. Returns 0, or -1 with a sentence in `error`. */
int cplatform_container_enter(const cplatform_container *container, char *error, size_t capacity);

/* From now on children of the calling thread begin a PID namespace each. Returns a descriptor that gives the old state back, or
   -errno. The C library's own fork then makes the child, so that its locks and thread numbers are right. */
int cplatform_container_prefork(void);

/* Gives the calling thread's children their ordinary PID namespace back. Returns 0 or an errno. */
int cplatform_container_postfork(int before);

/* Tries in a child whether all of `namespaces` can be made (with CLONE_NEWUSER among them: as an ordinary user). Returns those
   that cannot. */
int32_t cplatform_container_probe(int32_t namespaces);
