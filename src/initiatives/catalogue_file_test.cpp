#include "initiatives/catalogue_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "initiatives/catalogue_json.h"
#include "initiatives/testing/sample_catalogue.h"

using namespace initiatives;

namespace {

// One change to one faultless file, and the mistake it must give.
struct Case {
    const char* file;
    const char* before;
    const char* after;
    int line;
    const char* field;
    const char* code;
};

CatalogueFiles files_with(const Case& change) {
    CatalogueFiles files = testing::sample_files();
    std::string& text = files.at(change.file);
    const std::size_t place = text.find(change.before);
    REQUIRE_MESSAGE(place != std::string::npos, change.before);
    text.replace(place, std::string(change.before).size(), change.after);
    return files;
}

std::string all_of(const Mistakes& mistakes) {
    std::string all;
    for (const Mistake& mistake : mistakes) {
        all += mistake.file + ":" + std::to_string(mistake.line) + ": " + mistake.field + ": " +
               mistake.error.code + "\n";
    }
    return all;
}

constexpr const char* walks = "initiatives/safety_walks.yaml";
constexpr const char* street = "initiatives/street_work.yaml";
constexpr const char* leisure = "initiatives/leisure_pass.yaml";

}  // namespace

TEST_CASE("a faultless catalogue has no mistakes") {
    const ReadCatalogue read = read_catalogue(testing::sample_files(), RequiredLanguages::both);
    CHECK(all_of(read.mistakes) == "");
    CHECK(read.catalogue.initiatives.size() == 3);
    CHECK(read.catalogue.municipality.code == "999");
    CHECK(read.catalogue.municipality.first_year == 2014);
    CHECK(read.catalogue.municipality.last_year == 2024);
    CHECK(read.catalogue.units.at(2).positions.at(0).headcount == 4);
    CHECK(read.catalogue.forums.at(0).seats.at(1).unit == "council");
    CHECK(read.catalogue.glossary.at(1).name.en == "Safety walk");
}

