#include "evidence/official_statistics.h"

#include <doctest/doctest.h>

#include "evidence/official_statistics_store.h"
#include "schema/migrations.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

using evidence::OfficialFigure;

namespace {

// 98 invented municipalities with codes 101 to 198 (183 among them), Christiansø left out, and
// unknown place.
std::vector<OfficialFigure> a_country(double each, double unknown_place) {
    std::vector<OfficialFigure> figures;
    for (int code = 101; code <= 198; ++code)
        figures.push_back({std::to_string(code), "TOT", "2024K1", each});
    figures.push_back({"411", "TOT", "2024K1", 1.0});
    figures.push_back({"998", "TOT", "2024K1", unknown_place});
    figures.push_back({"000", "TOT", "2024K1", 98 * each + 1 + unknown_place});
    return figures;
}

bool refuses(const evidence::Findings& findings, std::string_view code) {
    for (const base::Error& refusal : findings.refusals)
        if (refusal.code == code) return true;
    return false;
}

struct TemporaryDatabase {
    std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                   ("trygby-statistics-" + std::to_string(::getpid()));
    store::Database database;

    TemporaryDatabase()
        : database([this] {
              std::filesystem::remove_all(folder);
              std::filesystem::create_directories(folder);
              return store::DatabaseOptions{.file = folder / "test.db"};
          }()) {
        REQUIRE(database.migrate(schema::migrations()).ok());
    }
    ~TemporaryDatabase() { std::filesystem::remove_all(folder); }

    evidence::ImportRequest file(const std::string& name, const std::string& content,
                                 const std::string& table = "STRAF11") {
        std::ofstream(folder / name, std::ios::binary) << content;
        return {folder / name,
                name,
                table,
                base::date_of(2026, 2, 1),
                7,
                base::parse_instant("2026-02-02T10:00:00Z").value(),
                false};
    }
};

const char* const header = "OMRÅDE;OVERTRÆD;TID;INDHOLD\n";

}  // namespace

TEST_CASE(
    "a country that adds up is accepted, one that does not is refused by offence and quarter") {
    CHECK(evidence::check_figures("STRAF11", a_country(10, 5)).refusals.empty());
    auto wrong = a_country(10, 5);
    wrong.back().value = 985;
    const auto findings = evidence::check_figures("STRAF11", wrong);
    REQUIRE(refuses(findings, "cross_sum"));
    CHECK(findings.refusals.front().arguments.at(1) == "2024K1");
}

TEST_CASE("an unknown figure is not counted as zero: the sum is then not judged") {
    auto unknown = a_country(10, 5);
    unknown[3].value = std::nullopt;
    CHECK(evidence::check_figures("STRAF11", unknown).refusals.empty());
}

TEST_CASE("doubles, negative counts and parts above the total are refused") {
    auto doubled = a_country(10, 5);
    doubled.push_back(doubled.front());
    CHECK(refuses(evidence::check_figures("STRAF11", doubled), "double"));
    CHECK(refuses(evidence::check_figures("X1", {{"183", "A", "2024", -1.0}}), "negative"));
    CHECK(refuses(evidence::check_figures(
                      "STRAF11", {{"183", "TOT", "2024K1", 3.0}, {"183", "12", "2024K1", 4.0}}),
                  "more_than_total"));
    CHECK(refuses(evidence::check_figures("STRAF11", {}), "empty"));
}

TEST_CASE("a year counts only with all four quarters known") {
    std::map<std::string, std::optional<double>> quarters{
        {"2024K1", 1.0}, {"2024K2", 2.0}, {"2024K3", 3.0}, {"2024K4", 4.0}, {"2025K1", 5.0}};
    CHECK(evidence::year_total(quarters, 2024) == 10.0);
    CHECK_FALSE(evidence::year_total(quarters, 2025).has_value());
    quarters["2024K2"] = std::nullopt;
    CHECK_FALSE(evidence::year_total(quarters, 2024).has_value());
}

TEST_CASE("levels of offences are told apart") {
    CHECK(evidence::offence_level("TOT") == 0);
    CHECK(evidence::offence_level("1") == 1);
    CHECK(evidence::offence_level("12") == 2);
    CHECK(evidence::offence_level("1320") == 3);
    CHECK(evidence::offence_name("1320") == "Indbrud i beboelse");
    CHECK(evidence::offence_name("9999") == "9999");
}

