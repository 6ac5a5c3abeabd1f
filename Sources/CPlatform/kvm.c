#include "cplatform_kvm.h"
#include "cplatform_cpu.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)

#include <asm/prctl.h>
#include <sys/syscall.h>

static const int needed[] = {KVM_CAP_USER_MEMORY, KVM_CAP_SET_TSS_ADDR, KVM_CAP_EXT_CPUID, KVM_CAP_IMMEDIATE_EXIT, KVM_CAP_XCRS};

#define LEAVE 0x7ffffffff000
#define KERNEL 0x7ffffffff008 /* in the same page */
#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

/* Where a system call of the guest arrives, at privilege level 0: it goes on to the process's own kernel. The store is the exit; no
   register may be changed for it, so that its address stands in the instruction (MOV to moffs64). */
void cplatform_guest_kernel(void);
__asm__(
    ".pushsection .text\n"
    ".globl cplatform_guest_kernel\n"
    ".type cplatform_guest_kernel, @function\n"
    "cplatform_guest_kernel:\n"
    "  movabs %rax, " TEXT(KERNEL) "\n"
    "  ud2\n" /* never: the process sets the guest to where it called from */
    ".size cplatform_guest_kernel, . - cplatform_guest_kernel\n"
    ".popsection");

static int open_device(void) { return open("/dev/kvm", O_RDWR | O_CLOEXEC); }

cplatform_kvm_lack cplatform_kvm_probe(int32_t *error) {
  int kvm = open_device();
  if (kvm < 0) return *error = errno, CPLATFORM_KVM_NO_DEVICE;
  cplatform_kvm_lack lack = CPLATFORM_KVM_USABLE;
  *error = 0;
  if (ioctl(kvm, KVM_GET_API_VERSION, 0) != 12) lack = CPLATFORM_KVM_OLD_INTERFACE;
  for (size_t i = 0; !lack && i < sizeof needed / sizeof *needed; i++)
    if (ioctl(kvm, KVM_CHECK_EXTENSION, needed[i]) <= 0) *error = needed[i], lack = CPLATFORM_KVM_NO_CAPABILITY;
  if (!lack) {
    int machine = ioctl(kvm, KVM_CREATE_VM, 0);
    if (machine < 0)
      *error = errno, lack = CPLATFORM_KVM_NO_MACHINE;
    else
      close(machine);
  }
  close(kvm);
  return lack;
}

int32_t cplatform_kvm_create(int32_t *machine) {
  int kvm = open_device();
  if (kvm < 0) return errno;
  int error = 0;
  *machine = ioctl(kvm, KVM_CREATE_VM, 0);
  if (*machine < 0)
    error = errno;
  /* Three pages that old processors need for a guest's real mode (KVM's api.rst, 4.11); below the 4 GiB where memory begins. */
  else if (ioctl(*machine, KVM_SET_TSS_ADDR, 0xfffbd000ul))
    error = errno, close(*machine);
  close(kvm);
  return error;
}

int32_t cplatform_kvm_map(int32_t machine, uint32_t slot, uint64_t guest_physical, uint64_t host, uint64_t bytes) {
  struct kvm_userspace_memory_region region = {
      .slot = slot, .guest_phys_addr = guest_physical, .memory_size = bytes, .userspace_addr = host};
  return ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region) ? errno : 0;
}

static void cpuid(uint32_t leaf, uint32_t index, uint32_t out[4]) {
  __asm__ volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3]) : "a"(leaf), "c"(index));
}

uint32_t cplatform_kvm_address_bits(void) {
  uint32_t out[4];
  cpuid(0x80000008, 0, out); /* Intel SDM vol. 3A, 4.1.4; AMD APM vol. 3, Fn8000_0008 */
  return out[0] & 0xff;
}