TEST_CASE("every mistake is reported once, with its file, line and field") {
    const Case cases[] = {
        // form
        {walks, "source_rows: [B4]", "source_row: [B4]", 3, "source_row", "unknown_field"},
        {walks, "    personal_data: none", "    personaldata: none", 36, "editions[1].personaldata",
         "unknown_field"},
        {walks, "{da: Vandringer, en: Walks}", "{da: Vandringer, se: Walks}", 30,
         "editions[1].figures[1].name.se", "unknown_field"},
        {walks, "order: 2", "order: two", 11, "editions[1].order", "whole_number_expected"},
        {walks, "target: 4", "target: few", 30, "editions[1].figures[1].target", "number_expected"},
        {walks, "kinds: [place_work, activity]", "kinds: activity", 2, "kinds", "list_expected"},
        {walks, "kinds: [place_work, activity]", "kinds: [place_work, walk]", 2, "kinds[2]",
         "unknown_code"},
        {walks, "start: 2014", "start: 2014-13", 14, "editions[1].start", "date"},
        {walks, "{2014: in_progress, 2016: completed}", "{2014: on_the_way}", 16,
         "editions[1].status.2014", "unknown_code"},
        {walks, "{2014: in_progress, 2016: completed}", "{then: planned}", 16,
         "editions[1].status.then", "year"},
        {walks, "{da: Handleplan 2014, en: The 2014 plan}", "Handleplan 2014", 13,
         "editions[1].period_text", "languages_expected"},
        {walks, "- {partner: local_police}", "- local_police", 25, "editions[1].partners[2]",
         "fields_expected"},
        {walks, "districts: [north_park]", "districts:", 21, "editions[1].districts",
         "empty_value"},
        {walks, "key: safety_walks", "key: safety_walk", 1, "key", "key_and_file"},
        {walks, "key: safety_walks", "\tkey: safety_walks", 1, "", "tab"},
        {walks, "order: 2", "order: 2\n    order: 3", 12, "", "twice"},
        {walks, "kinds: [place_work, activity]", "kinds: &k [activity]", 2, "", "anchor"},
        {walks, "kinds: [place_work, activity]", "kinds: !!seq [activity]", 2, "", "tag"},
        {"goals.yaml", "goals:", "goal:", 1, "goal", "unknown_field"},
        {"units.yaml", "headcount: 4", "headcount: many", 21, "units[3].positions[1].headcount",
         "whole_number_expected"},
        // required
        {walks, "    goal: safe_town\n", "", 5, "editions[1].goal", "missing"},
        {walks, "    goal_basis: document\n", "", 5, "editions[1].goal_basis", "missing"},
        {walks, "    listed_in: goal_table\n", "", 5, "editions[1].listed_in", "missing"},
        {walks, "    status: {2014: in_progress, 2016: completed}\n", "", 5, "editions[1].status",
         "status_missing"},
        {walks, "{da: Tryghedsvandringer, en: Safety walks}", "{en: Safety walks}", 6,
         "editions[1].name", "missing"},
        {walks, "{da: Tryghedsvandringer, en: Safety walks}", "{da: Tryghedsvandringer}", 6,
         "editions[1].name", "english_missing"},
        {walks, "role: {da: Arrangerer, en: Arrange}", "role: {en: Arrange}", 24,
         "editions[1].partners[1].role", "danish_missing"},
        {walks, "- {date: 2014-08-01, text", "- {text", 38, "editions[1].history[1].date",
         "missing"},
        {walks, "kinds: [place_work, activity]", "kinds: []", 2, "kinds", "missing"},
        {"units.yaml", "    kind: council\n", "", 2, "units[1].kind", "missing"},
        {"year_wheel.yaml", "    month: 3\n", "", 2, "year_wheel[1].month", "missing"},
        // references
        {walks, "goal: safe_town", "goal: safety", 7, "editions[1].goal", "unknown_key"},
        {walks, "[fewer_victims]", "[fewer]", 9, "editions[1].other_goals[1]", "unknown_key"},
        {walks, "[fewer_victims]", "[safe_town]", 9, "editions[1].other_goals[1]",
         "primary_goal_again"},
        {walks, "period: 2014", "period: 2019", 5, "editions[1].period", "unknown_period"},
        {walks, "prevention_level: crime_prevention", "prevention_level: crime", 17,
         "editions[1].prevention_level", "unknown_key"},
        {walks, "[good_neighbours]", "[good_neighbours, bad_neighbours]", 19,
         "editions[1].principles[2]", "unknown_key"},
        {walks, "[good_neighbours]", "[good_neighbours, good_neighbours]", 19,
         "editions[1].principles[2]", "twice"},
        {walks, "districts: [north_park]", "districts: [south_park]", 21,
         "editions[1].districts[1]", "unknown_key"},
        {walks, "owner_unit: council", "owner_unit: board", 22, "editions[1].owner_unit",
         "unknown_key"},
        {walks, "partner: housing_companies", "partner: housing", 24,
         "editions[1].partners[1].partner", "unknown_key"},
        {walks, "partner: housing_companies", "partner: local_police", 25,
         "editions[1].partners[2].partner", "twice"},
        {walks, "forums: [local_council]", "forums: [round_table]", 26, "editions[1].forums[1]",
         "unknown_key"},
        {leisure, "target_groups: [young]", "target_groups: [old]", 17,
         "editions[1].target_groups[1]", "unknown_key"},
        {"districts.yaml", "parent: town_centre", "parent: centre", 8, "districts[2].parent",
         "unknown_key"},
        {"districts.yaml", "parent: town_centre", "parent: north_park", 8, "districts[2].parent",
         "circle"},
        {"units.yaml", "successor: operative_team", "successor: team_two", 12, "units[2].successor",
         "unknown_key"},
        {"forums.yaml", "partner: local_police", "partner: police", 7, "forums[1].seats[1].partner",
         "unknown_key"},
        {"year_wheel.yaml", "owner_unit: council", "owner_unit: city", 7,
         "year_wheel[1].owner_unit", "unknown_key"},
        {"glossary.yaml", "see: [ssp]", "see: [psp]", 8, "glossary[2].see[1]", "unknown_key"},
        {"municipality.yaml", "body: council", "body: board", 10, "municipality.mandates[1].body",
         "unknown_key"},
        // codes
        {walks, "goal_basis: document", "goal_basis: guess", 8, "editions[1].goal_basis",
         "unknown_code"},
        {walks, "listed_in: goal_table", "listed_in: table", 10, "editions[1].listed_in",
         "unknown_code"},
        {walks, "orientation: [proactive]", "orientation: [active]", 18,
         "editions[1].orientation[1]", "unknown_code"},
        {walks, "settings: [housing]", "settings: [home]", 20, "editions[1].settings[1]",
         "unknown_code"},
        {walks, "source: activities_held", "source: counted", 30, "editions[1].figures[1].source",
         "unknown_code"},
        {walks, "design: before_after", "design: guess", 32, "editions[1].evaluation.design",
         "unknown_code"},
        {walks, "personal_data: none", "personal_data: some", 36, "editions[1].personal_data",
         "unknown_code"},
        {"partners.yaml", "kind: police", "kind: cops", 4, "partners[1].kind", "unknown_code"},
        {"principles.yaml", "group: proactive", "group: active", 3, "principles[1].group",
         "unknown_code"},
        {"forums.yaml", "names_persons: never", "names_persons: sometimes", 9,
         "forums[1].names_persons", "unknown_code"},
        // values
        {walks, "source_rows: [B4]", "source_rows: [b4]", 3, "source_rows[1]", "source_row"},
        {walks, "legal_basis: [GENERAL]", "legal_basis: [§ 115]", 35, "editions[1].legal_basis[1]",
         "unknown_code"},
        {walks, "{key: walk, name", "{key: Walk, name", 28, "editions[1].activities[1].key", "key"},
        {walks, "end: 2016-summer", "end: 2012", 15, "editions[1].end", "ends_before_start"},
        {walks, "2016: completed}", "16: completed}", 16, "editions[1].status.16", "year"},
        {walks, "order: 2", "order: 0", 11, "editions[1].order", "number"},
        {walks, "order: 2", "order: 1", 11, "editions[1].order", "order_taken"},
        {leisure, "age_from: 7", "age_from: 18", 18, "editions[1].age_from", "age_order"},
        {leisure, "age_to: 17", "age_to: 170", 18, "editions[1].age_from", "age"},
        {street, "period: 2024", "period: 2014", 19, "editions[2].period", "edition_order"},
        {walks, "en: Find places that feel unsafe", "en: Ask 010190-1234", 12,
         "editions[1].purpose.en", "R12"},
        {"partners.yaml", "key: housing_companies", "key: local_police", 5, "partners[2].key",
         "twice"},
        {"goals.yaml", "number: 3\n        name: {da: Færre er",
         "number: 1\n        name: {da: Færre er", 20, "goals[2].wordings[2].number",
         "number_taken"},
        {"municipality.yaml", "\"999\"", "nine", 4, "municipality.codes.municipality",
         "municipality_code"},
        {"year_wheel.yaml", "month: 3", "month: 13", 5, "year_wheel[1].month", "range"},
    };
    for (const Case& c : cases) {
        CAPTURE(std::string(c.file));
        CAPTURE(std::string(c.after));
        const ReadCatalogue read = read_catalogue(files_with(c), RequiredLanguages::both);
        Mistakes own;
        std::copy_if(read.mistakes.begin(), read.mistakes.end(), std::back_inserter(own),
                     [&](const Mistake& mistake) { return mistake.error.code == c.code; });
        CAPTURE(all_of(read.mistakes));
        REQUIRE_FALSE(own.empty());
        const Mistake& mistake = own.front();
        if (std::string(c.code) != "order_taken") CHECK(mistake.file == c.file);
        CHECK(own.size() == (std::string(c.code) == "order_taken" ? 2 : 1));
        const Mistake& here = mistake.file == c.file ? mistake : own.back();
        CHECK(here.line == c.line);
        CHECK(here.field == c.field);
        CHECK_FALSE(mistake.error.message.empty());
    }
}

