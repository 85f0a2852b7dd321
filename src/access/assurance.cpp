#include "access/assurance.h"

#include <array>
#include <stdexcept>

namespace access {

namespace {

struct LevelWords {
    AssuranceLevel level;
    std::string_view code;
    std::string_view name;
};

constexpr std::array<LevelWords, 3> level_words = {{
    {AssuranceLevel::low, "low", base::danish("Lav")},
    {AssuranceLevel::substantial, "substantial", base::danish("Betydelig")},
    {AssuranceLevel::high, "high", base::danish("Høj")},
}};

const LevelWords& words_of(AssuranceLevel level) {
    for (const LevelWords& words : level_words) {
        if (words.level == level) return words;
    }
    throw std::logic_error("access: a level of assurance without words");
}

}  // namespace

std::string_view assurance_code(AssuranceLevel level) {
    return words_of(level).code;
}

std::string_view assurance_name(AssuranceLevel level) {
    return words_of(level).name;
}

std::optional<AssuranceLevel> assurance_of(std::string_view code) {
    for (const LevelWords& words : level_words) {
        if (words.code == code) return words.level;
    }
    return std::nullopt;
}

AssuranceLevel assurance_of(const AssuranceFacts& facts) {
    if (facts.stated) return *facts.stated;
    return facts.identity_checked || facts.demonstration ? AssuranceLevel::substantial
                                                         : AssuranceLevel::low;
}

base::Result<void> may_open_personal_data(AssuranceLevel level) {
    if (level < AssuranceLevel::substantial)
        return base::refuse("R41", "Dit login har for lavt sikringsniveau.");
    return {};
}

}  // namespace access
