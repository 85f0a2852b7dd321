#include "activities/activity_store.h"

#include <doctest/doctest.h>

#include <random>
#include <set>

#include "activities/activity_facts.h"
#include "activities/calendar_feed_store.h"
#include "initiatives/testing/catalogue_database.h"

using activities::Activity;
using activities::ActivityFilter;
using activities::AgeGroup;
using activities::Changer;
using activities::Sex;
using activities::State;
using base::date_of;
using history::Change;
using initiatives::testing::CatalogueDatabase;

namespace {

const Changer changer{7, base::parse_instant("2024-11-12T10:00:00Z").value()};

Activity activity_on(base::Date day, const std::string& initiative = "street_work") {
    Activity activity;
    activity.initiative = initiative;
    activity.district = "north_park";
    activity.starts_at = {day, 18 * 60};
    return activity;
}

Activity held(Activity activity, std::int64_t girls, std::int64_t boys) {
    activity.state = State::held;
    activity.attendance.counted = true;
    activity.attendance.total = girls + boys;
    auto& row = activity.attendance.cells[static_cast<std::size_t>(AgeGroup::from_15_to_17)];
    row[static_cast<std::size_t>(Sex::female)] = girls;
    row[static_cast<std::size_t>(Sex::male)] = boys;
    return activity;
}

std::int64_t add(CatalogueDatabase& database, const Activity& activity) {
    store::WriteTransaction writing = database->write();
    const std::int64_t id = activities::add_activity(writing, activity, changer).id;
    writing.commit();
    return id;
}

base::Result<void> change(CatalogueDatabase& database, const Activity& activity,
                          Change how = Change::changed) {
    store::WriteTransaction writing = database->write();
    base::Result<void> changed = activities::change_activity(writing, activity, changer, how);
    if (changed) writing.commit();
    return changed;
}

Activity find(CatalogueDatabase& database, std::int64_t id) {
    store::ReadTransaction reading = database->read();
    return activities::find_activity(reading, id).value();
}

std::vector<std::int64_t> ids(CatalogueDatabase& database, const ActivityFilter& filter) {
    store::ReadTransaction reading = database->read();
    std::vector<std::int64_t> found;
    for (const Activity& activity : activities::activities(reading, filter))
        found.push_back(activity.id);
    return found;
}

std::vector<std::string> wrong_totals(CatalogueDatabase& database) {
    store::ReadTransaction reading = database->read();
    return activities::check_totals(reading);
}

}  // namespace

TEST_CASE("an activity comes back whole, and every change leaves a version") {
    CatalogueDatabase database;
    Activity activity = held(activity_on(date_of(2024, 5, 3)), 4, 3);
    activity.title = "Åben hal";
    activity.ends_at = base::LocalTime{date_of(2024, 5, 4), 60};
    activity.staff = {3, 12};
    activity.partners = {"housing_companies", "local_police"};
    activity.materials = {{"veste", 20}, {"bolde", 3}};
    activity.note = "Rolig aften";
    const std::int64_t id = add(database, activity);
    Activity stored = find(database, id);
    CHECK(activities::snapshot(stored) == activities::snapshot(activity));
    CHECK(stored.version == 1);
    CHECK(stored.account_id == 7);

    stored.title = "Åben hal for piger";
    stored.staff = {12};
    stored.materials.clear();
    REQUIRE(change(database, stored));
    CHECK(activities::snapshot(find(database, id)) == activities::snapshot(stored));
    store::ReadTransaction reading = database->read();
    const std::vector<history::Version> versions = history::versions(reading, "activity", id);
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].content.at("title") == "Åben hal for piger");
    CHECK(versions[1].content.at("title") == "Åben hal");
    CHECK(versions[1].change == Change::created);
    CHECK(activities::snapshot(activities::activity_of(versions[1].content)) ==
          activities::snapshot(activity));
}

TEST_CASE("a change that is based on an older version is refused and changes nothing") {
    CatalogueDatabase database;
    const std::int64_t id = add(database, activity_on(date_of(2024, 5, 3)));
    Activity mine = find(database, id);
    Activity theirs = mine;
    theirs.place = "Klubben";
    REQUIRE(change(database, theirs));
    mine.place = "Torvet";
    const auto refused = change(database, mine);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "version_conflict");
    CHECK(find(database, id).place == "Klubben");
    mine.id = 999;
    CHECK(change(database, mine).error().code == "not_found");
}

