#include "reports/report_builder.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "reports/testing/sample_report.h"

using evidence::PublishedFigure;
using reports::Amount;
using reports::Document;
using reports::DocumentTable;
using reports::ReportSubject;
using reports::testing::ExpectedRow;
using reports::testing::status_words;

namespace {

const std::filesystem::path source = TRYGBY_SOURCE_DIR;

const initiatives::Catalogue& catalogue() {
    static const initiatives::Catalogue read =
        reports::testing::catalogue_in(source / "catalogue" / "ishoej");
    return read;
}

struct Languages {
    web::Language danish{web::LanguageCode::danish};
    web::Language english{web::LanguageCode::english};
};

ReportSubject subject_of(int year) {
    return ReportSubject{.catalogue = catalogue(),
                         .year = year,
                         .units = {"ishoej_ungdom", "centre_children_prevention"},
                         .sections = {{1, "dating", 1, "ishoej_ungdom", "Om datoen.", "On dates."},
                                      {2, "year", 1, "ishoej_ungdom", "Et år.\n\nMed meget.", ""}},
                         .figures = {.year = year},
                         .today = base::date_of(year + 1, 3, 12)};
}

Document build(const ReportSubject& subject) {
    const Languages languages;
    return reports::build_report(subject, languages.danish, languages.english);
}

evidence::InitiativeFigures held(std::int64_t activities, std::int64_t participants) {
    evidence::InitiativeFigures figures;
    figures.held = activities;
    figures.counted = activities;
    figures.participants = participants;
    return figures;
}

const reports::TableRow* find_row(const DocumentTable& table, const std::string& key) {
    const auto found = std::find_if(table.rows.begin(), table.rows.end(),
                                    [&](const auto& row) { return row.key == key; });
    return found == table.rows.end() ? nullptr : &*found;
}

// The amounts of the row that names this initiative and this figure's words.
std::vector<Amount> amounts_of(const DocumentTable& table, const std::string& key,
                               const std::string& words) {
    std::vector<Amount> amounts;
    for (const auto& row : table.rows) {
        const bool named = std::any_of(row.cells.begin(), row.cells.end(), [&](const auto& cell) {
            return cell.words.da.find(words) != std::string::npos;
        });
        if (row.key != key || !named) continue;
        for (const auto& cell : row.cells)
            if (cell.amount) amounts.push_back(*cell.amount);
    }
    return amounts;
}

}  // namespace

TEST_CASE("the report for 2024 has every row of the document's tables, in order, with its status") {
    const Document document = build(subject_of(2024));
    const std::vector<ExpectedRow> rows = reports::testing::expected_rows();
    REQUIRE(rows.size() == 28);
    std::map<std::string, std::size_t> rows_by_table;
    for (const ExpectedRow& expected : rows) {
        CAPTURE(expected.key);
        const bool focus = expected.goal == "next_years_focus";
        const DocumentTable* table = document.find_table(focus ? "focus" : "goal." + expected.goal);
        REQUIRE(table);
        const std::size_t place = rows_by_table[table->key]++;
        REQUIRE(place < table->rows.size());
        CHECK(static_cast<std::size_t>(expected.order) == place + 1);
        const auto& row = table->rows[place];
        CHECK(row.key == expected.key);
        CHECK(row.cells[0].words.da == expected.name);
        CHECK_FALSE(row.cells[1].words.da.empty());  // the purpose
        CHECK_FALSE(row.cells[2].words.da.empty());  // the period
        if (!focus) CHECK(row.cells[3].words.da == status_words(expected.status_2024));
        CHECK(row.cells.back().words.da == status_words(expected.status_2025));
        const auto* edition = catalogue().find_initiative(expected.key)->edition_in(2024);
        CHECK(edition->start.text == expected.start);
        CHECK(edition->end.text == expected.end);
    }
    for (const auto& [key, count] : rows_by_table)
        CHECK(document.find_table(key)->rows.size() == count);
    CHECK(rows_by_table.size() == 5);
}

