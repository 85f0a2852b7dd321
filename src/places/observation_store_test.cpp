#include "places/observation_store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

#include "initiatives/testing/catalogue_database.h"
#include "places/observation_facts.h"

using history::Change;
using initiatives::testing::CatalogueDatabase;
using places::Category;
using places::Observation;

namespace {

const places::Changer someone{7, base::Instant(std::chrono::milliseconds(1'731'405'600'000))};

Observation observation(int year, unsigned month, unsigned day,
                        const std::string& district = "north_park",
                        Category category = Category::litter) {
    Observation made;
    made.category = category;
    made.district = district;
    made.observed_at = {base::date_of(year, month, day), 12 * 60};
    made.text = "Dåser ved bænkene";
    return made;
}

std::int64_t add(CatalogueDatabase& database, const Observation& made) {
    store::WriteTransaction writing = database->write();
    const auto added = places::add_observation(writing, made, someone);
    writing.commit();
    return added.id;
}

base::Result<void> change(CatalogueDatabase& database, const Observation& made, Change what) {
    store::WriteTransaction writing = database->write();
    auto changed = places::change_observation(writing, made, someone, what);
    if (changed) writing.commit();
    return changed;
}

std::optional<Observation> find(CatalogueDatabase& database, std::int64_t id) {
    store::ReadTransaction reading = database->read();
    return places::find_observation(reading, id);
}

std::vector<std::int64_t> ids(CatalogueDatabase& database,
                              const places::ObservationFilter& filter) {
    store::ReadTransaction reading = database->read();
    std::vector<std::int64_t> found;
    for (const Observation& one : places::observations(reading, filter)) found.push_back(one.id);
    return found;
}

}  // namespace

TEST_CASE("an observation comes back as it was added") {
    CatalogueDatabase database;
    Observation made = observation(2024, 5, 3);
    made.place = "Bænkene";
    made.initiative = "street_work";
    const std::int64_t id = add(database, made);
    const auto stored = find(database, id);
    REQUIRE(stored.has_value());
    CHECK(places::snapshot(*stored) == places::snapshot(made));
    CHECK(stored->version == 1);
    CHECK(stored->account_id == someone.account_id);
    CHECK_FALSE(stored->removed);
    CHECK_FALSE(find(database, id + 1).has_value());
    store::ReadTransaction reading = database->read();
    const auto versions = history::versions(reading, "observation", id);
    REQUIRE(versions.size() == 1);
    CHECK(versions[0].change == Change::created);
    CHECK(versions[0].content == places::snapshot(made));
}

TEST_CASE("a change is refused when the record has moved on or is not there") {
    CatalogueDatabase database;
    Observation made = observation(2024, 5, 3);
    made.id = add(database, made);
    made.version = 1;
    made.text = "Rettet";
    REQUIRE(change(database, made, Change::changed).ok());
    made.text = "Rettet af en anden";
    const auto refused = change(database, made, Change::changed);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "version_conflict");
    CHECK(find(database, made.id)->text == "Rettet");
    CHECK(find(database, made.id)->version == 2);
    made.id = 999;
    CHECK(change(database, made, Change::changed).error().code == "not_found");
}

TEST_CASE("a deleted observation is in its own list only, and comes back") {
    CatalogueDatabase database;
    Observation made = observation(2024, 5, 3);
    made.id = add(database, made);
    made.version = 1;
    REQUIRE(change(database, made, Change::removed).ok());
    CHECK(ids(database, {}).empty());
    CHECK(ids(database, {.removed = true}) == std::vector<std::int64_t>{made.id});
    made.version = 2;
    REQUIRE(change(database, made, Change::restored).ok());
    CHECK(ids(database, {}) == std::vector<std::int64_t>{made.id});
    CHECK(ids(database, {.removed = true}).empty());
}

TEST_CASE("the same import key is added once") {
    CatalogueDatabase database;
    store::WriteTransaction writing = database->write();
    const Observation made = observation(2024, 5, 3);
    const auto first = places::add_observation(writing, made, someone, Change::imported, "k1");
    const auto again = places::add_observation(writing, made, someone, Change::imported, "k1");
    const auto other = places::add_observation(writing, made, someone, Change::imported, "k2");
    writing.commit();
    CHECK(first.added);
    CHECK_FALSE(again.added);
    CHECK(again.id == first.id);
    CHECK(other.added);
    CHECK(ids(database, {}).size() == 2);
}