/* Tells the guest that it runs on what this host can give to guests. */
static int set_features(int vcpu) {
  int kvm = open_device();
  if (kvm < 0) return errno;
  int error = E2BIG;
  for (uint32_t room = 128; error == E2BIG && room <= 2048; room *= 2) {
    struct kvm_cpuid2 *features = calloc(1, sizeof *features + room * sizeof *features->entries);
    if (!features) {
      error = ENOMEM;
      break;
    }
    features->nent = room;
    error = ioctl(kvm, KVM_GET_SUPPORTED_CPUID, features) ? errno : 0;
    if (!error && ioctl(vcpu, KVM_SET_CPUID2, features)) error = errno;
    free(features);
  }
  close(kvm);
  return error;
}

int32_t cplatform_vcpu_create(int32_t machine, uint32_t number, cplatform_vcpu *vcpu) {
  int kvm = open_device();
  if (kvm < 0) return errno;
  int bytes = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
  int error = bytes < 0 ? errno : 0;
  close(kvm);
  if (error) return error;
  int descriptor = ioctl(machine, KVM_CREATE_VCPU, (unsigned long)number);
  if (descriptor < 0) return errno;
  void *run = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  error = run == MAP_FAILED ? errno : set_features(descriptor);
  if (error) {
    if (run != MAP_FAILED) munmap(run, (size_t)bytes);
    close(descriptor);
    return error;
  }
  *vcpu = (cplatform_vcpu){.descriptor = descriptor, .run_bytes = (uint64_t)bytes, .run = run};
  return 0;
}

void cplatform_vcpu_destroy(cplatform_vcpu *vcpu) {
  munmap(vcpu->run, vcpu->run_bytes);
  close(vcpu->descriptor);
}

/* Segments of 64-bit user code (AMD APM vol. 2, 4.8). */
static void set_user_segments(struct kvm_sregs *s) {
  struct kvm_segment code = {
      .limit = 0xffffffff, .selector = 0x33, .type = 11, .present = 1, .dpl = 3, .s = 1, .l = 1, .g = 1};
  struct kvm_segment data = {
      .limit = 0xffffffff, .selector = 0x2b, .type = 3, .present = 1, .dpl = 3, .db = 1, .s = 1, .g = 1};
  s->cs = code;
  s->ss = data;
  uint64_t storage = s->fs.base;
  s->ds = s->es = s->fs = s->gs = data;
  s->fs.base = storage;
}

/* Control registers of 64-bit mode (AMD APM vol. 2, 14.6). */
static int set_mode(int vcpu, uint64_t root, uint64_t thread_storage) {
  struct kvm_sregs s;
  if (ioctl(vcpu, KVM_GET_SREGS, &s)) return errno;
  s.fs.base = thread_storage;
  set_user_segments(&s);
  enum { PE = 1, MP = 1 << 1, ET = 1 << 4, NE = 1 << 5, WP = 1 << 16, AM = 1 << 18 };
  s.cr0 = PE | MP | ET | NE | WP | AM | 1ul << 31 /* PG */;
  s.cr4 = 1 << 5 /* PAE */ | 1 << 9 /* OSFXSR */ | 1 << 10 /* OSXMMEXCPT */ | 1 << 18 /* OSXSAVE */;
  s.cr3 = root;
  s.efer = 1 << 8 | 1 << 10 | 1 /* LME, LMA, SCE */;
  s.idt = (struct kvm_dtable){0};
  s.gdt = (struct kvm_dtable){0};
  return ioctl(vcpu, KVM_SET_SREGS, &s) ? errno : 0;
}

/* The vector state that the host's own user code has: the code is the same, so its registers must be. */
static int set_vector_state(int vcpu) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  struct kvm_xcrs x = {.nr_xcrs = 1};
  /* What a permission has to be asked for, AMX tiles (bits 17 and 18), is not for guests. */
  x.xcrs[0].value = ((uint64_t)high << 32 | low) & ~(3ul << 17);
  return ioctl(vcpu, KVM_SET_XCRS, &x) ? errno : 0;
}

/* One register that only the kernel may write. */
static int set_model_register(int vcpu, uint32_t number, uint64_t value) {
  _Alignas(struct kvm_msrs) char room[sizeof(struct kvm_msrs) + sizeof(struct kvm_msr_entry)] = {0};
  struct kvm_msrs *set = (struct kvm_msrs *)room;
  set->nmsrs = 1;
  set->entries[0] = (struct kvm_msr_entry){.index = number, .data = value};
  int count = ioctl(vcpu, KVM_SET_MSRS, set);
  return count == 1 ? 0 : count < 0 ? errno : ENOTSUP;
}

