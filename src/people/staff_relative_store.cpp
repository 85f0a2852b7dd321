#include "people/staff_relative_store.h"

#include <stdexcept>

#include "people/person_row_store_internal.h"

namespace people {
namespace {

using access::Action;
using access::PersonId;
using PersonWarrant = access::Warrant<PersonId>;

base::Error own_family() {
    return base::refuse("own_relative", "En anden skal tage stilling til din egen familie.");
}

// Approving erasures stands in for leading the work nowhere else.
void require_leading(const PersonWarrant& warrant, base::Instant now) {
    warrant.require(Action::approve, now);
    if (warrant.ground() != access::Ground::leader)
        throw std::logic_error("people: marks are for who leads the work");
}

base::Error not_found() {
    return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
}

}  // namespace

base::Result<std::int64_t> mark_staff_relative(store::WriteTransaction& transaction,
                                               const PersonWarrant& warrant,
                                               std::int64_t account_id, const Moment& moment) {
    require_leading(warrant, moment.now);
    if (account_id == warrant.account_id()) return own_family();
    if (!transaction.integer("select 1 from account where id = $1", account_id)) return not_found();
    for (const PersonId record : records_of(transaction, warrant.subject()))
        if (is_staff_relative(transaction, record, account_id))
            return base::refuse("relative_again", "Personen har allerede mærket.");
    return transaction
        .integer(
            "insert into staff_relative (person_id, account_id, marked_on, marked_by) "
            "values ($1, $2, $3, $4) returning id",
            warrant.subject().value, account_id, base::iso_date(moment.today), warrant.account_id())
        .value();
}

base::Result<void> end_staff_relative(store::WriteTransaction& transaction,
                                      const PersonWarrant& warrant, std::int64_t id,
                                      const Moment& moment) {
    for (const StaffRelative& relative : staff_relatives(transaction, warrant, moment.now)) {
        if (relative.id != id || relative.ended_on) continue;
        if (relative.account_id == warrant.account_id()) return own_family();
        transaction.execute("update staff_relative set ended_on = $2, ended_by = $3 where id = $1",
                            id, base::iso_date(moment.today), warrant.account_id());
        return {};
    }
    return not_found();
}

std::vector<StaffRelative> staff_relatives(store::Connection& connection,
                                           const PersonWarrant& warrant, base::Instant now) {
    require_leading(warrant, now);
    std::vector<StaffRelative> found;
    for (const PersonId record : records_of(connection, warrant.subject()))
        for (const store::Row& row : connection.query(
                 "select id, account_id, marked_on, marked_by, ended_on from staff_relative "
                 "where person_id = $1 order by id desc",
                 record.value)) {
            StaffRelative relative;
            relative.id = row.integer(0);
            relative.account_id = row.integer(1);
            relative.marked_on = base::parse_date(row.text_view(2)).value();
            relative.marked_by = row.integer(3);
            if (!row.is_null(4)) relative.ended_on = base::parse_date(row.text_view(4));
            found.push_back(relative);
        }
    return found;
}

bool is_staff_relative(store::Connection& connection, PersonId record, std::int64_t account_id) {
    return connection
        .integer(
            "select 1 from staff_relative where person_id = $1 and account_id = $2 and "
            "ended_on is null",
            record.value, account_id)
        .has_value();
}

}  // namespace people
