#include "activities/calendar_feed.h"

namespace activities {
namespace {

constexpr int guessed_minutes = 60;
constexpr int minutes_per_day = 24 * 60;

base::LocalTime guessed_end(base::LocalTime start) {
    const int minute = start.minute_of_day + guessed_minutes;
    return {base::add_days(start.date, minute / minutes_per_day), minute % minutes_per_day};
}

}  // namespace

formats::Calendar calendar_of(const std::vector<FeedEntry>& entries, const FeedWords& words,
                              base::Instant now) {
    formats::Calendar calendar;
    calendar.name = words.name;
    calendar.producer = "-//Trygby//Trygby//DA";
    for (const FeedEntry& entry : entries) {
        const Activity& activity = entry.activity;
        const bool cancelled = activity.state == State::cancelled;
        formats::CalendarEvent event;
        event.uid = "activity-" + std::to_string(activity.id) + "@trygby";
        event.stamp = now;
        event.start = activity.starts_at;
        event.end = activity.ends_at.value_or(guessed_end(activity.starts_at));
        event.summary = cancelled ? words.cancelled + " " + entry.title : entry.title;
        event.location = entry.where;
        event.description = activity.ends_at ? "" : words.end_not_given;
        event.status =
            cancelled ? formats::EventStatus::cancelled : formats::EventStatus::confirmed;
        event.sequence = static_cast<unsigned>(activity.version - 1);
        calendar.events.push_back(std::move(event));
    }
    return calendar;
}

}  // namespace activities
