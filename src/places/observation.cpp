#include "places/observation.h"

#include <array>
#include <stdexcept>

#include "access/rule_checks.h"

namespace places {
namespace {

struct CategoryWords {
    Category category;
    std::string_view code;
    std::string_view name;
};

constexpr std::array categories{
    CategoryWords{Category::vandalism, "vandalism", base::danish("Hærværk")},
    CategoryWords{Category::graffiti, "graffiti", base::danish("Graffiti")},
    CategoryWords{Category::litter, "litter", base::danish("Affald og efterladte ting")},
    CategoryWords{Category::lighting, "lighting", base::danish("Mangelfuld belysning")},
    CategoryWords{Category::noise, "noise", base::danish("Støj og uro")},
    CategoryWords{Category::unwanted_stay, "unwanted_stay",
                  base::danish("Uhensigtsmæssigt ophold")},
    CategoryWords{Category::moped_nuisance, "moped_nuisance",
                  base::danish("Utryghedsskabende knallertkørsel")},
    CategoryWords{Category::fire, "fire", base::danish("Ild eller fyrværkeri")},
    CategoryWords{Category::burglary_signs, "burglary_signs",
                  base::danish("Tegn på indbrud eller tyveri")},
    CategoryWords{Category::intoxication, "intoxication", base::danish("Rusmidler på stedet")},
    CategoryWords{Category::threatening_atmosphere, "threatening_atmosphere",
                  base::danish("Truende stemning")},
    CategoryWords{Category::traffic, "traffic", base::danish("Trafik og færdsel")},
    CategoryWords{Category::life_and_company, "life_and_company",
                  base::danish("Liv og fællesskab på stedet")},
    CategoryWords{Category::other, "other", base::danish("Andet")},
};

const CategoryWords& words_of(Category category) {
    for (const CategoryWords& words : categories)
        if (words.category == category) return words;
    throw std::logic_error("unknown observation category");
}

}  // namespace

std::span<const Category> all_categories() {
    static constexpr auto all = [] {
        std::array<Category, categories.size()> values{};
        for (std::size_t i = 0; i < categories.size(); ++i) values[i] = categories[i].category;
        return values;
    }();
    return all;
}

std::string_view category_code(Category category) {
    return words_of(category).code;
}
std::string_view category_name(Category category) {
    return words_of(category).name;
}

std::optional<Category> category_of(std::string_view code) {
    for (const CategoryWords& words : categories)
        if (words.code == code) return words.category;
    return std::nullopt;
}

base::FieldErrors check(const Observation& observation, base::LocalTime now) {
    base::FieldErrors errors;
    if (observation.district.empty())
        errors.push_back({"district", base::refuse("missing", "Vælg et distrikt.")});
    if (observation.text.empty())
        errors.push_back({"text", base::refuse("missing", "Beskriv, hvad der blev observeret.")});
    access::check_text_about_nobody(errors, "place", observation.place, place_characters_max);
    access::check_text_about_nobody(errors, "text", observation.text, text_characters_max);
    if (observation.observed_at > now)
        errors.push_back(
            {"observed_on", base::refuse("future", "Tidspunktet ligger i fremtiden.")});
    return errors;
}

base::FieldErrors check_new(const Observation& observation, base::LocalTime now) {
    constexpr int days_in_five_years = 5 * 366;
    base::FieldErrors errors = check(observation, now);
    if (base::days_between(observation.observed_at.date, now.date) > days_in_five_years)
        errors.push_back({"observed_on",
                          base::refuse("too_old", "Tidspunktet ligger mere end fem år tilbage.")});
    return errors;
}

history::Snapshot snapshot(const Observation& observation) {
    return {{"category", std::string(category_code(observation.category))},
            {"district", observation.district},
            {"place", observation.place},
            {"observed_on", base::iso_date(observation.observed_at.date)},
            {"observed_time", base::time_of_day(observation.observed_at.minute_of_day)},
            {"text", observation.text},
            {"initiative", observation.initiative}};
}

}  // namespace places
