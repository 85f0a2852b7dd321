#include "formats/icalendar.h"

#include <doctest/doctest.h>

#include <map>
#include <optional>

#include "base/text.h"

namespace {

struct Line {
    std::string name;  // with its parameters
    std::string value;
};

// A small reader of its own: checks what RFC 5545 asks of lines, then unfolds them.
std::vector<Line> parse(const std::string& file) {
    std::vector<std::string> unfolded;
    std::size_t at = 0;
    while (at < file.size()) {
        const std::size_t end = file.find("\r\n", at);
        REQUIRE(end != std::string::npos);
        const std::string line = file.substr(at, end - at);
        CHECK(line.size() <= 75);
        CHECK(line.find_first_of("\r\n") == std::string::npos);
        CHECK(base::is_valid_utf8(line));
        if (!line.empty() && line.front() == ' ') {
            REQUIRE_FALSE(unfolded.empty());
            unfolded.back() += line.substr(1);
        } else {
            unfolded.push_back(line);
        }
        at = end + 2;
    }
    std::vector<Line> lines;
    for (const std::string& line : unfolded) {
        const std::size_t colon = line.find(':');
        REQUIRE(colon != std::string::npos);
        lines.push_back({line.substr(0, colon), line.substr(colon + 1)});
    }
    return lines;
}

std::string unescape(const std::string& value) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\') {
            CHECK(value[i] != ',');
            CHECK(value[i] != ';');
            text += value[i];
            continue;
        }
        REQUIRE(++i < value.size());
        text += value[i] == 'n' ? '\n' : value[i];
    }
    return text;
}

// The properties of each VEVENT; checks that components are closed in order.
std::vector<std::map<std::string, std::string>> events(const std::string& file) {
    std::vector<std::map<std::string, std::string>> found;
    std::vector<std::string> open;
    for (const Line& line : parse(file)) {
        if (line.name == "BEGIN") {
            open.push_back(line.value);
            if (line.value == "VEVENT") found.emplace_back();
        } else if (line.name == "END") {
            REQUIRE_FALSE(open.empty());
            CHECK(open.back() == line.value);
            open.pop_back();
        } else if (!open.empty() && open.back() == "VEVENT") {
            CHECK(found.back().emplace(line.name, line.value).second);
        }
    }
    CHECK(open.empty());
    return found;
}

formats::CalendarEvent meeting() {
    formats::CalendarEvent event;
    event.uid = "meeting-17@example.dk";
    event.stamp = *base::parse_instant("2024-05-01T08:09:10.500Z");
    event.start = *base::parse_local_time("2024-05-03T18:00");
    event.end = *base::parse_local_time("2024-05-03T19:30");
    event.summary = "Tryghedsvandring";
    return event;
}

formats::Calendar calendar(formats::CalendarEvent event) {
    return {.name = "Møder", .producer = "-//Trygby//Test//DA", .events = {std::move(event)}};
}

std::string code_of(const formats::CalendarEvent& event) {
    const auto file = formats::write_calendar(calendar(event));
    return file ? "" : file.error().code;
}

}  // namespace

TEST_CASE("Calendar: an event with everything reads back") {
    formats::CalendarEvent event = meeting();
    event.location = "Store Torv 20; Ishøj, Danmark";
    event.description = "Første linje\r\nanden \\ linje\x01, " + std::string(200, 'x') +
                        "æøåæøåæøåæøåæøåæøåæøåæøåæøåæøåæøåæøåæøåæøåæøå😀😀😀😀😀😀😀😀😀😀😀😀";
    event.url = "https://trygby.example.dk/moeder/17?a=1,2;b";
    event.status = formats::EventStatus::cancelled;
    event.sequence = 3;
    const auto file = formats::write_calendar(calendar(event));
    REQUIRE(file.ok());
    auto found = events(*file);
    REQUIRE(found.size() == 1);
    auto& properties = found[0];
    CHECK(properties["UID"] == "meeting-17@example.dk");
    CHECK(properties["DTSTAMP"] == "20240501T080910Z");
    CHECK(properties["DTSTART;TZID=Europe/Copenhagen"] == "20240503T180000");
    CHECK(properties["DTEND;TZID=Europe/Copenhagen"] == "20240503T193000");
    CHECK(unescape(properties["SUMMARY"]) == "Tryghedsvandring");
    CHECK(unescape(properties["LOCATION"]) == "Store Torv 20; Ishøj, Danmark");
    const std::string description = unescape(properties["DESCRIPTION"]);
    CHECK(description.find("Første linje\nanden \\ linje, xxx") == 0);
    CHECK(description.substr(description.size() - 48) == "😀😀😀😀😀😀😀😀😀😀😀😀");
    CHECK(properties["URL"] == "https://trygby.example.dk/moeder/17?a=1,2;b");
    CHECK(properties["STATUS"] == "CANCELLED");
    CHECK(properties["SEQUENCE"] == "3");
}

TEST_CASE("Calendar: the frame and the Danish time zone") {
    const auto file =
        formats::write_calendar({.name = "", .producer = "-//T//T//DA", .events = {}});
    REQUIRE(file.ok());
    CHECK(events(*file).empty());
    CHECK(file->find("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//T//DA\r\n") == 0);
    CHECK(file->find("TZID:Europe/Copenhagen\r\n") != std::string::npos);
    CHECK(file->find("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n") != std::string::npos);
    CHECK(file->find("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n") != std::string::npos);
    CHECK(file->find("X-WR-CALNAME") == std::string::npos);
}

TEST_CASE("Calendar: a text can't add lines of its own") {
    formats::CalendarEvent event = meeting();
    event.summary = "Møde\r\nATTENDEE:mailto:x@example.dk";
    event.uid = "a\nSTATUS:CANCELLED";
    const auto file = formats::write_calendar(calendar(event));
    REQUIRE(file.ok());
    const auto found = events(*file);
    REQUIRE(found.size() == 1);
    CHECK(found[0].count("ATTENDEE") == 0);
    CHECK(found[0].at("STATUS") == "CONFIRMED");
}

TEST_CASE("Calendar: empty texts are left out, events without sense are refused") {
    const auto file = formats::write_calendar(calendar(meeting()));
    REQUIRE(file.ok());
    CHECK(events(*file).at(0).count("LOCATION") == 0);
    CHECK(events(*file).at(0).count("URL") == 0);
    formats::CalendarEvent event = meeting();
    event.uid.clear();
    CHECK(code_of(event) == "calendar_event");
    event = meeting();
    event.summary.clear();
    CHECK(code_of(event) == "calendar_event");
    event = meeting();
    event.end = event.start;
    CHECK(code_of(event) == "calendar_event");
    event = meeting();
    event.summary = "\xC5";
    CHECK(code_of(event) == "calendar_event");
    for (const std::string url : {"javascript:alert(1)", "https://a b", "https://a\r\nX:1"}) {
        event = meeting();
        event.url = url;
        CAPTURE(url);
        CHECK(code_of(event) == "calendar_event");
    }
}
