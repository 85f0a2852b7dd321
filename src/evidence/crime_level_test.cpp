#include "evidence/crime_level.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "evidence/crime_facts.h"
#include "evidence/crime_level_words.h"
#include "evidence/municipality_names.h"
#include "evidence/official_statistics_store.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"

using evidence::ComparedLevel;
using evidence::CountedPlace;
using evidence::LevelVerdict;
using evidence::Yardstick;

namespace {

// Municipalities of a town's size whose rates differ by `part` from each other.
std::vector<CountedPlace> municipalities(double part) {
    std::vector<CountedPlace> places;
    for (int at = 0; at < 20; ++at)
        places.push_back(
            {std::to_string(101 + at), std::round(2000 * (1 + part * (at % 5 - 2) / 2)), 40000});
    return places;
}

const base::Result<evidence::Spread> no_spread = evidence::Spread{1, 0, 98};

ComparedLevel compared(double reported, double inhabitants, double others, double other_inhabitants,
                       const base::Result<evidence::Spread>& spread = no_spread) {
    return evidence::compare_level(Yardstick::country, CountedPlace{"183", reported, inhabitants},
                                   CountedPlace{"", others, other_inhabitants}, spread);
}

}  // namespace

TEST_CASE("[row A3] the expected is the others' rate, and the interval stands on the square root") {
    const ComparedLevel level = compared(1210, 10000, 100000, 1000000);
    CHECK(level.expected == doctest::Approx(1000));
    CHECK(level.ratio.value == doctest::Approx(1.21));
    const double width = 1.959963984540054 * std::sqrt(0.25 * (1.0 / 1000 + 1.21 / 100000));
    CHECK(level.ratio.interval.lower == doctest::Approx(std::pow(1.1 - width, 2)));
    CHECK(level.ratio.interval.upper == doctest::Approx(std::pow(1.1 + width, 2)));
    CHECK(level.verdict == LevelVerdict::above);
    CHECK(compared(810, 10000, 100000, 1000000).verdict == LevelVerdict::below);
    CHECK(compared(1010, 10000, 100000, 1000000).verdict == LevelVerdict::as_expected);
}

TEST_CASE("[row A3] what would be far above by chance is as expected where municipalities vary") {
    CHECK(compared(1210, 10000, 100000, 1000000, evidence::Spread{70, 0.01, 98}).verdict ==
          LevelVerdict::as_expected);
}

TEST_CASE("three neighbours are a less certain yardstick than the whole country") {
    const evidence::Spread spread{20, 0.01, 98};
    const auto width = [&](int municipalities) {
        const ComparedLevel level =
            evidence::compare_level(Yardstick::neighbours, CountedPlace{"183", 1000, 10000},
                                    CountedPlace{"", 100000, 1000000, municipalities}, spread);
        return level.ratio.interval.upper - level.ratio.interval.lower;
    };
    CHECK(width(3) > width(97));
    CHECK(width(97) > width(0));
}

TEST_CASE("nothing is said of too few, of the unknown, and where nobody varies with us") {
    const ComparedLevel few = compared(6, 100, 400, 10000);
    CHECK(few.verdict == LevelVerdict::unsaid);
    CHECK(few.reason->code == "few_expected");
    CHECK(compared(7, 125, 400, 10000).verdict != LevelVerdict::unsaid);
    const ComparedLevel unknown =
        evidence::compare_level(Yardstick::region, std::nullopt, CountedPlace{"", 5, 5}, no_spread);
    CHECK(unknown.reason->code == "unknown");
    const auto spread = evidence::spread_between(std::vector<CountedPlace>(9, {"101", 50, 1000}));
    REQUIRE_FALSE(spread);
    CHECK(compared(1210, 10000, 100000, 1000000, spread).reason->code == "few_municipalities");
}

TEST_CASE("the spread is 1 where nothing but chance is at work, and grows with real differences") {
    CHECK(evidence::spread_between(municipalities(0))->dispersion == 1);
    CHECK(evidence::spread_between(municipalities(0))->between_variance == 0);
    CHECK(evidence::spread_between(municipalities(0.2))->dispersion > 5);
    // The rates differ by 14 % of their mean, so their square roots by half of that.
    CHECK(std::abs(std::sqrt(evidence::spread_between(municipalities(0.2))->between_variance) -
                   0.07) < 0.01);
    CHECK(evidence::spread_between(municipalities(0.2))->municipalities == 20);
}

