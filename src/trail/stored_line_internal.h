#pragma once

#include "trail/trail.h"

namespace trail {

// Of a row that holds its fields in their order. Throws std::runtime_error when it can't be read.
PersonLine person_line_of(const store::Row& row);

}  // namespace trail
