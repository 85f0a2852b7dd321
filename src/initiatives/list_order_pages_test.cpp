#include <doctest/doctest.h>

#include <set>

#include "access/testing/site.h"
#include "initiatives/catalogue_list_store.h"
#include "initiatives/initiative_pages.h"
#include "initiatives/testing/sample_catalogue.h"
#include "web/testing/page_form.h"

using namespace initiatives;
using access::Permission;
using access::Role;
using access::testing::Site;
using web::testing::filled_form;

namespace {

constexpr const char* order_page = "/lister/partnere/raekkefoelge";
constexpr const char* forum_page = "/lister/fora/local_council";
constexpr const char* seats_page = "/lister/fora/local_council/raekkefoelge";

bool has(const Site::Response& page, std::string_view text) {
    return page.body.find(text) != std::string::npos;
}

struct World {
    CurrentCatalogue current;
    Site site{[this](access::Routes& routes) { add_initiative_routes(routes, current, {}, {}); }};
    Site::Client coordinator = site.client_as(Role::coordinator);

    World() { REQUIRE(import().mistakes.empty()); }

    ImportResult import(const CatalogueFiles& files = testing::sample_files()) {
        ImportRequest request;
        request.files = files;
        request.actor = "command";
        request.now = site.now();
        return import_catalogue(site.database(), request);
    }
    std::vector<std::string> keys(const char* list = "partners") {
        store::ReadTransaction reading = site.database().read();
        const auto catalogue = current.get(reading);
        const CatalogueList& its = *catalogue_list(list);
        std::vector<std::string> keys;
        for (std::size_t i = 0; i < its.size(*catalogue); ++i)
            keys.push_back(its.key(*catalogue, i));
        return keys;
    }
    std::vector<std::string> seats() {
        store::ReadTransaction reading = site.database().read();
        const auto catalogue = current.get(reading);
        std::vector<std::string> names;
        for (const Entry::Seat& seat : catalogue->forums[0].seats) names.push_back(seat.name.da);
        return names;
    }
    Site::Response send_seats(const Site::Fields& filled) {
        const auto page = site.get_page(coordinator, seats_page);
        return coordinator.post(seats_page, filled_form(page, seats_page, filled));
    }
    Site::Response send(Site::Client& client, const Site::Response& page,
                        const Site::Fields& filled) {
        return client.post(order_page, filled_form(page, order_page, filled));
    }
    Site::Response send(const Site::Fields& filled) {
        return send(coordinator, site.get_page(coordinator, order_page), filled);
    }
};

}  // namespace

