#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace formats {

enum class EventStatus { confirmed, cancelled };

// One event at Danish local time. Empty texts are left out of the file.
struct CalendarEvent {
    std::string uid;      // never changes for one event: "meeting-17@trygby.ishoj.dk"
    base::Instant stamp;  // when this version was made
    base::LocalTime start;
    base::LocalTime end;
    std::string summary;
    std::string location{};
    std::string description{};
    std::string url{};  // https:// or http://
    EventStatus status = EventStatus::confirmed;
    unsigned sequence = 0;  // one higher for every change that is sent out
};

struct Calendar {
    std::string name{};    // shown by calendar programs; may be empty
    std::string producer;  // e.g. "-//Trygby//Trygby 1.0//DA"
    std::vector<CalendarEvent> events{};
};

// The calendar as a file (text/calendar; charset=utf-8) after RFC 5545, with the time zone
// Europe/Copenhagen, lines of at most 75 octets and CR LF. Control characters in texts are dropped,
// line breaks kept. Pure function.
// Codes: calendar_event (no uid or summary, an end that isn't after the start, a web address that
// isn't one, text that isn't UTF-8).
base::Result<std::string> write_calendar(const Calendar& calendar);

}  // namespace formats
