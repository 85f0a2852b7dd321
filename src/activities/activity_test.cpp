#include "activities/activity.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>

using activities::Activity;
using activities::AgeGroup;
using activities::Recurrence;
using activities::Sex;
using activities::State;
using base::date_of;

namespace {

const base::LocalTime now{date_of(2024, 11, 12), 11 * 60};

Activity held_activity() {
    Activity activity;
    activity.initiative = "street_work";
    activity.district = "north_park";
    activity.starts_at = {date_of(2024, 11, 11), 18 * 60};
    activity.ends_at = base::LocalTime{date_of(2024, 11, 11), 20 * 60};
    activity.state = State::held;
    activity.attendance.counted = true;
    activity.attendance.total = 12;
    return activity;
}

std::int64_t& cell(Activity& activity, AgeGroup group, Sex sex) {
    return activity.attendance
        .cells[static_cast<std::size_t>(group)][static_cast<std::size_t>(sex)];
}

// The codes of the refusals, "field:code".
std::set<std::string> refusals(const Activity& activity) {
    std::set<std::string> found;
    for (const base::FieldError& error : activities::check(activity, now))
        found.insert(error.field + ":" + error.error.code);
    return found;
}

std::vector<std::string> days_of(const Recurrence& recurrence) {
    std::vector<std::string> days;
    const std::vector<base::Date> found = activities::occurrences(recurrence).value();
    days.reserve(found.size());
    for (const base::Date day : found) days.push_back(base::iso_date(day));
    return days;
}

std::string refusal_of(const Recurrence& recurrence) {
    const auto days = activities::occurrences(recurrence);
    return days ? "" : days.error().code;
}

}  // namespace

TEST_CASE("an activity keeps the rules or is refused at the field that breaks them") {
    struct Case {
        const char* refusal;
        std::function<void(Activity&)> change;
    };
    const Case cases[] = {
        {"", [](Activity&) {}},
        {"initiative:missing", [](Activity& a) { a.initiative.clear(); }},
        {"district:missing", [](Activity& a) { a.district.clear(); }},
        {"",
         [](Activity& a) {
             a.district.clear();
             a.place = "Klubben";
         }},
        {"ends_time:order", [](Activity& a) { a.ends_at = a.starts_at; }},
        {"", [](Activity& a) { a.ends_at.reset(); }},
        {"", [](Activity& a) { a.ends_at->date = date_of(2024, 12, 12); }},
        {"ends_time:too_long", [](Activity& a) { a.ends_at->date = date_of(2024, 12, 13); }},
        {"",
         [](Activity& a) {
             a.starts_at = now;
             a.ends_at.reset();
         }},
        {"state:future",
         [](Activity& a) {
             a.starts_at = {now.date, now.minute_of_day + 1};
             a.ends_at.reset();
         }},
        {"starts_on:range",
         [](Activity& a) {
             a.starts_at.date = date_of(2009, 1, 1);
             a.ends_at.reset();
         }},
        {"",
         [](Activity& a) {
             a.starts_at.date = date_of(2010, 1, 1);
             a.ends_at.reset();
         }},
        {"attendance_total:not_counted", [](Activity& a) { a.attendance.counted = false; }},
        {"", [](Activity& a) { a.attendance = {}; }},
        {"attendance_total:not_held", [](Activity& a) { a.state = State::planned; }},
        {"attendance_total:range",
         [](Activity& a) { a.attendance.total = activities::attendance_max + 1; }},
        {"", [](Activity& a) { a.attendance.total = activities::attendance_max; }},
        {"", [](Activity& a) { a.attendance.total = 0; }},
        {"attendance_total:sum",
         [](Activity& a) { cell(a, AgeGroup::from_15_to_17, Sex::male) = 11; }},
        {"",
         [](Activity& a) {
             cell(a, AgeGroup::from_15_to_17, Sex::male) = 11;
             cell(a, AgeGroup::unknown, Sex::unknown) = 1;
         }},
        {"attendance_total:range", [](Activity& a) { cell(a, AgeGroup::from_25, Sex::male) = -1; }},
        {"staff:too_many", [](Activity& a) { a.staff.assign(51, 1); }},
        {"", [](Activity& a) { a.staff.assign(50, 1); }},
        {"partners:too_many", [](Activity& a) { a.partners.assign(51, "police"); }},
        {"materials:too_many",
         [](Activity& a) {
             a.materials.assign(21, {"bolde", 1});
         }},
        {"materials:material",
         [](Activity& a) {
             a.materials = {{"", 1}};
         }},
        {"materials:material",
         [](Activity& a) {
             a.materials = {{"bolde", -1}};
         }},
        {"",
         [](Activity& a) {
             a.materials = {{"bolde", 0}};
         }},
        {"title:too_long", [](Activity& a) { a.title = std::string(201, 'x'); }},
        {"note:too_long", [](Activity& a) { a.note = std::string(2001, 'x'); }},
        {"",
         [](Activity& a) {
             a.note.clear();
             for (int i = 0; i < 2000; ++i) a.note += "å";  // two bytes, one character
         }},
        {"cancel_reason:state", [](Activity& a) { a.cancel_reason = "Regn"; }},
        {"",
         [](Activity& a) {
             a.state = State::cancelled;
             a.attendance = {};
             a.cancel_reason = "Regn";
         }},
    };
    for (std::size_t i = 0; i < std::size(cases); ++i) {
        CAPTURE(i);
        Activity activity = held_activity();
        cases[i].change(activity);
        const std::set<std::string> found = refusals(activity);
        if (*cases[i].refusal == '\0') {
            CHECK(found.empty());
        } else {
            CHECK(found.contains(cases[i].refusal));
        }
    }
}

