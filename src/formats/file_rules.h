#pragma once

#include <filesystem>

#include "formats/file_descriptor.h"

namespace formats {

// A Landlock ruleset (Linux 5.13) that a process may restrict itself with: system folders and the
// program's folder can be read, `directory` can be written, every other file is out of reach; from
// Linux 6.7 on also TCP. Closed when the kernel can't.
FileDescriptor make_file_rules(const std::filesystem::path& program,
                               const std::filesystem::path& directory);

}  // namespace formats
