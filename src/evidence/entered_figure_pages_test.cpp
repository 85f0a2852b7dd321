#include "evidence/entered_figure_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "evidence/entered_figure_store.h"
#include "evidence/figure_pages.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/initiative_pages.h"
#include "initiatives/testing/sample_catalogue.h"
#include "web/testing/page_form.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::Method;
using web::testing::filled_form;
using web::testing::form_values;

namespace {

bool has(const Site::Response& page, std::string_view text) {
    return page.body.find(text) != std::string::npos;
}

const std::string form_page = "/indtastede-tal/ny?indsats=leisure_pass&tal=granted&aar=2024";

struct World {
    initiatives::CurrentCatalogue current;
    Site site{[this](access::Routes& routes) {
        initiatives::add_initiative_routes(routes, current, evidence::figures_section, {});
        evidence::add_figure_routes(routes, current);
        evidence::add_entered_figure_routes(routes, current);
    }};
    Site::Client worker = site.client_as(Role::worker);

    World() {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        std::string& pass = request.files["initiatives/leisure_pass.yaml"];
        pass +=
            "    figures:\n"
            "      - {key: granted, name: {da: Bevilgede pas}, unit: {da: personer}, target: 50,"
            " source: manual}\n"
            "      - {key: spent, name: {da: Brugte midler}, source: manual, counts: other}\n"
            "      - {key: held, name: {da: Møder}, source: activities_held}\n";
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
    }

    static Site::Fields filled(const std::string& number) {
        return {{"number", number}, {"data_date", "2024-11-01"}, {"note", "Bevillingslisten"}};
    }
    // Enters one and returns its page.
    std::string add(const std::string& number = "17") {
        const auto sent = worker.post(
            "/indtastede-tal/ny",
            filled_form(site.get_page(worker, form_page), "/indtastede-tal/ny", filled(number)));
        REQUIRE(sent.status == 303);
        const std::string location = sent.header("location");
        return location.substr(0, location.find('?'));
    }
    Site::Response send(Site::Client& client, const std::string& page, const Site::Fields& fields) {
        return client.post(page, filled_form(site.get_page(client, page), page, fields));
    }
    std::optional<evidence::EnteredFigure> stored() {
        store::ReadTransaction reading = site.database().read();
        return evidence::entered_figure_of(reading, "leisure_pass", "granted", 2024);
    }
};

}  // namespace

TEST_CASE("entered figures: each role reaches what it may, and nothing else") {
    World world;
    const std::string path = world.add();
    Site& site = world.site;
    site.check_all_roles(Method::get, path, Permission::see_activities);
    site.check_all_roles(Method::get, path + "/rediger", Permission::register_activities);
    site.check_all_roles(Method::get, "/indtastede-tal/ny?indsats=leisure_pass&tal=spent&aar=2024",
                         Permission::register_activities);
    for (const char* action : {"/rediger", "/slet", "/genskab"})
        site.check_all_roles(Method::post, path + action, Permission::register_activities);
    site.check_all_roles(Method::post, "/indtastede-tal/ny", Permission::register_activities,
                         {{"indsats", "leisure_pass"}, {"tal", "spent"}, {"aar", "2024"}});
    CHECK(site.failures().empty());
    CHECK(site.full_scans().empty());
}

TEST_CASE("entered figures: written, and shown on the initiative's page with date and source") {
    World world;
    const auto page = world.site.get_page(world.worker, form_page);
    CHECK(has(page, "Bevilgede pas (personer)"));
    CHECK(has(page, "1 til 4 skjules i rapporter"));
    const auto created = world.site.trail_lines(trail::Action::create);
    const std::string path = world.add();
    CHECK(world.site.trail_lines(trail::Action::create) == created + 1);
    CHECK(world.stored()->number == 17);
    const auto initiative = world.site.get_page(world.worker, "/indsatser/leisure_pass");
    CHECK(has(initiative, "Indtastede tal"));
    CHECK(has(initiative, path));
    CHECK(has(initiative, "Bevillingslisten"));
    CHECK(has(initiative, "1. november 2024"));
    CHECK(has(initiative, "Skriv tallet"));
    auto analyst = world.site.client_as(Role::analyst);
    const auto read = world.site.get_page(analyst, "/indsatser/leisure_pass");
    CHECK(has(read, "Bevillingslisten"));
    CHECK_FALSE(has(read, "Skriv tallet"));
    auto politician = world.site.client_as(Role::politician);
    CHECK_FALSE(
        has(world.site.get_page(politician, "/indsatser/leisure_pass"), "Bevillingslisten"));
    // No numbers in the trail.
    store::ReadTransaction reading = world.site.database().read();
    for (const trail::StoredLine& line : trail::lines(reading, {.subject_kind = "entered_figure"}))
        CHECK(line.line.reference.empty());
}

