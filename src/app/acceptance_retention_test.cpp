#include <doctest/doctest.h>

#include <string>

#include "app/testing/town.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;

namespace {

// Two years go by, in which the work with a person ends.
void let_time_pass(const std::string& person) {
    store::WriteTransaction writing = town().database().write();
    const std::int64_t id = std::stoll(person);
    writing.execute("update person set registered_on = '2024-05-01' where id = $1", id);
    writing.execute(
        "update assignment set valid_from = '2024-05-01', valid_to = '2024-06-01' "
        "where subject_kind = 'person' and subject_id = $1",
        id);
    writing.commit();
}

}  // namespace

TEST_CASE("[row H3] deletion when the term ends: proposed at night, approved, gone and certified") {
    auto worker = town().client_as("medarbejder");
    const auto saved = town().send(worker, "/personer/ny", "/personer/ny",
                                   {{"formaal", "concern"},
                                    {"given_names", "Zenobia"},
                                    {"family_name", "Zwergius"},
                                    {"sex", "unknown"}});
    const std::string path = path_of(saved);
    REQUIRE(path.starts_with("/personer/"));
    const std::string person = path.substr(std::string("/personer/").size());
    CHECK(holds(town().page(worker, path + "?formaal=concern"), "Zwergius"));
    let_time_pass(person);

    town().run_job("retention");
    auto leader = town().client_as("leder");
    const auto list = town().page(leader, "/sletning");
    REQUIRE(holds(list, "Person nr. " + person + "<"));
    const std::size_t row = list.body.find("Person nr. " + person + "<");
    const std::size_t link = list.body.rfind("/sletning/", row);
    const std::string proposal = list.body.substr(link, list.body.find('"', link) - link);
    const auto shown = town().page(leader, proposal);
    CHECK(holds(shown, "1. juni 2025"));
    CHECK_FALSE(holds(shown, "Zwergius"));
    const auto certificate =
        town().send(leader, proposal, proposal + "/godkend", {{"forstaaet", "ja"}});
    CHECK(holds(certificate, "for sletning"));
    CHECK_FALSE(holds(certificate, "Zwergius"));

    // Nobody finds the person again; the data protection officer finds the certificate.
    CHECK(worker.get(path + "?formaal=concern").status == 404);
    CHECK_FALSE(holds(town().send(worker, "/personer", "/personer/find",
                                  {{"formaal", "concern"}, {"name", "Zenobia Zwergius"}}),
                      path));
    auto officer = town().client_as("raadgiver");
    CHECK(holds(town().page(officer, path_of(certificate)), "Nøglerne destrueret"));
    town().run_job("retention");
    store::ReadTransaction reading = town().database().read();
    CHECK(reading.integer("select count(*) from erasure where renewed_at is null") == 0);
}
