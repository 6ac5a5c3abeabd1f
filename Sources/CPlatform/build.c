#include "cplatform_build.h"

#ifndef BULKHEAD_COMMIT
#define BULKHEAD_COMMIT "unknown"
#endif

const char *cplatform_build_commit(void) { return BULKHEAD_COMMIT; }

#ifdef BULKHEAD_COMPILER
const char *cplatform_build_compiler(void) { return BULKHEAD_COMPILER "; C by " __VERSION__; }
#else
const char *cplatform_build_compiler(void) { return "Swift of unknown version; C by " __VERSION__; }
#endif
