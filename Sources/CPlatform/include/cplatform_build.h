/* What this binary was built from. */
#pragma once

/* The commit of the sources as `make` saw it, with `+` when there were changes beside it, or "unknown". */
const char *cplatform_build_commit(void);

/* The version of Swift, as `make` tells it, and of the C compiler that comes with it. */
const char *cplatform_build_compiler(void);
