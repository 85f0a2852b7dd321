#include "access/assignment_store.h"

#include <algorithm>
#include <stdexcept>

#include "access/rule.h"
#include "organisation/agency_store.h"

namespace access {

namespace {

std::optional<std::string> text_of(const std::optional<base::Date>& day) {
    if (!day) return std::nullopt;
    return base::iso_date(*day);
}

std::optional<base::Date> day_of(const store::Row& row, int column) {
    const std::optional<std::string> text = row.optional_text(column);
    return text ? base::parse_date(*text) : std::nullopt;
}

bool works_for(store::Connection& connection, std::int64_t account_id, const std::string& cvr) {
    const auto own =
        connection.text("select agency_cvr from account_agency where account_id = $1", account_id);
    if (own) return *own == cvr;
    const auto town = organisation::own_agency(connection);
    return town && town->cvr == cvr;
}

void require_assigning(const WarrantContent& warrant, base::Instant now) {
    const bool is_for_it =
        warrant.action() == Action::assign || warrant.ground() == Ground::registration;
    if (!is_for_it || !warrant.valid_at(now)) {
        throw std::logic_error("access: assigning without a warrant for it");
    }
}

Assignment assignment_of(const store::Row& row) {
    const auto part = part_of(row.text_view(2));
    const auto purpose = purpose_of(row.text_view(3));
    if (!part || !purpose) throw std::runtime_error("access: an unreadable assignment");
    return {row.integer(0), row.integer(1), *part,
            *purpose,       row.text(4),    {day_of(row, 5), day_of(row, 6)},
            row.integer(7)};
}

}  // namespace

template <class Subject>
base::Result<std::int64_t> add_assignment(store::WriteTransaction& transaction,
                                          const Warrant<Subject>& warrant,
                                          const Assignment& assignment, base::Instant now) {
    require_assigning(warrant, now);
    if (!works_for(transaction, assignment.account_id, warrant.agency_cvr())) {
        return base::refuse("other_agency", "Medarbejderen hører ikke til myndigheden.");
    }
    return transaction
        .integer(
            "insert into assignment (subject_kind, subject_id, account_id, part, purpose, "
            "agency_cvr, unit_key, valid_from, valid_to, assigned_by) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
            subject_kind_code(Subject::kind), warrant.subject().value, assignment.account_id,
            part_code(assignment.part), purpose_code(assignment.purpose), warrant.agency_cvr(),
            assignment.unit_key, text_of(assignment.validity.from), text_of(assignment.validity.to),
            warrant.account_id())
        .value();
}

template <class Subject>
base::Result<void> end_assignment(store::WriteTransaction& transaction,
                                  const Warrant<Subject>& warrant, std::int64_t id, base::Date to,
                                  base::Instant now) {
    require_assigning(warrant, now);
    const std::string day = base::iso_date(to);
    const std::int64_t ended = transaction.execute(
        "update assignment set valid_to = $1 where id = $2 and subject_kind = $3 and "
        "subject_id = $4 and agency_cvr = $5 and valid_from <= $1 and "
        "(valid_to is null or valid_to > $1)",
        day, id, subject_kind_code(Subject::kind), warrant.subject().value, warrant.agency_cvr());
    if (ended == 0) return base::refuse("not_found", "Tilknytningen findes ikke.");
    return {};
}

template <class Subject>
std::vector<Assignment> assignments_of(store::Connection& connection,
                                       const Warrant<Subject>& warrant, base::Instant now,
                                       const std::vector<Subject>& merged) {
    warrant.require(Action::read, now);
    // Who only received something of the record doesn't see who else works with it.
    if (warrant.ground() == Ground::disclosure) return {};
    std::vector<Subject> records = merged;
    records.push_back(warrant.subject());
    std::vector<Assignment> found;
    for (const Subject record : records)
        for (const store::Row& row : connection.query(
                 "select id, account_id, part, purpose, unit_key, valid_from, valid_to, "
                 "assigned_by from assignment "
                 "where subject_kind = $1 and subject_id = $2 and agency_cvr = $3",
                 subject_kind_code(Subject::kind), record.value, warrant.agency_cvr()))
            found.push_back(assignment_of(row));
    std::sort(found.begin(), found.end(),
              [](const Assignment& left, const Assignment& right) { return left.id > right.id; });
    return found;
}

std::optional<bool> had_work_with(store::Connection& connection, std::int64_t account_id,
                                  SubjectReference subject, base::Date day) {
    const auto town = organisation::own_agency(connection);
    if (!town || !works_for(connection, account_id, town->cvr)) return std::nullopt;
    const std::string on = base::iso_date(day);
    std::vector<std::string> units_led;
    if (const auto staff =
            connection.integer("select staff_member_id from account where id = $1", account_id))
        units_led = organisation::units_led_on(connection, *staff, day);
    for (const store::Row& row : connection.query(
             "select account_id, unit_key from assignment where subject_kind = $1 and "
             "subject_id = $2 and valid_from <= $3 and (valid_to is null or valid_to > $3)",
             subject_kind_code(subject.kind), subject.id, on)) {
        const bool is_led =
            std::find(units_led.begin(), units_led.end(), row.text_view(1)) != units_led.end();
        if (row.integer(0) == account_id || is_led) return true;
    }
    return false;
}

template base::Result<std::int64_t> add_assignment(store::WriteTransaction&,
                                                   const Warrant<PersonId>&, const Assignment&,
                                                   base::Instant);
template base::Result<std::int64_t> add_assignment(store::WriteTransaction&,
                                                   const Warrant<FamilyId>&, const Assignment&,
                                                   base::Instant);
template base::Result<std::int64_t> add_assignment(store::WriteTransaction&,
                                                   const Warrant<GroupId>&, const Assignment&,
                                                   base::Instant);
template base::Result<void> end_assignment(store::WriteTransaction&, const Warrant<PersonId>&,
                                           std::int64_t, base::Date, base::Instant);
template base::Result<void> end_assignment(store::WriteTransaction&, const Warrant<FamilyId>&,
                                           std::int64_t, base::Date, base::Instant);
template base::Result<void> end_assignment(store::WriteTransaction&, const Warrant<GroupId>&,
                                           std::int64_t, base::Date, base::Instant);
template std::vector<Assignment> assignments_of(store::Connection&, const Warrant<PersonId>&,
                                                base::Instant, const std::vector<PersonId>&);
template std::vector<Assignment> assignments_of(store::Connection&, const Warrant<FamilyId>&,
                                                base::Instant, const std::vector<FamilyId>&);
template std::vector<Assignment> assignments_of(store::Connection&, const Warrant<GroupId>&,
                                                base::Instant, const std::vector<GroupId>&);

}  // namespace access
