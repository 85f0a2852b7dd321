#include "evidence/crime_facts.h"

#include <doctest/doctest.h>

#include <fstream>

#include "charts/chart.h"
#include "evidence/crime_words.h"
#include "evidence/official_statistics_store.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"

using evidence::CrimeFacts;
using evidence::CrimePlace;
using evidence::CrimePlaces;

namespace {

const CrimePlaces ishoej{"183", "084"};

struct Figures {
    store::TemporaryFolder folder;
    store::Database database{{.file = folder / "test.db"}};

    Figures() { REQUIRE(database.migrate(schema::migrations()).ok()); }

    void import(const std::string& table, const std::string& content, bool generated = false) {
        const std::filesystem::path file = folder / (table + ".csv");
        std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
        store::WriteTransaction transaction = database.write();
        const auto outcome = evidence::import_official_statistics(
            transaction,
            {file, table, table, base::date_of(2026, 3, 1), 0, base::Instant{}, generated});
        REQUIRE(std::holds_alternative<evidence::ImportOutcome>(outcome));
        transaction.commit();
    }
    CrimeFacts facts(int last_year, const CrimePlaces& places = ishoej) {
        store::ReadTransaction reading = database.read();
        return evidence::crime_facts(reading, places, last_year);
    }
};

// A year's four quarters of one area and offence.
std::string quarters(const std::string& area, const std::string& code, int year,
                     const std::string& each) {
    std::string rows;
    for (int quarter = 1; quarter <= 4; ++quarter)
        rows += area + ";" + code + ";" + std::to_string(year) + "K" + std::to_string(quarter) +
                ";" + each + "\n";
    return rows;
}

const std::string crime_head = "OMRÅDE;OVERTRÆD;TID;INDHOLD\n";
const std::string population_head = "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\n";

std::string inhabitants(const std::string& area, int year, int count) {
    return area + ";TOT;IALT;TOT;" + std::to_string(year) + "K1;" + std::to_string(count) + "\n";
}

}  // namespace

TEST_CASE("reported per 1,000 inhabitants, with the exact interval, region and country") {
    Figures figures;
    figures.import("STRAF11", crime_head + quarters("183", "TOT", 2024, "25") +
                                  quarters("084", "TOT", 2024, "2500") +
                                  quarters("000", "TOT", 2024, "10000"));
    figures.import("FOLK1A", population_head + inhabitants("183", 2024, 20000) +
                                 inhabitants("084", 2024, 1000000) +
                                 inhabitants("000", 2024, 5000000));
    const CrimeFacts facts = figures.facts(2024);
    const auto* total = facts.find("total");
    REQUIRE(total);
    const auto* year = total->find(2024);
    REQUIRE(year);
    const auto& own = year->at(CrimePlace::municipality);
    CHECK(own.reported == 100);
    REQUIRE(own.per_1000.has_value());
    CHECK(own.per_1000->value == doctest::Approx(5.0));
    // 100 counted: 81.36 to 121.63 (Garwood).
    CHECK(own.per_1000->interval.lower == doctest::Approx(81.3640 / 20).epsilon(0.0001));
    CHECK(own.per_1000->interval.upper == doctest::Approx(121.6269 / 20).epsilon(0.0001));
    CHECK(year->at(CrimePlace::region).per_1000->value == doctest::Approx(10.0));
    CHECK(year->at(CrimePlace::country).per_1000->value == doctest::Approx(8.0));
    CHECK(facts.newest_year() == 2024);
    CHECK_FALSE(facts.generated());
}

TEST_CASE("an unknown quarter makes the year unknown, never smaller") {
    Figures figures;
    figures.import("STRAF11", crime_head + quarters("183", "TOT", 2023, "10") +
                                  "183;TOT;2024K1;10\n183;TOT;2024K2;..\n183;TOT;2024K3;10\n"
                                  "183;TOT;2024K4;10\n");
    figures.import("FOLK1A", population_head + inhabitants("183", 2023, 20000) +
                                 inhabitants("183", 2024, 20000));
    const CrimeFacts facts = figures.facts(2024);
    CHECK(facts.newest_year() == 2023);
    CHECK(facts.find("total")->find(2024) == nullptr);
    CHECK(evidence::change_in_percent(*facts.find("total"), 2024).error().code == "unknown");
}

TEST_CASE("without inhabitants there is a count but no rate") {
    Figures figures;
    figures.import("STRAF11", crime_head + quarters("183", "TOT", 2024, "10"));
    const CrimeFacts facts = figures.facts(2024);
    const auto& own = facts.find("total")->find(2024)->at(CrimePlace::municipality);
    CHECK(own.reported == 40);
    CHECK_FALSE(own.per_1000.has_value());
}

TEST_CASE("thefts are the sum of two codes of one level") {
    Figures figures;
    figures.import("STRAF11", crime_head + quarters("183", "1332", 2024, "3") +
                                  quarters("183", "1336", 2024, "7"));
    const CrimeFacts facts = figures.facts(2024);
    CHECK(facts.find("theft")->find(2024)->at(CrimePlace::municipality).reported == 40);
    for (const auto& subject : evidence::crime_subjects())
        for (const auto code : subject.codes)
            CHECK(evidence::offence_level(code) == evidence::offence_level(subject.codes.front()));
}

