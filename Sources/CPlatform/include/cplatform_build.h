/* What this binary was built from. */
#pragma once

/* The commit of the sources as `make` saw it, with `+` when there were changes beside it, or "unknown". */
const char *cplatform_build_commit(void);

/* The compiler that built the C part; it comes with the Swift toolchain. */
const char *cplatform_build_compiler(void);
