/* What the limit programs share: arguments, memory, pinning, timing and the two loops around a batch.

   A limit program is the shortest C that reaches what the machine allows for one access pattern; Bulkhead is held against
   it. So everything that is not the pattern is done as Bulkhead does it: explicit huge pages, else transparent ones,
   beyond 32 KiB; first touch by the pinned thread; a batch of as many accesses as a job of Bulkhead; one ordered time stamp
   after each batch; and the time of every batch kept.

     limit-NAME --cpu N[,M...] --bytes B --milliseconds T [--batch ACCESSES] [--vector BITS]

   One thread for each cpu, started together. Prints `key value` lines; times are those of all threads' batches. */
#ifndef LIMITS_H
#define LIMITS_H

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { LINE = 64, HUGE_PAGE = 2 << 20, LARGEST_IN_BASE_PAGES = 32 << 10, MOST_THREADS = 256, MOST_BATCHES = 1 << 20 };

struct limit_thread {
  pthread_t thread;
  int number, cpu;
  char *memory; /* --bytes of its own */
  char *at;     /* where the pattern goes on */
  const struct limit_program *program;
  uint64_t *ticks; /* of each batch */
  size_t batches;
  double nanoseconds; /* of all batches together */
};

struct limit_program {
  const char *name;
  uint64_t batch;                                      /* accesses, unless --batch says otherwise */
  void (*prepare)(struct limit_thread *);              /* lays out the memory; may be NULL */
  void (*body)(struct limit_thread *, uint64_t batch); /* makes that many accesses */
};

static struct {
  int cpus[MOST_THREADS], threads, vector;
  size_t bytes;
  uint64_t batch;
  double milliseconds;
} limit_options = {.threads = 0, .bytes = 1 << 20, .milliseconds = 500};

static pthread_barrier_t limit_start;

static inline double limit_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

#if defined(__x86_64__)
static inline uint64_t limit_ticks(void) {
  uint32_t low, high, cpu;
  __asm__ volatile("rdtscp\n\tlfence" : "=a"(low), "=d"(high), "=c"(cpu)::"memory");
  return (uint64_t)high << 32 | low;
}
static inline int limit_widest(void) {
  return __builtin_cpu_supports("avx512f") ? 512 : __builtin_cpu_supports("avx2") ? 256 : 128;
}
#elif defined(__aarch64__)
static inline uint64_t limit_ticks(void) {
  uint64_t ticks;
  __asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks)::"memory");
  return ticks;
}
static inline int limit_widest(void) { return 128; }
#endif

static inline void limit_die(const char *what) {
  fprintf(stderr, "limit: %s\n", what);
  exit(1);
}

static inline char *limit_map(size_t bytes) {
  const int protection = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS;
  if (bytes <= LARGEST_IN_BASE_PAGES) {
    char *small = mmap(NULL, bytes, protection, flags, -1, 0);
    return small == MAP_FAILED ? NULL : small;
  }
  bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  char *huge = mmap(NULL, bytes, protection, flags | MAP_HUGETLB, -1, 0);
  if (huge != MAP_FAILED) return huge;
  char *any = mmap(NULL, bytes + HUGE_PAGE, protection, flags, -1, 0);
  if (any == MAP_FAILED) return NULL;
  any += (HUGE_PAGE - (uintptr_t)any % HUGE_PAGE) % HUGE_PAGE;
  madvise(any, bytes, MADV_HUGEPAGE);
  return any;
}

static void *limit_live(void *argument) {
  struct limit_thread *self = argument;
  const uint64_t batch = limit_options.batch;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(self->cpu, &set);
  if (pthread_setaffinity_np(pthread_self(), sizeof set, &set)) limit_die("cannot run on that cpu");
  self->memory = self->at = limit_map(limit_options.bytes);
  self->ticks = (uint64_t *)limit_map(MOST_BATCHES * sizeof(uint64_t));
  if (!self->memory || !self->ticks) limit_die("not enough memory");
  memset(self->memory, 0, limit_options.bytes);
  memset(self->ticks, 0, MOST_BATCHES * sizeof(uint64_t));
  if (self->program->prepare) self->program->prepare(self);

  pthread_barrier_wait(&limit_start);
  double begin = limit_now(), warm = begin + limit_options.milliseconds * 1e5;
  while (limit_now() < warm) self->program->body(self, batch);

  const double end = limit_options.milliseconds * 1e6;
  begin = limit_now();
  uint64_t first = limit_ticks(), last = first;
  /* The clock is asked once in 64 batches, so that asking costs nothing. */
  do {
    for (int i = 0; i < 64 && self->batches < MOST_BATCHES; i++) {
      self->program->body(self, batch);
      uint64_t now = limit_ticks();
      self->ticks[self->batches++] = now - last;
      last = now;
    }
  } while (self->batches < MOST_BATCHES && limit_now() - begin < end);
  self->nanoseconds = limit_now() - begin;
  return NULL;
}

