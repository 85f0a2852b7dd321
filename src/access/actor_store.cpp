#include "access/actor_store.h"

#include "access/break_glass_store.h"
#include "organisation/agency_store.h"

namespace access {

namespace {

std::optional<organisation::Agency> agency_of(store::Connection& connection,
                                              std::int64_t account_id) {
    const auto cvr =
        connection.text("select agency_cvr from account_agency where account_id = $1", account_id);
    return cvr ? organisation::find_agency(connection, *cvr) : organisation::own_agency(connection);
}

}  // namespace

Actor actor_of(store::Connection& connection, const Visitor& visitor, base::Date today,
               base::Instant now) {
    Actor actor;
    actor.account_id = visitor.account_id;
    actor.staff_member_id = visitor.staff_member_id;
    actor.roles = visitor.roles;
    actor.permissions = visitor.permissions;
    actor.assurance = visitor.assurance;
    actor.unit_key = visitor.unit_key;
    // An agency that isn't in force gives no relation at all.
    if (const auto agency = agency_of(connection, visitor.account_id);
        agency && agency->validity.covers(today)) {
        actor.agency_cvr = agency->cvr;
        actor.agency_kind = agency->kind;
    }
    actor.marks = marks_of(connection, visitor.account_id);
    actor.units_led = organisation::units_led_on(connection, visitor.staff_member_id, today);
    actor.seats = organisation::seats_of(connection, visitor.staff_member_id);
    actor.break_glass = open_break_glass(connection, visitor.account_id, now);
    return actor;
}

std::string agency_of_account(store::Connection& connection, std::int64_t account_id) {
    const auto agency = agency_of(connection, account_id);
    return agency ? agency->cvr : std::string();
}

void set_agency(store::WriteTransaction& transaction, std::int64_t account_id,
                std::string_view agency_cvr) {
    transaction.execute(
        "insert into account_agency (account_id, agency_cvr) values ($1, $2) "
        "on conflict (account_id) do update set agency_cvr = excluded.agency_cvr",
        account_id, agency_cvr);
}

void grant_mark(store::WriteTransaction& transaction, std::int64_t account_id, Mark mark,
                std::int64_t granted_by, base::Date today) {
    transaction.execute(
        "insert into account_mark (account_id, mark, granted_on, granted_by) "
        "values ($1, $2, $3, $4) on conflict (account_id, mark) do nothing",
        account_id, mark_code(mark), base::iso_date(today), granted_by);
}

void take_mark(store::WriteTransaction& transaction, std::int64_t account_id, Mark mark) {
    transaction.execute("delete from account_mark where account_id = $1 and mark = $2", account_id,
                        mark_code(mark));
}

Marks marks_of(store::Connection& connection, std::int64_t account_id) {
    Marks marks;
    for (const store::Row& row :
         connection.query("select mark from account_mark where account_id = $1", account_id)) {
        if (const auto mark = mark_of(row.text_view(0))) marks.add(*mark);
    }
    return marks;
}

}  // namespace access
