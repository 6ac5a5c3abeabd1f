#include "slot_state.h"
#include "cplatform_thread.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int cplatform_end_signal(void) { return SIGRTMIN; }
/* Not a real-time signal: those queue (signal(7)), and all that came while a thread was off its core would be delivered at
   once, one handler on top of the other, past the end of its stack. This one does nothing where nobody handles it. */
int cplatform_stop_signal(void) { return SIGURG; }

uint32_t cplatform_next_window(const cplatform_window *windows, uint32_t count, int64_t index, int64_t now, int64_t guard_ns) {
  uint32_t next = (uint32_t)(index + 1);
  while (next < count && now >= windows[next].planned_end_ns - guard_ns) next++;
  return next;
}

static size_t pairs(size_t bytes) { return (bytes + 127) / 128 * 128; }

size_t cplatform_slot_bytes(uint32_t applications) {
  return pairs(sizeof(cplatform_slot)) + applications * sizeof(cplatform_member) +
         pairs(applications * sizeof(cplatform_application));
}

cplatform_slot *cplatform_slot_init(
    void *memory, cplatform_window *windows, uint32_t count, cplatform_core *core, cplatform_enforcement enforcement,
    uint32_t applications, int64_t quantum_ns) {
  if (applications == 0 || applications > CPLATFORM_MAX_APPLICATIONS) return NULL;
  cplatform_slot *slot = memory;
  cplatform_member *members = (void *)((char *)memory + pairs(sizeof *slot));
  *slot = (cplatform_slot){
      .windows = windows, .count = count, .current = -1, .core = core, .enforcement = enforcement,
      .guest = {.applications = (void *)&members[applications], .count = applications, .last = -1, .quantum_ns = quantum_ns},
      .members_count = applications, .members = members};
  for (uint32_t i = 0; i < applications; i++) {
    members[i] = (cplatform_member){.line = {.deadline_ticks = UINT64_MAX}, .slot = slot, .number = (int32_t)i};
    slot->guest.applications[i] = (cplatform_application){.priority = 1};
  }
  return slot;
}

void cplatform_slot_set_application(cplatform_slot *slot, uint32_t application, cplatform_application values) {
  slot->guest.applications[application] = values;
}

void cplatform_slot_set_slices(cplatform_slot *slot, uint32_t application, cplatform_slice *slices, uint32_t capacity) {
  slot->members[application].slices = slices;
  slot->members[application].capacity = capacity;
}

void cplatform_slot_set_hygiene(cplatform_slot *slot, cplatform_hygiene hygiene) { slot->hygiene = hygiene; }

void cplatform_slot_set_code(cplatform_slot *slot, uint32_t application, void (*code)(void *), void *argument) {
  slot->members[application].code = code;
  slot->members[application].argument = argument;
}

int cplatform_slot_allocate_stacks(cplatform_slot *slot) {
  for (uint32_t i = 0; i < slot->members_count; i++) {
    int error = cplatform_context_allocate(&slot->members[i].context);
    if (!error) continue;
    cplatform_slot_free_stacks(slot);
    return error;
  }
  return 0;
}

void cplatform_slot_free_stacks(cplatform_slot *slot) {
  for (uint32_t i = 0; i < slot->members_count; i++) cplatform_context_free(&slot->members[i].context);
}

void cplatform_slot_reopen(cplatform_slot *slot) {
  for (uint32_t i = 0; i < slot->members_count; i++) {
    cplatform_member *member = &slot->members[i];
    member->context = (cplatform_context){0};
    member->ticker = (cplatform_ticker){0};
    member->used = cplatform_slot_slices(slot, i); /* the one that was under way stays cut short */
  }
  slot->current = -1;
  atomic_store(&slot->thread, 0);
  atomic_store(&slot->finished, 0);
}

void cplatform_slot_begin(cplatform_slot *slot, int64_t epoch_ns, int64_t stay_ns) {
  slot->epoch_ns = epoch_ns;
  slot->stay_ns = stay_ns;
}

void cplatform_window_open(cplatform_slot *slot, uint32_t index, int64_t now, uint64_t ticks) {
  cplatform_window *window = &slot->windows[index];
  window->start_ns = now;
  window->start_ticks = ticks;
  window->cpu = cplatform_current_cpu();
  slot->current = index;
  slot->idle_ns = 0;
}

void cplatform_window_close(cplatform_slot *slot, int64_t now, uint64_t ticks) {
  cplatform_window *window = &slot->windows[slot->current];
  window->end_ns = now;
  window->end_ticks = ticks;
  window->work = cplatform_slot_work(slot);
  int64_t idle_us = slot->idle_ns / 1000;
  window->idle_us = idle_us > UINT32_MAX ? UINT32_MAX : (uint32_t)idle_us;
}

static uint64_t work(const cplatform_member *member) { return *(const volatile uint64_t *)&member->line.work; }

void cplatform_slice_open(cplatform_member *member, int64_t now, uint64_t ticks) {
  member->work_at_start = work(member);
  if (member->used == member->capacity) return;
  member->slices[member->used] =
      (cplatform_slice){.start_ns = now, .start_ticks = ticks, .window = (uint32_t)member->slot->current};
}

void cplatform_slice_close(cplatform_member *member, int64_t now, uint64_t ticks) {
  if (member->used == member->capacity) {
    member->dropped++;
    return;
  }
  cplatform_slice *slice = &member->slices[member->used];
  slice->end_ns = now;
  slice->end_ticks = ticks;
  slice->steps = work(member) - member->work_at_start;
  member->used++;
}

bool cplatform_slot_stop(cplatform_slot *slot) {
  atomic_store(&slot->stop, 1);
  int thread = atomic_load(&slot->thread);
  if (!thread || atomic_load(&slot->finished)) return false;
  return syscall(SYS_tgkill, getpid(), thread, cplatform_stop_signal()) == 0;
}

/* The line is the first thing of its member. */
bool cplatform_line_stop(cplatform_line *line) { return cplatform_slot_stop(((cplatform_member *)line)->slot); }

void cplatform_slot_decline(cplatform_slot *slot) { atomic_store(&slot->finished, 1); }

bool cplatform_slot_finished(const cplatform_slot *slot) { return atomic_load(&slot->finished) != 0; }

int32_t cplatform_slot_thread(const cplatform_slot *slot) { return atomic_load(&slot->thread); }

cplatform_line *cplatform_slot_line(cplatform_slot *slot, uint32_t application) { return &slot->members[application].line; }

uint64_t cplatform_slot_work(const cplatform_slot *slot) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < slot->members_count; i++) sum += work(&slot->members[i]);
  return sum;
}

uint32_t cplatform_slot_slices(const cplatform_slot *slot, uint32_t application) {
  const cplatform_member *member = &slot->members[application];
  bool under_way = member->used < member->capacity && member->slices[member->used].start_ns != 0;
  return member->used + under_way;
}

uint64_t cplatform_slot_slices_dropped(const cplatform_slot *slot, uint32_t application) {
  return slot->members[application].dropped;
}
