#include "activities/import_form.h"

#include <doctest/doctest.h>

#include <set>

#include "initiatives/testing/sample_catalogue.h"

using activities::Activity;
using activities::Enquiry;
using activities::ImportKind;
using activities::ImportMapping;
using activities::ImportRow;
using places::Observation;

namespace {

const base::LocalTime now{base::date_of(2024, 11, 12), 11 * 60};

struct Words {
    web::Language danish{web::LanguageCode::danish};
    web::Language english{web::LanguageCode::english};
    initiatives::Catalogue catalogue = initiatives::testing::sample_catalogue();

    activities::ImportLanguages languages() const { return {danish, english}; }
};

const Words& words() {
    static const Words made;
    return made;
}

formats::TableInput table_of(const std::string& text) {
    auto table = formats::read_table(text);
    REQUIRE(table.ok());
    return *std::move(table);
}

std::vector<ImportRow> read(ImportKind kind, const formats::TableInput& table,
                            const ImportMapping& mapping) {
    const activities::ImportVocabulary vocabulary(kind, words().catalogue, words().languages());
    return activities::read_import({kind, table, mapping, words().catalogue, vocabulary, now});
}

// With the columns that were guessed.
std::vector<ImportRow> read(ImportKind kind, const std::string& text) {
    const formats::TableInput table = table_of(text);
    return read(kind, table, activities::guess_mapping(kind, table.columns, words().languages()));
}

// "line field code" of every error.
std::set<std::string> errors(const std::vector<ImportRow>& rows) {
    std::set<std::string> found;
    for (const ImportRow& row : rows)
        for (const activities::ImportError& error : row.errors)
            found.insert(std::to_string(row.line) + " " + error.field + " " + error.error.code);
    return found;
}

constexpr const char* observations =
    "Dato;Klokken;Hvad;Distrikt;Sted;Beskrivelse;Indsats\n"
    "03.05.2024;18:00;Hærværk;Nordparken;Stien;Rude slået ind;\n"
    "2024-05-04;08.30;graffiti;north_park;;Ny graffiti;Gadeplan i gadebilledet\n";

Observation observation(const ImportRow& row) {
    return std::get<Observation>(row.record);
}

}  // namespace

TEST_CASE("import: rows become records, with dates and names as people write them") {
    const auto rows = read(ImportKind::observations, observations);
    CHECK(errors(rows).empty());
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].line == 2);
    CHECK(observation(rows[0]).category == places::Category::vandalism);
    CHECK(observation(rows[0]).district == "north_park");
    CHECK(base::iso_local_time(observation(rows[0]).observed_at) == "2024-05-03T18:00");
    CHECK(observation(rows[1]).category == places::Category::graffiti);
    CHECK(observation(rows[1]).initiative == "street_work");
    CHECK(base::iso_local_time(observation(rows[1]).observed_at) == "2024-05-04T08:30");
}

TEST_CASE("import: an old list of observations comes in, one from the future does not") {
    const std::string head = "Dato;Klokken;Hvad;Distrikt;Beskrivelse\n";
    const auto old = read(ImportKind::observations,
                          (head + "03.05.2009;18:00;Hærværk;Nordparken;Rude slået ind\n").c_str());
    CHECK(errors(old).empty());
    CHECK(base::iso_local_time(observation(old.at(0)).observed_at) == "2009-05-03T18:00");
    const auto future =
        read(ImportKind::observations,
             (head + "03.05.2099;18:00;Hærværk;Nordparken;Rude slået ind\n").c_str());
    CHECK_FALSE(errors(future).empty());
}

TEST_CASE("import: every way to write the day, with or without a time") {
    const auto first = [](const std::string& when) {
        const auto rows = read(ImportKind::observations, "Dato;Hvad;Distrikt;Beskrivelse\n" + when +
                                                             ";Støj og uro;town centre;Højt\n");
        return rows[0].errors.empty()
                   ? base::iso_local_time(observation(rows[0]).observed_at)
                   : rows[0].errors[0].field + " " + rows[0].errors[0].error.code;
    };
    for (const char* when :
         {"2024-05-03T18:00:00", "2024-05-03 18:00", "03.05.2024 18:00", "3/5/2024 kl. 18.00",
          "3-5-2024 1800", "3. maj 2024 kl. 18.00", "3 May 2024 18:00"}) {
        CAPTURE(when);
        CHECK(first(when) == "2024-05-03T18:00");
    }
    CHECK(first("3. oktober 2024 18:00") == "2024-10-03T18:00");
    CHECK(first("31.02.2024 18:00") == "observed_on not_a_date");
    CHECK(first("45415") == "observed_on not_a_date");
    CHECK(first("03.05.24 18:00") == "observed_on not_a_date");
    CHECK(first("3. foo 2024 18:00") == "observed_on not_a_date");
    CHECK(first("2024-05-03") == "observed_time missing");
    CHECK(first("2024-05-03 25:00") == "observed_time not_a_time");
    CHECK(first("13.11.2024 18:00") == "observed_on future");
}

