#include "trail/trail.h"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "base/digest.h"
#include "base/text.h"

namespace trail {

namespace {

struct ActionCode {
    Action action;
    std::string_view code;
};

constexpr std::array<ActionCode, 13> action_codes = {{
    {Action::read, "read"},
    {Action::search, "search"},
    {Action::create, "create"},
    {Action::change, "change"},
    {Action::remove, "remove"},
    {Action::restore, "restore"},
    {Action::disclose, "disclose"},
    {Action::extract, "extract"},
    {Action::sign, "sign"},
    {Action::refuse, "refuse"},
    {Action::sign_in, "sign_in"},
    {Action::sign_out, "sign_out"},
    {Action::run, "run"},
}};

constexpr std::size_t longest_text = 200;
constexpr int most_lines = 500;

// The line as it stands in the table: the hash is over exactly these texts.
struct Record {
    std::int64_t sequence = 0;
    std::string at;
    std::string actor;
    std::string action;
    std::string subject_kind;
    std::string subject_id;
    std::string purpose;
    std::string basis;
    std::string rule;
    std::string reference;
};

// Each field is preceded by its length, so that no two different lines give the same bytes.
std::string hash_of(const std::string& previous_hash, const Record& record) {
    std::string bytes = "trygby trail 1\n";
    const auto field = [&bytes](const std::string& text) {
        bytes += std::to_string(text.size());
        bytes += ':';
        bytes += text;
    };
    field(previous_hash);
    field(std::to_string(record.sequence));
    for (const std::string* text :
         {&record.at, &record.actor, &record.action, &record.subject_kind, &record.subject_id,
          &record.purpose, &record.basis, &record.rule, &record.reference}) {
        field(*text);
    }
    return base::sha256_hex(bytes);
}

void check_text(std::string_view text) {
    const bool is_single_line = text.find_first_of("\r\n") == std::string_view::npos;
    if (!is_single_line || !base::is_valid_utf8(text) ||
        base::length_in_characters(text) > longest_text) {
        throw std::logic_error("trail: a text is too long, broken over lines or not UTF-8");
    }
}

void check_line(const Line& line) {
    if (line.actor.empty()) throw std::logic_error("trail: a line without an actor");
    for (const std::string* text : {&line.actor, &line.subject_kind, &line.subject_id,
                                    &line.purpose, &line.basis, &line.rule, &line.reference}) {
        check_text(*text);
    }
}

constexpr std::string_view columns =
    "sequence, at, actor, action, subject_kind, subject_id, purpose, basis, rule, reference, hash";

Record record_of(const store::Row& row) {
    return Record{row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4),
                  row.text(5),    row.text(6), row.text(7), row.text(8), row.text(9)};
}

StoredLine stored_line_of(const store::Row& row) {
    const Record record = record_of(row);
    const auto at = base::parse_instant(record.at);
    const auto action = action_of(record.action);
    if (!at || !action) {
        throw std::runtime_error("trail: line " + std::to_string(record.sequence) +
                                 " has an unreadable time or action");
    }
    return StoredLine{record.sequence, *at,
                      Line{record.actor, *action, record.subject_kind, record.subject_id,
                           record.purpose, record.basis, record.rule, record.reference},
                      row.text(10)};
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

std::int64_t append(store::WriteTransaction& transaction, base::Instant now, const Line& line) {
    check_line(line);
    std::int64_t sequence = 1;
    std::string previous_hash;
    {
        store::Rows rows = transaction.query(
            "select sequence, hash from trail_line order by sequence desc limit 1");
        if (rows.next()) {
            sequence = rows.row().integer(0) + 1;
            previous_hash = rows.row().text(1);
        }
    }
    const Record record{sequence,          base::iso_instant(now),
                        line.actor,        std::string(action_code(line.action)),
                        line.subject_kind, line.subject_id,
                        line.purpose,      line.basis,
                        line.rule,         line.reference};
    transaction.execute("insert into trail_line (" + std::string(columns) +
                            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                        record.sequence, record.at, record.actor, record.action,
                        record.subject_kind, record.subject_id, record.purpose, record.basis,
                        record.rule, record.reference, hash_of(previous_hash, record));
    return sequence;
}

void append_alone(store::Database& database, base::Instant now, const Line& line) {
    store::WriteTransaction transaction = database.write();
    append(transaction, now, line);
    transaction.commit();
}

Verification verify(store::Connection& connection) {
    Verification result;
    const std::string sql = "select " + std::string(columns) + " from trail_line order by sequence";
    for (const store::Row& row : connection.query(sql)) {
        const std::int64_t expected = result.lines + 1;
        const Record record = record_of(row);
        if (record.sequence != expected) {
            result.first_broken = expected;
            result.what = "Linje " + std::to_string(expected) + " mangler.";
            return result;
        }
        const std::string hash = hash_of(result.head, record);
        if (hash != row.text_view(10)) {
            result.first_broken = expected;
            result.what = "Linje " + std::to_string(expected) +
                          " passer ikke med sin kontrolsum: linjen eller dens plads er ændret.";
            return result;
        }
        result.lines = expected;
        result.head = hash;
    }
    return result;
}

std::vector<StoredLine> lines(store::Connection& connection, const Filter& filter) {
    std::string sql = "select " + std::string(columns) + " from trail_line where sequence < $1";
    const std::int64_t before =
        filter.before > 0 ? filter.before : std::numeric_limits<std::int64_t>::max();
    std::vector<store::Value> values{store::to_value(before)};
    const auto narrow = [&](std::string_view column, const std::string& wanted) {
        if (wanted.empty()) return;
        values.push_back(store::to_value(wanted));
        sql += " and " + std::string(column) + " = $" + std::to_string(values.size());
    };
    narrow("actor", filter.actor);
    narrow("subject_kind", filter.subject_kind);
    narrow("subject_id", filter.subject_id);
    narrow("action", filter.action);
    values.push_back(store::to_value(std::clamp(filter.limit, 1, most_lines)));
    sql += " order by sequence desc limit $" + std::to_string(values.size());

    std::vector<StoredLine> found;
    for (const store::Row& row : connection.query_values(sql, values)) {
        found.push_back(stored_line_of(row));
    }
    return found;
}

}  // namespace trail
