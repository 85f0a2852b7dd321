#pragma once

#include "base/date.h"

namespace people {

// When something is written, and the day in Copenhagen; who does it says the warrant.
struct Moment {
    base::Instant now{};
    base::Date today{};
};

}  // namespace people
