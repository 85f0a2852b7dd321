#include "people/relation_store.h"

#include <algorithm>
#include <set>

#include "people/person_row_store_internal.h"

namespace people {
namespace {

using PersonWarrant = access::Warrant<access::PersonId>;

std::optional<std::string> text_of(const std::optional<base::Date>& date) {
    return date ? std::optional(base::iso_date(*date)) : std::nullopt;
}

std::optional<base::Date> date_at(const store::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : base::parse_date(row.text_view(column));
}

Relation read_relation(const store::Row& row) {
    Relation relation;
    relation.id = row.integer(0);
    relation.version = row.integer(1);
    relation.person = {row.integer(2)};
    relation.other = {row.integer(3)};
    relation.kind = relation_of(row.text_view(4)).value();
    relation.from = date_at(row, 5);
    relation.to = date_at(row, 6);
    return relation;
}

struct StoredRelation {
    Relation relation;  // of the records that were kept, where some were merged
    std::string subject;
    std::vector<std::uint8_t> note;
};

// Of a person and of those merged into it.
std::vector<StoredRelation> stored_relations(store::Connection& connection,
                                             access::PersonId person) {
    std::vector<StoredRelation> found;
    for (const store::Row& row : connection.query(
             "select relation.id, relation.version, coalesce(first.merged_into_id, first.id), "
             "coalesce(second.merged_into_id, second.id), relation.kind, relation.from_on, "
             "relation.to_on, relation.note, first.subject from person_relation as relation "
             "join person as first on first.id = relation.person_id "
             "join person as second on second.id = relation.other_id where relation.id in ("
             "select id from person_relation where removed = 0 and person_id in "
             "(select id from person where id = $1 union all "
             "select id from person where merged_into_id = $1) union "
             "select id from person_relation where removed = 0 and other_id in "
             "(select id from person where id = $1 union all "
             "select id from person where merged_into_id = $1)) order by relation.id",
             person.value))
        found.push_back({read_relation(row), row.text(8), row.bytes(7)});
    return found;
}

base::Error not_found() {
    return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
}

// The relation that both warrants are about, as it stands.
base::Result<Relation> find_relation(store::Connection& connection, const PersonWarrant& person,
                                     const PersonWarrant& other, std::int64_t id,
                                     std::int64_t version) {
    store::Rows rows = connection.query(
        "select relation.id, relation.version, coalesce(first.merged_into_id, first.id), "
        "coalesce(second.merged_into_id, second.id), relation.kind, from_on, to_on, note "
        "from person_relation as relation join person as first on first.id = person_id "
        "join person as second on second.id = other_id "
        "where relation.id = $1 and coalesce(first.merged_into_id, first.id) = $2 and "
        "coalesce(second.merged_into_id, second.id) = $3 and removed = 0",
        id, person.subject().value, other.subject().value);
    if (!rows.next()) return not_found();
    const Relation found = read_relation(rows.row());
    if (found.version != version)
        return base::refuse("version_conflict", "En anden har ændret oplysningerne imens.");
    return found;
}

void require_both(const PersonWarrant& person, const PersonWarrant& other, access::Action action,
                  base::Instant now) {
    person.require(action, now);
    other.require(action, now);
}

}  // namespace

base::Result<std::int64_t> add_relation(store::WriteTransaction& transaction, vault::Vault& vault,
                                        const PersonWarrant& person, const PersonWarrant& other,
                                        const Relation& relation, const Moment& moment) {
    require_both(person, other, access::Action::change, moment.now);
    Relation added = relation;
    added.person = person.subject();
    added.other = other.subject();
    if (const auto errors = check(added); !errors.empty()) return errors.front().error;
    const SealedFields sealed = sealed_fields(transaction, vault, added.person, "person_relation");
    return transaction
        .integer(
            "insert into person_relation (version, person_id, other_id, kind, from_on, to_on, "
            "note, account_id) values (1, $1, $2, $3, $4, $5, $6, $7) returning id",
            added.person.value, added.other.value, relation_code(added.kind), text_of(added.from),
            text_of(added.to), std::span<const std::uint8_t>(sealed.seal("note", added.note)),
            person.account_id())
        .value();
}

base::Result<void> end_relation(store::WriteTransaction& transaction, const PersonWarrant& person,
                                const PersonWarrant& other, std::int64_t id, std::int64_t version,
                                base::Date last_day, const Moment& moment) {
    require_both(person, other, access::Action::change, moment.now);
    base::Result<Relation> relation = find_relation(transaction, person, other, id, version);
    if (!relation) return relation.error();
    if (relation->from && last_day < *relation->from)
        return base::refuse("order", "Slutdatoen ligger før startdatoen.");
    transaction.execute(
        "update person_relation set version = version + 1, to_on = $2, account_id = $3 "
        "where id = $1",
        id, base::iso_date(last_day), person.account_id());
    return {};
}

base::Result<void> remove_relation(store::WriteTransaction& transaction,
                                   const PersonWarrant& person, const PersonWarrant& other,
                                   std::int64_t id, std::int64_t version, const Moment& moment) {
    require_both(person, other, access::Action::change, moment.now);
    const base::Result<Relation> relation = find_relation(transaction, person, other, id, version);
    if (!relation) return relation.error();
    transaction.execute(
        "update person_relation set version = version + 1, removed = 1, account_id = $2 "
        "where id = $1",
        id, person.account_id());
    return {};
}

std::vector<access::PersonId> related_persons(store::Connection& connection,
                                              const PersonWarrant& warrant, base::Instant now) {
    warrant.require(access::Action::read, now);
    std::set<access::PersonId> found;
    for (const StoredRelation& stored : stored_relations(connection, warrant.subject()))
        found.insert(stored.relation.person == warrant.subject() ? stored.relation.other
                                                                 : stored.relation.person);
    found.erase(warrant.subject());
    return {found.begin(), found.end()};
}

std::vector<Relation> relations(store::Connection& connection, vault::Vault& vault,
                                const PersonWarrant& warrant,
                                const std::vector<PersonWarrant>& others, base::Instant now) {
    warrant.require(access::Action::read, now);
    std::set<access::PersonId> known;
    for (const PersonWarrant& other : others) {
        other.require(access::Action::read, now);
        known.insert(other.subject());
    }
    std::vector<Relation> found;
    for (StoredRelation& stored : stored_relations(connection, warrant.subject())) {
        Relation& relation = stored.relation;
        const access::PersonId other =
            relation.person == warrant.subject() ? relation.other : relation.person;
        if (!known.contains(other)) continue;
        const SealedFields sealed(vault, "person_relation", stored.subject);
        relation.note = sealed.open("note", stored.note);
        found.push_back(std::move(relation));
    }
    return found;
}

std::vector<SeenRelation> relations_seen_from(store::Connection& connection, vault::Vault& vault,
                                              const PersonWarrant& warrant, base::Instant now) {
    warrant.require(access::Action::read, now);
    std::vector<SeenRelation> found;
    for (const StoredRelation& stored : stored_relations(connection, warrant.subject())) {
        const Relation& relation = stored.relation;
        SeenRelation seen{
            relation.kind, relation.person == warrant.subject(), relation.from, relation.to, {}};
        const SealedFields sealed(vault, "person_relation", stored.subject);
        if (seen.is_first) seen.note = sealed.open("note", stored.note);
        found.push_back(std::move(seen));
    }
    return found;
}

}  // namespace people
