#include "cplatform_guest_scheduler.h"

#include <stdbool.h>

static int64_t earlier(int64_t a, int64_t b) { return a < b ? a : b; }

/* Rounds down, also before the epoch. */
static int64_t period_number(const cplatform_application *application, int64_t now) {
  int64_t number = now / application->period_ns;
  return number * application->period_ns > now ? number - 1 : number;
}

static int64_t next_period(const cplatform_application *application, int64_t now) {
  return (period_number(application, now) + 1) * application->period_ns;
}

static bool has_budget(const cplatform_guest_scheduler *guest, const cplatform_application *application) {
  return guest->quantum_ns == 0 && application->period_ns > 0;
}

static int64_t budget_left(const cplatform_application *application, int64_t now) {
  int64_t consumed = application->period == period_number(application, now) ? application->consumed_ns : 0;
  return application->budget_ns - consumed;
}

/* The first range that is not over. */
static uint32_t current_range(const cplatform_application *application, int64_t now) {
  uint32_t low = 0, high = application->active_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (application->active[middle].end_ns > now)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static bool is_active(const cplatform_application *application, int64_t now) {
  if (!application->active) return true;
  uint32_t range = current_range(application, now);
  return range < application->active_count && application->active[range].start_ns <= now;
}

static bool is_ready(const cplatform_guest_scheduler *guest, uint32_t index, int64_t now) {
  const cplatform_application *application = &guest->applications[index];
  return is_active(application, now) && (!has_budget(guest, application) || budget_left(application, now) > 0);
}

/* Until when one that is ready stays so by the plan. */
static int64_t active_until(const cplatform_application *application, int64_t now) {
  return application->active ? application->active[current_range(application, now)].end_ns : INT64_MAX;
}

/* When one that is not ready may become so. */
static int64_t ready_from(const cplatform_guest_scheduler *guest, uint32_t index, int64_t now) {
  const cplatform_application *application = &guest->applications[index];
  if (is_active(application, now)) return next_period(application, now);
  uint32_t range = current_range(application, now);
  return range < application->active_count ? application->active[range].start_ns : INT64_MAX;
}

static bool goes_before(const cplatform_guest_scheduler *guest, uint32_t a, uint32_t b) {
  bool first = has_budget(guest, &guest->applications[a]), second = has_budget(guest, &guest->applications[b]);
  if (first != second) return first;
  int32_t urgency = guest->applications[a].priority, other = guest->applications[b].priority;
  return urgency != other ? urgency < other : a < b;
}

static cplatform_decision decide_by_priority(const cplatform_guest_scheduler *guest, int64_t now) {
  cplatform_decision decision = {-1, INT64_MAX};
  for (uint32_t i = 0; i < guest->count; i++)
    if (is_ready(guest, i, now) && (decision.application < 0 || goes_before(guest, i, (uint32_t)decision.application)))
      decision.application = (int32_t)i;
  for (uint32_t i = 0; i < guest->count; i++)
    if (!is_ready(guest, i, now) && (decision.application < 0 || goes_before(guest, i, (uint32_t)decision.application)))
      decision.until_ns = earlier(decision.until_ns, ready_from(guest, i, now));
  if (decision.application >= 0) {
    const cplatform_application *chosen = &guest->applications[decision.application];
    decision.until_ns = earlier(decision.until_ns, active_until(chosen, now));
    if (has_budget(guest, chosen))
      decision.until_ns = earlier(decision.until_ns, earlier(now + budget_left(chosen, now), next_period(chosen, now)));
  }
  return decision;
}

static cplatform_decision decide_by_turns(const cplatform_guest_scheduler *guest, int64_t now) {
  cplatform_decision decision = {-1, INT64_MAX};
  bool continues = guest->last >= 0 && guest->quantum_left_ns > 0 && is_ready(guest, (uint32_t)guest->last, now);
  uint32_t first = (uint32_t)(continues ? guest->last : guest->last + 1);
  uint32_t ready = 0;
  int64_t change = INT64_MAX;
  for (uint32_t turn = 0; turn < guest->count; turn++) {
    uint32_t i = (first + turn) % guest->count;
    if (!is_ready(guest, i, now)) {
      change = earlier(change, ready_from(guest, i, now));
    } else if (ready++ == 0) {
      decision.application = (int32_t)i;
    }
  }
  if (ready == 0) {
    decision.until_ns = change;
  } else {
    /* One that is alone runs on: there is nobody to take turns with. */
    int64_t turn = ready == 1 ? change : now + (continues ? guest->quantum_left_ns : guest->quantum_ns);
    decision.until_ns = earlier(turn, active_until(&guest->applications[decision.application], now));
  }
  return decision;
}

cplatform_decision cplatform_guest_decide(const cplatform_guest_scheduler *guest, int64_t now) {
  return guest->quantum_ns > 0 ? decide_by_turns(guest, now) : decide_by_priority(guest, now);
}

void cplatform_guest_charge(cplatform_guest_scheduler *guest, int32_t index, int64_t from, int64_t to) {
  cplatform_application *application = &guest->applications[index];
  if (guest->last != index || guest->quantum_left_ns <= 0) guest->quantum_left_ns = guest->quantum_ns;
  guest->last = index;
  guest->quantum_left_ns -= earlier(to - from, guest->quantum_left_ns);
  if (application->period_ns <= 0) return;
  int64_t period = period_number(application, to);
  int64_t begin = period * application->period_ns;
  if (application->period != period) {
    application->period = period;
    application->consumed_ns = 0;
  }
  application->consumed_ns += to - (from > begin ? from : begin);
}
