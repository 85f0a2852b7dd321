#include "access/trail_words.h"

#include <array>

namespace access {
namespace {

constexpr std::array<ActionWords, 18> action_words = {{
    {trail::Action::read, base::danish("læste")},
    {trail::Action::search, base::danish("søgte")},
    {trail::Action::create, base::danish("oprettede")},
    {trail::Action::change, base::danish("ændrede")},
    {trail::Action::remove, base::danish("slettede")},
    {trail::Action::restore, base::danish("genskabte")},
    {trail::Action::extract, base::danish("hentede ud")},
    {trail::Action::sign, base::danish("underskrev")},
    {trail::Action::refuse, base::danish("blev afvist")},
    {trail::Action::sign_in, base::danish("loggede ind")},
    {trail::Action::sign_out, base::danish("loggede af")},
    {trail::Action::run, base::danish("kørte")},
    {trail::Action::disclose, base::danish("videregav")},
    {trail::Action::decline, base::danish("afslog at dele")},
    {trail::Action::erase, base::danish("slettede efter tidens udløb")},
    {trail::Action::break_glass, base::danish("brugte nødadgang")},
    {trail::Action::merge, base::danish("lagde sammen")},
    {trail::Action::unmerge, base::danish("skilte ad igen")},
}};

}  // namespace

std::span<const ActionWords> all_action_words() {
    return action_words;
}

std::string action_name(const Visit& visit, trail::Action action) {
    for (const ActionWords& words : action_words) {
        if (words.action == action) return std::string(visit.language.say(words.name));
    }
    return std::string(trail::action_code(action));
}

}  // namespace access
