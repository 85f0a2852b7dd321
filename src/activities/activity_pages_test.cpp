#include "activities/activity_pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <thread>

#include "access/account_store.h"
#include "access/testing/site.h"
#include "activities/activity_calendar_pages.h"
#include "activities/activity_export.h"
#include "activities/activity_facts.h"
#include "activities/activity_store.h"
#include "formats/xlsx_reader.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "organisation/organisation_store.h"
#include "web/testing/page_form.h"
#include "web/testing/page_rules.h"

namespace {

using access::Permission;
using access::Role;
using access::testing::Site;
using activities::Activity;
using activities::State;
using base::date_of;

// 12 November 2024, 11 o'clock; street_work and leisure_pass are in force.
class ActivitySite {
  public:
    ActivitySite()
        : site([this](access::Routes& routes) {
              activities::add_activity_routes(routes, current_);
              routes.get("/start", Permission::own_account, [this](const access::Visit& visit) {
                  store::ReadTransaction reading = visit.services.database.read();
                  const auto catalogue = current_.get(reading);
                  return visit.page("Start", activities::quick_registration_form(visit, *catalogue,
                                                                                 current_.kept()));
              });
          }) {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
    }

    std::int64_t staff_of(Role role) {
        store::ReadTransaction reading = site.database().read();
        return access::find_account(reading, site.account_id(role))->staff_member_id;
    }

    std::int64_t add(const Activity& activity) {
        store::WriteTransaction writing = site.database().write();
        const std::int64_t id =
            activities::add_activity(writing, activity, {site.account_id(Role::worker), site.now()})
                .id;
        writing.commit();
        return id;
    }

    Activity find(std::int64_t id) {
        store::ReadTransaction reading = site.database().read();
        return activities::find_activity(reading, id).value();
    }

    // Sends what the form on the page would send, with these fields filled in, and returns the
    // answer.
    Site::Response send(Site::Client& client, const std::string& page, const std::string& action,
                        const Site::Fields& filled = {}) {
        return client.post(action, web::testing::filled_form(client.get(page), action, filled));
    }

    // Declared before the site, whose routes refer to it.
    initiatives::CurrentCatalogue current_;
    Site site;
};

Activity planned_activity() {
    Activity activity;
    activity.initiative = "street_work";
    activity.title = "Åben hal";
    activity.district = "north_park";
    activity.starts_at = {date_of(2024, 11, 11), 18 * 60};
    activity.ends_at = base::LocalTime{date_of(2024, 11, 11), 20 * 60};
    return activity;
}

std::string path_of(std::int64_t id) {
    return "/aktiviteter/" + std::to_string(id);
}

std::int64_t id_in(const std::string& location) {
    std::smatch found;
    REQUIRE(std::regex_search(location, found, std::regex("^/aktiviteter/(\\d+)")));
    return std::stoll(found[1]);
}

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

void check_page_rules(const Site::Response& response) {
    for (const std::string& violation : web::testing::page_violations(response))
        FAIL_CHECK(violation);
}

const Site::Fields whole_form{{"initiative", "street_work"}, {"title", "Fodbold for alle"},
                              {"district", "north_park"},    {"place", "Kunstgræsbanen"},
                              {"starts_on", "2024-11-20"},   {"starts_time", "16:00"},
                              {"ends_time", "18:00"},        {"state", "planned"},
                              {"materials", "3 bolde"},      {"note", "Husk veste"}};

}  // namespace

TEST_CASE("pages about activities are for those with the permission, and keep the page rules") {
    ActivitySite town;
    const std::string path = path_of(town.add(planned_activity()));
    for (const std::string& page :
         {std::string("/aktiviteter"), path, std::string("/aktiviteter/kalender"),
          std::string("/aktiviteter/kalender?vagt=min&maaned=2024-02"),
          std::string("/konto/kalender")})
        town.site.check_all_roles(web::Method::get, page, Permission::see_activities);
    for (const std::string& page :
         {std::string("/aktiviteter/ny"), std::string("/aktiviteter/slettede"), path + "/rediger",
          path + "/afholdt", path + "/aflys"})
        town.site.check_all_roles(web::Method::get, page, Permission::register_activities);
    for (const char* file : {"/aktiviteter/eksport.csv", "/aktiviteter/eksport.xlsx"})
        town.site.check_all_roles(web::Method::get, file, Permission::export_lists);
    for (const std::string& action :
         {std::string("/aktiviteter/ny"), std::string("/aktiviteter/hurtig"), path + "/rediger",
          path + "/afholdt", path + "/aflys", path + "/slet", path + "/genskab",
          std::string("/aktiviteter/raekke/1/aflys")})
        town.site.check_all_roles(web::Method::post, action, Permission::register_activities);
    for (const char* action : {"/konto/kalender", "/konto/kalender/tilbagekald"})
        town.site.check_all_roles(web::Method::post, action, Permission::see_activities);
    CHECK(town.site.full_scans() == std::vector<std::string>{});
    CHECK(town.site.failures().empty());
}

