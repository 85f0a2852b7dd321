#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include "app/analyse_command.h"
#include "app/testing/town.h"
#include "web/language.h"
#include "web/testing/html_tables.h"

using app::testing::holds;
using app::testing::town;

namespace json = boost::json;

namespace {

std::filesystem::path data_folder() {
    const char* shared = std::getenv("TRYGBY_SHARED");
    return (shared ? std::filesystem::path(shared)
                   : std::filesystem::path(TRYGBY_SOURCE_DIR) / ".." / "shared") /
           "data" / "denmark";
}

// What the command prints for a specification of the folder.
std::string command_answer(const std::string& specification) {
    std::ostringstream out, err;
    const std::filesystem::path file =
        std::filesystem::path(TRYGBY_SOURCE_DIR) / "analyses" / specification;
    const int code = app::analyse({.specification = file.string(),
                                   .data = {},
                                   .folder = data_folder().string(),
                                   .format = "json",
                                   .describe = {}},
                                  web::Language(web::LanguageCode::danish), out, err);
    CAPTURE(err.str());
    REQUIRE(code == 0);
    return out.str();
}

struct ShownPart {
    const char *page, *part, *specification;
};

constexpr ShownPart shown_parts[] = {
    {"level_2025", "total", "level_total_2025.json"},
    {"years", "burglary", "years_burglary.json"},
    {"adjusted", "total", "adjusted_total.json"},
    {"cohorts", "men", "cohorts_men_cumulative.json"},
    {"cohorts", "men_by_age", "cohorts_men.json"},
    {"quarters", "burglary", "quarters_burglary.json"},
    {"quarters", "slow", "watch_violence.json"},
    {"quarters", "slow_false", "watch_violence_false.json"},
    {"nearby_2025", "theft", "nearby_theft_2025.json"},
    {"clusters", "total", "clusters_total_2025.json"},
};

// A column of the answer's series "periods", by the period's label.
double period_value(const json::value& answer, std::string_view label, std::string_view column) {
    for (const json::value& period : answer.at("series").at("periods").as_array())
        if (period.at("at").as_string() == label) return period.at(column).to_number<double>();
    FAIL("no such period");
    return 0;
}

}  // namespace

TEST_CASE("[row A3] [row A4] a page of analyses shows what trygby analyse answers") {
    if (!std::filesystem::exists(data_folder())) {
        MESSAGE("skipped: the Danish figures are not at hand");
        return;
    }
    auto analyst = town().client_as("analytiker");
    for (const ShownPart& shown : shown_parts) {
        CAPTURE(shown.specification);
        const auto answer =
            analyst.get(std::string("/analyser/") + shown.page + "/" + shown.part + "/svar");
        REQUIRE(answer.status == 200);
        CHECK(json::parse(answer.body) == json::parse(command_answer(shown.specification)));
    }
    // The numbers in the table are those of the answer.
    const json::value answer = json::parse(command_answer("quarters_burglary.json"));
    const auto tables = web::testing::tables_in(town().page(analyst, "/analyser/quarters").body);
    const auto& table = web::testing::table_named(tables, "Indbrud");
    CHECK(table.rows.size() == 19);
    const auto& newest = table.rows.back();
    const web::Language danish(web::LanguageCode::danish);
    CHECK(newest[0] == "4. kvartal 2025");
    CHECK(newest[table.column("Observeret")] ==
          danish.number(static_cast<long>(period_value(answer, "2025K4", "observed"))));
    CHECK(newest[table.column("Forventet")] ==
          danish.decimal(period_value(answer, "2025K4", "expected"), 1));
    CHECK(newest[table.column("Grænse")] ==
          danish.number(static_cast<long>(period_value(answer, "2025K4", "upper"))));
}

TEST_CASE("[row A3] the page of the unverified model says so, and is in no report") {
    auto analyst = town().client_as("analytiker");
    const auto page = town().page(analyst, "/analyser/adjusted");
    CHECK(holds(page, "ikke efterprøvet"));
    CHECK(holds(page, "aldrig i en rapport"));
    CHECK(holds(town().page(analyst, "/analyser"), "Til afprøvning"));
    auto nobody = town().anonymous();
    for (const char* report : {"/aarsrapport/2024", "/aarsrapport/2025"})
        CHECK_FALSE(holds(town().page(nobody, report), "/analyser"));
}

TEST_CASE("[row A3] the expected level of every year and kind of crime can be looked at") {
    auto politician = town().client_as("politiker");
    for (const char* kind : {"total", "violence", "burglary", "theft", "drugs", "weapons"})
        for (const char* year : {"2016", "2020", "2025"}) {
            CAPTURE(kind);
            CAPTURE(year);
            const auto page = town().page(politician, std::string("/statistik/forventet?emne=") +
                                                          kind + "&aar=" + year + "&mod=regionen");
            CHECK(holds(page, std::string(" i ") + year + "</h2>"));
            CHECK(holds(page, "(Resten af landet)"));
            CHECK(holds(page, "(Resten af regionen)"));
            CHECK(holds(page, "(Nabokommunerne)"));
            CHECK(holds(page, "Anmeldt kriminalitet er ikke det samme som kriminalitet"));
        }
}
