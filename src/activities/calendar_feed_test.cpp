#include "activities/calendar_feed.h"

#include <doctest/doctest.h>

using activities::Activity;
using activities::State;
using base::date_of;

namespace {

const base::Instant now = base::parse_instant("2024-11-12T10:00:00Z").value();
const activities::FeedWords words{"Vagter", "Aflyst:", "Sluttidspunktet er et skøn."};

std::string feed_of(const Activity& activity) {
    return formats::write_calendar(
               activities::calendar_of({{activity, "Åben hal", "Nordparken, hallen"}}, words, now))
        .value();
}

bool holds(const std::string& file, std::string_view text) {
    return file.find(text) != std::string::npos;
}

Activity shift() {
    Activity activity;
    activity.id = 17;
    activity.version = 3;
    activity.starts_at = {date_of(2024, 11, 15), 18 * 60};
    activity.ends_at = base::LocalTime{date_of(2024, 11, 15), 20 * 60};
    activity.note = "hemmelig note";
    activity.cancel_reason = "hemmelig grund";
    return activity;
}

}  // namespace

TEST_CASE("a feed holds title, place, times and state, and nothing else") {
    const std::string file = feed_of(shift());
    CHECK(holds(file, "UID:activity-17@trygby\r\n"));
    CHECK(holds(file, "SUMMARY:Åben hal\r\n"));
    CHECK(holds(file, "LOCATION:Nordparken\\, hallen\r\n"));
    CHECK(holds(file, "DTSTART;TZID=Europe/Copenhagen:20241115T180000\r\n"));
    CHECK(holds(file, "DTEND;TZID=Europe/Copenhagen:20241115T200000\r\n"));
    CHECK(holds(file, "STATUS:CONFIRMED\r\n"));
    CHECK(holds(file, "SEQUENCE:2\r\n"));
    CHECK_FALSE(holds(file, "hemmelig"));
    CHECK_FALSE(holds(file, "DESCRIPTION"));
}

TEST_CASE("what is cancelled stays in the feed as cancelled") {
    Activity cancelled = shift();
    cancelled.state = State::cancelled;
    const std::string file = feed_of(cancelled);
    CHECK(holds(file, "STATUS:CANCELLED\r\n"));
    CHECK(holds(file, "SUMMARY:Aflyst: Åben hal\r\n"));
    CHECK_FALSE(holds(file, "hemmelig"));
}

TEST_CASE("without an end an hour is taken, also over midnight, and said to be a guess") {
    Activity open = shift();
    open.ends_at.reset();
    open.starts_at = {date_of(2024, 12, 31), 23 * 60 + 30};
    const std::string file = feed_of(open);
    CHECK(holds(file, "DTEND;TZID=Europe/Copenhagen:20250101T003000\r\n"));
    CHECK(holds(file, "DESCRIPTION:Sluttidspunktet er et skøn.\r\n"));
}

TEST_CASE("an empty rota is an empty calendar") {
    const std::string file =
        formats::write_calendar(activities::calendar_of({}, words, now)).value();
    CHECK(holds(file, "BEGIN:VCALENDAR"));
    CHECK_FALSE(holds(file, "BEGIN:VEVENT"));
}
