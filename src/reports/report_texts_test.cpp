#include "reports/report_texts.h"

#include <doctest/doctest.h>

#include "reports/report_builder.h"
#include "reports/testing/sample_report.h"

using reports::read_report_texts;

namespace {

const std::filesystem::path catalogue_folder =
    std::filesystem::path(TRYGBY_SOURCE_DIR) / "catalogue" / "ishoej";

std::vector<std::string> mistakes(const std::string& yaml) {
    std::vector<std::string> codes;
    for (const auto& mistake : read_report_texts("2024.yaml", yaml).mistakes)
        codes.push_back(mistake.error.code);
    return codes;
}

}  // namespace

TEST_CASE("the texts of 2024 are faultless, fit the catalogue, and flag the date") {
    const auto read = read_report_texts(
        "2024.yaml", reports::testing::file_text(catalogue_folder / "reports" / "2024.yaml"));
    for (const auto& mistake : read.mistakes) FAIL_CHECK(mistake.field << mistake.error.message);
    CHECK(read.texts.year == 2024);
    CHECK(read.texts.units ==
          std::vector<std::string>{"ishoej_ungdom", "centre_children_prevention"});
    const auto catalogue = reports::testing::catalogue_in(catalogue_folder);
    const auto keys = reports::section_keys(catalogue, 2024);
    std::vector<std::string> written;
    for (const auto& section : read.texts.sections) {
        written.push_back(section.key);
        CAPTURE(section.key);
        CHECK(section.da.empty() == section.en.empty());
        CHECK((section.unit_key == read.texts.units[0] || section.unit_key == read.texts.units[1]));
    }
    CHECK(written == keys);
    CHECK(read.texts.sections.front().key == "dating");
    CHECK(read.texts.sections.front().da.find("januar 2024") != std::string::npos);
    for (const auto& unit : read.texts.units)
        CHECK(initiatives::Catalogue::find(catalogue.units, unit) != nullptr);
}

TEST_CASE("an empty line in a text begins a paragraph") {
    const auto read = read_report_texts(
        "x.yaml",
        "report:\n  year: 2024\n  units: [a, b]\n  sections:\n    - key: year\n      unit: a\n"
        "      text: {da: \"Et.\\n\\nTo.\", en: \"One.\"}\n");
    REQUIRE(read.mistakes.empty());
    CHECK(read.texts.sections.front().da == "Et.\n\nTo.");
}

TEST_CASE("what is wrong is said") {
    const std::string good = "report:\n  year: 2024\n  units: [a, b]\n";
    CHECK(mistakes(good).empty());
    CHECK_FALSE(mistakes("").empty());
    CHECK(mistakes("rapport:\n  year: 2024\n") == std::vector<std::string>{"missing"});
    CHECK(mistakes("report:\n  year: soon\n  units: [a]\n") == std::vector<std::string>{"year"});
    CHECK(mistakes("report:\n  year: 2024\n") == std::vector<std::string>{"units"});
    CHECK(mistakes(good + "  colour: red\n") == std::vector<std::string>{"unknown_field"});
    CHECK(mistakes(good + "  sections:\n    - key: weather\n      unit: a\n") ==
          std::vector<std::string>{"unknown_code"});
    CHECK(mistakes(good + "  sections:\n    - key: year\n") == std::vector<std::string>{"missing"});
    CHECK_FALSE(mistakes("report: [\n").empty());
}
