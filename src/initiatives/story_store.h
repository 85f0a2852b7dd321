#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "history/history.h"
#include "initiatives/story.h"
#include "store/database.h"

// Good stories in the database. Every change is a version in `history` under the kind "good_story".
// The functions expect checked texts and permitted steps; they write no line in the trail.
namespace initiatives {

inline constexpr std::string_view story_kind = "good_story";

// The text under the keys of its form, as a version holds it.
history::Snapshot story_snapshot(const StoryText& text);
StoryText story_text(const history::Snapshot& snapshot);

struct StoryChange {
    std::int64_t account_id = 0;
    base::Instant now{};
    std::int64_t expected_version = 0;
    std::string reason;  // of a step; may be empty
};

std::int64_t add_story(store::WriteTransaction& transaction, const StoryText& text,
                       const StoryChange& change);
// All refused with "version_conflict" when the story has another version by now.
base::Result<void> change_story(store::WriteTransaction& transaction, const Story& story,
                                const StoryText& text, const StoryChange& change,
                                history::Change kind = history::Change::changed);
base::Result<void> move_story(store::WriteTransaction& transaction, const Story& story,
                              StoryState to, const StoryChange& change);
base::Result<void> delete_story(store::WriteTransaction& transaction, const Story& story,
                                const StoryChange& change);
// A deleted story becomes a draft again.
base::Result<void> undelete_story(store::WriteTransaction& transaction, const Story& story,
                                  const StoryChange& change);

// Also a deleted one.
std::optional<Story> find_story(store::Connection& connection, std::int64_t id);

struct StoryFilter {
    std::optional<StoryState> state;  // empty: all that are not deleted
    bool deleted = false;             // the deleted ones instead, whatever their state
    std::int64_t before = 0;          // ids below this; 0: from the newest
    int limit = 50;                   // at most 200
};
// Newest first.
std::vector<Story> list_stories(store::Connection& connection, const StoryFilter& filter);

// Where a list of published stories goes on: below this one.
struct PublishedPlace {
    base::Instant published_at{};
    std::int64_t id = 0;
};
// Published ones, latest published first; at most 200 at once.
std::vector<Story> published_stories(store::Connection& connection, int limit,
                                     const std::optional<PublishedPlace>& below = {});
// Published ones about an initiative, newest year first; at most 50.
std::vector<Story> published_stories_of(store::Connection& connection, std::string_view initiative);

}  // namespace initiatives
