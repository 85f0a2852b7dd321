#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "activities/activity_facts.h"
#include "evidence/entered_figure.h"
#include "evidence/figure.h"
#include "store/database.h"

namespace evidence {

// A figure that was entered by hand, and whether it counts persons.
struct YearEntry {
    EnteredFigure figure;
    bool persons = true;
};

// Everything that was registered in a year, from the kept totals: costs the same however many rows
// there are.
struct YearFigures {
    int year = 0;
    std::map<std::string, InitiativeFigures> initiatives;  // by key; those with something only
    std::vector<activities::AttendanceTotal> attendance;
    std::int64_t observations_elsewhere = 0;  // that belong to no initiative
    std::vector<YearEntry> entered;           // by hand; see entered_in_year()
};
// Without what was entered by hand.
YearFigures figures_of_year(store::Connection& connection, int year);

// One initiative, by year, ascending; years without anything are not there.
std::map<int, InitiativeFigures> figures_of_initiative(store::Connection& connection,
                                                       const std::string& initiative);

// What was held under an initiative in each month of a year, beside what was observed: in these
// districts, whatever initiative it was noted under; without districts, under this one.
// Observations of life and company are no complaints and don't count.
struct MonthBeside {
    std::int64_t held = 0;
    std::int64_t observed = 0;
};
using MonthsBeside = std::array<MonthBeside, 12>;
MonthsBeside months_beside(store::Connection& connection, const std::string& initiative,
                           const std::vector<std::string>& districts, int year);

// What was entered by hand of a year; the catalogue says what each figure counts.
std::vector<YearEntry> entered_in_year(store::Connection& connection,
                                       const initiatives::Catalogue& catalogue, int year);

}  // namespace evidence