TEST_CASE("a place is taken out of its whole, or nothing is left to compare with") {
    const CountedPlace own{"183", 10, 100};
    const auto rest = evidence::without(CountedPlace{"084", 110, 1100}, own);
    REQUIRE(rest);
    CHECK(rest->reported == 100);
    CHECK(rest->inhabitants == 1000);
    CHECK_FALSE(evidence::without(own, own));
    CHECK_FALSE(evidence::without(std::nullopt, own));
}

TEST_CASE("a funnel holds every municipality, and its limits narrow") {
    const auto funnel = evidence::crime_funnel(municipalities(0.2));
    REQUIRE(funnel);
    CHECK(funnel->areas.size() == 20);
    REQUIRE(funnel->limits.size() == 2);
    for (const auto& limit : funnel->limits) {
        CHECK(limit.lower.front() <= limit.lower.back());
        CHECK(limit.upper.front() >= limit.upper.back());
    }
    CHECK(funnel->limits[1].upper.front() > funnel->limits[0].upper.front());
    CHECK(evidence::crime_funnel(std::vector<CountedPlace>(9, {"101", 50, 1000})).error().code ==
          "few_municipalities");
}

namespace {

std::filesystem::path denmark() {
    const char* shared = std::getenv("TRYGBY_SHARED");
    return (shared ? std::filesystem::path(shared)
                   : std::filesystem::path(TRYGBY_SOURCE_DIR) / ".." / "shared") /
           "data" / "denmark";
}

void import(store::Database& database, const std::string& table) {
    store::WriteTransaction writing = database.write();
    const auto outcome = evidence::import_official_statistics(
        writing, {denmark() / (table + ".bulk.csv"), table + ".csv", table,
                  base::date_of(2026, 2, 15), 0, base::Instant{}, false});
    REQUIRE(std::holds_alternative<evidence::ImportOutcome>(outcome));
    writing.commit();
}

// The sentence must not say more than the interval beside it bears.
void check_sentence(const evidence::CrimeSubject& subject, int year, const ComparedLevel& level,
                    const web::Language& language) {
    const std::string sentence =
        evidence::verdict_sentence(subject, year, level, "Ishøj", language);
    const bool danish = language.code() == web::LanguageCode::danish;
    const auto says = [&](std::string_view words) {
        return sentence.find(words) != std::string::npos;
    };
    const bool above = says(danish ? "over det forventede" : "above what is expected");
    const bool below = says(danish ? "under det forventede" : "below what is expected");
    const bool unsaid = level.verdict == LevelVerdict::unsaid;
    CAPTURE(sentence);
    CHECK(above == (!unsaid && level.ratio.interval.lower > 1));
    CHECK(below == (!unsaid && level.ratio.interval.upper < 1));
    // The limits as they are written are on the verdict's side too.
    if (above || below) {
        const auto limits = evidence::ratio_words(level.ratio, language);
        const std::string& nearest = above ? limits.lower : limits.upper;
        CHECK(nearest.substr(0, 2) == (above ? (danish ? "1," : "1.") : (danish ? "0," : "0.")));
        CHECK(nearest.find_first_not_of('0', 2) != std::string::npos);
        CHECK(says(nearest));
    }
    // Never a cause, never more than was reported.
    for (const char* word : {"fordi", "skyldes", "because", "due to", "kriminaliteten er"})
        CHECK_FALSE(says(word));
}

// Of all kinds together: none is called above or below whose interval holds 1.
void check_kinds(store::Connection& connection, const web::Language& language) {
    const auto counted =
        evidence::counted_places(connection, evidence::compared_subjects(), 2025, 10);
    for (int year = 2016; year <= 2025; ++year)
        for (const Yardstick yardstick :
             {Yardstick::country, Yardstick::region, Yardstick::neighbours}) {
            std::vector<evidence::ComparedKind> kinds;
            for (const evidence::CrimeSubject& subject : evidence::compared_subjects())
                for (const evidence::LevelYear& one : evidence::levels_of(
                         counted.find(subject.key)->second, {"183", "084", {"169", "187", "253"}}))
                    for (const ComparedLevel& level : one.levels)
                        if (one.year == year && level.yardstick == yardstick)
                            kinds.push_back({&subject, level});
            REQUIRE(kinds.size() == 8);
            std::string left = evidence::kinds_sentence(kinds, language);
            CAPTURE(left);
            // Longer names first: a short one may be a part of them.
            std::sort(kinds.begin(), kinds.end(), [&](const auto& one, const auto& other) {
                return language.say(one.subject->name).size() >
                       language.say(other.subject->name).size();
            });
            for (const evidence::ComparedKind& kind : kinds) {
                const std::string name(language.say(kind.subject->name));
                const auto at = left.find(name);
                const auto& interval = kind.level.ratio.interval;
                const bool clear = kind.level.verdict != LevelVerdict::unsaid &&
                                   (interval.lower > 1 || interval.upper < 1);
                CHECK((at != std::string::npos) == clear);
                if (at != std::string::npos) left.erase(at, name.size());
            }
            const charts::Forest forest =
                evidence::kinds_forest(kinds, year, yardstick, "Ishøj", language);
            CHECK(forest.words.description == evidence::kinds_sentence(kinds, language));
        }
}

}  // namespace