TEST_CASE("a deleted activity leaves the lists and the totals, and comes back") {
    CatalogueDatabase database;
    const std::int64_t id = add(database, held(activity_on(date_of(2024, 5, 3)), 4, 3));
    CHECK(ids(database, {}) == std::vector<std::int64_t>{id});
    REQUIRE(change(database, find(database, id), Change::removed));
    CHECK(ids(database, {}).empty());
    CHECK(ids(database, {.removed = true}) == std::vector<std::int64_t>{id});
    CHECK(find(database, id).removed);
    {
        store::ReadTransaction reading = database->read();
        CHECK(activities::attendance_totals(reading, 2024).empty());
        CHECK(activities::initiative_is_used(reading, "street_work"));
        CHECK_FALSE(activities::initiative_is_used(reading, "leisure_pass"));
    }
    CHECK(wrong_totals(database).empty());
    REQUIRE(change(database, find(database, id), Change::restored));
    CHECK(ids(database, {}) == std::vector<std::int64_t>{id});
    CHECK(find(database, id).version == 3);
    store::ReadTransaction reading = database->read();
    CHECK(activities::attendance_totals(reading, 2024).size() == 2);
}

TEST_CASE("the kept totals are right after many changes of every kind") {
    CatalogueDatabase database;
    std::mt19937 random(20240503);
    const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
    const std::vector<std::string> keys{"street_work", "leisure_pass"};
    std::vector<std::int64_t> known;
    for (int i = 0; i < 300; ++i) {
        Activity activity =
            activity_on(base::add_days(date_of(2023, 12, 1), below(400)), keys[random() % 2]);
        if (random() % 4 == 0) activity.district.clear();
        if (random() % 2 == 0) activity = held(activity, below(20), below(20));
        if (random() % 8 == 0) activity.state = State::cancelled;
        if (activity.state != State::held) activity.attendance = {};
        if (known.empty() || random() % 3 == 0) {
            known.push_back(add(database, activity));
            continue;
        }
        const Activity before = find(database, known[random() % known.size()]);
        activity.id = before.id;
        activity.version = before.version;
        const Change how = before.removed      ? Change::restored
                           : random() % 5 == 0 ? Change::removed
                                               : Change::changed;
        REQUIRE(change(database, activity, how));
    }
    CHECK(wrong_totals(database).empty());
    // And the check sees a wrong one.
    {
        store::WriteTransaction writing = database->write();
        writing.execute(
            "update activity_total set held = held + 1 where year = 2024 and month = 5");
        writing.commit();
    }
    CHECK_FALSE(wrong_totals(database).empty());
}

TEST_CASE("totals say what was planned, held, cancelled and counted in a month") {
    CatalogueDatabase database;
    add(database, held(activity_on(date_of(2024, 5, 3)), 4, 3));
    Activity uncounted = activity_on(date_of(2024, 5, 9));
    uncounted.state = State::held;
    add(database, uncounted);
    add(database, activity_on(date_of(2024, 5, 20)));
    Activity cancelled = activity_on(date_of(2024, 5, 31));
    cancelled.state = State::cancelled;
    add(database, cancelled);
    add(database, activity_on(date_of(2024, 6, 1)));
    store::ReadTransaction reading = database->read();
    const auto totals = activities::activity_totals_of(reading, "street_work");
    REQUIRE(totals.size() == 2);
    CHECK(totals[0].month == 5);
    CHECK(totals[0].planned == 1);
    CHECK(totals[0].held == 2);
    CHECK(totals[0].cancelled == 1);
    CHECK(totals[0].counted == 1);
    CHECK(totals[0].participants == 7);
    CHECK(totals[1].planned == 1);
}

TEST_CASE("an imported row comes in once") {
    CatalogueDatabase database;
    store::WriteTransaction writing = database->write();
    const Activity activity = activity_on(date_of(2024, 5, 3));
    const auto first =
        activities::add_activity(writing, activity, changer, Change::imported, "file:1");
    const auto again =
        activities::add_activity(writing, activity, changer, Change::imported, "file:1");
    const auto other =
        activities::add_activity(writing, activity, changer, Change::imported, "file:2");
    CHECK(first.added);
    CHECK_FALSE(again.added);
    CHECK(again.id == first.id);
    CHECK(other.id != first.id);
}

