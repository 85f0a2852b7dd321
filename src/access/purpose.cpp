#include "access/purpose.h"

#include <array>

#include "access/rule.h"
#include "base/code_table.h"

namespace access {

namespace {

constexpr std::size_t purpose_count = 15;
constexpr base::CodeTable<Purpose, purpose_count> codes = {{{
    {Purpose::support, "support"},
    {Purpose::concern, "concern"},
    {Purpose::notification, "notification"},
    {Purpose::ssp, "ssp"},
    {Purpose::psp, "psp"},
    {Purpose::ksp, "ksp"},
    {Purpose::exit_help, "exit_help"},
    {Purpose::release, "release"},
    {Purpose::mentoring, "mentoring"},
    {Purpose::youth_board, "youth_board"},
    {Purpose::correction, "correction"},
    {Purpose::subject_access, "subject_access"},
    {Purpose::retention, "retention"},
    {Purpose::supervision, "supervision"},
    {Purpose::acute_danger, "acute_danger"},
}}};
constexpr base::CodeTable<Purpose, purpose_count> names = {{{
    {Purpose::support, base::danish("Hjælp og støtte til den unge og familien")},
    {Purpose::concern, base::danish("Vurdering af en bekymring")},
    {Purpose::notification, base::danish("Underretning")},
    {Purpose::ssp, base::danish("SSP-samarbejdet")},
    {Purpose::psp, base::danish("PSP-samarbejdet")},
    {Purpose::ksp, base::danish("KSP-samarbejdet")},
    {Purpose::exit_help, base::danish("Exit-forløb")},
    {Purpose::release, base::danish("Koordineret løsladelse")},
    {Purpose::mentoring, base::danish("Mentorforløb")},
    {Purpose::youth_board, base::danish("Sag for Ungdomskriminalitetsnævnet")},
    {Purpose::correction, base::danish("Rettelse af oplysninger")},
    {Purpose::subject_access, base::danish("Indsigt til borgeren")},
    {Purpose::retention, base::danish("Sletning og arkiv")},
    {Purpose::supervision, base::danish("Kontrol med opslag")},
    {Purpose::acute_danger, base::danish("Akut fare")},
}}};
constexpr std::array<Purpose, purpose_count> purposes_in_order = {
    Purpose::support,   Purpose::concern,     Purpose::notification, Purpose::ssp,
    Purpose::psp,       Purpose::ksp,         Purpose::exit_help,    Purpose::release,
    Purpose::mentoring, Purpose::youth_board, Purpose::correction,   Purpose::subject_access,
    Purpose::retention, Purpose::supervision, Purpose::acute_danger};

constexpr std::size_t action_count = 12;
struct ActionWords {
    Action action;
    std::string_view code;
    trail::Action in_trail;
};
// The trail's words are fewer: assigning changes, declining and approving are signed.
constexpr std::array<ActionWords, action_count> action_words = {{
    {Action::read, "read", trail::Action::read},
    {Action::reveal, "reveal", trail::Action::read},
    {Action::search, "search", trail::Action::search},
    {Action::create, "create", trail::Action::create},
    {Action::change, "change", trail::Action::change},
    {Action::assign, "assign", trail::Action::change},
    {Action::disclose, "disclose", trail::Action::disclose},
    {Action::decline, "decline", trail::Action::sign},
    {Action::extract, "extract", trail::Action::extract},
    {Action::approve, "approve", trail::Action::sign},
    {Action::erase, "erase", trail::Action::erase},
    {Action::merge, "merge", trail::Action::change},
}};
constexpr std::array<Action, action_count> actions_in_order = {
    Action::read,    Action::reveal,  Action::search,   Action::create,
    Action::change,  Action::assign,  Action::disclose, Action::decline,
    Action::extract, Action::approve, Action::erase,    Action::merge};

const ActionWords& words_of(Action action) {
    for (const ActionWords& words : action_words) {
        if (words.action == action) return words;
    }
    throw std::logic_error("access: an action without words");
}

}  // namespace

std::span<const Purpose> all_purposes() {
    return purposes_in_order;
}
std::string_view purpose_code(Purpose purpose) {
    return codes.code_of(purpose);
}
std::optional<Purpose> purpose_of(std::string_view code) {
    return codes.value_of(code);
}
std::string_view purpose_name(Purpose purpose) {
    return names.code_of(purpose);
}

base::Result<Purpose> chosen_purpose(std::string_view text) {
    if (text == "investigation" || text == "efterforskning") return refusal(Rule::R06);
    const std::optional<Purpose> purpose = purpose_of(text);
    if (!purpose) return refusal(Rule::R02);
    return *purpose;
}

std::span<const Action> all_actions() {
    return actions_in_order;
}
std::string_view action_code(Action action) {
    return words_of(action).code;
}
trail::Action trail_action(Action action) {
    return words_of(action).in_trail;
}

}  // namespace access
