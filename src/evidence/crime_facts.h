#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "evidence/crime_level.h"
#include "evidence/official_statistics.h"
#include "statistics/rate.h"
#include "store/database.h"

// Reported offences by year against the number of inhabitants, for the municipality, its region and
// the country. What was reported, not what happened.
namespace evidence {

// The codes that the statistics office uses for the three.
struct CrimePlaces {
    std::string municipality;  // "183"
    std::string region;        // "084"; empty: not compared
};
// From a municipality's region code as the catalogue has it ("1084") or as the statistics office
// has it ("084"); empty when it is neither.
std::string region_area(std::string_view region_code);

enum class CrimePlace { municipality, region, country };
inline constexpr std::size_t crime_places = 3;

// What is shown together: one code, or several of the same level added up.
struct CrimeSubject {
    std::string_view key;   // "total", "theft"
    std::string_view name;  // Danish
    std::vector<std::string_view> codes;
};
std::span<const CrimeSubject> crime_subjects();
const CrimeSubject* find_crime_subject(std::string_view key);

// Those that are compared with other places: the same and all burglaries together.
std::span<const CrimeSubject> compared_subjects();
const CrimeSubject* find_compared_subject(std::string_view key);

// One place in one year. Empty is unknown, never 0.
struct CrimeFigure {
    std::optional<std::int64_t> reported;
    std::optional<std::int64_t> inhabitants;       // on 1 January
    std::optional<statistics::Estimate> per_1000;  // with the exact Poisson interval
    std::optional<double> mean_of_three_years;     // of per_1000: the year and its neighbours
};

struct CrimeYear {
    int year = 0;
    std::array<CrimeFigure, crime_places> places;

    const CrimeFigure& at(CrimePlace place) const {
        return places[static_cast<std::size_t>(place)];
    }
};

struct CrimeSeries {
    const CrimeSubject* subject = nullptr;
    std::vector<CrimeYear> years;  // ascending, without gaps

    const CrimeYear* find(int year) const;
};

struct CrimeFacts {
    std::vector<CrimeSeries> series;  // in the order of crime_subjects(); empty without data
    std::optional<Release> crime;     // the newest releases the figures come from
    std::optional<Release> population;

    bool generated() const;                  // made for the demonstration, not official
    std::optional<int> newest_year() const;  // with the municipality's total known
    const CrimeSeries* find(std::string_view subject) const;
};

// Years up to `last_year`, at most `years` of them. A year counts only with all four quarters.
CrimeFacts crime_facts(store::Connection& connection, const CrimePlaces& places, int last_year,
                       int years = 10);

// Every place for which reported offences and inhabitants are known, by year and area code:
// municipalities, regions and the country alike. As long as the imported tables have areas.
using CountedYears = std::map<int, std::map<std::string, CountedPlace>>;
CountedYears counted_places(store::Connection& connection, const CrimeSubject& subject,
                            int last_year, int years = 10);
// The same of several subjects, by their keys, with each series read once.
std::map<std::string, CountedYears, std::less<>> counted_places(
    store::Connection& connection, std::span<const CrimeSubject> subjects, int last_year,
    int years = 10);
// The municipalities among them, in the order of their codes.
std::vector<CountedPlace> municipalities_of(const std::map<std::string, CountedPlace>& places);

// Change from the year before in the municipality, in percent of the rate, with the exact interval
// for a ratio of two counts. Refused with "unknown" when either is, and with "few" when either
// count is under 20, where a percentage says nothing.
inline constexpr std::int64_t fewest_for_percent = 20;
base::Result<statistics::Estimate> change_in_percent(const CrimeSeries& series, int year);
// The same for any two counts with the same exposure.
base::Result<statistics::Estimate> change_in_percent(std::int64_t now, std::int64_t before);

}  // namespace evidence
