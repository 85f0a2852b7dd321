#include "evidence/analysis_pages.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "access/testing/site.h"
#include "evidence/analysis_map.h"
#include "evidence/analysis_picture.h"
#include "statistics/analyse.h"
#include "store/testing/temporary_folder.h"

using access::Permission;
using access::Role;
using access::testing::Site;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const std::string pages_yaml =
    "pages:\n"
    "  - key: burglary\n"
    "    title_da: Indbrud\n"
    "    title_en: Burglary\n"
    "    summary_da: Hvor meget?\n"
    "    summary_en: How much?\n"
    "    engineering: yes\n"
    "    caveats:\n"
    "      - text_da: Anmeldt er ikke sket.\n"
    "        text_en: Reported is not happened.\n"
    "    parts:\n"
    "      - key: areas\n"
    "        heading_da: Områder\n"
    "        heading_en: Areas\n"
    "        specification: areas.json\n"
    "        map: map.geojson\n"
    "        map_property: k\n"
    "        map_column: z\n";

const std::string areas_json =
    R"({"method": "funnel", "data": "areas.csv", "observed": "n", "population": "persons",
        "area": "area"})";

// A shelf with one page in a folder that goes with it.
struct Folder {
    store::TemporaryFolder folder;

    Folder() {
        write("pages.yaml", pages_yaml);
        write("areas.json", areas_json);
        write("areas.csv", "area,n,persons\nA,10,1000\nB,12,1000\nC,30,1000\nD,9,1000\n");
        write("map.geojson",
              R"({"features": [{"properties": {"k": "A"}, "geometry": {"type": "Point",
                  "coordinates": [12, 55]}}, {"properties": {"k": "Ø"}, "geometry": {"type":
                  "Point", "coordinates": [11, 55]}}]})");
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder / name, std::ios::binary | std::ios::trunc) << text;
    }
    std::filesystem::path path() const { return folder / ""; }
};

struct Pages {
    Folder files;
    evidence::AnalysisShelf shelf{files.path(), files.path(), "1.2.3"};
    Site site{[this](access::Routes& routes) { evidence::add_analysis_routes(routes, shelf); }};
    Site::Client analyst = site.client_as(Role::analyst);
};

statistics::Analysis analysis_of(const std::string& specification) {
    const auto analysis =
        statistics::analyse(specification, [](const std::string&) -> base::Result<std::string> {
            return base::refuse("no_file", "");
        });
    REQUIRE(analysis.ok());
    return *analysis;
}

std::string picture(const std::string& specification) {
    const web::Language language(web::LanguageCode::danish);
    const auto drawn = evidence::picture_of(analysis_of(specification), "Titel", language);
    REQUIRE(drawn.has_value());
    CHECK_FALSE(drawn->description.empty());
    CHECK(has(drawn->specification, drawn->description));
    CHECK_FALSE(drawn->table.rows.empty());
    for (const auto& row : drawn->table.rows) CHECK(row.size() == drawn->table.heads.size());
    return drawn->specification;
}

}  // namespace

TEST_CASE("who may see analyses") {
    Pages pages;
    pages.site.check_all_roles(web::Method::get, "/analyser", Permission::see_statistics);
    for (const char* part : {"", "/areas/diagram", "/areas/kort", "/areas/svar"})
        pages.site.check_all_roles(web::Method::get, std::string("/analyser/burglary") + part,
                                   Permission::see_statistics);
    for (const char* unknown : {"/analyser/other", "/analyser/burglary/other/diagram",
                                "/analyser/burglary/other/svar", "/analyser/burglary/other/kort"})
        CHECK(pages.analyst.get(unknown).status == 404);
}

TEST_CASE("a page has its caveats, its picture with the table, what is assumed and the answer") {
    Pages pages;
    CHECK(has(pages.site.get_page(pages.analyst, "/analyser").body, "/analyser/burglary"));
    const std::string page = pages.site.get_page(pages.analyst, "/analyser/burglary").body;
    CHECK(has(page, "Anmeldt er ikke sket."));
    CHECK(has(page, "aldrig i en rapport"));
    CHECK(has(page, "data-chart-url=\"/analyser/burglary/areas/diagram\""));
    CHECK(has(page, "data-chart-url=\"/analyser/burglary/areas/kort\""));
    CHECK(has(page, "Det er forudsat"));
    CHECK(has(page, "Uden naboer"));
    // The picture's own figures, and behind them the whole analysis.
    CHECK(has(page, ">Forventet antal</th>"));
    CHECK(has(page, "Vis alle analysens tal"));
    const auto answer = pages.analyst.get("/analyser/burglary/areas/svar");
    CHECK(has(answer.body, "\"method\": \"funnel\""));
    CHECK(has(answer.body, "1.2.3"));
    CHECK(has(pages.analyst.get("/analyser/burglary/areas/diagram").body, "vega-lite"));
}

