#include "cplatform_gate.h"
#include "cplatform_thread.h"
#include "cplatform_ticker.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The gate that the calling thread is behind. Only ever read on the thread that set it. */
static _Thread_local struct {
  cplatform_gate *gate;
  sigjmp_buf exit;
} entered;

/* The slot and the ticker use those before. */
static int gate_signal(void) { return SIGRTMIN + 4; }

/* Not FUTEX_PRIVATE_FLAG: the agent may live in another process (futex(2)). */
static void sleep_at(cplatform_gate *gate) {
  syscall(SYS_futex, &gate->word, FUTEX_WAIT, CPLATFORM_GATE_CLOSED, NULL, NULL, 0);
}

static void wake(cplatform_gate *gate) { syscall(SYS_futex, &gate->word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0); }

static void pass(cplatform_gate *gate) {
  __atomic_store_n(&gate->waiting, 1, __ATOMIC_SEQ_CST);
  uint32_t word;
  while ((word = __atomic_load_n(&gate->word, __ATOMIC_SEQ_CST)) == CPLATFORM_GATE_CLOSED) sleep_at(gate);
  if (word == CPLATFORM_GATE_LEFT) siglongjmp(entered.exit, 1);
  __atomic_store_n(&gate->waiting, 0, __ATOMIC_SEQ_CST);
}

static void on_gate(int signal) {
  (void)signal;
  cplatform_gate *gate = entered.gate;
  if (!gate || __atomic_load_n(&gate->word, __ATOMIC_SEQ_CST) == CPLATFORM_GATE_OPEN) return;
  int saved = errno;
  cplatform_ticker_hold();
  pass(gate);
  cplatform_ticker_release();
  errno = saved;
}

static void install_handler(void) {
  struct sigaction action = {.sa_handler = on_gate, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask); /* nothing of the partition's own runs at the gate */
  sigaction(gate_signal(), &action, NULL);
}

static void mask(int how) {
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, gate_signal());
  pthread_sigmask(how, &ours, NULL);
}

void cplatform_gate_accept_signal(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install_handler);
  mask(SIG_UNBLOCK);
}

void cplatform_gate_enter(cplatform_gate *gate, void (*code)(void *), void *context) {
  mask(SIG_BLOCK);
  if (sigsetjmp(entered.exit, 1) == 0) {
    __atomic_store_n(&gate->thread, cplatform_thread_id(), __ATOMIC_SEQ_CST);
    pass(gate); /* before the signal may come: there is nothing yet to be taken from */
    entered.gate = gate;
    cplatform_gate_accept_signal();
    code(context);
  }
  mask(SIG_BLOCK);
  entered.gate = NULL;
  cplatform_ticker_end();
  __atomic_store_n(&gate->waiting, 1, __ATOMIC_SEQ_CST);
  __atomic_store_n(&gate->finished, 1, __ATOMIC_SEQ_CST);
}

void cplatform_gate_reset(cplatform_gate *gate) { *gate = (cplatform_gate){.word = CPLATFORM_GATE_CLOSED}; }

int32_t cplatform_gate_thread(const cplatform_gate *gate) { return __atomic_load_n(&gate->thread, __ATOMIC_SEQ_CST); }

/* Changes the word unless the gate was left, which is for good. */
static void set_word(cplatform_gate *gate, uint32_t from, uint32_t to) {
  __atomic_compare_exchange_n(&gate->word, &from, to, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

void cplatform_gate_open(cplatform_gate *gate) {
  set_word(gate, CPLATFORM_GATE_CLOSED, CPLATFORM_GATE_OPEN);
  if (__atomic_load_n(&gate->waiting, __ATOMIC_SEQ_CST)) wake(gate);
}

int cplatform_gate_signal(int32_t process, int32_t thread) {
  return syscall(SYS_tgkill, process, thread, gate_signal()) ? errno : 0;
}

int cplatform_gate_close(cplatform_gate *gate, int32_t process, int32_t thread) {
  set_word(gate, CPLATFORM_GATE_OPEN, CPLATFORM_GATE_CLOSED);
  return __atomic_load_n(&gate->waiting, __ATOMIC_SEQ_CST) ? 0 : cplatform_gate_signal(process, thread);
}

int cplatform_gate_leave(cplatform_gate *gate, int32_t process, int32_t thread) {
  __atomic_store_n(&gate->word, CPLATFORM_GATE_LEFT, __ATOMIC_SEQ_CST);
  wake(gate);
  return thread ? cplatform_gate_signal(process, thread) : 0;
}
