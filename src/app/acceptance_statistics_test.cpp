#include <doctest/doctest.h>

#include <string>

#include "app/testing/town.h"

using app::testing::town;

TEST_CASE(
    "[row F26] a statistics file is imported with its date, shown, and revised without losing the "
    "old") {
    auto analyst = town().client_as("analytiker");
    const auto page = town().page(analyst, "/statistik");
    const std::size_t at = page.body.find("name=\"csrf_token\" value=\"");
    REQUIRE(at != std::string::npos);
    const std::size_t begin = at + std::string_view("name=\"csrf_token\" value=\"").size();
    const std::string token = page.body.substr(begin, page.body.find('"', begin) - begin);
    const auto import = [&](const std::string& figure) {
        return analyst.post_multipart(
            "/statistik/indlaes",
            {{"csrf_token", token}, {"table", "PRØVE1"}, {"retrieved_on", "2026-03-01"}},
            {{"file", "x.csv", "text/csv",
              "OMRÅDE;OVERTRÆD;TID;INDHOLD\n183;TOT;2025K4;" + figure + "\n"}});
    };
    CHECK(import("503").status == 422);  // a table's name has no Danish letters
    const auto send = [&](const std::string& figure) {
        return analyst.post_multipart(
            "/statistik/indlaes",
            {{"csrf_token", token}, {"table", "TEST1"}, {"retrieved_on", "2026-03-01"}},
            {{"file", "x.csv", "text/csv",
              "OMRÅDE;OVERTRÆD;TID;INDHOLD\n183;TOT;2025K4;" + figure + "\n"}});
    };
    CHECK(send("503").status == 200);
    CHECK(send("511").status == 200);
    store::ReadTransaction reading = town().database().read();
    CHECK(reading.integer("select count(*) from official_figure where table_code = 'TEST1'") == 2);
    auto politician = town().client_as("politiker");
    CHECK(town().page(politician, "/statistik").body.find("STRAF11") != std::string::npos);
}