TEST_CASE("who may only look finds nothing to press") {
    ActivitySite town;
    const std::string path = path_of(town.add(planned_activity()));
    auto analyst = town.site.client_as(Role::analyst);
    auto worker = town.site.client_as(Role::worker);
    auto officer = town.site.client_as(Role::data_protection_officer);
    const auto shown = town.site.get_page(analyst, path);
    CHECK(says(shown, "Åben hal"));
    for (const char* words : {"/rediger", "/slet", "/genskab", "/afholdt"}) {
        CHECK_FALSE(says(shown, path + words));
        if (words != std::string("/genskab"))
            CHECK(says(town.site.get_page(worker, path), path + words));
    }
    const auto list = town.site.get_page(analyst, "/aktiviteter");
    CHECK_FALSE(says(list, "/aktiviteter/ny"));
    CHECK(says(list, "eksport.csv"));
    CHECK_FALSE(says(town.site.get_page(officer, "/aktiviteter"), "eksport.csv"));
    CHECK(says(town.site.get_page(worker, "/aktiviteter"), "/aktiviteter/ny"));
}

TEST_CASE("an activity is planned, held, corrected and undone, each with its line in the trail") {
    ActivitySite town;
    auto worker = town.site.client_as(Role::worker);
    const auto lines = [&](trail::Action action) { return town.site.trail_lines(action); };
    const auto created = lines(trail::Action::create);

    Site::Fields filled = whole_form;
    for (auto& [name, value] : filled)
        if (name == "starts_on") value = "2024-11-11";
    const auto added = town.send(worker, "/aktiviteter/ny", "/aktiviteter/ny", filled);
    REQUIRE(added.status == 303);
    const std::int64_t id = id_in(added.header("location"));
    const std::string path = path_of(id);
    CHECK(lines(trail::Action::create) == created + 1);
    // The form had the visitor on the rota already.
    CHECK(town.find(id).staff == std::vector<std::int64_t>{town.staff_of(Role::worker)});
    const auto page = town.site.get_page(worker, added.header("location"));
    CHECK(says(page, "Det er oprettet."));
    CHECK(says(page, "Mette Medarbejder"));
    CHECK(says(page, "3 bolde"));

    const auto changed = lines(trail::Action::change);
    const auto held = town.send(worker, path + "/afholdt", path + "/afholdt",
                                {{"attendance_total", "12"},
                                 {"attendance_10-14_female", "7"},
                                 {"attendance_15-17_male", "5"},
                                 {"partners", "local_police"},
                                 {"note", "Gik godt"}});
    REQUIRE(held.status == 303);
    CHECK(lines(trail::Action::change) == changed + 1);
    Activity stored = town.find(id);
    CHECK(stored.state == State::held);
    CHECK(stored.attendance.total == 12);
    CHECK(stored.materials.size() == 1);
    const auto shown = town.site.get_page(worker, path);
    CHECK(says(shown, "Drenge og mænd"));
    CHECK(says(shown, "Lokalpolitiet"));
    CHECK_FALSE(says(shown, path + "/afholdt"));

    REQUIRE(town.send(worker, path + "/rediger", path + "/rediger", {{"place", "Hallen"}}).status ==
            303);
    CHECK(town.find(id).place == "Hallen");
    CHECK(town.find(id).attendance.total == 12);
    CHECK(town.find(id).partners == std::vector<std::string>{"local_police"});
    // Nothing changed, nothing saved.
    CHECK(town.send(worker, path + "/rediger", path + "/rediger").status == 303);
    CHECK(town.find(id).version == 3);

    const auto undo = [&] {
        return town.site.post(worker, path + "/genskab",
                              {{"restore_version", std::to_string(town.find(id).version - 1)},
                               {"version", std::to_string(town.find(id).version)}});
    };
    REQUIRE(undo().status == 303);
    CHECK(town.find(id).place == "Kunstgræsbanen");
    CHECK(town.find(id).attendance.total == 12);
    CHECK(lines(trail::Action::restore) == 1);
    CHECK(says(town.site.get_page(worker, path), "Genskabt"));
    CHECK(town.site.post(worker, path + "/genskab", {{"restore_version", "77"}}).status == 404);
    // An undo of what the sender hasn't seen is refused.
    CHECK(town.site.post(worker, path + "/genskab", {{"restore_version", "1"}, {"version", "2"}})
              .status == 409);
    CHECK(town.find(id).place == "Kunstgræsbanen");
}

