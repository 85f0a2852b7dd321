#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "activities/activity_store.h"
#include "activities/import_fields.h"
#include "activities/import_form.h"
#include "base/date.h"
#include "store/database.h"

namespace activities {

// How files with these headings (see headings_hash()) were last imported; empty when never.
ImportMapping remembered_mapping(store::Connection& connection, ImportKind kind,
                                 const std::string& headings_hash);
void remember_mapping(store::WriteTransaction& transaction, ImportKind kind,
                      const std::string& headings_hash, const ImportMapping& mapping);

enum class ImportOutcome { added, known, refused };
struct ImportedRow {
    ImportOutcome outcome = ImportOutcome::refused;
    std::int64_t id = 0;  // of the record; 0 when refused
};

// Adds the records of all rows without errors that weren't added by an earlier import, with their
// history. What comes back stands in the order of `rows`.
std::vector<ImportedRow> add_rows(store::WriteTransaction& transaction,
                                  std::span<const ImportRow> rows, const Changer& changer);

// How many of the rows an earlier import has added.
std::int64_t known_rows(store::Connection& connection, ImportKind kind,
                        const std::vector<ImportRow>& rows);

struct ImportRun {
    std::int64_t id = 0;
    ImportKind kind = ImportKind::activities;
    std::string checksum;  // SHA-256 of the file
    std::int64_t account_id = 0;
    base::Instant at{};
    std::int64_t rows = 0;
    std::int64_t added = 0;
    std::int64_t known = 0;
    std::int64_t refused = 0;

    // Of the rows; fewer than there are while it runs, and after it was interrupted.
    std::int64_t done() const { return added + known + refused; }
};
std::int64_t add_import_run(store::WriteTransaction& transaction, const ImportRun& run);
std::optional<ImportRun> find_import_run(store::Connection& connection, std::int64_t id);
// Adds the rows a slice at a time, each in a transaction of its own, so that nobody else waits for
// all of them. `run`, whose counts start at zero, is written with the first slice, gets its number
// and is kept up to date with each; `begin` belongs to the first slice's transaction. When a slice
// fails, those before it stay, and `run` says how far it came: the same rows again go on from
// there.
inline constexpr std::size_t rows_in_a_slice = 500;
using ImportBeginning = std::function<void(store::WriteTransaction&, std::int64_t run)>;
std::vector<ImportedRow> add_in_slices(store::Database& database, ImportRun& run,
                                       std::span<const ImportRow> rows, const Changer& changer,
                                       const ImportBeginning& begin);

// Newest first.
std::vector<ImportRun> import_runs(store::Connection& connection, int limit);

}  // namespace activities
