#include "formats/statbank.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using formats::parse_period;
using formats::Period;
using formats::PeriodUnit;
using formats::StatbankValue;

namespace {

struct Outcome {
    formats::StatbankSummary summary;
    std::vector<formats::StatbankRow> rows;
    std::string code;
    std::vector<std::string> arguments;
};

Outcome read(std::istream& input, formats::CsvLimits limits) {
    Outcome outcome;
    const formats::StatbankHandler handler{
        .on_header = nullptr, .on_row = [&](const formats::StatbankRow& row) -> base::Result<void> {
            outcome.rows.push_back(row);
            return {};
        }};
    const auto summary = formats::read_statbank(input, handler, limits);
    if (summary) {
        outcome.summary = *summary;
    } else {
        outcome.code = summary.error().code;
        outcome.arguments = summary.error().arguments;
    }
    return outcome;
}

Outcome read(const std::string& text) {
    std::istringstream input(text);
    return read(input, {});
}

std::filesystem::path reference_file(const char* name) {
    const char* shared = std::getenv("TRYGBY_SHARED");
    const std::filesystem::path folder =
        shared != nullptr ? std::filesystem::path(shared)
                          : std::filesystem::path(TRYGBY_SOURCE_DIR) / ".." / "shared";
    return folder / "data" / "denmark" / name;
}

bool is_present(const std::filesystem::path& file) {
    const bool is_there = std::filesystem::exists(file);
    if (!is_there) MESSAGE("SKIPPED: reference data absent: " << file.filename().string());
    return is_there;
}

using Arguments = std::vector<std::string>;

}  // namespace

TEST_CASE("StatBank: time codes") {
    struct Row {
        const char* code;
        Period period;
    };
    const Row rows[] = {{"2024", {2024, PeriodUnit::year, 0}},
                        {"2024K1", {2024, PeriodUnit::quarter, 1}},
                        {"2024K4", {2024, PeriodUnit::quarter, 4}},
                        {"2024H2", {2024, PeriodUnit::half_year, 2}},
                        {"2024M01", {2024, PeriodUnit::month, 1}},
                        {"2024M12", {2024, PeriodUnit::month, 12}},
                        {"2024U05", {2024, PeriodUnit::week, 5}},
                        {"2020U53", {2020, PeriodUnit::week, 53}},
                        {"2020:2022", {2020, PeriodUnit::year_span, 2022}}};
    for (const Row& row : rows) {
        CAPTURE(row.code);
        CHECK(parse_period(row.code) == row.period);
        CHECK(formats::period_code(row.period) == row.code);
    }
    CHECK(parse_period("2024Q3") == Period{2024, PeriodUnit::quarter, 3});
    for (const std::string code :
         {"",        "202",     "20245",   "2024K0",  "2024K5", "2024K01", "2024M1",
          "2024M00", "2024M13", "2024U54", "2024U5",  "2024X1", "2024k1",  "2024:2020",
          "2020:",   "0999",    "-202",    "2024M-1", "20 4",   "2024K"}) {
        CAPTURE(code);
        CHECK_FALSE(parse_period(code).has_value());
    }
    CHECK(*parse_period("2023K4") < *parse_period("2024K1"));
    CHECK(*parse_period("2024M09") < *parse_period("2024M10"));
}

TEST_CASE("StatBank: variables in any order, values known and unknown") {
    const Outcome outcome = read(
        "\xEF\xBB\xBFTid;OMRÅDE;INDHOLD\r\n2024K1;183;12,5\r\n"
        "2024K1;000;..\r\n2024Q2;000;-3.25\r\n2024K3;000;.\r\n"
        "2024K4;000;-\r\n2024K4;183;0\r\n");
    REQUIRE(outcome.code.empty());
    CHECK(outcome.summary.header.variables == std::vector<std::string>{"Tid", "OMRÅDE"});
    CHECK(outcome.summary.header.time_variable == 0u);
    CHECK(outcome.summary.header.find("område") == 1u);
    CHECK_FALSE(outcome.summary.header.find("INDHOLD").has_value());
    CHECK(outcome.summary.rows == 6);
    CHECK(outcome.summary.unknown_values == 1);
    CHECK(outcome.rows[0].line == 2);
    CHECK(outcome.rows[0].codes == std::vector<std::string>{"2024K1", "183"});
    CHECK(outcome.rows[0].period == Period{2024, PeriodUnit::quarter, 1});
    CHECK(outcome.rows[0].value == 12.5);
    CHECK(outcome.rows[1].state == StatbankValue::unknown);
    CHECK_FALSE(outcome.rows[1].value.has_value());
    CHECK(outcome.rows[2].value == -3.25);
    CHECK(outcome.rows[3].state == StatbankValue::not_applicable);
    CHECK_FALSE(outcome.rows[3].value.has_value());
    CHECK(outcome.rows[4].value == 0.0);
    CHECK(outcome.rows[5].state == StatbankValue::known);
    CHECK(outcome.rows[5].value == 0.0);
}