TEST_CASE("an answer is kept until its data change; what is missing is said on the page") {
    Pages pages;
    formats::Mistakes mistakes;
    const auto part = pages.shelf.pages(mistakes).front().parts.front();
    const auto first = pages.shelf.answer(part);
    CHECK(pages.shelf.answer(part) == first);
    pages.files.write("areas.csv", "area,n,persons\nA,1,10\nB,2,10\nC,3,10\n");
    std::filesystem::last_write_time(
        pages.files.path() / "areas.csv",
        std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    const auto second = pages.shelf.answer(part);
    CHECK(second != first);
    CHECK((*second)->rows_used == 3);
    std::filesystem::remove(pages.files.path() / "areas.csv");
    CHECK(has(pages.site.get_page(pages.analyst, "/analyser/burglary").body,
              "Filen areas.csv kunne ikke læses."));
    CHECK(pages.analyst.get("/analyser/burglary/areas/diagram").status == 404);
}

TEST_CASE("no file outside the folder is read") {
    Pages pages;
    CHECK(pages.shelf.data_file("areas.csv").ok());
    for (const char* name : {"../areas.csv", "/etc/hostname", "", "a/b.csv"})
        CHECK(pages.shelf.data_file(name).error().code == "file_unreadable");
    pages.files.write(
        "pages.yaml",
        std::string(pages_yaml).replace(pages_yaml.find("areas.json"), 10, "../a.json"));
    formats::Mistakes mistakes;
    CHECK(pages.shelf.pages(mistakes).empty());
    CHECK(mistakes.size() == 1);
}

TEST_CASE("mistakes in pages.yaml are named with line and field, and shown instead of the page") {
    Pages pages;
    pages.files.write("pages.yaml",
                      "pages:\n  - key: Ind brud\n    title_da: A\n    title_en: B\n"
                      "    summary_da: C\n    summary_en: D\n    colour: red\n");
    formats::Mistakes mistakes;
    CHECK(pages.shelf.pages(mistakes).empty());
    std::string fields;
    for (const auto& mistake : mistakes) {
        CHECK(mistake.file == "pages.yaml");
        CHECK(mistake.line > 0);
        fields += mistake.field + " ";
    }
    CHECK(fields == "pages[1].key pages[1].caveats pages[1].parts pages[1].colour ");
    CHECK(has(pages.site.get_page(pages.analyst, "/analyser").body, "pages.yaml:2"));
    const evidence::AnalysisShelf none("", "", "1.2.3");
    formats::Mistakes no_mistakes;
    CHECK(none.pages(no_mistakes).empty());
    CHECK(no_mistakes.empty());
}

TEST_CASE("each kind of analysis is drawn in its own way") {
    const std::string curve = picture(
        R"({"method": "survival_curve", "time": "t", "event": "e", "group": "g", "columns":
            {"t": [1, 2, 3, 4, 5, 6], "e": [1, 0, 1, 1, 0, 1], "g": ["a", "a", "a", "b", "b",
            "b"]}})");
    CHECK(has(curve, "step-after"));
    CHECK(has(curve, "Følges stadig"));
    const std::string funnel = picture(
        R"({"method": "funnel", "observed": "n", "population": "p", "columns":
            {"n": [10, 12, 30, 9], "p": [1000, 1000, 1000, 1000]}})");
    CHECK(has(funnel, "Som forventet"));
    CHECK(has(funnel, "Grænse 95 %"));
    const std::string course = picture(
        R"({"method": "interrupted_series", "outcome": "n", "time": "t", "intervention": "i",
            "lags": 2, "columns": {"n": [10, 12, 9, 11, 10, 5, 6, 4, 5, 6],
            "t": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "i": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]}})");
    CHECK(has(course, "Uden indsatsen"));
    const std::string forest = picture(
        R"({"method": "regression", "outcome": "n", "terms": ["x"], "columns":
            {"n": [10, 12, 9, 30, 35, 28], "x": [0, 0, 0, 1, 1, 1]}})");
    CHECK(has(forest, "\"name\":\"x\""));
    CHECK_FALSE(has(forest, "Intercept"));
}

TEST_CASE(
    "[row A3] [row A4] the analyses that come along are whole, and answer from the Danish "
    "figures") {
    const char* shared = std::getenv("TRYGBY_SHARED");
    const std::filesystem::path source = TRYGBY_SOURCE_DIR;
    const std::filesystem::path data =
        (shared ? std::filesystem::path(shared) : source / ".." / "shared") / "data" / "denmark";
    evidence::AnalysisShelf shelf(source / "analyses", data, "1.2.3");
    formats::Mistakes mistakes;
    const auto pages = shelf.pages(mistakes);
    CHECK(mistakes.empty());
    REQUIRE(pages.size() == 5);
    if (!std::filesystem::exists(data)) {
        MESSAGE("skipped: the Danish figures are not at hand");
        return;
    }
    const web::Language language(web::LanguageCode::danish);
    std::size_t maps = 0;
    for (const auto& page : pages) {
        CHECK_FALSE(page.caveats.empty());
        for (const auto& part : page.parts) {
            CAPTURE(part.file);
            const auto answer = shelf.answer(part);
            REQUIRE(answer->ok());
            CHECK_FALSE((*answer)->assumptions.empty());
            if (part.map_file.empty()) continue;
            const auto map = evidence::map_of(**answer, part, shelf, language);
            REQUIRE(map.ok());
            CHECK(map->areas.size() == 99);
            ++maps;
        }
    }
    CHECK(maps == 3);
}
