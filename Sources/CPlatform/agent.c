#include "cplatform_agent.h"
#include "cplatform_cpu.h"
#include "cplatform_thread.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool is_stopped(const cplatform_agent *agent) { return __atomic_load_n(&agent->stop, __ATOMIC_ACQUIRE); }

/* False when the run was stopped meanwhile. */
static bool sleep_until(const cplatform_agent *agent, int64_t ns) {
  struct timespec deadline = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  while (!is_stopped(agent))
    if (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) != EINTR) return true;
  return false;
}

/* The sentry */

static void wake_sentry(cplatform_sentry *sentry) {
  syscall(SYS_futex, &sentry->request, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
}

/* While it holds the core it answers every request: the answer is given by a thread of the core that only runs when no
   partition does, after the request was made. */
void cplatform_sentry_run(cplatform_sentry *sentry) {
  for (;;) {
    /* In this order: who sees the request that leaving is announced with sees that it is to leave, too, and never sleeps at it. */
    uint32_t request = __atomic_load_n(&sentry->request, __ATOMIC_ACQUIRE);
    if (__atomic_load_n(&sentry->leave, __ATOMIC_ACQUIRE)) return;
    if (request % 2 == 0) {
      syscall(SYS_futex, &sentry->request, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, request, NULL, NULL, 0);
    } else if (request != __atomic_load_n(&sentry->answer, __ATOMIC_RELAXED)) {
      sentry->ticks = cplatform_ticks();
      __atomic_store_n(&sentry->answer, request, __ATOMIC_RELEASE);
    } else {
      cplatform_relax();
    }
  }
}

void cplatform_sentry_stop(cplatform_sentry *sentry) {
  __atomic_store_n(&sentry->leave, 1, __ATOMIC_RELEASE);
  __atomic_add_fetch(&sentry->request, 1, __ATOMIC_ACQ_REL);
  wake_sentry(sentry);
}

/* Asks for the core; it is held when the sentry has answered. */
static void post_sentry(cplatform_sentry *sentry) {
  uint32_t before = __atomic_load_n(&sentry->request, __ATOMIC_RELAXED);
  __atomic_store_n(&sentry->request, before % 2 ? before + 2 : before + 1, __ATOMIC_RELEASE);
  if (before % 2 == 0) wake_sentry(sentry);
}

static bool sentry_holds(const cplatform_sentry *sentry) {
  return __atomic_load_n(&sentry->answer, __ATOMIC_ACQUIRE) == __atomic_load_n(&sentry->request, __ATOMIC_RELAXED);
}

static void dismiss_sentry(cplatform_sentry *sentry) {
  uint32_t request = __atomic_load_n(&sentry->request, __ATOMIC_RELAXED);
  if (request % 2) __atomic_store_n(&sentry->request, request + 1, __ATOMIC_RELEASE);
}

/* Stopping and starting */

static bool is_gone(const cplatform_target *target) {
  return __atomic_load_n(&target->gone, __ATOMIC_ACQUIRE) || __atomic_load_n(&target->gate->finished, __ATOMIC_ACQUIRE);
}

static void note_end(cplatform_target *target, int error) {
  if (error == ESRCH) __atomic_store_n(&target->gone, 1, __ATOMIC_RELEASE);
}

/* Spun for so long before each pause; a stop takes microseconds where nothing is in its way. */
static const int64_t spin_ns = 50000;
static const int64_t shortest_pause_ns = 5000, longest_pause_ns = 1000000;
/* Freezing takes tens of microseconds, on a busy machine milliseconds. */
static const int64_t patience_ns = 5000000;

/* One look at whether the target stands still. */
static bool looks_stopped(cplatform_agent *agent, cplatform_target *target) {
  if (agent->sentry) return sentry_holds(agent->sentry);
  int fact = cplatform_lever_confirm(agent->lever, &agent->freezer, target, agent->is_on_core);
  if (fact < 0) note_end(target, -fact);
  return fact != 0;
}

/* Of a process that dies while it is being frozen, some threads are frozen before they can end and the others wait for their
   end: it is never frozen, and never gone (seen with abort under cgroup v1). Thawed for a moment, it dies. */
static void let_die(cplatform_agent *agent, cplatform_target *target) {
  struct timespec moment = {.tv_nsec = longest_pause_ns};
  cplatform_lever_release(agent->lever, &agent->freezer, target);
  clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL);
  note_end(target, cplatform_lever_stop(agent->lever, &agent->freezer, target));
}

/* Waits until the target stands still. An agent on the target's own core must not spin: the target needs the core to
   act on what stops it, while it executes none of its own instructions. A pause that is over before the target is on the core is
   worse than none: the kernel switches back before it looks at the target's signals, and would do so for ever (seen with the
   freezer). So the pauses grow until one is long enough, and the next stop begins with about that. An agent on another core
   may spin, but not for long. */
