#include "trail/look_up_index_store.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <tuple>

#include "trail/line_hash.h"
#include "trail/stored_line_internal.h"
#include "trail/tree_store.h"

namespace trail {

namespace {

// A transaction that is older than all of them reads the lines instead.
constexpr int marks_kept = 64;

// The file is SQLite's own; in PostgreSQL the same tables would stand beside the trail's.
// "without rowid": the entries lie in the order of the key.
constexpr std::array<store::Migration, 1> file_schema = {{{1, "0001_look_ups", R"(
create table look_up_mark (sequence bigint primary key, hash text not null);
create table look_up_removed (id bigint primary key check (id = 1), sequence bigint not null);
insert into look_up_removed (id, sequence) values (1, 0);
create table look_up_run (
    level bigint not null, -- 0: as they were added; n: merged n times
    first_line bigint not null,
    last_line bigint not null,
    primary key (level, first_line)
);
create table look_up_of_person (
    level bigint not null,
    first_line bigint not null,
    person_id text not null,
    sequence bigint not null,
    at text not null,
    actor text not null,
    role text not null,
    authority text not null,
    action text not null,
    purpose text not null,
    basis text not null,
    rule text not null,
    primary key (level, first_line, person_id, sequence)
) without rowid;
create table look_up_by_actor (
    actor text not null,
    sequence bigint not null,
    action text not null,
    subject_kind text not null,
    primary key (actor, sequence)
) without rowid;
)"}}};

struct Run {
    std::int64_t level = 0;
    std::int64_t first = 0;  // line
    std::int64_t last = 0;

    static Run with(std::int64_t line, std::int64_t level, std::int64_t lines) {
        const std::int64_t before = (line - 1) / lines * lines;
        return {level, before + 1, before + lines};
    }
    Run larger() const {
        const std::int64_t merged = level == 0 ? new_runs_merged : later_runs_merged;
        return with(first, level + 1, merged * (last - first + 1));
    }
    bool operator==(const Run&) const = default;
};

// The newest lines first. While smaller runs are being merged, a person's entries stand either in
// them or in the larger one, never in both.
std::vector<Run> runs_in(store::Connection& file) {
    std::vector<Run> runs;
    for (const store::Row& row : file.query("select level, first_line, last_line from look_up_run"))
        runs.push_back({row.integer(0), row.integer(1), row.integer(2)});
    std::sort(runs.begin(), runs.end(), [](const Run& left, const Run& right) {
        return std::tuple(left.first, right.level) > std::tuple(right.first, left.level);
    });
    return runs;
}

struct Entry {
    std::int64_t sequence = 0;
    std::string at;
    std::string actor;
    std::string role;
    std::string authority;
    std::string action;
    std::string purpose;
    std::string basis;
    std::string rule;
    std::string subject_kind;
    std::string subject_id;

    bool is_about_person() const { return subject_kind == "person"; }
};

struct Batch {
    Run run;
    std::vector<Entry> entries;
    std::string hash;  // the last line's
};

// No further than the end of the run that the first line belongs to.
Batch read_lines(store::Database& trail, std::int64_t after, const AddLimits& limits) {
    Batch batch;
    store::ReadTransaction reading = trail.read();
    for (const store::Row& row :
         reading.query("select sequence, at, actor, role, authority, action, purpose, basis, rule, "
                       "subject_kind, subject_id, hash from trail_line where sequence > $1 "
                       "order by sequence limit $2",
                       after, limits.lines)) {
        const std::int64_t sequence = row.integer(0);
        if (batch.entries.empty()) batch.run = Run::with(sequence, 0, limits.lines_in_run);
        if (sequence > batch.run.last) break;
        batch.entries.push_back({sequence, row.text(1), row.text(2), row.text(3), row.text(4),
                                 row.text(5), row.text(6), row.text(7), row.text(8), row.text(9),
                                 row.text(10)});
        batch.hash = row.text_view(11);
    }
    return batch;
}

void insert_person_entries(store::Connection& file, const std::vector<Entry>& entries,
                           const Run& run) {
    std::vector<const Entry*> sorted;
    for (const Entry& entry : entries)
        if (entry.is_about_person()) sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(), [](const Entry* left, const Entry* right) {
        return std::tie(left->subject_id, left->sequence) <
               std::tie(right->subject_id, right->sequence);
    });
    for (const Entry* entry : sorted)
        file.execute(
            "insert into look_up_of_person (level, first_line, person_id, sequence, at, actor, "
            "role, "
            "authority, action, purpose, basis, rule) values (0, $1, $2, $3, $4, $5, $6, $7, $8, "
            "$9, $10, $11)",
            run.first, entry->subject_id, entry->sequence, entry->at, entry->actor, entry->role,
            entry->authority, entry->action, entry->purpose, entry->basis, entry->rule);
}

void insert_actor_entries(store::Connection& file, const std::vector<Entry>& entries) {
    std::vector<const Entry*> sorted;
    sorted.reserve(entries.size());
    for (const Entry& entry : entries) sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(), [](const Entry* left, const Entry* right) {
        return std::tie(left->actor, left->sequence) < std::tie(right->actor, right->sequence);
    });
    for (const Entry* entry : sorted)
        file.execute(
            "insert into look_up_by_actor (actor, sequence, action, subject_kind) values ($1, $2, "
            "$3, $4)",
            entry->actor, entry->sequence, entry->action, entry->subject_kind);
}

void insert_run(store::Connection& file, const Run& run) {
    file.execute(
        "insert into look_up_run (level, first_line, last_line) values ($1, $2, $3) "
        "on conflict (level, first_line) do nothing",
        run.level, run.first, run.last);
}

void set_mark(store::Connection& file, std::int64_t sequence, const std::string& hash) {
    file.execute("insert into look_up_mark (sequence, hash) values ($1, $2)", sequence, hash);
    const auto oldest_kept = file.integer(
        "select sequence from look_up_mark order by sequence desc limit 1 offset $1", marks_kept);
    if (oldest_kept) file.execute("delete from look_up_mark where sequence <= $1", *oldest_kept);
}

// The person until whom entries of this run are few; empty: all of them are few.
std::optional<std::string> person_after_some(store::Connection& file, const Run& run,
                                             std::int64_t entries) {
    return file.text(
        "select person_id from look_up_of_person where level = $1 and first_line = $2 "
        "order by person_id, sequence limit 1 offset $3",
        run.level, run.first, entries);
}

struct Merge {
    Run into;
    std::vector<Run> from;
};

// The smallest runs first: those whose lines, and their neighbours', are all there.
std::optional<Merge> next_merge(store::Connection& file) {
    const std::int64_t lines = indexed_lines(file);
    std::optional<Merge> next;
    for (const Run& run : runs_in(file)) {
        const Run into = run.larger();
        if (into.last > lines) continue;
        if (next && next->into.level < into.level) continue;
        if (!next || !(next->into == into)) next = Merge{into, {}};
        next->from.push_back(run);
    }
    return next;
}

// Removes a piece of what stands about lines up to `gone` in a run all of whose lines are; false
// when nothing is left of it.
bool remove_piece(store::Connection& file, const Run& run, std::int64_t entries) {
    if (const auto person = person_after_some(file, run, entries)) {
        file.execute(
            "delete from look_up_of_person where level = $1 and first_line = $2 and person_id <= "
            "$3",
            run.level, run.first, *person);
        return true;
    }
    file.execute("delete from look_up_of_person where level = $1 and first_line = $2", run.level,
                 run.first);
    file.execute("delete from look_up_run where level = $1 and first_line = $2", run.level,
                 run.first);
    return false;
}

// The person who ends the next piece after `person`; empty: it goes to the end.
std::optional<std::string> end_of_piece(store::Connection& file, const Run& run,
                                        const std::string& person, std::int64_t entries) {
    return file.text(
        "select person_id from look_up_of_person where level = $1 and first_line = $2 and "
        "person_id > $3 order by person_id, sequence limit 1 offset $4",
        run.level, run.first, person, entries);
}

void remove_old_entries_of_run(store::Database& file, const Run& run, const Removal& removal) {
    std::string person;
    std::optional<std::string> end;
    do {
        store::WriteTransaction writing = file.write();
        end = end_of_piece(writing, run, person, removal.entries);
        if (end) {
            writing.execute(
                "delete from look_up_of_person where level = $1 and first_line = $2 and "
                "person_id >= $3 and person_id <= $4 and sequence <= $5",
                run.level, run.first, person, *end, removal.gone);
            person = *end;
        } else {
            writing.execute(
                "delete from look_up_of_person where level = $1 and first_line = $2 and "
                "person_id >= $3 and sequence <= $4",
                run.level, run.first, person, removal.gone);
        }
        writing.commit();
    } while (end && !removal.stopped());
}

void remove_person_entries(store::Database& file, const Removal& removal) {
    std::vector<Run> runs;
    {
        store::ReadTransaction reading = file.read();
        runs = runs_in(reading);
    }
    for (const Run& run : runs) {
        if (run.first > removal.gone || removal.stopped()) continue;
        if (run.last > removal.gone) {
            remove_old_entries_of_run(file, run, removal);
            continue;
        }
        bool more = true;
        while (more && !removal.stopped()) {
            store::WriteTransaction writing = file.write();
            more = remove_piece(writing, run, removal.entries);
            writing.commit();
        }
    }
}

void remove_actor_entries(store::Database& file, const Removal& removal) {
    std::optional<std::string> actor = "";
    while (actor && !removal.stopped()) {
        store::WriteTransaction writing = file.write();
        const auto end = writing.integer(
            "select sequence from look_up_by_actor where actor = $1 and sequence <= $2 "
            "order by sequence limit 1 offset $3",
            *actor, removal.gone, removal.entries);
        writing.execute("delete from look_up_by_actor where actor = $1 and sequence <= $2", *actor,
                        end.value_or(removal.gone));
        if (!end)
            actor =
                writing.text("select min(actor) from look_up_by_actor where actor > $1", *actor);
        writing.commit();
    }
}

// A sum over entries in any order, under a key that is made anew each time: nobody can write
// entries that add up to the same.
class Sum {
  public:
    explicit Sum(const std::array<unsigned char, crypto_shorthash_KEYBYTES>& key) : key_(key) {}

