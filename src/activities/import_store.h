#pragma once

#include <cstdint>
#include <optional>
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
                                  const std::vector<ImportRow>& rows, const Changer& changer);

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
};
std::int64_t add_import_run(store::WriteTransaction& transaction, const ImportRun& run);
std::optional<ImportRun> find_import_run(store::Connection& connection, std::int64_t id);
// Newest first.
std::vector<ImportRun> import_runs(store::Connection& connection, int limit);

}  // namespace activities
