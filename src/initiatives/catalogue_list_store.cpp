#include "initiatives/catalogue_list_store.h"

#include <algorithm>
#include <stdexcept>

#include "base/digest.h"
#include "initiatives/catalogue_json.h"
#include "organisation/organisation_store.h"

namespace initiatives {

namespace {

constexpr std::string_view revision_columns =
    "select revision, content, place, origin, state, made_by, made_at, reason"
    " from catalogue_entry_revision";

EntryRevision revision_in(const store::Row& row) {
    EntryRevision revision;
    revision.revision = row.integer(0);
    auto entry = from_json(row.text_view(1));
    if (!entry) throw std::runtime_error("catalogue: unreadable entry in the database");
    revision.entry = std::move(*entry);
    revision.place = static_cast<std::size_t>(row.integer(2));
    revision.origin = origin_of(row.text_view(3));
    revision.removed = row.text_view(4) == "removed";
    revision.account_id = row.optional_integer(5);
    revision.made_at = base::parse_instant(row.text_view(6)).value_or(base::Instant{});
    revision.reason = row.text(7);
    return revision;
}

struct NewRevision {
    std::string_view list;
    std::string_view key;
    std::int64_t revision = 0;
    std::string content;
    bool removed = false;
    std::size_t place = 0;
    Origin origin = Origin::file;
    std::optional<std::int64_t> account_id;
    std::string at;
    std::string_view reason;
};

void insert(store::WriteTransaction& transaction, const NewRevision& made) {
    transaction.execute(
        "insert into catalogue_entry_revision (list, entry_key, revision, content, state, place,"
        " origin, made_by, made_at, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        made.list, made.key, made.revision, made.content, made.removed ? "removed" : "current",
        static_cast<std::int64_t>(made.place), origin_code(made.origin), made.account_id, made.at,
        made.reason);
}

// One entry in one state of the catalogue; nothing when it is not in the list.
struct Standing {
    std::size_t place = 0;
    std::string content;
};
std::optional<Standing> standing(const CatalogueList& list, const Catalogue& catalogue,
                                 std::string_view key) {
    const std::size_t place = list.place_of(catalogue, key);
    if (place == list.size(catalogue)) return std::nullopt;
    return Standing{place, to_json(list.entry(catalogue, place))};
}

// Of an entry from before revisions were written the first one says what it was like.
std::int64_t known_revision(store::WriteTransaction& transaction, const CatalogueList& list,
                            std::string_view key, const std::optional<Standing>& before) {
    const std::int64_t known = entry_revision(transaction, list.name(), key);
    if (known > 0 || !before) return known;
    const auto imported_at =
        transaction.text("select imported_at from catalogue_file where path = $1", list.path());
    insert(transaction, {.list = list.name(),
                         .key = key,
                         .revision = 1,
                         .content = before->content,
                         .place = before->place,
                         .at = imported_at.value_or("")});
    return 1;
}

// The list as it stands in `after`, as a file; returns the number of this version of it.
std::int64_t write_changed_list(store::WriteTransaction& transaction, const CatalogueList& list,
                                const Catalogue& after, const std::string& at) {
    const std::string content = write_list(list.path(), after);
    transaction.execute(
        "insert into catalogue_file (path, content, content_hash, imported_at)"
        " values ($1, $2, $3, $4) on conflict (path) do update set content = excluded.content,"
        " content_hash = excluded.content_hash",
        list.path(), content, base::sha256_hex(content), at);
    mark_catalogue_changed(transaction, list.path() + content, at);
    return add_list_revision(transaction, list.path(), content, at);
}

base::Error changed_meanwhile() {
    return base::refuse("version_conflict", "En anden har ændret det samme, siden du åbnede det.");
}

}  // namespace

std::int64_t entry_revision(store::Connection& connection, std::string_view list,
                            std::string_view key) {
    return connection
        .integer(
            "select max(revision) from catalogue_entry_revision where list = $1 and entry_key = $2",
            list, key)
        .value_or(0);
}

std::vector<EntryRevision> entry_revisions(store::Connection& connection, std::string_view list,
                                           std::string_view key) {
    std::vector<EntryRevision> revisions;
    for (const store::Row& row : connection.query(
             std::string(revision_columns) +
                 " where list = $1 and entry_key = $2 order by revision desc limit 200",
             list, key)) {
        revisions.push_back(revision_in(row));
    }
    return revisions;
}

std::optional<EntryRevision> find_entry_revision(store::Connection& connection,
                                                 std::string_view list, std::string_view key,
                                                 std::int64_t revision) {
    store::Rows rows = connection.query(
        std::string(revision_columns) + " where list = $1 and entry_key = $2 and revision = $3",
        list, key, revision);
    if (!rows.next()) return std::nullopt;
    return revision_in(rows.row());
}

std::vector<EntryRevision> removed_entries(store::Connection& connection, std::string_view list) {
    std::vector<EntryRevision> removed;
    for (const store::Row& row : connection.query(
             std::string(revision_columns) +
                 " as newest where list = $1 and state = 'removed' and not exists (select 1 from"
                 " catalogue_entry_revision as later where later.list = newest.list and"
                 " later.entry_key = newest.entry_key and later.revision > newest.revision)"
                 " order by entry_key",
             list)) {
        removed.push_back(revision_in(row));
    }
    return removed;
}

base::Result<std::int64_t> save_entry(store::WriteTransaction& transaction,
                                      const CatalogueList& list, const Catalogue& before,
                                      const Catalogue& after, const EntryChange& change) {
    const auto old = standing(list, before, change.key);
    const auto now = standing(list, after, change.key);
    if (entry_revision(transaction, list.name(), change.key) != change.expected_revision) {
        return changed_meanwhile();
    }
    const bool same = old && now ? old->content == now->content : !old && !now;
    if (same) return change.expected_revision;
    const std::string at = base::iso_instant(change.now);
    const std::int64_t revision = known_revision(transaction, list, change.key, old) + 1;
    const Standing& told = now ? *now : *old;
    insert(transaction, {list.name(), change.key, revision, told.content, !now, told.place,
                         change.origin, change.account_id, at, change.reason});
    write_changed_list(transaction, list, after, at);
    if (list.name() == "units") put_units(transaction, after.units);
    return revision;
}

std::optional<std::int64_t> save_order(store::WriteTransaction& transaction,
                                       const CatalogueList& list, const Catalogue& before,
                                       const std::vector<std::size_t>& order, base::Instant now) {
    if (std::is_sorted(order.begin(), order.end())) return std::nullopt;
    Catalogue after = before;
    list.arrange(after, order);
    return write_changed_list(transaction, list, after, base::iso_instant(now));
}

void record_imported_entries(store::WriteTransaction& transaction, const CatalogueList& list,
                             const Catalogue& before, const Catalogue& after, base::Instant now) {
    const std::string at = base::iso_instant(now);
    const auto record = [&](std::string_view key, const std::optional<Standing>& old,
                            const std::optional<Standing>& wanted) {
        if (old && wanted && old->content == wanted->content) return;
        const Standing& told = wanted ? *wanted : *old;
        insert(transaction, {.list = list.name(),
                             .key = key,
                             .revision = known_revision(transaction, list, key, old) + 1,
                             .content = told.content,
                             .removed = !wanted,
                             .place = told.place,
                             .at = at});
    };
    for (std::size_t place = 0; place < list.size(after); ++place) {
        const std::string& key = list.key(after, place);
        record(key, standing(list, before, key),
               Standing{place, to_json(list.entry(after, place))});
    }
    for (std::size_t place = 0; place < list.size(before); ++place) {
        const std::string& key = list.key(before, place);
        if (list.place_of(after, key) != list.size(after)) continue;
        record(key, Standing{place, to_json(list.entry(before, place))}, std::nullopt);
    }
}

std::int64_t add_list_revision(store::WriteTransaction& transaction, std::string_view path,
                               std::string_view content, const std::string& at) {
    const std::int64_t revision =
        transaction
            .integer("select max(revision) from catalogue_list_revision where path = $1", path)
            .value_or(0) +
        1;
    transaction.execute(
        "insert into catalogue_list_revision (path, revision, content, made_at)"
        " values ($1, $2, $3, $4)",
        path, revision, content, at);
    return revision;
}

void put_units(store::WriteTransaction& transaction, const std::vector<Entry>& units) {
    for (const Entry& entry : units) {
        organisation::Unit unit;
        unit.key = entry.key;
        unit.name_da = entry.name.da;
        unit.name_en = entry.name.en;
        unit.kind = entry.kind;
        unit.parent_key = entry.parent;
        unit.successor_key = entry.successor;
        if (!entry.from.empty()) unit.validity.from = entry.from.first_day();
        if (!entry.to.empty()) unit.validity.to = entry.to.first_day_after();
        organisation::put_unit(transaction, unit);
    }
}

}  // namespace initiatives
