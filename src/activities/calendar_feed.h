#pragma once

#include <string>
#include <vector>

#include "activities/activity.h"
#include "base/date.h"
#include "formats/icalendar.h"

// A staff member's rota as a calendar that other programs subscribe to at a secret address. It
// holds title, place, times and state, and nothing else.
namespace activities {

// An activity with its words in the owner's language.
struct FeedEntry {
    Activity activity;
    std::string title;
    std::string where;
};

// The sentences of the feed, in the owner's language.
struct FeedWords {
    std::string name;           // of the calendar
    std::string cancelled;      // before the title of a cancelled one: "Aflyst:"
    std::string end_not_given;  // where the end is only a guess
};

// One event per activity, the same `uid` for ever. An activity without an end takes an hour, and
// says that it is a guess.
formats::Calendar calendar_of(const std::vector<FeedEntry>& entries, const FeedWords& words,
                              base::Instant now);

}  // namespace activities
