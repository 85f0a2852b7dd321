#include "people/merge_store.h"

#include <algorithm>

namespace people {
namespace {

using PersonWarrant = access::Warrant<access::PersonId>;

base::Error not_found() {
    return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
}

void require_both(const PersonWarrant& one, const PersonWarrant& other, base::Instant now) {
    one.require(access::Action::merge, now);
    other.require(access::Action::merge, now);
}

// Neither leads to another, and nobody leads to the one that is to be merged.
bool may_merge(store::Connection& connection, access::PersonId kept, access::PersonId merged) {
    if (kept == merged) return false;
    const auto standing = connection.integer(
        "select count(*) from person where id in ($1, $2) and merged_into_id is null", kept.value,
        merged.value);
    const auto led_to =
        connection.integer("select 1 from person where merged_into_id = $1 limit 1", merged.value);
    return standing == 2 && !led_to;
}

void settle(store::WriteTransaction& transaction, access::PersonId one, access::PersonId other,
            std::string_view outcome, std::int64_t account_id, base::Instant now) {
    transaction.execute(
        "update possible_duplicate set outcome = $3, settled_at = $4, settled_by = $5 "
        "where first_id = $1 and second_id = $2",
        std::min(one, other).value, std::max(one, other).value, outcome, base::iso_instant(now),
        account_id);
}

DuplicateOutcome outcome_of(std::string_view code) {
    if (code == "merged") return DuplicateOutcome::merged;
    return code == "different" ? DuplicateOutcome::different : DuplicateOutcome::open;
}

PossibleDuplicate read_duplicate(const store::Row& row) {
    return {row.integer(0),
            {row.integer(1)},
            {row.integer(2)},
            base::parse_instant(row.text_view(3)).value(),
            outcome_of(row.text_view(4))};
}

// Those of one agency's records, by number.
std::vector<PossibleDuplicate> duplicates_with(store::Connection& connection,
                                               std::string_view outcome,
                                               const std::string& controller_cvr,
                                               std::int64_t after, int most) {
    std::vector<PossibleDuplicate> found;
    for (const store::Row& row : connection.query(
             "select possible_duplicate.id, first_id, second_id, found_at, outcome "
             "from possible_duplicate join person as one on one.id = first_id "
             "join person as other on other.id = second_id "
             "where outcome = $1 and possible_duplicate.id > $2 and one.controller_cvr = $3 and "
             "other.controller_cvr = $3 order by possible_duplicate.id limit $4",
             outcome, after, controller_cvr, most))
        found.push_back(read_duplicate(row));
    return found;
}

Merge read_merge(const store::Row& row) {
    Merge merge;
    merge.id = row.integer(0);
    merge.kept = {row.integer(1)};
    merge.merged = {row.integer(2)};
    merge.merged_at = base::parse_instant(row.text_view(3)).value();
    merge.merged_by = row.integer(4);
    if (!row.is_null(5)) merge.parted_at = base::parse_instant(row.text_view(5));
    return merge;
}

bool is_look(const trail::Line& line) {
    return line.action == trail::Action::read || line.action == trail::Action::extract;
}

// The looks at one record within the time, the newest first.
std::vector<trail::StoredLine> looks_at(store::Connection& connection, access::PersonId person,
                                        const Merge& merge, std::size_t most) {
    constexpr int lines_at_a_time = 500;
    const base::Instant end = merge.parted_at.value_or(base::Instant::max());
    trail::Filter filter;
    filter.subject_kind = "person";
    filter.subject_id = std::to_string(person.value);
    filter.limit = lines_at_a_time;
    std::vector<trail::StoredLine> looks;
    while (looks.size() < most) {
        const std::vector<trail::StoredLine> page = trail::lines(connection, filter);
        for (const trail::StoredLine& line : page)
            if (line.at >= merge.merged_at && line.at <= end && is_look(line.line))
                looks.push_back(line);
        if (page.size() < lines_at_a_time || page.back().at < merge.merged_at) break;
        filter.before = page.back().sequence;
    }
    return looks;
}

}  // namespace

void note_possible_duplicate(store::WriteTransaction& transaction, access::PersonId first,
                             access::PersonId second, base::Instant now) {
    if (first == second) return;
    transaction.execute(
        "insert into possible_duplicate (first_id, second_id, found_at, outcome) "
        "values ($1, $2, $3, 'open') on conflict (first_id, second_id) do nothing",
        std::min(first, second).value, std::max(first, second).value, base::iso_instant(now));
}

std::vector<PossibleDuplicate> open_duplicates(store::Connection& connection,
                                               const std::string& controller_cvr,
                                               std::int64_t after, int most) {
    return duplicates_with(connection, "open", controller_cvr, after, most);
}

std::vector<PossibleDuplicate> merged_duplicates(store::Connection& connection,
                                                 const std::string& controller_cvr,
                                                 std::int64_t after, int most) {
    return duplicates_with(connection, "merged", controller_cvr, after, most);
}

std::optional<PossibleDuplicate> find_duplicate(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query(
        "select id, first_id, second_id, found_at, outcome from possible_duplicate where id = $1",
        id);
    if (!rows.next()) return std::nullopt;
    return read_duplicate(rows.row());
}

access::PersonId standing_record(store::Connection& connection, access::PersonId record) {
    const auto kept =
        connection.integer("select merged_into_id from person where id = $1", record.value);
    return kept ? access::PersonId{*kept} : record;
}

base::Result<void> settle_as_different(store::WriteTransaction& transaction,
                                       const PersonWarrant& one, const PersonWarrant& other,
                                       std::int64_t duplicate_id, const Moment& moment) {
    require_both(one, other, moment.now);
    const std::optional<PossibleDuplicate> duplicate = find_duplicate(transaction, duplicate_id);
    const access::PersonId first = std::min(one.subject(), other.subject());
    const access::PersonId second = std::max(one.subject(), other.subject());
    if (!duplicate || duplicate->outcome != DuplicateOutcome::open || duplicate->first != first ||
        duplicate->second != second)
        return not_found();
    settle(transaction, first, second, "different", one.account_id(), moment.now);
    return {};
}

base::Result<std::int64_t> merge_persons(store::WriteTransaction& transaction,
                                         const PersonWarrant& kept, const PersonWarrant& merged,
                                         const Moment& moment) {
    require_both(kept, merged, moment.now);
    if (!may_merge(transaction, kept.subject(), merged.subject()))
        return base::refuse("merge_again",
                            "De to kan ikke lægges sammen: en af dem er det allerede.");
    transaction.execute("update person set merged_into_id = $2 where id = $1",
                        merged.subject().value, kept.subject().value);
    settle(transaction, kept.subject(), merged.subject(), "merged", kept.account_id(), moment.now);
    return transaction
        .integer(
            "insert into person_merge (kept_id, merged_id, merged_at, merged_by) "
            "values ($1, $2, $3, $4) returning id",
            kept.subject().value, merged.subject().value, base::iso_instant(moment.now),
            kept.account_id())
        .value();
}

base::Result<void> part_persons(store::WriteTransaction& transaction, const PersonWarrant& kept,
                                const PersonWarrant& merged, const Moment& moment) {
    require_both(kept, merged, moment.now);
    const std::optional<Merge> merge = merge_of(transaction, merged.subject());
    if (!merge || merge->kept != kept.subject()) return not_found();
    transaction.execute("update person set merged_into_id = null where id = $1",
                        merged.subject().value);
    transaction.execute("update person_merge set parted_at = $2, parted_by = $3 where id = $1",
                        merge->id, base::iso_instant(moment.now), kept.account_id());
    settle(transaction, kept.subject(), merged.subject(), "different", kept.account_id(),
           moment.now);
    return {};
}

std::vector<Merge> parted_merges(store::Connection& connection, std::int64_t before, int most) {
    std::vector<Merge> found;
    for (const store::Row& row : connection.query(
             "select id, kept_id, merged_id, merged_at, merged_by, parted_at from person_merge "
             "where parted_at > '' and ($1 = 0 or id < $1) order by id desc limit $2",
             before, most))
        found.push_back(read_merge(row));
    return found;
}

std::optional<Merge> find_merge(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query(
        "select id, kept_id, merged_id, merged_at, merged_by, parted_at from person_merge "
        "where id = $1",
        id);
    if (!rows.next()) return std::nullopt;
    return read_merge(rows.row());
}

std::optional<Merge> merge_of(store::Connection& connection, access::PersonId merged) {
    store::Rows rows = connection.query(
        "select id, kept_id, merged_id, merged_at, merged_by, parted_at from person_merge "
        "where merged_id = $1 and parted_at is null",
        merged.value);
    if (!rows.next()) return std::nullopt;
    return read_merge(rows.row());
}

std::vector<trail::StoredLine> looks_while_merged(store::Connection& connection, const Merge& merge,
                                                  std::size_t most) {
    std::vector<trail::StoredLine> looks = looks_at(connection, merge.kept, merge, most);
    const std::vector<trail::StoredLine> others = looks_at(connection, merge.merged, merge, most);
    looks.insert(looks.end(), others.begin(), others.end());
    std::sort(looks.begin(), looks.end(),
              [](const trail::StoredLine& left, const trail::StoredLine& right) {
                  return left.sequence < right.sequence;
              });
    if (looks.size() > most) looks.resize(most);
    return looks;
}

}  // namespace people