TEST_CASE("the goals stand by their number of the year") {
    CHECK(reports::goals_in(catalogue(), 2024) ==
          std::vector<std::string>{"safe_town", "new_generations", "fewer_victims",
                                   "future_without_crime"});
    CHECK(reports::goals_in(catalogue(), 2014) ==
          std::vector<std::string>{"safe_town", "fewer_victims", "new_generations",
                                   "future_without_crime"});
}

TEST_CASE("the parts of the report come in the document's order") {
    const Document document = build(subject_of(2024));
    std::vector<std::string> headings;
    for (const auto& block : document.blocks)
        if (const auto* heading = std::get_if<reports::DocumentHeading>(&block);
            heading && heading->level == 2)
            headings.push_back(heading->id);
    CHECK(headings == std::vector<std::string>{"year", "organisation", "goals", "focus", "figures",
                                               "facts", "annexes"});
    const auto* first = std::get_if<reports::DocumentNote>(&document.blocks.front());
    REQUIRE(first);
    CHECK(first->words.da == "Om datoen.");
    REQUIRE(document.find_table("organisation"));
    CHECK(find_row(*document.find_table("organisation"), "operative_team") != nullptr);
    CHECK(find_row(*document.find_table("organisation"), "motor_centre") == nullptr);
    CHECK(document.find_table("definitions")->rows.size() == evidence::all_figures().size() + 2);
}

TEST_CASE("the report for 2025 has what continues, and last year's focus under its goals") {
    const Document document = build(subject_of(2025));
    CHECK(find_row(*document.find_table("goal.safe_town"), "street_work_visibility") == nullptr);
    CHECK(find_row(*document.find_table("goal.safe_town"), "holiday_watch") != nullptr);
    CHECK(find_row(*document.find_table("goal.fewer_victims"), "reporting_willingness") != nullptr);
}

TEST_CASE("figures per initiative bear the municipality's names and links for those who may") {
    ReportSubject subject = subject_of(2024);
    subject.figures.initiatives["holiday_watch"] = held(12, 340);
    const Document document = build(subject);
    const DocumentTable& table = *document.find_table("figures.safe_town");
    const auto* row = find_row(table, "holiday_watch");
    REQUIRE(row);
    const auto& links = row->cells.back().links;
    REQUIRE(links.size() == 2);
    CHECK(links[0].address == "/tal/activities_held");
    CHECK(links[0].permission.empty());
    CHECK(links[1].address == "/aktiviteter?indsats=holiday_watch&aar=2024&tilstand=held");
    CHECK(links[1].permission == "see_activities");
    CHECK(table.columns.back().place == reports::TableColumn::Place::page_only);
    CHECK(table.note.da.find("12. marts 2025") != std::string::npos);
    CHECK(find_row(table, "goal") != nullptr);
    CHECK(document.find_table("figures.new_generations") == nullptr);
}

