#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/database.h"

namespace activities {

// Totals of an initiative in a year, kept up with every change, so that asking costs the same
// however many activities there are.
struct ActivityTotal {
    std::string initiative;
    int year = 0;
    unsigned month = 0;        // 1 to 12
    std::string district;      // empty: none given
    std::int64_t planned = 0;  // still planned
    std::int64_t held = 0;
    std::int64_t cancelled = 0;
    std::int64_t counted = 0;       // held with attendance counted
    std::int64_t participants = 0;  // attendances, not different persons
};
std::vector<ActivityTotal> activity_totals(store::Connection& connection, int year);
std::vector<ActivityTotal> activity_totals_of(store::Connection& connection,
                                              const std::string& initiative);

// Attendances by age group and sex of an initiative in a year (kept up likewise).
struct AttendanceTotal {
    std::string initiative;
    int year = 0;
    std::string age_group;
    std::string sex;
    std::int64_t participants = 0;
};
std::vector<AttendanceTotal> attendance_totals(store::Connection& connection, int year);

// Whether any activity, also a deleted one, names it.
bool activities_name_district(store::Connection& connection, const std::string& district);
bool activities_name_partner(store::Connection& connection, const std::string& partner);

// Computes all kept totals again and compares: what differs, in words; empty when right. For
// `trygby doctor`.
std::vector<std::string> check_totals(store::Connection& connection);

}  // namespace activities
