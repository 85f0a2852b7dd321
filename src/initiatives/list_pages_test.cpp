#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "initiatives/catalogue_list_store.h"
#include "initiatives/initiative_pages.h"
#include "initiatives/testing/sample_catalogue.h"
#include "organisation/organisation_store.h"
#include "web/testing/page_form.h"

using namespace initiatives;
using access::Permission;
using access::Role;
using access::testing::Site;
using web::testing::filled_form;
using web::testing::form_values;

namespace {

bool has(const Site::Response& page, std::string_view text) {
    return page.body.find(text) != std::string::npos;
}

struct World {
    CurrentCatalogue current;
    std::string registered;  // the key that something was registered under
    Site site{[this](access::Routes& routes) {
        add_initiative_routes(routes, current, {},
                              [this](store::Connection&, std::string_view, const std::string& key,
                                     const web::Language&) {
                                  std::vector<std::string> sentences;
                                  if (key == registered)
                                      sentences.emplace_back("Tolv aktiviteter.");
                                  return sentences;
                              });
    }};
    Site::Client coordinator = site.client_as(Role::coordinator);

    World() { REQUIRE(import(testing::sample_files()).mistakes.empty()); }

    ImportResult import(const CatalogueFiles& files,
                        BrowserChanges browser_changes = BrowserChanges::protect) {
        ImportRequest request;
        request.files = files;
        request.browser_changes = browser_changes;
        request.actor = "command";
        request.now = site.now();
        return import_catalogue(site.database(), request);
    }
    CatalogueFiles exported() {
        store::ReadTransaction reading = site.database().read();
        return export_catalogue(reading);
    }
    std::shared_ptr<const Catalogue> catalogue() {
        store::ReadTransaction reading = site.database().read();
        return current.get(reading);
    }
    // Fills in the form at `page` and sends it.
    Site::Response send(const std::string& page, const Site::Fields& filled) {
        return coordinator.post(page, filled_form(site.get_page(coordinator, page), page, filled));
    }
};

}  // namespace

TEST_CASE("lists: who may see and who may change them") {
    World world;
    for (const char* page : {"/lister", "/lister/partnere", "/lister/maal/safe_town",
                             "/lister/fora/local_council", "/lister/ordliste/ssp"}) {
        CAPTURE(std::string(page));
        world.site.check_all_roles(web::Method::get, page, Permission::see_initiatives);
    }
    for (const char* page : {"/lister/partnere/ny", "/lister/partnere/raekkefoelge",
                             "/lister/enheder/street_team/rediger"}) {
        CAPTURE(std::string(page));
        world.site.check_all_roles(web::Method::get, page, Permission::edit_initiatives);
    }
    for (const char* address :
         {"/lister/partnere/ny", "/lister/partnere/raekkefoelge",
          "/lister/partnere/local_police/rediger", "/lister/partnere/local_police/slet",
          "/lister/partnere/local_police/genskab"}) {
        CAPTURE(std::string(address));
        world.site.check_all_roles(web::Method::post, address, Permission::edit_initiatives);
    }
    CHECK(world.exported() == testing::sample_files());
    auto analyst = world.site.client_as(Role::analyst);
    CHECK_FALSE(has(world.site.get_page(analyst, "/lister/partnere"), "/lister/partnere/ny"));
    CHECK_FALSE(has(world.site.get_page(analyst, "/lister/partnere/local_police"), "/rediger"));
    CHECK(analyst.get("/lister/ukendt").status == 404);
    CHECK(analyst.get("/lister/partnere/ukendt").status == 404);
    CHECK(world.site.failures().empty());
    CHECK(world.site.full_scans().empty());
}