TEST_CASE("a form with mistakes comes back as it was, with messages, and saves nothing") {
    ActivitySite town;
    auto worker = town.site.client_as(Role::worker);
    const auto refused =
        town.send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                  {{"title", "Bevar <mig>"}, {"starts_time", "25:99"}, {"note", "Se 010190-1234"}});
    CHECK(refused.status == 422);
    check_page_rules(refused);
    CHECK(says(refused, "Bevar &lt;mig&gt;"));
    CHECK_FALSE(says(refused, "<mig>"));
    CHECK(says(refused, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK(says(refused, "Vælg en indsats."));
    CHECK(says(refused, "Skriv kun det nødvendige."));
    store::ReadTransaction reading = town.site.database().read();
    CHECK(activities::activities(reading, {}).empty());
}

TEST_CASE("three fields register what was held now, and lead on to the rest") {
    ActivitySite town;
    auto worker = town.site.client_as(Role::worker);
    auto analyst = town.site.client_as(Role::analyst);
    const auto start = town.site.get_page(worker, "/start");
    CHECK(says(start, "quick-form"));
    CHECK(says(start, "Fritidspas"));
    CHECK_FALSE(says(start, "Tryghedsvandringer"));  // over since 2016
    CHECK_FALSE(says(town.site.get_page(analyst, "/start"), "quick-form"));

    const auto saved =
        town.send(worker, "/start", "/aktiviteter/hurtig",
                  {{"initiative", "street_work"}, {"where", "Nordparken"}, {"how_many", "14"}});
    REQUIRE(saved.status == 303);
    const std::int64_t id = id_in(saved.header("location"));
    const Activity stored = town.find(id);
    CHECK(stored.state == State::held);
    CHECK(stored.district == "north_park");
    CHECK(stored.attendance.total == 14);
    CHECK(base::iso_local_time(stored.starts_at) == "2024-11-12T11:00");
    const auto more = town.site.get_page(worker, saved.header("location"));
    CHECK(says(more, "Gemt. Tilføj mere?"));
    REQUIRE(
        town.send(worker, saved.header("location"), path_of(id) + "/rediger", {{"note", "Tre nye"}})
            .status == 303);
    CHECK(town.find(id).note == "Tre nye");
    CHECK(town.find(id).attendance.total == 14);

    const auto refused = town.send(worker, "/start", "/aktiviteter/hurtig", {{"how_many", "3"}});
    CHECK(refused.status == 422);
    check_page_rules(refused);
    CHECK(says(refused, "Vælg et distrikt, eller skriv et sted."));
}

TEST_CASE("two people on one activity see each other's change and choose") {
    ActivitySite town;
    const std::int64_t id = town.add(planned_activity());
    const std::string path = path_of(id);
    auto mine = town.site.client_as(Role::worker);
    auto theirs = town.site.client_as(Role::coordinator);
    const auto my_form = mine.get(path + "/rediger");
    REQUIRE(town.send(theirs, path + "/rediger", path + "/rediger",
                      {{"place", "Klubben"}, {"note", "Deres note"}})
                .status == 303);
    const auto conflict =
        mine.post(path + "/rediger",
                  web::testing::filled_form(my_form, path + "/rediger",
                                            {{"place", "Torvet"}, {"materials", "2 bolde"}}));
    CHECK(conflict.status == 409);
    check_page_rules(conflict);
    CHECK(says(conflict, "Karl Koordinator"));
    CHECK(says(conflict, "Klubben"));
    CHECK(says(conflict, "Torvet"));
    CHECK(town.find(id).place == "Klubben");

    const auto chosen = mine.post(
        path + "/rediger",
        web::testing::filled_form(conflict, path + "/rediger", {{"choose.place", "theirs"}}));
    REQUIRE(chosen.status == 303);
    const Activity merged = town.find(id);
    CHECK(merged.place == "Klubben");
    CHECK(merged.note == "Deres note");
    CHECK(activities::snapshot(merged).at("materials") == "2 bolde");
    CHECK(merged.version == 3);
}

TEST_CASE("holding what someone else has cancelled meanwhile asks what shall count") {
    ActivitySite town;
    const std::int64_t id = town.add(planned_activity());
    const std::string path = path_of(id);
    auto mine = town.site.client_as(Role::worker);
    auto theirs = town.site.client_as(Role::coordinator);
    const auto my_form = mine.get(path + "/afholdt");
    REQUIRE(
        town.send(theirs, path + "/aflys", path + "/aflys", {{"cancel_reason", "Regn"}}).status ==
        303);
    CHECK(town.find(id).state == State::cancelled);
    CHECK(town.find(id).cancel_reason == "Regn");
    const auto conflict = mine.post(
        path + "/afholdt",
        web::testing::filled_form(my_form, path + "/afholdt", {{"attendance_total", "5"}}));
    CHECK(town.find(id).state == State::cancelled);
    CHECK((conflict.status == 409 || conflict.status == 422));
    check_page_rules(conflict);
    // Once cancelled it can't be held or cancelled again, only corrected.
    CHECK(mine.get(path + "/afholdt").status == 409);
    CHECK(mine.get(path + "/aflys").status == 409);
    CHECK(town.site.post(mine, path + "/aflys", {{"version", "2"}}).status == 409);
}

TEST_CASE("deleted activities are out of sight for those who look, and come back") {
    ActivitySite town;
    const std::int64_t id = town.add(planned_activity());
    const std::string path = path_of(id);
    auto worker = town.site.client_as(Role::worker);
    auto analyst = town.site.client_as(Role::analyst);
    CHECK(town.site.post(worker, path + "/slet", {{"version", "9"}}).status == 409);
    CHECK(town.site.post(worker, path + "/slet").status == 409);
    CHECK_FALSE(town.find(id).removed);
    const auto removed = town.send(worker, path, path + "/slet");
    REQUIRE(removed.status == 303);
    CHECK(town.site.trail_lines(trail::Action::remove) == 1);
    CHECK(town.find(id).removed);
    CHECK(says(town.site.get_page(worker, path), "Aktiviteten er slettet"));
    CHECK(analyst.get(path).status == 404);
    CHECK_FALSE(says(town.site.get_page(analyst, "/aktiviteter"), "Åben hal"));
    CHECK_FALSE(says(analyst.get("/aktiviteter/eksport.csv"), "Åben hal"));
    CHECK_FALSE(says(town.site.get_page(worker, "/aktiviteter/kalender"), "Åben hal"));
    CHECK(says(town.site.get_page(worker, "/aktiviteter/slettede"), "Åben hal"));
    CHECK(worker.get(path + "/rediger").status == 404);

    REQUIRE(town.send(worker, "/aktiviteter/slettede", path + "/genskab").status == 303);
    CHECK_FALSE(town.find(id).removed);
    CHECK(town.site.get_page(analyst, path).status == 200);
    store::ReadTransaction reading = town.site.database().read();
    CHECK(activities::check_totals(reading).empty());
}

TEST_CASE("a correction of what was deleted meanwhile is not lost and not silent") {
    ActivitySite town;
    const std::int64_t id = town.add(planned_activity());
    const std::string path = path_of(id);
    auto mine = town.site.client_as(Role::worker);
    auto theirs = town.site.client_as(Role::coordinator);
    const auto my_form = mine.get(path + "/rediger");
    REQUIRE(town.send(theirs, path, path + "/slet").status == 303);
    const auto answer =
        mine.post(path + "/rediger",
                  web::testing::filled_form(my_form, path + "/rediger", {{"place", "Torvet"}}));
    CHECK(answer.status == 409);
    check_page_rules(answer);
    CHECK(town.find(id).removed);
}

TEST_CASE("a series is shown before it is made, and its rest can be cancelled") {
    ActivitySite town;
    auto worker = town.site.client_as(Role::worker);
    Site::Fields filled = whole_form;
    filled.insert(filled.end(), {{"repeat", "1"},
                                 {"repeat_weeks", "1"},
                                 {"repeat_weekdays", "3"},
                                 {"repeat_until", "2025-01-08"}});
    const auto preview = town.send(worker, "/aktiviteter/ny", "/aktiviteter/ny", filled);
    CHECK(preview.status == 200);
    check_page_rules(preview);
    CHECK(says(preview, "8 gange"));
    CHECK(says(preview, "onsdag 25. december 2024"));
    {
        store::ReadTransaction reading = town.site.database().read();
        CHECK(activities::activities(reading, {}).empty());
    }
    auto sent = web::testing::form_values(preview, "/aktiviteter/ny");
    auto edited = sent;
    edited.emplace_back("edit", "1");
    const auto form_again = worker.post("/aktiviteter/ny", edited);
    CHECK(form_again.status == 200);
    CHECK(says(form_again, "Fodbold for alle"));
    CHECK(says(form_again, "2025-01-08"));
    std::erase_if(sent, [](const auto& field) {
        return field.second == "2024-12-25" || field.second == "2025-01-01";
    });
    const auto added = worker.post("/aktiviteter/ny", sent);
    REQUIRE(added.status == 303);
    const Activity first = town.find(id_in(added.header("location")));
    CHECK(base::iso_date(first.starts_at.date) == "2024-11-20");
    REQUIRE(first.series_id);
    CHECK(town.site.trail_lines(trail::Action::create) >= 7);

    // A month later one has been held and one was cancelled; the rest is cancelled.
    town.site.set_now(base::parse_instant("2024-12-10T10:00:00Z").value());
    worker = town.site.client_as(Role::worker);
    const std::string path = "/aktiviteter/raekke/" + std::to_string(*first.series_id) + "/aflys";
    CHECK(says(town.site.get_page(worker, path_of(first.id)), path));
    const auto question = town.site.get_page(worker, path);
    CHECK(says(question, "Disse 3 gange"));
    const auto too_long = town.send(worker, path, path, {{"cancel_reason", std::string(501, 'x')}});
    CHECK(too_long.status == 422);
    check_page_rules(too_long);
    REQUIRE(town.send(worker, path, path, {{"cancel_reason", "Banen er lukket"}}).status == 303);
    store::ReadTransaction reading = town.site.database().read();
    const auto of_state = [&](const char* state) {
        return activities::activities(reading, {.state = state}).size();
    };
    CHECK(of_state("planned") == 3);  // before today
    CHECK(of_state("cancelled") == 3);
    CHECK(activities::activities(reading, {.state = "cancelled"})[0].cancel_reason ==
          "Banen er lukket");
    CHECK(town.find(first.id + 4).staff.size() == 1);  // the rota stays
    CHECK(activities::check_totals(reading).empty());
    CHECK(worker.get(path).status == 404);
    CHECK(worker.get("/aktiviteter/raekke/999/aflys").status == 404);
}

TEST_CASE("a list is paged in both directions and keeps its filter") {
    ActivitySite town;
    for (int i = 0; i < 120; ++i) {
        Activity activity = planned_activity();
        activity.title = "Gang " + std::to_string(i) + ".";
        activity.starts_at.date = base::add_days(date_of(2024, 1, 1), i);
        activity.ends_at.reset();
        town.add(activity);
    }
    Activity other = planned_activity();
    other.initiative = "leisure_pass";
    other.title = "Noget andet";
    town.add(other);
    auto worker = town.site.client_as(Role::worker);
    const auto link_in = [](const Site::Response& page, const std::string& name) {
        std::smatch found;
        const std::regex pattern("href=\"(/aktiviteter\\?[^\"]*" + name + "=[^\"]*)\"");
        if (!std::regex_search(page.body, found, pattern)) return std::string();
        return std::regex_replace(found[1].str(), std::regex("&amp;"), "&");
    };
    const auto first = town.site.get_page(worker, "/aktiviteter?indsats=street_work&aar=2024");
    CHECK(says(first, "Gang 119."));
    CHECK(says(first, "Gang 70."));
    CHECK_FALSE(says(first, "Gang 69."));
    CHECK_FALSE(says(first, "Noget andet"));
    CHECK(link_in(first, "foer").empty());
    CHECK(says(first, "eksport.csv?indsats=street_work&amp;aar=2024"));
    const auto second = town.site.get_page(worker, link_in(first, "efter"));
    CHECK(says(second, "Gang 69."));
    CHECK(says(second, "Gang 20."));
    CHECK_FALSE(says(second, "Noget andet"));
    const auto third = town.site.get_page(worker, link_in(second, "efter"));
    CHECK(says(third, "Gang 0."));
    CHECK_FALSE(says(third, "Gang 20."));
    CHECK(link_in(third, "efter").empty());
    const auto back = town.site.get_page(worker, link_in(third, "foer"));
    CHECK(says(back, "Gang 69."));
    CHECK(says(back, "Gang 20."));
    CHECK_FALSE(says(back, "Gang 70."));
    const auto begin = town.site.get_page(worker, link_in(back, "foer"));
    CHECK(says(begin, "Gang 119."));
    CHECK(link_in(begin, "foer").empty());
    town.site.get_page(worker, "/aktiviteter?aar=1995&tilstand=held&distrikt=x%27&efter=nonsense");
    CHECK(town.site.full_scans() == std::vector<std::string>{});
}

TEST_CASE("the export has the list's rows, the page's columns, and no formula") {
    ActivitySite town;
    Activity held = planned_activity();
    held.title = "=HYPERLINK(\"http://x\")";
    held.state = State::held;
    held.attendance = {true, 7, {}};
    held.attendance.cells[1][0] = 7;
    held.staff = {town.staff_of(Role::worker)};
    held.partners = {"local_police"};
    held.materials = {{"bolde", 3}};
    held.note = "+1 til holdet";
    town.add(held);
    Activity other = planned_activity();
    other.initiative = "leisure_pass";
    other.title = "Noget andet";
    town.add(other);
    auto analyst = town.site.client_as(Role::analyst);
    const auto before = town.site.trail_lines(trail::Action::extract);
    const auto csv = analyst.get("/aktiviteter/eksport.csv?indsats=street_work");
    CHECK(csv.status == 200);
    CHECK(csv.header("content-disposition").find("aktiviteter-2024-11-12.csv") !=
          std::string::npos);
    CHECK(town.site.trail_lines(trail::Action::extract) == before + 1);
    CHECK(std::count(csv.body.begin(), csv.body.end(), '\n') == 2);
    CHECK(says(csv, "Nummer;Dato;Start;Slutdato;Slut;Indsats;Slags;Titel;Distrikt;Sted;Status;"));
    CHECK(says(csv, "\"'=HYPERLINK(\"\"http://x\"\")\""));
    CHECK(says(csv, "'+1 til holdet"));
    CHECK(says(csv, "Mette Medarbejder;Lokalpolitiet;3 bolde"));
    CHECK_FALSE(says(csv, "Noget andet"));

    const auto xlsx = analyst.get("/aktiviteter/eksport.xlsx?indsats=street_work");
    std::vector<formats::SheetRow> rows;
    const auto read = formats::read_xlsx(xlsx.body, {}, [&](const formats::SheetRow& row) {
        rows.push_back(row);
        return base::Result<void>();
    });
    REQUIRE(read);
    CHECK(read->formula_cells == 0);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].cells.size() == 36);
    CHECK(rows[0].cells[0].text == "Nummer");
    CHECK(rows[1].cells[1].text == "2024-11-11");
    CHECK(rows[1].cells[7].text == "=HYPERLINK(\"http://x\")");
    CHECK(rows[1].cells[7].kind == formats::CellKind::text);
    CHECK(rows[1].cells[12].text == "7");
    CHECK(rows[1].cells[16].text == "7");  // 10-14, girls: the fourth of the cells
    // The files are gone soon after they were sent.
    const auto files_left = [&] {
        std::size_t count = 0;
        for (const auto& entry :
             std::filesystem::directory_iterator(town.site.services().working_directory))
            count += entry.path().filename().string().starts_with("tabel-") ? 1 : 0;
        return count;
    };
    for (int i = 0; i < 100 && files_left() > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(files_left() == 0);
}

