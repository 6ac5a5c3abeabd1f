/* Code that is interrupted on a stack of its own, so that its thread can go on with other code meanwhile. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct {
  void *top;    /* where the registers of the interrupted code lie on its stack; meaningless while it runs */
  void *memory; /* the guard page and the stack above it; NULL for a thread's own stack */
  size_t bytes;
} cplatform_context;

/* The stack that code finds, in bytes, without the guard page. */
size_t cplatform_context_stack_bytes(void);

/* Gives the context a stack whose pages are present. A context that has one keeps it. 0 or an errno. */
int cplatform_context_allocate(cplatform_context *context);
void cplatform_context_free(cplatform_context *context);

/* Puts the context at the beginning of `code(argument)`, which must not return, and which begins with the first switch to it. */
void cplatform_context_prepare(cplatform_context *context, void (*code)(void *), void *argument);

/* Saves the running code in `from` and goes on where `to` was left. Returns when something switches to `from`. */
void cplatform_context_switch(cplatform_context *from, const cplatform_context *to);
