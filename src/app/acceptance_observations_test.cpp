#include <doctest/doctest.h>

#include <string>

#include "app/testing/town.h"

using app::testing::town;

namespace {

bool holds(const web::testing::HttpResponse& page, std::string_view text) {
    return page.body.find(text) != std::string::npos;
}

// The path of a saved record, from where the browser was led.
std::string path_of(const web::testing::HttpResponse& response) {
    return response.target.substr(0, response.target.find('?'));
}

}  // namespace

TEST_CASE(
    "[row D1, F1] a worker registers a local problem, corrects it, and undoes the correction") {
    auto worker = town().client_as("medarbejder");
    const auto saved = town().send(worker, "/observationer/ny", "/observationer/ny",
                                   {{"category", "unwanted_stay"},
                                    {"district", "town_centre"},
                                    {"place", "Ved skolens cykelskur"},
                                    {"observed_on", "2026-01-05"},
                                    {"observed_time", "21:30"},
                                    {"text", "Ophold efter lukketid, glasskår på jorden."},
                                    {"initiative", ""}});
    CHECK(saved.status == 200);
    CHECK(holds(saved, "glasskår"));
    const std::string path = path_of(saved);

    const auto corrected = town().send(worker, path + "/rediger", path + "/rediger",
                                       {{"text", "Ophold efter lukketid, ingen skader."}});
    CHECK(holds(corrected, "ingen skader"));
    CHECK(holds(corrected, "glasskår"));  // in the history

    const auto restored = town().send(worker, path, path + "/genskab", {});
    CHECK(restored.status == 200);
    const auto list =
        town().page(worker, "/observationer?distrikt=town_centre&hvad=unwanted_stay&aar=2026");
    CHECK(holds(list, "glasskår"));
}

TEST_CASE(
    "[row D1, F1] text that holds a civil registration number is refused, and the form keeps the "
    "rest") {
    auto worker = town().client_as("medarbejder");
    const auto refused = town().send(worker, "/observationer/ny", "/observationer/ny",
                                     {{"category", "vandalism"},
                                      {"district", "town_centre"},
                                      {"place", "På torvet"},
                                      {"observed_on", "2026-01-05"},
                                      {"observed_time", "20:00"},
                                      {"text", "Set af 010203-1234."},
                                      {"initiative", ""}});
    CHECK(refused.status == 422);
    CHECK(holds(refused, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK(holds(refused, "På torvet"));
}

TEST_CASE("[row H7] the list of observations leaves as CSV and XLSX, for those who may") {
    auto analyst = town().client_as("analytiker");
    const auto csv = analyst.get("/observationer/eksport.csv?aar=2025");
    CHECK(csv.status == 200);
    CHECK(csv.header("content-type") == "text/csv; charset=utf-8");
    CHECK(holds(csv, "Beskrivelse"));
    CHECK(analyst.get("/observationer/eksport.xlsx?aar=2025").body.starts_with("PK"));
    auto politician = town().client_as("politiker");
    CHECK(politician.get("/observationer/eksport.csv").status == 403);
    auto nobody = town().anonymous();
    CHECK_FALSE(holds(nobody.get("/observationer/eksport.csv"), "Beskrivelse"));
}