TEST_CASE("an export that is too long is refused, not cut") {
    ActivitySite town;
    town.add(planned_activity());
    town.add(planned_activity());
    store::ReadTransaction reading = town.site.database().read();
    const auto catalogue = town.current_.get(reading);
    const auto with_limit = [&](std::int64_t rows_max) {
        return activities::write_export(reading, {*catalogue,
                                                  town.site.services().danish,
                                                  {},
                                                  formats::TableFormat::csv,
                                                  town.site.services().working_directory,
                                                  town.site.now(),
                                                  rows_max});
    };
    const auto refused = with_limit(1);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "too_many");
    const auto written = with_limit(2);
    REQUIRE(written);
    CHECK(std::filesystem::remove(*written));
    CHECK_FALSE(with_limit(0));
}

TEST_CASE("the calendar shows a month, everyone's or one's own") {
    ActivitySite town;
    Activity mine = planned_activity();
    mine.title = "Min vagt";
    mine.staff = {town.staff_of(Role::worker)};
    town.add(mine);
    Activity cancelled = planned_activity();
    cancelled.title = "Andres vagt";
    cancelled.state = State::cancelled;
    cancelled.starts_at.date = date_of(2024, 11, 30);
    cancelled.ends_at.reset();
    town.add(cancelled);
    Activity next = planned_activity();
    next.title = "Næste måneds";
    next.starts_at.date = date_of(2024, 12, 2);
    next.ends_at.reset();
    town.add(next);
    auto worker = town.site.client_as(Role::worker);
    const auto november = town.site.get_page(worker, "/aktiviteter/kalender");
    CHECK(says(november, "november 2024"));
    CHECK(says(november, "Min vagt"));
    CHECK(says(november, "calendar-event-cancelled"));
    CHECK(says(november, "Andres vagt (Aflyst)"));
    CHECK_FALSE(says(november, "Næste måneds"));
    CHECK(says(november, "maaned=2024-10"));
    CHECK(says(november, "maaned=2024-12"));
    const auto own = town.site.get_page(worker, "/aktiviteter/kalender?vagt=min");
    CHECK(says(own, "Min vagt"));
    CHECK_FALSE(says(own, "Andres vagt"));
    const auto december = town.site.get_page(worker, "/aktiviteter/kalender?maaned=2024-12");
    CHECK(says(december, "Næste måneds"));
    CHECK_FALSE(says(december, "Min vagt"));
    for (const char* month : {"2024-13", "1200-01", "x", "2024-1", ""})
        CHECK(says(town.site.get_page(worker, "/aktiviteter/kalender?maaned=" + std::string(month)),
                   "november 2024"));
    // Every day of every month of some years stands in a week of its own number.
    CHECK(activities::iso_week(date_of(2024, 12, 30)) == 1);
    CHECK(activities::iso_week(date_of(2027, 1, 1)) == 53);
    CHECK(activities::iso_week(date_of(2026, 12, 31)) == 53);
    CHECK(activities::iso_week(date_of(2024, 1, 1)) == 1);
    CHECK(activities::iso_week(date_of(2023, 1, 1)) == 52);
    CHECK(town.site.full_scans() == std::vector<std::string>{});
}