TEST_CASE("lists: the form of every entry, sent back untouched, changes nothing") {
    World world;
    const auto catalogue = world.catalogue();
    const std::pair<const char*, const char*> all[] = {
        {"goals", "maal"},
        {"prevention_levels", "forebyggelsesniveauer"},
        {"principles", "principper"},
        {"target_groups", "maalgrupper"},
        {"partners", "partnere"},
        {"units", "enheder"},
        {"districts", "distrikter"},
        {"forums", "fora"},
        {"year_wheel", "aarshjul"},
        {"glossary", "ordliste"}};
    CHECK(std::size(all) == catalogue_lists().size());
    for (const auto& [name, address] : all) {
        const CatalogueList* list = catalogue_list(name);
        REQUIRE(list);
        for (std::size_t i = 0; i < list->size(*catalogue); ++i) {
            const std::string page =
                "/lister/" + std::string(address) + "/" + list->key(*catalogue, i) + "/rediger";
            CAPTURE(page);
            CHECK(world.send(page, {}).status == 303);
        }
        store::ReadTransaction reading = world.site.database().read();
        CHECK(entry_revision(reading, name, list->key(*catalogue, 0)) == 1);
    }
    CHECK(*world.catalogue() == *catalogue);
    CHECK(world.exported() == testing::sample_files());
}

TEST_CASE("lists: a partner is added, corrected, deleted and brought back, with its history") {
    World world;
    const auto created = world.send(
        "/lister/partnere/ny",
        {{"name_da", "Boligforeningen Øst"}, {"name_en", "Housing East"}, {"kind", "housing"}});
    REQUIRE(created.header("location") == "/lister/partnere/housing_east?besked=oprettet");
    CHECK(world.catalogue()->partners.back().key == "housing_east");
    CHECK(world.catalogue()->partners.back().name.da == "Boligforeningen Øst");
    const std::string path = "/lister/partnere/housing_east";
    REQUIRE(world
                .send(path + "/rediger",
                      {{"name_da", "Boligforeningen Vest"}, {"reason", "Skiftede navn"}})
                .header("location") == path + "?besked=gemt");
    auto page = world.site.get_page(world.coordinator, path);
    CHECK(has(page, "Boligforeningen Vest"));
    CHECK(has(page, "Skiftede navn"));
    CHECK(has(page, "Intet viser til det."));
    CHECK(has(world.site.get_page(world.coordinator, "/partnere"), "Boligforeningen Vest"));

    const auto removed = world.site.trail_lines(trail::Action::remove);
    CHECK(
        world.site.post(world.coordinator, path + "/slet", {{"version", "2"}}).header("location") ==
        path + "?besked=slettet");
    CHECK(world.site.trail_lines(trail::Action::remove) == removed + 1);
    CHECK(world.exported() == testing::sample_files());
    page = world.site.get_page(world.coordinator, path);
    CHECK(has(page, "Det er slettet fra listen."));
    CHECK(has(world.site.get_page(world.coordinator, "/lister/partnere"), "Boligforeningen Vest"));
    CHECK_FALSE(has(world.site.get_page(world.coordinator, "/partnere"), "Boligforeningen Vest"));

    CHECK(world.site.post(world.coordinator, path + "/genskab", {{"restore_version", "3"}})
              .header("location") == path + "?besked=genskabt");
    CHECK(world.catalogue()->partners.back().name.da == "Boligforeningen Vest");
    CHECK(
        world.site.post(world.coordinator, path + "/genskab", {{"restore_version", "1"}}).status ==
        303);
    CHECK(world.catalogue()->partners.back().name.da == "Boligforeningen Øst");
    // No content in the trail.
    store::ReadTransaction reading = world.site.database().read();
    for (const trail::StoredLine& line :
         trail::lines(reading, {.subject_kind = "catalogue_entry"})) {
        CHECK(line.line.subject_id == "partners/housing_east");
        CHECK(line.line.reference.starts_with("revision "));
    }
}

