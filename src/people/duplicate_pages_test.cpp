#include "people/duplicate_pages.h"

#include <doctest/doctest.h>

#include "people/testing/people_site.h"

using access::Permission;
using access::Role;
using people::testing::has;
using people::testing::number_in;
using people::testing::PeopleSite;
using web::Method;

namespace {

// Two records of one girl, the worker's and the coordinator's, and the task they made.
struct Twice : PeopleSite {
    const Fields number{{"cpr", "610210-4501"}};
    const std::string first = add_person(worker, "Anna", "Eksempel", number);
    const std::string second = add_person(coordinator, "Anna", "Exempel", number);

    Site::Response send(Site::Client& client, const std::string& path, const Fields& fields = {}) {
        return site.post(client, path, fields);
    }
    void merge() {
        REQUIRE(send(leader, "/dubletter/1/sammen", {{"kept", number_in(first)}}).status == 303);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Twice, "who may merge compares the two of a task, and nobody else does") {
    site.check_all_roles(Method::get, "/dubletter", Permission::merge_persons);
    site.check_all_roles(Method::get, "/dubletter/sammenlagte", Permission::merge_persons);
    site.check_all_roles(Method::get, "/dubletter/adskilte", Permission::see_trail);
    site.check_all_roles(Method::get, "/dubletter/1", Permission::merge_persons);
    const std::string list = site.get_page(leader, "/dubletter").body;
    CHECK(has(list, "href=\"/dubletter/1\""));
    CHECK_FALSE(has(list, "Anna"));
    const std::string compared = site.get_page(leader, "/dubletter/1").body;
    CHECK(has(compared, "Anna Eksempel"));
    CHECK(has(compared, "Anna Exempel"));
    CHECK(has(compared, "610210-****"));
    CHECK_FALSE(has(compared, "4501"));
    CHECK(has(compared, "Hvad der ikke haves, er ikke sammenlignet."));
    for (const char* action : {"/sammen", "/forskellige", "/skil"}) {
        CHECK(send(worker, std::string("/dubletter/1") + action, {{"kept", "1"}}).status == 403);
        CHECK(send(coordinator, std::string("/dubletter/1") + action).status == 403);
    }
    CHECK(site.failures().empty());
    CHECK(site.full_scans().empty());
}

TEST_CASE_FIXTURE(Twice, "settling opens nothing else of the two") {
    for (const char* purpose : {"correction", "support"}) {
        const auto page = leader.get(first + "?formaal=" + purpose);
        CHECK(page.status == 404);
        CHECK(leader.get(first + "/relationer?formaal=" + purpose).status == 404);
        CHECK(site.post(leader, first + "/personnummer", {{"formaal", purpose}}).status == 404);
        CHECK(site.post(leader, first + "/rediger",
                        {{"formaal", purpose},
                         {"given_names", "X"},
                         {"family_name", "Y"},
                         {"version", "1"}})
                  .status == 404);
    }
    const auto unknown = leader.get("/dubletter/7");
    CHECK(unknown.status == 404);
    REQUIRE(send(leader, "/dubletter/1/forskellige").status == 303);
    const auto settled = leader.get("/dubletter/1");
    CHECK(settled.status == 404);
    CHECK(settled.body.size() == unknown.body.size());
    CHECK(send(leader, "/dubletter/1/sammen", {{"kept", "1"}}).status == 404);
    CHECK(send(leader, "/dubletter/1/forskellige").status == 404);
    CHECK_FALSE(has(site.get_page(leader, "/dubletter").body, "href=\"/dubletter/1\""));
}

TEST_CASE_FIXTURE(Twice, "while merged, who works with either works with the one that stays") {
    CHECK(coordinator.get(first + "?formaal=support").status == 404);
    const auto unchosen = send(leader, "/dubletter/1/sammen");
    CHECK(unchosen.status == 422);
    CHECK(has(unchosen.body, "Vælg den, der skal stå tilbage."));
    merge();
    CHECK(worker.get(second + "?formaal=support").status == 404);
    CHECK(coordinator.get(second + "?formaal=support").status == 404);
    const std::string kept = shown(coordinator, first);
    CHECK(has(kept, "Anna Eksempel"));
    CHECK(has(kept, "Anna Exempel"));
    CHECK(has(site.get_page(coordinator, "/personer").body, "href=\"" + first));
    CHECK(has(shown(worker, first), "Anna Exempel"));
    CHECK(has(site.get_page(leader, "/dubletter/sammenlagte").body, "href=\"/dubletter/1\""));
    REQUIRE(send(leader, "/dubletter/1/skil").status == 303);
    CHECK(coordinator.get(first + "?formaal=support").status == 404);
    CHECK(has(shown(coordinator, second), "Anna Exempel"));
    CHECK_FALSE(has(shown(worker, first), "Exempel"));
    CHECK(send(leader, "/dubletter/1/skil").status == 404);
}

TEST_CASE_FIXTURE(Twice, "what a wrong merge let someone see is listed for the officer") {
    auto officer = site.client_as(Role::data_protection_officer);
    CHECK(has(site.get_page(officer, "/dubletter/adskilte").body,
              "Ingen sammenlægninger er skilt ad igen."));
    CHECK(officer.get("/dubletter/adskilte/1").status == 404);
    merge();
    CHECK(officer.get("/dubletter/adskilte/1").status == 404);
    site.advance(std::chrono::minutes(5));
    shown(coordinator, first);
    site.advance(std::chrono::minutes(5));
    REQUIRE(send(leader, "/dubletter/1/skil").status == 303);
    site.advance(std::chrono::minutes(5));
    shown(worker, first);
    CHECK(
        has(site.get_page(officer, "/dubletter/adskilte").body, "href=\"/dubletter/adskilte/1\""));
    const auto page = site.get_page(officer, "/dubletter/adskilte/1").body;
    CHECK(has(page, "Koordinator"));
    CHECK(has(page, "Den, der stod tilbage"));
    CHECK_FALSE(has(page, "Medarbejder"));
    CHECK_FALSE(has(page, "Anna"));
    bool has_line = false;
    for (const auto& line : lines())
        has_line = has_line || (line.line.subject_kind == "person_log" &&
                                line.line.subject_id == number_in(second));
    CHECK(has_line);
}