TEST_CASE("a file that can't be read does not make a mistake of every reference to it") {
    CatalogueFiles files = testing::sample_files();
    files["goals.yaml"] = "goals: [\n";
    files["partners.yaml"] = "partners:\n\t- key: x\n";
    const Mistakes mistakes = read_catalogue(files, RequiredLanguages::both).mistakes;
    CHECK(all_of(mistakes) == "goals.yaml:2: : yaml\npartners.yaml:2: : tab\n");
}

TEST_CASE("missing and unknown files") {
    CatalogueFiles files = testing::sample_files();
    files.erase("municipality.yaml");
    files["initiatives/draft/x.yaml"] = "a: 1\n";
    files["colours.yaml"] = "colours: []\n";
    const Mistakes mistakes = read_catalogue(files, RequiredLanguages::danish).mistakes;
    const std::string all = all_of(mistakes);
    CAPTURE(all);
    CHECK(all.find("municipality.yaml:0: : file_missing") != std::string::npos);
    CHECK(all.find("colours.yaml:0: : unknown_file") != std::string::npos);
    CHECK(all.find("initiatives/draft/x.yaml") != std::string::npos);
}

TEST_CASE("English may be left out where only Danish is asked for") {
    CatalogueFiles files = testing::sample_files();
    std::string& text = files.at(walks);
    const std::string both = "{da: Tryghedsvandringer, en: Safety walks}";
    text.replace(text.find(both), both.size(), "{da: Tryghedsvandringer}");
    CHECK(read_catalogue(files, RequiredLanguages::danish).mistakes.empty());
    CHECK(read_catalogue(files, RequiredLanguages::both).mistakes.size() == 1);
}

