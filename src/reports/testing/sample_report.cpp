#include "reports/testing/sample_report.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

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

}  // namespace reports::testing