TEST_CASE("a secret address shows one's own shifts until it is revoked") {
    ActivitySite town;
    Activity mine = planned_activity();
    mine.title = "Min vagt";
    mine.note = "intern note";
    mine.staff = {town.staff_of(Role::worker)};
    town.add(mine);
    mine.title = "Aflyst vagt";
    mine.state = State::cancelled;
    town.add(mine);
    Activity others = planned_activity();
    others.title = "Andres vagt";
    town.add(others);
    auto worker = town.site.client_as(Role::worker);
    auto anyone = town.site.anonymous();
    const auto address_in = [&](const Site::Response& page) {
        std::smatch found;
        REQUIRE(std::regex_search(page.body, found,
                                  std::regex("http://[^/\"]+(/kalender/[A-Za-z0-9_-]{43}\\.ics)")));
        return found[1].str();
    };
    CHECK_FALSE(says(town.site.get_page(worker, "/konto/kalender"), "tilbagekald"));
    const auto made = town.send(worker, "/konto/kalender", "/konto/kalender");
    CHECK(made.status == 200);
    check_page_rules(made);
    const std::string address = address_in(made);
    const auto again = town.site.get_page(worker, "/konto/kalender");
    CHECK_FALSE(says(again, ".ics"));
    CHECK(says(again, "tilbagekald"));

    const auto extracts = town.site.trail_lines(trail::Action::extract);
    const auto feed = anyone.get(address);
    CHECK(feed.status == 200);
    CHECK(feed.header("content-type") == "text/calendar; charset=utf-8");
    CHECK(says(feed, "SUMMARY:Min vagt"));
    CHECK(says(feed, "SUMMARY:Aflyst: Aflyst vagt"));
    CHECK(says(feed, "STATUS:CANCELLED"));
    CHECK(says(feed, "LOCATION:Nordparken"));
    CHECK_FALSE(says(feed, "Andres vagt"));
    CHECK_FALSE(says(feed, "intern note"));
    CHECK_FALSE(says(feed, "Mette"));
    // One line a day, however often a program asks.
    anyone.get(address);
    CHECK(town.site.trail_lines(trail::Action::extract) == extracts + 1);
    town.site.advance(std::chrono::hours(24));
    anyone.get(address);
    CHECK(town.site.trail_lines(trail::Action::extract) == extracts + 2);

    for (const std::string& wrong :
         {std::string("/kalender/x.ics"), std::string("/kalender/.ics"),
          address.substr(0, address.size() - 4), address.substr(0, address.size() - 5) + ".ics"})
        CHECK(anyone.get(wrong).status == 404);

    worker = town.site.client_as(Role::worker);
    const std::string second = address_in(town.send(worker, "/konto/kalender", "/konto/kalender"));
    CHECK(anyone.get(address).status == 404);
    CHECK(anyone.get(second).status == 200);
    CHECK(town.send(worker, "/konto/kalender", "/konto/kalender/tilbagekald").status == 303);
    CHECK(anyone.get(second).status == 404);
    CHECK(town.site.trail_lines(trail::Action::remove) == 1);
}