TEST_CASE("import: a time column goes before the date's own time, a preset after it") {
    const formats::TableInput table = table_of(
        "Dato;Tid;Hvad;Sted\n2024-05-03 18:00;19:30;noise;Torvet\n2024-05-03 18:00;;noise;"
        "Torvet\n2024-05-03;;noise;Torvet\n");
    const ImportMapping mapping{{"observed_on", {"Dato", ""}},
                                {"observed_time", {"Tid", "12:00"}},
                                {"category", {"Hvad", ""}},
                                {"text", {"Sted", ""}},
                                {"district", {"", "Bymidten"}}};
    const auto rows = read(ImportKind::observations, table, mapping);
    CHECK(errors(rows).empty());
    CHECK(observation(rows[0]).observed_at.minute_of_day == 19 * 60 + 30);
    CHECK(observation(rows[0]).district == "town_centre");
    CHECK(observation(rows[1]).observed_at.minute_of_day == 12 * 60);
    CHECK(observation(rows[2]).observed_at.minute_of_day == 12 * 60);
}

TEST_CASE("import: all errors of a row, each at its cell, and never what stood there") {
    const auto rows = read(ImportKind::observations,
                           "Dato;Klokken;Kategori;Distrikt;Beskrivelse\n"
                           "i går;18:00;Hærværk;Nordparken;Fint\n"
                           "2024-05-03;18:00;Hemmelig;Nordparken;=1+1\n"
                           "2024-05-03;18:00;Hærværk;;Set 010203-1234\n"
                           "2024-05-03;18:00;Hærværk;Nordparken;Fint\n");
    CHECK(errors(rows) == std::set<std::string>{"2 observed_on not_a_date",
                                                "3 category unknown_word", "3 text formula_like",
                                                "4 district missing", "4 text R12"});
    CHECK(rows[1].errors[0].column == "Kategori");
    CHECK(words().danish.say(rows[1].errors[0].error) ==
          "Skriv et navn eller en nøgle fra listen, f.eks. „Hærværk“ eller „vandalism“.");
    for (const ImportRow& row : rows)
        for (const auto& error : row.errors) {
            CHECK(words().danish.say(error.error).find("Hemmelig") == std::string::npos);
            CHECK(words().danish.say(error.error).find("010203") == std::string::npos);
        }
    CHECK(rows[3].errors.empty());
    for (const ImportRow& row : rows) CHECK(row.key.empty() == !row.errors.empty());
}

TEST_CASE("import: formulas, errors and broken numbers of a workbook are refused") {
    formats::TableInput table;
    table.columns = {"Indsats", "Dato", "Start", "Sted", "Deltagere"};
    const auto row = [](formats::Cell place, formats::Cell count) {
        return formats::TableRow{2,
                                 {{formats::CellKind::text, "street_work"},
                                  {formats::CellKind::date, "2024-05-03"},
                                  {formats::CellKind::time, "18:00:00"},
                                  std::move(place),
                                  std::move(count)}};
    };
    using formats::CellKind;
    table.rows = {row({CellKind::text, "Torvet"}, {CellKind::number, "12"}),
                  row({CellKind::text, "Torvet", true}, {CellKind::number, "12"}),
                  row({CellKind::error, "#N/A"}, {CellKind::number, "12"}),
                  row({CellKind::text, "Torvet"}, {CellKind::number, "1.234"}),
                  row({CellKind::text, "Torvet"}, {CellKind::number, "-1"})};
    const auto rows =
        read(ImportKind::activities, table,
             activities::guess_mapping(ImportKind::activities, table.columns, words().languages()));
    CHECK(rows[0].errors.empty());
    CHECK(std::get<Activity>(rows[0].record).attendance.total == 12);
    REQUIRE_FALSE(rows[1].errors.empty());
    CHECK(rows[1].errors[0].error.code == "formula");
    REQUIRE_FALSE(rows[2].errors.empty());
    CHECK(rows[2].errors[0].error.code == "cell_error");
    REQUIRE(rows[3].errors.size() == 1);
    CHECK(rows[3].errors[0].error.code == "not_whole");
    CHECK_FALSE(rows[4].errors.empty());
}

