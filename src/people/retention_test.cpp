#include "people/retention.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "access/testing/policy_world.h"

namespace {

using access::Purpose;
using base::date_of;
using people::RetentionEvent;
using Start = RetentionEvent::Start;

people::RetentionAnswer answer(const std::vector<RetentionEvent>& events) {
    return people::retention_of(events, access::testing::small_law());
}

RetentionEvent mentoring(Start start, base::Date day) {
    return {"assignment", "mentoring_course", start, day};
}

}  // namespace

TEST_CASE("R36: due is the start event's day and the days of the class, the day itself included") {
    const auto found =
        answer({{"person", "concern_without_case", Start::on_day, date_of(2026, 3, 2)}});
    REQUIRE(found.reason.has_value());
    CHECK(found.reason->due_on == date_of(2027, 3, 2));
    CHECK(found.reason->kle_number == "27.03.00");
    CHECK(found.reason->start_event == "decided");
    CHECK_FALSE(found.archive_first);
    CHECK_FALSE(people::is_due(found, date_of(2027, 3, 1)));
    CHECK(people::is_due(found, date_of(2027, 3, 2)));
    CHECK_FALSE(people::is_due(answer({}), date_of(2090, 1, 1)));
}

TEST_CASE("R36: what is kept longest keeps the person, in whatever order it comes") {
    const RetentionEvent registered{"person", "concern_without_case", Start::on_day,
                                    date_of(2026, 3, 2)};
    const RetentionEvent course = mentoring(Start::on_day, date_of(2025, 1, 1));
    for (const auto& events : {std::vector{registered, course}, std::vector{course, registered}}) {
        const auto found = answer(events);
        CHECK(found.reason->record == "assignment");
        CHECK(found.reason->due_on == base::add_days(date_of(2025, 1, 1), 1000));
    }
    // Of equally long ones the first says why.
    const auto same =
        answer({registered, {"note", "concern_without_case", Start::on_day, date_of(2026, 3, 2)}});
    CHECK(same.reason->record == "person");
}

TEST_CASE("R36: open work isn't ended, and nobody is erased while it goes on") {
    const auto found =
        answer({{"person", "concern_without_case", Start::on_day, date_of(2000, 1, 1)},
                mentoring(Start::not_started, date_of(2001, 1, 1))});
    CHECK_FALSE(found.reason.has_value());
    CHECK_FALSE(people::is_due(found, date_of(2090, 1, 1)));
}

TEST_CASE("R36: a consent without an end, and what was shared, count from the end of the work") {
    const RetentionEvent consent{"consent", "consent", Start::with_work, date_of(2024, 5, 1)};
    CHECK(answer({consent}).reason->due_on == base::add_days(date_of(2024, 5, 1), 730));
    const auto with_work = answer({consent, mentoring(Start::on_day, date_of(2025, 2, 1))});
    // 1,000 days from the end of the course, and 730 from the same day.
    CHECK(with_work.reason->record == "assignment");
    const auto after = answer({{"consent", "disclosure", Start::with_work, date_of(2024, 5, 1)},
                               mentoring(Start::on_day, date_of(2025, 2, 1))});
    CHECK(after.reason->started_on == date_of(2025, 2, 1));
    CHECK(after.reason->due_on == base::add_days(date_of(2025, 2, 1), 1825));
    CHECK(after.archive_first);
}

TEST_CASE("R36: a class that the law doesn't know is never erased") {
    CHECK_FALSE(answer({{"x", "no_such_class", Start::on_day, date_of(2000, 1, 1)}}).reason);
    const auto beside = answer({{"x", "no_such_class", Start::on_day, date_of(2000, 1, 1)},
                                mentoring(Start::on_day, date_of(2000, 1, 1))});
    CHECK_FALSE(beside.reason.has_value());
    // One from before the law's first day falls under its first entry.
    CHECK(answer({mentoring(Start::on_day, date_of(2000, 1, 1))}).reason.has_value());
}

TEST_CASE("R36: work ends with its last day, or when the tie to it ended") {
    const access::WorkPeriod open{Purpose::mentoring, date_of(2026, 1, 1), {}};
    const access::WorkPeriod ended{Purpose::ssp, date_of(2026, 1, 1), date_of(2026, 2, 1)};
    CHECK(people::event_of_work("assignment", open).start == Start::not_started);
    CHECK(people::event_of_work("assignment", open).purpose == Purpose::mentoring);
    CHECK(people::event_of_work("assignment", ended).day == date_of(2026, 2, 1));
    CHECK(answer({people::event_of_work("assignment", ended)}).reason->retention_class ==
          "ssp_case");
    CHECK(people::event_of_work("membership", open, date_of(2026, 1, 5)).day ==
          date_of(2026, 1, 5));
    CHECK(people::event_of_work("membership", ended, date_of(2027, 1, 5)).day ==
          date_of(2026, 2, 1));
}

TEST_CASE("R36: the law of the day says which class the work for a purpose has") {
    const base::Date changed_on = date_of(2026, 7, 1);
    access::Law law = access::testing::small_law();
    const auto mentoring_entry =
        std::find_if(law.purposes.begin(), law.purposes.end(),
                     [](const auto& entry) { return entry.purpose == Purpose::mentoring; });
    REQUIRE(mentoring_entry != law.purposes.end());
    access::PurposeEntry later = *mentoring_entry;
    mentoring_entry->validity.to = changed_on;
    later.validity = {changed_on, {}};
    later.retention_class = "concern_without_case";
    law.purposes.push_back(later);
    const auto class_of = [&law](base::Date day) {
        return people::retention_class_of(Purpose::mentoring, law, day);
    };
    CHECK(class_of(date_of(2026, 6, 30)) == "mentoring_course");
    CHECK(class_of(changed_on) == "concern_without_case");
    // Work from before the law's first day has the first class it knows.
    CHECK(class_of(date_of(2001, 1, 1)) == "mentoring_course");
    // Of a purpose that the law doesn't know nothing is erased.
    CHECK(people::retention_class_of(Purpose::youth_board, law, changed_on).empty());
    const access::WorkPeriod work{Purpose::youth_board, date_of(2001, 1, 1), date_of(2002, 1, 1)};
    CHECK_FALSE(people::retention_of({people::event_of_work("assignment", work)}, law).reason);
}
