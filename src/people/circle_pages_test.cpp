#include "people/circle_pages.h"

#include <doctest/doctest.h>

#include <regex>
#include <string>

#include "people/testing/people_site.h"

using access::Permission;
using access::Role;
using people::testing::has;
using people::testing::number_in;
using people::testing::PeopleSite;
using web::Method;

namespace {

constexpr const char* hidden = "Vi fandt ikke noget, du har adgang til at se.";
constexpr const char* others =
    "Siden viser kun dem, du har adgang til at se. Andre kan høre til, uden at det kan ses her.";

// What two answers must not differ in: everything but the protection token of forms and the address
// that was asked for.
std::string without_tokens(std::string page) {
    page = std::regex_replace(page, std::regex("grupper(/|%2F)[0-9]+"), "");
    const std::string begin = "name=\"csrf_token\" value=\"";
    for (std::size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
        at += begin.size();
        page.erase(at, page.find('"', at) - at);
    }
    return page;
}

PeopleSite::Fields membership(const std::string& person, const std::string& reason) {
    return {{"person", number_in(person)}, {"from", "2024-11-12"}, {"reason", reason}};
}

}  // namespace

TEST_CASE("each role reaches the pages of families and groups it may, and none by that") {
    PeopleSite people;
    for (const std::string kind : {"/familier", "/grupper"}) {
        const std::string path = people.add_circle(people.worker, kind, "Kredsen");
        people.site.check_all_roles(Method::get, kind, Permission::see_persons);
        people.site.check_all_roles(Method::get, kind + "/ny", Permission::change_persons);
        for (const Role role : access::all_roles()) {
            if (role == Role::worker) continue;
            CAPTURE(PeopleSite::Site::username(role));
            auto client = people.site.client_as(role);
            for (const char* page : {"", "/rediger", "/medlemmer/ny"}) {
                const auto response = client.get(path + page + "?formaal=support");
                CHECK_FALSE(has(response.body, "Kredsen"));
                CHECK(response.status >= 400);
            }
            for (const char* action : {"/rediger", "/medlemmer", "/medlemmer/find",
                                       "/medlemmer/1/afslut", "/medlemmer/1/slet"}) {
                const auto response = people.post(client, path + action,
                                                  {{"name", "Ny"},
                                                   {"person", "1"},
                                                   {"from", "2024-11-12"},
                                                   {"reason", "Grund"},
                                                   {"last_day", "2024-11-12"}});
                CAPTURE(action);
                CHECK(response.status >= 400);
            }
        }
        CHECK(has(people.shown(people.worker, path), "Kredsen"));
    }
    CHECK(people.site.failures().empty());
}

TEST_CASE("R01: a hidden group and one that doesn't exist give the same bytes") {
    PeopleSite people;
    const std::string path = people.add_circle(people.worker, "/grupper", "Ved hallen");
    const auto known_to_another = people.coordinator.get(path + "?formaal=support");
    const auto unknown = people.coordinator.get("/grupper/77?formaal=support");
    CHECK(known_to_another.status == 404);
    CHECK(unknown.status == 404);
    CHECK(has(known_to_another.body, hidden));
    CHECK(without_tokens(known_to_another.body) == without_tokens(unknown.body));
    const auto without_purpose = people.worker.get(path);
    CHECK(without_purpose.status == 422);
    CHECK(has(without_purpose.body, "Vælg et formål, før oplysningerne kan vises."));
    CHECK_FALSE(has(without_purpose.body, "Ved hallen"));
}

