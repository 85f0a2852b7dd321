#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "initiatives/catalogue_list.h"
#include "initiatives/catalogue_store.h"
#include "store/database.h"

// Every version of every entry of the catalogue's lists. The lists themselves stand as files (see
// catalogue_store.h); a change of one entry writes its list's file anew.
namespace initiatives {

struct EntryRevision {
    std::int64_t revision = 0;
    formats::YamlNode entry;
    std::size_t place = 0;  // in the list
    Origin origin = Origin::file;
    bool removed = false;                    // this revision took the entry out of the list
    std::optional<std::int64_t> account_id;  // empty: imported
    base::Instant made_at{};
    std::string reason;
};

// The number of the newest revision; 0 when none was written (entries from before they were).
std::int64_t entry_revision(store::Connection& connection, std::string_view list,
                            std::string_view key);
// Newest first, at most 200.
std::vector<EntryRevision> entry_revisions(store::Connection& connection, std::string_view list,
                                           std::string_view key);
std::optional<EntryRevision> find_entry_revision(store::Connection& connection,
                                                 std::string_view list, std::string_view key,
                                                 std::int64_t revision);
// The newest revision of each entry that was taken out of the list, by key.
std::vector<EntryRevision> removed_entries(store::Connection& connection, std::string_view list);

struct EntryChange {
    std::string key;
    std::int64_t expected_revision = 0;
    Origin origin = Origin::browser;
    std::int64_t account_id = 0;
    base::Instant now{};
    std::string reason;
};
// Writes `list` as it stands in `after`, and the revision of the one entry that differs from
// `before`; returns its number. The same content again makes no new one. Refused with
// "version_conflict" when someone else changed the entry meanwhile. Expects a checked catalogue.
base::Result<std::int64_t> save_entry(store::WriteTransaction& transaction,
                                      const CatalogueList& list, const Catalogue& before,
                                      const Catalogue& after, const EntryChange& change);

// Writes `list` with its entries in another order (CatalogueList::arrange) as its next version and
// returns that version's number; nothing when it is the order they have. The entries themselves
// stay as they are and get no revision.
std::optional<std::int64_t> save_order(store::WriteTransaction& transaction,
                                       const CatalogueList& list, const Catalogue& before,
                                       const std::vector<std::size_t>& order, base::Instant now);

// What an import does to the entries of one list.
void record_imported_entries(store::WriteTransaction& transaction, const CatalogueList& list,
                             const Catalogue& before, const Catalogue& after, base::Instant now);

// Adds the file's content to the list's history and returns the revision's number.
std::int64_t add_list_revision(store::WriteTransaction& transaction, std::string_view path,
                               std::string_view content, const std::string& at);

// Tells the organisation which units there are.
void put_units(store::WriteTransaction& transaction, const std::vector<Entry>& units);

}  // namespace initiatives
