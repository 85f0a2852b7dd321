#pragma once

#include <string>
#include <vector>

namespace formats::testing {

struct ArchiveEntry {
    std::string name;
    std::string bytes;
};

// A ZIP archive in memory, encrypted when a password is given.
std::string make_archive(const std::vector<ArchiveEntry>& entries,
                         const std::string& password = "");

// The bytes of one of an archive's entries. Throws std::runtime_error when it can't be read.
std::string entry_of(const std::string& archive, const std::string& name);

// A workbook with the two sheets "Ark1" (the rows given) and "Ark2" (A1 is "to"). Cell styles:
// 0 general, 1 date, 2 date and time, 3 two decimals with a unit, 4 elapsed time.
struct WorkbookParts {
    std::string rows{};
    std::string shared_texts = "<si><t>nul</t></si>";
    std::string workbook_properties{};
    std::string first_sheet_attributes{};
    std::vector<ArchiveEntry> more_entries{};
};

std::string make_workbook(const WorkbookParts& parts);

}  // namespace formats::testing