TEST_CASE("lists: a deleted entry comes back where it stood") {
    World world;
    const std::string path = "/lister/ordliste/safety_walk";
    REQUIRE(
        world.site.post(world.coordinator, "/lister/ordliste/safety_walk/slet", {{"version", "1"}})
            .status == 303);
    REQUIRE(world.catalogue()->glossary.size() == 1);
    REQUIRE(world.site.post(world.coordinator, "/lister/ordliste/ssp/slet", {{"version", "1"}})
                .status == 303);
    CHECK(world.catalogue()->glossary.empty());
    // The second refers to the first, so the first has to be back before it.
    const auto too_early =
        world.site.post(world.coordinator, path + "/genskab", {{"restore_version", "2"}});
    CHECK(too_early.status == 422);
    CHECK(world.site
              .post(world.coordinator, "/lister/ordliste/ssp/genskab", {{"restore_version", "2"}})
              .status == 303);
    CHECK(
        world.site.post(world.coordinator, path + "/genskab", {{"restore_version", "2"}}).status ==
        303);
    CHECK(*world.catalogue() == testing::sample_catalogue());
    CHECK(world.exported() == testing::sample_files());
}

TEST_CASE("lists: what something refers to is not deleted, and it is said what") {
    World world;
    auto page = world.site.get_page(world.coordinator, "/lister/partnere/local_police");
    CHECK(has(page, "Det kan ikke slettes, så længe noget viser til det."));
    CHECK(has(page, "/indsatser/street_work"));
    CHECK(has(page, "/lister/fora/local_council"));
    CHECK_FALSE(has(page, "/slet\""));
    const auto refused = world.site.post(world.coordinator, "/lister/partnere/local_police/slet",
                                         {{"version", "1"}});
    CHECK(refused.status == 409);
    CHECK(has(refused, "Det er ikke slettet: noget viser til det."));
    CHECK(has(refused, "/indsatser/street_work"));
    for (const char* address :
         {"/lister/maal/safe_town", "/lister/enheder/council", "/lister/enheder/operative_team",
          "/lister/distrikter/town_centre", "/lister/maalgrupper/young", "/lister/ordliste/ssp",
          "/lister/principper/early"}) {
        CAPTURE(std::string(address));
        CHECK(world.site.post(world.coordinator, std::string(address) + "/slet", {{"version", "1"}})
                  .status == 409);
    }
    world.registered = "annual_report";
    const auto used = world.site.post(world.coordinator, "/lister/aarshjul/annual_report/slet",
                                      {{"version", "1"}});
    CHECK(used.status == 409);
    CHECK(has(used, "Tolv aktiviteter."));
    CHECK(world.exported() == testing::sample_files());
    world.registered.clear();
    CHECK(world.site
              .post(world.coordinator, "/lister/aarshjul/annual_report/slet", {{"version", "1"}})
              .status == 303);
    CHECK(world.catalogue()->year_wheel.empty());
}