TEST_CASE("lists: entries are put in another order by number and by button") {
    World world;
    std::vector<std::string> wanted = world.keys();
    REQUIRE(wanted.size() >= 2);
    CHECK(has(world.site.get_page(world.coordinator, "/lister/partnere"), order_page));
    const auto lines = world.site.trail_lines(trail::Action::change);

    // Sent back untouched, nothing changes.
    CHECK(world.send({{"flyt", ""}}).header("location") == "/lister/partnere?besked=gemt");
    CHECK(world.keys() == wanted);
    CHECK(world.site.trail_lines(trail::Action::change) == lines);

    const std::string last = wanted.back();
    CHECK(world.send({{"plads_" + last, "1"}}).header("location") ==
          "/lister/partnere?besked=gemt");
    wanted.pop_back();
    wanted.insert(wanted.begin(), last);
    CHECK(world.keys() == wanted);

    const std::string after = order_page + std::string("?flyttet=") + last;
    CHECK(world.send({{"flyt", "ned:" + last}}).header("location") ==
          after + "#field-plads_" + last);
    std::swap(wanted[0], wanted[1]);
    CHECK(world.keys() == wanted);
    const auto moved = world.site.get_page(world.coordinator, after);
    CHECK(has(moved, "« står nu som nummer 2 af " + std::to_string(wanted.size()) + "."));
    CHECK(has(moved, "id=\"field-plads_" + last + "\""));
    // The first can't go up, the last can't go down.
    CHECK_FALSE(has(moved, "value=\"op:" + wanted.front() + "\""));
    CHECK(has(moved, "value=\"ned:" + wanted.front() + "\""));
    CHECK_FALSE(has(moved, "value=\"ned:" + wanted.back() + "\""));
    CHECK(has(moved, "value=\"op:" + wanted.back() + "\""));
    CHECK(world.send({{"flyt", "op:" + last}}).status == 303);
    std::swap(wanted[0], wanted[1]);
    CHECK(world.keys() == wanted);

    // What was typed counts also when a button was pressed.
    CHECK(world.send({{"plads_" + last, "2"}, {"flyt", "op:" + last}}).status == 303);
    CHECK(world.keys() == wanted);
    CHECK(world.send({{"flyt", "op:nobody"}}).status == 303);
    CHECK(world.send({{"flyt", "hen:" + last}}).status == 303);
    CHECK(world.keys() == wanted);

    store::ReadTransaction reading = world.site.database().read();
    const auto written = trail::lines(reading, {.subject_kind = "catalogue_list"});
    std::size_t changes = 0;
    for (const trail::StoredLine& line : written) {
        if (line.line.action != trail::Action::change) continue;
        ++changes;
        CHECK(line.line.subject_id == "partners");
        CHECK(line.line.reference == "revision " + std::to_string(5 - changes));
    }
    CHECK(changes == 3);
    // The entries are what they were.
    CHECK(entry_revision(reading, "partners", last) == 1);
    CHECK(world.site.failures().empty());
    CHECK(world.site.full_scans().empty());
}

TEST_CASE("lists: every list can be put in another order, exported and read in again") {
    World world;
    std::set<std::string> moved;
    for (const char* address :
         {"maal", "forebyggelsesniveauer", "principper", "maalgrupper", "partnere", "enheder",
          "distrikter", "fora", "aarshjul", "ordliste"}) {
        CAPTURE(std::string(address));
        const std::string page = "/lister/" + std::string(address) + "/raekkefoelge";
        const auto shown = world.site.get_page(world.coordinator, page);
        const std::size_t at = shown.body.find("value=\"op:");
        if (at == std::string::npos) continue;  // only one entry
        const std::size_t begin = at + std::string_view("value=\"").size();
        const std::string button = shown.body.substr(begin, shown.body.find('"', begin) - begin);
        CHECK(world.coordinator.post(page, filled_form(shown, page, {{"flyt", button}})).status ==
              303);
        moved.insert(address);
    }
    CHECK(moved.contains("maal"));
    CHECK(moved.contains("enheder"));
    CatalogueFiles exported;
    {
        store::ReadTransaction reading = world.site.database().read();
        exported = export_catalogue(reading);
    }
    CHECK(exported != testing::sample_files());
    const auto order = world.keys("units");
    // The export is what stands there; the old file is no news and takes nothing back.
    CHECK(world.import(exported).mistakes.empty());
    CHECK(world.keys("units") == order);
    World other;
    CHECK(other.import(exported).mistakes.empty());
    CHECK(other.keys("units") == order);
}

TEST_CASE("lists: an old file does not take the order back") {
    World world;
    const std::vector<std::string> before = world.keys();
    REQUIRE(world.send({{"flyt", "ned:" + before[0]}}).status == 303);
    CHECK(world.import().mistakes.empty());
    CHECK(world.keys()[1] == before[0]);
}