TEST_CASE("what is written is read as the same value, and written the same again") {
    const Catalogue catalogue = testing::sample_catalogue();
    Catalogue again;
    for (const std::string_view path : list_files()) {
        const std::string text = write_list(path, catalogue);
        CAPTURE(text);
        CHECK(read_list(path, text, again).empty());
        CHECK(write_list(path, again) == text);
    }
    for (const Initiative& initiative : catalogue.initiatives) {
        const std::string text = write_initiative(initiative);
        CAPTURE(text);
        const ReadInitiative read = read_initiative(initiative_path(initiative.key), text);
        CHECK(read.mistakes.empty());
        REQUIRE(read.initiative);
        CHECK(*read.initiative == initiative);
        again.initiatives.push_back(*read.initiative);
    }
    CHECK(again == catalogue);
}

TEST_CASE("texts with line breaks and signs survive writing and reading") {
    Initiative initiative = testing::sample_catalogue().initiatives.front();
    initiative.editions[0].description = {"Første linje\n\nAnden: \"citat\" # ikke kommentar",
                                          "- not a list\\"};
    initiative.editions[0].figures = {{"share", {"Andel", "Share"}, {"%", "%"}, 0.1, "manual"}};
    const ReadInitiative read =
        read_initiative(initiative_path(initiative.key), write_initiative(initiative));
    REQUIRE(read.initiative);
    CHECK(*read.initiative == initiative);
}

TEST_CASE("as JSON it is the same too") {
    for (const Initiative& initiative : testing::sample_catalogue().initiatives) {
        const auto fields = from_json(to_json(initiative_fields(initiative)));
        REQUIRE(fields);
        CHECK(initiative_of(*fields) == initiative);
    }
    CHECK_FALSE(from_json("{"));
    CHECK_FALSE(from_json("{\"key\": 7}"));
    CHECK_FALSE(initiative_of(formats::YamlNode::scalar("x")));
    CHECK_FALSE(initiative_of(*from_json("{\"key\": \"x\", \"colour\": \"red\"}")));
}

TEST_CASE("the shipped catalogue has no mistakes and is written in its own style") {
    const std::filesystem::path folder =
        std::filesystem::path(TRYGBY_SOURCE_DIR) / "catalogue" / "ishoej";
    if (!std::filesystem::exists(folder / "goals.yaml")) {
        MESSAGE("skipped: no catalogue/ishoej");
        return;
    }
    CatalogueFiles files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string part = entry.path().parent_path().filename().string();
        const bool ours = part == "ishoej" || part == "initiatives";  // reports are read elsewhere
        if (entry.path().extension() != ".yaml" || !ours) continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        files[entry.path().lexically_relative(folder).generic_string()] =
            std::string(std::istreambuf_iterator<char>(stream), {});
    }
    const ReadCatalogue read = read_catalogue(files, RequiredLanguages::both);
    CHECK(all_of(read.mistakes) == "");
    for (const Initiative& initiative : read.catalogue.initiatives) {
        const std::string path = initiative_path(initiative.key);
        CHECK_MESSAGE(write_initiative(initiative) == files.at(path), path);
    }
    for (const std::string_view path : list_files()) {
        const auto file = files.find(std::string(path));
        if (file == files.end()) continue;
        CHECK_MESSAGE(write_list(path, read.catalogue) == file->second, std::string(path));
    }
}
