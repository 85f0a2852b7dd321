#include "access/person_log_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "trail/trail.h"

namespace {

using access::Permission;
using access::Role;
using access::testing::Site;

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

void look_at(Site& site, const std::string& person) {
    trail::append_alone(site.database(), site.now(),
                        {.actor = "account:" + std::to_string(site.account_id(Role::worker)),
                         .action = trail::Action::read,
                         .subject_kind = "person",
                         .subject_id = person,
                         .purpose = "tidlig_indsats",
                         .basis = "BL18",
                         .role = "worker",
                         .authority = "Vestegnens Politi"});
}

}  // namespace

TEST_CASE("who has looked at a person: for the data protection officer alone") {
    Site site;
    site.check_all_roles(web::Method::get, "/sporet/person/p1", Permission::see_trail);
    site.check_all_roles(web::Method::get, "/sporet/person/p1/borger", Permission::see_trail);
    site.check_all_roles(web::Method::post, "/sporet/person/p1/navne", Permission::decide_names,
                         {{"navne", "hidden"}, {"begrundelse", "Ingen grund"}});
}

TEST_CASE(
    "who has looked at a person: with names, purpose, role and agency; the reading is a line") {
    Site site;
    look_at(site, "person:4f1c");
    look_at(site, "person:other");
    auto officer = site.client_as(Role::data_protection_officer);
    const auto page = site.get_page(officer, "/sporet/person/person%3A4f1c");
    CHECK(says(page, "Mette Medarbejder"));
    CHECK(says(page, "tidlig_indsats"));
    CHECK(says(page, "BL18"));
    CHECK(says(page, "Vestegnens Politi"));
    CHECK(says(page, "Medarbejder"));
    store::ReadTransaction reading = site.database().read();
    const auto lines = trail::lines(reading, {.subject_kind = "person_log"});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].line.subject_id == "person:4f1c");
    CHECK(lines[0].line.role == "data_protection_officer");
    CHECK(site.full_scans().empty());
}

TEST_CASE("a civil registration number is nobody's address") {
    Site site;
    auto officer = site.client_as(Role::data_protection_officer);
    for (const char* id : {"0102031234", "010203-1234", "%20", "%3Cb%3E"}) {
        CAPTURE(std::string(id));
        CHECK(officer.get("/sporet/person/" + std::string(id)).status == 404);
        CHECK(officer.get("/sporet/person/" + std::string(id) + "/borger").status == 404);
    }
    store::ReadTransaction reading = site.database().read();
    CHECK(trail::lines(reading, {.subject_kind = "person_log"}).empty());
}

TEST_CASE("R32: the citizen is told date, purpose, agency and function; names only once decided") {
    Site site;
    look_at(site, "p1");
    auto officer = site.client_as(Role::data_protection_officer);
    const std::string citizen = "/sporet/person/p1/borger";
    const auto before = site.get_page(officer, citizen);
    CHECK(says(before, "tidlig_indsats"));
    CHECK(says(before, "Vestegnens Politi"));
    CHECK(says(before, "Medarbejder"));
    CHECK_FALSE(says(before, "Mette Medarbejder"));

    const auto missing = site.post(officer, "/sporet/person/p1/navne", {{"navne", "shown"}});
    CHECK(missing.status == 422);
    CHECK(says(missing, "Skriv en begrundelse"));
    CHECK_FALSE(says(site.get_page(officer, citizen), "Mette Medarbejder"));

    CHECK(site.post(officer, "/sporet/person/p1/navne",
                    {{"navne", "shown"}, {"begrundelse", "Mistanke om misbrug"}})
              .status == 303);
    CHECK(says(site.get_page(officer, citizen), "Mette Medarbejder"));
    CHECK(says(site.get_page(officer, citizen), "Mistanke om misbrug"));
    CHECK(site.post(officer, "/sporet/person/p1/navne",
                    {{"navne", "hidden"}, {"begrundelse", "Sagen er lukket"}})
              .status == 303);
    CHECK_FALSE(says(site.get_page(officer, citizen), "Mette Medarbejder"));
    store::ReadTransaction reading = site.database().read();
    const auto lines = trail::lines(reading, {.subject_kind = "person", .action = "sign"});
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].line.reference == "names shown");
    CHECK(lines[0].line.reference == "names hidden");
}
