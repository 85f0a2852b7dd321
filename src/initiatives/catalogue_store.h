#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "initiatives/catalogue.h"
#include "initiatives/catalogue_file.h"
#include "store/database.h"

// The catalogue in the database: the files as they were imported, and every version of every
// initiative.
namespace initiatives {

// ---- reading

// Changes with every change of the catalogue; empty before the first.
std::string catalogue_fingerprint(store::Connection& connection);

struct InitiativeVersion {
    std::string key;
    std::string content_hash;
};
// The initiatives in use, by key.
std::vector<InitiativeVersion> current_versions(store::Connection& connection);
std::optional<std::int64_t> current_revision(store::Connection& connection, std::string_view key);

// One initiative in use; empty when there is none with this key.
std::optional<Initiative> load_initiative(store::Connection& connection, std::string_view key);
// Those that were taken out of use, by key.
std::vector<Initiative> removed_initiatives(store::Connection& connection);
// Changes when one of the lists does.
std::string lists_fingerprint(store::Connection& connection);
// Everything but the initiatives. Slower than the rest: reads the files as they were imported.
Catalogue load_lists(store::Connection& connection);

enum class Origin { file, browser, restored };
std::string_view origin_code(Origin origin);
Origin origin_of(std::string_view code);

struct InitiativeRevision {
    std::int64_t revision = 0;
    Initiative initiative;
    Origin origin = Origin::file;
    bool removed = false;                    // this revision took the initiative out of use
    std::optional<std::int64_t> account_id;  // empty: imported
    base::Instant made_at{};
    std::string reason;
};
// Newest first, at most `limit`, each below `before` (0: from the newest).
std::vector<InitiativeRevision> revisions_of(store::Connection& connection, std::string_view key,
                                             int limit, std::int64_t before = 0);
std::optional<InitiativeRevision> find_revision(store::Connection& connection, std::string_view key,
                                                std::int64_t revision);

// ---- changing in the browser

struct InitiativeChange {
    std::int64_t expected_revision = 0;  // 0: the initiative is new
    Origin origin = Origin::browser;
    std::int64_t account_id = 0;
    base::Instant now{};
    std::string reason;
};
// Writes a new revision and returns its number; the old one stays in the history. The same content
// again makes no new revision. Refused with "version_conflict" when someone else changed it
// meanwhile, "key_taken" when a new one's key is in use. Expects a checked initiative.
base::Result<std::int64_t> save_initiative(store::WriteTransaction& transaction,
                                           const Initiative& initiative,
                                           const InitiativeChange& change);

// Takes an initiative under which nothing was registered out of use; its history stays. Refused
// with "version_conflict" as above.
base::Result<std::int64_t> remove_initiative(store::WriteTransaction& transaction,
                                             std::string_view key, const InitiativeChange& change);

// Gives the catalogue a new fingerprint; `what` is what is different from now on.
void mark_catalogue_changed(store::WriteTransaction& transaction, std::string_view what,
                            const std::string& at);

// ---- files

// What to do with a file for an initiative or a list that was changed in the browser since the last
// import.
enum class BrowserChanges { protect, overwrite };

struct ImportRequest {
    CatalogueFiles files;  // the whole folder
    RequiredLanguages languages = RequiredLanguages::danish;
    BrowserChanges browser_changes = BrowserChanges::protect;
    std::string actor;  // for the trail: "command", "account:3"
    base::Instant now{};
    // Whether something refers to the initiative, so that it can't be taken out of use.
    std::function<bool(store::Connection&, std::string_view key)> is_used;
};

enum class FileOutcome {
    created,
    changed,
    unchanged,
    kept,    // the file is as at the last import; what the browser later made of it stays
    removed  // no longer among the files: out of use, with its history
};
struct ImportedFile {
    std::string path;
    FileOutcome outcome;
    bool operator==(const ImportedFile&) const = default;
};
struct ImportResult {
    std::vector<ImportedFile> files;  // by path
    Mistakes mistakes;                // when there are any, nothing was changed
};

// All files or none, in one transaction. The same files again change nothing. Units go to the
// organisation. Initiatives that never stood in a file stay. Each change gets a line in the trail.
ImportResult import_catalogue(store::Database& database, const ImportRequest& request);

// The files to the byte where nothing changed since they were imported, the canonical text
// elsewhere.
CatalogueFiles export_catalogue(store::Connection& connection);

}  // namespace initiatives
