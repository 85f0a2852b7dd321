#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "access/law.h"
#include "people/moment.h"
#include "people/retention_source.h"
#include "store/database.h"

// How many persons will be due, by class and month: counts, for those who decide on the terms.
namespace people {

inline constexpr int forecast_months = 12;

struct Forecast {
    struct Count {
        std::string retention_class;
        std::string month;  // "2026-03"; this month's holds what is overdue too; empty: later
        std::int64_t persons = 0;
    };
    base::Date counted_on{};
    std::vector<Count> counts;  // by class and month, without zeros; later comes last
    std::int64_t persons = 0;   // looked at, those in force included
};

// "2026-03" for this month, and so on: forecast_months of them.
std::vector<std::string> months_from(base::Date today);

// No warrant: counts only. Goes through all persons in batches and changes nothing.
Forecast forecast_erasures(store::Database& database, const RetentionSources& sources,
                           const access::Law& law, base::Date today);

// No warrant: counts only. Kept every night, so that the page doesn't count.
void keep_forecast(store::WriteTransaction& transaction, const Forecast& forecast);
// No warrant: counts only.
Forecast kept_forecast(store::Connection& connection);

}  // namespace people