/* System calls go to cplatform_guest_kernel, with all flags clear (AMD APM vol. 2, 6.1.1). */
static int set_system_calls(int vcpu) {
  int error = set_model_register(vcpu, 0xc0000081 /* STAR: the code segment's selector, its stack's is the next */, 0x10ul << 32);
  if (!error) error = set_model_register(vcpu, 0xc0000082 /* LSTAR */, (uint64_t)cplatform_guest_kernel);
  if (!error) error = set_model_register(vcpu, 0xc0000084 /* SFMASK */, 0x257fd5);
  return error;
}

/* The guest reads the processor's own counter, neither set back nor scaled. */
static int share_time(int vcpu) {
  uint64_t offset = 0;
  struct kvm_device_attr attribute = {
      .group = KVM_VCPU_TSC_CTRL, .attr = KVM_VCPU_TSC_OFFSET, .addr = (uint64_t)&offset};
  return ioctl(vcpu, KVM_SET_DEVICE_ATTR, &attribute) ? errno : 0;
}

int32_t cplatform_vcpu_begin(
    const cplatform_vcpu *vcpu, uint64_t root, void (*code)(void *), void *context, void *stack, uint32_t cpu) {
  uint64_t storage;
  if (syscall(SYS_arch_prctl, ARCH_GET_FS, &storage)) return errno;
  int error = set_mode(vcpu->descriptor, root, storage);
  if (!error) error = set_vector_state(vcpu->descriptor);
  if (!error) error = set_model_register(vcpu->descriptor, 0xc0000103 /* TSC_AUX */, cpu);
  if (!error) error = set_system_calls(vcpu->descriptor);
  if (!error) error = share_time(vcpu->descriptor);
  if (error) return error;
  /* As after a call: the return address is 0, which no page is mapped at (System V ABI, 3.2.2). */
  uint64_t *top = (uint64_t *)((uintptr_t)stack & ~15ul) - 1;
  *top = 0;
  struct kvm_regs r = {
      .rip = (uint64_t)code, .rdi = (uint64_t)context, .rsp = (uint64_t)top, .rflags = 2};
  return ioctl(vcpu->descriptor, KVM_SET_REGS, &r) ? errno : 0;
}

static cplatform_guest_exit describe(const cplatform_vcpu *vcpu, cplatform_guest_end end, uint32_t reason) {
  cplatform_guest_exit exit = {.end = end, .reason = reason};
  struct kvm_regs r;
  struct kvm_sregs s;
  if (!ioctl(vcpu->descriptor, KVM_GET_REGS, &r)) exit.instruction = r.rip;
  if (!ioctl(vcpu->descriptor, KVM_GET_SREGS, &s)) exit.address = s.cr2;
  return exit;
}

static bool changes_map(uint64_t call) {
  return call == SYS_mmap || call == SYS_munmap || call == SYS_mremap || call == SYS_mprotect || call == SYS_brk || call == SYS_shmat;
}

/* Makes the guest's system call in its place: same thread, same memory, same arguments (System V ABI, A.2.1). */
static int call_kernel(int vcpu, bool *remapped) {
  struct kvm_regs r;
  struct kvm_sregs s;
  if (ioctl(vcpu, KVM_GET_REGS, &r) || ioctl(vcpu, KVM_GET_SREGS, &s)) return errno;
  *remapped = changes_map(r.rax);
  register uint64_t fourth __asm__("r10") = r.r10;
  register uint64_t fifth __asm__("r8") = r.r8;
  register uint64_t sixth __asm__("r9") = r.r9;
  __asm__ volatile("syscall"
                   : "+a"(r.rax)
                   : "D"(r.rdi), "S"(r.rsi), "d"(r.rdx), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "rcx", "r11", "memory");
  r.rip = r.rcx; /* as SYSCALL left them for SYSRET */
  r.rflags = r.r11;
  set_user_segments(&s);
  return ioctl(vcpu, KVM_SET_SREGS, &s) || ioctl(vcpu, KVM_SET_REGS, &r) ? errno : 0;
}

