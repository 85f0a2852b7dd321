#pragma once

#include <map>
#include <string>
#include <vector>

#include "activities/activity_facts.h"
#include "evidence/figure.h"
#include "store/database.h"

namespace evidence {

// Everything that was registered in a year, from the kept totals: costs the same however many rows
// there are.
struct YearFigures {
    int year = 0;
    std::map<std::string, InitiativeFigures> initiatives;  // by key; those with something only
    std::vector<activities::AttendanceTotal> attendance;
    std::int64_t observations_elsewhere = 0;  // that belong to no initiative
};
YearFigures figures_of_year(store::Connection& connection, int year);

// One initiative, by year, ascending; years without anything are not there.
std::map<int, InitiativeFigures> figures_of_initiative(store::Connection& connection,
                                                       const std::string& initiative);

}  // namespace evidence
