#include "evidence/analysis_pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "access/testing/site.h"
#include "evidence/analysis_map.h"
#include "evidence/analysis_picture.h"
#include "evidence/cohort_picture.h"
#include "evidence/watch_picture.h"
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
    "    note_da: 'Kilde: prøven.'\n"
    "    note_en: 'Source: the sample.'\n"
    "    caveats:\n"
    "      - text_da: Anmeldt er ikke sket.\n"
    "        text_en: Reported is not happened.\n"
    "    parts:\n"
    "      - key: areas\n"
    "        heading_da: Områder\n"
    "        heading_en: Areas\n"
    "        text_da: Sådan læses den.\n"
    "        text_en: This is how to read it.\n"
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
    for (const char* part :
         {"", "/areas/diagram", "/areas/tabel", "/areas/kort", "/areas/omraader", "/areas/svar"})
        pages.site.check_all_roles(web::Method::get, std::string("/analyser/burglary") + part,
                                   Permission::see_statistics);
    for (const char* unknown :
         {"/analyser/other", "/analyser/burglary/other/diagram", "/analyser/burglary/other/svar",
          "/analyser/burglary/other/kort", "/analyser/burglary/other/tabel",
          "/analyser/burglary/other/omraader"})
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
    CHECK(has(page, "Kilde: prøven."));
    CHECK(has(page, "Sådan læses den."));
    CHECK(has(page, "Over-spredning"));
    const auto file = pages.analyst.get("/analyser/burglary/areas/tabel");
    CHECK(has(file.header("content-disposition"), "burglary_areas.csv"));
    CHECK(has(file.body, "Forventet antal;"));
    CHECK(has(pages.analyst.get("/analyser/burglary/areas/omraader").body, "Uden naboer"));
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
    const std::string years = picture(
        R"({"method": "standardised_ratio", "observed": "n", "expected": "e", "area": "y",
            "columns": {"n": [10, 200, 30], "e": [100, 100, 30], "y": [2023, 2024, 2025]}})");
    CHECK(has(years, "Af 3 år ligger 1 helt over det forventede og 1 helt under"));
    CHECK(has(years, "kun regnes med tilfældet"));
    // A ratio is set against 1, and a level against nothing.
    const std::string places = picture(
        R"({"method": "standardised_ratio", "observed": "n", "expected": "e", "area": "a",
            "columns": {"n": [10, 200, 30], "e": [100, 100, 30], "a": ["A", "B", "C"]}})");
    CHECK(has(places, "\"at\":1"));
    CHECK(has(places, "3 estimater med intervaller. 2 intervaller ligger helt"));
    const std::string levels = picture(
        R"({"method": "proportion", "outcome": "n", "trials": "m", "columns":
            {"n": [5, 9], "m": [10, 20]}})");
    CHECK_FALSE(has(levels, "\"at\":"));
    CHECK_FALSE(has(levels, "ingen forskel"));
}

TEST_CASE("watched periods are a control chart, and the newest is called no more than it is") {
    const web::Language danish(web::LanguageCode::danish), english(web::LanguageCode::english);
    const auto watched = [&](const char* newest) {
        return analysis_of(
            std::string(R"({"method": "bayes_limit", "observed": "n", "label": "q", "frequency": 4,
                "half_window": 4, "first": 5, "level": 0.01, "columns": {"q": ["2023K1", "2023K2",
                "2023K3", "2023K4", "2024K1", "2024K2"], "n": [5, 4, 6, 5, 5, )") +
            newest + "]}}");
    };
    const auto calm = evidence::watch_picture(watched("6"), "Titel", danish);
    REQUIRE(calm.has_value());
    CHECK(has(calm->description, "0 af 2 perioder ligger over grænsen (0,0 %)."));
    CHECK(has(calm->description, "Den seneste periode (2. kvartal 2024) ligger ikke over"));
    REQUIRE(calm->table.rows.size() == 2);
    CHECK(calm->table.rows[0][0].first == "1. kvartal 2024");
    const auto loud = evidence::watch_picture(watched("60"), "Titel", danish);
    CHECK(has(loud->description, "ligger over grænsen: 60 mod"));
    CHECK(has(loud->description, "svaret står ikke i tallene"));
    CHECK(has(loud->specification, "Over grænsen"));
    const auto in_english = evidence::watch_picture(watched("60"), "Title", english);
    CHECK(has(in_english->description, "lies above the limit: 60 against"));
    CHECK(evidence::period_words("2024M03", danish) == "marts 2024");
    CHECK(evidence::period_words("2024K5", danish) == "2024K5");
    CHECK(evidence::period_words("uge 7", danish) == "uge 7");
    // Several series in one are no single course.
    CHECK_FALSE(evidence::watch_picture(
        analysis_of(R"({"method": "ears", "observed": "n", "group": "g", "baseline": 3, "columns":
            {"n": [1, 2, 3, 2, 1, 2, 3, 2], "g": ["a", "a", "a", "a", "b", "b", "b", "b"]}})"),
        "Titel", danish));
    CHECK(has(evidence::watch_sentence(analysis_of(R"({"method": "run_length", "threshold": 4})"),
                                       danish),
              "Der går i gennemsnit"));
}

TEST_CASE("an area against a model that never saw it is drawn with that model's limits") {
    const std::string text = picture(
        R"x({"method": "expected_level", "outcome": "n", "offset": "log(p)", "terms": ["x"],
            "area": "a", "time": "t", "focus": ["A"], "columns": {
            "n": [10, 134, 12, 20, 155, 5, 30, 112, 63, 140, 8, 195],
            "p": [100, 120, 110, 150, 160, 155, 200, 210, 205, 260, 250, 270],
            "x": [1, 2, 1, 2, 3, 1, 2, 1, 3, 2, 1, 3],
            "a": ["A", "A", "A", "B", "B", "B", "C", "C", "C", "D", "D", "D"],
            "t": [2016, 2017, 2018, 2016, 2017, 2018, 2016, 2017, 2018, 2016, 2017,
            2018]}})x");
    CHECK(has(text, "Modellen uden området selv"));
    CHECK(has(text, "af 3 år"));
}

