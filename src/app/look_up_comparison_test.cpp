#include "app/look_up_comparison.h"

#include <doctest/doctest.h>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "organisation/agency_store.h"
#include "people/testing/people_world.h"

using people::testing::PeopleWorld;
using trail::Match;

namespace {

// Two of the staff, one of whom shares Anna's surname as it sounds; and one of the police.
struct Staff : PeopleWorld {
    access::PersonId anna = add(people::testing::anna());
    std::int64_t namesake = add_account("Bo Exempel", "bo.exempel");
    std::int64_t stranger = add_account("Lone Sandager", "lone");
    std::int64_t officer = add_account("Per Vagt", "per");

    Staff() {
        write([&](store::WriteTransaction& writing) {
            organisation::put_agency(writing, {.cvr = "11931316", .name = "Ishøj Kommune"});
            organisation::put_agency(
                writing,
                {.cvr = "99000001", .name = "Politi", .kind = organisation::AgencyKind::police});
            access::set_agency(writing, officer, "99000001");
        });
    }
    std::int64_t add_account(const std::string& name, const std::string& username) {
        std::int64_t id = 0;
        write([&](store::WriteTransaction& writing) {
            id = access::create_account(writing, now(), moment().today,
                                        {.name = name,
                                         .username = username,
                                         .email = username + "@proeve.example",
                                         .title_da = "Konsulent",
                                         .title_en = "Consultant",
                                         .roles = {access::Role::worker}})
                     .value();
        });
        return id;
    }
    void assign_to(std::int64_t account, const char* from, std::optional<std::string> to) {
        write([&](store::WriteTransaction& writing) {
            writing.execute(
                "insert into assignment (subject_kind, subject_id, account_id, part, purpose, "
                "agency_cvr, unit_key, valid_from, valid_to, assigned_by) values "
                "('person', $1, $2, 'assigned', 'support', '11931316', '', $3, $4, $2)",
                anna.value, account, std::string(from), to);
        });
    }
    trail::Comparison compare(const std::string& actor, const char* at = "2026-03-10T10:00:00Z") {
        store::ReadTransaction reading = database->read();
        trail::LookUp look_up;
        look_up.actor = actor;
        look_up.person_id = std::to_string(anna.value);
        look_up.at = base::parse_instant(at).value();
        return app::look_up_comparer(*vault).compare(reading, look_up);
    }
    trail::Comparison compare(std::int64_t account, const char* at = "2026-03-10T10:00:00Z") {
        return compare("account:" + std::to_string(account), at);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Staff, "R31: the same surname is found as it sounds, and another isn't") {
    CHECK(compare(namesake).same_surname == Match::yes);
    CHECK(compare(stranger).same_surname == Match::no);
    CHECK(compare("system").same_surname == Match::not_held);
    CHECK(compare("account:999").same_surname == Match::not_held);
}

TEST_CASE_FIXTURE(Staff, "R31: the family that a leader wrote down is drawn, while it holds") {
    CHECK(compare(stranger).own_family == Match::no);
    const auto mark = [&](const std::optional<std::string>& ended_on) {
        write([&](store::WriteTransaction& writing) {
            writing.execute(
                "insert into staff_relative (person_id, account_id, marked_on, marked_by, "
                "ended_on, ended_by) values ($1, $2, '2026-03-01', 1, $3, $4)",
                anna.value, stranger, ended_on,
                ended_on ? std::optional<std::int64_t>(1) : std::nullopt);
        });
    };
    mark("2026-03-02");
    CHECK(compare(stranger).own_family == Match::no);
    mark(std::nullopt);
    CHECK(compare(stranger).own_family == Match::yes);
    CHECK(compare(namesake).own_family == Match::no);
}

TEST_CASE_FIXTURE(Staff, "R31: own work is an assignment on the day of the look-up") {
    CHECK(compare(stranger).own_work == Match::no);
    assign_to(stranger, "2026-03-01", "2026-04-01");
    CHECK(compare(stranger).own_work == Match::yes);
    CHECK(compare(stranger, "2026-02-28T10:00:00Z").own_work == Match::no);
    CHECK(compare(stranger, "2026-04-01T10:00:00Z").own_work == Match::no);
    CHECK(compare(namesake).own_work == Match::no);
    // What other agencies' staff work with isn't held here.
    CHECK(compare(officer).own_work == Match::not_held);
}

TEST_CASE_FIXTURE(Staff, "R31: addresses of staff aren't held, so none is compared") {
    CHECK(compare(namesake).same_address == Match::not_held);
    const auto held = app::look_up_comparer(*vault).held;
    CHECK(held == std::vector<std::string>{"own_work", "surname"});
}
