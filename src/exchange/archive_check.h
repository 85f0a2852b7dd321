#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

// A structure check of our own for archive versions: no conformance test.
namespace exchange {

struct ArchiveFinding {
    std::string file;       // below the package's folder
    std::int64_t line = 0;  // from 1; 0: the file as a whole
    base::Error error;

    bool operator==(const ArchiveFinding&) const = default;
};

inline constexpr std::size_t archive_findings_max = 100;

// Everything that is wrong, at most archive_findings_max; none: the package is whole. `working` is
// an empty folder for keys while they are compared, so that memory doesn't grow with the package.
//
// Codes: archive_missing, archive_unlisted, archive_changed, archive_path, archive_malformed,
// archive_index, archive_schema, archive_columns, archive_rows, archive_value, archive_null,
// archive_key_twice, archive_key_missing, archive_document.
std::vector<ArchiveFinding> check_archive(const std::filesystem::path& folder,
                                          const std::filesystem::path& working);

}  // namespace exchange