/* Which word of the page outside the guest has stored to, if any: only stores get that far without an answer. */
static uint64_t word_outside(const struct kvm_run *run) {
  return run->mmio.is_write ? LEAVE + (run->mmio.phys_addr & 0xfff) : 0;
}

cplatform_guest_exit cplatform_vcpu_run(const cplatform_vcpu *vcpu) {
  const struct kvm_run *run = vcpu->run;
  for (;;) {
    if (ioctl(vcpu->descriptor, KVM_RUN, 0)) {
      if (errno == EINTR || errno == EAGAIN) continue; /* the handler of a signal has run; go on */
      return describe(vcpu, errno == EFAULT ? CPLATFORM_GUEST_UNBACKED : CPLATFORM_GUEST_UNSUPPORTED, (uint32_t)errno);
    }
    switch (run->exit_reason) {
    case KVM_EXIT_INTR: continue;
    case KVM_EXIT_SHUTDOWN: return describe(vcpu, CPLATFORM_GUEST_SHUTDOWN, run->exit_reason);
    case KVM_EXIT_MMIO: {
      uint64_t word = word_outside(run);
      if (word == LEAVE) return describe(vcpu, CPLATFORM_GUEST_LEFT, run->exit_reason);
      if (word != KERNEL) return describe(vcpu, CPLATFORM_GUEST_OUTSIDE, run->exit_reason);
      bool remapped;
      int error = call_kernel(vcpu->descriptor, &remapped);
      if (error) return describe(vcpu, CPLATFORM_GUEST_UNSUPPORTED, (uint32_t)error);
      if (remapped) return (cplatform_guest_exit){.end = CPLATFORM_GUEST_REMAPPED};
      continue;
    }
    default: return describe(vcpu, CPLATFORM_GUEST_UNSUPPORTED, run->exit_reason);
    }
  }
}

uint64_t cplatform_guest_outside(void) { return LEAVE; }

void cplatform_guest_greet(void *context) {
  cplatform_guest_greeting *greeting = context;
  greeting->ticks = cplatform_ticks_ordered(&greeting->cpu);
  *(volatile uint32_t *)LEAVE = 1;
  __builtin_trap(); /* nobody came: the page is the guest's after all */
}

#else

cplatform_kvm_lack cplatform_kvm_probe(int32_t *error) { return *error = 0, CPLATFORM_KVM_ARCHITECTURE; }

int32_t cplatform_kvm_create(int32_t *machine) { return (void)machine, ENOSYS; }

int32_t cplatform_kvm_map(int32_t machine, uint32_t slot, uint64_t guest_physical, uint64_t host, uint64_t bytes) {
  return (void)machine, (void)slot, (void)guest_physical, (void)host, (void)bytes, ENOSYS;
}

uint32_t cplatform_kvm_address_bits(void) { return 0; }

int32_t cplatform_vcpu_create(int32_t machine, uint32_t number, cplatform_vcpu *vcpu) {
  return (void)machine, (void)number, (void)vcpu, ENOSYS;
}

void cplatform_vcpu_destroy(cplatform_vcpu *vcpu) { (void)vcpu; }

int32_t cplatform_vcpu_begin(
    const cplatform_vcpu *vcpu, uint64_t root, void (*code)(void *), void *context, void *stack, uint32_t cpu) {
  return (void)vcpu, (void)root, (void)code, (void)context, (void)stack, (void)cpu, ENOSYS;
}

cplatform_guest_exit cplatform_vcpu_run(const cplatform_vcpu *vcpu) {
  (void)vcpu;
  return (cplatform_guest_exit){.end = CPLATFORM_GUEST_UNSUPPORTED, .reason = ENOSYS};
}

uint64_t cplatform_guest_outside(void) { return 0; }

void cplatform_guest_greet(void *greeting) { (void)greeting; }

#endif
