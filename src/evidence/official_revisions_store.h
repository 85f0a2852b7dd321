#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "store/database.h"

// How the imported figures of one series came to be what they are.
namespace evidence {

struct Revision {
    base::Date retrieved_on{};  // of the release the value came with
    bool generated = false;
    std::optional<double> value;  // empty: unknown
};

struct RevisedFigure {
    std::string period;
    std::vector<Revision> values;  // oldest first, never empty; the last is in force
};

// Every period of a series, ascending.
std::vector<RevisedFigure> revised_series(store::Connection& connection, std::string_view table,
                                          std::string_view area, std::string_view subject);

// The codes a table has figures for, ascending; at most 500.
std::vector<std::string> areas_of(store::Connection& connection, std::string_view table);
std::vector<std::string> subjects_of(store::Connection& connection, std::string_view table,
                                     std::string_view area);

}  // namespace evidence
