#include "initiatives/catalogue_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "base/digest.h"
#include "initiatives/catalogue_json.h"
#include "initiatives/catalogue_list_store.h"
#include "trail/trail.h"

namespace initiatives {

namespace {

std::string stored_content(const Initiative& initiative) {
    return to_json(initiative_fields(initiative));
}

// What the program itself wrote is always readable; anything else is a damaged database.
Initiative initiative_in(std::string_view content) {
    const auto fields = from_json(content);
    auto initiative = fields ? initiative_of(*fields) : std::nullopt;
    if (!initiative) throw std::runtime_error("catalogue: unreadable initiative in the database");
    return std::move(*initiative);
}

struct NewRevision {
    std::string_view key;
    std::int64_t revision = 0;
    std::string_view content;
    std::string_view state;
    Origin origin = Origin::file;
    std::optional<std::int64_t> account_id;
    std::string at;
    std::string_view reason;
};

void insert_revision(store::WriteTransaction& transaction, const NewRevision& made) {
    transaction.execute(
        "insert into initiative_revision (initiative_key, revision, content, state, origin,"
        " made_by, made_at, reason) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        made.key, made.revision, made.content, made.state, origin_code(made.origin),
        made.account_id, made.at, made.reason);
}

}  // namespace

std::string_view origin_code(Origin origin) {
    switch (origin) {
        case Origin::file:
            return "file";
        case Origin::browser:
            return "browser";
        case Origin::restored:
            return "restored";
    }
    return "file";
}

Origin origin_of(std::string_view code) {
    if (code == "browser") return Origin::browser;
    return code == "restored" ? Origin::restored : Origin::file;
}

// Everything that is different from now on goes into the fingerprint, so two different catalogues
// never share one, also not when a transaction was given up.
void mark_catalogue_changed(store::WriteTransaction& transaction, std::string_view what,
                            const std::string& at) {
    const std::string fingerprint =
        base::sha256_hex(catalogue_fingerprint(transaction) + at + std::string(what));
    transaction.execute("update catalogue_state set fingerprint = $1, changed_at = $2 where id = 1",
                        fingerprint, at);
}

std::string catalogue_fingerprint(store::Connection& connection) {
    return connection.text("select fingerprint from catalogue_state where id = 1").value_or("");
}

std::vector<InitiativeVersion> current_versions(store::Connection& connection) {
    std::vector<InitiativeVersion> versions;
    for (const store::Row& row : connection.query(
             "select key, content_hash from initiative where state = 'current' order by key")) {
        versions.push_back({row.text(0), row.text(1)});
    }
    return versions;
}

std::optional<std::int64_t> current_revision(store::Connection& connection, std::string_view key) {
    return connection.integer(
        "select revision from initiative where key = $1 and state = 'current'", key);
}

std::optional<Initiative> load_initiative(store::Connection& connection, std::string_view key) {
    const auto content =
        connection.text("select content from initiative where key = $1 and state = 'current'", key);
    if (!content) return std::nullopt;
    return initiative_in(*content);
}

std::vector<Initiative> removed_initiatives(store::Connection& connection) {
    std::vector<Initiative> removed;
    for (const store::Row& row :
         connection.query("select content from initiative where state = 'removed' order by key")) {
        removed.push_back(initiative_in(row.text_view(0)));
    }
    return removed;
}

std::string lists_fingerprint(store::Connection& connection) {
    std::string hashes;
    for (const std::string_view path : list_files()) {
        hashes += connection.text("select content_hash from catalogue_file where path = $1", path)
                      .value_or("-");
    }
    return hashes;
}

Catalogue load_lists(store::Connection& connection) {
    Catalogue catalogue;
    for (const std::string_view path : list_files()) {
        const auto content =
            connection.text("select content from catalogue_file where path = $1", path);
        if (content && !read_list(path, *content, catalogue).empty()) {
            throw std::runtime_error("catalogue: unreadable list in the database");
        }
    }
    return catalogue;
}

namespace {

InitiativeRevision revision_in(const store::Row& row) {
    InitiativeRevision revision;
    revision.revision = row.integer(0);
    revision.initiative = initiative_in(row.text_view(1));
    revision.removed = row.text_view(2) == "removed";
    revision.origin = origin_of(row.text_view(3));
    revision.account_id = row.optional_integer(4);
    revision.made_at = base::parse_instant(row.text_view(5)).value_or(base::Instant{});
    revision.reason = row.text(6);
    return revision;
}

constexpr std::string_view revision_columns =
    "select revision, content, state, origin, made_by, made_at, reason from initiative_revision";

}  // namespace

std::vector<InitiativeRevision> revisions_of(store::Connection& connection, std::string_view key,
                                             int limit, std::int64_t before) {
    constexpr int most = 200;
    constexpr std::int64_t beyond_all = std::int64_t{1} << 60;
    std::vector<InitiativeRevision> revisions;
    for (const store::Row& row : connection.query(
             std::string(revision_columns) +
                 " where initiative_key = $1 and revision < $2 order by revision desc limit $3",
             key, before > 0 ? before : beyond_all, std::clamp(limit, 1, most))) {
        revisions.push_back(revision_in(row));
    }
    return revisions;
}

std::optional<InitiativeRevision> find_revision(store::Connection& connection, std::string_view key,
                                                std::int64_t revision) {
    store::Rows rows = connection.query(
        std::string(revision_columns) + " where initiative_key = $1 and revision = $2", key,
        revision);
    if (!rows.next()) return std::nullopt;
    return revision_in(rows.row());
}

namespace {

base::Error changed_meanwhile() {
    return base::refuse("version_conflict", "En anden har ændret indsatsen, siden du åbnede den.");
}

// Also takes an initiative into use again that was removed.
base::Result<std::int64_t> add_initiative(store::WriteTransaction& transaction,
                                          const Initiative& initiative, const std::string& content,
                                          const InitiativeChange& change) {
    const std::string at = base::iso_instant(change.now);
    const auto old =
        transaction.integer("select revision from initiative where key = $1", initiative.key);
    if (old && current_revision(transaction, initiative.key)) {
        return base::refuse("key_taken", "Der findes allerede en indsats med nøglen »{}«.",
                            initiative.key);
    }
    const std::int64_t revision = old.value_or(0) + 1;
    if (old) {
        transaction.execute(
            "update initiative set revision = $2, content = $3, content_hash = $4,"
            " state = 'current', imported_revision = null, changed_at = $5 where key = $1",
            initiative.key, revision, content, base::sha256_hex(content), at);
    } else {
        transaction.execute(
            "insert into initiative (key, revision, content, content_hash, state, changed_at)"
            " values ($1, $2, $3, $4, 'current', $5)",
            initiative.key, revision, content, base::sha256_hex(content), at);
    }
    return revision;
}

}  // namespace

base::Result<std::int64_t> save_initiative(store::WriteTransaction& transaction,
                                           const Initiative& initiative,
                                           const InitiativeChange& change) {
    const std::string content = stored_content(initiative);
    const std::string at = base::iso_instant(change.now);
    std::int64_t revision = change.expected_revision + 1;
    if (change.expected_revision == 0) {
        const auto added = add_initiative(transaction, initiative, content, change);
        if (!added) return added.error();
        revision = *added;
    } else {
        if (current_revision(transaction, initiative.key) != change.expected_revision) {
            return changed_meanwhile();
        }
        const auto old =
            transaction.text("select content from initiative where key = $1", initiative.key);
        if (old == content) return change.expected_revision;
        transaction.execute(
            "update initiative set revision = $2, content = $3, content_hash = $4, changed_at = $5"
            " where key = $1",
            initiative.key, revision, content, base::sha256_hex(content), at);
    }
    insert_revision(transaction, {initiative.key, revision, content, "current", change.origin,
                                  change.account_id, at, change.reason});
    mark_catalogue_changed(transaction, initiative.key + content, at);
    return revision;
}

base::Result<std::int64_t> remove_initiative(store::WriteTransaction& transaction,
                                             std::string_view key, const InitiativeChange& change) {
    if (current_revision(transaction, key) != change.expected_revision) return changed_meanwhile();
    const std::string at = base::iso_instant(change.now);
    const std::int64_t revision = change.expected_revision + 1;
    const std::string content =
        transaction.text("select content from initiative where key = $1", key).value_or("");
    // The file it was imported from stays known, so that the same file does not bring it back.
    transaction.execute(
        "update initiative set revision = $2, state = 'removed', imported_revision = null,"
        " changed_at = $3 where key = $1",
        key, revision, at);
    insert_revision(transaction, {key, revision, content, "removed", change.origin,
                                  change.account_id, at, change.reason});
    mark_catalogue_changed(transaction, std::string(key) + " removed", at);
    return revision;
}

namespace {

struct StoredList {
    std::string content;
    std::string content_hash;
    std::string imported_hash;  // empty: never imported

