#include "formats/icalendar.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "base/text.h"

namespace formats {

namespace {

constexpr std::size_t longest_line_octets = 75;
constexpr std::string_view zone = "Europe/Copenhagen";

// The rules in force since 1996.
constexpr std::array<std::string_view, 17> zone_lines = {
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Copenhagen",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
};

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Folds without cutting a character in two; a continuation line begins with a space, which counts.
void add_line(std::string& file, std::string_view line) {
    std::size_t room = longest_line_octets;
    while (line.size() > room) {
        std::size_t cut = room;
        while (is_continuation(line[cut])) --cut;
        file.append(line.substr(0, cut)).append("\r\n ");
        line.remove_prefix(cut);
        room = longest_line_octets - 1;
    }
    file.append(line).append("\r\n");
}

std::string escape(std::string_view text) {
    std::string escaped;
    for (char sign : base::normalise_lines(text)) {
        if (sign == '\n') {
            escaped += "\\n";
            continue;
        }
        if (sign == '\\' || sign == ';' || sign == ',') escaped += '\\';
        escaped += sign;
    }
    return escaped;
}

void add_text(std::string& file, std::string_view name, std::string_view text) {
    if (!text.empty()) add_line(file, std::string(name) + ":" + escape(text));
}

std::string basic_date(base::Date date) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d%02u%02u", base::year_of(date) % 10'000,
                  base::month_of(date) % 100, base::day_of(date) % 100);
    return text.data();
}

std::string basic_time(int hour, int minute, int second) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "T%02d%02d%02d", hour, minute, second);
    return text.data();
}

std::string basic(base::LocalTime time) {
    return basic_date(time.date) + basic_time(time.minute_of_day / 60, time.minute_of_day % 60, 0);
}

std::string basic(base::Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
    return basic_date(base::Date(day)) +
           basic_time(static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count())) +
           "Z";
}

bool is_web_address(std::string_view url) {
    const bool has_scheme = url.substr(0, 8) == "https://" || url.substr(0, 7) == "http://";
    return has_scheme && std::all_of(url.begin(), url.end(), [](char sign) {
               return static_cast<unsigned char>(sign) > ' ' && sign != '"' && sign != '\x7F';
           });
}

bool is_writable(const CalendarEvent& event) {
    for (const std::string* text :
         {&event.uid, &event.summary, &event.location, &event.description, &event.url}) {
        if (!base::is_valid_utf8(*text)) return false;
    }
    return !event.uid.empty() && !event.summary.empty() && event.start < event.end &&
           (event.url.empty() || is_web_address(event.url));
}

void add_event(std::string& file, const CalendarEvent& event) {
    const std::string zoned = ";TZID=" + std::string(zone) + ":";
    add_line(file, "BEGIN:VEVENT");
    add_text(file, "UID", event.uid);
    add_line(file, "DTSTAMP:" + basic(event.stamp));
    add_line(file, "DTSTART" + zoned + basic(event.start));
    add_line(file, "DTEND" + zoned + basic(event.end));
    add_text(file, "SUMMARY", event.summary);
    add_text(file, "LOCATION", event.location);
    add_text(file, "DESCRIPTION", event.description);
    // An address is not a text: it is written without escapes.
    if (!event.url.empty()) add_line(file, "URL:" + event.url);
    add_line(file,
             event.status == EventStatus::cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
    add_line(file, "SEQUENCE:" + std::to_string(event.sequence));
    add_line(file, "END:VEVENT");
}

}  // namespace

base::Result<std::string> write_calendar(const Calendar& calendar) {
    std::string file;
    add_line(file, "BEGIN:VCALENDAR");
    add_line(file, "VERSION:2.0");
    add_text(file, "PRODID", calendar.producer);
    add_line(file, "CALSCALE:GREGORIAN");
    add_line(file, "METHOD:PUBLISH");
    add_text(file, "X-WR-CALNAME", calendar.name);
    for (std::string_view line : zone_lines) add_line(file, line);
    for (const CalendarEvent& event : calendar.events) {
        if (!is_writable(event)) {
            return base::refuse("calendar_event", "Aftalen »{}« kan ikke skrives i en kalender.",
                                event.summary);
        }
        add_event(file, event);
    }
    add_line(file, "END:VCALENDAR");
    return file;
}

}  // namespace formats
