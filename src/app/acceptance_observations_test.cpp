#include <doctest/doctest.h>

#include <string>

#include "app/testing/town.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;

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
