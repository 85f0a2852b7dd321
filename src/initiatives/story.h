#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/role.h"
#include "base/date.h"
#include "base/field_error.h"
#include "base/result.h"
#include "initiatives/catalogue.h"

// The good stories: written by staff, approved by someone else, published for all. They name no
// person.
namespace initiatives {

enum class StoryState { draft, submitted, approved, published, withdrawn };
std::string_view story_state_code(StoryState state);
std::optional<StoryState> story_state_of(std::string_view code);
std::string_view story_state_name(StoryState state);  // Danish: "Kladde"

// What is written; everything else is about who did what with it.
struct StoryText {
    std::string title;
    std::string content;
    std::string initiative;  // key; may be empty
    std::string district;    // key; may be empty
    int year = 0;
    std::string figures;  // the figures behind it, in words; may be empty

    bool operator==(const StoryText&) const = default;
};

struct Story {
    std::int64_t id = 0;
    std::int64_t version = 0;
    StoryText text;
    StoryState state = StoryState::draft;
    std::int64_t written_by = 0;  // accounts
    std::int64_t edited_by = 0;
    std::optional<std::int64_t> approved_by;
    base::Instant changed_at{};
    std::optional<base::Instant> published_at;
    bool deleted = false;
};

inline constexpr std::size_t most_title_characters = 150;
inline constexpr std::size_t most_story_characters = 6000;
inline constexpr std::size_t most_figures_characters = 1000;

// What is wrong with the text, by field: title, content, initiative, district, year, figures.
// Anything like a civil registration number is refused with R12.
base::FieldErrors check_story(const StoryText& text, const Catalogue& catalogue);

// The ways from state to state, and nothing else:
//   draft → submitted → approved → published → withdrawn → draft; submitted or approved → draft.
enum class StoryStep { submit, send_back, approve, publish, withdraw, reopen };
std::string_view story_step_code(StoryStep step);
std::optional<StoryStep> story_step_of(std::string_view code);
std::string_view story_step_name(StoryStep step);  // Danish, as on its button

struct StoryActor {
    std::int64_t account_id = 0;
    access::Permissions permissions;
};

// The state after the step. Refused with "wrong_state", "own_story" (who wrote or edited it can't
// approve it) or the permission that is missing.
base::Result<StoryState> state_after(const Story& story, StoryStep step, const StoryActor& actor);
std::vector<StoryStep> possible_steps(const Story& story, const StoryActor& actor);

// Text may be changed in drafts only. Refused with "wrong_state" or "write_stories".
base::Result<void> may_change_text(const Story& story, const StoryActor& actor);
// Drafts and withdrawn stories may be deleted.
base::Result<void> may_delete(const Story& story, const StoryActor& actor);
// Published stories are for all; the rest for those who write or approve.
bool may_see(const Story& story, const access::Permissions& permissions);

}  // namespace initiatives
