#include "cplatform_build.h"

#ifndef BULKHEAD_COMMIT
#define BULKHEAD_COMMIT "unknown"
#endif

const char *cplatform_build_commit(void) { return BULKHEAD_COMMIT; }

const char *cplatform_build_compiler(void) { return __VERSION__; }
