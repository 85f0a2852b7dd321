#pragma once

#include <filesystem>
#include <string>

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

}  // namespace reports::testing
