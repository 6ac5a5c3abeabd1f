/* One line handed back and forth between two cpus by loads and stores: an access is a round trip.

   The first cpu stores an odd number and waits for the next even one, the second answers every odd number with the next; neither
   pauses between looks, which would cost a sixth of a round trip between near cores. The line stands at a fixed address: the same
   loop through a pointer takes 1.6 times as long between near cores of a Zen 4 unless each store drains the store buffer. --bytes counts for nothing. */
#include <stdatomic.h>

#include "limits.h"

static struct {
  _Alignas(128) _Atomic uint64_t turn;
  char rest[120];
} line;

static void answer(void) {
  for (;;) {
    uint64_t seen = atomic_load_explicit(&line.turn, memory_order_acquire);
    while (!(seen & 1)) seen = atomic_load_explicit(&line.turn, memory_order_acquire);
    atomic_store_explicit(&line.turn, seen + 1, memory_order_release);
  }
}

static void *partner(void *argument) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(*(int *)argument, &set);
  if (pthread_setaffinity_np(pthread_self(), sizeof set, &set)) limit_die("cannot run on that cpu");
  answer();
  return NULL;
}

static void body(struct limit_thread *self, uint64_t trips) {
  (void)self;
  uint64_t turn = atomic_load_explicit(&line.turn, memory_order_relaxed);
  while (trips--) {
    atomic_store_explicit(&line.turn, turn + 1, memory_order_release);
    turn += 2;
    while (atomic_load_explicit(&line.turn, memory_order_acquire) != turn) {
    }
  }
}

int main(int argc, char **argv) {
  const struct limit_program program = {.name = "ping-pong", .batch = 64, .body = body};
  limit_parse(argc, argv, &program);
  if (limit_options.threads != 2) limit_die("--cpu needs two cpus: N,M");
  limit_options.threads = 1;
  static struct limit_thread self;
  self.cpu = limit_options.cpus[0], self.program = &program;
  pthread_t other;
  pthread_barrier_init(&limit_start, NULL, 1);
  if (pthread_create(&other, NULL, partner, &limit_options.cpus[1])) limit_die("cannot start a thread");
  if (pthread_create(&self.thread, NULL, limit_live, &self)) limit_die("cannot start a thread");
  pthread_join(self.thread, NULL);
  limit_print(&self, 1);
  return 0; /* which ends the partner too */
}
