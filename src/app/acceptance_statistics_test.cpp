#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "app/testing/town.h"
#include "base/digest.h"
#include "reports/testing/sample_report.h"
#include "web/language.h"
#include "web/testing/html_tables.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;
using web::testing::HttpClient;
using web::testing::HttpResponse;

namespace {

// The official table of reported offences, as it was downloaded; empty where it is not at hand.
std::string real_table() {
    const char* shared = std::getenv("TRYGBY_SHARED");
    const std::filesystem::path folder =
        shared ? std::filesystem::path(shared)
               : std::filesystem::path(TRYGBY_SOURCE_DIR) / ".." / "shared";
    const std::filesystem::path file = folder / "data" / "denmark" / "STRAF11.bulk.csv";
    return std::filesystem::exists(file) ? reports::testing::file_text(file) : std::string();
}

// The figure that stands behind these codes.
long figure_in(const std::string& table, const std::string& codes) {
    const std::size_t at = table.find("\n" + codes + ";");
    REQUIRE(at != std::string::npos);
    return std::stol(table.substr(at + codes.size() + 2));
}

std::string with_figure(std::string table, const std::string& codes, const std::string& figure) {
    const std::size_t begin = table.find("\n" + codes + ";") + codes.size() + 2;
    return table.replace(begin, table.find_first_of("\r\n", begin) - begin, figure);
}

HttpResponse import(HttpClient& client, const std::string& content, const std::string& table,
                    const std::string& retrieved_on) {
    return town().send_file(client, "/statistik", "/statistik/indlaes",
                            {{"table", table}, {"retrieved_on", retrieved_on}},
                            {"file", table + ".csv", "text/csv", content});
}

// The row of a period in the series that a table's page shows.
std::vector<std::string> period_of(HttpClient& client, const std::string& address,
                                   const std::string& period) {
    const auto tables = web::testing::tables_in(town().page(client, address).body);
    for (const auto& row :
         web::testing::table_named(tables, "Alle perioder, den nyeste øverst").rows)
        if (row[0] == period) return row;
    FAIL("no such period");
    return {};
}

// What the report's table of all reported offences says of a year.
std::string reported_in(const HttpResponse& report, const std::string& year) {
    const auto tables = web::testing::tables_in(report.body);
    for (const auto& row :
         web::testing::table_named(tables, "Anmeldte forbrydelser i alt efter år").rows)
        if (row[0] == year) return row[1];
    return {};
}

const std::string ishoej_newest = "183;TOT;2025K4";
const std::string country_newest = "000;TOT;2025K4";

}  // namespace

