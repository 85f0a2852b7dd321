#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "exchange/archive_check.h"

// A package made of bytes, to see that the structure check ends with findings whatever they are.
namespace exchange::testing {

// The pieces, with a zero byte between them, become table index, rows and schema of the first
// table, context documentation index and file index; a file index that is empty is written as it
// should be, so that what lies behind it is reached. Returns what the check finds in `folder`,
// which must be empty. Throws std::logic_error when the check says what no check may: more findings
// than its limit, places outside of the package, a finding without words.
std::vector<ArchiveFinding> check_pieces(std::string_view bytes,
                                         const std::filesystem::path& folder);

}  // namespace exchange::testing
