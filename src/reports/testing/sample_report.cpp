#include "reports/testing/sample_report.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "base/text.h"

namespace reports::testing {

namespace fs = std::filesystem;

std::string file_text(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

initiatives::CatalogueFiles catalogue_files(const fs::path& folder) {
    initiatives::CatalogueFiles files;
    for (const fs::path& part : {folder, folder / "initiatives"})
        for (const fs::directory_entry& entry : fs::directory_iterator(part))
            if (entry.path().extension() == ".yaml")
                files[entry.path().lexically_relative(folder).generic_string()] =
                    file_text(entry.path());
    return files;
}

initiatives::Catalogue catalogue_in(const fs::path& folder) {
    initiatives::ReadCatalogue read = initiatives::read_catalogue(
        catalogue_files(folder), initiatives::RequiredLanguages::danish);
    if (!read.mistakes.empty())
        throw std::logic_error(read.mistakes.front().file + ": " +
                               read.mistakes.front().error.message);
    return std::move(read.catalogue);
}

AssetReader assets_in(const fs::path& folder) {
    return [folder](std::string_view path) { return file_text(folder / path); };
}

std::vector<ExpectedRow> expected_rows() {
    std::istringstream lines(file_text(fs::path(TRYGBY_SOURCE_DIR) / "src" / "reports" /
                                       "annual_report_2024_expected.tsv"));
    std::vector<ExpectedRow> rows;
    std::string line;
    std::getline(lines, line);  // the heads
    while (std::getline(lines, line)) {
        const auto cells = base::split(line, '\t');
        if (cells.size() < 8) continue;
        rows.push_back({cells[0], std::stoi(cells[1]), cells[2], cells[3], cells[4], cells[5],
                        cells[6], cells[7]});
    }
    return rows;
}

std::string status_words(const std::string& code) {
    const auto status = initiatives::status_of(code);
    return status ? std::string(initiatives::status_name(*status)) : "–";
}

}  // namespace reports::testing