TEST_CASE("lists: two who move entries at once don't undo each other") {
    World world;
    const std::vector<std::string> before = world.keys();
    const auto mine = world.site.get_page(world.coordinator, order_page);
    auto leader = world.site.client_as(Role::leader);
    REQUIRE(
        world.send(leader, world.site.get_page(leader, order_page), {{"flyt", "ned:" + before[0]}})
            .status == 303);
    const auto lines = world.site.trail_lines(trail::Action::change);
    const auto met = world.send(world.coordinator, mine, {{"plads_" + before[0], "2"}});
    CHECK(met.status == 409);
    CHECK(has(met, "En anden har ændret listen imens, så intet er flyttet."));
    CHECK(world.keys()[0] == before[1]);
    CHECK(world.site.trail_lines(trail::Action::change) == lines);
    // What is shown is the list as it is now, and can be sent.
    CHECK(world.send(world.coordinator, met, {{"flyt", "op:" + before[0]}}).status == 303);
    CHECK(world.keys() == before);
    // Who corrects an entry meanwhile is not in the way, either way round.
    const std::string edit = "/lister/partnere/" + before[0] + "/rediger";
    const auto form = world.site.get_page(leader, edit);
    const auto order = world.site.get_page(world.coordinator, order_page);
    REQUIRE(world.send({{"flyt", "ned:" + before[0]}}).status == 303);
    REQUIRE(world.send({{"flyt", "op:" + before[0]}}).status == 303);
    CHECK(leader.post(edit, filled_form(form, edit, {{"name_da", "Et nyt navn"}})).status == 303);
    CHECK(world.send(world.coordinator, order, {{"flyt", "ned:" + before[0]}}).status == 303);
    CHECK(world.keys()[1] == before[0]);
}

TEST_CASE("lists: a place that is none is said at its field, with everything typed kept") {
    World world;
    const std::vector<std::string> before = world.keys();
    for (const char* typed : {"0", "", "to", "-1", "1,5", "99999999999999999999999"}) {
        CAPTURE(std::string(typed));
        const auto refused =
            world.send({{"plads_" + before[0], typed}, {"plads_" + before[1], "1"}});
        CHECK(refused.status == 422);
        CHECK(has(refused, "Skriv et helt tal fra 1 til " + std::to_string(before.size()) + "."));
        CHECK(has(refused, "href=\"#field-plads_" + before[0] + "\""));
        CHECK(has(refused, "aria-invalid=\"true\""));
    }
    CHECK(world.send({{"plads_" + before[0], std::to_string(before.size() + 1)}}).status == 422);
    CHECK(world.keys() == before);
    CHECK(world.coordinator.get("/lister/ukendt/raekkefoelge").status == 404);
    const auto created = world.coordinator.post(
        "/lister/partnere/ny",
        filled_form(world.site.get_page(world.coordinator, "/lister/partnere/ny"),
                    "/lister/partnere/ny",
                    {{"key", "raekkefoelge"}, {"name_da", "Rækkefølge"}, {"kind", "police"}}));
    CHECK(created.status == 422);
    CHECK(world.site.failures().empty());
}

TEST_CASE("lists: the rows of an entry are put in another order by number and by button") {
    World world;
    using Names = std::vector<std::string>;
    const Names before = world.seats();
    REQUIRE(before == Names{"Politiet", "Formanden"});
    CHECK(has(world.site.get_page(world.coordinator, forum_page), seats_page));
    const auto shown = world.site.get_page(world.coordinator, seats_page);
    CHECK(has(shown, "Rækkefølgen i "));
    CHECK_FALSE(has(shown, "value=\"op:1\""));
    CHECK(has(shown, "value=\"ned:1\""));
    CHECK(has(shown, "value=\"op:2\""));
    CHECK_FALSE(has(shown, "value=\"ned:2\""));

    // Sent back untouched, nothing changes.
    const auto lines = world.site.trail_lines(trail::Action::change);
    CHECK(world.send_seats({}).header("location") == forum_page + std::string("?besked=gemt"));
    CHECK(world.site.trail_lines(trail::Action::change) == lines);
    CHECK(world.seats() == before);

    CHECK(world.send_seats({{"plads_2", "1"}}).header("location") ==
          forum_page + std::string("?besked=gemt"));
    CHECK(world.seats() == Names{"Formanden", "Politiet"});
    CHECK(world.send_seats({{"flyt", "op:2"}}).header("location") ==
          seats_page + std::string("?flyttet=1#field-plads_1"));
    CHECK(world.seats() == before);
    CHECK(has(world.site.get_page(world.coordinator, seats_page + std::string("?flyttet=1")),
              "»Politiet« står nu som nummer 1 af 2."));
    CHECK(world.send_seats({{"flyt", "op:9"}}).status == 303);
    CHECK(world.send_seats({{"flyt", "hen:2"}}).status == 303);
    CHECK(world.seats() == before);

    // Each change is a version of the entry, and an earlier one can be brought back.
    store::ReadTransaction reading = world.site.database().read();
    CHECK(entry_revision(reading, "forums", "local_council") == 3);
    std::size_t changes = 0;
    for (const trail::StoredLine& line :
         trail::lines(reading, {.subject_kind = "catalogue_entry", .action = "change"})) {
        ++changes;
        CHECK(line.line.subject_id == "forums/local_council");
    }
    CHECK(changes == 2);
    const std::string restore = forum_page + std::string("/genskab");
    auto fields = filled_form(world.site.get_page(world.coordinator, seats_page), seats_page, {});
    fields.emplace_back("restore_version", "2");
    CHECK(world.coordinator.post(restore, fields).status == 303);
    CHECK(world.seats() == Names{"Formanden", "Politiet"});
    CHECK(world.site.failures().empty());
    CHECK(world.site.full_scans().empty());
}

