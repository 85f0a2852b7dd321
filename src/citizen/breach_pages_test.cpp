#include "citizen/breach_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "citizen/breach_store.h"
#include "web/testing/page_form.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::Method;
using web::testing::filled_form;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

struct Register {
    Site site{[](access::Routes& routes) { citizen::add_breach_routes(routes); }};
    Site::Client officer = site.client_as(Role::data_protection_officer);

    static Site::Fields good() {
        return {{"discovered_on", "2024-11-11"},
                {"discovered_time", "09:00"},
                {"what", "Et brev blev sendt til en forkert adresse."},
                {"kinds", "confidentiality"},
                {"classes", "personal"},
                {"authority", "undecided"},
                {"subjects", "undecided"}};
    }
    Site::Response send(const std::string& page, const Site::Fields& fields) {
        return officer.post(page, filled_form(site.get_page(officer, page), page, fields));
    }
    std::string add() {
        const auto sent = send("/brud/ny", good());
        REQUIRE(sent.status == 303);
        const std::string location = sent.header("location");
        return location.substr(0, location.find('?'));
    }
};

}  // namespace

TEST_CASE_FIXTURE(Register, "the register is for those who keep it") {
    add();
    site.check_all_roles(Method::get, "/brud", Permission::see_breaches);
    site.check_all_roles(Method::get, "/brud/1", Permission::see_breaches);
    site.check_all_roles(Method::get, "/brud/ny", Permission::keep_breaches);
    site.check_all_roles(Method::post, "/brud/ny", Permission::keep_breaches, good());
    site.check_all_roles(Method::get, "/brud/1/rediger", Permission::keep_breaches);
    site.check_all_roles(Method::post, "/brud/1/rediger", Permission::keep_breaches);
    site.check_all_roles(Method::post, "/brud/1/genskab", Permission::keep_breaches);
    CHECK(site.full_scans().empty());
}

TEST_CASE_FIXTURE(Register, "R39: an entry shows when its 72 hours are over") {
    const std::string path = add();
    CHECK(site.trail_lines(trail::Action::create) == 1);
    const std::string running = site.get_page(officer, path).body;
    CHECK(has(running, "Fristen løber"));
    CHECK(has(running, "14. november 2024 kl. 09.00"));
    CHECK(has(site.get_page(officer, "/brud").body, "Fristen løber"));
    // In three steps, since a session ends when it isn't used.
    site.advance(std::chrono::hours(72));
    officer = site.client_as(Role::data_protection_officer);
    CHECK(has(site.get_page(officer, "/brud").body, "Fristen er overskredet"));
}

TEST_CASE_FIXTURE(Register, "a decision is recorded, and the register keeps what stood before") {
    const std::string path = add();
    auto fields = good();
    for (auto& [name, value] : fields)
        if (name == "authority") value = "told";
    fields.push_back({"authority_told_on", "2024-11-12"});
    fields.push_back({"authority_told_time", "09:30"});
    CHECK(send(path + "/rediger", fields).status == 303);
    const std::string shown = site.get_page(officer, path).body;
    CHECK(has(shown, "Anmeldt til tiden"));
    CHECK(has(shown, "Ikke afgjort endnu"));
}

TEST_CASE_FIXTURE(Register, "a form that doesn't fit comes back filled in, and nothing is kept") {
    auto fields = good();
    for (auto& [name, value] : fields)
        if (name == "what") value = "Brev om 010203-1234 til nabo.";
    const auto refused = send("/brud/ny", fields);
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "href=\"#field-what\""));
    CHECK(has(refused.body, "til nabo."));
    CHECK(has(site.get_page(officer, "/brud").body, "Der er ingen brud i registret."));
}

TEST_CASE_FIXTURE(Register, "an entry that isn't there is not found") {
    CHECK(officer.get("/brud/7").status == 404);
    CHECK(officer.get("/brud/x").status == 404);
    CHECK(officer.get("/brud/7/rediger").status == 404);
}