TEST_CASE("the list: filters, order and pages, all by index") {
    CatalogueDatabase database;
    const std::int64_t old = add(database, observation(2023, 5, 3));
    const std::int64_t park = add(database, observation(2024, 5, 3));
    const std::int64_t twin = add(database, observation(2024, 5, 3));
    const std::int64_t noise =
        add(database, observation(2024, 6, 1, "town_centre", Category::noise));
    Observation under = observation(2024, 12, 31, "town_centre");
    under.initiative = "street_work";
    const std::int64_t last = add(database, under);
    using Ids = std::vector<std::int64_t>;
    CHECK(ids(database, {}) == Ids{last, noise, twin, park, old});
    CHECK(ids(database, {.year = 2024}) == Ids{last, noise, twin, park});
    CHECK(ids(database, {.district = "town_centre"}) == Ids{last, noise});
    CHECK(ids(database, {.category = "noise"}) == Ids{noise});
    CHECK(ids(database, {.district = "town_centre", .category = "litter"}) == Ids{last});
    CHECK(ids(database, {.initiative = "street_work", .year = 2024}) == Ids{last});
    CHECK(ids(database, {.district = "nowhere"}).empty());
    CHECK(ids(database, {.limit = 2}) == Ids{last, noise});
    CHECK(ids(database, {.before_time = "2024-05-03T12:00", .before_id = twin, .limit = 2}) ==
          Ids{park, old});
    store::ReadTransaction reading = database->read();
    int seen = 0;
    places::each_observation(reading, {}, [&](const Observation&) { return ++seen < 3; });
    CHECK(seen == 3);
    CHECK(database->statistics().full_scans.empty());
}

TEST_CASE("the kept counts are right whatever happens to the records") {
    CatalogueDatabase database;
    std::mt19937 random(20241112);
    const auto below = [&](unsigned number) { return static_cast<int>(random() % number); };
    const std::string districts[] = {"north_park", "town_centre"};
    const std::string initiatives[] = {"", "street_work"};
    const auto any = [&] {
        Observation made = observation(
            2023 + below(2), 1 + static_cast<unsigned>(below(12)), 5, districts[below(2)],
            places::all_categories()[static_cast<std::size_t>(below(3))]);
        made.initiative = initiatives[below(2)];
        return made;
    };
    std::vector<std::int64_t> known;
    for (int step = 0; step < 400; ++step) {
        if (known.empty() || below(3) == 0) {
            known.push_back(add(database, any()));
            continue;
        }
        Observation stored = *find(
            database, known[static_cast<std::size_t>(below(static_cast<unsigned>(known.size())))]);
        Observation next = below(2) == 0 ? stored : any();
        next.id = stored.id;
        next.version = stored.version - (below(10) == 0 ? 1 : 0);  // sometimes too late
        const Change what = stored.removed  ? Change::restored
                            : below(2) == 0 ? Change::removed
                                            : Change::changed;
        CHECK(change(database, next, what).ok() == (next.version == stored.version));
    }
    store::ReadTransaction reading = database->read();
    CHECK(places::check_observation_counts(reading).empty());
    std::map<std::string, std::int64_t> counted;
    places::each_observation(reading, {}, [&](const Observation& one) {
        ++counted[one.district + "/" + one.initiative];
        return true;
    });
    std::map<std::string, std::int64_t> kept;
    for (const int year : {2023, 2024})
        for (const auto& count : places::observation_counts(reading, year))
            kept[count.district + "/" + count.initiative] += count.observations;
    CHECK(kept == counted);
    std::int64_t street_work = 0;
    for (const auto& count : places::observation_counts_of(reading, "street_work"))
        street_work += count.observations;
    CHECK(street_work == counted["north_park/street_work"] + counted["town_centre/street_work"]);
}

TEST_CASE("a kept count that is wrong is found") {
    CatalogueDatabase database;
    add(database, observation(2024, 5, 3));
    store::WriteTransaction writing = database->write();
    CHECK(places::check_observation_counts(writing).empty());
    writing.execute("update observation_count set observations = 2");
    CHECK(places::check_observation_counts(writing).size() == 1);
}

TEST_CASE("no column of an observation is about a person, and none is a score") {
    CatalogueDatabase database;
    add(database, observation(2024, 5, 3));
    store::ReadTransaction reading = database->read();
    int seen = 0;
    for (const char* table : {"observation", "observation_count"}) {
        store::Rows rows = reading.query(std::string("select * from ") + table);
        REQUIRE(rows.next());
        for (int column = 0; column < rows.row().columns(); ++column, ++seen) {
            const std::string name = rows.row().column_name(column);
            CAPTURE(name);
            for (const char* word : {"person", "name", "cpr", "birth", "address", "phone", "email",
                                     "citizen", "child", "score", "rank", "level"})
                CHECK(name.find(word) == std::string::npos);
        }
    }
    CHECK(seen == 17);
}