namespace {

std::filesystem::path denmark() {
    const char* shared = std::getenv("TRYGBY_SHARED");
    const std::filesystem::path source = TRYGBY_SOURCE_DIR;
    return (shared ? std::filesystem::path(shared) : source / ".." / "shared") / "data" / "denmark";
}

// The answer to one of the specifications that come along.
statistics::Analysis answer_of(const std::string& name) {
    std::ifstream file(std::filesystem::path(TRYGBY_SOURCE_DIR) / "analyses" / (name + ".json"));
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const evidence::AnalysisShelf shelf("", denmark(), "1.2.3");
    const auto analysis = statistics::analyse(
        text, [&](const std::string& wanted) { return shelf.data_file(wanted); });
    REQUIRE(analysis.ok());
    return *analysis;
}

double fit(const statistics::Analysis& analysis, std::string_view name) {
    for (const auto& value : analysis.fit)
        if (value.first == name) {
            if (const auto* whole = std::get_if<std::int64_t>(&value.second))
                return static_cast<double>(*whole);
            return std::get<double>(value.second);
        }
    FAIL("no such value");
    return 0;
}

}  // namespace

TEST_CASE(
    "[row A3] [row A4] the analyses that come along are whole, and answer from the Danish "
    "figures") {
    const std::filesystem::path source = TRYGBY_SOURCE_DIR;
    const std::filesystem::path data = denmark();
    evidence::AnalysisShelf shelf(source / "analyses", data, "1.2.3");
    formats::Mistakes mistakes;
    const auto pages = shelf.pages(mistakes);
    CHECK(mistakes.empty());
    REQUIRE(pages.size() == 7);
    if (!std::filesystem::exists(data)) {
        MESSAGE("skipped: the Danish figures are not at hand");
        return;
    }
    const web::Language language(web::LanguageCode::danish);
    std::size_t maps = 0;
    for (const auto& page : pages) {
        CHECK_FALSE(page.caveats.empty());
        CHECK_FALSE(page.note.empty());
        for (const auto& part : page.parts) {
            CAPTURE(part.file);
            const auto answer = shelf.answer(part);
            REQUIRE(answer->ok());
            CHECK_FALSE((*answer)->assumptions.empty());
            const bool is_drawn =
                evidence::picture_of(**answer, "Titel", language, part.wish).has_value();
            CHECK((is_drawn || !part.map_file.empty() ||
                   !evidence::watch_sentence(**answer, language).empty()));
            if (part.map_file.empty()) continue;
            const auto map = evidence::map_of(**answer, part, shelf, language);
            REQUIRE(map.ok());
            CHECK(map->areas.size() == 99);
            CHECK(has(map->words.description, "8 er uden naboer"));
            // Getis and Ord's statistic is of an area with its neighbours, against the rest.
            CHECK(has(map->words.description, "sammen med deres naboer"));
            ++maps;
        }
    }
    CHECK(maps == 3);
}

