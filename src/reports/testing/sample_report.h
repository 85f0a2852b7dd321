#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "initiatives/catalogue.h"
#include "initiatives/catalogue_file.h"
#include "reports/report_print.h"

namespace reports::testing {

// The catalogue's files below a folder, as the program imports them.
initiatives::CatalogueFiles catalogue_files(const std::filesystem::path& folder);

// The same read; throws std::logic_error naming the first mistake.
initiatives::Catalogue catalogue_in(const std::filesystem::path& folder);

// Reads the front end's files from the folder the build made.
AssetReader assets_in(const std::filesystem::path& folder);

std::string file_text(const std::filesystem::path& file);

// What the municipality's own report for 2024 says about one initiative.
struct ExpectedRow {
    std::string goal;  // or "next_years_focus"
    int order = 0;
    std::string key;
    std::string name;
    std::string status_2024;  // codes; empty: none is stated
    std::string status_2025;
    std::string start;
    std::string end;
};
// annual_report_2024_expected.tsv, in its order.
std::vector<ExpectedRow> expected_rows();
// A status as it stands in a table.
std::string status_words(const std::string& code);

}  // namespace reports::testing