TEST_CASE("lists: the browser refuses what the files refuse, with everything typed kept") {
    World world;
    struct Case {
        const char* page;
        const char* field;
        const char* value;
        const char* message;
    };
    for (const Case& c :
         {Case{"/lister/partnere/local_police", "name_da", "", "Den danske tekst mangler."},
          Case{"/lister/partnere/local_police", "kind", "", "Feltet skal udfyldes."},
          Case{"/lister/partnere/local_police", "name_da", "010203-1234",
               "Her må der ikke stå oplysninger om enkeltpersoner."},
          Case{"/lister/maal/safe_town", "wordings_2_number", "3", "Et andet mål har nummer 3"},
          Case{"/lister/maal/safe_town", "wordings_2_number", "to", "er ikke et helt tal"},
          Case{"/lister/maal/safe_town", "wordings_2_period", "2014", "står der to gange"},
          Case{"/lister/maal/safe_town", "wordings_1_from", "i går", "er ikke en dato"},
          Case{"/lister/enheder/street_team", "to", "2013", "Slutter (2013), før den begynder"},
          Case{"/lister/enheder/operative_team", "positions_1_headcount", "0",
               "Forventet: et helt tal fra 1 og opad."},
          Case{"/lister/distrikter/town_centre", "parent", "north_park", "ligger under sig selv"},
          Case{"/lister/maalgrupper/young", "age_from", "40", "Den yngste alder er højere"},
          Case{"/lister/fora/local_council", "seats_1_unit", "council",
               "enten en partner eller en enhed"},
          Case{"/lister/aarshjul/annual_report", "month", "13",
               "Forventet: et helt tal fra 1 til 12."},
          Case{"/lister/ordliste/ssp", "see", "no_such", "findes ikke i glossary.yaml"},
          Case{"/lister/ordliste/ssp", "reason", "", ""}}) {
        CAPTURE(std::string(c.page));
        CAPTURE(std::string(c.field));
        CAPTURE(std::string(c.value));
        if (std::string(c.message).empty()) continue;
        const auto refused = world.send(std::string(c.page) + "/rediger", {{c.field, c.value}});
        CHECK(refused.status == 422);
        CHECK(has(refused, c.message));
    }
    const auto refused = world.send("/lister/partnere/local_police/rediger",
                                    {{"name_da", ""}, {"name_en", "Typed and kept"}});
    CHECK(has(refused, "href=\"#field-name_da\""));
    CHECK(has(refused, "Typed and kept"));
    const auto twice =
        world.send("/lister/partnere/ny",
                   {{"key", "local_police"}, {"name_da", "Politiet igen"}, {"kind", "police"}});
    CHECK(twice.status == 422);
    CHECK(has(twice, "Listen har allerede nøglen »local_police«."));
    CHECK(world.exported() == testing::sample_files());
}

TEST_CASE("lists: rows within an entry are changed, added and taken out") {
    World world;
    const std::string page = "/lister/fora/local_council/rediger";
    REQUIRE(world
                .send(page, {{"seats_1_name_da", "Lokalpolitiet"},
                             {"seats_3_name_da", "Skolerne"},
                             {"seats_2_remove", "1"}})
                .status == 303);
    const auto& seats = world.catalogue()->forums[0].seats;
    REQUIRE(seats.size() == 2);
    CHECK(seats[0].name.da == "Lokalpolitiet");
    CHECK(seats[0].partner == "local_police");
    CHECK(seats[1].name.da == "Skolerne");
    REQUIRE(world
                .send("/lister/enheder/operative_team/rediger",
                      {{"positions_2_name_da", "Leder"}, {"positions_2_name_en", "Head of team"}})
                .status == 303);
    const auto& positions = world.catalogue()->units[2].positions;
    REQUIRE(positions.size() == 2);
    CHECK(positions[1].key == "head_of_team");
    // A goal gets the wording of a new period, and the old ones stay.
    REQUIRE(world
                .send("/lister/maal/safe_town/rediger", {{"wordings_3_period", "2028"},
                                                         {"wordings_3_number", "1"},
                                                         {"wordings_3_name_da", "Tryg 2028"},
                                                         {"wordings_3_from", "2028-01"}})
                .status == 303);
    CHECK(world.catalogue()->find_goal("safe_town")->wordings.size() == 3);
    CHECK(world.catalogue()->find_goal("safe_town")->wording_in(2027)->period == 2024);
    CHECK(world.catalogue()->find_goal("safe_town")->wording_in(2029)->name.da == "Tryg 2028");
}

TEST_CASE("lists: a unit changed in the browser is changed in the organisation") {
    World world;
    REQUIRE(world.send("/lister/enheder/operative_team/rediger", {{"name_da", "OPT"}}).status ==
            303);
    store::ReadTransaction reading = world.site.database().read();
    CHECK(organisation::find_unit(reading, "operative_team")->name_da == "OPT");
}