TEST_CASE(
    "figures entered by hand stand under their goal with date and source, small ones hidden") {
    const auto entry = [](const char* figure, std::optional<double> number, bool persons) {
        evidence::EnteredFigure entered;
        entered.initiative = "leisure_pass";
        entered.figure = figure;
        entered.year = 2024;
        entered.number = number;
        entered.data_date = base::date_of(2025, 1, 31);
        entered.note = "Bevillingslisten";
        return evidence::YearEntry{entered, persons};
    };
    ReportSubject subject = subject_of(2024);
    subject.figures.entered = {entry("active_after_six_months", 3, true),
                               entry("applications", 41, true), entry("granted", {}, true),
                               entry("spent", 2.5, false)};
    const Document document = build(subject);
    const DocumentTable* table = document.find_table("entered.new_generations");
    REQUIRE(table);
    CHECK(document.find_table("entered.safe_town") == nullptr);
    CHECK(document.find_table("entered.other") == nullptr);
    REQUIRE(table->rows.size() == 4);
    const auto one = [&](const char* words) {
        const auto amounts = amounts_of(*table, "leisure_pass", words);
        REQUIRE(amounts.size() == 1);
        return amounts[0];
    };
    CHECK(one("Stadig aktive").state == Amount::State::hidden);
    CHECK(one("Stadig aktive").number == 0);
    CHECK(one("Søgte pas (personer)").number == 41);
    CHECK(one("Bevilgede pas").state == Amount::State::unknown);
    CHECK(one("Brugte midler (kr.)").number == 2.5);
    CHECK(table->rows[1].cells[3].words.da == "31. januar 2025");
    CHECK(table->rows[1].cells[4].words.da == "Bevillingslisten");
    CHECK(table->rows[1].cells[4].links.at(0).address == "/tal/entered");
    CHECK(table->rows[0].cells[0].words.da == "Fritidspas for børn og unge");

    // The year after shows what was frozen, and what was hidden stays so.
    ReportSubject next = subject_of(2025);
    next.year_before = &document;
    next.figures.entered = {entry("active_after_six_months", 30, true)};
    next.figures.entered[0].figure.year = 2025;
    const Document second = build(next);
    const auto amounts =
        amounts_of(*second.find_table("entered.new_generations"), "leisure_pass", "Stadig aktive");
    REQUIRE(amounts.size() == 2);
    CHECK(amounts[0].number == 30);
    CHECK(amounts[1].state == Amount::State::hidden);
    // Without any the report says nothing of them.
    CHECK(build(subject_of(2024)).find_table("entered.new_generations") == nullptr);
}

TEST_CASE("next year stands beside the year before as it was frozen, with the change") {
    ReportSubject first = subject_of(2024);
    first.figures.initiatives["holiday_watch"] = held(25, 3);
    first.figures.initiatives["padel_courts"] = held(30, 40);
    const Document frozen = build(first);
    ReportSubject second = subject_of(2025);
    second.figures.initiatives["holiday_watch"] = held(50, 80);
    second.year_before = &frozen;
    const Document document = build(second);
    const DocumentTable& table = *document.find_table("figures.safe_town");
    const auto activities = amounts_of(table, "holiday_watch", "tilstedeværelse");
    const auto any = activities.empty() ? amounts_of(table, "holiday_watch", "(") : activities;
    REQUIRE(any.size() >= 3);
    CHECK(any[0].number == 50);
    CHECK(any[1].number == 25);
    CHECK(any[2].form == Amount::Form::percent);
    CHECK(any[2].number == doctest::Approx(100.0));
    REQUIRE(any[2].interval.has_value());
    CHECK(any[2].interval->lower < 100);
    CHECK(any[2].interval->upper > 100);
    // Three attendances were hidden in 2024 and stay so; no change is worked out from them.
    bool seen = false;
    for (const auto& row : table.rows) {
        if (row.key != "holiday_watch" || row.cells[2].amount->number != 80) continue;
        seen = true;
        CHECK(row.cells[3].amount->state == Amount::State::hidden);
        CHECK(row.cells[4].amount->state == Amount::State::none);
    }
    CHECK(seen);
}

