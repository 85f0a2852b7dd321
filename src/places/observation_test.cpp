#include "places/observation.h"

#include <doctest/doctest.h>

#include <set>

using places::Category;
using places::Observation;

namespace {

const base::LocalTime now{base::date_of(2024, 11, 12), 11 * 60};

Observation good() {
    Observation observation;
    observation.category = Category::lighting;
    observation.district = "north_park";
    observation.place = "Stien ved søen";
    observation.observed_at = {base::date_of(2024, 11, 11), 20 * 60 + 15};
    observation.text = "To lamper er ude af drift.";
    return observation;
}

// "field code" of every message.
std::set<std::string> found(const Observation& observation) {
    std::set<std::string> messages;
    for (const base::FieldError& error : places::check(observation, now))
        messages.insert(error.field + " " + error.error.code);
    return messages;
}

}  // namespace

TEST_CASE("an observation: what may be registered and what may not") {
    struct Case {
        const char* what;
        void (*change)(Observation&);
        std::set<std::string> expected;
    };
    const Case cases[] = {
        {"as it is", [](Observation&) {}, {}},
        {"at this very minute", [](Observation& o) { o.observed_at = now; }, {}},
        {"no place", [](Observation& o) { o.place.clear(); }, {}},
        {"no district", [](Observation& o) { o.district.clear(); }, {"district missing"}},
        {"no text", [](Observation& o) { o.text.clear(); }, {"text missing"}},
        {"a minute ahead",
         [](Observation& o) {
             o.observed_at.minute_of_day = 11 * 60 + 1, o.observed_at.date = now.date;
         },
         {"observed_on future"}},
        {"five years ago",
         [](Observation& o) { o.observed_at.date = base::date_of(2019, 11, 13); },
         {}},
        {"ten years ago",
         [](Observation& o) { o.observed_at.date = base::date_of(2014, 11, 12); },
         {}},
        {"longest text", [](Observation& o) { o.text.assign(2000, 'a'); }, {}},
        {"too long a text", [](Observation& o) { o.text.assign(2001, 'a'); }, {"text too_long"}},
        {"letters count, not bytes",
         [](Observation& o) {
             o.place.clear();
             for (int i = 0; i < 200; ++i) o.place += "ø";
         },
         {}},
        {"too long a place", [](Observation& o) { o.place.assign(201, 'a'); }, {"place too_long"}},
        {"a civil registration number in the text",
         [](Observation& o) { o.text = "Set 010203-1234 ved bænken"; },
         {"text R12"}},
        {"a civil registration number in the place",
         [](Observation& o) { o.place = "hos 0102031234"; },
         {"place R12"}},
        {"a telephone number is none", [](Observation& o) { o.text = "Ring 43 57 75 75"; }, {}},
    };
    for (const Case& one : cases) {
        CAPTURE(one.what);
        Observation observation = good();
        one.change(observation);
        CHECK(found(observation) == one.expected);
    }
}

TEST_CASE("a new one typed in by hand is not more than five years old") {
    Observation observation = good();
    observation.observed_at.date = base::date_of(2019, 11, 13);
    CHECK(places::check_new(observation, now).empty());
    observation.observed_at.date = base::date_of(2019, 11, 1);
    const base::FieldErrors refused = places::check_new(observation, now);
    REQUIRE(refused.size() == 1);
    CHECK(refused[0].field == "observed_on");
    CHECK(refused[0].error.code == "too_old");
    CHECK(places::check(observation, now).empty());
    // Its other rules are everyone's.
    observation.text.clear();
    CHECK(places::check_new(observation, now).size() == 2);
}

TEST_CASE("the refusal of R12 says it in the words of the rule") {
    Observation observation = good();
    observation.text = "010203-1234";
    CHECK(places::check(observation, now).front().error.message ==
          "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv stedet eller tendensen i "
          "stedet.");
}

TEST_CASE("every category has a code of its own and a name") {
    std::set<std::string_view> codes;
    for (const Category category : places::all_categories()) {
        codes.insert(places::category_code(category));
        CHECK(places::category_of(places::category_code(category)) == category);
        CHECK_FALSE(places::category_name(category).empty());
    }
    CHECK(codes.size() == places::all_categories().size());
    CHECK_FALSE(places::category_of("person").has_value());
    CHECK_FALSE(places::category_of("").has_value());
}

TEST_CASE("a snapshot holds every field in its canonical form") {
    Observation observation = good();
    observation.initiative = "street_work";
    CHECK(places::snapshot(observation) == history::Snapshot{{"category", "lighting"},
                                                             {"district", "north_park"},
                                                             {"place", "Stien ved søen"},
                                                             {"observed_on", "2024-11-11"},
                                                             {"observed_time", "20:15"},
                                                             {"text", "To lamper er ude af drift."},
                                                             {"initiative", "street_work"}});
}