static inline int limit_order(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static inline void limit_parse(int argc, char **argv, const struct limit_program *program) {
  limit_options.batch = program->batch;
  limit_options.vector = limit_widest();
  for (int i = 1; i + 1 < argc; i += 2) {
    const char *name = argv[i], *value = argv[i + 1];
    if (!strcmp(name, "--cpu"))
      for (const char *c = value; *c && limit_options.threads < MOST_THREADS; c += strcspn(c, ","), c += *c == ',')
        limit_options.cpus[limit_options.threads++] = atoi(c);
    else if (!strcmp(name, "--bytes"))
      limit_options.bytes = strtoull(value, NULL, 10);
    else if (!strcmp(name, "--milliseconds"))
      limit_options.milliseconds = atof(value);
    else if (!strcmp(name, "--batch"))
      limit_options.batch = strtoull(value, NULL, 10);
    else if (!strcmp(name, "--vector"))
      limit_options.vector = atoi(value);
    else
      limit_die("arguments: --cpu N[,M...] --bytes B --milliseconds T [--batch ACCESSES] [--vector BITS]");
  }
  if (argc % 2 == 0) limit_die("an option has no value");
  if (limit_options.threads == 0) limit_options.threads = 1;
  if (limit_options.vector > limit_widest()) limit_die("this processor has no such vectors");
  if (limit_options.bytes < 8192 || limit_options.bytes % 8192) limit_die("--bytes must be a multiple of 8192");
  if (limit_options.batch == 0 || limit_options.batch % 64) limit_die("--batch must be a multiple of 64");
}

/* Megabytes are 10^6 bytes, 64 for each access: what the pattern asked for, counted once. */
static inline void limit_print(struct limit_thread *threads, int count) {
  size_t all = 0;
  double rate = 0;
  for (int i = 0; i < count; i++) {
    all += threads[i].batches;
    rate += (double)(threads[i].batches * limit_options.batch) / threads[i].nanoseconds;
  }
  double *times = malloc(all * sizeof(double));
  if (!times) limit_die("not enough memory");
  size_t n = 0;
  for (int i = 0; i < count; i++) {
    uint64_t ticks = 0;
    for (size_t j = 0; j < threads[i].batches; j++) ticks += threads[i].ticks[j];
    double scale = threads[i].nanoseconds / (double)ticks / (double)limit_options.batch;
    for (size_t j = 0; j < threads[i].batches; j++) times[n++] = (double)threads[i].ticks[j] * scale;
  }
  qsort(times, n, sizeof(double), limit_order);
  printf("ns_per_access %.4f\np50_ns %.4f\np99_ns %.4f\nmin_ns %.4f\n", times[n / 2], times[n / 2], times[n * 99 / 100],
         times[0]);
  printf("megabytes_per_second %.1f\nbatches %zu\naccesses_per_batch %llu\nthreads %d\nvector_bits %d\n", rate * LINE * 1e3,
         n, (unsigned long long)limit_options.batch, count, limit_options.vector);
  free(times);
}

static inline int limit_main(int argc, char **argv, const struct limit_program *program) {
  static struct limit_thread threads[MOST_THREADS];
  limit_parse(argc, argv, program);
  int count = limit_options.threads;
  pthread_barrier_init(&limit_start, NULL, (unsigned)count);
  for (int i = 0; i < count; i++) {
    threads[i].number = i, threads[i].cpu = limit_options.cpus[i], threads[i].program = program;
    if (pthread_create(&threads[i].thread, NULL, limit_live, &threads[i])) limit_die("cannot start a thread");
  }
  for (int i = 0; i < count; i++) pthread_join(threads[i].thread, NULL);
  limit_print(threads, count);
  return 0;
}

#endif