TEST_CASE("a calendar address ends with the account's access") {
    ActivitySite town;
    auto worker = town.site.client_as(Role::worker);
    const auto made = town.send(worker, "/konto/kalender", "/konto/kalender");
    std::smatch found;
    REQUIRE(std::regex_search(made.body, found, std::regex("(/kalender/[A-Za-z0-9_-]{43}\\.ics)")));
    auto anyone = town.site.anonymous();
    const std::string address = found[1];
    CHECK(anyone.get(address).status == 200);
    const auto with_roles = [&](const std::vector<access::Role>& roles) {
        store::WriteTransaction writing = town.site.database().write();
        REQUIRE(access::change_roles(writing, town.site.account_id(Role::worker), roles,
                                     date_of(2024, 11, 12)));
        writing.commit();
    };
    with_roles({Role::politician});
    CHECK(anyone.get(address).status == 404);
    with_roles({Role::worker});
    CHECK(anyone.get(address).status == 200);
    {
        store::WriteTransaction writing = town.site.database().write();
        REQUIRE(access::close_account(writing, town.site.account_id(Role::worker),
                                      date_of(2024, 11, 12), date_of(2024, 11, 12),
                                      town.site.now()));
        writing.commit();
    }
    CHECK(anyone.get(address).status == 404);
}

TEST_CASE("what does not exist is not found") {
    ActivitySite town;
    auto worker = town.site.client_as(Role::worker);
    for (const char* id : {"999", "0", "-1", "x", "99999999999999999999"}) {
        const std::string path = "/aktiviteter/" + std::string(id);
        CAPTURE(path);
        for (const char* page : {"", "/rediger", "/afholdt", "/aflys"})
            CHECK(worker.get(path + page).status == 404);
        for (const char* action : {"/rediger", "/afholdt", "/aflys", "/slet", "/genskab"})
            CHECK(town.site.post(worker, path + action, {{"version", "1"}}).status == 404);
    }
}

TEST_CASE("pages speak English to those who chose it") {
    ActivitySite town;
    town.add(planned_activity());
    {
        store::WriteTransaction writing = town.site.database().write();
        access::set_language(writing, town.site.account_id(Role::worker), "en");
        writing.commit();
    }
    auto worker = town.site.client_as(Role::worker);
    const auto list = town.site.get_page(worker, "/aktiviteter");
    CHECK(says(list, "Street workers in the streets"));
    CHECK(says(list, "North Park"));
    CHECK(says(list, "11 November 2024"));
}
