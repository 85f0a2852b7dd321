#include "evidence/entered_figure.h"

#include <doctest/doctest.h>

#include "evidence/entered_figure_form.h"
#include "evidence/published_figures.h"
#include "initiatives/testing/sample_catalogue.h"

using evidence::EnteredFigure;
using evidence::PublishedFigure;

namespace {

const base::Date today = base::date_of(2025, 2, 15);

initiatives::FigureDefinition definition(const char* counts) {
    initiatives::FigureDefinition figure;
    figure.key = "granted";
    figure.name = {"Bevilgede pas", "Passes granted"};
    figure.source = "manual";
    figure.counts = counts;
    return figure;
}

const initiatives::FigureDefinition persons = definition("");
const initiatives::FigureDefinition other = definition("other");

EnteredFigure good() {
    EnteredFigure figure;
    figure.initiative = "leisure_pass";
    figure.figure = "granted";
    figure.year = 2024;
    figure.number = 17;
    figure.data_date = base::date_of(2025, 1, 31);
    figure.note = "Bevillingslisten";
    return figure;
}

std::string codes(const base::FieldErrors& errors) {
    std::string found;
    for (const base::FieldError& error : errors)
        found += error.field + ":" + error.error.code + " ";
    return found;
}

web::Fields sent(const std::string& name = {}, const std::string& value = {}) {
    web::Fields fields;
    for (const auto& [key, text] :
         std::initializer_list<std::pair<const char*, const char*>>{{"state", "known"},
                                                                    {"number", "17"},
                                                                    {"data_date", "31.01.2025"},
                                                                    {"note", "Bevillingslisten"}})
        fields.add(key, key == name ? value : text);
    return fields;
}

std::string read_codes(const std::string& name, const std::string& value) {
    return codes(evidence::read_entered_figure(sent(name, value), good(), &persons, today).errors);
}

}  // namespace

TEST_CASE("an entered figure: what may be kept and what may not") {
    CHECK(codes(check(good(), &persons, today)).empty());
    const auto with = [](auto change) {
        EnteredFigure figure = good();
        change(figure);
        return figure;
    };
    const auto refused = [&](const EnteredFigure& figure,
                             const initiatives::FigureDefinition* what = &persons) {
        return codes(check(figure, what, today));
    };
    CHECK(refused(with([](auto& f) { f.number = std::nullopt; })).empty());
    CHECK(refused(with([](auto& f) { f.number = 0; })).empty());
    CHECK(refused(with([](auto& f) { f.number = -1; })) == "number:number ");
    CHECK(refused(with([](auto& f) { f.number = 2e9; })) == "number:number ");
    CHECK(refused(with([](auto& f) { f.number = 2.5; })) == "number:whole ");
    CHECK(refused(with([](auto& f) { f.number = 2.5; }), &other).empty());
    CHECK(refused(with([](auto& f) { f.data_date = base::date_of(2025, 2, 16); })) ==
          "data_date:future ");
    CHECK(refused(with([](auto& f) { f.data_date = base::date_of(2023, 12, 31); })) ==
          "data_date:before_year ");
    CHECK(refused(with([](auto& f) { f.note.clear(); })) == "note:missing ");
    CHECK(refused(with([](auto& f) { f.note = "Fra 010203-1234"; })) == "note:R12 ");
    CHECK(refused(with([](auto& f) { f.note.assign(501, 'a'); })) == "note:too_long ");
    CHECK(refused(with([](auto& f) { f.note.assign(500, 'a'); })).empty());
    CHECK(refused(with([](auto& f) { f.year = 2026; })).starts_with(":future_year "));
    CHECK(refused(good(), nullptr) == ":not_entered ");
}