TEST_CASE("[row A3] the verdicts on Ishøj's real figures are never stronger than their interval") {
    if (!std::filesystem::exists(denmark() / "STRAF11.bulk.csv")) {
        MESSAGE("skipped: the official tables are not at hand");
        return;
    }
    const store::TemporaryFolder folder;
    store::Database database{{.file = folder / "test.db"}};
    REQUIRE(database.migrate(schema::migrations()).ok());
    import(database, "STRAF11");
    import(database, "FOLK1A");
    store::ReadTransaction reading = database.read();
    const web::Language danish(web::LanguageCode::danish), english(web::LanguageCode::english);
    int sentences = 0;
    for (const evidence::CrimeSubject& subject : evidence::compared_subjects()) {
        const auto counted = evidence::counted_places(reading, subject, 2025);
        const auto years = evidence::levels_of(counted, {"183", "084", {"169", "187", "253"}});
        REQUIRE(years.size() == 10);
        CHECK(evidence::municipalities_of(counted.at(2025)).size() == 98);
        for (const evidence::LevelYear& year : years) {
            REQUIRE(year.levels.size() == 3);
            for (const ComparedLevel& level : year.levels) {
                check_sentence(subject, year.year, level, danish);
                check_sentence(subject, year.year, level, english);
                ++sentences;
            }
        }
    }
    CHECK(sentences == 240);
    check_kinds(reading, danish);
    check_kinds(reading, english);
    // Worked out by hand from the two tables: 2,015 reported by 23,158 inhabitants in 2023 would be
    // far above by chance alone.
    const auto counted =
        evidence::counted_places(reading, evidence::crime_subjects().front(), 2023);
    const auto spread = evidence::spread_between(evidence::municipalities_of(counted.at(2023)));
    REQUIRE(spread);
    CHECK(spread->dispersion > 20);
}

TEST_CASE("all burglaries together are those of dwellings and of businesses") {
    CHECK(evidence::compared_subjects().size() == evidence::crime_subjects().size() + 1);
    const evidence::CrimeSubject* all = evidence::find_compared_subject("burglary");
    REQUIRE(all);
    CHECK(all->codes == std::vector<std::string_view>{"1316", "1320"});
    CHECK(evidence::find_crime_subject("burglary") == nullptr);
    CHECK(evidence::find_compared_subject("unknown") == nullptr);
}

TEST_CASE("a limit beside 1 is never written as 1") {
    const web::Language language(web::LanguageCode::danish);
    const auto words = evidence::ratio_words({1.5, {1.0031, 3.2049}}, language);
    CHECK(words.value == "1,50");
    CHECK(words.lower == "1,003");
    CHECK(words.upper == "3,20");
    CHECK(evidence::ratio_words({0.5, {0.1, 0.99996}}, language).upper == "0,99996");
    CHECK(evidence::ratio_words({0.5, {1, 1.0000000001}}, language).lower == "1,00");
}

TEST_CASE("municipalities go by name") {
    CHECK(evidence::municipality_name("183") == "Ishøj");
    CHECK(evidence::municipality_name("101") == "København");
    CHECK(evidence::municipality_name("860") == "Hjørring");
    for (const char* other : {"000", "084", "184", "999", ""})
        CHECK(evidence::municipality_name(other) == other);
}
