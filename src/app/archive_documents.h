#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "access/law.h"
#include "app/configuration.h"
#include "base/result.h"
#include "citizen/paper.h"
#include "exchange/archive_package.h"
#include "store/database.h"

// What an archive version says about the system that it comes from, in Danish: what it is for, how
// its tables are read, the record of processing as it is in force, and how it is used.
namespace app {

citizen::Paper system_paper(const std::string& municipality);
// Every table with its description, and how values are to be read.
citizen::Paper reading_paper(store::Connection& connection, const access::Law& law);

// docs/brugervejledning.md as it was when building: a title, "## " before each heading, and a line
// for a paragraph.
citizen::Paper guide_paper();

// These as pages. Those of `folder` besides, when it isn't empty: each *.tif is one document,
// called as its file, such as the municipality's own guides. Refused as citizen::Press and
// formats::render_tiff refuse, or with "archive_file".
base::Result<std::vector<exchange::ContextDocument>> archive_documents(
    const Configuration& configuration, store::Database& database, const access::Law& law,
    citizen::Press& press, const std::filesystem::path& folder, base::Instant now);

}  // namespace app
