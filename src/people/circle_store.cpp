#include "people/circle_store.h"

#include <set>
#include <type_traits>

#include "people/person_row_store_internal.h"
#include "people/sealed_history_store_internal.h"

namespace people {
namespace {

using access::Action;
using access::FamilyId;
using access::GroupId;
using PersonWarrant = access::Warrant<access::PersonId>;
using Bytes = std::span<const std::uint8_t>;

template <class Circle>
constexpr std::string_view table_of() {
    return std::is_same_v<Circle, FamilyId> ? "family" : "youth_group";
}

// SQL about one of the two tables, which stands in it as {}.
template <class Circle>
std::string sql(std::string_view pattern) {
    std::string text(pattern);
    const std::size_t place = text.find("{}");
    text.replace(place, 2, table_of<Circle>());
    return text;
}

template <class Circle>
std::string_view kind_of() {
    return access::subject_kind_code(Circle::kind);
}

template <class Circle>
SealedFields fields_of(store::Connection& connection, vault::Vault& vault, Circle id) {
    return {vault, table_of<Circle>(),
            connection.text(sql<Circle>("select subject from {} where id = $1"), id.value)
                .value_or("circle:none")};
}

base::Error not_found() {
    return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
}

base::Error conflict() {
    return base::refuse("version_conflict", "En anden har ændret oplysningerne imens.");
}

template <class Circle>
base::Result<void> write(store::WriteTransaction& transaction, const SealedFields& sealed,
                         Circle id, const history::Version& version, const CircleDetails& details) {
    if (!sealed.has_key()) return not_found();
    if (const auto errors = check(details); !errors.empty()) return errors.front().error;
    transaction.execute(
        sql<Circle>("update {} set version = $2, name = $3, description = $4 where id = $1"),
        id.value, version.version, Bytes(sealed.seal("name", details.name)),
        Bytes(sealed.seal("description", details.description)));
    history::Version saved = version;
    saved.content = {{"name", details.name}, {"description", details.description}};
    save_version(transaction, sealed, id, saved);
    return {};
}

// The belonging that both warrants are about: its first day.
template <class Circle>
base::Result<base::Date> find_membership(store::Connection& connection,
                                         const access::Warrant<Circle>& circle,
                                         const PersonWarrant& person, std::int64_t id,
                                         std::int64_t version) {
    store::Rows rows = connection.query(
        "select membership.version, from_on from membership join person on person.id = person_id "
        "where membership.id = $1 and circle_kind = $2 and circle_id = $3 and "
        "coalesce(merged_into_id, person.id) = $4 and removed = 0",
        id, kind_of<Circle>(), circle.subject().value, person.subject().value);
    if (!rows.next()) return not_found();
    if (rows.row().integer(0) != version) return conflict();
    return base::parse_date(rows.row().text_view(1)).value();
}

Membership read_membership(const store::Row& row, access::SubjectReference circle) {
    Membership membership;
    membership.id = row.integer(0);
    membership.version = row.integer(1);
    membership.person = {row.integer(2)};
    membership.circle = circle;
    membership.from = base::parse_date(row.text_view(3)).value();
    if (!row.is_null(4)) membership.to = base::parse_date(row.text_view(4));
    return membership;
}

}  // namespace

template <class Circle>
Circle add_circle(store::WriteTransaction& transaction, const std::string& subject,
                  const std::string& controller_cvr, std::int64_t account_id, base::Date today) {
    const Bytes nothing;
    return {transaction
                .integer(sql<Circle>("insert into {} (subject, version, controller_cvr, name, "
                                     "description, registered_on, registered_by) "
                                     "values ($1, 0, $2, $3, $3, $4, $5) returning id"),
                         subject, controller_cvr, nothing, base::iso_date(today), account_id)
                .value()};
}

template <class Circle>
base::Result<void> fill_circle(store::WriteTransaction& transaction, vault::Vault& vault,
                               const access::Warrant<Circle>& warrant, const CircleDetails& details,
                               const Moment& moment) {
    warrant.require(Action::create, moment.now);
    return write(transaction, fields_of(transaction, vault, warrant.subject()), warrant.subject(),
                 {1, history::Change::created, warrant.account_id(), moment.now, {}}, details);
}

template <class Circle>
base::Result<void> change_circle(store::WriteTransaction& transaction, vault::Vault& vault,
                                 const access::Warrant<Circle>& warrant, std::int64_t version,
                                 const CircleDetails& details, const Moment& moment) {
    warrant.require(Action::change, moment.now);
    const auto stored = transaction.integer(sql<Circle>("select version from {} where id = $1"),
                                            warrant.subject().value);
    if (!stored) return not_found();
    if (*stored != version) return conflict();
    return write(transaction, fields_of(transaction, vault, warrant.subject()), warrant.subject(),
                 {version + 1, history::Change::changed, warrant.account_id(), moment.now, {}},
                 details);
}

template <class Circle>
std::optional<StoredCircle<Circle>> find_circle(store::Connection& connection, vault::Vault& vault,
                                                const access::Warrant<Circle>& warrant,
                                                base::Instant now) {
    warrant.require(Action::read, now);
    const SealedFields sealed = fields_of(connection, vault, warrant.subject());
    store::Rows rows = connection.query(
        sql<Circle>("select version, name, description from {} where id = $1 and removed = 0"),
        warrant.subject().value);
    if (!rows.next() || !sealed.has_key()) return std::nullopt;
    const store::Row& row = rows.row();
    return StoredCircle<Circle>{
        warrant.subject(),
        row.integer(0),
        {sealed.open("name", row.bytes(1)), sealed.open("description", row.bytes(2))}};
}

template <class Circle>
std::vector<Circle> circle_ids(store::Connection& connection, int most) {
    std::vector<Circle> ids;
    for (const store::Row& row : connection.query(
             sql<Circle>("select id from {} where removed = 0 order by id desc limit $1"), most))
        ids.push_back({row.integer(0)});
    return ids;
}

template <class Circle>
base::Result<std::int64_t> add_member(store::WriteTransaction& transaction, vault::Vault& vault,
                                      const access::Warrant<Circle>& circle,
                                      const PersonWarrant& person, const Membership& membership,
                                      const Moment& moment) {
    circle.require(Action::change, moment.now);
    person.require(Action::change, moment.now);
    Membership added = membership;
    added.circle = circle.subject();
    added.person = person.subject();
    if (const auto errors = check(added, moment.today); !errors.empty())
        return errors.front().error;
    const SealedFields sealed = sealed_fields(transaction, vault, added.person, "membership");
    const std::optional<std::string> to =
        added.to ? std::optional(base::iso_date(*added.to)) : std::nullopt;
    return transaction
        .integer(
            "insert into membership (version, circle_kind, circle_id, person_id, from_on, to_on, "
            "reason, account_id) values (1, $1, $2, $3, $4, $5, $6, $7) returning id",
            kind_of<Circle>(), circle.subject().value, added.person.value,
            base::iso_date(added.from), to, Bytes(sealed.seal("reason", added.reason)),
            circle.account_id())
        .value();
}

template <class Circle>
base::Result<void> end_membership(store::WriteTransaction& transaction,
                                  const access::Warrant<Circle>& circle,
                                  const PersonWarrant& person, std::int64_t id,
                                  std::int64_t version, base::Date last_day, const Moment& moment) {
    circle.require(Action::change, moment.now);
    person.require(Action::change, moment.now);
    const base::Result<base::Date> from = find_membership(transaction, circle, person, id, version);
    if (!from) return from.error();
    if (last_day < *from) return base::refuse("order", "Slutdatoen ligger før startdatoen.");
    transaction.execute(
        "update membership set version = version + 1, to_on = $2, account_id = $3 where id = $1",
        id, base::iso_date(last_day), circle.account_id());
    return {};
}

template <class Circle>
base::Result<void> remove_membership(store::WriteTransaction& transaction,
                                     const access::Warrant<Circle>& circle,
                                     const PersonWarrant& person, std::int64_t id,
                                     std::int64_t version, const Moment& moment) {
    circle.require(Action::change, moment.now);
    person.require(Action::change, moment.now);
    const base::Result<base::Date> from = find_membership(transaction, circle, person, id, version);
    if (!from) return from.error();
    transaction.execute(
        "update membership set version = version + 1, removed = 1, account_id = $2 where id = $1",
        id, circle.account_id());
    return {};
}

template <class Circle>
std::vector<access::PersonId> member_ids(store::Connection& connection,
                                         const access::Warrant<Circle>& warrant,
                                         base::Instant now) {
    warrant.require(Action::read, now);
    std::set<access::PersonId> found;
    for (const store::Row& row :
         connection.query("select coalesce(merged_into_id, person.id) from membership "
                          "join person on person.id = person_id "
                          "where circle_kind = $1 and circle_id = $2 and removed = 0",
                          kind_of<Circle>(), warrant.subject().value))
        found.insert({row.integer(0)});
    return {found.begin(), found.end()};
}

template <class Circle>
std::vector<Membership> memberships(store::Connection& connection, vault::Vault& vault,
                                    const access::Warrant<Circle>& warrant,
                                    const std::vector<PersonWarrant>& persons, base::Instant now) {
    warrant.require(Action::read, now);
    std::set<access::PersonId> known;
    for (const PersonWarrant& person : persons) {
        person.require(Action::read, now);
        known.insert(person.subject());
    }
    std::vector<Membership> found;
    for (const store::Row& row : connection.query(
             "select membership.id, membership.version, coalesce(merged_into_id, person.id), "
             "from_on, to_on, reason, subject from membership join person on person.id = person_id "
             "where circle_kind = $1 and circle_id = $2 and removed = 0 "
             "order by from_on, membership.id",
             kind_of<Circle>(), warrant.subject().value)) {
        Membership membership = read_membership(row, warrant.subject());
        if (!known.contains(membership.person)) continue;
        const SealedFields sealed(vault, "membership", row.text(6));
        membership.reason = sealed.open("reason", row.bytes(5));
        found.push_back(std::move(membership));
    }
    return found;
}

template <class Circle>
std::vector<Circle> circles_of(store::Connection& connection, const PersonWarrant& warrant,
                               base::Instant now) {
    warrant.require(Action::read, now);
    std::set<Circle> found;
    for (const access::PersonId record : records_of(connection, warrant.subject()))
        for (const store::Row& row :
             connection.query("select circle_id from membership "
                              "where person_id = $1 and removed = 0 and circle_kind = $2",
                              record.value, kind_of<Circle>()))
            found.insert({row.integer(0)});
    return {found.begin(), found.end()};
}

template <class Circle>
std::vector<Membership> memberships_of(store::Connection& connection, vault::Vault& vault,
                                       const PersonWarrant& warrant,
                                       const std::vector<access::Warrant<Circle>>& circles,
                                       base::Instant now) {
    warrant.require(Action::read, now);
    std::set<std::int64_t> known;
    for (const access::Warrant<Circle>& circle : circles) {
        circle.require(Action::read, now);
        known.insert(circle.subject().value);
    }
    std::vector<Membership> found;
    for (const access::PersonId record : records_of(connection, warrant.subject())) {
        const SealedFields sealed = sealed_fields(connection, vault, record, "membership");
        for (const store::Row& row :
             connection.query("select id, version, person_id, from_on, to_on, reason, circle_id "
                              "from membership where person_id = $1 and removed = 0 and "
                              "circle_kind = $2 order by from_on, id",
                              record.value, kind_of<Circle>())) {
            if (!known.contains(row.integer(6))) continue;
            Membership membership = read_membership(row, Circle{row.integer(6)});
            membership.person = warrant.subject();
            membership.reason = sealed.open("reason", row.bytes(5));
            found.push_back(std::move(membership));
        }
    }
    return found;
}

std::vector<Membership> memberships_of(store::Connection& connection, vault::Vault& vault,
                                       const PersonWarrant& warrant, base::Instant now) {
    warrant.require(Action::read, now);
    std::vector<Membership> found;
    for (const store::Row& row : connection.query(
             "select membership.id, membership.version, coalesce(merged_into_id, person.id), "
             "from_on, to_on, reason, subject, circle_kind, circle_id "
             "from membership join person on person.id = person_id "
             "where removed = 0 and person_id in (select id from person where id = $1 union all "
             "select id from person where merged_into_id = $1) "
             "order by from_on, membership.id",
             warrant.subject().value)) {
        const auto kind = access::subject_kind_of(row.text_view(7)).value();
        Membership membership = read_membership(row, {kind, row.integer(8)});
        const SealedFields sealed(vault, "membership", row.text(6));
        membership.reason = sealed.open("reason", row.bytes(5));
        found.push_back(std::move(membership));
    }
    return found;
}

template FamilyId add_circle(store::WriteTransaction&, const std::string&, const std::string&,
                             std::int64_t, base::Date);
template base::Result<void> fill_circle(store::WriteTransaction&, vault::Vault&,
                                        const access::Warrant<FamilyId>&, const CircleDetails&,
                                        const Moment&);
template base::Result<void> change_circle(store::WriteTransaction&, vault::Vault&,
                                          const access::Warrant<FamilyId>&, std::int64_t,
                                          const CircleDetails&, const Moment&);
template std::optional<StoredCircle<FamilyId>> find_circle(store::Connection&, vault::Vault&,
                                                           const access::Warrant<FamilyId>&,
                                                           base::Instant);
template std::vector<FamilyId> circle_ids(store::Connection&, int);
template base::Result<std::int64_t> add_member(store::WriteTransaction&, vault::Vault&,
                                               const access::Warrant<FamilyId>&,
                                               const PersonWarrant&, const Membership&,
                                               const Moment&);
template base::Result<void> end_membership(store::WriteTransaction&,
                                           const access::Warrant<FamilyId>&, const PersonWarrant&,
                                           std::int64_t, std::int64_t, base::Date, const Moment&);
template base::Result<void> remove_membership(store::WriteTransaction&,
                                              const access::Warrant<FamilyId>&,
                                              const PersonWarrant&, std::int64_t, std::int64_t,
                                              const Moment&);
template std::vector<access::PersonId> member_ids(store::Connection&,
                                                  const access::Warrant<FamilyId>&, base::Instant);
template std::vector<Membership> memberships(store::Connection&, vault::Vault&,
                                             const access::Warrant<FamilyId>&,
                                             const std::vector<PersonWarrant>&, base::Instant);
template std::vector<FamilyId> circles_of(store::Connection&, const PersonWarrant&, base::Instant);
template std::vector<Membership> memberships_of(store::Connection&, vault::Vault&,
                                                const PersonWarrant&,
                                                const std::vector<access::Warrant<FamilyId>>&,
                                                base::Instant);

template GroupId add_circle(store::WriteTransaction&, const std::string&, const std::string&,
                            std::int64_t, base::Date);
template base::Result<void> fill_circle(store::WriteTransaction&, vault::Vault&,
                                        const access::Warrant<GroupId>&, const CircleDetails&,
                                        const Moment&);
template base::Result<void> change_circle(store::WriteTransaction&, vault::Vault&,
                                          const access::Warrant<GroupId>&, std::int64_t,
                                          const CircleDetails&, const Moment&);
template std::optional<StoredCircle<GroupId>> find_circle(store::Connection&, vault::Vault&,
                                                          const access::Warrant<GroupId>&,
                                                          base::Instant);
template std::vector<GroupId> circle_ids(store::Connection&, int);
template base::Result<std::int64_t> add_member(store::WriteTransaction&, vault::Vault&,
                                               const access::Warrant<GroupId>&,
                                               const PersonWarrant&, const Membership&,
                                               const Moment&);
template base::Result<void> end_membership(store::WriteTransaction&,
                                           const access::Warrant<GroupId>&, const PersonWarrant&,
                                           std::int64_t, std::int64_t, base::Date, const Moment&);
template base::Result<void> remove_membership(store::WriteTransaction&,
                                              const access::Warrant<GroupId>&, const PersonWarrant&,
                                              std::int64_t, std::int64_t, const Moment&);
template std::vector<access::PersonId> member_ids(store::Connection&,
                                                  const access::Warrant<GroupId>&, base::Instant);
template std::vector<Membership> memberships(store::Connection&, vault::Vault&,
                                             const access::Warrant<GroupId>&,
                                             const std::vector<PersonWarrant>&, base::Instant);
template std::vector<GroupId> circles_of(store::Connection&, const PersonWarrant&, base::Instant);
template std::vector<Membership> memberships_of(store::Connection&, vault::Vault&,
                                                const PersonWarrant&,
                                                const std::vector<access::Warrant<GroupId>>&,
                                                base::Instant);

}  // namespace people