TEST_CASE("[row A7] R26: a group says what it isn't, asks why for each, and ranks nobody") {
    PeopleSite people;
    const std::string group = people.add_circle(people.worker, "/grupper", "Ved hallen");
    const std::string anna = people.add_person(people.worker, "Anna", "Eksempel");
    const std::string page = people.shown(people.worker, group);
    CHECK(has(page, "En gruppe er ikke en liste over mistænkte"));
    CHECK(has(page, "Systemet beregner ikke en risikoscore for enkeltpersoner."));
    CHECK(has(page, others));
    const auto refused = people.post(people.worker, group + "/medlemmer", membership(anna, ""));
    CHECK(refused.status == 422);
    CHECK(has(refused.body,
              "Skriv, hvorfor det er nødvendigt at registrere, at personen hører "
              "til gruppen."));
    CHECK(has(refused.body, "href=\"#field-reason\""));
    CHECK(has(refused.body, "Anna Eksempel"));
    const auto added =
        people.post(people.worker, group + "/medlemmer", membership(anna, "Er med på holdet"));
    CHECK(added.status == 303);
    const std::string with_anna = people.shown(people.worker, group);
    CHECK(has(with_anna, "Anna Eksempel"));
    CHECK(has(with_anna, "Er med på holdet"));
    for (const char* word : {"data-sort", "aria-sort", "niveau"}) CHECK_FALSE(has(with_anna, word));
    CHECK(has(people.shown(people.worker, anna), "Ved hallen"));
}

TEST_CASE("who may not see a member sees the same page as where there is none") {
    PeopleSite people;
    const std::string with_members = people.add_circle(people.worker, "/grupper", "Ved hallen");
    const std::string anna = people.add_person(people.worker, "Anna", "Eksempel");
    const std::string bo = people.add_person(people.worker, "Bo", "Eksempel");
    for (const std::string& person : {anna, bo})
        REQUIRE(people
                    .post(people.worker, with_members + "/medlemmer",
                          membership(person, "Er med på holdet"))
                    .status == 303);
    people.assign(Role::coordinator, with_members);
    people.assign(Role::coordinator, bo);
    const std::string seen = people.shown(people.coordinator, with_members);
    CHECK(has(seen, "Bo Eksempel"));
    CHECK_FALSE(has(seen, "Anna"));
    CHECK(has(seen, others));
    people.unassign(Role::coordinator, bo);
    const std::string before = people.shown(people.coordinator, with_members);
    // The same group once nobody belongs to it any more.
    for (const std::string id : {"1", "2"})
        REQUIRE(people
                    .post(people.worker, with_members + "/medlemmer/" + id + "/slet",
                          {{"person", number_in(id == "1" ? anna : bo)}, {"version", "1"}})
                    .status == 303);
    const std::string after = people.shown(people.coordinator, with_members);
    CHECK_FALSE(has(before, "Eksempel"));
    CHECK(without_tokens(before) == without_tokens(after));
    // Nor does the trail say that the coordinator met someone there.
    for (const auto& line : people.lines())
        CHECK_FALSE(
            (line.line.action == trail::Action::refuse && line.line.subject_kind == "person"));
}

TEST_CASE("belonging takes a warrant for both, is ended and is removed") {
    PeopleSite people;
    const std::string family = people.add_circle(people.worker, "/familier", "Familien Eksempel");
    const std::string anna = people.add_person(people.worker, "Anna", "Eksempel");
    const std::string carl = people.add_person(people.coordinator, "Carl", "Fremmed");
    const auto of_another =
        people.post(people.worker, family + "/medlemmer", membership(carl, "Bor der"));
    CHECK(of_another.status == 404);
    CHECK(has(of_another.body, hidden));
    const auto found =
        people.post(people.worker, family + "/medlemmer/find", {{"name", "Eksempel"}});
    CHECK(found.status == 200);
    CHECK(has(found.body, "Anna Eksempel"));
    CHECK_FALSE(has(found.body, "Carl"));
    const auto nobody =
        people.post(people.worker, family + "/medlemmer/find", {{"name", "Fremmed"}});
    CHECK(nobody.status == 422);
    CHECK(has(nobody.body, hidden));
    // A family needs no reason.
    CHECK(people.post(people.worker, family + "/medlemmer", membership(anna, "")).status == 303);
    const PeopleSite::Fields sent{{"person", number_in(anna)}, {"version", "1"}};
    auto too_early = sent;
    too_early.emplace_back("last_day", "2024-11-01");
    const auto refused = people.post(people.worker, family + "/medlemmer/1/afslut", too_early);
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Slutdatoen ligger før startdatoen."));
    auto ended = sent;
    ended.emplace_back("last_day", "2024-11-12");
    CHECK(people.post(people.worker, family + "/medlemmer/1/afslut", ended).status == 303);
    const auto late = people.post(people.worker, family + "/medlemmer/1/slet", sent);
    CHECK(late.status == 422);
    CHECK(has(late.body, "En anden har ændret oplysningerne imens."));
    CHECK(people
              .post(people.worker, family + "/medlemmer/1/slet",
                    {{"person", number_in(anna)}, {"version", "2"}})
              .status == 303);
    CHECK_FALSE(has(people.shown(people.worker, family), "Anna"));
}