TEST_CASE("a series has its days' times, over the change of clock, and its rest can be found") {
    CatalogueDatabase database;
    Activity pattern = activity_on(date_of(2024, 3, 24));
    pattern.starts_at.minute_of_day = 22 * 60;
    pattern.ends_at = base::LocalTime{date_of(2024, 3, 25), 60};
    const activities::Recurrence weekly{date_of(2024, 3, 24), date_of(2024, 4, 7), 1, {7}, {}};
    store::WriteTransaction writing = database->write();
    const auto series = activities::add_series(writing, pattern, weekly,
                                               activities::occurrences(weekly).value(), changer);
    REQUIRE(series.activities.size() == 3);
    const Activity second = activities::find_activity(writing, series.activities[1]).value();
    CHECK(base::iso_local_time(second.starts_at) == "2024-03-31T22:00");
    CHECK(base::iso_local_time(*second.ends_at) == "2024-04-01T01:00");
    CHECK(second.series_id == series.id);

    Activity cancelled = second;
    cancelled.state = State::cancelled;
    REQUIRE(activities::change_activity(writing, cancelled, changer, Change::changed));
    const auto rest = activities::planned_in_series(writing, series.id, "2024-03-25");
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].id == series.activities[2]);
    CHECK(activities::planned_in_series(writing, series.id, "2024-01-01").size() == 2);
    CHECK(activities::planned_in_series(writing, series.id + 1, "2024-01-01").empty());
    // Changing one keeps it in its series.
    CHECK(activities::find_activity(writing, cancelled.id)->series_id == series.id);
}

TEST_CASE("a rota holds what someone stands on, cancelled ones too, deleted ones not") {
    CatalogueDatabase database;
    Activity mine = activity_on(date_of(2024, 5, 3));
    mine.staff = {3, 4};
    const std::int64_t first = add(database, mine);
    mine.starts_at.date = date_of(2024, 5, 10);
    mine.state = State::cancelled;
    const std::int64_t cancelled = add(database, mine);
    mine.starts_at.date = date_of(2024, 5, 17);
    mine.state = State::planned;
    const std::int64_t gone = add(database, mine);
    REQUIRE(change(database, find(database, gone), Change::removed));
    Activity others = activity_on(date_of(2024, 5, 4));
    others.staff = {4};
    add(database, others);

    store::ReadTransaction reading = database->read();
    const auto rota = [&](std::int64_t staff, const std::string& from, const std::string& to) {
        std::vector<std::int64_t> found;
        for (const Activity& activity : activities::rota_of(reading, staff, from, 100, to))
            found.push_back(activity.id);
        return found;
    };
    CHECK(rota(3, "2024-01-01", "") == std::vector<std::int64_t>{first, cancelled});
    CHECK(rota(3, "2024-05-04", "") == std::vector<std::int64_t>{cancelled});
    CHECK(rota(3, "2024-01-01", "2024-05-10") == std::vector<std::int64_t>{first});
    CHECK(rota(4, "2024-01-01", "").size() == 3);
    CHECK(rota(5, "2024-01-01", "").empty());
}

TEST_CASE("pages of a list join without gap or overlap in both directions") {
    CatalogueDatabase database;
    {
        store::WriteTransaction writing = database->write();
        // Several at the same minute, so that the number has to decide.
        for (int i = 0; i < 257; ++i)
            activities::add_activity(
                writing, activity_on(base::add_days(date_of(2024, 1, 1), i / 9)), changer);
        writing.commit();
    }
    for (const auto order :
         {ActivityFilter::Order::newest_first, ActivityFilter::Order::oldest_first}) {
        ActivityFilter filter;
        filter.order = order;
        filter.limit = 50;
        std::vector<std::int64_t> seen;
        store::ReadTransaction reading = database->read();
        for (;;) {
            const auto page = activities::activities(reading, filter);
            for (const Activity& activity : page) seen.push_back(activity.id);
            if (page.size() < 50) break;
            filter.after_time = base::iso_local_time(page.back().starts_at);
            filter.after_id = page.back().id;
        }
        CHECK(seen.size() == 257);
        CHECK(std::set<std::int64_t>(seen.begin(), seen.end()).size() == 257);
    }
    store::ReadTransaction reading = database->read();
    int all = 0;
    activities::each_activity(reading, {}, [&](const Activity&) { return ++all > 0; });
    CHECK(all == 257);
    int some = 0;
    activities::each_activity(reading, {}, [&](const Activity&) { return ++some < 120; });
    CHECK(some == 120);
}

