/* A virtual machine of KVM whose guest runs user-level code at the addresses it has in this process.

   There is no guest kernel. A virtual CPU begins in 64-bit mode at privilege level 3 and has no interrupt descriptor table, so
   the first exception that the code raises shuts the guest down, and nothing else. A system call leaves the guest and is made
   by the thread in its place, which has the same memory. Functions return 0 or an errno unless they say otherwise. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Why a guest is no longer running. */
typedef enum {
  CPLATFORM_GUEST_REMAPPED,    /* not over: a system call may have changed what memory there is; run it again */
  CPLATFORM_GUEST_LEFT,        /* it stored where cplatform_guest_outside says */
  CPLATFORM_GUEST_SHUTDOWN,    /* an exception in the guest: with no table to handle it, a triple fault */
  CPLATFORM_GUEST_OUTSIDE,     /* an access to guest-physical memory that it does not have */
  CPLATFORM_GUEST_UNBACKED,    /* memory of the guest that the process itself has no longer */
  CPLATFORM_GUEST_UNSUPPORTED, /* KVM could not go on: an instruction that it would have to emulate, or a state it refuses */
} cplatform_guest_end;

typedef struct {
  cplatform_guest_end end;
  uint32_t reason;               /* KVM_EXIT_..., or the errno of KVM_RUN where it did not exit at all */
  uint64_t instruction, address; /* where it was, and the last address that a page was missing for; 0: not known */
} cplatform_guest_exit;

/* What is missing for a guest. */
typedef enum {
  CPLATFORM_KVM_USABLE,
  CPLATFORM_KVM_NO_DEVICE,      /* /dev/kvm: `error` says why */
  CPLATFORM_KVM_OLD_INTERFACE,  /* not version 12 of the interface */
  CPLATFORM_KVM_NO_CAPABILITY,  /* `error` is the number of the KVM_CAP_... */
  CPLATFORM_KVM_NO_MACHINE,     /* KVM_CREATE_VM failed: `error` says why */
  CPLATFORM_KVM_ARCHITECTURE,   /* this processor's guests are not written yet */
} cplatform_kvm_lack;

cplatform_kvm_lack cplatform_kvm_probe(int32_t *error);

/* A virtual machine without memory or processors. */
int32_t cplatform_kvm_create(int32_t *machine);

/* Makes a piece of this process's memory the guest-physical memory from an address on. All are multiples of 4 KiB. `slot`
   numbers the pieces. */
int32_t cplatform_kvm_map(int32_t machine, uint32_t slot, uint64_t guest_physical, uint64_t host, uint64_t bytes);

/* Bits of a guest-physical address. */
uint32_t cplatform_kvm_address_bits(void);

typedef struct {
  int32_t descriptor;
  uint64_t run_bytes;
  void *run; /* struct kvm_run, shared with the kernel */
} cplatform_vcpu;

int32_t cplatform_vcpu_create(int32_t machine, uint32_t number, cplatform_vcpu *vcpu);
void cplatform_vcpu_destroy(cplatform_vcpu *vcpu);

/* Sets a virtual CPU to the first instruction of `code(context)`, on the calling thread's thread-local storage and PU, with the
   processor's vector state on, and with page tables at guest-physical `root`. `stack` is the end of the guest's stack. */
int32_t cplatform_vcpu_begin(
    const cplatform_vcpu *vcpu, uint64_t root, void (*code)(void *), void *context, void *stack, uint32_t cpu);

/* Runs the guest on the calling thread until it can run no more. Handlers of signals run in between, as in any other code. */
cplatform_guest_exit cplatform_vcpu_run(const cplatform_vcpu *vcpu);

/* The page of user addresses to map beyond the guest's memory: what a guest stores there reaches this process. Linux never maps
   anything to it (TASK_SIZE_MAX is one page less than 2^47). */
uint64_t cplatform_guest_outside(void);

/* Code for a guest that proves it runs: notes the time stamp and leaves. */
typedef struct {
  uint64_t ticks;
  uint32_t cpu;
} cplatform_guest_greeting;

void cplatform_guest_greet(void *greeting);
