#include "reports/report_pages.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "access/testing/site.h"
#include "activities/activity_store.h"
#include "base/digest.h"
#include "evidence/official_statistics_store.h"
#include "initiatives/catalogue_store.h"
#include "organisation/organisation_store.h"
#include "reports/published_report_pages.h"
#include "reports/report_command.h"
#include "reports/report_store.h"
#include "reports/testing/sample_report.h"
#include "store/testing/temporary_folder.h"
#include "trail/trail.h"
#include "web/testing/page_form.h"
#include "web/testing/page_rules.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::testing::filled_form;

namespace {

const std::filesystem::path catalogue_folder =
    std::filesystem::path(TRYGBY_SOURCE_DIR) / "catalogue" / "ishoej";

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t count_of(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

std::size_t hidden_cells(const reports::Document& document) {
    std::size_t count = 0;
    for (const auto& block : document.blocks)
        if (const auto* table = std::get_if<reports::DocumentTable>(&block))
            for (const auto& row : table->rows)
                for (const auto& cell : row.cells)
                    count += cell.amount && cell.amount->state == reports::Amount::State::hidden;
    return count;
}

// A site with Ishøj's catalogue and the report for 2024 begun; the coordinator works in one of the
// two units that write it, the leader in the other.
struct World {
    initiatives::CurrentCatalogue catalogue;
    store::TemporaryFolder folder;
    reports::ReportFiles files{folder / "rapporter", [](std::string_view) { return ""; }};
    Site site{[this](access::Routes& routes) {
        reports::add_report_routes(routes, catalogue, files);
        reports::add_published_report_routes(routes, catalogue, files);
    }};

    World() {
        site.set_now(base::parse_instant("2026-03-10T09:00:00Z").value());
        initiatives::ImportRequest request;
        request.files = reports::testing::catalogue_files(catalogue_folder);
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
        employ(Role::coordinator, "operative_team");
        employ(Role::leader, "centre_children_prevention");
        import(2024);
    }

    std::shared_ptr<const initiatives::Catalogue> current() {
        store::ReadTransaction reading = site.database().read();
        return catalogue.get(reading);
    }

    void import(int year) {
        std::string yaml = reports::testing::file_text(catalogue_folder / "reports/2024.yaml");
        yaml.replace(yaml.find("year: 2024"), 10, "year: " + std::to_string(year));
        const auto file = folder / "texts.yaml";
        std::ofstream(file, std::ios::binary | std::ios::trunc) << yaml;
        std::ostringstream out;
        const int code = reports::import_report_file(file, site.database(), *current(), site.now(),
                                                     site.services().danish, out);
        CAPTURE(out.str());
        REQUIRE(code == 0);
    }

    void employ(Role role, const std::string& unit) {
        store::WriteTransaction transaction = site.database().write();
        organisation::Holding holding;
        holding.staff_member_id =
            transaction
                .integer("select staff_member_id from account where id = $1", site.account_id(role))
                .value();
        holding.unit_key = unit;
        holding.title_da = "Medarbejder";
        holding.title_en = "Member of staff";
        holding.validity.from = base::date_of(2025, 6, 1);
        organisation::add_holding(transaction, holding);
        transaction.commit();
    }

    void hold(const std::string& initiative, int year, std::int64_t participants) {
        activities::Activity activity;
        activity.initiative = initiative;
        activity.starts_at = {base::date_of(year, 5, 3), 600};
        activity.state = activities::State::held;
        activity.attendance.counted = true;
        activity.attendance.total = participants;
        store::WriteTransaction transaction = site.database().write();
        activities::add_activity(transaction, activity, {1, site.now()});
        transaction.commit();
    }

    void import_crime(const std::string& each) {
        std::string content = "OMRÅDE;OVERTRÆD;TID;INDHOLD\n";
        for (int quarter = 1; quarter <= 4; ++quarter)
            content += "183;TOT;2024K" + std::to_string(quarter) + ";" + each + "\n";
        const auto file = folder / "straf11.csv";
        std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
        store::WriteTransaction transaction = site.database().write();
        const auto outcome = evidence::import_official_statistics(
            transaction,
            {file, "straf11.csv", "STRAF11", base::date_of(2026, 3, 1), 0, site.now(), false});
        REQUIRE(std::holds_alternative<evidence::ImportOutcome>(outcome));
        transaction.commit();
    }

    // Presses the button with this action on the report's page.
    Site::Response press(Site::Client& client, int year, const std::string& action,
                         const Site::Fields& filled = {}) {
        const std::string path = "/rapporter/" + std::to_string(year);
        const auto page = client.get(path);
        return client.post(path + action, filled_form(page, path + action, filled));
    }

    void read_through(int year = 2024) {
        for (const auto& [role, unit] : {std::pair{Role::coordinator, "ishoej_ungdom"},
                                         std::pair{Role::leader, "centre_children_prevention"}}) {
            auto client = site.client_as(role);
            const auto answer = press(client, year, "/gennemlaest");
            CAPTURE(unit);
            REQUIRE(answer.status == 303);
        }
    }

    Site::Response freeze(int year = 2024) {
        auto leader = site.client_as(Role::leader);
        return press(leader, year, "/skridt/freeze");
    }

    void publish(int year = 2024) {
        read_through(year);
        REQUIRE(freeze(year).status == 200);
        auto leader = site.client_as(Role::leader);
        REQUIRE(press(leader, year, "/skridt/publish").status == 303);
    }

    Site::Response write(Site::Client& client, const std::string& section, const std::string& text,
                         int year = 2024) {
        const std::string path = "/rapporter/" + std::to_string(year) + "/afsnit/" + section;
        return client.post(path,
                           filled_form(site.get_page(client, path), path, {{"text_da", text}}));
    }

    std::string published_json(int year = 2024) {
        store::ReadTransaction reading = site.database().read();
        const auto report = reports::find_report(reading, year);
        return reports::published_edition(reading, report->id)->document;
    }

    trail::StoredLine newest_signature() {
        store::ReadTransaction reading = site.database().read();
        trail::Filter filter;
        filter.subject_kind = "report";
        filter.action = "sign";
        return trail::lines(reading, filter).at(0);
    }
};

}  // namespace

TEST_CASE("drafts are for those who may see them; nobody else gets in") {
    World world;
    for (const char* path : {"/rapporter", "/rapporter/2024", "/rapporter/2024/udkast",
                             "/rapporter/2024/afsnit/year", "/rapporter/2024/orientering"})
        world.site.check_all_roles(web::Method::get, path, Permission::see_report_drafts);
    world.site.check_all_roles(web::Method::post, "/rapporter", Permission::write_reports);
    world.site.check_all_roles(web::Method::post, "/rapporter/2024/afsnit/year",
                               Permission::write_reports);
    world.site.check_all_roles(web::Method::post, "/rapporter/2024/orientering",
                               Permission::write_reports);
    for (const char* step : {"freeze", "reopen", "publish", "correct", "withdraw", "send"})
        world.site.check_all_roles(web::Method::post, std::string("/rapporter/2024/skridt/") + step,
                                   Permission::sign_reports);
    auto leader = world.site.client_as(Role::leader);
    for (const char* path : {"/rapporter/2023", "/rapporter/abcd", "/rapporter/2024/afsnit/weather",
                             "/rapporter/2024/filer/aarsrapport.pdf",
                             "/rapporter/2024/orientering/1", "/rapporter/2024/diagram/x"}) {
        CAPTURE(path);
        CHECK(leader.get(path).status == 404);
    }
}

TEST_CASE("a report is begun in the browser by two units, once") {
    World world;
    auto coordinator = world.site.client_as(Role::coordinator);
    const Site::Fields good{
        {"year", "2025"}, {"units", "ishoej_ungdom"}, {"units", "centre_children_prevention"}};
    CHECK(world.site.post(coordinator, "/rapporter", {{"year", "2025"}, {"units", "ishoej_ungdom"}})
              .status == 422);
    CHECK(world.site.post(coordinator, "/rapporter", {{"year", "2031"}}).status == 422);
    CHECK(world.site.post(coordinator, "/rapporter", good).status == 303);
    CHECK(world.site.post(coordinator, "/rapporter", good).status == 422);
    const auto page = world.site.get_page(coordinator, "/rapporter/2025");
    CHECK(has(page.body, "Årsrapport 2025"));
    CHECK(has(page.body, "/rapporter/2025/afsnit/goal.safe_town"));
    CHECK(has(page.body, "marts 2026"));
    const auto list = world.site.get_page(coordinator, "/rapporter");
    CHECK(has(list.body, "/rapporter/2024"));
}

TEST_CASE("two who write the same section meet a page of choices, and nothing is lost") {
    World world;
    auto first = world.site.client_as(Role::coordinator);
    auto second = world.site.client_as(Role::leader);
    const std::string path = "/rapporter/2024/afsnit/year";
    const auto seen = world.site.get_page(second, path);
    REQUIRE(world.write(first, "year", "Koordinatorens tekst").status == 303);
    const auto conflict =
        second.post(path, filled_form(seen, path, {{"text_da", "Lederens tekst"}}));
    CHECK(conflict.status == 409);
    CHECK(has(conflict.body, "Karl Koordinator"));
    CHECK(has(conflict.body, "Lederens tekst"));
    const auto chosen =
        second.post(path, filled_form(conflict, path, {{"choose.text_da", "mine"}}));
    CHECK(chosen.status == 303);
    const auto now = world.site.get_page(first, path);
    CHECK(has(now.body, "Lederens tekst"));
    CHECK(has(now.body, "Koordinatorens tekst"));  // in the history
    const auto restored =
        first.post(path + "/genskab",
                   {{"csrf_token", world.site.csrf_token(first)}, {"restore_version", "2"}});
    CHECK(restored.status == 303);
    const auto after = world.site.get_page(first, path);
    CHECK(after.body.find("Koordinatorens tekst") < after.body.find("</textarea>"));
}

TEST_CASE("a section with a civil registration number, or too long, is not saved") {
    World world;
    auto coordinator = world.site.client_as(Role::coordinator);
    const auto refused = world.write(coordinator, "year", "Drengen 010203-1234 blev set.");
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "cpr"));
    CHECK(world.write(coordinator, "year", std::string(20'001, 'x')).status == 422);
    CHECK(world.write(coordinator, "year", std::string(19'999, 'x')).status == 303);
}

TEST_CASE("a report is frozen only when both units have read these very texts") {
    World world;
    auto leader = world.site.client_as(Role::leader);
    auto coordinator = world.site.client_as(Role::coordinator);
    CHECK(world.freeze().status == 422);
    // One's own unit only.
    CHECK(world.press(leader, 2024, "/gennemlaest").status == 303);
    const auto page = leader.get("/rapporter/2024");
    const auto foreign = world.site.post(leader, "/rapporter/2024/gennemlaest",
                                         {{"unit", "ishoej_ungdom"}, {"fingerprint", "x"}});
    CHECK(foreign.status == 403);
    CHECK(has(world.freeze().body, "Ishøj Ungdom"));
    REQUIRE(world.press(coordinator, 2024, "/gennemlaest").status == 303);
    // A change of the texts asks for new readings.
    REQUIRE(world.write(coordinator, "focus", "Nyt fokus.").status == 303);
    CHECK(has(world.site.get_page(leader, "/rapporter/2024").body, "Teksterne er ændret siden"));
    CHECK(world.freeze().status == 422);
    world.read_through();
    const auto frozen = world.freeze();
    CHECK(frozen.status == 200);
    CHECK(has(frozen.body, "Prøv igen"));  // the files' program is not there in this test
    // What was read is what the page showed.
    const std::string path = "/rapporter/2024/afsnit/focus";
    CHECK_FALSE(has(world.site.get_page(coordinator, path).body, "<textarea"));
    const auto late = world.site.post(
        coordinator, path,
        {{"version", "2"}, {"unit_key", "centre_children_prevention"}, {"text_da", "Mere."}});
    CHECK(late.status == 422);
    CHECK_FALSE(has(world.site.get_page(coordinator, path).body, "Mere."));
}

TEST_CASE("the checksum of what was frozen stands in the trail and on the report") {
    World world;
    world.publish();
    const std::string hash = base::sha256_hex(world.published_json());
    CHECK(world.newest_signature().line.reference == "publish " + hash);
    auto nobody = world.site.anonymous();
    const auto page = world.site.get_page(nobody, "/aarsrapport/2024");
    CHECK(has(page.body, hash));
    CHECK(has(page.body, "Lone Leder"));
    store::ReadTransaction reading = world.site.database().read();
    trail::Filter filter;
    filter.subject_kind = "report";
    filter.action = "sign";
    bool frozen = false;
    for (const auto& line : trail::lines(reading, filter))
        frozen = frozen || line.line.reference == "freeze " + hash;
    CHECK(frozen);
}

TEST_CASE("everyone reads the published report; before that nobody does") {
    World world;
    world.hold("holiday_watch", 2024, 3);
    world.hold("padel_courts", 2024, 60);
    auto nobody = world.site.anonymous();
    CHECK(nobody.get("/aarsrapport/2024").status == 404);
    world.read_through();
    REQUIRE(world.freeze().status == 200);
    CHECK(nobody.get("/aarsrapport/2024").status == 404);
    CHECK(nobody.get("/aarsrapport/2024.xlsx").status == 404);
    auto leader = world.site.client_as(Role::leader);
    REQUIRE(world.press(leader, 2024, "/skridt/publish").status == 303);
    const auto page = world.site.get_page(nobody, "/aarsrapport/2024");
    CHECK(has(page.body, "Feriedetektiv"));
    CHECK(has(page.body, "skjult"));
    const auto document = reports::read_document(world.published_json());
    REQUIRE(document.ok());
    CHECK(count_of(page.body, "<td class=\"number\">skjult</td>") == hidden_cells(*document));
    CHECK(has(page.body, "href=\"/tal/participants\""));
    CHECK(has(page.body, "Om datering") == false);
    CHECK(has(page.body, "efter alt at dømme fra januar 2025"));
    CHECK(nobody.get("/aarsrapport/2024.xlsx").status == 200);
    CHECK(nobody.get("/aarsrapport/2024.exe").status == 404);
    CHECK(nobody.get("/aarsrapport/20240").status == 404);
    nobody.cookies()["sprog"] = "en";
    const auto english = world.site.get_page(nobody, "/aarsrapport/2024");
    CHECK(has(english.body, "In 2024 the field was reorganised"));
}

TEST_CASE("links to rows stand there only for those who may see the rows") {
    World world;
    world.hold("holiday_watch", 2024, 30);
    world.publish();
    const auto rows = "/aktiviteter?indsats=holiday_watch";
    auto nobody = world.site.anonymous();
    CHECK_FALSE(has(world.site.get_page(nobody, "/aarsrapport/2024").body, "/aktiviteter"));
    CHECK_FALSE(has(world.site.get_page(nobody, "/aarsrapport/2024").body, "/indsatser/"));
    for (const Role role : access::all_roles()) {
        auto client = world.site.client_as(role);
        const auto page = world.site.get_page(client, "/aarsrapport/2024");
        CAPTURE(Site::username(role));
        CHECK(has(page.body, rows) == access::permissions_of(role).test(
                                          static_cast<std::size_t>(Permission::see_activities)));
    }
}

TEST_CASE("a correction is a new edition that says what and why; the old one stands until then") {
    World world;
    world.hold("padel_courts", 2024, 60);
    world.publish();
    auto leader = world.site.client_as(Role::leader);
    auto nobody = world.site.anonymous();
    CHECK(world.press(leader, 2024, "/skridt/correct", {{"reason_correct", ""}}).status == 422);
    REQUIRE(
        world.press(leader, 2024, "/skridt/correct", {{"reason_correct", "Juni var talt dobbelt."}})
            .status == 303);
    REQUIRE(world.write(leader, "year", "Et rettet år.").status == 303);
    CHECK_FALSE(has(world.site.get_page(nobody, "/aarsrapport/2024").body, "Et rettet år."));
    world.site.advance(std::chrono::hours(26));
    world.read_through();
    REQUIRE(world.freeze().status == 200);
    CHECK_FALSE(has(world.site.get_page(nobody, "/aarsrapport/2024").body, "Et rettet år."));
    auto later = world.site.client_as(Role::leader);
    REQUIRE(world.press(later, 2024, "/skridt/publish").status == 303);
    const auto page = world.site.get_page(nobody, "/aarsrapport/2024");
    CHECK(has(page.body, "Et rettet år."));
    CHECK(has(page.body, "Rettet den 11. marts 2026: Juni var talt dobbelt."));
    CHECK(has(page.body, "Udgave 2"));
}

TEST_CASE("a withdrawn report says why, its files are gone, and it can be published anew") {
    World world;
    world.publish();
    auto leader = world.site.client_as(Role::leader);
    auto nobody = world.site.anonymous();
    REQUIRE(nobody.get("/aarsrapport/2024.xlsx").status == 200);
    REQUIRE(world
                .press(leader, 2024, "/skridt/withdraw",
                       {{"reason_withdraw", "Tallene var fra et andet år."}})
                .status == 303);
    const auto page = world.site.get_page(nobody, "/aarsrapport/2024");
    CHECK(has(page.body, "Tallene var fra et andet år."));
    CHECK_FALSE(has(page.body, "Feriedetektiv"));
    CHECK(nobody.get("/aarsrapport/2024.xlsx").status == 410);
    CHECK(std::filesystem::is_empty(world.folder / "rapporter"));
    {
        store::ReadTransaction reading = world.site.database().read();
        CHECK(reports::public_reports(reading).empty());
    }
    REQUIRE(
        world.press(leader, 2024, "/skridt/correct", {{"reason_correct", "Rette tal."}}).status ==
        303);
    REQUIRE(world.write(leader, "facts", "Tallene er de rette nu.").status == 303);
    world.read_through();
    REQUIRE(world.freeze().status == 200);
    CHECK(has(world.site.get_page(nobody, "/aarsrapport/2024").body, "et andet år"));
    auto again = world.site.client_as(Role::leader);
    REQUIRE(world.press(again, 2024, "/skridt/publish").status == 303);
    const auto anew = world.site.get_page(nobody, "/aarsrapport/2024");
    CHECK(has(anew.body, "Feriedetektiv"));
    CHECK_FALSE(has(anew.body, "et andet år"));
    CHECK(nobody.get("/aarsrapport/2024.xlsx").status == 200);
}

TEST_CASE("a frozen report that was wrong is opened again before anyone has seen it") {
    World world;
    world.read_through();
    REQUIRE(world.freeze().status == 200);
    auto leader = world.site.client_as(Role::leader);
    CHECK(has(world.site.get_page(leader, "/rapporter/2024/udkast").body, "Udgave 1"));
    CHECK(leader.get("/rapporter/2024/filer/aarsrapport.xlsx").status == 200);
    REQUIRE(world.press(leader, 2024, "/skridt/reopen").status == 303);
    CHECK(world.write(leader, "year", "Rettet.").status == 303);
    CHECK(has(world.site.get_page(leader, "/rapporter/2024").body, "Nej, låst op igen"));
}

TEST_CASE("a step that was taken meanwhile by someone else is not taken twice") {
    World world;
    world.read_through();
    auto leader = world.site.client_as(Role::leader);
    const auto page = leader.get("/rapporter/2024");
    const auto form = filled_form(page, "/rapporter/2024/skridt/freeze", {});
    REQUIRE(leader.post("/rapporter/2024/skridt/freeze", form).status == 200);
    const auto twice = leader.post("/rapporter/2024/skridt/freeze", form);
    CHECK(twice.status == 422);
    store::ReadTransaction reading = world.site.database().read();
    const auto report = reports::find_report(reading, 2024);
    CHECK(reports::editions_of(reading, report->id).size() == 1);
}

TEST_CASE("that the committee got the report stands on it, with the date") {
    World world;
    world.publish();
    auto leader = world.site.client_as(Role::leader);
    CHECK(world.press(leader, 2024, "/skridt/send", {{"sent_on", "2027-01-01"}}).status == 422);
    REQUIRE(world
                .press(leader, 2024, "/skridt/send",
                       {{"sent_to", "economy_and_planning_committee"}, {"sent_on", "2026-03-09"}})
                .status == 303);
    auto nobody = world.site.anonymous();
    CHECK(has(world.site.get_page(nobody, "/aarsrapport/2024").body,
              "Sendt til Økonomi- og planudvalget 9. marts 2026."));
}

TEST_CASE("the report for 2025 shows 2024 as it was frozen, whatever was registered since") {
    World world;
    world.hold("holiday_watch", 2024, 3);
    world.hold("padel_courts", 2024, 60);
    world.publish();
    const std::string frozen = world.published_json();
    // Registered late: the live figures of 2024 change, the frozen report doesn't.
    world.hold("holiday_watch", 2024, 40);
    world.hold("holiday_watch", 2025, 12);
    CHECK(world.published_json() == frozen);
    world.import(2025);
    world.publish(2025);
    auto nobody = world.site.anonymous();
    const auto page = world.site.get_page(nobody, "/aarsrapport/2025");
    CHECK(has(page.body, "rapporten for 2024, som den blev låst"));
    const auto read = reports::read_document(world.published_json(2025));
    REQUIRE(read.ok());
    const auto* table = read->find_table("figures.safe_town");
    REQUIRE(table);
    bool seen = false;
    for (const auto& row : table->rows) {
        if (row.key != "holiday_watch" || !row.cells[2].amount || row.cells[2].amount->number != 12)
            continue;
        seen = true;
        CHECK(row.cells[3].amount->state == reports::Amount::State::hidden);
    }
    CHECK(seen);
    CHECK_FALSE(has(world.published_json(2025), "43"));
}

TEST_CASE("official figures that come after the freeze go to the committee as a dated note") {
    World world;
    world.publish();
    auto leader = world.site.client_as(Role::leader);
    auto coordinator = world.site.client_as(Role::coordinator);
    auto nobody = world.site.anonymous();
    const std::string path = "/rapporter/2024/orientering";
    const Site::Fields text{{"text", "Anmeldelserne er stort set som året før."}};
    CHECK(world.site.post(coordinator, path, text).status == 422);  // nothing has come yet
    world.import_crime("449");
    CHECK(has(world.site.get_page(leader, "/rapporter/2024").body, "nye officielle tal"));
    const auto form = world.site.get_page(coordinator, path);
    CHECK(coordinator.post(path, filled_form(form, path, {{"text", "Om 010203-1234"}})).status ==
          422);
    const auto made = coordinator.post(path, filled_form(form, path, text));
    REQUIRE(made.status == 303);
    CHECK(nobody.get("/aarsrapport/2024/orientering/1").status == 404);
    CHECK_FALSE(has(world.site.get_page(nobody, "/aarsrapport/2024").body, "orientering/1"));
    // The note tells of these figures; only others call for another.
    CHECK(world.site.post(coordinator, path, text).status == 422);
    const auto note = world.site.get_page(leader, path + "/1");
    CHECK(has(note.body, "10. marts 2026"));
    CHECK(has(note.body, "1.796"));
    CHECK(world.site.post(coordinator, path + "/1/udgiv").status == 403);
    CHECK(world.site.post(leader, path + "/1/udgiv").status == 303);
    CHECK(world.site.post(leader, path + "/1/udgiv").status == 404);
    CHECK(has(world.site.get_page(nobody, "/aarsrapport/2024").body,
              "/aarsrapport/2024/orientering/1"));
    const auto open = world.site.get_page(nobody, "/aarsrapport/2024/orientering/1");
    CHECK(has(open.body, "Anmeldelserne er stort set som året før."));
    CHECK(has(open.body, "Anmeldt kriminalitet er ikke det samme som kriminalitet"));
    CHECK(nobody.get("/aarsrapport/2024/orientering/1/diagram/facts.total").status == 200);
    CHECK(nobody.get("/aarsrapport/2024/orientering/1/diagram/points").status == 404);
    // The report itself is as it was.
    CHECK_FALSE(has(world.published_json(), "1796"));
}

TEST_CASE("charts of the published report are open to all, those of a draft are not") {
    World world;
    world.import_crime("449");
    auto nobody = world.site.anonymous();
    CHECK(nobody.get("/rapporter/2024/diagram/facts.total").status == 303);
    CHECK(nobody.get("/aarsrapport/2024/diagram/facts.total").status == 404);
    world.publish();
    const auto page = world.site.get_page(nobody, "/aarsrapport/2024");
    CHECK(has(page.body, "data-chart-url=\"/aarsrapport/2024/diagram/facts.total\""));
    const auto chart = nobody.get("/aarsrapport/2024/diagram/facts.total");
    CHECK(chart.status == 200);
    CHECK(chart.header("content-type") == "application/json");
}

TEST_CASE("no page of reports reads whole tables") {
    World world;
    world.import_crime("449");
    world.hold("holiday_watch", 2024, 30);
    world.publish();
    auto leader = world.site.client_as(Role::leader);
    for (const char* path :
         {"/rapporter", "/rapporter/2024", "/rapporter/2024/udkast", "/rapporter/2024/afsnit/year",
          "/rapporter/2024/orientering", "/aarsrapport/2024"})
        world.site.get_page(leader, path);
    for (const std::string& scan : world.site.full_scans()) FAIL_CHECK(scan);
}