TEST_CASE("[row A4] a cohort's curve ends where its cumulative rate stands, as wide as that") {
    if (!std::filesystem::exists(denmark())) {
        MESSAGE("skipped: the Danish figures are not at hand");
        return;
    }
    for (const std::string sex : {"men", "women"}) {
        CAPTURE(sex);
        const statistics::Analysis model = answer_of("cohorts_" + sex);
        const statistics::Analysis rates = answer_of("cohorts_" + sex + "_cumulative");
        const auto curves = evidence::cohort_curves(model, 4);
        REQUIRE(curves.size() == 4);
        CHECK(curves.front().cohort == 1965);
        CHECK(curves.back().cohort == 1997);
        for (const auto& curve : curves) {
            REQUIRE(curve.steps.size() == 10);
            for (std::size_t at = 1; at < curve.steps.size(); ++at)
                CHECK(curve.steps[at].per_person > curve.steps[at - 1].per_person);
            bool found = false;
            for (const auto& estimate : rates.estimates) {
                if (estimate.row.name != std::to_string(curve.cohort)) continue;
                found = true;
                const auto& last = curve.steps.back();
                CHECK(last.per_person == doctest::Approx(estimate.row.estimate).epsilon(1e-12));
                // The specification has the dispersion with four decimals.
                CHECK(last.limits.lower == doctest::Approx(estimate.row.lower).epsilon(1e-6));
                CHECK(last.limits.upper == doctest::Approx(estimate.row.upper).epsilon(1e-6));
            }
            CHECK(found);
        }
    }
}

TEST_CASE("[row A3] without over-dispersion Ishøj would be ten errors off, with it 1.2") {
    if (!std::filesystem::exists(denmark())) {
        MESSAGE("skipped: the Danish figures are not at hand");
        return;
    }
    const statistics::Analysis model = answer_of("adjusted_spread_2023");
    const web::Language language(web::LanguageCode::danish);
    CHECK(evidence::picture_of(model, "Titel", language, {{}, "Ishøj"}).has_value());
    for (const auto& series : model.series) {
        if (series.name != "areas") continue;
        const auto at = std::find(series.at.begin(), series.at.end(), "Ishøj") - series.at.begin();
        for (const auto& [name, values] : series.columns) {
            if (name == "z")
                CHECK(std::abs(values.at(static_cast<std::size_t>(at)) + 10.09) < 0.01);
            if (name == "z_random")
                CHECK(std::abs(values.at(static_cast<std::size_t>(at)) + 1.18) < 0.01);
        }
    }
}

TEST_CASE("what the page on quarters says of its alarms is what comes out") {
    if (!std::filesystem::exists(denmark())) {
        MESSAGE("skipped: the Danish figures are not at hand");
        return;
    }
    // Burglaries in the last quarter of 2025: 61, of which 41 in dwellings.
    const statistics::Analysis burglary = answer_of("quarters_burglary");
    const web::Language language(web::LanguageCode::danish);
    const auto drawn = evidence::watch_picture(burglary, "Indbrud", language);
    REQUIRE(drawn.has_value());
    CHECK(has(drawn->description, "4. kvartal 2025) ligger over grænsen: 61 mod"));
    for (const char* kind : {"total", "violence", "burglary", "theft", "drugs", "weapons"}) {
        const statistics::Analysis everywhere =
            answer_of("quarters_" + std::string(kind) + "_everywhere");
        CAPTURE(kind);
        CHECK(fit(everywhere, "periods") == 99 * 19);
        CHECK(fit(everywhere, "alarms") < 0.04 * 99 * 19);
    }
    // The chart of lasting rises adds up counts above 35 and alarms at 30: the likelihood ratio of
    // its change with its dispersion, from the mean of the twenty quarters before.
    const statistics::Analysis watch = answer_of("watch_violence");
    const auto* expected = &watch.series.front().columns[1].second;
    CHECK(expected->front() == doctest::Approx(31.55));
    const double mean = 31.55, dispersion = 0.04, changed = mean * std::exp(0.208150592678);
    const double weight =
        std::log(changed * (1 + dispersion * mean) / (mean * (1 + dispersion * changed)));
    const double reference =
        std::log((1 + dispersion * changed) / (1 + dispersion * mean)) / dispersion / weight;
    CHECK(reference == doctest::Approx(35).epsilon(1e-9));
    CHECK(30 * weight == doctest::Approx(2.601882408475).epsilon(1e-9));
    CHECK(changed == doctest::Approx(38.85).epsilon(1e-3));
    CHECK(fit(answer_of("watch_violence_false"), "average_run_length") > 90);
    CHECK(fit(answer_of("watch_violence_delay"), "average_run_length") < 9);
}