TEST_CASE("text that holds a civil registration number is refused in every field (R12)") {
    const std::string text = "Talte med 010190-1234 om det";
    struct Case {
        const char* field;
        std::function<void(Activity&)> change;
    };
    const Case cases[] = {
        {"title", [&](Activity& a) { a.title = text; }},
        {"place", [&](Activity& a) { a.place = text; }},
        {"note", [&](Activity& a) { a.note = text; }},
        {"cancel_reason", [&](Activity& a) { a.cancel_reason = text; }},
        {"materials",
         [&](Activity& a) {
             a.materials = {{text, 1}};
         }},
    };
    for (const Case& one : cases) {
        CAPTURE(one.field);
        Activity activity = held_activity();
        one.change(activity);
        CHECK(refusals(activity).contains(std::string(one.field) + ":R12"));
    }
    Activity activity = held_activity();
    activity.note = "Ring til 43 57 75 75, sag 2024-1234";
    CHECK(refusals(activity).empty());
}

TEST_CASE("a snapshot gives back the activity it was made of") {
    Activity activity = held_activity();
    activity.title = "Åben hal";
    activity.planned_activity = "walk";
    activity.place = "Hallen";
    cell(activity, AgeGroup::from_10_to_14, Sex::female) = 7;
    cell(activity, AgeGroup::unknown, Sex::unknown) = 5;
    activity.staff = {2, 3, 12};
    activity.partners = {"housing_companies", "local_police"};
    activity.materials = {{"bolde med pumpe", 3}, {"veste", 20}};
    activity.note = "Første linje\nAnden linje";
    const history::Snapshot snapshot = activities::snapshot(activity);
    CHECK(snapshot.at("attendance_10-14_female") == "7");
    const Activity back = activities::activity_of(snapshot);
    CHECK(activities::snapshot(back) == snapshot);
    CHECK(back.staff == activity.staff);
    CHECK(back.materials == activity.materials);
    CHECK(back.attendance == activity.attendance);
    CHECK(back.ends_at == activity.ends_at);

    Activity bare;
    bare.initiative = "street_work";
    bare.starts_at = now;
    bare.state = State::cancelled;
    bare.cancel_reason = "Regn";
    CHECK(activities::snapshot(activities::activity_of(activities::snapshot(bare))) ==
          activities::snapshot(bare));
    CHECK_THROWS_AS(activities::activity_of({{"starts_on", "i går"}}), std::logic_error);
}

