#include <doctest/doctest.h>

#include <string>

#include "app/testing/record_journey.h"
#include "app/testing/town.h"
#include "web/testing/html_tables.h"
#include "web/testing/page_form.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;
using web::testing::HttpResponse;
using web::testing::NamesAndValues;

namespace {

NamesAndValues observation(const std::string& category, const std::string& district,
                           const std::string& day, const std::string& text,
                           const std::string& initiative) {
    return {
        {"category", category},    {"district", district},     {"place", "Ved skolens cykelskur"},
        {"observed_on", day},      {"observed_time", "21:30"}, {"text", text},
        {"initiative", initiative}};
}

HttpResponse observe(const NamesAndValues& fields) {
    auto worker = town().client_as("medarbejder");
    return town().send(worker, "/observationer/ny", "/observationer/ny", fields);
}

// Of the figures of all initiatives in a year, the one of this initiative.
int observed_in(const std::string& initiative, const std::string& year) {
    auto analyst = town().client_as("analytiker");
    const auto page = town().page(analyst, "/tal?aar=" + year);
    for (const auto& table : web::testing::tables_in(page.body)) {
        if (table.caption != "Registreret i " + year) continue;
        for (const auto& row : table.rows)
            if (row[0] == initiative) return std::stoi(row[table.column("Observationer")]);
    }
    return 0;
}

}  // namespace

TEST_CASE("[row D1] a local problem is registered by school district, mended, and found again") {
    const int before = observed_in("Proaktivt gadeplansarbejde", "2026");
    const auto saved =
        observe(observation("vandalism", "school_district_vibeholm", "2026-01-05",
                            "Rude slået ind, glasskår på jorden.", "proactive_street_work"));
    const std::string path = path_of(saved);
    REQUIRE(path.starts_with("/observationer/"));
    CHECK(holds(saved, "Vibeholmskolens distrikt"));
    CHECK(observed_in("Proaktivt gadeplansarbejde", "2026") == before + 1);
    app::testing::check_journey(
        {path, "observation", "text", "Rude slået ind, glasskår på jorden."});
    CHECK(observed_in("Proaktivt gadeplansarbejde", "2026") == before + 1);
    // Per district and kind, so that a pattern can be seen.
    auto worker = town().client_as("medarbejder");
    const std::string list = "/observationer?aar=2026&hvad=vandalism&distrikt=school_district_";
    CHECK(holds(town().page(worker, list + "vibeholm"), path));
    CHECK_FALSE(holds(town().page(worker, list + "vejlebro"), path));
    // A round in the district is an activity of the same initiative.
    const auto round = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                   {{"initiative", "proactive_street_work"},
                                    {"planned_activity", "district_rounds"},
                                    {"district", "school_district_vibeholm"},
                                    {"starts_on", "2026-01-05"},
                                    {"starts_time", "19:00"},
                                    {"state", "held"},
                                    {"attendance", "not_counted"},
                                    {"note", "Talte med ti unge."}});
    CHECK(holds(round, "Talte med ti unge."));
    CHECK(holds(town().page(worker, "/indsatser/proactive_street_work"), "2026, måned for måned"));
}

TEST_CASE("[row F1] unwanted stays are noted per site, with presence beside, year against year") {
    const int before = observed_in("Unge udenfor", "2026");
    const auto first = observe(observation("unwanted_stay", "school_district_ishoej", "2026-01-09",
                                           "Ophold efter lukketid.", "youth_outside"));
    observe(observation("unwanted_stay", "school_district_ishoej", "2026-02-13",
                        "Ophold efter lukketid igen.", "youth_outside"));
    CHECK(observed_in("Unge udenfor", "2026") == before + 2);
    auto worker = town().client_as("medarbejder");
    town().send(
        worker, "/", "/aktiviteter/hurtig",
        {{"initiative", "youth_outside"}, {"where", "Ved skolens cykelskur"}, {"how_many", "5"}});
    const auto tables =
        web::testing::tables_in(town().page(worker, "/indsatser/youth_outside").body);
    const auto& stays = web::testing::table_named(tables, "Observationer (observationer)");
    CHECK(stays.rows[0][0] == "2026");
    CHECK(stays.rows[1][0] == "2025");
    CHECK(stays.rows[0][stays.column("Ændring fra året før")] != "–");
    const auto list = town().page(
        worker, "/observationer?indsats=youth_outside&distrikt=school_district_ishoej&aar=2026");
    CHECK(holds(list, "Ophold efter lukketid igen."));
    CHECK(holds(list, path_of(first)));
}

TEST_CASE("[row D1, F1] text that points at a person is refused, and the form keeps the rest") {
    const auto refused =
        observe(observation("vandalism", "town_centre", "2026-01-05", "Set af 010203-1234.", ""));
    CHECK(refused.status == 422);
    CHECK(holds(refused, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK(holds(refused, "value=\"Ved skolens cykelskur\""));
    CHECK(holds(refused, "Set af 010203-1234."));
    const auto future =
        observe(observation("vandalism", "town_centre", "2026-12-05", "I morgen.", ""));
    CHECK(future.status == 422);
    CHECK(holds(future, "I morgen."));
    auto worker = town().client_as("medarbejder");
    CHECK_FALSE(holds(town().page(worker, "/observationer?aar=2026"), "I morgen."));
    CHECK_FALSE(holds(town().page(worker, "/observationer?aar=2026"), "010203"));
}