    void add(std::int64_t sequence, const store::Row& row, int first_text, int last_text) {
        bytes_ = std::to_string(sequence);
        for (int column = first_text; column <= last_text; ++column) {
            const std::string_view text = row.text_view(column);
            bytes_ += ':';
            bytes_ += std::to_string(text.size());
            bytes_ += ':';
            bytes_ += text;
        }
        std::uint64_t hash = 0;
        static_assert(sizeof hash == crypto_shorthash_BYTES);
        crypto_shorthash(reinterpret_cast<unsigned char*>(&hash),
                         reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size(),
                         key_.data());
        sum_ += hash;
        ++count_;
    }
    bool operator==(const Sum& other) const { return sum_ == other.sum_ && count_ == other.count_; }

  private:
    std::array<unsigned char, crypto_shorthash_KEYBYTES> key_;
    std::string bytes_;
    std::uint64_t sum_ = 0;
    std::int64_t count_ = 0;
};

}  // namespace

base::Result<void> prepare_look_up_file(store::Database& file) {
    return file.migrate(file_schema);
}

std::int64_t indexed_lines(store::Connection& file) {
    return file.integer("select max(sequence) from look_up_mark").value_or(0);
}

std::optional<std::int64_t> shared_lines(store::Connection& trail, store::Connection& file) {
    for (const store::Row& row :
         file.query("select sequence, hash from look_up_mark where sequence <= $1 "
                    "order by sequence desc limit 1",
                    line_count(trail))) {
        const std::int64_t sequence = row.integer(0);
        const std::vector<Hash> hash = line_hashes(trail, sequence, 1);
        if (hash.size() == 1 && is_hex_of(row.text_view(1), hash.front())) return sequence;
        return std::nullopt;
    }
    return 0;
}

std::int64_t lines_gone(store::Connection& trail) {
    return trail.integer("select min(sequence) - 1 from trail_line").value_or(0);
}

void add_entries(store::Database& trail, store::Database& file, const AddLimits& limits) {
    std::int64_t after = 0;
    {
        store::ReadTransaction reading = file.read();
        after = indexed_lines(reading);
    }
    const Batch batch = read_lines(trail, after, limits);
    if (batch.entries.empty()) return;
    store::WriteTransaction writing = file.write();
    if (indexed_lines(writing) != after) return;  // another program was faster
    insert_run(writing, batch.run);
    insert_person_entries(writing, batch.entries, batch.run);
    insert_actor_entries(writing, batch.entries);
    set_mark(writing, batch.entries.back().sequence, batch.hash);
    writing.commit();
}

bool merge_entries(store::Database& file, std::int64_t entries) {
    {
        store::ReadTransaction reading = file.read();
        if (!next_merge(reading)) return false;
    }
    store::WriteTransaction writing = file.write();
    const std::optional<Merge> merge = next_merge(writing);
    if (!merge) return false;
    insert_run(writing, merge->into);
    std::optional<std::string> end;
    for (const Run& run : merge->from) {
        const auto person = person_after_some(writing, run, entries);
        if (person && (!end || *person < *end)) end = person;
    }
    for (const Run& run : merge->from) {
        // Whole persons, so that nobody's lines stand in two places.
        if (end) {
            writing.execute(
                "update look_up_of_person set level = $1, first_line = $2 "
                "where level = $3 and first_line = $4 and person_id <= $5",
                merge->into.level, merge->into.first, run.level, run.first, *end);
        } else {
            writing.execute(
                "update look_up_of_person set level = $1, first_line = $2 "
                "where level = $3 and first_line = $4",
                merge->into.level, merge->into.first, run.level, run.first);
            writing.execute("delete from look_up_run where level = $1 and first_line = $2",
                            run.level, run.first);
        }
    }
    writing.commit();
    return true;
}

std::int64_t removed_entries(store::Connection& file) {
    return file.integer("select sequence from look_up_removed").value_or(0);
}

void remove_entries(store::Database& file, const Removal& removal) {
    remove_person_entries(file, removal);
    remove_actor_entries(file, removal);
    if (removal.stopped()) return;
    store::WriteTransaction writing = file.write();
    writing.execute("update look_up_removed set sequence = $1", removal.gone);
    writing.commit();
}

std::vector<PersonLine> person_entries(store::Connection& file, const Filter& filter,
                                       std::int64_t first, std::int64_t last) {
    std::vector<PersonLine> found;
    const auto limit = static_cast<std::size_t>(filter.limit);
    for (const Run& run : runs_in(file)) {
        if (run.first > last || run.last < first) continue;
        if (found.size() >= limit) break;
        for (const store::Row& row : file.query(
                 "select sequence, at, actor, role, authority, action, purpose, basis, rule "
                 "from look_up_of_person where level = $1 and first_line = $2 and person_id = $3 "
                 "and sequence >= $4 and sequence <= $5 and ($6 = '' or actor = $6) "
                 "and ($7 = '' or action = $7) order by sequence desc limit $8",
                 run.level, run.first, filter.subject_id, first, last, filter.actor, filter.action,
                 static_cast<std::int64_t>(limit - found.size())))
            found.push_back(person_line_of(row));
    }
    return found;
}

std::vector<std::int64_t> actor_entries(store::Connection& file, const Filter& filter,
                                        std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> found;
    for (const store::Row& row :
         file.query("select sequence from look_up_by_actor where actor = $1 and sequence >= $2 "
                    "and sequence <= $3 and ($4 = '' or action = $4) "
                    "and ($5 = '' or subject_kind = $5) order by sequence desc limit $6",
                    filter.actor, first, last, filter.action, filter.subject_kind, filter.limit))
        found.push_back(row.integer(0));
    return found;
}

bool entries_agree(store::Connection& trail, store::Connection& file) {
    const std::optional<std::int64_t> last = shared_lines(trail, file);
    if (!last) return false;
    const std::int64_t gone = lines_gone(trail);
    std::array<unsigned char, crypto_shorthash_KEYBYTES> key{};
    crypto_shorthash_keygen(key.data());
    Sum persons_in_trail(key);
    Sum actors_in_trail(key);
    for (const store::Row& row : trail.query(
             "select sequence, subject_id, at, role, authority, purpose, basis, rule, actor, "
             "action, subject_kind from trail_line where sequence > $1 and sequence <= $2 "
             "order by sequence",
             gone, *last)) {
        actors_in_trail.add(row.integer(0), row, 8, 10);
        if (row.text_view(10) == "person") persons_in_trail.add(row.integer(0), row, 1, 9);
    }
    Sum persons(key);
    for (const Run& run : runs_in(file))  // an entry in the wrong run would not be found
        for (const store::Row& row : file.query(
                 "select sequence, person_id, at, role, authority, purpose, basis, rule, actor, "
                 "action from look_up_of_person where level = $1 and first_line = $2 "
                 "and sequence >= $3 and sequence <= $4 order by person_id, sequence",
                 run.level, run.first, std::max(gone + 1, run.first), std::min(*last, run.last)))
            persons.add(row.integer(0), row, 1, 9);
    Sum actors(key);
    for (const store::Row& row :
         file.query("select sequence, actor, action, subject_kind from look_up_by_actor "
                    "where sequence > $1 and sequence <= $2 order by actor, sequence",
                    gone, *last))
        actors.add(row.integer(0), row, 1, 3);
    return persons == persons_in_trail && actors == actors_in_trail;
}

}  // namespace trail
