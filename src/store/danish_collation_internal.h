#pragma once

#include <cstdint>

struct sqlite3;

namespace store {

// Registers the collation `danish` on a connection: a … z æ ø å, aa as å. Texts that the language
// calls equal are told apart by their bytes, as PostgreSQL's "da-DK-x-icu" does. Throws Failure.
void add_danish_collation(sqlite3* database);

// Changes when the library's rules for Danish change; indexes made under another version must be
// made anew. Never 0.
std::int32_t danish_collation_version();

}  // namespace store
