#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace formats {

// What to do when the path itself is a symbolic link. Files that another program left are read
// with `refuse`, so that it can't point to something else.
enum class SymbolicLinks { follow, refuse };

// The whole regular file, when it holds at most `limit_bytes`. Codes: file_unreadable,
// file_too_large.
base::Result<std::string> read_file_bytes(const std::filesystem::path& path,
                                          std::size_t limit_bytes,
                                          SymbolicLinks links = SymbolicLinks::follow);

}  // namespace formats