    bool changed_in_browser() const { return imported_hash != content_hash; }
};

struct StoredInitiative {
    std::int64_t revision = 0;
    std::string content;
    bool current = false;
    std::optional<std::int64_t> imported_revision;

    bool changed_in_browser() const { return current && imported_revision != revision; }
    bool was_imported() const { return imported_revision.has_value(); }
};

// One import, inside its transaction.
class CatalogueImport {
  public:
    CatalogueImport(store::WriteTransaction& transaction, const ImportRequest& request)
        : transaction_(transaction), request_(request), at_(base::iso_instant(request.now)) {}

    ImportResult run() {
        load_stored();
        prepare();
        prepare_lists();
        ReadCatalogue read = read_catalogue(wanted_, request_.languages);
        result_.mistakes.insert(result_.mistakes.end(), read.mistakes.begin(), read.mistakes.end());
        if (!result_.mistakes.empty()) return std::move(result_);
        write_lists(read.catalogue);
        put_units(transaction_, read.catalogue.units);
        for (const Initiative& initiative : read.catalogue.initiatives) write(initiative);
        for (const std::string& key : removed_) remove(key);
        if (!changes_.empty()) mark_catalogue_changed(transaction_, changes_, at_);
        std::sort(result_.files.begin(), result_.files.end(),
                  [](const ImportedFile& a, const ImportedFile& b) { return a.path < b.path; });
        return std::move(result_);
    }

