#pragma once

#include <string>
#include <vector>

#include "charts/plot.h"
#include "evidence/crime_facts.h"
#include "evidence/crime_level.h"
#include "web/language.h"

// Reported offences against the expected, as they are said and drawn.
namespace evidence {

// The years of a subject, newest last, each against every yardstick there are figures for.
struct LevelYear {
    int year = 0;
    std::vector<ComparedLevel> levels;  // country, region, neighbours: those asked for
};
struct LevelPlaces {
    std::string municipality;             // "183"
    std::string region;                   // "084"; empty: not compared
    std::vector<std::string> neighbours;  // empty: not compared
};
std::vector<LevelYear> levels_of(const CountedYears& counted, const LevelPlaces& places);

std::string_view yardstick_name(Yardstick yardstick, const web::Language& language);

// "Over det forventede" and the like: never more than the interval bears. Below and above only
// where the whole 95 % interval lies on that side of 1.
std::string_view verdict_words(LevelVerdict verdict, const web::Language& language);

// "1,95 (1,003 til 3,20)": as many decimals as it takes for the limits to stand on the side of 1
// that the verdict says.
struct RatioWords {
    std::string value, lower, upper;
};
RatioWords ratio_words(const statistics::Estimate& ratio, const web::Language& language);

// The comparison in a sentence or two, with numbers, interval and verdict; or why nothing is said.
std::string verdict_sentence(const CrimeSubject& subject, int year, const ComparedLevel& level,
                             std::string_view municipality, const web::Language& language);

// Every kind of crime in a year, against one yardstick.
struct ComparedKind {
    const CrimeSubject* subject = nullptr;
    ComparedLevel level;
};

// Which kinds lie above and below, by name, and that the others don't.
std::string kinds_sentence(const std::vector<ComparedKind>& kinds, const web::Language& language);

// The kinds' ratios with their intervals; those of which nothing is said are left out.
charts::Forest kinds_forest(const std::vector<ComparedKind>& kinds, int year, Yardstick yardstick,
                            std::string_view municipality, const web::Language& language);

// The ratio to one yardstick over the years, with its interval and a line at 1.
charts::Plot level_plot(const CrimeSubject& subject, const std::vector<LevelYear>& years,
                        Yardstick yardstick, std::string_view municipality,
                        const web::Language& language);

// All municipalities of a year by name; one's own stands out.
charts::Plot funnel_plot(const CrimeSubject& subject, int year, const CrimeFunnel& funnel,
                         const std::string& own_area, std::string_view municipality,
                         const web::Language& language);

}  // namespace evidence