TEST_CASE("a form becomes a figure, or a message at each field that doesn't fit") {
    const auto read =
        evidence::read_entered_figure(sent("number", "17,0"), good(), &persons, today);
    CHECK(read.errors.empty());
    CHECK(read.figure.number == 17);
    CHECK(base::iso_date(read.figure.data_date) == "2025-01-31");
    CHECK(read_codes("state", "") == "state:missing ");
    CHECK_FALSE(read_codes("state", "perhaps").empty());
    CHECK(read_codes("number", "").starts_with("number:"));
    CHECK(read_codes("number", "mange").starts_with("number:"));
    CHECK(read_codes("state", "unknown") == "number:unknown_with_number ");
    CHECK(read_codes("data_date", "").starts_with("data_date:"));
    CHECK(read_codes("note", " ").starts_with("note:"));
    web::Fields unknown;
    unknown.add("state", "unknown");
    unknown.add("data_date", "2025-01-31");
    unknown.add("note", "Ingen har talt");
    const auto not_known = evidence::read_entered_figure(unknown, good(), &persons, today);
    CHECK(not_known.errors.empty());
    CHECK_FALSE(not_known.figure.number);
}

TEST_CASE("a snapshot is what the form would send") {
    CHECK(evidence::snapshot(good()) == history::Snapshot{{"state", "known"},
                                                          {"number", "17"},
                                                          {"data_date", "2025-01-31"},
                                                          {"note", "Bevillingslisten"}});
    EnteredFigure figure = good();
    figure.number = 12.5;
    CHECK(evidence::snapshot(figure).at("number") == "12.5");
    figure.number = std::nullopt;
    CHECK(evidence::snapshot(figure).at("state") == "unknown");
}

TEST_CASE("what there is to enter, the catalogue says") {
    initiatives::Catalogue catalogue = initiatives::testing::sample_catalogue();
    initiatives::Initiative& pass = catalogue.initiatives[0];
    REQUIRE(pass.key == "leisure_pass");
    CHECK(evidence::entered_definitions(pass).empty());
    pass.editions[0].figures = {persons};
    CHECK(evidence::entered_definitions(pass).size() == 1);
    CHECK(evidence::find_entered_definition(catalogue, "leisure_pass", "granted", 2025));
    CHECK_FALSE(evidence::find_entered_definition(catalogue, "leisure_pass", "granted", 2023));
    CHECK_FALSE(evidence::find_entered_definition(catalogue, "leisure_pass", "refused", 2024));
    CHECK_FALSE(evidence::find_entered_definition(catalogue, "no_such", "granted", 2024));
    // The 2014 plan's figures are for the years that it covers.
    initiatives::Initiative& walks = catalogue.initiatives[1];
    REQUIRE(walks.key == "safety_walks");
    walks.editions[0].figures = {persons};
    CHECK(evidence::find_entered_definition(catalogue, "safety_walks", "granted", 2023));
    CHECK_FALSE(evidence::find_entered_definition(catalogue, "safety_walks", "granted", 2024));
    pass.editions[0].figures[0].source = "participants";
    CHECK_FALSE(evidence::find_entered_definition(catalogue, "leisure_pass", "granted", 2024));
    CHECK(evidence::counts_persons(&persons));
    CHECK(evidence::counts_persons(nullptr));
    CHECK_FALSE(evidence::counts_persons(&other));
}

TEST_CASE("published, 1 to 4 persons are hidden, and other figures stand as they are") {
    const auto published = [](std::optional<double> number, bool counts_persons,
                              const std::set<evidence::FigureKey>& hidden_before = {}) {
        evidence::YearFigures figures;
        figures.year = 2024;
        EnteredFigure figure = good();
        figure.number = number;
        figures.entered = {{figure, counts_persons}};
        return evidence::publish(figures, {}, hidden_before)
            .find("entered:granted", "initiative:leisure_pass");
    };
    using State = PublishedFigure::State;
    for (const int small : {1, 2, 3, 4}) {
        CAPTURE(small);
        CHECK(published(small, true) == PublishedFigure{State::hidden, 0});
        CHECK(published(small, false) == PublishedFigure{State::known, double(small)});
    }
    CHECK(published(0, true) == PublishedFigure{State::known, 0});
    CHECK(published(5, true) == PublishedFigure{State::known, 5});
    CHECK(published(std::nullopt, true).state == State::none);
    CHECK(published(6, true, {{"entered:granted", "initiative:leisure_pass"}}).state ==
          State::hidden);
}