  private:
    void load_stored() {
        for (const store::Row& row : transaction_.query(
                 "select key, revision, content, state, imported_revision from initiative")) {
            stored_[row.text(0)] = {row.integer(1), row.text(2), row.text_view(3) == "current",
                                    row.optional_integer(4)};
        }
        for (const store::Row& row : transaction_.query(
                 "select path, content, content_hash, imported_hash from catalogue_file")) {
            stored_files_[row.text(0)] = row.text(1);
            stored_lists_[row.text(0)] = {row.text(1), row.text(2),
                                          row.is_null(3) ? std::string() : row.text(3)};
        }
    }

    void mistake(const std::string& path, base::Error error) {
        result_.mistakes.push_back({path, 0, "", std::move(error)});
    }

    // Decides what becomes of every initiative in use, before anything is written.
    void prepare() {
        wanted_ = request_.files;
        for (const auto& [key, initiative] : stored_) {
            const std::string path = initiative_path(key);
            const bool among_files = request_.files.contains(path);
            if (!initiative.current) {
                if (among_files && stored_files_.contains(path)) prepare_return(key);
            } else if (among_files && initiative.changed_in_browser()) {
                prepare_browser_change(key, initiative);
            } else if (!among_files && !initiative.was_imported()) {
                keep(path, initiative);
            } else if (!among_files) {
                prepare_removal(key, initiative);
            }
        }
    }

    void keep(const std::string& path, const StoredInitiative& initiative) {
        wanted_[path] = write_initiative(initiative_in(initiative.content));
        kept_.insert(path);
    }

    // One that was removed in the browser, not because its file was: the same file is no news.
    void prepare_return(const std::string& key) {
        if (request_.browser_changes == BrowserChanges::overwrite) return;
        const std::string path = initiative_path(key);
        if (stored_files_.at(path) != request_.files.at(path)) {
            mistake(path, base::refuse("removed_in_browser",
                                       "Indsatsen er fjernet i browseren siden sidste import, og "
                                       "filen er ny. Genskab indsatsen i dens historik, eller brug "
                                       "--overwrite."));
            return;
        }
        wanted_.erase(path);
        note(path, FileOutcome::kept);
    }

    void prepare_lists() {
        for (const std::string_view list : list_files()) {
            const std::string path(list);
            const auto stored = stored_lists_.find(path);
            if (stored == stored_lists_.end() || !stored->second.changed_in_browser()) continue;
            if (request_.browser_changes == BrowserChanges::overwrite) continue;
            const auto file = request_.files.find(path);
            if (file != request_.files.end() && says_the_same(path, file->second, stored->second)) {
                continue;
            }
            if (file != request_.files.end() &&
                base::sha256_hex(file->second) == stored->second.imported_hash) {
                wanted_[path] = stored->second.content;
                kept_.insert(path);
                continue;
            }
            mistake(path,
                    base::refuse("list_changed_in_browser",
                                 "Listen er ændret i browseren siden sidste import, og filen "
                                 "siger noget andet. Eksportér først, eller brug --overwrite; "
                                 "historikken beholder begge."));
        }
    }

