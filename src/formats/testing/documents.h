#pragma once

#include <filesystem>
#include <string>
#include <vector>

// What is inside a file that was made, read by another program or by this module's own readers.
// Each throws std::runtime_error when that can't be done.
namespace formats::testing {

bool is_installed(const std::string& program);

// What the program, started where a copy of the file lies as "file", writes to its standard output.
std::string output_of(const std::string& program, const std::vector<std::string>& arguments,
                      const std::filesystem::path& file);

// One file inside of a ZIP archive.
std::string part_of(const std::filesystem::path& archive, const std::string& name);

using Words = std::vector<std::vector<std::string>>;  // rows of cells
std::vector<std::string> sheet_names(const std::filesystem::path& workbook);
Words sheet_rows(const std::filesystem::path& workbook, const std::string& sheet);

// The tables of a tagged PDF (needs poppler's pdfinfo), one after the other.
std::vector<Words> pdf_tables(const std::filesystem::path& pdf);

}  // namespace formats::testing
