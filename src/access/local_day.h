#pragma once

#include "base/date.h"

namespace access {

// The day in Copenhagen; for stores, which know nothing of web.
base::Date local_day(base::Instant instant);

}  // namespace access
