#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace formats {

struct ZipEntry {
    std::string name;  // "indsigt.pdf"
    std::string bytes;
};

// A ZIP archive of these files, in this order, made in memory: nothing of it is ever on a disk. The
// same files give the same bytes. Code: archive_write.
base::Result<std::string> zip_of(const std::vector<ZipEntry>& entries);

}  // namespace formats