TEST_CASE("import: activities, with who came and who helped") {
    const auto rows =
        read(ImportKind::activities,
             "Initiative;Date;Start;Slut;Distrikt;Participants;10-14 år, Piger og kvinder;"
             "10-14 år, Drenge og mænd;Partnere;Materialer;Note\n"
             "Street workers in the streets;2024-05-03;18:00;20:00;North Park;9;4;5;Lokalpolitiet, "
             "housing_companies;12 veste;God aften\n"
             "street_work;2024-05-04;18:00;;Nordparken;;;;;;\n"
             "safety_walks;2024-05-04;18:00;;Nordparken;3;;;Ukendt;;\n");
    CHECK(errors(rows) ==
          std::set<std::string>{"4 initiative not_in_force", "4 partners unknown_word"});
    const Activity first = std::get<Activity>(rows[0].record);
    CHECK(first.initiative == "street_work");
    CHECK(first.state == activities::State::held);
    CHECK(first.attendance.total == 9);
    CHECK(first.attendance.cells[1][0] == 4);
    CHECK(first.attendance.cells[1][1] == 5);
    CHECK(first.partners == std::vector<std::string>{"housing_companies", "local_police"});
    CHECK(first.materials == std::vector<activities::Material>{{"veste", 12}});
    CHECK_FALSE(std::get<Activity>(rows[1].record).attendance.counted);
}

TEST_CASE("import: what kind of activity it was, by the names its initiative has") {
    const auto rows = read(ImportKind::activities,
                           "Indsats;Dato;Start;Sted;Slags;Status\n"
                           "Tryghedsvandringer;2014-05-03;18:00;Parken;Vandring;Aflyst\n"
                           "Tryghedsvandringer;2014-05-03;18:00;Parken;Fest;Aflyst\n"
                           "Ukendt;2014-05-03;18:00;Parken;Vandring;Aflyst\n"
                           "street_work;2014-05-03;18:00;Parken;Vandring;Aflyst\n");
    CHECK(errors(rows) == std::set<std::string>{"3 planned_activity unknown_word",
                                                "4 initiative unknown_word",
                                                "5 planned_activity unknown_word"});
    CHECK(std::get<Activity>(rows[0].record).planned_activity == "walk");
}

TEST_CASE("import: enquiries, open and answered") {
    const auto rows = read(ImportKind::enquiries,
                           "Modtaget;Klokken;Kanal;Emne;Henvendelse;Indsats;Svar;Besvaret;"
                           "Henvist til\n"
                           "11.11.2024;09:00;Telefon;Trafik og knallerter;Larm;street_work;Ja;"
                           "11.11.2024 10:30;Det Operative Team\n"
                           "11.11.2024;09:00;Brev;other;Larm;street_work;;;\n"
                           "11.11.2024;09:00;Brev;other;Larm;street_work;Ja;;\n");
    CHECK(errors(rows) == std::set<std::string>{"4 answered_on missing"});
    const Enquiry first = std::get<Enquiry>(rows[0].record);
    CHECK(activities::minutes_to_answer(first) == 90);
    CHECK(first.referred_to == "operative_team");
    CHECK_FALSE(std::get<Enquiry>(rows[1].record).answered_at.has_value());
}

TEST_CASE("import: a row's key follows its content, not the file") {
    const auto rows = read(ImportKind::observations, observations);
    const auto keys = [](const std::vector<ImportRow>& some) {
        std::vector<std::string> found;
        for (const ImportRow& row : some) found.push_back(row.key);
        return found;
    };
    CHECK(keys(read(ImportKind::observations, observations)) == keys(rows));
    // Columns in another order, keys for names, another delimiter, one row more before them.
    const auto other = read(ImportKind::observations,
                            "Sted,Beskrivelse,Indsats,Distrikt,Hvad,Dato,Klokken\n"
                            "Andet sted,Andet,,Bymidten,noise,2024-05-01,12:00\n"
                            "Stien,Rude slået ind,,north_park,vandalism,2024-05-03,18.00\n"
                            ",Ny graffiti,street_work,Nordparken,Graffiti,4.5.2024,08:30\n");
    REQUIRE(other.size() == 3);
    CHECK(other[1].key == rows[0].key);
    CHECK(other[2].key == rows[1].key);
    // The same row twice is two records, the same two next time.
    const std::string line = "03.05.2024;18:00;Hærværk;Nordparken;Stien;Rude slået ind;\n";
    const auto twice = read(ImportKind::observations, observations + line);
    CHECK(twice[0].key == rows[0].key);
    CHECK(twice[2].key != rows[0].key);
    CHECK(keys(read(ImportKind::observations, observations + line)) == keys(twice));
    CHECK(std::set<std::string>{rows[0].key, rows[1].key, twice[2].key}.size() == 3);
}