TEST_CASE("no percentage from one year to the next under 20; otherwise with its interval") {
    Figures figures;
    figures.import("STRAF11", crime_head + quarters("183", "TOT", 2023, "25") +
                                  quarters("183", "TOT", 2024, "30") +
                                  quarters("183", "1316", 2023, "4") +
                                  quarters("183", "1316", 2024, "9"));
    figures.import("FOLK1A", population_head + inhabitants("183", 2023, 20000) +
                                 inhabitants("183", 2024, 20000));
    const CrimeFacts facts = figures.facts(2024);
    const auto change = evidence::change_in_percent(*facts.find("total"), 2024);
    REQUIRE(change.ok());
    CHECK(change->value == doctest::Approx(20.0));
    CHECK(change->interval.lower < 0);
    CHECK(change->interval.upper > 20);
    CHECK(evidence::change_in_percent(*facts.find("burglary_business"), 2024).error().code ==
          "few");
    CHECK(evidence::change_in_percent(19, 40).error().code == "few");
    CHECK(evidence::change_in_percent(20, 40).ok());
    const web::Language danish(web::LanguageCode::danish);
    const std::string few =
        evidence::change_sentence(*facts.find("burglary_business"), 2024, danish);
    CHECK(few.find('%') == std::string::npos);
    CHECK(few.find("20") != std::string::npos);
}

TEST_CASE("the mean of three years stands at the middle one and nowhere without all three") {
    Figures figures;
    std::string crime = crime_head;
    std::string population = population_head;
    for (const auto& [year, each] : {std::pair{2022, "10"}, {2023, "20"}, {2024, "30"}}) {
        crime += quarters("183", "TOT", year, each);
        population += inhabitants("183", year, 20000);
    }
    figures.import("STRAF11", crime);
    figures.import("FOLK1A", population);
    const CrimeFacts facts = figures.facts(2024);
    const auto mean = [&](int year) {
        return facts.find("total")->find(year)->at(CrimePlace::municipality).mean_of_three_years;
    };
    CHECK(mean(2023).value() == doctest::Approx(4.0));
    CHECK_FALSE(mean(2022).has_value());
    CHECK_FALSE(mean(2024).has_value());
}

TEST_CASE("a report of an earlier year stops at that year") {
    Figures figures;
    figures.import("STRAF11", crime_head + quarters("183", "TOT", 2024, "10") +
                                  quarters("183", "TOT", 2025, "10"));
    CHECK(figures.facts(2024).newest_year() == 2024);
    CHECK(figures.facts(2025).newest_year() == 2025);
    CHECK_FALSE(figures.facts(2023).newest_year().has_value());
}

TEST_CASE("invented figures say so") {
    Figures figures;
    figures.import("STRAF11", crime_head + quarters("183", "TOT", 2024, "10"), true);
    const CrimeFacts facts = figures.facts(2024);
    CHECK(facts.generated());
    const web::Language danish(web::LanguageCode::danish);
    CHECK(evidence::source_note(facts, danish).find("opdigtede") != std::string::npos);
    CHECK(evidence::source_note(facts, danish).find("Kilde: Danmarks") == std::string::npos);
}

TEST_CASE("region codes as the catalogue and as the statistics office write them") {
    CHECK(evidence::region_area("1084") == "084");
    CHECK(evidence::region_area("084") == "084");
    CHECK(evidence::region_area("") == "");
    CHECK(evidence::region_area("183") == "");
    CHECK(evidence::region_area("1089") == "");
}

TEST_CASE("without a region there are two series, and the chart says the newest figures") {
    Figures figures;
    figures.import("STRAF11", crime_head + quarters("183", "TOT", 2024, "25"));
    figures.import("FOLK1A", population_head + inhabitants("183", 2024, 20000));
    const CrimePlaces places{"183", ""};
    const CrimeFacts facts = figures.facts(2024, places);
    const web::Language danish(web::LanguageCode::danish);
    const auto chart = evidence::crime_chart(
        *facts.find("total"), evidence::place_names("Ishøj Kommune", places, danish), danish);
    CHECK(chart.series.size() == 2);
    CHECK(chart.description.find("5,0") != std::string::npos);
    CHECK(chart.description.find("Ishøj Kommune") != std::string::npos);
}

TEST_CASE("the real tables give the real rates") {
    const char* shared = std::getenv("TRYGBY_SHARED");
    const std::filesystem::path folder =
        std::filesystem::path(shared ? shared : TRYGBY_SOURCE_DIR "/../shared") / "data" /
        "denmark";
    if (!std::filesystem::exists(folder / "STRAF11.bulk.csv")) {
        MESSAGE("skipped: the official tables are not here");
        return;
    }
    Figures figures;
    for (const char* table : {"STRAF11", "FOLK1A"}) {
        std::ifstream file(folder / (std::string(table) + ".bulk.csv"), std::ios::binary);
        figures.import(table, std::string(std::istreambuf_iterator<char>(file), {}));
    }
    const CrimeFacts facts = figures.facts(2024);
    CHECK(facts.series.size() == evidence::crime_subjects().size());
    const auto* year = facts.find("total")->find(2024);
    REQUIRE(year);
    CHECK(year->at(CrimePlace::municipality).reported == 1795);
    CHECK(year->at(CrimePlace::municipality).per_1000->value ==
          doctest::Approx(1795.0 / 23663 * 1000));
    CHECK(year->at(CrimePlace::region).per_1000.has_value());
    CHECK(year->at(CrimePlace::country).per_1000.has_value());
}