TEST_CASE("an export reads every row with its own lists") {
    CatalogueDatabase database;
    {
        store::WriteTransaction writing = database->write();
        for (int i = 1; i <= 205; ++i) {
            Activity activity = held(activity_on(base::add_days(date_of(2024, 1, 1), i)), i, 1);
            activity.staff = {i, i + 1000};
            activity.partners = {"local_police"};
            activity.materials = {{"veste", i}, {"bolde", 2}};
            activities::add_activity(writing, activity, changer);
        }
        writing.commit();
    }
    store::ReadTransaction reading = database->read();
    int rows = 0;
    activities::each_activity(reading, {}, [&](const Activity& activity) {
        ++rows;
        CHECK(activity.staff == std::vector<std::int64_t>{activity.id, activity.id + 1000});
        CHECK(activity.partners == std::vector<std::string>{"local_police"});
        CHECK(activity.materials ==
              std::vector<activities::Material>{{"veste", activity.id}, {"bolde", 2}});
        CHECK(activity.attendance.cells[2][0] == activity.id);
        return true;
    });
    CHECK(rows == 205);
}

TEST_CASE("filters narrow the list, each alone and together") {
    CatalogueDatabase database;
    const std::int64_t street = add(database, activity_on(date_of(2024, 5, 3)));
    const std::int64_t last_year = add(database, activity_on(date_of(2023, 12, 31)));
    Activity pass = activity_on(date_of(2024, 5, 4), "leisure_pass");
    pass.district = "town_centre";
    pass.state = State::cancelled;
    const std::int64_t leisure = add(database, pass);
    CHECK(ids(database, {}) == std::vector<std::int64_t>{leisure, street, last_year});
    CHECK(ids(database, {.initiative = "street_work"}) ==
          std::vector<std::int64_t>{street, last_year});
    CHECK(ids(database, {.district = "town_centre"}) == std::vector<std::int64_t>{leisure});
    CHECK(ids(database, {.state = "cancelled"}) == std::vector<std::int64_t>{leisure});
    CHECK(ids(database, {.year = 2023}) == std::vector<std::int64_t>{last_year});
    CHECK(ids(database, {.initiative = "street_work", .state = "planned", .year = 2024}) ==
          std::vector<std::int64_t>{street});
    CHECK(ids(database, {.initiative = "leisure_pass", .district = "north_park"}).empty());
}

TEST_CASE("no question about activities steps over whole tables") {
    CatalogueDatabase database;
    const std::int64_t id = add(database, held(activity_on(date_of(2024, 5, 3)), 1, 2));
    REQUIRE(change(database, find(database, id)));
    store::ReadTransaction reading = database->read();
    for (const char* initiative : {"", "street_work"})
        for (const char* district : {"", "north_park"})
            for (const char* state : {"", "held"})
                for (const int year : {0, 2024})
                    activities::activities(reading, {.initiative = initiative,
                                                     .district = district,
                                                     .state = state,
                                                     .year = year});
    activities::each_activity(reading, {}, [](const Activity&) { return true; });
    activities::rota_of(reading, 3, "2024-01-01", 10);
    activities::planned_in_series(reading, 1, "2024-01-01");
    activities::initiative_is_used(reading, "street_work");
    activities::activity_totals(reading, 2024);
    activities::activity_totals_of(reading, "street_work");
    activities::attendance_totals(reading, 2024);
    activities::find_feed(reading, "x");
    activities::feed_of(reading, 7);
    CHECK(database->statistics().full_scans == std::vector<std::string>{});
}

TEST_CASE("a calendar address works until it is revoked or made anew, and can't be read back") {
    CatalogueDatabase database;
    store::WriteTransaction writing = database->write();
    const std::string first = activities::make_feed(writing, 7, 3, changer.now);
    const std::string of_other = activities::make_feed(writing, 8, 4, changer.now);
    CHECK(first.size() >= 43);
    REQUIRE(activities::find_feed(writing, first));
    CHECK(activities::find_feed(writing, first)->staff_member_id == 3);
    CHECK_FALSE(activities::find_feed(writing, ""));
    CHECK_FALSE(activities::find_feed(writing, first + "x"));
    // What is stored is not what is shown.
    const auto stored = writing.text("select token_hash from calendar_feed where account_id = 7");
    CHECK(stored != first);
    CHECK_FALSE(activities::find_feed(writing, stored.value()));

    const std::string second = activities::make_feed(writing, 7, 3, changer.now);
    CHECK_FALSE(activities::find_feed(writing, first));
    CHECK(activities::find_feed(writing, second));
    CHECK(activities::feed_of(writing, 7));
    CHECK(activities::revoke_feed(writing, 7, changer.now));
    CHECK_FALSE(activities::find_feed(writing, second));
    CHECK_FALSE(activities::feed_of(writing, 7));
    CHECK_FALSE(activities::revoke_feed(writing, 7, changer.now));
    CHECK(activities::find_feed(writing, of_other));
}