    static bool says_the_same(const std::string& path, const std::string& file,
                              const StoredList& stored) {
        Catalogue one;
        Catalogue other;
        return read_list(path, file, one).empty() &&
               read_list(path, stored.content, other).empty() && one == other;
    }

    void prepare_browser_change(const std::string& key, const StoredInitiative& initiative) {
        if (request_.browser_changes == BrowserChanges::overwrite) return;
        const std::string path = initiative_path(key);
        const std::string& text = request_.files.at(path);
        const auto last = stored_files_.find(path);
        if (last != stored_files_.end() && last->second == text) {
            keep(path, initiative);
            return;
        }
        const ReadInitiative read = read_initiative(path, text);
        const bool same = read.initiative && stored_content(*read.initiative) == initiative.content;
        if (same || !read.mistakes.empty()) return;
        mistake(path, base::refuse("changed_in_browser",
                                   "Indsatsen er ændret i browseren siden sidste import, og filen "
                                   "siger noget andet. Eksportér først, eller brug --overwrite; "
                                   "historikken beholder begge."));
    }

    void prepare_removal(const std::string& key, const StoredInitiative& initiative) {
        if (request_.is_used && request_.is_used(transaction_, key)) {
            mistake(initiative_path(key),
                    base::refuse("in_use",
                                 "Filen mangler, men der er registreret noget på indsatsen, "
                                 "så den kan ikke fjernes. Sæt i stedet status til ended."));
        } else if (initiative.changed_in_browser() &&
                   request_.browser_changes == BrowserChanges::protect) {
            mistake(initiative_path(key),
                    base::refuse("changed_in_browser",
                                 "Filen mangler, men indsatsen er ændret i browseren siden "
                                 "sidste import. Eksportér først, eller brug --overwrite; "
                                 "historikken beholder begge."));
        } else {
            removed_.push_back(key);
        }
    }

    void note(const std::string& path, FileOutcome outcome) {
        result_.files.push_back({path, outcome});
        if (outcome == FileOutcome::unchanged || outcome == FileOutcome::kept) return;
        changes_ += path + '\n';
        const auto file = wanted_.find(path);
        if (file != wanted_.end()) changes_ += base::sha256_hex(file->second);
    }

    void record(trail::Action action, std::string_view kind, const std::string& id,
                std::int64_t revision) {
        trail::Line line;
        line.actor = request_.actor;
        line.action = action;
        line.subject_kind = kind;
        line.subject_id = id;
        line.reference = "revision " + std::to_string(revision);
        trail::append(transaction_, request_.now, line);
    }

    void store_file(const std::string& path, const std::string& content) {
        const auto old = stored_lists_.find(path);
        const std::string hash = base::sha256_hex(content);
        if (old != stored_lists_.end() && old->second.content == content &&
            old->second.imported_hash == hash) {
            return;
        }
        transaction_.execute(
            "insert into catalogue_file (path, content, content_hash, imported_hash, imported_at)"
            " values ($1, $2, $3, $3, $4) on conflict (path) do update set"
            " content = excluded.content, content_hash = excluded.content_hash,"
            " imported_hash = excluded.imported_hash, imported_at = excluded.imported_at",
            path, content, hash, at_);
    }

    void write_lists(const Catalogue& after) {
        Catalogue before;
        for (const auto& [path, list] : stored_lists_) read_stored_list(path, list, before);
        for (const std::string_view list : list_files()) {
            const std::string path(list);
            const auto file = request_.files.find(path);
            const auto old = stored_files_.find(path);
            if (kept_.contains(path)) {
                note(path, FileOutcome::kept);
                continue;
            }
            if (file == request_.files.end()) {
                if (old == stored_files_.end()) continue;
                transaction_.execute("delete from catalogue_file where path = $1", path);
                write_list_revision(path, "", FileOutcome::removed);
            } else {
                store_file(path, file->second);
                if (old != stored_files_.end() && old->second == file->second) {
                    note(path, FileOutcome::unchanged);
                    continue;
                }
                write_list_revision(
                    path, file->second,
                    old == stored_files_.end() ? FileOutcome::created : FileOutcome::changed);
            }
            if (const CatalogueList* entries = catalogue_list(path.substr(0, path.rfind('.')))) {
                record_imported_entries(transaction_, *entries, before, after, request_.now);
            }
        }
    }

    static void read_stored_list(const std::string& path, const StoredList& list,
                                 Catalogue& catalogue) {
        const auto lists = list_files();
        if (std::find(lists.begin(), lists.end(), path) == lists.end()) return;
        if (!read_list(path, list.content, catalogue).empty())
            throw std::runtime_error("catalogue: unreadable list in the database");
    }

