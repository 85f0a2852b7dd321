#include "access/impact_assessment_pages.h"

#include <doctest/doctest.h>

#include "access/impact_assessment_store.h"
#include "access/testing/site.h"
#include "base/digest.h"
#include "web/testing/page_form.h"

using access::Permission;
using access::PersonalModule;
using access::Role;
using access::testing::Site;
using web::Method;
using web::testing::filled_form;

namespace {

constexpr const char* page = "/konsekvensanalyse/persons";
constexpr const char* refusal =
    "Det er ikke taget i brug endnu: Der er ikke underskrevet en konsekvensanalyse.";

bool has(const Site::Response& response, std::string_view part) {
    return response.body.find(part) != std::string::npos;
}

// A site with one page about a person, in use at first.
struct Office {
    Site site{[](access::Routes& routes) {
        routes.get("/prove/person", Permission::see_persons, [](const access::Visit& visit) {
            return visit.page("Person", web::text("Opdigtet"));
        });
        routes.post("/prove/person", Permission::change_persons,
                    [](const access::Visit&) { return web::see_other("/prove/person"); });
    }};
    Site::Client officer = site.client_as(Role::data_protection_officer);
    Site::Client worker = site.client_as(Role::worker);

    Site::Response withdraw(const std::string& reason = "Der er kommet nye oplysninger til.") {
        const std::string action = std::string(page) + "/traek-tilbage";
        return officer.post(action, filled_form(site.get_page(officer, page), action,
                                                {{"decided_by", "Dorte, rådgiver"},
                                                 {"decided_on", "2024-11-12"},
                                                 {"reason", reason}}));
    }
    Site::Response sign(const std::vector<web::testing::Upload>& files,
                        const std::string& who = "Birgit Sandager, direktør",
                        const std::string& day = "2024-11-12") {
        const std::string action = std::string(page) + "/underskriv";
        return officer.post_multipart(action,
                                      filled_form(site.get_page(officer, page), action,
                                                  {{"decided_by", who}, {"decided_on", day}}),
                                      files);
    }
    static std::vector<web::testing::Upload> document(const std::string& bytes) {
        return {{"document", "konsekvensanalyse.pdf", "application/pdf", bytes}};
    }
    int person_page() { return worker.get("/prove/person").status; }
};

}  // namespace

TEST_CASE_FIXTURE(Office, "R40: the impact assessments are the data protection officer's") {
    const Permission permission = Permission::sign_impact_assessments;
    site.check_all_roles(Method::get, "/konsekvensanalyse", permission);
    site.check_all_roles(Method::get, page, permission);
    site.check_all_roles(Method::post, std::string(page) + "/underskriv", permission);
    site.check_all_roles(Method::post, std::string(page) + "/traek-tilbage", permission);
    CHECK(officer.get("/konsekvensanalyse/ukendt").status == 404);
    CHECK(site.full_scans().empty());
}

TEST_CASE_FIXTURE(Office, "R40: without a signature pages about persons say so, and only they") {
    REQUIRE(person_page() == 200);
    REQUIRE(withdraw().status == 303);
    const Site::Response shut = worker.get("/prove/person");
    CHECK(shut.status == 403);
    CHECK(has(shut, refusal));
    CHECK_FALSE(has(shut, "Opdigtet"));
    CHECK(site.post(worker, "/prove/person").status == 403);
    CHECK(site.get_page(worker, "/organisation").status == 200);
    // Who may not see persons anyway doesn't learn what is in use.
    Site::Client administrator = site.client_as(Role::administrator);
    CHECK_FALSE(has(administrator.get("/prove/person"), "taget i brug"));
    // Nor does anyone who isn't signed in.
    Site::Client nobody = site.anonymous();
    CHECK(nobody.get("/prove/person", {{"Accept", "text/html"}}).status == 303);
    store::ReadTransaction reading = site.database().read();
    CHECK(reading.integer("select count(*) from trail_line where rule = 'R40'") == 2);
}

