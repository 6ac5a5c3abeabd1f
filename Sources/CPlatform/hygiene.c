#include "cplatform_cpu.h"
#include "instants.h"
#include "slot_state.h"

/* Code without privilege can flush lines by address, but only its own, and not those of the applications that it knows nothing
   of; so the lines are pushed out instead. Reading is enough: a dirty line is written back when its place is taken, whoever
   takes it.

   Found by timing every line of a warm set half as large as the L2 (EPYC, Zen 4, 1 MiB in 8 ways, 2 MiB pages in a guest): a
   buffer as large as the L2, read once, left a third of the lines where they were; twice as large, 3 %; three times as large,
   none that could be told from chance, in 38 us. Reading the L2's size three times over left more than that and took as long: the
   replacement is no true LRU, and pages that the host put together at random do not cover all sets evenly. Written instead of
   read, the buffer took as long and pushed out as many; nor did it matter whether the set was dirty. */
void cplatform_displace(const void *buffer, uint64_t bytes) {
  enum { LINE = 64 }; /* the shortest there is on either architecture */
  const volatile char *at = buffer;
  for (uint64_t offset = 0; offset < bytes; offset += LINE) (void)at[offset];
  cplatform_fence();
}

/* The length of the displacement depends on what was in the caches, and would tell the successor; so the core is released at an
   instant of the plan (fixed padding: Ge, Yarom, Chothia and Heiser, "Time Protection", EuroSys 2019). What takes longer is
   released late, and its record shows it. */
void cplatform_slot_clean_up(cplatform_slot *slot) {
  const cplatform_hygiene *hygiene = &slot->hygiene;
  if (!hygiene->buffer) return;
  cplatform_cleanup *cleanup = &hygiene->cleanups[slot->current];
  int64_t begin = now_ns();
  cplatform_displace(hygiene->buffer, hygiene->bytes);
  int64_t now = now_ns();
  cleanup->displacement_ns = now - begin;
  int64_t release = cplatform_slot_stop_ns(slot) + hygiene->pad_ns;
  while (now < release && !atomic_load(&slot->stop)) {
    cplatform_relax();
    now = now_ns();
  }
  cleanup->release_ns = now;
}