TEST_CASE("lists: two who correct the same entry both get their say") {
    World world;
    const std::string page = "/lister/fora/local_council/rediger";
    const auto mine = world.site.get_page(world.coordinator, page);
    auto leader = world.site.client_as(Role::leader);
    const auto theirs = world.site.get_page(leader, page);
    REQUIRE(leader
                .post(page, filled_form(theirs, page,
                                        {{"name_da", "Rådet"}, {"seats_1_name_da", "Betjentene"}}))
                .status == 303);
    // What only one of them changed is merged; a list within is chosen as a whole.
    const auto met = world.coordinator.post(
        page,
        filled_form(mine, page, {{"names_persons", "by_law"}, {"seats_2_name_da", "Ordfører"}}));
    CHECK(met.status == 409);
    CHECK(has(met, "Betjentene"));
    CHECK(has(met, "Ordfører"));
    CHECK(world.coordinator.post(page, form_values(met, page)).status == 303);
    const Entry forum = world.catalogue()->forums[0];
    CHECK(forum.name.da == "Rådet");
    CHECK(forum.names_persons == "by_law");
    REQUIRE(forum.seats.size() == 2);
    CHECK(forum.seats[0].name.da == "Politiet");
    CHECK(forum.seats[1].name.da == "Ordfører");
    // Two who change different entries of one list don't meet at all.
    const auto one = world.site.get_page(world.coordinator, "/lister/ordliste/ssp/rediger");
    REQUIRE(world.send("/lister/ordliste/safety_walk/rediger", {{"term_da", "Vandring"}}).status ==
            303);
    CHECK(world.coordinator
              .post("/lister/ordliste/ssp/rediger",
                    filled_form(one, "/lister/ordliste/ssp/rediger", {{"term_da", "S-S-P"}}))
              .status == 303);
    CHECK(world.catalogue()->glossary[0].name.da == "S-S-P");
    CHECK(world.catalogue()->glossary[1].name.da == "Vandring");
}

TEST_CASE("lists: what someone deleted meanwhile comes back only by being saved") {
    World world;
    const std::string page = "/lister/ordliste/safety_walk/rediger";
    const auto mine = world.site.get_page(world.coordinator, page);
    auto leader = world.site.client_as(Role::leader);
    REQUIRE(
        world.site.post(leader, "/lister/ordliste/safety_walk/slet", {{"version", "1"}}).status ==
        303);
    const auto met =
        world.coordinator.post(page, filled_form(mine, page, {{"term_da", "Vandring"}}));
    CHECK(met.status == 409);
    CHECK(world.catalogue()->glossary.size() == 1);
    CHECK(world.coordinator.post(page, form_values(met, page)).status == 303);
    REQUIRE(world.catalogue()->glossary.size() == 2);
    CHECK(world.catalogue()->glossary[1].name.da == "Vandring");
    CHECK(world.catalogue()->glossary[1].see == std::vector<std::string>{"ssp"});
}

TEST_CASE("lists: what someone corrected meanwhile is not deleted unseen") {
    World world;
    REQUIRE(world.send("/lister/ordliste/safety_walk/rediger", {{"term_da", "Vandring"}}).status ==
            303);
    const auto refused =
        world.site.post(world.coordinator, "/lister/ordliste/safety_walk/slet", {{"version", "1"}});
    CHECK(refused.status == 409);
    CHECK(world.catalogue()->glossary.size() == 2);
}

TEST_CASE("lists: what is exported imports again as it is") {
    World world;
    REQUIRE(
        world.send("/lister/partnere/local_police/rediger", {{"name_da", "Lokalpoliti: \"nord\""}})
            .status == 303);
    REQUIRE(world.send("/lister/distrikter/ny", {{"name_da", "Søen"}, {"kind", "public_place"}})
                .status == 303);
    const CatalogueFiles files = world.exported();
    CHECK(files.at("goals.yaml") == testing::sample_files().at("goals.yaml"));
    CHECK(read_catalogue(files, RequiredLanguages::danish).catalogue == *world.catalogue());
    const auto again = world.import(files);
    CHECK(again.mistakes.empty());
    for (const ImportedFile& file : again.files) CHECK(file.outcome == FileOutcome::unchanged);
    CHECK(world.exported() == files);
    World fresh;
    CHECK(fresh.import(files).mistakes.empty());
    CHECK(fresh.exported() == files);
}

