#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "evidence/official_statistics.h"
#include "store/database.h"

namespace evidence {

// What the one who imports states about a file.
struct ImportRequest {
    std::filesystem::path file;
    std::string file_name;  // as shown
    std::string table;      // "STRAF11"; upper-case letters and digits
    base::Date retrieved_on{};
    std::int64_t account_id = 0;
    base::Instant now{};
    bool generated = false;
};

struct ImportOutcome {
    Release release;
    bool known_already = false;  // the very same file was imported before: nothing was written
    std::vector<base::Error> notes;
};

// Reads, checks and stores a StatBank export; all or nothing. The refusals name line and column, or
// the check that failed (all of them, joined in `arguments`). The caller records the trail line in
// the same transaction.
struct Refused {
    std::vector<base::Error> reasons;  // never empty
};
std::variant<ImportOutcome, Refused> import_official_statistics(
    store::WriteTransaction& transaction, const ImportRequest& request);

// Newest first.
std::vector<Release> releases(store::Connection& connection, int limit = 100);
std::optional<Release> latest_release(store::Connection& connection, std::string_view table);

// The newest value of every period for one series; unknown ones are there, empty.
std::map<std::string, std::optional<double>> series(store::Connection& connection,
                                                    std::string_view table, std::string_view area,
                                                    std::string_view subject);

// How a figure came to be what it is: release and value, oldest first.
std::vector<std::pair<Release, std::optional<double>>> revisions(store::Connection& connection,
                                                                 std::string_view table,
                                                                 std::string_view area,
                                                                 std::string_view subject,
                                                                 std::string_view period);

}  // namespace evidence
