#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charts/chart.h"
#include "evidence/crime_facts.h"
#include "web/language.h"

// Reported offences as they are said and drawn, the same on pages and in reports.
namespace evidence {

// The names of the three places, as series and columns are headed.
struct PlaceNames {
    std::string municipality;
    std::string region;  // empty: not compared
    std::string country;

    std::vector<std::string> all() const;  // those that are compared
};
PlaceNames place_names(std::string_view municipality_name, const CrimePlaces& places,
                       const web::Language& language);

// Stands beside every chart and table of reported crime.
std::string_view reporting_note(const web::Language& language);

// Where the figures come from and when: "Kilde: Danmarks Statistik, STRAF11 (hentet …) …", and that
// they are invented when they are.
std::string source_note(const CrimeFacts& facts, const web::Language& language);

// Reported offences per 1,000 inhabitants with the municipality's interval. The description says
// the newest figures in words.
charts::Chart crime_chart(const CrimeSeries& series, const PlaceNames& names,
                          const web::Language& language);

// What happened from the year before, with the interval, or why no percentage is given.
std::string change_sentence(const CrimeSeries& series, int year, const web::Language& language);

// "+12,3 % (−2,0 til +28,9)" of an estimate in percent.
std::string percent_with_interval(const statistics::Estimate& change,
                                  const web::Language& language);
// "+12,3", "−2,0", "0,0": with a true minus sign.
std::string signed_decimal(double value, int decimals, const web::Language& language);

}  // namespace evidence
