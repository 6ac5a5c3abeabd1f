/* What Swift cannot say. Every name begins with cplatform_; one header per subject. */
#pragma once

#include "cplatform_build.h"
#include "cplatform_code.h"
#include "cplatform_confine.h"
#include "cplatform_container.h"
#include "cplatform_cpu.h"
#include "cplatform_fault.h"
#include "cplatform_host.h"
#include "cplatform_journal.h"
#include "cplatform_kvm.h"
#include "cplatform_slot.h"
#include "cplatform_split_lock.h"
#include "cplatform_system.h"
#include "cplatform_thread.h"
#include "cplatform_ticker.h"
#include "cplatform_vector.h"
