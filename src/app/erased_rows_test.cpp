#include <doctest/doctest.h>

#include <set>
#include <string>

#include "access/data_map_store.h"
#include "app/testing/canary_town.h"
#include "people/erasure_approval.h"

namespace {

using namespace app::testing;

access::PersonId proposed_person(const CanaryTown& town) {
    for (std::size_t i = 0; i < town.plan().persons.size(); ++i)
        if (town.plan().persons[i].ending == Ending::proposed) return town.person(i);
    return {};
}

}  // namespace

TEST_CASE("R36: the program's erasure takes what every module keeps about a person") {
    const Plan plan = make_canary_plan(6, 0, 3);
    CanaryTown town(plan);
    const access::PersonId person = proposed_person(town);
    std::int64_t proposal = 0;
    access::Actor leader;
    {
        store::WriteTransaction writing = town.database().write();
        // What nobody could write any more, since nobody works with the person.
        writing.execute(
            "insert into access_request (person_id, received_on, due_on, account_id, at, "
            "package_sha256) values ($1, '2020-01-01', '2020-02-01', 1, 'x', '')",
            person.value);
        writing.execute(
            "insert into note (person_id, data_class, text, noted_on, holder_cvr, account_id, at) "
            "values ($1, 'personal', x'00', '2020-01-01', '11931316', 1, 'x')",
            person.value);
        proposal = writing
                       .integer(
                           "select id from erasure_proposal where subject_kind = 'person' and "
                           "subject_id = $1 and outcome = 'open'",
                           person.value)
                       .value();
        leader = town.actor(writing, plan.leader());
        writing.commit();
    }
    const auto erased = people::approve_erasure(
        {town.database(), town.vault(), town.office(), town.retention_sources()}, leader,
        people::erasure_question("/test"), proposal, town.moment());
    REQUIRE(erased.ok());

    const std::set<std::string> registers = {"erasure_proposal", "legal_hold",
                                             "archive_delivery_person", "person"};
    int tables = 0;
    store::ReadTransaction reading = town.database().read();
    for (const access::DescribedTable& table : access::described_tables(reading)) {
        if (table.subject != access::RowSubject::person || registers.contains(table.table))
            continue;
        CAPTURE(table.table);
        CHECK(reading.integer("select count(*) from " + table.table + " where " +
                                  table.subject_column + " = $1",
                              person.value) == 0);
        ++tables;
    }
    CHECK(tables > 5);
}
