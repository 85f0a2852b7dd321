#include "activities/activity_form.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "history/record_change.h"
#include "initiatives/testing/sample_catalogue.h"

using activities::Activity;
using activities::ActivityInput;
using activities::State;
using base::date_of;

namespace {

const base::LocalTime now{date_of(2024, 11, 12), 11 * 60};
const initiatives::Catalogue& catalogue() {
    static const initiatives::Catalogue sample = initiatives::testing::sample_catalogue();
    return sample;
}

using Sent = std::multimap<std::string, std::string>;

web::Fields fields_of(const Sent& sent) {
    web::Fields fields;
    for (const auto& [name, value] : sent) fields.add(name, value);
    return fields;
}

Sent held_form() {
    return {{"initiative", "street_work"}, {"district", "north_park"}, {"starts_on", "2024-11-11"},
            {"starts_time", "18:00"},      {"state", "held"},          {"attendance_total", "12"}};
}

Sent with(Sent sent, const std::string& name, const std::string& value) {
    sent.erase(name);
    sent.emplace(name, value);
    return sent;
}

ActivityInput read(const Sent& sent, const Activity* before = nullptr) {
    return activities::read_activity(fields_of(sent), {catalogue(), {3, 12}, before}, now);
}

std::set<std::string> refusals(const base::FieldErrors& errors) {
    std::set<std::string> found;
    for (const auto& error : errors) found.insert(error.field + ":" + error.error.code);
    return found;
}

std::set<std::string> refusals(const Sent& sent, const Activity* before = nullptr) {
    return refusals(read(sent, before).errors);
}

using Refusals = std::set<std::string>;

}  // namespace

TEST_CASE("a whole form becomes an activity") {
    Sent sent = held_form();
    sent.merge(Sent{{"title", "  Åben hal "},
                    {"place", "Hallen"},
                    {"ends_time", "20.30"},
                    {"attendance_10-14_female", "7"},
                    {"attendance_unknown_unknown", "5"},
                    {"staff", "12"},
                    {"staff", "3"},
                    {"partners", "local_police"},
                    {"partners", "housing_companies"},
                    {"materials", "3 bolde\r\n\r\n20 veste"},
                    {"note", "Rolig\r\naften"}});
    const ActivityInput input = read(sent);
    CHECK(refusals(input.errors) == Refusals{});
    const history::Snapshot snapshot = activities::snapshot(input.activity);
    CHECK(snapshot.at("title") == "Åben hal");
    CHECK(snapshot.at("starts_time") == "18:00");
    CHECK(snapshot.at("ends_on") == "2024-11-11");
    CHECK(snapshot.at("ends_time") == "20:30");
    CHECK(snapshot.at("attendance_total") == "12");
    CHECK(snapshot.at("attendance_10-14_female") == "7");
    CHECK(input.activity.staff == std::vector<std::int64_t>{3, 12});
    CHECK(snapshot.at("partners") == "housing_companies,local_police");
    CHECK(snapshot.at("materials") == "3 bolde\n20 veste");
    CHECK(snapshot.at("note") == "Rolig\naften");
    // A version fills the form again, and the form gives the same.
    const ActivityInput again =
        activities::read_activity(history::form_of(snapshot), {catalogue(), {3, 12}, nullptr}, now);
    CHECK(again.ok());
    CHECK(activities::snapshot(again.activity) == snapshot);
}

