/* What Swift cannot say. Every name begins with cplatform_; one header per subject. */
#pragma once

#include "cplatform_build.h"
#include "cplatform_cpu.h"
#include "cplatform_slot.h"
#include "cplatform_thread.h"
#include "cplatform_vector.h"