TEST_CASE(
    "[row F26] the official table is checked, revised without losing the old, and what came after "
    "the report goes to the committee as a dated note") {
    const std::string table = real_table();
    if (table.empty()) {
        MESSAGE("SKIPPED: the official table is not at hand");
        return;
    }
    const web::Language danish(web::LanguageCode::danish);
    auto analyst = town().client_as("analytiker");
    CHECK(holds(import(analyst, table, "STRAF11", "2026-08-01"), "indlæst før"));
    // One municipality more, and not the country: it doesn't add up.
    const long before = figure_in(table, ishoej_newest);
    const std::string wrong = with_figure(table, ishoej_newest, std::to_string(before + 7));
    const auto refused = import(analyst, wrong, "STRAF11", "2026-08-01");
    CHECK(refused.status == 422);
    CHECK(holds(refused, "TOT i 2025K4: kommunerne giver "));
    CHECK(holds(refused, "value=\"STRAF11\""));
    CHECK(holds(refused, "value=\"2026-08-01\""));
    const std::string series = "/statistik/STRAF11?omraade=183&emne=TOT";
    CHECK(period_of(analyst, series, "2025K4")[1] == danish.number(before));

    const auto report_before = town().page(analyst, "/aarsrapport/2025");
    std::string revised =
        with_figure(wrong, country_newest, std::to_string(figure_in(table, country_newest) + 7));
    revised = with_figure(revised, "183;3410;2016K1", "..");
    const auto imported = import(analyst, revised, "STRAF11", "2026-08-01");
    CHECK(imported.status == 200);
    const std::string checksum = base::sha256_hex(revised);
    CHECK(town().trail_of("official_release").at(0).line.reference == checksum);
    auto politician = town().client_as("politiker");
    const auto releases = web::testing::tables_in(town().page(politician, "/statistik").body);
    const auto& newest =
        web::testing::table_named(releases, "Indlæste udgivelser, den nyeste øverst");
    CHECK(newest.rows[0][newest.column("Tabel")] == "STRAF11");
    CHECK(newest.rows[0][newest.column("Hentet")] == "1. august 2026");
    CHECK(newest.rows[0][newest.column("Ikke oplyst")] == "1");
    CHECK(newest.rows[0].back().find(checksum.substr(0, 16)) != std::string::npos);
    const auto now = period_of(politician, series, "2025K4");
    CHECK(now[1] == danish.number(before + 7));
    CHECK(now[3] == danish.number(before) + " (hentet 15.02.2026)");
    const auto unknown =
        period_of(politician, "/statistik/STRAF11?omraade=183&emne=3410", "2016K1");
    CHECK(unknown[1] == "ikke oplyst");
    CHECK(unknown[3].find("(hentet 15.02.2026)") != std::string::npos);

    // The report stays as it was frozen; the committee gets a note.
    auto coordinator = town().client_as("koordinator");
    auto leader = town().client_as("leder");
    auto nobody = town().anonymous();
    const std::string address = "/aarsrapport/2025";
    const std::string old_total = reported_in(report_before, "2025");
    CHECK_FALSE(old_total.empty());
    CHECK(reported_in(town().page(nobody, address), "2025") == old_total);
    CHECK(holds(town().page(leader, "/rapporter/2025"), "nye officielle tal"));
    const std::string notes = "/rapporter/2025/orientering";
    CHECK(town().press(analyst, "/konto", notes, {{"text", "Nye tal."}}).status == 403);
    const auto empty = town().send(coordinator, notes, notes, {{"text", ""}});
    CHECK(empty.status == 422);
    const auto note =
        town().send_from(coordinator, empty, notes, {{"text", "Årets sidste kvartal er rettet."}});
    const std::string path = path_of(note);
    REQUIRE(path == notes + "/1");
    CHECK(town().press(coordinator, path, path + "/udgiv", {}).status == 403);
    CHECK(nobody.get(address + "/orientering/1").status == 404);
    town().send(leader, path, path + "/udgiv", {});
    CHECK(holds(town().page(nobody, address), address + "/orientering/1"));
    const auto published = town().page(nobody, address + "/orientering/1");
    CHECK(holds(published, "Årets sidste kvartal er rettet."));
    CHECK(holds(published, "hentet 1. august 2026"));
    CHECK(reported_in(published, "2025") != old_total);
    CHECK(reported_in(town().page(nobody, address), "2025") == old_total);
}

TEST_CASE("[row F26] a bad file, name or date is refused, and only some may import") {
    auto analyst = town().client_as("analytiker");
    const std::string good = "OMRÅDE;OVERTRÆD;TID;INDHOLD\n183;TOT;2025K4;503\n";
    CHECK(import(analyst, "183;TOT\n", "TEST1", "2026-03-01").status == 422);
    CHECK(import(analyst, std::string("PK\x03\x04"), "TEST1", "2026-03-01").status == 422);
    const auto name = import(analyst, good, "PRØVE1", "2026-03-01");
    CHECK(name.status == 422);
    CHECK(holds(name, "value=\"PRØVE1\""));
    const auto future = import(analyst, good, "TEST1", "2026-09-02");
    CHECK(holds(future, "Datoen for hentningen kan ikke være i fremtiden."));
    CHECK(holds(import(analyst, good, "TEST1", "2026-03-01"), "Statistikken er indlæst"));
    for (const char* other : {"medarbejder", "politiker", "raadgiver"}) {
        auto client = town().client_as(other);
        CAPTURE(other);
        CHECK_FALSE(holds(town().page(client, "/statistik"), "/statistik/indlaes"));
        CHECK(town().press(client, "/konto", "/statistik/indlaes", {{"table", "TEST1"}}).status ==
              403);
    }
    auto nobody = town().anonymous();
    CHECK(path_of(nobody.get("/statistik")) == "/log-ind");
}

TEST_CASE("[row F26] the official figures stand in the report with the date of the data") {
    auto nobody = town().anonymous();
    const auto report = town().page(nobody, "/aarsrapport/2025");
    CHECK(holds(report, "Hvor de officielle tal kommer fra"));
    CHECK(holds(report, "15. februar 2026"));
    CHECK_FALSE(reported_in(report, "2025").empty());
    const auto chart = nobody.get("/aarsrapport/2025/diagram/facts.total");
    CHECK(chart.header("content-type") == "application/json");
    CHECK(holds(chart, "\"label\":\"2025\""));
    CHECK(holds(report, "Anmeldt kriminalitet er ikke det samme som kriminalitet"));
}
