#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/database.h"

namespace places {

// How many observations stand, by month; kept up with every change, so that asking costs the same
// however many there are.
struct ObservationCount {
    int year = 0;
    unsigned month = 0;
    std::string district;
    std::string initiative;  // empty: none
    std::string category;
    std::int64_t observations = 0;
};
std::vector<ObservationCount> observation_counts(store::Connection& connection, int year);
// Of one initiative in all years.
std::vector<ObservationCount> observation_counts_of(store::Connection& connection,
                                                    const std::string& initiative);

// Whether any observation, also a deleted one, names it.
bool observations_name_district(store::Connection& connection, const std::string& district);
bool observations_name_initiative(store::Connection& connection, const std::string& initiative);

}  // namespace places
