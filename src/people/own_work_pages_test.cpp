#include "people/own_work_pages.h"

#include <doctest/doctest.h>

#include "people/testing/people_site.h"

using access::Permission;
using access::Role;
using people::testing::has;
using people::testing::PeopleSite;
using web::Method;

TEST_CASE("one's own persons stand on the first page, by the day of assignment, a page at a time") {
    PeopleSite people;
    for (char letter = 'a'; letter <= 'l'; ++letter)
        people.add_person(people.worker, std::string("Navn") + letter, "Eksempel");
    people.add_person(people.coordinator, "Fremmed", "Eksempel");
    const auto lines_before = people.lines().size();
    const std::string first = people.site.get_page(people.worker, "/personer").body;
    CHECK(people.lines().size() <= lines_before + 10);
    CHECK(first.find("Navnl ") < first.find("Navnk "));
    CHECK_FALSE(has(first, "Navnb "));
    CHECK_FALSE(has(first, "Fremmed"));
    CHECK(has(first, "/personer?foer=3"));
    const std::string second = people.site.get_page(people.worker, "/personer?foer=3").body;
    CHECK(has(second, "Navnb "));
    CHECK_FALSE(has(second, "Navnl "));
    auto officer = people.site.client_as(Role::data_protection_officer);
    CHECK(has(people.site.get_page(officer, "/personer").body,
              "Du er ikke tilknyttet nogen personer."));
    CHECK(people.site.full_scans().empty());
}

TEST_CASE("R33: who is still to be told stands by due date, what is late is marked") {
    PeopleSite people;
    people.site.check_all_roles(Method::get, "/personer/orientering", Permission::change_persons);
    CHECK(has(people.site.get_page(people.worker, "/personer/orientering").body,
              "Der er ingen, du mangler at orientere."));
    const std::string anna = people.add_person(people.worker, "Anna", "Eksempel");
    people.add_person(people.coordinator, "Carl", "Fremmed");
    const std::string open = people.site.get_page(people.worker, "/personer/orientering").body;
    CHECK(has(open, "Anna Eksempel"));
    CHECK(has(open, "12.12.2024"));
    CHECK_FALSE(has(open, "Fristen er overskredet"));
    CHECK_FALSE(has(open, "Carl"));
    people.site.set_now(base::parse_instant("2024-12-13T10:00:00Z").value());
    auto later = people.site.client_as(Role::worker);
    people.add_person(later, "Bo", "Eksempel");
    const std::string late = people.site.get_page(later, "/personer/orientering").body;
    CHECK(has(late, "Fristen er overskredet"));
    CHECK(late.find("Anna") < late.find("Bo "));
    CHECK(people
              .post(later, anna + "/orienteret",
                    {{"duty", "1"}, {"outcome", "exempted"}, {"explanation", ""}})
              .status == 422);
    CHECK(people
              .post(later, anna + "/orienteret",
                    {{"duty", "1"}, {"outcome", "exempted"}, {"explanation", "Ved det allerede"}})
              .status == 303);
    const std::string settled = people.site.get_page(later, "/personer/orientering").body;
    CHECK_FALSE(has(settled, "Anna"));
    CHECK(has(settled, "Bo Eksempel"));
}
