#include "activities/enquiry_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "activities/enquiry_store.h"
#include "formats/table_input.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "web/testing/page_form.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::Method;
using web::testing::filled_form;

namespace {

// The initiative that enquiries usually belong under.
constexpr const char* advice = R"(key: advice_to_citizens
kinds: [activity]
source_rows: [F4]
editions:
  - period: 2024
    name: {da: Råd og vejledning, en: Advice}
    goal: safe_town
    goal_basis: document
    other_goals: []
    listed_in: goal_table
    order: 4
    purpose: {da: Svare borgerne, en: Answer the citizens}
    start: 2024-summer
    status: {2024: in_progress, 2025: continues}
    owner_unit: operative_team
)";

struct Enquiries {
    initiatives::CurrentCatalogue catalogue;
    Site site{
        [this](access::Routes& routes) { activities::add_enquiry_routes(routes, catalogue); }};
    Site::Client worker = site.client_as(Role::worker);

    Enquiries() {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        request.files["initiatives/advice_to_citizens.yaml"] = advice;
        request.actor = "command";
        request.now = site.now();
        const auto result = initiatives::import_catalogue(site.database(), request);
        for (const auto& mistake : result.mistakes)
            FAIL(mistake.file << " " << mistake.field << " " << mistake.error.message);
    }

