/* A gate is where the thread of a partition waits that an agent outside of it starts and stops.

   The thread enters once and waits until the gate is first opened; from then on its code runs whenever the agent lets it. The gate is
   closed again only when the core is to be idle for long: a signal then takes the thread from its code to the gate, where it sleeps
   and needs nobody to hold it back. Lies in memory that the agent's and the partition's processes share. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint32_t word;     /* a futex: CPLATFORM_GATE_CLOSED, _OPEN or _LEFT */
  uint32_t waiting;  /* 1 while the thread is at the gate: no instruction of the partition runs */
  int32_t thread;    /* its kernel id, as its own process sees it; 0 before it came */
  uint32_t finished; /* 1 once it has left */
} cplatform_gate;

enum { CPLATFORM_GATE_CLOSED = 0, CPLATFORM_GATE_OPEN = 1, CPLATFORM_GATE_LEFT = 2 };

/* Runs `code(context)` behind the gate on the calling thread; returns when the code does, or when the gate is left. The code may
   loop for ever: it is left by siglongjmp, so it must own nothing that needs cleaning up. */
void cplatform_gate_enter(cplatform_gate *gate, void (*code)(void *), void *context);

/* Makes the gate ready for another thread, the first one being gone. */
void cplatform_gate_reset(cplatform_gate *gate);

/* For the agent. Lets the thread through, and wakes it when it waits. */
void cplatform_gate_open(cplatform_gate *gate);

/* For the agent. Closes the gate and signals the thread (of the given process, by the ids that the caller sees) to come to it;
   it does as soon as it gets a core. 0 or an errno: ESRCH when it is no more. */
int cplatform_gate_close(cplatform_gate *gate, int32_t process, int32_t thread);

/* Has the thread leave for good, wherever it is. May have to be asked again while it has not come. */
int cplatform_gate_leave(cplatform_gate *gate, int32_t process, int32_t thread);

/* The thread's id once it waits at the gate or has passed it; 0 before. */
int32_t cplatform_gate_thread(const cplatform_gate *gate);

/* Lets the calling thread take the gate's signal, which does nothing to a thread that is in no gate but end its sleep. */
void cplatform_gate_accept_signal(void);

/* Sends that signal. 0 or an errno. */
int cplatform_gate_signal(int32_t process, int32_t thread);