TEST_CASE("the reports of two years together give no small count away") {
    // Everything that a reader of both can see of the first year's attendances: the first report,
    // and the second's column for the year before. The second may add nothing.
    ReportSubject first = subject_of(2024);
    first.figures.initiatives["holiday_watch"] = held(25, 3);
    first.figures.initiatives["youth_outside"] = held(9, 6);
    first.figures.initiatives["padel_courts"] = held(30, 40);
    const Document frozen = build(first);
    ReportSubject second = subject_of(2025);
    second.figures.initiatives["holiday_watch"] = held(50, 3);
    second.figures.initiatives["youth_outside"] = held(9, 60);
    second.year_before = &frozen;
    const Document document = build(second);
    int hidden = 0;
    for (const auto& [key, figure] : frozen.figures) {
        if (figure.state != PublishedFigure::State::hidden) continue;
        ++hidden;
        CHECK(figure.number == 0);
    }
    CHECK(hidden >= 2);
    for (const auto& block : document.blocks) {
        const auto* table = std::get_if<DocumentTable>(&block);
        if (!table || !table->key.starts_with("figures.") || table->columns.size() < 4) continue;
        for (const auto& row : table->rows) {
            std::vector<Amount> amounts;
            for (const auto& cell : row.cells)
                if (cell.amount) amounts.push_back(*cell.amount);
            if (amounts.size() != 3) continue;
            const bool either_hidden = amounts[0].state == Amount::State::hidden ||
                                       amounts[1].state == Amount::State::hidden;
            if (either_hidden) CHECK(amounts[2].state == Amount::State::none);
        }
    }
    // The column for 2024 says of each figure exactly what the 2024 report says.
    for (const char* key : {"holiday_watch", "youth_outside"})
        for (const auto& row : document.find_table("figures.safe_town")->rows) {
            if (row.key != key) continue;
            const std::string definition = row.cells.back().links.front().address.substr(5);
            const auto before =
                frozen.figures.find({definition, evidence::initiative_subject(key)});
            REQUIRE(before != frozen.figures.end());
            const Amount& shown = *row.cells[3].amount;
            CHECK((shown.state == Amount::State::hidden) ==
                  (before->second.state == PublishedFigure::State::hidden));
            CHECK(shown.number == before->second.number);
        }
}

TEST_CASE("without official figures the report says that they will follow") {
    const Document document = build(subject_of(2024));
    CHECK_FALSE(document.official_year.has_value());
    CHECK_FALSE(document.generated());
    bool said = false;
    for (const auto& block : document.blocks)
        if (const auto* note = std::get_if<reports::DocumentNote>(&block))
            said = said || note->words.da.find("dateret orientering") != std::string::npos;
    CHECK(said);
}

TEST_CASE("official figures come as charts with their tables, unknown as unknown") {
    ReportSubject subject = subject_of(2024);
    evidence::Release release;
    release.table = "STRAF11";
    release.last_period = "2024K4";
    release.retrieved_on = base::date_of(2025, 2, 15);
    release.checksum = std::string(64, 'c');
    release.generated = true;
    subject.crime.crime = release;
    evidence::CrimeSeries series{evidence::find_crime_subject("total"), {}};
    for (int year = 2022; year <= 2024; ++year) {
        evidence::CrimeYear one{year, {}};
        if (year != 2023) one.places[0].reported = 1000 + year;
        series.years.push_back(one);
    }
    subject.crime.series.push_back(series);
    const Document document = build(subject);
    const auto* chart = document.find_chart("facts.total");
    REQUIRE(chart);
    CHECK(chart->series.size() == 3);
    CHECK_FALSE(chart->description.da.empty());
    REQUIRE(chart->table.rows.size() == 3);
    CHECK(chart->table.rows[1].cells[1].amount->state == Amount::State::unknown);
    CHECK(chart->table.rows[2].cells[1].amount->number == 3024);
    CHECK(chart->note.da.find("Anmeldt kriminalitet er ikke det samme") != std::string::npos);
    CHECK(document.official_year == 2024);
    CHECK(document.generated());
    CHECK(document.find_table("sources")->rows.size() == 1);
}

TEST_CASE("a note for the committee is dated and holds only the facts") {
    const Languages languages;
    const Document note = reports::build_note(subject_of(2024), "Vold er faldet.", languages.danish,
                                              languages.english);
    CHECK(note.find_table("goal.safe_town") == nullptr);
    CHECK(note.made_on == "2025-03-12");
    const auto* text = std::get_if<reports::DocumentText>(&note.blocks[0]);
    REQUIRE(text);
    CHECK(text->words.da.find("12. marts 2025") != std::string::npos);
}

TEST_CASE("the same subject always gives the same document") {
    ReportSubject subject = subject_of(2024);
    subject.figures.initiatives["holiday_watch"] = held(12, 3);
    subject.figures.initiatives["padel_courts"] = held(30, 40);
    CHECK(reports::to_json(build(subject)) == reports::to_json(build(subject)));
}