TEST_CASE("codes are unique, and a state is found by its own") {
    std::set<std::string_view> ages;
    for (const AgeGroup group : activities::all_age_groups())
        ages.insert(activities::age_group_code(group));
    CHECK(ages.size() == 6);
    std::set<std::string_view> sexes;
    for (const Sex sex : activities::all_sexes()) sexes.insert(activities::sex_code(sex));
    CHECK(sexes.size() == 3);
    for (const State state : {State::planned, State::held, State::cancelled})
        CHECK(activities::state_of(activities::state_code(state)) == state);
    CHECK_FALSE(activities::state_of("done"));
}

TEST_CASE("a material is a number and a name") {
    CHECK(activities::material_of(" 3  fodbolde ") == activities::Material{"fodbolde", 3});
    CHECK(activities::material_of("20 veste, røde") == activities::Material{"veste, røde", 20});
    CHECK_FALSE(activities::material_of("fodbolde"));
    CHECK_FALSE(activities::material_of("3"));
    CHECK_FALSE(activities::material_of(""));
    CHECK_FALSE(activities::material_of("3x bolde"));
}

TEST_CASE("a series goes on by the week, over the change of clock and of year") {
    // Clocks change on 31 March 2024, a Sunday; the days don't.
    CHECK(days_of({date_of(2024, 3, 24), date_of(2024, 4, 7), 1, {7}, {}}) ==
          std::vector<std::string>{"2024-03-24", "2024-03-31", "2024-04-07"});
    CHECK(days_of({date_of(2024, 10, 20), date_of(2024, 11, 3), 1, {7}, {}}) ==
          std::vector<std::string>{"2024-10-20", "2024-10-27", "2024-11-03"});
    // 2026 has 53 weeks, so every other week goes from week 52 to week 1.
    CHECK(days_of({date_of(2026, 12, 23), date_of(2027, 1, 20), 2, {3}, {}}) ==
          std::vector<std::string>{"2026-12-23", "2027-01-06", "2027-01-20"});
    // The leap day is a day like others.
    CHECK(days_of({date_of(2024, 2, 28), date_of(2024, 3, 1), 1, {3, 4, 5}, {}}) ==
          std::vector<std::string>{"2024-02-28", "2024-02-29", "2024-03-01"});
    // Two weekdays in every third week, from the week of the first day on.
    CHECK(days_of({date_of(2024, 5, 2), date_of(2024, 5, 31), 3, {1, 4}, {}}) ==
          std::vector<std::string>{"2024-05-02", "2024-05-20", "2024-05-23"});
    CHECK(days_of({date_of(2024, 12, 23), date_of(2025, 1, 6), 1, {1}, {date_of(2024, 12, 30)}}) ==
          std::vector<std::string>{"2024-12-23", "2025-01-06"});
}

TEST_CASE("a series is refused where it makes no sense or has no end") {
    const base::Date monday = date_of(2024, 5, 6);
    CHECK(refusal_of({monday, date_of(2024, 5, 5), 1, {1}, {}}) == "order");
    CHECK(refusal_of({monday, monday, 1, {1}, {}}).empty());
    CHECK(refusal_of({monday, monday, 1, {2}, {}}) == "none");
    CHECK(refusal_of({monday, monday, 0, {1}, {}}) == "range");
    CHECK(refusal_of({monday, monday, 53, {1}, {}}) == "range");
    CHECK(refusal_of({monday, monday, 52, {1}, {}}).empty());
    CHECK(refusal_of({monday, monday, 1, {}, {}}) == "missing");
    CHECK(refusal_of({monday, date_of(2028, 5, 6), 1, {1}, {}}) == "range");
    CHECK(refusal_of({monday, date_of(2025, 5, 5), 1, {1, 2, 3, 4, 5}, {}}) == "too_many");
    CHECK(days_of({monday, base::add_days(monday, 199), 1, {1, 2, 3, 4, 5, 6, 7}, {}}).size() ==
          200);
    CHECK(refusal_of({monday, base::add_days(monday, 200), 1, {1, 2, 3, 4, 5, 6, 7}, {}}) ==
          "too_many");
}