TEST_CASE("one's own are listed, corrected, and chosen from a person's page") {
    PeopleSite people;
    const std::string family = people.add_circle(people.worker, "/familier", "Familien Eksempel");
    people.add_circle(people.coordinator, "/familier", "Familien Fremmed");
    const std::string anna = people.add_person(people.worker, "Anna", "Eksempel");
    const std::string list = people.site.get_page(people.worker, "/familier").body;
    CHECK(has(list, "Familien Eksempel"));
    CHECK_FALSE(has(list, "Fremmed"));
    const std::string choose =
        people.site.get_page(people.worker, "/familier?person=" + number_in(anna)).body;
    CHECK(has(choose, family + "/medlemmer/ny?formaal=support&amp;person=" + number_in(anna)));
    const std::string form =
        people.site
            .get_page(people.worker,
                      family + "/medlemmer/ny?formaal=support&person=" + number_in(anna))
            .body;
    CHECK(has(form, "Anna Eksempel"));
    const std::string edit = people.shown(people.worker, family + "/rediger");
    CHECK(has(edit, "value=\"Familien Eksempel\""));
    const auto refused =
        people.post(people.worker, family + "/rediger",
                    {{"name", ""}, {"description", "Kendt her"}, {"version", "1"}});
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Kendt her"));
    CHECK(people
              .post(people.worker, family + "/rediger",
                    {{"name", "Familien Nyborg"}, {"description", ""}, {"version", "1"}})
              .status == 303);
    CHECK(has(people.shown(people.worker, family), "Familien Nyborg"));
    const auto late = people.post(people.worker, family + "/rediger",
                                  {{"name", "Familien Sen"}, {"version", "1"}});
    CHECK(late.status == 422);
    CHECK(has(late.body, "En anden har ændret oplysningerne imens."));
    CHECK(people.site.full_scans().empty());
}

TEST_CASE("a leader finds the circles of the unit, each once, and of no other unit") {
    PeopleSite people;
    const std::string own = people.add_circle(people.worker, "/grupper", "Ved hallen");
    const std::string other = people.add_circle(people.worker, "/grupper", "Ved stranden");
    CHECK(has(people.site.get_page(people.leader, "/grupper").body,
              "Du er ikke tilknyttet nogen grupper."));
    people.assign(Role::worker, own, "family_unit");
    people.assign(Role::coordinator, own, "family_unit");
    people.assign(Role::worker, other, "another_unit");
    const std::string list = people.site.get_page(people.leader, "/grupper").body;
    CHECK(list.find("Ved hallen") == list.rfind("Ved hallen"));
    CHECK(has(list, "Ved hallen"));
    CHECK_FALSE(has(list, "Ved stranden"));
    CHECK(has(people.shown(people.leader, own), "Ved hallen"));
    CHECK(people.leader.get(other + "?formaal=support").status == 404);
    CHECK(people.site.full_scans().empty());
}

TEST_CASE("a group with many members is paged by those one may see") {
    PeopleSite people;
    const std::string group = people.add_circle(people.worker, "/grupper", "Ved hallen");
    people.assign(Role::coordinator, group);
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        const std::string person =
            people.add_person(people.worker, std::string("Navn") + letter, "Eksempel");
        REQUIRE(
            people.post(people.worker, group + "/medlemmer", membership(person, "Grund")).status ==
            303);
    }
    const std::string first = people.shown(people.worker, group);
    CHECK(has(first, "efter=25"));
    CHECK_FALSE(has(first, "Navnz "));
    const std::string second =
        people.site.get_page(people.worker, group + "?formaal=support&efter=25").body;
    CHECK(has(second, "Navnz "));
    CHECK_FALSE(has(second, "Navnc "));
    CHECK_FALSE(has(people.shown(people.coordinator, group), "efter="));
}