    static Site::Fields good(const std::string& question = "Knallerter på stien.") {
        return {{"initiative", "advice_to_citizens"},
                {"received_on", "2024-11-11"},
                {"received_time", "09:00"},
                {"channel", "telephone"},
                {"subject", "traffic"},
                {"district", "north_park"},
                {"question", question}};
    }
    std::string add(const std::string& question = "Knallerter på stien.") {
        const auto sent = site.post(worker, "/henvendelser/ny", good(question));
        REQUIRE(sent.status == 303);
        const std::string location = sent.header("location");
        return location.substr(0, location.find('?'));
    }
    std::string body(const std::string& target) { return site.get_page(worker, target).body; }
    Site::Response send(Site::Client& client, const std::string& page, const Site::Fields& filled) {
        return client.post(page, filled_form(site.get_page(client, page), page, filled));
    }
    activities::Enquiry stored(const std::string& path) {
        store::ReadTransaction reading = site.database().read();
        return activities::find_enquiry(reading, std::stoll(path.substr(path.rfind('/') + 1)))
            .value();
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("enquiries: each role reaches what it may, and nothing else") {
    Enquiries enquiries;
    const std::string path = enquiries.add();
    Site& site = enquiries.site;
    site.check_all_roles(Method::get, "/henvendelser", Permission::see_enquiries);
    site.check_all_roles(Method::get, path, Permission::see_enquiries);
    for (const std::string& page :
         {std::string("/henvendelser/ny"), std::string("/henvendelser/slettede"), path + "/rediger",
          path + "/besvar"})
        site.check_all_roles(Method::get, page, Permission::register_enquiries);
    site.check_all_roles(Method::get, "/henvendelser/eksport.csv", Permission::export_lists);
    site.check_all_roles(Method::get, "/henvendelser/eksport.xlsx", Permission::export_lists);
    site.check_all_roles(Method::post, "/henvendelser/ny", Permission::register_enquiries,
                         Enquiries::good());
    for (const char* action : {"/rediger", "/besvar", "/slet", "/genskab"})
        site.check_all_roles(Method::post, path + action, Permission::register_enquiries);
    CHECK(site.failures().empty());
    CHECK(site.full_scans().empty());
}

TEST_CASE("an enquiry is registered under the usual initiative") {
    Enquiries enquiries;
    const std::string form = enquiries.body("/henvendelser/ny");
    CHECK(has(form, "<option value=\"advice_to_citizens\" selected"));
    CHECK(has(form, "Skriv kun det nødvendige. Den unge og forældrene kan få aktindsigt."));
    const std::string path = enquiries.add();
    const std::string page = enquiries.body(path);
    CHECK(has(page, "Trafik og knallerter"));
    CHECK(has(page, "Råd og vejledning"));
    CHECK(has(page, "Har ventet i 26 timer"));
    CHECK(enquiries.site.trail_lines(trail::Action::create) > 0);
    // Another year, in which it isn't in force: nothing is chosen beforehand.
    enquiries.site.set_now(base::parse_instant("2023-11-14T10:00:00Z").value());
    enquiries.worker = enquiries.site.client_as(Role::worker);
    CHECK_FALSE(has(enquiries.body("/henvendelser/ny"), "advice_to_citizens\" selected"));
}

TEST_CASE("an enquiry that doesn't fit comes back filled in, and nothing is saved") {
    Enquiries enquiries;
    const auto refused = enquiries.site.post(enquiries.worker, "/henvendelser/ny",
                                             Enquiries::good("Min nabo 010203-1234"));
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK(has(refused.body, "Min nabo 010203-1234"));
    CHECK(has(enquiries.body("/henvendelser"), "Der er ingen henvendelser, som passer."));
}

TEST_CASE("the quick form answers or refers, and leaves the rest as it was") {
    Enquiries enquiries;
    const std::string path = enquiries.add();
    const std::string answer = path + "/besvar";
    const std::string form = enquiries.body(answer);
    CHECK(has(form, "Knallerter på stien."));
    CHECK(has(form, "value=\"11:00\""));  // now
    CHECK_FALSE(has(form, "name=\"question\""));
    SUBCASE("nothing is said") {
        const auto refused = enquiries.send(enquiries.worker, answer, {});
        CHECK(refused.status == 422);
        CHECK(has(refused.body, "Skriv, hvad der blev svaret"));
        CHECK(has(refused.body, "Knallerter på stien."));
        CHECK(has(refused.body, "action=\"" + answer + "\""));
        CHECK_FALSE(enquiries.stored(path).answered_at.has_value());
    }
    SUBCASE("answered") {
        CHECK(enquiries.send(enquiries.worker, answer, {{"answer", "Vi taler med politiet."}})
                  .header("location") == path + "?besked=gemt");
        const activities::Enquiry stored = enquiries.stored(path);
        CHECK(stored.answer == "Vi taler med politiet.");
        CHECK(activities::minutes_to_answer(stored) == 26 * 60);
        CHECK(stored.question == "Knallerter på stien.");
        CHECK(stored.district == "north_park");
        const std::string page = enquiries.body(path);
        CHECK(has(page, "Besvaret efter 26 timer"));
        CHECK_FALSE(has(page, "/besvar"));
    }
    SUBCASE("referred") {
        CHECK(enquiries.send(enquiries.worker, answer, {{"referred_to", "local_police"}}).status ==
              303);
        CHECK(has(enquiries.body(path), "Lokalpolitiet"));
        store::ReadTransaction reading = enquiries.site.database().read();
        CHECK(activities::check_enquiry_totals(reading).empty());
    }
}

TEST_CASE("an answer meets another's correction: both are kept") {
    Enquiries enquiries;
    const std::string path = enquiries.add();
    Site::Client leader = enquiries.site.client_as(Role::leader);
    const auto seen = enquiries.site.get_page(leader, path + "/besvar");
    REQUIRE(enquiries.send(enquiries.worker, path + "/rediger", {{"question", "Rettet"}}).status ==
            303);
    const auto conflict =
        leader.post(path + "/besvar", filled_form(seen, path + "/besvar", {{"answer", "Svar"}}));
    REQUIRE(conflict.status == 409);
    CHECK(has(conflict.body, "I har ændret forskellige felter."));
    CHECK(leader.post(path + "/rediger", filled_form(conflict, path + "/rediger", {})).status ==
          303);
    CHECK(enquiries.stored(path).question == "Rettet");
    CHECK(enquiries.stored(path).answer == "Svar");
}

TEST_CASE("an enquiry is corrected, deleted, and everything can be undone") {
    Enquiries enquiries;
    const std::string path = enquiries.add();
    REQUIRE(enquiries.send(enquiries.worker, path + "/rediger", {{"subject", "drugs"}}).status ==
            303);
    CHECK(has(enquiries.body(path), "Rusmidler"));
    REQUIRE(enquiries.site.post(enquiries.worker, path + "/genskab", {{"restore_version", "1"}})
                .status == 303);
    CHECK(has(enquiries.body("/henvendelser?emne=traffic"), "Knallerter på stien."));
    CHECK(enquiries.site.post(enquiries.worker, path + "/slet", {{"version", "1"}}).status == 409);
    CHECK(enquiries.site.post(enquiries.worker, path + "/slet", {{"version", "3"}}).status == 303);
    CHECK_FALSE(has(enquiries.body("/henvendelser"), "Knallerter på stien."));
    CHECK(has(enquiries.body("/henvendelser/slettede"), "Knallerter på stien."));
    CHECK(enquiries.worker.get(path + "/besvar").status == 404);
    CHECK(enquiries.site.post(enquiries.worker, path + "/genskab", {}).status == 303);
    CHECK(has(enquiries.body("/henvendelser"), "Knallerter på stien."));
    for (const char* other : {"/henvendelser/999", "/henvendelser/x"}) {
        CHECK(enquiries.worker.get(other).status == 404);
        for (const char* action : {"/rediger", "/besvar", "/slet", "/genskab"})
            CHECK(enquiries.site.post(enquiries.worker, std::string(other) + action, {}).status ==
                  404);
    }
}

TEST_CASE("the list: open ones only, filters, and the export of the same") {
    Enquiries enquiries;
    const std::string open = enquiries.add("Stadig åben");
    const std::string done = enquiries.add("Allerede besvaret");
    REQUIRE(
        enquiries.send(enquiries.worker, done + "/besvar", {{"answer", "=1+1 er svaret"}}).status ==
        303);
    CHECK(has(enquiries.body("/henvendelser"), "Allerede besvaret"));
    const std::string list = enquiries.body("/henvendelser?vis=aabne");
    CHECK(has(list, "Stadig åben"));
    CHECK_FALSE(has(list, "Allerede besvaret"));
    CHECK_FALSE(has(enquiries.body("/henvendelser?kanal=letter"), "Stadig åben"));
    CHECK_FALSE(has(enquiries.body("/henvendelser?aar=2023"), "Stadig åben"));
    CHECK(has(enquiries.body("/henvendelser?indsats=advice_to_citizens&aar=2024&emne=traffic"),
              "Stadig åben"));
    const auto csv = enquiries.worker.get("/henvendelser/eksport.csv?vis=aabne");
    CHECK(has(csv.header("content-disposition"), "henvendelser.csv"));
    CHECK(has(csv.body, "Stadig åben"));
    CHECK_FALSE(has(csv.body, "Allerede besvaret"));
    const auto xlsx = formats::read_table(enquiries.worker.get("/henvendelser/eksport.xlsx").body);
    REQUIRE(xlsx.ok());
    REQUIRE(xlsx->rows.size() == 2);
    CHECK(xlsx->rows[0].cells.at(xlsx->column("Minutter til svar").value()).text == "1560");
    const formats::Cell answer = xlsx->rows[0].cells.at(xlsx->column("Svar").value());
    CHECK(answer.text == "=1+1 er svaret");
    CHECK_FALSE(answer.has_formula);
    CHECK(has(enquiries.worker.get("/henvendelser/eksport.csv").body, "'=1+1 er svaret"));
    CHECK(enquiries.site.trail_lines(trail::Action::extract) == 3);
}

TEST_CASE("a long list of enquiries goes on") {
    Enquiries enquiries;
    {
        store::WriteTransaction writing = enquiries.site.database().write();
        for (int i = 1; i <= 60; ++i) {
            activities::Enquiry made;
            made.initiative = "advice_to_citizens";
            made.received_at = {base::date_of(2024, 5, 3), 600};
            made.question = "Nr. " + std::to_string(i) + ".";
            activities::add_enquiry(writing, made, {1, enquiries.site.now()});
        }
        writing.commit();
    }
    const std::string first = enquiries.body("/henvendelser");
    CHECK(has(first, "Nr. 11."));
    CHECK_FALSE(has(first, "Nr. 10."));
    CHECK(has(first, "Ældre henvendelser"));
    const std::string second = enquiries.body("/henvendelser?foer=2024-05-03T10:00&foer_id=11");
    CHECK(has(second, "Nr. 10."));
    CHECK_FALSE(has(second, "Nr. 11."));
    CHECK_FALSE(has(second, "Ældre henvendelser"));
    CHECK(enquiries.site.full_scans().empty());
}