TEST_CASE("import: columns are guessed from Danish and English headings, each used once") {
    const auto guess = [](ImportKind kind, const std::vector<std::string>& headings) {
        std::map<std::string, std::string> found;
        for (const auto& [field, source] :
             activities::guess_mapping(kind, headings, words().languages()))
            if (!source.heading.empty()) found[field] = source.heading;
        return found;
    };
    using Found = std::map<std::string, std::string>;
    CHECK(guess(ImportKind::observations, {"DATO", "Område", "Type", "Bemærkning", "Vejr"}) ==
          Found{{"observed_on", "DATO"},
                {"district", "Område"},
                {"category", "Type"},
                {"text", "Bemærkning"}});
    CHECK(guess(ImportKind::enquiries, {"Date", "Topic", "Question", "Answer date"}) ==
          Found{{"received_on", "Date"},
                {"subject", "Topic"},
                {"question", "Question"},
                {"answered_on", "Answer date"}});
    // "Aktivitet" may be the kind, but a column with the field's own name goes before.
    CHECK(guess(ImportKind::activities, {"Aktivitet", "Slags"})["planned_activity"] == "Slags");
    const auto mapping =
        activities::guess_mapping(ImportKind::activities, {"Dato"}, words().languages());
    CHECK(mapping.at("state").preset == "Holdt");
    CHECK(activities::guess_mapping(ImportKind::activities, {"Status"}, words().languages())
              .at("state")
              .preset.empty());
}

TEST_CASE("import: what was chosen on the form is a mapping, and the other way") {
    const std::vector<std::string> headings{"Dato", "Hvad", "Hvor"};
    ImportMapping mapping{{"observed_on", {"Dato", ""}},
                          {"observed_time", {"", "12:00"}},
                          {"category", {"Hvad", "Andet"}},
                          {"district", {"Hvor", ""}},
                          {"text", {"", "Ikke beskrevet"}}};
    const auto again = activities::read_mapping(activities::fields_of(mapping, headings),
                                                ImportKind::observations, headings);
    CHECK(again.errors.empty());
    CHECK(again.mapping == mapping);
    const auto refused = [&](const std::string& field, const std::string& column) {
        web::Fields form;
        const web::Fields chosen = activities::fields_of(mapping, headings);
        for (const auto& [name, value] : chosen.all())
            form.add(name, name == field ? column : value);
        std::string codes;
        for (const auto& error :
             activities::read_mapping(form, ImportKind::observations, headings).errors)
            codes += error.field + ":" + error.error.code + " ";
        return codes;
    };
    CHECK(refused("column.district", "1") == "column.district:taken ");
    CHECK(refused("column.district", "") == "column.district:missing ");
    CHECK(refused("column.district", "4") == "column.district:missing ");
    CHECK(refused("column.district", "0") == "column.district:missing ");
    CHECK(refused("preset.observed_time", "").empty());  // the date's column may hold it
    CHECK(refused("preset.text", std::string(201, 'a')) == "preset.text:too_long ");
}

TEST_CASE("import: a remembered mapping is used where its columns are still there") {
    const ImportMapping mapping{
        {"text", {"Bemærkning", ""}}, {"place", {"Hvor", "Torvet"}}, {"category", {"Hvad", ""}}};
    const ImportMapping usable = activities::usable(mapping, {"BEMÆRKNING", "Andet"});
    CHECK(usable == ImportMapping{{"text", {"BEMÆRKNING", ""}}, {"place", {"", "Torvet"}}});
    CHECK(activities::headings_hash({"Dato", "Hvad"}) ==
          activities::headings_hash({"hvad", "DATO"}));
    CHECK(activities::headings_hash({"Dato", "Hvad"}) != activities::headings_hash({"Dato"}));
}

TEST_CASE("import: a name that two go by is refused") {
    initiatives::Catalogue catalogue = initiatives::testing::sample_catalogue();
    catalogue.districts[1].name.en = catalogue.districts[0].name.en;
    const activities::ImportVocabulary vocabulary(ImportKind::observations, catalogue,
                                                  words().languages());
    CHECK(vocabulary.key_of("district", "Town centre").error().code == "ambiguous_word");
    CHECK(vocabulary.key_of("district", "Bymidten").value() == "town_centre");
    CHECK(vocabulary.key_of("district", "north_park").value() == "north_park");
    CHECK(vocabulary.name_of("district", "north_park", words().danish) == "Nordparken");
    CHECK(vocabulary.name_of("district", "gone", words().danish) == "gone");
}

TEST_CASE("import: every field is one of its form, and every kind is found by its address") {
    for (const ImportKind kind : activities::all_import_kinds()) {
        CHECK(activities::import_kind_at(activities::import_kind_path(kind)) == kind);
        std::set<std::string> names;
        for (const auto& field : activities::import_fields(kind)) names.insert(field.name);
        CHECK(names.size() == activities::import_fields(kind).size());
    }
    CHECK_FALSE(activities::import_kind_at("personer").has_value());
}