TEST_CASE("entered figures: a form that doesn't fit comes back filled in, and nothing is saved") {
    World world;
    const auto form = world.site.get_page(world.worker, form_page);
    struct Wrong {
        std::string field;
        std::string value;
    };
    for (const Wrong& wrong : {Wrong{"number", ""}, Wrong{"number", "2,5"}, Wrong{"number", "-1"},
                               Wrong{"data_date", "2024-11-13"}, Wrong{"data_date", "2023-12-31"},
                               Wrong{"note", ""}, Wrong{"note", "010203-1234"}}) {
        CAPTURE(wrong.field);
        CAPTURE(wrong.value);
        Site::Fields fields = World::filled("17");
        for (auto& [field, text] : fields)
            if (field == wrong.field) text = wrong.value;
        const auto refused = world.worker.post("/indtastede-tal/ny",
                                               filled_form(form, "/indtastede-tal/ny", fields));
        CHECK(refused.status == 422);
        CHECK(has(refused, "href=\"#field-" + wrong.field));
    }
    CHECK_FALSE(world.stored());
    // Not a figure to enter, and a year to come.
    for (const char* query :
         {"indsats=leisure_pass&tal=held&aar=2024", "indsats=leisure_pass&tal=granted&aar=2023",
          "indsats=leisure_pass&tal=granted&aar=2025"}) {
        CAPTURE(std::string(query));
        CHECK(world.worker.get("/indtastede-tal/ny?" + std::string(query)).status == 422);
    }
    CHECK(world.worker.get("/indtastede-tal/ny?indsats=no_such&tal=granted&aar=2024").status ==
          404);
    CHECK(world.worker.get("/indtastede-tal/77").status == 404);
}

TEST_CASE("entered figures: unknown is said, and is no zero") {
    World world;
    const auto sent = world.worker.post(
        "/indtastede-tal/ny",
        filled_form(world.site.get_page(world.worker, form_page), "/indtastede-tal/ny",
                    {{"state", "unknown"}, {"data_date", "2024-11-01"}, {"note", "Ingen talte"}}));
    REQUIRE(sent.status == 303);
    CHECK_FALSE(world.stored()->number);
    CHECK(has(world.site.get_page(world.worker, "/indsatser/leisure_pass"), "Ikke kendt"));
}

TEST_CASE("entered figures: correcting, deleting, undoing, and two at once") {
    World world;
    const std::string path = world.add();
    CHECK(world.send(world.worker, path + "/rediger", {{"number", "18"}}).header("location") ==
          path + "?besked=gemt");
    CHECK(world.stored()->number == 18);
    CHECK(world.site.post(world.worker, path + "/genskab", {{"restore_version", "1"}}).status ==
          303);
    CHECK(world.stored()->number == 17);
    CHECK(world.site.post(world.worker, path + "/slet", {{"version", "3"}}).status == 303);
    CHECK(world.stored()->removed);
    CHECK_FALSE(has(world.site.get_page(world.worker, "/indsatser/leisure_pass"), path));
    CHECK(has(world.site.get_page(world.worker, path), "Tallet er slettet."));
    auto analyst = world.site.client_as(Role::analyst);
    CHECK(analyst.get(path).status == 404);
    CHECK(world.site.post(world.worker, path + "/genskab", {{"version", "4"}}).status == 303);
    CHECK_FALSE(world.stored()->removed);
    CHECK(analyst.get(path).status == 200);

    auto leader = world.site.client_as(Role::leader);
    const auto mine = world.site.get_page(world.worker, path + "/rediger");
    REQUIRE(world.send(leader, path + "/rediger", {{"number", "20"}}).status == 303);
    const auto met = world.worker.post(path + "/rediger",
                                       filled_form(mine, path + "/rediger", {{"number", "21"}}));
    CHECK(met.status == 409);
    CHECK(world.stored()->number == 20);
    CHECK(world.worker.post(path + "/rediger", form_values(met, path + "/rediger")).status == 303);
    CHECK(world.stored()->number == 21);
}

TEST_CASE("entered figures: one for each figure and year") {
    World world;
    const auto late = world.site.get_page(world.worker, form_page);
    const std::string path = world.add();
    CHECK(world.worker.get(form_page).header("location") == path);
    const auto refused = world.worker.post(
        "/indtastede-tal/ny", filled_form(late, "/indtastede-tal/ny", World::filled("99")));
    CHECK(refused.status == 422);
    CHECK(has(refused, "En anden har skrevet tallet imens."));
    CHECK(world.stored()->number == 17);
    // Written again after it was deleted, it goes on with its history.
    REQUIRE(world.site.post(world.worker, path + "/slet", {{"version", "1"}}).status == 303);
    CHECK(world.worker
              .post("/indtastede-tal/ny",
                    filled_form(late, "/indtastede-tal/ny", World::filled("99")))
              .status == 303);
    CHECK(world.stored()->number == 99);
    CHECK(world.stored()->version == 3);
}