static bool confirm(cplatform_agent *agent, cplatform_target *target) {
  int64_t since = now_ns(), asked = since;
  bool has_paused = false;
  while (!looks_stopped(agent, target)) {
    if (is_gone(target)) return true;
    if (agent->lever == CPLATFORM_LEVER_FREEZER && now_ns() - asked > patience_ns) {
      let_die(agent, target);
      asked = now_ns();
    }
    if (is_stopped(agent)) {
      agent->unconfirmed++;
      return false;
    }
    if (!agent->is_on_core && now_ns() - since < spin_ns) {
      cplatform_relax();
      continue;
    }
    if (has_paused && agent->pause_ns < longest_pause_ns) agent->pause_ns *= 2;
    struct timespec pause = {.tv_nsec = agent->pause_ns};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
    has_paused = true;
    since = now_ns();
  }
  if (agent->pause_ns > shortest_pause_ns) agent->pause_ns -= agent->pause_ns / 16;
  return true;
}

/* How often the calling thread has lost its core, by itself or to others (getrusage(2)). */
static long count_switches(void) {
  struct rusage usage;
  return getrusage(RUSAGE_THREAD, &usage) ? 0 : usage.ru_nvcsw + usage.ru_nivcsw;
}

static uint64_t work_of(const cplatform_target *target) { return *(volatile uint64_t *)&target->line->work; }

/* Stops the target and returns when it stands still, with the time of it: an agent on the core has it to itself from when it
   woke (`woken`), a sentry says when it got it, others know only when they were told. But even an agent on the core may have to
   sleep inside the system call that stops (freezing takes a lock of all control groups), or be preempted in it where it has no
   real-time priority: the target had the core meanwhile. */
static uint64_t stop_target(cplatform_agent *agent, cplatform_target *target, uint64_t woken) {
  long switches = agent->is_on_core ? count_switches() : 0;
  int error = cplatform_lever_stop(agent->lever, &agent->freezer, target);
  bool had_core = agent->is_on_core && count_switches() == switches;
  note_end(target, error);
  if (agent->sentry) post_sentry(agent->sentry);
  if (!error) confirm(agent, target);
  if (had_core) return woken;
  return agent->sentry && sentry_holds(agent->sentry) ? agent->sentry->ticks : cplatform_ticks();
}

/* Long idle times: who is held back by priority alone would run as soon as nobody holds the core, and nobody shall spin for
   long in SCHED_FIFO. So all are sent to their gates, where they sleep; on the way there they execute their handler only. */
static void clear_core(cplatform_agent *agent) {
  if (agent->lever != CPLATFORM_LEVER_PRIORITY) return;
  for (uint32_t i = 0; i < agent->target_count; i++) {
    cplatform_target *target = &agent->targets[i];
    if (!target->released || is_gone(target)) continue;
    note_end(target, cplatform_gate_close(target->gate, target->process, target->thread));
    target->released = false;
  }
  if (agent->sentry) dismiss_sentry(agent->sentry);
}

/* Windows */

static void idle_until(cplatform_agent *agent, int64_t start) {
  const cplatform_enforcement *how = &agent->how;
  int64_t lead = how->wake_ns > how->guard_ns ? how->wake_ns : how->guard_ns;
  if (start - now_ns() > lead) {
    clear_core(agent);
    if (!sleep_until(agent, start - how->wake_ns)) return;
  }
  if (agent->sentry && (agent->sentry->request % 2 == 0)) {
    post_sentry(agent->sentry);
    while (!sentry_holds(agent->sentry) && now_ns() < start && !is_stopped(agent)) cplatform_relax();
  }
  while (now_ns() < start - how->trim_ns && !is_stopped(agent)) cplatform_relax();
}

/* Sleeps until a window is to be stopped. An agent on another core is up early and spins to the instant, which costs the
   partition nothing. */
static void await_stop(cplatform_agent *agent, int64_t stop) {
  sleep_until(agent, agent->is_on_core ? stop : stop - spin_ns);
  while (now_ns() < stop && !is_stopped(agent)) cplatform_relax();
}

/* Returns false when the window cannot be had; it then stays missed. */
static bool open_window(cplatform_agent *agent, uint32_t index) {
  cplatform_turn *turn = &agent->turns[index];
  cplatform_target *target = &agent->targets[turn->target];
  uint64_t ticks = cplatform_ticks();
  int64_t now = now_ns();
  if (is_gone(target) || now >= agent->plan[index].planned_end_ns - agent->how.guard_ns) return false;
  if (!turn->is_idle) {
    if (target->stopped_ticks) *(volatile uint64_t *)&target->line->parked_ticks += ticks - target->stopped_ticks;
    int error = cplatform_lever_start(agent->lever, &agent->freezer, target, agent->priority);
    note_end(target, error);
    if (error) return false;
    target->released = true;
  }
  turn->record->start_ticks = ticks;
  turn->record->cpu = agent->cpu;
  __atomic_store_n(&turn->record->start_ns, now, __ATOMIC_RELEASE);
  return true;
}