TEST_CASE("what is missing or doesn't fit gets one message at its field") {
    const auto one = [](const std::string& name, const std::string& value) {
        return refusals(with(held_form(), name, value));
    };
    CHECK(refusals(held_form()) == Refusals{});
    CHECK(one("initiative", "") == Refusals{"initiative:missing"});
    CHECK(one("initiative", "no_such") == Refusals{"initiative:choice"});
    CHECK(one("initiative", "safety_walks") == Refusals{"initiative:not_in_force"});
    CHECK(one("district", "") == Refusals{"district:missing"});
    CHECK(one("district", "atlantis").size() == 1);
    CHECK(one("starts_on", "i går").size() == 1);
    CHECK(one("starts_on", "2024-02-30").size() == 1);
    CHECK(one("starts_time", "").size() == 1);
    CHECK(one("starts_time", "25:00").size() == 1);
    CHECK(one("starts_on", "2024-11-13") == Refusals{"state:future"});
    CHECK(one("ends_on", "2024-11-11") == Refusals{"ends_time:missing"});
    // Without a state there can be no participants either.
    CHECK(one("state", "").size() == 2);
    CHECK(one("state", "done").size() == 2);
    CHECK(one("attendance_total", "mange").size() == 1);
    CHECK(one("attendance_total", "-1").size() == 1);
    CHECK(one("attendance_10-14_male", "11") == Refusals{"attendance_total:sum"});
    CHECK(one("staff", "4").size() == 1);
    CHECK(one("partners", "no_such").size() == 1);
    CHECK(one("materials", "bolde") == Refusals{"materials:material"});
    CHECK(one("note", "Talte med 010190-1234") == Refusals{"note:R12"});
    CHECK(one("materials", "010190 1234 Bo") == Refusals{"materials:R12"});
    CHECK(one("planned_activity", "walk") == Refusals{"planned_activity:choice"});
    CHECK(one("cancel_reason", "Regn") == Refusals{"cancel_reason:state"});
}

TEST_CASE("an initiative may be chosen in the years it is in force") {
    CHECK(refusals(with(with(held_form(), "initiative", "safety_walks"), "starts_on",
                        "2014-05-01")) == Refusals{});
    Sent walk = with(with(held_form(), "initiative", "safety_walks"), "starts_on", "2014-05-01");
    CHECK(refusals(with(walk, "planned_activity", "walk")) == Refusals{});
    CHECK(refusals(with(with(held_form(), "initiative", "leisure_pass"), "starts_on",
                        "2023-05-01")) == Refusals{"initiative:not_in_force"});
    CHECK(refusals(with(with(held_form(), "initiative", "safety_walks"), "starts_on",
                        "2024-05-01")) == Refusals{"initiative:not_in_force"});
}

TEST_CASE("a correction keeps what could no longer be chosen") {
    Activity before;
    before.initiative = "safety_walks";
    before.planned_activity = "walk";
    before.district = "old_quarter";
    before.staff = {99};
    before.partners = {"old_club"};
    Sent sent = with(with(held_form(), "initiative", "safety_walks"), "district", "old_quarter");
    sent.emplace("planned_activity", "walk");
    sent.emplace("staff", "3,99");
    sent.emplace("partners", "old_club,local_police");
    CHECK(refusals(sent, &before) == Refusals{});
    CHECK(read(sent, &before).activity.staff == std::vector<std::int64_t>{3, 99});
    CHECK(refusals(sent).size() == 4);
}

TEST_CASE("participants are counted, divided, or marked as not counted") {
    Sent sent = held_form();
    sent.erase("attendance_total");
    CHECK(refusals(sent) == Refusals{"attendance_total:missing"});
    CHECK(refusals(with(sent, "attendance", "not_counted")) == Refusals{});
    CHECK_FALSE(read(with(sent, "attendance", "not_counted")).activity.attendance.counted);
    CHECK(refusals(with(held_form(), "attendance", "not_counted")) ==
          Refusals{"attendance_total:not_counted"});
    sent.emplace("attendance_25+_male", "4");
    sent.emplace("attendance_0-9_female", "2");
    CHECK(read(sent).activity.attendance.total == 6);  // the sum, when no total was written
    CHECK(read(sent).ok());
    const auto none = read(with(held_form(), "attendance_total", "0"));
    CHECK(none.ok());
    CHECK(none.activity.attendance.counted);
    Sent planned = with(held_form(), "state", "planned");
    CHECK(refusals(planned) == Refusals{"attendance_total:not_held"});
    planned.erase("attendance_total");
    CHECK(refusals(planned) == Refusals{});
}

TEST_CASE("an end before the start lies on the next day when that is a night's length") {
    const auto end_of = [](const std::string& start, const std::string& end,
                           const std::string& day) {
        Sent sent = with(with(held_form(), "starts_time", start), "ends_time", end);
        if (!day.empty()) sent.emplace("ends_on", day);
        const ActivityInput input = read(sent);
        return input.ok() ? base::iso_local_time(*input.activity.ends_at) : std::string("refused");
    };
    CHECK(end_of("18:00", "20:00", "") == "2024-11-11T20:00");
    CHECK(end_of("20:00", "01:30", "") == "2024-11-12T01:30");
    CHECK(end_of("20:00", "08:00", "") == "2024-11-12T08:00");
    CHECK(end_of("20:00", "08:01", "") == "refused");
    CHECK(end_of("18:00", "17:00", "") == "refused");
    CHECK(end_of("18:00", "17:00", "2024-11-12") == "2024-11-12T17:00");
    CHECK(end_of("18:00", "17:00", "2024-11-11") == "refused");
}

