#include "places/observation_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "formats/table_input.h"
#include "history/history.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "places/observation_store.h"
#include "web/testing/page_form.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::Method;
using web::testing::filled_form;

namespace {

struct Places {
    initiatives::CurrentCatalogue catalogue;
    Site site{
        [this](access::Routes& routes) { places::add_observation_routes(routes, catalogue); }};
    Site::Client worker = site.client_as(Role::worker);

    Places() {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
    }

    static Site::Fields good(const std::string& text = "To lamper er ude af drift.") {
        return {{"category", "lighting"},      {"district", "north_park"}, {"place", "Stien"},
                {"observed_on", "2024-11-11"}, {"observed_time", "20:15"}, {"text", text},
                {"initiative", "street_work"}};
    }
    // Registers one and returns its page.
    std::string add(const std::string& text = "To lamper er ude af drift.") {
        const auto sent = site.post(worker, "/observationer/ny", good(text));
        REQUIRE(sent.status == 303);
        const std::string location = sent.header("location");
        return location.substr(0, location.find('?'));
    }
    std::string body(const std::string& target) { return site.get_page(worker, target).body; }
    // Fills in the form at `page` and sends it.
    Site::Response send(Site::Client& client, const std::string& page, const Site::Fields& filled) {
        return client.post(page, filled_form(site.get_page(client, page), page, filled));
    }
    std::optional<places::Observation> stored(const std::string& path) {
        store::ReadTransaction reading = site.database().read();
        return places::find_observation(reading, std::stoll(path.substr(path.rfind('/') + 1)));
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("each role reaches what it may, and nothing else") {
    Places places;
    const std::string path = places.add();
    Site& site = places.site;
    site.check_all_roles(Method::get, "/observationer", Permission::see_observations);
    site.check_all_roles(Method::get, path, Permission::see_observations);
    site.check_all_roles(Method::get, "/observationer/ny", Permission::register_observations);
    site.check_all_roles(Method::get, "/observationer/slettede", Permission::register_observations);
    site.check_all_roles(Method::get, path + "/rediger", Permission::register_observations);
    site.check_all_roles(Method::get, "/observationer/eksport.csv", Permission::export_lists);
    site.check_all_roles(Method::get, "/observationer/eksport.xlsx", Permission::export_lists);
    site.check_all_roles(Method::post, "/observationer/ny", Permission::register_observations,
                         Places::good());
    for (const char* action : {"/rediger", "/slet", "/genskab"})
        site.check_all_roles(Method::post, path + action, Permission::register_observations);
    CHECK(site.failures().empty());
    CHECK(site.full_scans().empty());
}

TEST_CASE("who may only read is offered nothing else") {
    Places places;
    const std::string path = places.add();
    Site::Client analyst = places.site.client_as(Role::analyst);
    const std::string list = places.site.get_page(analyst, "/observationer").body;
    CHECK(has(list, "Hent som CSV"));
    CHECK_FALSE(has(list, "Ny observation"));
    const std::string page = places.site.get_page(analyst, path).body;
    CHECK(has(page, "To lamper er ude af drift."));
    CHECK_FALSE(has(page, "/slet"));
    CHECK_FALSE(has(page, "/rediger"));
}

TEST_CASE("an observation is registered, with a line in the trail and no content in it") {
    Places places;
    const auto form = places.site.get_page(places.worker, "/observationer/ny");
    CHECK(has(form.body, "value=\"2024-11-12\""));  // today, and now in Copenhagen
    CHECK(has(form.body, "value=\"11:00\""));
    CHECK(has(form.body, "Skriv kun det nødvendige."));
    const auto created = places.site.trail_lines(trail::Action::create);
    const std::string path = places.add();
    CHECK(places.site.trail_lines(trail::Action::create) == created + 1);
    const std::string page = places.body(path);
    CHECK(has(page, "Mangelfuld belysning"));
    CHECK(has(page, "Nordparken"));
    CHECK(has(page, "Gadeplan i gadebilledet"));
    CHECK(has(places.body("/observationer"), "To lamper er ude af drift."));
    store::ReadTransaction reading = places.site.database().read();
    for (const trail::StoredLine& line : trail::lines(reading, {.subject_kind = "observation"}))
        CHECK(line.line.reference.empty());
}

TEST_CASE("a form that doesn't fit comes back filled in, and nothing is saved") {
    Places places;
    auto fields = Places::good("Set 010203-1234 ved <bænken>");
    const auto refused = places.site.post(places.worker, "/observationer/ny", fields);
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK(has(refused.body, "Set 010203-1234 ved &lt;bænken&gt;"));
    CHECK(has(refused.body, "value=\"20:15\""));
    CHECK_FALSE(has(places.body("/observationer"), "010203"));
    fields[1].second = "";
    CHECK(has(places.site.post(places.worker, "/observationer/ny", fields).body,
              "href=\"#field-district\""));
}

TEST_CASE("correcting, deleting, undoing") {
    Places places;
    const std::string path = places.add();
    CHECK(places.send(places.worker, path + "/rediger", {{"text", "Tre lamper."}})
              .header("location") == path + "?besked=gemt");
    CHECK(places.stored(path)->text == "Tre lamper.");
    // The first version again.
    const auto undone =
        places.site.post(places.worker, path + "/genskab", {{"restore_version", "1"}});
    CHECK(undone.header("location") == path + "?besked=genskabt");
    CHECK(places.stored(path)->text == "To lamper er ude af drift.");
    CHECK(places.stored(path)->version == 3);
    // Deleted: no longer in the list, still there to be brought back.
    CHECK(places.site.post(places.worker, path + "/slet", {{"version", "3"}}).status == 303);
    CHECK_FALSE(has(places.body("/observationer"), "To lamper"));
    CHECK(has(places.body("/observationer/slettede"), "To lamper"));
    CHECK(has(places.body(path), "Observationen er slettet."));
    Site::Client analyst = places.site.client_as(Role::analyst);
    CHECK(analyst.get(path).status == 404);
    CHECK(places.worker.get(path + "/rediger").status == 404);
    CHECK(places.site.post(places.worker, path + "/genskab", {}).status == 303);
    CHECK(has(places.body("/observationer"), "To lamper"));
    const std::string page = places.body(path);
    for (const char* change : {"Oprettet", "Ændret", "Genskabt", "Slettet"})
        CHECK(has(page, change));
    CHECK(places.site.trail_lines(trail::Action::change) == 1);
    CHECK(places.site.trail_lines(trail::Action::remove) == 1);
    CHECK(places.site.trail_lines(trail::Action::restore) == 2);
}

TEST_CASE("a second press on a button does nothing more") {
    Places places;
    const std::string path = places.add();
    for (int press = 0; press < 2; ++press)
        CHECK(places.site.post(places.worker, path + "/slet", {{"version", "1"}}).status == 303);
    CHECK(places.stored(path)->version == 2);
    for (int press = 0; press < 2; ++press)
        CHECK(places.site.post(places.worker, path + "/genskab", {}).status == 303);
    CHECK(places.stored(path)->version == 3);
}

TEST_CASE("what is not there is not found") {
    Places places;
    const std::string path = places.add();
    for (const char* other : {"/observationer/999", "/observationer/x", "/observationer/-1"}) {
        CHECK(places.worker.get(other).status == 404);
        for (const char* action : {"/rediger", "/slet", "/genskab"})
            CHECK(places.site.post(places.worker, std::string(other) + action, Places::good())
                      .status == 404);
    }
    CHECK(places.site.post(places.worker, path + "/genskab", {{"restore_version", "9"}}).status ==
          404);
    CHECK(places.stored(path)->version == 1);
}

TEST_CASE("two who correct the same: both see it, and choose") {
    Places places;
    const std::string path = places.add();
    const std::string edit = path + "/rediger";
    Site::Client leader = places.site.client_as(Role::leader);
    const auto seen = places.site.get_page(leader, edit);
    REQUIRE(places.send(places.worker, edit, {{"text", "Workerens"}, {"place", "Torvet"}}).status ==
            303);
    const auto conflict = leader.post(edit, filled_form(seen, edit, {{"text", "Lederens"}}));
    REQUIRE(conflict.status == 409);
    CHECK(has(conflict.body, "Mette Medarbejder"));
    CHECK(has(conflict.body, "Min: Lederens"));
    CHECK(has(conflict.body, "Den andens: Workerens"));
    CHECK(places.stored(path)->text == "Workerens");
    SUBCASE("mine") {
        CHECK(leader.post(edit, filled_form(conflict, edit, {{"choose.text", "mine"}})).status ==
              303);
        CHECK(places.stored(path)->text == "Lederens");
    }
    SUBCASE("theirs") {
        CHECK(leader.post(edit, filled_form(conflict, edit, {{"choose.text", "theirs"}})).status ==
              303);
        CHECK(places.stored(path)->text == "Workerens");
    }
    CHECK(places.stored(path)->place == "Torvet");  // only the worker changed it
    CHECK(places.stored(path)->version == 3);
}

TEST_CASE("what someone deleted meanwhile comes back only by being saved") {
    Places places;
    const std::string path = places.add();
    const std::string edit = path + "/rediger";
    Site::Client leader = places.site.client_as(Role::leader);
    const auto seen = places.site.get_page(leader, edit);
    REQUIRE(places.site.post(places.worker, path + "/slet", {{"version", "1"}}).status == 303);
    const auto conflict = leader.post(edit, filled_form(seen, edit, {{"text", "Rettet"}}));
    REQUIRE(conflict.status == 409);
    CHECK(has(conflict.body, "har slettet det imens"));
    CHECK(places.stored(path)->removed);
    CHECK(leader.post(edit, filled_form(conflict, edit, {})).header("location") ==
          path + "?besked=genskabt");
    CHECK_FALSE(places.stored(path)->removed);
    CHECK(places.stored(path)->text == "Rettet");
}

TEST_CASE("what someone corrected meanwhile is not deleted unseen") {
    Places places;
    const std::string path = places.add();
    REQUIRE(places.send(places.worker, path + "/rediger", {{"text", "Ny viden"}}).status == 303);
    const auto refused = places.site.post(places.worker, path + "/slet", {{"version", "1"}});
    CHECK(refused.status == 409);
    CHECK(has(refused.body, "En anden har ændret det imens"));
    CHECK_FALSE(places.stored(path)->removed);
}

TEST_CASE("an old version that no longer keeps the rules comes back as a form") {
    Places places;
    const std::string path = places.add();
    REQUIRE(places
                .send(places.worker, path + "/rediger",
                      {{"observed_on", "2024-11-12"}, {"observed_time", "08:00"}})
                .status == 303);
    REQUIRE(places.send(places.worker, path + "/rediger", {{"district", "town_centre"}}).status ==
            303);
    // The district of the first versions gets another key.
    initiatives::ImportRequest request;
    for (auto [name, text] : initiatives::testing::sample_files()) {
        for (std::size_t at = 0; (at = text.find("north_park", at)) != std::string::npos;)
            text.replace(at, 10, "south_park");
        request.files[name] = text;
    }
    request.actor = "command";
    request.now = places.site.now();
    REQUIRE(initiatives::import_catalogue(places.site.database(), request).mistakes.empty());
    const auto refused =
        places.site.post(places.worker, path + "/genskab", {{"restore_version", "1"}});
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "href=\"#field-district\""));
    CHECK(places.stored(path)->version == 3);
}

TEST_CASE("what was seen long ago is corrected and brought back, but not typed in as new") {
    Places places;
    const std::string path = places.add();
    places.site.set_now(base::parse_instant("2030-11-14T10:00:00Z").value());
    places.worker = places.site.client_as(Role::worker);
    CHECK(places.send(places.worker, path + "/rediger", {{"text", "Tre lamper."}}).status == 303);
    CHECK(places.stored(path)->text == "Tre lamper.");
    CHECK(places.site.post(places.worker, path + "/genskab", {{"restore_version", "1"}}).status ==
          303);
    CHECK(places.stored(path)->text == "To lamper er ude af drift.");
    CHECK(places.stored(path)->observed_at.date == base::date_of(2024, 11, 11));
    const auto refused = places.site.post(places.worker, "/observationer/ny", Places::good());
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Tidspunktet ligger mere end fem år tilbage."));
}

TEST_CASE("the list in pages, with filters") {
    Places places;
    {
        store::WriteTransaction writing = places.site.database().write();
        for (int i = 1; i <= 120; ++i) {
            places::Observation made;
            made.category = i % 2 == 0 ? places::Category::noise : places::Category::litter;
            made.district = "town_centre";
            made.observed_at = {base::date_of(2024, 5, 3), 600};
            made.text = "Nr. " + std::to_string(i) + ".";
            places::add_observation(writing, made, {1, places.site.now()});
        }
        writing.commit();
    }
    const auto next_of = [](const std::string& body) {
        const std::size_t at = body.find("/observationer?");
        REQUIRE(at != std::string::npos);
        std::string address = body.substr(at, body.find('"', at) - at);
        for (std::size_t amp; (amp = address.find("&amp;")) != std::string::npos;)
            address.replace(amp, 5, "&");
        return address;
    };
    const std::string first = places.body("/observationer");
    CHECK(has(first, "Nr. 120."));
    CHECK(has(first, "Nr. 71."));
    CHECK_FALSE(has(first, "Nr. 70."));
    const std::string second = places.body(next_of(first));
    CHECK(has(second, "Nr. 70."));
    CHECK(has(second, "Nr. 21."));
    CHECK_FALSE(has(second, "Nr. 71."));
    const std::string third = places.body(next_of(second));
    CHECK(has(third, "Nr. 1."));
    CHECK_FALSE(has(third, "Ældre observationer"));
    const std::string noise =
        places.body("/observationer?hvad=noise&aar=2024&distrikt=town_centre");
    CHECK(has(noise, "Nr. 120."));
    CHECK_FALSE(has(noise, "Nr. 119."));
    CHECK(has(places.body("/observationer?aar=2023"), "Der er ingen observationer, som passer."));
    CHECK(places.site.full_scans().empty());
}

TEST_CASE("the export holds what the filter shows, and no formula") {
    Places places;
    places.add("=HYPERLINK(\"x\")");
    places.add("Uden for filteret");
    auto fields = Places::good("I filteret");
    fields[0].second = "noise";
    REQUIRE(places.site.post(places.worker, "/observationer/ny", fields).status == 303);
    const auto extracts = places.site.trail_lines(trail::Action::extract);
    const auto csv = places.worker.get("/observationer/eksport.csv?hvad=noise");
    CHECK(csv.status == 200);
    CHECK(has(csv.header("content-disposition"), "observationer.csv"));
    CHECK(has(csv.body, "I filteret"));
    CHECK_FALSE(has(csv.body, "Uden for filteret"));
    CHECK(places.site.trail_lines(trail::Action::extract) == extracts + 1);
    const auto xlsx = formats::read_table(places.worker.get("/observationer/eksport.xlsx").body);
    REQUIRE(xlsx.ok());
    CHECK(xlsx->sheet_name == "Observationer");
    CHECK(xlsx->rows.size() == 3);
    for (const formats::TableRow& row : xlsx->rows)
        for (const formats::Cell& cell : row.cells) CHECK_FALSE(cell.has_formula);
    CHECK(has(places.worker.get("/observationer/eksport.csv").body, "'=HYPERLINK"));
}
