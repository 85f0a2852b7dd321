#include "trail/trail.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "base/digest.h"
#include "base/text.h"
#include "trail/line_hash.h"
#include "trail/look_up_index.h"
#include "trail/stored_line_internal.h"
#include "trail/trail_search.h"
#include "trail/tree_store.h"

namespace trail {

namespace {

struct ActionCode {
    Action action;
    std::string_view code;
};

constexpr std::array<ActionCode, 18> action_codes = {{
    {Action::read, "read"},
    {Action::search, "search"},
    {Action::create, "create"},
    {Action::change, "change"},
    {Action::remove, "remove"},
    {Action::restore, "restore"},
    {Action::extract, "extract"},
    {Action::sign, "sign"},
    {Action::refuse, "refuse"},
    {Action::sign_in, "sign_in"},
    {Action::sign_out, "sign_out"},
    {Action::run, "run"},
    {Action::disclose, "disclose"},
    {Action::decline, "decline"},
    {Action::erase, "erase"},
    {Action::break_glass, "break_glass"},
    {Action::merge, "merge"},
    {Action::unmerge, "unmerge"},
}};

constexpr std::size_t longest_text = 200;
constexpr int most_lines = 500;

// What all but a few texts are; so cheap that a look is not longer for it.
bool is_short_and_plain(std::string_view text) {
    return text.size() <= longest_text &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

void check_text(std::string_view text) {
    if (is_short_and_plain(text)) return;
    const bool is_single_line = text.find_first_of("\r\n") == std::string_view::npos;
    if (!is_single_line || !base::is_valid_utf8(text) ||
        base::length_in_characters(text) > longest_text) {
        throw std::logic_error("trail: a text is too long, broken over lines or not UTF-8");
    }
}

void check_line(const Line& line) {
    if (line.actor.empty()) throw std::logic_error("trail: a line without an actor");
    for (const std::string* text :
         {&line.actor, &line.subject_kind, &line.subject_id, &line.purpose, &line.basis, &line.rule,
          &line.reference, &line.role, &line.authority, &line.criteria}) {
        check_text(*text);
    }
}

constexpr std::string_view columns =
    "sequence, at, actor, action, subject_kind, subject_id, purpose, basis, rule, reference, role, "
    "authority, criteria, hash";

constexpr std::string_view person_kind = "person";

Action stored_action(std::int64_t sequence, std::string_view code) {
    if (const auto action = action_of(code)) return *action;
    throw std::runtime_error("trail: line " + std::to_string(sequence) +
                             " has an unreadable action");
}

base::Instant stored_time(std::int64_t sequence, std::string_view text) {
    if (const auto at = base::parse_instant(text)) return *at;
    throw std::runtime_error("trail: line " + std::to_string(sequence) + " has an unreadable time");
}

StoredLine stored_line_of(const store::Row& row) {
    const std::int64_t sequence = row.integer(0);
    return StoredLine{sequence, stored_time(sequence, row.text_view(1)),
                      Line{.actor = row.text(2),
                           .action = stored_action(sequence, row.text_view(3)),
                           .subject_kind = row.text(4),
                           .subject_id = row.text(5),
                           .purpose = row.text(6),
                           .basis = row.text(7),
                           .rule = row.text(8),
                           .reference = row.text(9),
                           .role = row.text(10),
                           .authority = row.text(11),
                           .criteria = row.text(12)},
                      row.text(13)};
}

using Salt = std::array<std::uint8_t, 16>;

Salt new_salt() {
    Salt salt{};
    randombytes_buf(salt.data(), salt.size());
    return salt;
}

// The last line's number and hash.
struct Tail {
    std::int64_t sequence = 0;
    Hash hash{};
};

Tail tail_of(store::Connection& connection) {
    store::Rows rows =
        connection.query("select sequence, hash from trail_line order by sequence desc limit 1");
    if (!rows.next()) return {};
    return Tail{rows.row().integer(0), hash_from_hex(rows.row().text_view(1))};
}

std::int64_t sequence_below(std::int64_t before) {
    return before > 0 ? before : std::numeric_limits<std::int64_t>::max();
}

int allowed_limit(int limit) {
    return std::clamp(limit, 1, most_lines);
}

bool is_about_one_person(const Filter& filter) {
    return filter.subject_kind == person_kind && !filter.subject_id.empty();
}

// Read in the trail itself, among the lines after this one.
std::vector<StoredLine> lines_after(store::Connection& connection, const Filter& filter,
                                    std::int64_t after) {
    std::string sql =
        "select " + std::string(columns) + " from trail_line where sequence < $1 and sequence > $2";
    std::vector<store::Value> values{store::to_value(sequence_below(filter.before)),
                                     store::to_value(after)};
    const auto narrow = [&](std::string_view column, const std::string& wanted) {
        if (wanted.empty()) return;
        values.push_back(store::to_value(wanted));
        sql += " and " + std::string(column) + " = $" + std::to_string(values.size());
    };
    narrow("actor", filter.actor);
    narrow("subject_id", filter.subject_id);
    narrow("action", filter.action);
    narrow("subject_kind", filter.subject_kind);
    // In words: that is what the indexes are made for. What they leave out is never far away.
    if (!filter.action.empty() && filter.action != action_code(Action::read))
        sql += " and action <> 'read'";
    if (!filter.subject_kind.empty() && filter.subject_kind != person_kind)
        sql += " and subject_kind <> 'person'";
    values.push_back(store::to_value(filter.limit));
    sql += " order by sequence desc limit $" + std::to_string(values.size());

    std::vector<StoredLine> found;
    for (const store::Row& row : connection.query_values(sql, values)) {
        found.push_back(stored_line_of(row));
    }
    return found;
}

std::optional<StoredLine> line_at(store::Connection& connection, std::int64_t sequence) {
    for (const store::Row& row : connection.query(
             "select " + std::string(columns) + " from trail_line where sequence = $1", sequence))
        return stored_line_of(row);
    return std::nullopt;
}

// Everything else has an index in the database itself.
bool needs_look_up_index(const Filter& filter) {
    return is_about_one_person(filter) || (!filter.actor.empty() && filter.subject_id.empty());
}

Indexed<std::int64_t> indexed_sequences(store::Connection& connection, const Filter& filter) {
    if (!is_about_one_person(filter)) return indexed_actor_lines(connection, filter);
    const Indexed<PersonLine> known = indexed_person_lines(connection, filter);
    Indexed<std::int64_t> sequences{known.up_to, {}};
    for (const PersonLine& line : known.lines) sequences.lines.push_back(line.sequence);
    return sequences;
}

std::vector<StoredLine> lines_of_kind(store::Connection& connection, const Filter& filter) {
    if (!needs_look_up_index(filter)) return lines_after(connection, filter, 0);
    const Indexed<std::int64_t> known = indexed_sequences(connection, filter);
    std::vector<StoredLine> found = lines_after(connection, filter, known.up_to);
    for (const std::int64_t sequence : known.lines) {
        if (found.size() >= static_cast<std::size_t>(filter.limit)) break;
        if (auto line = line_at(connection, sequence)) found.push_back(std::move(*line));
    }
    return found;
}

// The kinds of subjects in the trail, each found by one step in the index.
std::vector<std::string> subject_kinds(store::Connection& connection) {
    std::vector<std::string> kinds{std::string(person_kind)};
    auto kind =
        connection.text("select min(subject_kind) from trail_line where subject_kind <> 'person'");
    while (kind) {
        kinds.push_back(*kind);
        kind = connection.text(
            "select min(subject_kind) from trail_line where subject_kind <> 'person' "
            "and subject_kind > $1",
            kinds.back());
    }
    return kinds;
}

// The indexes on subjects begin with the kind, so each kind is asked for.
std::vector<StoredLine> lines_of_every_kind(store::Connection& connection, Filter filter) {
    std::vector<StoredLine> found;
    for (const std::string& kind : subject_kinds(connection)) {
        if (kind.empty()) continue;  // such lines have no subject, so no id
        filter.subject_kind = kind;
        const std::vector<StoredLine> of_kind = lines_of_kind(connection, filter);
        found.insert(found.end(), of_kind.begin(), of_kind.end());
    }
    std::sort(found.begin(), found.end(), [](const StoredLine& left, const StoredLine& right) {
        return left.sequence > right.sequence;
    });
    const auto limit = static_cast<std::size_t>(filter.limit);
    if (found.size() > limit) found.resize(limit);
    return found;
}

// Whether one index alone finds the lines, or the look-up index does; otherwise others that don't
// fit may stand between them, any number of them.
bool is_indexed(const Filter& filter) {
    if (needs_look_up_index(filter) || !filter.subject_id.empty()) return true;
    if (!filter.action.empty() && !filter.subject_kind.empty()) return false;
    return filter.action != action_code(Action::read) && filter.subject_kind != person_kind;
}

// The line down to which, itself left out, is looked; 0: down to the first.
std::int64_t lowest_looked_at(store::Connection& connection, const Filter& filter,
                              std::int64_t most) {
    if (is_indexed(filter)) return 0;
    const std::int64_t begin = std::min(sequence_below(filter.before), line_count(connection) + 1);
    const std::int64_t lowest = std::max<std::int64_t>(begin - 1 - most, 0);
    const auto first = connection.integer("select min(sequence) from trail_line");
    return first && *first <= lowest ? lowest : 0;
}

}  // namespace

std::string_view action_code(Action action) {
    const auto found = std::find_if(action_codes.begin(), action_codes.end(),
                                    [action](const auto& entry) { return entry.action == action; });
    if (found == action_codes.end()) throw std::logic_error("trail: an action without a code");
    return found->code;
}

std::optional<Action> action_of(std::string_view code) {
    const auto found = std::find_if(action_codes.begin(), action_codes.end(),
                                    [code](const auto& entry) { return entry.code == code; });
    if (found == action_codes.end()) return std::nullopt;
    return found->action;
}

PersonLine person_line_of(const store::Row& row) {
    const std::int64_t sequence = row.integer(0);
    return {sequence,    stored_time(sequence, row.text_view(1)),   row.text(2), row.text(3),
            row.text(4), stored_action(sequence, row.text_view(5)), row.text(6), row.text(7),
            row.text(8)};
}

std::int64_t append(store::WriteTransaction& transaction, base::Instant now, const Line& line) {
    check_line(line);
    const Tail tail = tail_of(transaction);
    const std::string at = base::iso_instant(now);
    const Salt salt = new_salt();
    const LineText text{.sequence = tail.sequence + 1,
                        .at = at,
                        .actor = line.actor,
                        .action = action_code(line.action),
                        .subject_kind = line.subject_kind,
                        .subject_id = line.subject_id,
                        .purpose = line.purpose,
                        .basis = line.basis,
                        .rule = line.rule,
                        .reference = line.reference,
                        .role = line.role,
                        .authority = line.authority,
                        .criteria = line.criteria,
                        .salt = {reinterpret_cast<const char*>(salt.data()), salt.size()}};
    transaction.execute(
        "insert into trail_line (sequence, at, actor, action, subject_kind, subject_id, purpose, "
        "basis, rule, reference, role, authority, criteria, hash, salt) values ($1, $2, $3, $4, "
        "$5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        text.sequence, text.at, text.actor, text.action, text.subject_kind, text.subject_id,
        text.purpose, text.basis, text.rule, text.reference, text.role, text.authority,
        text.criteria, base::hex(line_hash(tail.hash, text)), std::span<const std::uint8_t>(salt));
    store_tiles(transaction, text.sequence);
    return text.sequence;
}

void append_alone(store::Database& database, base::Instant now, const Line& line) {
    store::WriteTransaction transaction = database.write();
    append(transaction, now, line);
    transaction.commit();
}

std::vector<StoredLine> lines(store::Connection& connection, const Filter& filter) {
    Filter asked = filter;
    asked.limit = allowed_limit(filter.limit);
    if (filter.subject_kind.empty() && !filter.subject_id.empty())
        return lines_of_every_kind(connection, asked);
    return lines_of_kind(connection, asked);
}

SearchedLines search(store::Connection& connection, const Filter& filter, std::int64_t most) {
    Filter asked = filter;
    asked.limit = allowed_limit(filter.limit + 1);  // one more tells whether there are older ones
    const std::int64_t lowest = lowest_looked_at(connection, asked, most);
    SearchedLines found;
    found.lines = lowest > 0 ? lines_after(connection, asked, lowest) : lines(connection, asked);
    if (found.lines.size() == static_cast<std::size_t>(asked.limit)) {
        found.lines.pop_back();
        found.older = found.lines.back().sequence;
    } else if (lowest > 0) {
        found.older = lowest + 1;
        found.whole = false;
    }
    return found;
}

std::vector<PersonLine> lines_about_person(store::Connection& connection,
                                           std::string_view person_id, std::int64_t before,
                                           int limit) {
    Indexed<PersonLine> known =
        indexed_person_lines(connection, {.subject_kind = std::string(person_kind),
                                          .subject_id = std::string(person_id),
                                          .before = before,
                                          .limit = allowed_limit(limit)});
    std::vector<PersonLine> found;
    for (const store::Row& row : connection.query(
             "select sequence, at, actor, role, authority, action, purpose, basis, rule "
             "from trail_line where subject_kind = 'person' and subject_id = $1 and sequence < $2 "
             "and sequence > $3 order by sequence desc limit $4",
             person_id, sequence_below(before), known.up_to, allowed_limit(limit)))
        found.push_back(person_line_of(row));
    for (PersonLine& line : known.lines) {
        if (found.size() >= static_cast<std::size_t>(allowed_limit(limit))) break;
        found.push_back(std::move(line));
    }
    return found;
}

}  // namespace trail
