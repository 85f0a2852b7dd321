#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/date.h"
#include "initiatives/catalogue_store.h"
#include "store/database.h"
#include "web/language.h"

// `trygby catalogue check|import|export DIR`. Each returns the exit code: 0 done, 1 refused (with
// every mistake printed as FILE:LINE: FIELD: what is wrong and what was expected), 2 the folder
// can't be used.
namespace initiatives {

int check_catalogue_folder(const std::filesystem::path& folder, RequiredLanguages languages,
                           const web::Language& language, std::ostream& out);

struct ImportOptions {
    RequiredLanguages languages = RequiredLanguages::danish;
    BrowserChanges browser_changes = BrowserChanges::protect;
    base::Instant now{};
    // Whether activities refer to the initiative.
    std::function<bool(store::Connection&, std::string_view key)> is_used;
};
// Prints one line a file that was not unchanged, and the counts.
int import_catalogue_folder(const std::filesystem::path& folder, store::Database& database,
                            const ImportOptions& options, const web::Language& language,
                            std::ostream& out);

// Writes every file of the catalogue below `folder`, which is made when it is missing. Each file is
// replaced as a whole. Other files are left alone; those that look like the catalogue's are named.
int export_catalogue_folder(const std::filesystem::path& folder, store::Database& database,
                            const web::Language& language, std::ostream& out);

}  // namespace initiatives