TEST_CASE_FIXTURE(Office, "R40: a signature opens them with the next request, by its document") {
    REQUIRE(withdraw().status == 303);
    REQUIRE(person_page() == 403);
    REQUIRE(sign(document("%PDF-1.7 underskrevet")).status == 303);
    CHECK(person_page() == 200);
    CHECK(site.post(worker, "/prove/person").status == 303);
    const std::string hash = base::sha256_hex("%PDF-1.7 underskrevet");
    const Site::Response shown = site.get_page(officer, page);
    CHECK(has(shown, hash));
    CHECK(has(shown, "konsekvensanalyse.pdf"));
    CHECK(has(shown, "Birgit Sandager, direktør"));
    CHECK(has(shown, "Der er kommet nye oplysninger til."));
    CHECK(has(site.get_page(officer, "/konsekvensanalyse"), "I brug"));
    store::ReadTransaction reading = site.database().read();
    CHECK(reading.integer("select count(*) from trail_line where action = 'sign' and "
                          "subject_kind = 'impact_assessment' and reference = $1",
                          "sha256 " + hash) == 1);
}

TEST_CASE_FIXTURE(Office, "R40: half a signature opens nothing") {
    REQUIRE(withdraw().status == 303);
    CHECK(sign({}).status == 422);
    CHECK(sign(document("")).status == 422);
    CHECK(sign(document("x"), "").status == 422);
    const Site::Response future = sign(document("x"), "Birgit", "2024-11-13");
    CHECK(future.status == 422);
    CHECK(has(future, "Datoen må ikke ligge i fremtiden."));
    CHECK(person_page() == 403);
    CHECK(site.post(officer, std::string(page) + "/traek-tilbage",
                    {{"decided_by", "Dorte"}, {"decided_on", "2024-11-12"}, {"reason", "Igen"}})
              .status == 422);
    store::ReadTransaction reading = site.database().read();
    CHECK(reading.integer("select count(*) from impact_assessment") == 2);
}

TEST_CASE_FIXTURE(Office, "R40: a withdrawal needs its reason, and rows are never changed") {
    CHECK(withdraw("").status == 422);
    CHECK(person_page() == 200);
    store::WriteTransaction writing = site.database().write();
    CHECK_THROWS_AS(writing.execute("update impact_assessment set decision = 'withdrawn'"),
                    store::Failure);
    CHECK_THROWS_AS(writing.execute("delete from impact_assessment"), store::Failure);
}

TEST_CASE_FIXTURE(Office, "R40: staff of other agencies sign in only while persons are in use") {
    const auto sign_in = [&](Role role) {
        Site::Client client = site.anonymous();
        client.follow_redirects(web::testing::Redirects::stay);
        client.post("/log-ind", filled_form(client.get("/log-ind"), "/log-ind",
                                            {{"brugernavn", Site::username(role)},
                                             {"adgangskode", Site::password()}}));
        return client.post("/log-ind/kode",
                           filled_form(client.get("/log-ind/kode"), "/log-ind/kode",
                                       {{"kode", site.current_code()}}));
    };
    CHECK(sign_in(Role::partner).status == 303);
    site.advance(std::chrono::minutes(1));
    REQUIRE(withdraw().status == 303);
    const Site::Response refused = sign_in(Role::partner);
    CHECK(refused.status == 403);
    CHECK(has(refused, refusal));
    CHECK(refused.header("set-cookie").find("session=") == std::string::npos);
    CHECK(sign_in(Role::worker).status == 303);
}

TEST_CASE("R40: permissions about persons stand behind the module, others don't") {
    CHECK(access::module_behind(Permission::see_persons) == PersonalModule::persons);
    CHECK(access::module_behind(Permission::change_persons) == PersonalModule::persons);
    CHECK_FALSE(access::module_behind(Permission::see_activities));
    CHECK_FALSE(access::module_behind(Permission::see_trail));
}