TEST_CASE("StatBank: a table without time has no periods") {
    const Outcome outcome = read("OMRÅDE;INDHOLD\n183;4\n");
    REQUIRE(outcome.rows.size() == 1);
    CHECK_FALSE(outcome.rows[0].period.has_value());
    CHECK(outcome.rows[0].value == 4.0);
}

TEST_CASE("StatBank: errors name line and column") {
    CHECK(read("").code == "statbank_empty");
    CHECK(read("INDHOLD;TID\n").code == "statbank_header");
    CHECK(read("OMRÅDE;TID\n").code == "statbank_header");
    CHECK(read("TID;tid;INDHOLD\n").code == "statbank_header");
    CHECK(read("TID;;INDHOLD\n").code == "statbank_header");
    CHECK(read("OMRÅDE,TID,INDHOLD\n183,2024,1\n").code == "statbank_header");
    const Outcome columns = read("OMRÅDE;TID;INDHOLD\n\n183;2024\n");
    CHECK(columns.code == "statbank_columns");
    CHECK(columns.arguments == Arguments{"3", "2", "3"});
    const Outcome period = read("OMRÅDE;TID;INDHOLD\n183;2024K5;1\n");
    CHECK(period.code == "statbank_period");
    CHECK(period.arguments == Arguments{"2", "TID", "2024K5"});
    const Outcome value = read("OMRÅDE;TID;INDHOLD\n183;2024K1;1\n183;2024K2;mange\n");
    CHECK(value.code == "statbank_value");
    CHECK(value.arguments == Arguments{"3", "INDHOLD", "mange"});
    CHECK(read("OMRÅDE;TID;INDHOLD\n183;2024K1;\n").code == "statbank_value");
    const Outcome code = read("OMRÅDE;TID;INDHOLD\n;2024K1;1\n");
    CHECK(code.code == "statbank_code");
    CHECK(code.arguments == Arguments{"2", "OMRÅDE"});
}

TEST_CASE("StatBank: reading stops when a receiver refuses") {
    const formats::StatbankHandler handler{
        .on_header = [](const formats::StatbankHeader& header) -> base::Result<void> {
            if (header.find("ALDER")) return {};
            return base::refuse("wrong_table", "Forkert tabel.");
        },
        .on_row = nullptr};
    std::istringstream wrong("OMRÅDE;TID;INDHOLD\n183;2024;1\n");
    CHECK(formats::read_statbank(wrong, handler).error().code == "wrong_table");
    std::istringstream right("ALDER;TID;INDHOLD\n15;2024;1\n");
    CHECK(formats::read_statbank(right, handler)->rows == 1);
}

TEST_CASE("StatBank: reported offences as exported (STRAF11)") {
    const auto file = reference_file("STRAF11.bulk.csv");
    if (!is_present(file)) return;
    std::ifstream input(file, std::ios::binary);
    const Outcome outcome = read(input, {});
    REQUIRE(outcome.code.empty());
    CHECK(outcome.summary.header.variables ==
          std::vector<std::string>{"OMRÅDE", "OVERTRÆD", "TID"});
    CHECK(outcome.rows.size() > 10'000);
    CHECK(outcome.rows[0].codes == std::vector<std::string>{"000", "TOT", "2016K1"});
    CHECK(outcome.rows[0].value == 112695.0);
    std::set<std::string> places;
    bool all_are_quarters = true;
    for (const auto& row : outcome.rows) {
        places.insert(row.codes[0]);
        all_are_quarters &= row.period->unit == PeriodUnit::quarter;
    }
    CHECK(all_are_quarters);
    CHECK(places.count("183") == 1);
}

TEST_CASE("StatBank: population as exported (FOLK1A)") {
    const auto file = reference_file("FOLK1A.bulk.csv");
    if (!is_present(file)) return;
    std::ifstream input(file, std::ios::binary);
    const Outcome outcome = read(input, {});
    REQUIRE(outcome.code.empty());
    CHECK(outcome.summary.header.variables ==
          std::vector<std::string>{"OMRÅDE", "KØN", "ALDER", "CIVILSTAND", "TID"});
    CHECK(outcome.summary.unknown_values == 0);
    CHECK(outcome.rows[0].value == 5707251.0);
}