static void close_window(cplatform_agent *agent, uint32_t index) {
  cplatform_turn *turn = &agent->turns[index];
  cplatform_target *target = &agent->targets[turn->target];
  uint64_t woken = cplatform_ticks();
  uint64_t ticks = turn->is_idle ? woken : stop_target(agent, target, woken);
  int64_t now = now_ns(); /* by the clock as of `ticks`, so that both stamps mean the same instant */
  now -= (int64_t)((double)(cplatform_ticks() - ticks) / agent->how.ticks_per_ns);
  if (!turn->is_idle) target->stopped_ticks = ticks;
  if (is_gone(target)) return; /* it died in its window: nobody saw its end, and the record says so */
  turn->record->work = work_of(target);
  turn->record->end_ticks = ticks;
  __atomic_store_n(&turn->record->end_ns, now, __ATOMIC_RELEASE);
}

/* The faults that a campaign injects. False when the agent is to die. */
static bool survives_faults(cplatform_agent *agent) {
  int64_t delay = __atomic_exchange_n(&agent->delay_ns, 0, __ATOMIC_ACQ_REL);
  if (delay > 0) sleep_until(agent, now_ns() + delay);
  return !__atomic_load_n(&agent->dies, __ATOMIC_ACQUIRE);
}

void cplatform_agent_run(cplatform_agent *agent) {
  __atomic_store_n(&agent->thread, cplatform_thread_id(), __ATOMIC_RELEASE);
  cplatform_gate_accept_signal();
  agent->pause_ns = shortest_pause_ns;
  if (agent->lever == CPLATFORM_LEVER_PRIORITY)
    for (uint32_t i = 0; i < agent->target_count; i++)
      note_end(&agent->targets[i], cplatform_set_priority(agent->targets[i].thread, CPLATFORM_PRIORITY_PARKED));
  int64_t current = -1;
  while (!is_stopped(agent)) {
    uint32_t next = cplatform_next_window(agent->plan, agent->count, current, now_ns(), agent->how.guard_ns);
    if (next == agent->count) break;
    idle_until(agent, agent->plan[next].planned_start_ns);
    current = next;
    if (is_stopped(agent) || !open_window(agent, next)) continue;
    if (agent->turns[next].is_idle) clear_core(agent);
    await_stop(agent, agent->plan[next].planned_end_ns - agent->how.guard_ns);
    if (!survives_faults(agent)) goto dead;
    close_window(agent, next);
  }
  clear_core(agent);
  sleep_until(agent, agent->stay_ns);
  cplatform_agent_dismiss(agent);
dead:
  __atomic_store_n(&agent->finished, 1, __ATOMIC_RELEASE);
}

void cplatform_agent_stop(cplatform_agent *agent) {
  __atomic_store_n(&agent->stop, 1, __ATOMIC_RELEASE);
  int32_t thread = __atomic_load_n(&agent->thread, __ATOMIC_ACQUIRE);
  if (thread && !__atomic_load_n(&agent->finished, __ATOMIC_ACQUIRE)) cplatform_gate_signal(getpid(), thread);
}

void cplatform_agent_dismiss(cplatform_agent *agent) {
  for (uint32_t i = 0; i < agent->target_count; i++) {
    cplatform_target *target = &agent->targets[i];
    if (is_gone(target)) continue;
    /* In this order: the first thing the thread finds when it gets the core is the signal. */
    cplatform_gate_leave(target->gate, target->process, target->thread);
    cplatform_lever_release(agent->lever, &agent->freezer, target);
  }
}

bool cplatform_agent_finished(const cplatform_agent *agent) { return __atomic_load_n(&agent->finished, __ATOMIC_ACQUIRE); }

void cplatform_agent_delay(cplatform_agent *agent, int64_t ns) { __atomic_store_n(&agent->delay_ns, ns, __ATOMIC_RELEASE); }

void cplatform_agent_die(cplatform_agent *agent) { __atomic_store_n(&agent->dies, 1, __ATOMIC_RELEASE); }

void cplatform_agent_retire(cplatform_agent *agent, uint32_t index) {
  __atomic_store_n(&agent->targets[index].gone, 1, __ATOMIC_RELEASE);
}

void cplatform_agent_replace(cplatform_agent *agent, uint32_t index, int32_t process, int32_t thread, int32_t descriptor) {
  cplatform_target *target = &agent->targets[index];
  target->process = process;
  target->thread = thread;
  target->descriptor = descriptor;
  target->released = false;
  if (agent->lever == CPLATFORM_LEVER_PRIORITY) cplatform_set_priority(thread, CPLATFORM_PRIORITY_PARKED);
  __atomic_store_n(&target->gone, 0, __ATOMIC_RELEASE);
}