TEST_CASE("lists: an import does not undo what was changed in the browser") {
    World world;
    REQUIRE(
        world.send("/lister/partnere/local_police/rediger", {{"name_da", "Nærpolitiet"}}).status ==
        303);
    // The same file as last time is no news.
    const auto same = world.import(testing::sample_files());
    CHECK(same.mistakes.empty());
    CHECK(std::find(same.files.begin(), same.files.end(),
                    ImportedFile{"partners.yaml", FileOutcome::kept}) != same.files.end());
    CHECK(world.catalogue()->partners[0].name.da == "Nærpolitiet");
    // Another one is refused as a whole, unless it is asked for.
    CatalogueFiles other = testing::sample_files();
    std::string& partners = other["partners.yaml"];
    partners.replace(partners.find("Lokalpolitiet"), 13, "Kredspolitiet");
    const auto refused = world.import(other);
    REQUIRE(refused.mistakes.size() == 1);
    CHECK(refused.mistakes[0].file == "partners.yaml");
    CHECK(refused.mistakes[0].error.code == "list_changed_in_browser");
    CHECK(world.catalogue()->partners[0].name.da == "Nærpolitiet");
    CatalogueFiles missing = testing::sample_files();
    missing.erase("year_wheel.yaml");
    CHECK(world.import(missing).mistakes.empty());
    CHECK(world.import(other, BrowserChanges::overwrite).mistakes.empty());
    CHECK(world.catalogue()->partners[0].name.da == "Kredspolitiet");
    // Both are in the history.
    store::ReadTransaction reading = world.site.database().read();
    const auto revisions = entry_revisions(reading, "partners", "local_police");
    REQUIRE(revisions.size() == 3);
    CHECK(revisions[0].origin == Origin::file);
    CHECK(revisions[1].origin == Origin::browser);
    CHECK(entry_name(revisions[1].entry).da == "Nærpolitiet");
}

TEST_CASE("lists: an initiative removed in the browser stays removed by the same file") {
    World world;
    REQUIRE(world.site.post(world.coordinator, "/indsatser/leisure_pass/fjern", {{"version", "1"}})
                .status == 303);
    CHECK(world.import(testing::sample_files()).mistakes.empty());
    CHECK_FALSE(world.catalogue()->find_initiative("leisure_pass"));
    CatalogueFiles other = testing::sample_files();
    other["initiatives/leisure_pass.yaml"] += "\n";
    CHECK(world.import(other).mistakes.size() == 1);
    CHECK(world.import(other, BrowserChanges::overwrite).mistakes.empty());
    CHECK(world.catalogue()->find_initiative("leisure_pass"));
}

TEST_CASE("lists: an entry from before revisions were kept gets its first one when it changes") {
    World world;
    {
        store::WriteTransaction writing = world.site.database().write();
        writing.execute("delete from catalogue_entry_revision");
        writing.commit();
    }
    const std::string path = "/lister/partnere/local_police";
    CHECK(world.site.get_page(world.coordinator, path).status == 200);
    REQUIRE(world.send(path + "/rediger", {{"name_da", "Nærpolitiet"}}).status == 303);
    CHECK(has(world.site.get_page(world.coordinator, path), "Lokalpolitiet"));
    CHECK(
        world.site.post(world.coordinator, path + "/genskab", {{"restore_version", "1"}}).status ==
        303);
    CHECK(world.exported() == testing::sample_files());
}

TEST_CASE("lists: pages speak English to those who chose it") {
    World world;
    auto client = world.site.client_as(Role::coordinator);
    client.get("/sprog?til=en&side=/lister");
    const auto page = client.get("/lister/partnere/local_police");
    CHECK(has(page, "Local police"));
}
