#include "activities/import_store.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "activities/enquiry_store.h"
#include "places/observation_store.h"

namespace activities {
namespace {

ImportKind kind_of(std::string_view code) {
    for (const ImportKind kind : all_import_kinds())
        if (import_kind_code(kind) == code) return kind;
    throw std::logic_error("import_run.kind holds an unknown code");
}

Added add_record(store::WriteTransaction& transaction, const ImportRow& row,
                 const Changer& changer) {
    constexpr history::Change change = history::Change::imported;
    if (const auto* activity = std::get_if<Activity>(&row.record))
        return add_activity(transaction, *activity, changer, change, row.key);
    if (const auto* enquiry = std::get_if<Enquiry>(&row.record))
        return add_enquiry(transaction, *enquiry, changer, change, row.key);
    const places::Added added =
        places::add_observation(transaction, std::get<places::Observation>(row.record),
                                {changer.account_id, changer.now}, change, row.key);
    return {added.id, added.added};
}

constexpr std::string_view run_columns =
    "id, kind, checksum, account_id, at, row_count, added, known, refused";

ImportRun read_run(const store::Row& row) {
    return {row.integer(0),
            kind_of(row.text_view(1)),
            row.text(2),
            row.integer(3),
            base::parse_instant(row.text_view(4)).value(),
            row.integer(5),
            row.integer(6),
            row.integer(7),
            row.integer(8)};
}

std::int64_t& count_of(ImportRun& run, ImportOutcome outcome) {
    if (outcome == ImportOutcome::added) return run.added;
    return outcome == ImportOutcome::known ? run.known : run.refused;
}

void keep_counts(store::WriteTransaction& transaction, const ImportRun& run) {
    transaction.execute("update import_run set added = $2, known = $3, refused = $4 where id = $1",
                        run.id, run.added, run.known, run.refused);
}

std::string_view query_by_key(ImportKind kind) {
    if (kind == ImportKind::activities) return "select id from activity where import_key = $1";
    if (kind == ImportKind::enquiries) return "select id from enquiry where import_key = $1";
    return "select id from observation where import_key = $1";
}

}  // namespace

ImportMapping remembered_mapping(store::Connection& connection, ImportKind kind,
                                 const std::string& headings_hash) {
    ImportMapping mapping;
    for (const store::Row& row :
         connection.query("select field, heading, preset from import_mapping "
                          "where kind = $1 and headings_hash = $2",
                          import_kind_code(kind), headings_hash))
        mapping[row.text(0)] = {row.text(1), row.text(2)};
    return mapping;
}

void remember_mapping(store::WriteTransaction& transaction, ImportKind kind,
                      const std::string& headings_hash, const ImportMapping& mapping) {
    transaction.execute("delete from import_mapping where kind = $1 and headings_hash = $2",
                        import_kind_code(kind), headings_hash);
    for (const auto& [field, source] : mapping)
        transaction.execute(
            "insert into import_mapping (kind, headings_hash, field, heading, preset) "
            "values ($1, $2, $3, $4, $5)",
            import_kind_code(kind), headings_hash, field, source.heading, source.preset);
}

std::vector<ImportedRow> add_rows(store::WriteTransaction& transaction,
                                  std::span<const ImportRow> rows, const Changer& changer) {
    std::vector<ImportedRow> results;
    results.reserve(rows.size());
    for (const ImportRow& row : rows) {
        if (!row.errors.empty()) {
            results.push_back({ImportOutcome::refused, 0});
            continue;
        }
        const Added added = add_record(transaction, row, changer);
        results.push_back({added.added ? ImportOutcome::added : ImportOutcome::known, added.id});
    }
    return results;
}

std::int64_t known_rows(store::Connection& connection, ImportKind kind,
                        const std::vector<ImportRow>& rows) {
    std::int64_t known = 0;
    for (const ImportRow& row : rows)
        if (row.errors.empty() && connection.integer(query_by_key(kind), row.key)) ++known;
    return known;
}

std::int64_t add_import_run(store::WriteTransaction& transaction, const ImportRun& run) {
    return transaction
        .integer(
            "insert into import_run (kind, checksum, account_id, at, row_count, added, known, "
            "refused) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
            import_kind_code(run.kind), run.checksum, run.account_id, base::iso_instant(run.at),
            run.rows, run.added, run.known, run.refused)
        .value();
}

std::vector<ImportedRow> add_in_slices(store::Database& database, ImportRun& run,
                                       std::span<const ImportRow> rows, const Changer& changer,
                                       const ImportBeginning& begin) {
    std::vector<ImportedRow> results;
    results.reserve(rows.size());
    run.rows = static_cast<std::int64_t>(rows.size());
    for (std::size_t first = 0; first < rows.size(); first += rows_in_a_slice) {
        store::WriteTransaction writing = database.write();
        ImportRun then = run;
        if (first == 0) {
            then.id = add_import_run(writing, then);
            begin(writing, then.id);
        }
        const auto slice = add_rows(
            writing, rows.subspan(first, std::min(rows_in_a_slice, rows.size() - first)), changer);
        for (const ImportedRow& row : slice) ++count_of(then, row.outcome);
        keep_counts(writing, then);
        writing.commit();
        run = then;
        results.insert(results.end(), slice.begin(), slice.end());
    }
    return results;
}

std::optional<ImportRun> find_import_run(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query(
        "select " + std::string(run_columns) + " from import_run where id = $1", id);
    if (!rows.next()) return std::nullopt;
    return read_run(rows.row());
}

std::vector<ImportRun> import_runs(store::Connection& connection, int limit) {
    std::vector<ImportRun> runs;
    for (const store::Row& row :
         connection.query("select " + std::string(run_columns) +
                              " from import_run where id > 0 order by id desc limit $1",
                          limit))
        runs.push_back(read_run(row));
    return runs;
}

}  // namespace activities
