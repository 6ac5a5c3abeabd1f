/* The journal of the changes made to the machine: one file for each run, in a folder that all runs of a user share. Undoing is
   written here and not in Swift because a guardian does it too: a child forked from a process with threads, in which only
   async-signal-safe functions may be called (fork(2)). Nothing here allocates. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* As many changes may stand in a journal, those included that were undone since. */
enum { CPLATFORM_JOURNAL_CHANGES = 256 };

/* What became of a change when it was to be undone. */
typedef enum {
  CPLATFORM_UNDO_RESTORED,
  CPLATFORM_UNDO_ALREADY,    /* the machine was as before the change */
  CPLATFORM_UNDO_LEFT,       /* a living run holds the same setting and will restore it; `number` is its process */
  CPLATFORM_UNDO_OVERRIDDEN, /* somebody else has changed the setting since: left alone */
  CPLATFORM_UNDO_FAILED      /* `number` is the errno; the change stays in the journal for the next start */
} cplatform_undo_result;

typedef struct {
  const char *kind; /* setting, group or mount */
  const char *path;
  const char *before; /* of a setting, what it was before the change; else "" */
  const char *found;  /* of a setting, what it was when it was to be undone; else "" */
  cplatform_undo_result result;
  int32_t number;
} cplatform_undo;

typedef void (*cplatform_undo_report)(void *context, const cplatform_undo *undo);

/* A line that says who changes a setting. */
typedef struct {
  int32_t process; /* 0: nobody */
  bool lives;
  char before[256];
  char value[256];
} cplatform_holder;

/* Opens a folder of journals, and makes it where it is missing; returns its descriptor or -errno. -EPERM: it belongs to somebody
   else or others may write to it, so that its journals cannot be trusted. */
int cplatform_journal_folder(const char *path, bool create);

/* Waits for the right to use the journals of a folder; returns a descriptor to close, or -errno. */
int cplatform_journal_lock(int folder);

void cplatform_journal_unlock(int lock);

/* Makes a journal with the calling process as its owner; returns its descriptor or -errno. */
int cplatform_journal_create(int folder, const char *name);

/* Writes a line and waits until it is on the medium. Returns 0 or an errno; ENOSPC also when the journal is as long as it may be. */
int cplatform_journal_append(int journal, const char *line);

/* Writes a journal anew with only the changes that have not been undone, and says how many those are. A death at any moment
   leaves the old journal or the new one. The caller holds the lock. Returns the descriptor of the new one or -errno. */
int cplatform_journal_compact(int folder, const char *name, uint32_t *outstanding);

/* Gives a setting a value by one write, which a death leaves done or undone. Returns 0 or an errno. */
int cplatform_write_value(const char *path, const char *value);

/* Who else holds a setting: a living run first. */
void cplatform_journal_holder(int folder, const char *name, const char *path, cplatform_holder *holder);

/* Whether the process that made a journal is still there; it is not when its number was given to another since. */
bool cplatform_journal_owner_lives(int folder, const char *name, int32_t *process);

/* Undoes what the journal says and has not been undone, the last change first; removes the journal when nothing is left. The
   caller holds the lock. `path` restricts it to the changes of one path. Returns how many changes are left, or -errno. */
int cplatform_journal_undo(int folder, const char *name, const char *path, cplatform_undo_report report, void *context);

/* Starts a process that undoes a journal when this one dies, however it dies. It stands in a session of its own and ignores
   every signal that can be ignored. Returns a descriptor to it or -errno, when it is ready. */
int cplatform_guardian_start(int folder, const char *name, pid_t *guardian);

/* Ends the guardian without undoing anything. */
void cplatform_guardian_dismiss(int channel, pid_t guardian);
