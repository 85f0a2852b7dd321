#include "reports/report_document.h"

#include <doctest/doctest.h>

#include "reports/report_words.h"

using reports::Amount;
using reports::Cell;
using reports::Document;
using reports::DocumentTable;
using reports::TableColumn;

namespace {

Amount amount_in(Amount::State state) {
    Amount amount;
    amount.state = state;
    return amount;
}

Document sample() {
    Document document;
    document.year = 2024;
    document.title = {"Årsrapport ”2024” <æøå>", "Annual report"};
    document.municipality = {"Ishøj Kommune", ""};
    document.made_on = "2025-03-01";
    document.demonstration = true;
    document.official_year = 2023;
    document.sources = {{"STRAF11", "2025-02-15", "2024K4", std::string(64, 'a'), true}};
    document.figures[{"participants", "initiative:a"}] = {evidence::PublishedFigure::State::hidden,
                                                          0};
    document.figures[{"participants", ""}] = {evidence::PublishedFigure::State::known, 12};
    document.blocks.push_back(reports::DocumentHeading{2, "facts", {"Fakta", "Facts"}});
    document.blocks.push_back(reports::DocumentText{{"Et.\n\nTo.", ""}});
    document.blocks.push_back(
        reports::DocumentNote{reports::DocumentNote::Kind::warning, {"Pas på", "Careful"}});
    DocumentTable table{"figures.total", {"Tal", "Figures"}, {}, {}, {"Talt op", ""}};
    table.columns = {{TableColumn::Kind::heading, TableColumn::Place::everywhere, {"Tal", ""}},
                     {TableColumn::Kind::number, TableColumn::Place::everywhere, {"2024", ""}},
                     {TableColumn::Kind::words, TableColumn::Place::page_only, {"Grundlag", ""}}};
    Amount percent = reports::known_amount(12.5, 1);
    percent.form = Amount::Form::percent;
    percent.interval = statistics::Interval{-1.25, 30.0625};
    for (const Amount& amount :
         {reports::known_amount(1234), percent, amount_in(Amount::State::hidden),
          amount_in(Amount::State::unknown), amount_in(Amount::State::none)})
        table.rows.push_back(
            {"row",
             {Cell{{"Navn", "Name"}, {}, {}}, Cell{{}, amount, {}},
              Cell{{}, {}, {{{"Rækker", "Rows"}, "/aktiviteter", "see_activities"}}}}});
    reports::DocumentChart chart;
    chart.key = "facts.total";
    chart.title = {"Anmeldt", "Reported"};
    chart.description = {"Beskrivelse", "Description"};
    chart.decimals = 1;
    chart.series = {
        {{"Ishøj", ""}, {{"2023", 71.5, statistics::Interval{68.25, 75.0}}, {"2024", {}, {}}}}};
    chart.table = table;
    chart.table.key = "facts.total.table";
    chart.links = {{{"Definition", ""}, "/tal/reported_crime", ""}};
    document.blocks.push_back(table);
    document.blocks.push_back(chart);
    return document;
}

}  // namespace

TEST_CASE("a document comes back from its text as it was, and the text is always the same") {
    const Document document = sample();
    const std::string json = reports::to_json(document);
    const auto read = reports::read_document(json);
    REQUIRE(read.ok());
    CHECK(*read == document);
    CHECK(reports::to_json(*read) == json);
}

TEST_CASE("a hidden number isn't in the text at all") {
    Document document = sample();
    Amount hidden = amount_in(Amount::State::hidden);
    hidden.number = 87654;  // must never be written
    document.blocks = {
        DocumentTable{"t",
                      {"T", ""},
                      {{TableColumn::Kind::number, TableColumn::Place::everywhere, {"N", ""}}},
                      {{"r", {Cell{{}, hidden, {}}}}},
                      {}}};
    document.figures[{"participants", "initiative:a"}] = {evidence::PublishedFigure::State::hidden,
                                                          76543};
    const std::string json = reports::to_json(document);
    CHECK(json.find("87654") == std::string::npos);
    CHECK(json.find("76543") == std::string::npos);
}

TEST_CASE("anything else is refused and never thrown") {
    const std::string json = reports::to_json(sample());
    for (const std::string& text :
         {std::string(), std::string("{}"), std::string("[1]"), std::string("{\"format\":2}"),
          json.substr(0, json.size() / 2)}) {
        const auto read = reports::read_document(text);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code == "document");
    }
}

TEST_CASE("tables are found by key, also those behind charts") {
    const Document document = sample();
    CHECK(document.find_table("figures.total") != nullptr);
    CHECK(document.find_table("facts.total.table") != nullptr);
    CHECK(document.find_table("facts.total") == nullptr);
    CHECK(document.find_chart("facts.total") != nullptr);
    CHECK(document.find_chart("figures.total") == nullptr);
    CHECK(document.generated());
    Document real = document;
    real.demonstration = false;
    CHECK(real.generated());  // the official figures still are
    real.sources.front().generated = false;
    CHECK_FALSE(real.generated());
    real.demonstration = true;
    CHECK(real.generated());
}

TEST_CASE("a number is the same words everywhere") {
    const web::Language danish(web::LanguageCode::danish);
    const auto words = [&](const Amount& amount) { return reports::amount_words(amount, danish); };
    CHECK(words(reports::known_amount(1234)) == "1.234");
    CHECK(words(amount_in(Amount::State::hidden)) == "skjult");
    CHECK(words(amount_in(Amount::State::unknown)) == "ikke oplyst");
    CHECK(words(amount_in(Amount::State::none)) == "–");
    Amount rate = reports::known_amount(75.86, 1);
    rate.interval = statistics::Interval{72.4, 79.44};
    CHECK(words(rate) == "75,9 (72,4 til 79,4)");
    Amount difference = reports::known_amount(-3);
    difference.form = Amount::Form::difference;
    CHECK(words(difference) == "−3");
    Amount percent = reports::known_amount(20, 1);
    percent.form = Amount::Form::percent;
    percent.interval = statistics::Interval{-8.5, 57.2};
    CHECK(words(percent) == "+20,0 % (−8,5 til +57,2)");
}
