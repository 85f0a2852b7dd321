#include "initiatives/story.h"

#include <algorithm>
#include <array>

#include "base/civil_registration_number.h"
#include "base/text.h"
#include "initiatives/catalogue_check.h"

namespace initiatives {

namespace {

struct StateWords {
    StoryState state;
    std::string_view code;
    std::string_view name;
};

constexpr std::array<StateWords, 5> states = {{
    {StoryState::draft, "draft", base::danish("Kladde")},
    {StoryState::submitted, "submitted", base::danish("Indsendt")},
    {StoryState::approved, "approved", base::danish("Godkendt")},
    {StoryState::published, "published", base::danish("Udgivet")},
    {StoryState::withdrawn, "withdrawn", base::danish("Trukket tilbage")},
}};

struct StepRule {
    StoryStep step;
    std::string_view code;
    std::string_view name;
    std::array<std::optional<StoryState>, 2> from;
    StoryState to;
    access::Permission permission;
};

using access::Permission;

// Sending back from "submitted" is also for the writer; see permission_for().
constexpr std::array<StepRule, 6> steps = {{
    {StoryStep::submit,
     "submit",
     base::danish("Indsend til godkendelse"),
     {StoryState::draft, std::nullopt},
     StoryState::submitted,
     Permission::write_stories},
    {StoryStep::send_back,
     "send_back",
     base::danish("Send tilbage til kladde"),
     {StoryState::submitted, StoryState::approved},
     StoryState::draft,
     Permission::approve_stories},
    {StoryStep::approve,
     "approve",
     base::danish("Godkend"),
     {StoryState::submitted, std::nullopt},
     StoryState::approved,
     Permission::approve_stories},
    {StoryStep::publish,
     "publish",
     base::danish("Udgiv"),
     {StoryState::approved, std::nullopt},
     StoryState::published,
     Permission::approve_stories},
    {StoryStep::withdraw,
     "withdraw",
     base::danish("Træk tilbage"),
     {StoryState::published, std::nullopt},
     StoryState::withdrawn,
     Permission::approve_stories},
    {StoryStep::reopen,
     "reopen",
     base::danish("Gør til kladde igen"),
     {StoryState::withdrawn, std::nullopt},
     StoryState::draft,
     Permission::write_stories},
}};

const StepRule& rule_of(StoryStep step) {
    return *std::find_if(steps.begin(), steps.end(),
                         [&](const StepRule& rule) { return rule.step == step; });
}

bool has(const access::Permissions& permissions, Permission permission) {
    return permissions.test(static_cast<std::size_t>(permission));
}

base::Error not_permitted(Permission permission) {
    return base::refuse(access::permission_code(permission), "Din rolle giver ikke ret til dette.");
}

base::Error wrong_state() {
    return base::refuse("wrong_state",
                        "Historien er i en tilstand, hvor det ikke kan lade sig gøre.");
}

void check_length(base::FieldErrors& errors, std::string_view field, const std::string& text,
                  std::size_t most) {
    if (base::length_in_characters(text) > most) {
        errors.push_back(
            {std::string(field),
             base::refuse("too_long", "Teksten må højst have {} tegn.", std::to_string(most))});
    } else if (base::contains_civil_registration_number(text)) {
        errors.push_back({std::string(field),
                          base::refuse("R12",
                                       "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv "
                                       "stedet eller tendensen i stedet.")});
    }
}

}  // namespace

std::string_view story_state_code(StoryState state) {
    return std::find_if(states.begin(), states.end(),
                        [&](const StateWords& words) { return words.state == state; })
        ->code;
}

std::optional<StoryState> story_state_of(std::string_view code) {
    for (const StateWords& words : states) {
        if (words.code == code) return words.state;
    }
    return std::nullopt;
}

std::string_view story_state_name(StoryState state) {
    return std::find_if(states.begin(), states.end(),
                        [&](const StateWords& words) { return words.state == state; })
        ->name;
}

std::string_view story_step_code(StoryStep step) {
    return rule_of(step).code;
}

std::optional<StoryStep> story_step_of(std::string_view code) {
    for (const StepRule& rule : steps) {
        if (rule.code == code) return rule.step;
    }
    return std::nullopt;
}

std::string_view story_step_name(StoryStep step) {
    return rule_of(step).name;
}

base::FieldErrors check_story(const StoryText& text, const Catalogue& catalogue) {
    base::FieldErrors errors;
    if (text.title.empty()) {
        errors.push_back({"title", base::refuse("missing", "Skriv en overskrift.")});
    }
    check_length(errors, "title", text.title, most_title_characters);
    if (text.content.empty()) {
        errors.push_back({"content", base::refuse("missing", "Skriv historien.")});
    }
    check_length(errors, "content", text.content, most_story_characters);
    if (!text.initiative.empty() && !catalogue.find_initiative(text.initiative)) {
        errors.push_back(
            {"initiative", base::refuse("unknown_key", "Vælg en indsats fra listen.")});
    }
    if (!text.district.empty() && !Catalogue::find(catalogue.districts, text.district)) {
        errors.push_back({"district", base::refuse("unknown_key", "Vælg et distrikt fra listen.")});
    }
    if (text.year < first_possible_year || text.year > last_possible_year) {
        errors.push_back({"year", base::refuse("year", "Skriv et årstal med fire cifre.")});
    }
    check_length(errors, "figures", text.figures, most_figures_characters);
    return errors;
}

base::Result<StoryState> state_after(const Story& story, StoryStep step, const StoryActor& actor) {
    const StepRule& rule = rule_of(step);
    const bool own_submission =
        step == StoryStep::send_back && story.state == StoryState::submitted &&
        has(actor.permissions, Permission::write_stories) &&
        (actor.account_id == story.written_by || actor.account_id == story.edited_by);
    if (!has(actor.permissions, rule.permission) && !own_submission) {
        return not_permitted(rule.permission);
    }
    if (story.deleted ||
        std::find(rule.from.begin(), rule.from.end(), story.state) == rule.from.end()) {
        return wrong_state();
    }
    const bool own = actor.account_id == story.written_by || actor.account_id == story.edited_by;
    if (step == StoryStep::approve && own) {
        return base::refuse("own_story",
                            "En anden end den, der har skrevet historien, skal godkende den.");
    }
    return rule.to;
}

std::vector<StoryStep> possible_steps(const Story& story, const StoryActor& actor) {
    std::vector<StoryStep> possible;
    for (const StepRule& rule : steps) {
        if (state_after(story, rule.step, actor)) possible.push_back(rule.step);
    }
    return possible;
}

base::Result<void> may_change_text(const Story& story, const StoryActor& actor) {
    if (!has(actor.permissions, Permission::write_stories)) {
        return not_permitted(Permission::write_stories);
    }
    if (story.deleted || story.state != StoryState::draft) return wrong_state();
    return {};
}

base::Result<void> may_delete(const Story& story, const StoryActor& actor) {
    if (!has(actor.permissions, Permission::write_stories)) {
        return not_permitted(Permission::write_stories);
    }
    const bool unused = story.state == StoryState::draft || story.state == StoryState::withdrawn;
    if (story.deleted || !unused) return wrong_state();
    return {};
}

bool may_see(const Story& story, const access::Permissions& permissions) {
    if (!has(permissions, Permission::see_stories)) return false;
    if (story.state == StoryState::published && !story.deleted) return true;
    return has(permissions, Permission::write_stories) ||
           has(permissions, Permission::approve_stories);
}

}  // namespace initiatives