TEST_CASE("an import keeps unknown apart from zero, is repeatable, and keeps revisions") {
    TemporaryDatabase test;
    const auto import = [&](const evidence::ImportRequest& request) {
        store::WriteTransaction transaction = test.database.write();
        auto outcome = evidence::import_official_statistics(transaction, request);
        transaction.commit();
        return outcome;
    };
    const auto first = import(test.file("a.csv", std::string(header) + "183;TOT;2024K1;474\n"
                                                                       "183;TOT;2024K2;..\n"
                                                                       "183;12;2024K1;0\n"));
    REQUIRE(std::holds_alternative<evidence::ImportOutcome>(first));
    CHECK(std::get<evidence::ImportOutcome>(first).release.unknown == 1);
    CHECK(std::get<evidence::ImportOutcome>(first).release.figures == 3);

    const auto again = import(test.file("a2.csv", std::string(header) + "183;TOT;2024K1;474\n"
                                                                        "183;TOT;2024K2;..\n"
                                                                        "183;12;2024K1;0\n"));
    CHECK(std::get<evidence::ImportOutcome>(again).known_already);

    const auto revised = import(test.file("b.csv", std::string(header) + "183;TOT;2024K1;475\n"
                                                                         "183;TOT;2024K2;449\n"
                                                                         "183;12;2024K1;0\n"));
    CHECK(std::get<evidence::ImportOutcome>(revised).release.changed == 2);

    store::ReadTransaction reading = test.database.read();
    const auto series = evidence::series(reading, "STRAF11", "183", "TOT");
    CHECK(series.at("2024K1") == 475.0);
    CHECK(series.at("2024K2") == 449.0);
    const auto history = evidence::revisions(reading, "STRAF11", "183", "TOT", "2024K2");
    REQUIRE(history.size() == 2);
    CHECK_FALSE(history[0].second.has_value());
    CHECK(history[1].second == 449.0);
    CHECK(evidence::revisions(reading, "STRAF11", "183", "12", "2024K1").size() == 1);
}

TEST_CASE("a bad file names the line and leaves nothing behind") {
    TemporaryDatabase test;
    for (const auto& [content, table] :
         {std::pair{std::string(header) + "183;TOT;2024K1;many\n", "STRAF11"},
          std::pair{std::string("OVERTRÆD;TID;INDHOLD\nTOT;2024K1;3\n"), "STRAF11"},
          std::pair{std::string(header) + "183;TOT;2024K1;3\n", "straf;11"}}) {
        store::WriteTransaction transaction = test.database.write();
        const auto outcome =
            evidence::import_official_statistics(transaction, test.file("x.csv", content, table));
        CHECK(std::holds_alternative<evidence::Refused>(outcome));
        CHECK(evidence::releases(transaction).empty());
    }
}

TEST_CASE("the real tables pass every check and give the published figures") {
    const char* shared = std::getenv("TRYGBY_SHARED");
    const std::filesystem::path folder =
        std::filesystem::path(shared ? shared : TRYGBY_SOURCE_DIR "/../shared") / "data" /
        "denmark";
    if (!std::filesystem::exists(folder / "STRAF11.bulk.csv")) {
        MESSAGE("skipped: the official tables are not here");
        return;
    }
    TemporaryDatabase test;
    store::WriteTransaction transaction = test.database.write();
    for (const char* table : {"STRAF11", "FOLK1A"}) {
        const auto outcome = evidence::import_official_statistics(
            transaction, {folder / (std::string(table) + ".bulk.csv"), table, table,
                          base::date_of(2026, 3, 1), 0, base::Instant{}, false});
        REQUIRE(std::holds_alternative<evidence::ImportOutcome>(outcome));
        CHECK(std::get<evidence::ImportOutcome>(outcome).release.unknown == 0);
    }
    const auto ishoej = evidence::series(transaction, "STRAF11", "183", "TOT");
    CHECK(evidence::year_total(ishoej, 2024) == 474.0 + 449 + 449 + 423);
    CHECK(evidence::series(transaction, "FOLK1A", "183", "TOT/IALT/TOT").at("2024K1") == 23663.0);
}
