#include "people/duty_store.h"

#include <algorithm>

#include "people/person_row_store_internal.h"

namespace people {
namespace {

using Bytes = std::span<const std::uint8_t>;

DutyToInform read_duty(const store::Row& row, const SealedFields& sealed, access::PersonId person) {
    DutyToInform duty;
    duty.id = row.integer(0);
    duty.person = person;
    duty.due_on = base::parse_date(row.text_view(1)).value();
    duty.outcome = duty_outcome_of(row.text_view(2)).value();
    if (!row.is_null(3)) duty.settled_on = base::parse_date(row.text_view(3));
    duty.explanation = sealed.open("explanation", row.bytes(4));
    return duty;
}

struct OpenTask {
    access::PersonId record;
    base::Date registered_on{};
};

std::optional<OpenTask> open_task(store::Connection& connection, access::PersonId person,
                                  std::int64_t id) {
    store::Rows rows = connection.query(
        "select person_id, duty_to_inform.registered_on from duty_to_inform join person on "
        "person.id = person_id "
        "where duty_to_inform.id = $1 and outcome = 'open' and coalesce(merged_into_id, person_id) "
        "= "
        "$2",
        id, person.value);
    if (!rows.next()) return std::nullopt;
    return OpenTask{{rows.row().integer(0)}, base::parse_date(rows.row().text_view(1)).value()};
}

}  // namespace

void add_duty(store::WriteTransaction& transaction, vault::Vault& vault,
              const access::Warrant<access::PersonId>& warrant, const Moment& moment) {
    warrant.require(access::Action::create, moment.now);
    const SealedFields sealed =
        sealed_fields(transaction, vault, warrant.subject(), "duty_to_inform");
    transaction.execute(
        "insert into duty_to_inform (person_id, registered_on, due_on, outcome, explanation, "
        "account_id) values ($1, $2, $3, 'open', $4, $5)",
        warrant.subject().value, base::iso_date(moment.today),
        base::iso_date(due_date(moment.today)), Bytes(sealed.seal("explanation", "")),
        warrant.account_id());
}

std::vector<DutyToInform> duties(store::Connection& connection, vault::Vault& vault,
                                 const access::Warrant<access::PersonId>& warrant,
                                 base::Instant now) {
    warrant.require(access::Action::read, now);
    std::vector<DutyToInform> found;
    if (warrant.obliges(access::Obligation::only_disclosed_items)) return found;
    for (const access::PersonId record : records_of(connection, warrant.subject())) {
        const SealedFields sealed = sealed_fields(connection, vault, record, "duty_to_inform");
        for (const store::Row& row :
             connection.query("select id, due_on, outcome, settled_on, explanation "
                              "from duty_to_inform where person_id = $1 order by id",
                              record.value))
            found.push_back(read_duty(row, sealed, record));
    }
    if (!warrant.covers(access::DataClass::confidential))
        for (DutyToInform& duty : found) duty.explanation.clear();
    return found;
}

base::Result<void> settle_duty(store::WriteTransaction& transaction, vault::Vault& vault,
                               const access::Warrant<access::PersonId>& warrant,
                               const DutyToInform& settled, const Moment& moment) {
    warrant.require(access::Action::change, moment.now);
    const std::optional<OpenTask> task = open_task(transaction, warrant.subject(), settled.id);
    if (!task) return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
    const auto errors = check(settled, task->registered_on, moment.today);
    if (!errors.empty()) return errors.front().error;
    const SealedFields sealed = sealed_fields(transaction, vault, task->record, "duty_to_inform");
    transaction.execute(
        "update duty_to_inform set outcome = $2, settled_on = $3, explanation = $4, "
        "account_id = $5 where id = $1",
        settled.id, duty_outcome_code(settled.outcome), base::iso_date(*settled.settled_on),
        Bytes(sealed.seal("explanation", settled.explanation)), warrant.account_id());
    return {};
}

std::vector<OpenDuty> open_duties(store::Connection& connection,
                                  const std::vector<access::PersonId>& persons) {
    std::vector<OpenDuty> found;
    for (const access::PersonId person : persons)
        for (const access::PersonId record : records_of(connection, person))
            for (const store::Row& row :
                 connection.query("select due_on from duty_to_inform where person_id = $1 and "
                                  "outcome = 'open' order by id",
                                  record.value))
                found.push_back({person, base::parse_date(row.text_view(0)).value()});
    std::stable_sort(found.begin(), found.end(), [](const OpenDuty& left, const OpenDuty& right) {
        return left.due_on < right.due_on;
    });
    return found;
}

}  // namespace people