TEST_CASE("the form of an activity gives it back, and who moves the start moves the end") {
    for (const char* end : {"2024-11-11T20:00", "2024-11-12T01:00", "2024-11-12T19:00"}) {
        CAPTURE(end);
        Activity activity;
        activity.initiative = "street_work";
        activity.place = "Torvet";
        activity.starts_at = {date_of(2024, 11, 11), 18 * 60};
        activity.ends_at = base::parse_local_time(end);
        const web::Fields form = activities::form_of(activity);
        const ActivityInput same = activities::read_activity(form, {catalogue(), {}}, now);
        CHECK(same.ok());
        CHECK(activities::snapshot(same.activity) == activities::snapshot(activity));
        web::Fields moved;
        for (const auto& [name, value] : form.all())
            moved.add(name, name == "starts_on" ? "2024-12-24" : value);
        const ActivityInput later = activities::read_activity(moved, {catalogue(), {}}, now);
        const bool long_stay = std::string_view(end) == "2024-11-12T19:00";
        CHECK(later.ok() == !long_stay);
        if (!long_stay)
            CHECK(base::days_between(activity.ends_at->date, later.activity.ends_at->date) == 43);
    }
}

TEST_CASE("the quick form needs initiative and place; how many may stay open") {
    const auto quick = [](const Sent& sent) {
        return activities::read_quick_registration(fields_of(sent), catalogue(), now);
    };
    const ActivityInput whole =
        quick({{"initiative", "street_work"}, {"where", "nordparken"}, {"how_many", "14"}});
    REQUIRE(whole.ok());
    CHECK(whole.activity.district == "north_park");
    CHECK(whole.activity.place.empty());
    CHECK(whole.activity.state == State::held);
    CHECK(whole.activity.starts_at == now);
    CHECK(whole.activity.attendance.counted);
    CHECK(whole.activity.attendance.total == 14);
    const ActivityInput english =
        quick({{"initiative", "street_work"}, {"where", "Town Centre"}, {"how_many", ""}});
    REQUIRE(english.ok());
    CHECK(english.activity.district == "town_centre");
    CHECK_FALSE(english.activity.attendance.counted);
    const ActivityInput place =
        quick({{"initiative", "street_work"}, {"where", "Ved skaterbanen"}, {"how_many", "0"}});
    REQUIRE(place.ok());
    CHECK(place.activity.place == "Ved skaterbanen");
    CHECK(place.activity.attendance.counted);

    CHECK(refusals(quick({}).errors) == Refusals{"initiative:missing", "where:missing"});
    CHECK(refusals(quick({{"initiative", "safety_walks"}, {"where", "x"}}).errors) ==
          Refusals{"initiative:not_in_force"});
    CHECK(refusals(quick({{"initiative", "street_work"}, {"where", "Hos 010190-1234"}}).errors) ==
          Refusals{"where:R12"});
    CHECK(refusals(
              quick({{"initiative", "street_work"}, {"where", "x"}, {"how_many", "20001"}}).errors)
              .size() == 1);
}

TEST_CASE("holding and cancelling are laid over the whole form") {
    Activity planned;
    planned.initiative = "street_work";
    planned.place = "Torvet";
    planned.starts_at = {date_of(2024, 11, 11), 18 * 60};
    planned.partners = {"local_police"};
    planned.note = "Husk veste";
    planned.staff = {3};
    const web::Fields whole = history::form_of(activities::snapshot(planned));
    const auto read_part = [&](const web::Fields& form) {
        return activities::read_activity(form, {catalogue(), {3}, &planned}, now);
    };
    const ActivityInput held =
        read_part(activities::with_holding(whole, fields_of({{"attendance_total", "9"},
                                                             {"partners", "housing_companies"},
                                                             {"note", "Gik godt"},
                                                             {"place", "Et andet sted"},
                                                             {"version", "4"}})));
    REQUIRE(held.ok());
    CHECK(held.activity.state == State::held);
    CHECK(held.activity.attendance.total == 9);
    CHECK(held.activity.partners == std::vector<std::string>{"housing_companies"});
    CHECK(held.activity.note == "Gik godt");
    CHECK(held.activity.place == "Torvet");
    CHECK(held.activity.staff == std::vector<std::int64_t>{3});
    CHECK(refusals(read_part(activities::with_holding(whole, {})).errors) ==
          Refusals{"attendance_total:missing"});

    const ActivityInput cancelled = read_part(activities::with_cancellation(
        whole, fields_of({{"cancel_reason", "Regn"}, {"note", "x"}})));
    REQUIRE(cancelled.ok());
    CHECK(cancelled.activity.state == State::cancelled);
    CHECK(cancelled.activity.cancel_reason == "Regn");
    CHECK(cancelled.activity.note == "Husk veste");
}

