#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/law.h"
#include "store/database.h"

// The codes that the archived rows hold, in words: each list becomes a table of the package, so
// that nobody needs the program to read it.
namespace people {

struct ArchiveCode {
    std::string code;
    std::string meaning;  // Danish
};
struct ArchiveCodeList {
    std::string name;         // "code_consent_giver"
    std::string description;  // Danish
    std::vector<ArchiveCode> codes;
};

// No warrant: descriptions only. Every list; what the law's files and the registers of agencies,
// forums and units say, as they stand.
std::vector<ArchiveCodeList> archive_code_lists(store::Connection& connection,
                                                const access::Law& law);

// The list whose codes a column's values are; empty for a column without codes, and for those that
// hold keys of registers or several codes at once.
std::string_view code_list_of(std::string_view table, std::string_view column);

}  // namespace people