TEST_CASE("lists: only who edits the catalogue moves the rows of an entry") {
    World world;
    for (const web::Method method : {web::Method::get, web::Method::post})
        world.site.check_all_roles(method, seats_page, Permission::edit_initiatives);
    auto worker = world.site.client_as(Role::worker);
    CHECK_FALSE(has(world.site.get_page(worker, forum_page), seats_page));
    CHECK(world.seats().front() == "Politiet");
    // No such entry, and entries without rows.
    for (const char* page : {"/lister/fora/ukendt/raekkefoelge", "/lister/ukendt/x/raekkefoelge",
                             "/lister/partnere/local_police/raekkefoelge"}) {
        CAPTURE(std::string(page));
        CHECK(world.coordinator.get(page).status == 404);
    }
    CHECK_FALSE(has(world.site.get_page(world.coordinator, "/lister/enheder/council"),
                    "Skift rækkefølgen"));
}

TEST_CASE("lists: rows that someone else changed meanwhile are not moved") {
    World world;
    const auto mine = world.site.get_page(world.coordinator, seats_page);
    auto leader = world.site.client_as(Role::leader);
    const std::string edit = forum_page + std::string("/rediger");
    REQUIRE(leader
                .post(edit, filled_form(world.site.get_page(leader, edit), edit,
                                        {{"seats_1_name_da", "Betjentene"}}))
                .status == 303);
    const auto met =
        world.coordinator.post(seats_page, filled_form(mine, seats_page, {{"flyt", "op:2"}}));
    CHECK(met.status == 409);
    CHECK(has(met, "En anden har ændret det samme imens, så intet er flyttet."));
    CHECK(world.seats().front() == "Betjentene");
    // What is shown is how it stands now, and can be sent.
    CHECK(world.coordinator.post(seats_page, filled_form(met, seats_page, {{"flyt", "op:2"}}))
              .status == 303);
    CHECK(world.seats().back() == "Betjentene");

    const auto refused = world.send_seats({{"plads_1", "3"}});
    CHECK(refused.status == 422);
    CHECK(has(refused, "Skriv et helt tal fra 1 til 2."));
    CHECK(has(refused, "href=\"#field-plads_1\""));
    CHECK(world.seats().back() == "Betjentene");
}

TEST_CASE("lists: a goal is called after the wording that was moved to the end") {
    World world;
    const std::string page = "/lister/maal/safe_town/raekkefoelge";
    const auto shown = world.site.get_page(world.coordinator, page);
    CHECK(has(shown, "Målet kaldes efter den sidste ordlyd."));
    CHECK(has(shown, "2014: "));
    REQUIRE(world.coordinator.post(page, filled_form(shown, page, {{"flyt", "ned:1"}})).status ==
            303);
    const auto after = world.site.get_page(world.coordinator, page);
    CHECK(after.body.find("2024: ") < after.body.find("2014: "));
}