TEST_CASE("a series is read, looked over, and narrowed to the chosen days") {
    Activity pattern;
    pattern.initiative = "street_work";
    pattern.place = "Torvet";
    pattern.starts_at = {date_of(2024, 12, 16), 18 * 60};
    const Sent weekly{{"repeat", "1"},
                      {"repeat_weeks", "1"},
                      {"repeat_weekdays", "1"},
                      {"repeat_until", "2025-01-06"}};
    const auto series = [&](const Sent& sent) {
        return activities::read_series(fields_of(sent), pattern, now);
    };
    CHECK(activities::asks_for_series(fields_of(weekly)));
    CHECK_FALSE(activities::asks_for_series(fields_of(held_form())));
    const auto all = series(weekly);
    REQUIRE(all.ok());
    CHECK(all.days.size() == 4);

    Sent chosen = weekly;
    chosen.emplace("chosen_days", "1");
    CHECK(refusals(series(chosen).errors) == Refusals{"day:missing"});
    chosen.emplace("day", "2024-12-16");
    chosen.emplace("day", "2025-01-06");
    chosen.emplace("day", "2025-01-07");  // never offered
    const auto some = series(chosen);
    REQUIRE(some.ok());
    CHECK(some.days == std::vector{date_of(2024, 12, 16), date_of(2025, 1, 6)});
    CHECK(some.recurrence.except == std::vector{date_of(2024, 12, 23), date_of(2024, 12, 30)});

    CHECK(refusals(series(with(weekly, "repeat_until", "2024-12-01")).errors) ==
          Refusals{"repeat_until:order"});
    CHECK(refusals(series(with(weekly, "repeat_weekdays", "2")).errors) == Refusals{});
    CHECK(series(with(weekly, "repeat_weekdays", "8")).errors.size() == 1);
    CHECK(series(with(weekly, "repeat_weeks", "0")).errors.size() == 1);
    CHECK(series(with(weekly, "repeat_until", "")).errors.size() == 1);
    pattern.state = State::held;
    CHECK(refusals(series(weekly).errors) == Refusals{"repeat:state"});
}

TEST_CASE("a list's address becomes its filter, and nonsense becomes none") {
    const auto filter = activities::filter_of(fields_of({{"indsats", "street_work"},
                                                         {"distrikt", "north_park"},
                                                         {"tilstand", "held"},
                                                         {"aar", "2024"}}));
    CHECK(filter.initiative == "street_work");
    CHECK(filter.district == "north_park");
    CHECK(filter.state == "held");
    CHECK(filter.year == 2024);
    const auto nothing = activities::filter_of(fields_of(
        {{"indsats", "x' or 1=1"}, {"distrikt", "../.."}, {"tilstand", "done"}, {"aar", "20244"}}));
    CHECK(nothing.initiative.empty());
    CHECK(nothing.district.empty());
    CHECK(nothing.state.empty());
    CHECK(nothing.year == 0);

    Activity activity;
    activity.id = 17;
    activity.starts_at = now;
    const auto place = activities::list_place_of(activities::list_place(activity));
    REQUIRE(place);
    CHECK(place->time == "2024-11-12T11:00");
    CHECK(place->id == 17);
    for (const char* text : {"", "_", "2024-11-12T11:00", "2024-11-12T11:00_", "x_17",
                             "2024-11-12T11:00_-1", "2024-11-12T11:00_17x"})
        CHECK_FALSE(activities::list_place_of(text));
}