    void write_list_revision(const std::string& path, const std::string& content,
                             FileOutcome outcome) {
        const std::int64_t revision = add_list_revision(transaction_, path, content, at_);
        note(path, outcome);
        record(revision == 1 ? trail::Action::create : trail::Action::change, "catalogue_list",
               path.substr(0, path.rfind('.')), revision);
    }

    void write(const Initiative& initiative) {
        const std::string path = initiative_path(initiative.key);
        if (kept_.contains(path)) {
            // One that never stood in a file is nobody's file to report on.
            if (request_.files.contains(path)) note(path, FileOutcome::kept);
            return;
        }
        const std::string content = stored_content(initiative);
        const auto old = stored_.find(initiative.key);
        const bool current = old != stored_.end() && old->second.current;
        store_file(path, request_.files.at(path));
        if (current && old->second.content == content) {
            set_imported(initiative.key, old->second);
            note(path, FileOutcome::unchanged);
            return;
        }
        const std::int64_t revision = old == stored_.end() ? 1 : old->second.revision + 1;
        put(initiative.key, revision, content);
        note(path, current ? FileOutcome::changed : FileOutcome::created);
        record(current ? trail::Action::change : trail::Action::create, "initiative",
               initiative.key, revision);
    }

    // The file says what the browser says: they are one again.
    void set_imported(const std::string& key, const StoredInitiative& initiative) {
        if (initiative.imported_revision == initiative.revision) return;
        transaction_.execute("update initiative set imported_revision = revision where key = $1",
                             key);
    }

    void put(const std::string& key, std::int64_t revision, const std::string& content) {
        transaction_.execute(
            "insert into initiative (key, revision, content, content_hash, state,"
            " imported_revision, changed_at) values ($1, $2, $3, $4, 'current', $2, $5)"
            " on conflict (key) do update set revision = excluded.revision,"
            " content = excluded.content, content_hash = excluded.content_hash,"
            " state = 'current', imported_revision = excluded.revision,"
            " changed_at = excluded.changed_at",
            key, revision, content, base::sha256_hex(content), at_);
        insert_revision(transaction_,
                        {key, revision, content, "current", Origin::file, std::nullopt, at_, ""});
    }

    void remove(const std::string& key) {
        const StoredInitiative& old = stored_.at(key);
        const std::int64_t revision = old.revision + 1;
        transaction_.execute(
            "update initiative set revision = $2, state = 'removed', imported_revision = null,"
            " changed_at = $3 where key = $1",
            key, revision, at_);
        transaction_.execute("delete from catalogue_file where path = $1", initiative_path(key));
        insert_revision(transaction_, {key, revision, old.content, "removed", Origin::file,
                                       std::nullopt, at_, ""});
        note(initiative_path(key), FileOutcome::removed);
        record(trail::Action::remove, "initiative", key, revision);
    }

    store::WriteTransaction& transaction_;
    const ImportRequest& request_;
    const std::string at_;
    std::map<std::string, StoredInitiative> stored_;
    std::map<std::string, std::string> stored_files_;
    std::map<std::string, StoredList> stored_lists_;  // every stored file, with its hashes
    CatalogueFiles wanted_;                           // what the catalogue will consist of
    std::set<std::string> kept_;                      // paths whose browser version stays
    std::vector<std::string> removed_;
    std::string changes_;
    ImportResult result_;
};

}  // namespace

ImportResult import_catalogue(store::Database& database, const ImportRequest& request) {
    store::WriteTransaction transaction = database.write();
    ImportResult result = CatalogueImport(transaction, request).run();
    if (result.mistakes.empty()) transaction.commit();
    return result;
}

CatalogueFiles export_catalogue(store::Connection& connection) {
    CatalogueFiles files;
    for (const std::string_view path : list_files()) {
        auto content = connection.text("select content from catalogue_file where path = $1", path);
        if (content) files[std::string(path)] = std::move(*content);
    }
    for (const store::Row& row : connection.query(
             "select i.key, i.content, f.content from initiative i left join catalogue_file f"
             " on f.path = 'initiatives/' || i.key || '.yaml' and i.imported_revision = i.revision"
             " where i.state = 'current' order by i.key")) {
        files[initiative_path(row.text(0))] =
            row.is_null(2) ? write_initiative(initiative_in(row.text_view(1))) : row.text(2);
    }
    return files;
}

}  // namespace initiatives
