#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

// Figures of the official statistics (StatBank) as they were imported, with every release kept, so
// that a revision never overwrites what a report once said.
namespace evidence {

// One imported file.
struct Release {
    std::int64_t id = 0;
    std::string table;  // "STRAF11"
    std::string file_name;
    std::string checksum;       // SHA-256 of the file
    base::Date retrieved_on{};  // when it was fetched, as stated at the import
    base::Instant imported_at{};
    std::int64_t account_id = 0;  // 0: from the command line
    std::int64_t figures = 0;
    std::int64_t changed = 0;  // figures that differ from the release before
    std::int64_t unknown = 0;  // ".."
    std::string first_period;
    std::string last_period;
    bool generated = false;  // made for the demonstration, not official
};

// What was found when a file was checked. Refusals stop the import, notes are shown beside it.
struct Findings {
    std::vector<base::Error> refusals;
    std::vector<base::Error> notes;
};

struct OfficialFigure {
    std::string area;     // "183"
    std::string subject;  // the other codes joined by "/": STRAF11 "1320", FOLK1A "TOT/IALT/TOT"
    std::string period;   // "2024K1"
    std::optional<double> value;  // empty: unknown, never 0
};

inline constexpr std::string_view whole_country = "000";
inline constexpr std::string_view christiansoe = "411";  // an island that is no municipality
inline constexpr std::string_view unknown_place = "998";
inline constexpr std::string_view crime_table = "STRAF11";
inline constexpr std::string_view population_table = "FOLK1A";
inline constexpr std::string_view whole_population = "TOT/IALT/TOT";

// Checks for every table: no figure twice, none negative. For STRAF11 and FOLK1A also: the 98
// municipalities, Christiansø (411) and unknown place (998, where the table has it) add up to the
// whole country for every offence and period in which all are known. For STRAF11 also: an offence
// is never more than the total, and years without all four quarters are noted.
Findings check_figures(std::string_view table, const std::vector<OfficialFigure>& figures);

// A code's level in the offence hierarchy of STRAF11: 0 the total, 1 "1", "2", "3", 2 "11" to "39"
// and 3 four digits. Codes of different levels must not be added.
int offence_level(std::string_view code);
// Danish name of an offence code as the statistics office groups them; the code itself when
// unknown.
std::string offence_name(std::string_view code);

// The sum of a year's four quarters; empty unless all four are there and known.
std::optional<double> year_total(const std::map<std::string, std::optional<double>>& by_period,
                                 int year);

}  // namespace evidence
