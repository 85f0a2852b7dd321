#pragma once

#include <string_view>

#include "store/database.h"

struct sqlite3;

namespace store {

// What the caller may do about an extended result code of SQLite.
Failure::Kind kind_of(int result_code);

// The failure that `database` reported last. `what` says what was tried, without values: it is
// logged.
Failure last_failure(sqlite3* database, std::string_view what);

}  // namespace store
