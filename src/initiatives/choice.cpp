#include "initiatives/choice.h"

#include <set>
#include <utility>

namespace initiatives {
namespace {

const Edition& edition_for(const Initiative& initiative, int year) {
    const Edition* edition = initiative.edition_in(year);
    return edition ? *edition : initiative.latest();
}

std::string name_in(const std::vector<Entry>& list, std::string_view key,
                    const web::Language& language) {
    const Entry* entry = Catalogue::find(list, key);
    return entry ? entry->name.in(language.tag()) : std::string();
}

void add_entries(std::vector<web::SelectOption>& choices, const std::vector<Entry>& list,
                 std::string_view group, const web::Language& language) {
    for (const Entry& entry : list)
        choices.push_back({entry.key, entry.name.in(language.tag()), group});
}

// What an older plan began, and nobody has said the end of.
void add_older_plans(std::vector<web::SelectOption>& choices, const Catalogue& catalogue, int year,
                     const web::Language& language, std::string_view already) {
    for (const Initiative& initiative : catalogue.initiatives) {
        if (initiative.key == already || catalogue.in_force(initiative, year) ||
            !catalogue.takes_registrations(initiative, year))
            continue;
        choices.push_back({initiative.key, edition_for(initiative, year).name.in(language.tag()),
                           language.say("Fra en tidligere handleplan")});
    }
}

}  // namespace

std::vector<web::SelectOption> initiative_choices(const Catalogue& catalogue, int year,
                                                  const web::Language& language,
                                                  std::string_view also) {
    constexpr int latest = 9999;
    const bool all = year == 0;
    if (all) year = latest;
    // Found once, not again for each goal.
    std::vector<std::pair<const Initiative*, const Edition*>> wanted;
    wanted.reserve(catalogue.initiatives.size());
    for (const Initiative& initiative : catalogue.initiatives)
        if (all || initiative.key == also || catalogue.in_force(initiative, year))
            wanted.emplace_back(&initiative, &edition_for(initiative, year));
    std::vector<web::SelectOption> choices;
    choices.reserve(wanted.size());
    for (const Goal& goal : catalogue.goals) {
        const GoalWording* wording = goal.wording_in(year);
        if (!wording) continue;
        for (const auto& [initiative, edition] : wanted)
            if (edition->goal == goal.key)
                choices.push_back({initiative->key, edition->name.in(language.tag()),
                                   wording->name.in(language.tag())});
    }
    if (!all) add_older_plans(choices, catalogue, year, language, also);
    return choices;
}

void KeptPieces::begin(std::shared_ptr<const Catalogue> catalogue) {
    const std::lock_guard lock(mutex_);
    catalogue_ = std::move(catalogue);
    by_year_.clear();
    by_name_.clear();
}

std::shared_ptr<const web::ReadyOptions> KeptPieces::initiatives(const Catalogue& catalogue,
                                                                 int year,
                                                                 const web::Language& language,
                                                                 std::string_view also) {
    constexpr std::size_t lists_kept = 16;  // a year is what an address says
    const auto make = [&] {
        return std::make_shared<const web::ReadyOptions>(
            initiative_choices(catalogue, year, language, also));
    };
    const Initiative* own = also.empty() ? nullptr : catalogue.find_initiative(also);
    if (own && year != 0 && !catalogue.in_force(*own, year)) return make();
    const std::lock_guard lock(mutex_);
    if (catalogue_.get() != &catalogue) return make();
    if (by_year_.size() >= lists_kept) by_year_.clear();
    auto& options = by_year_[{year, language.code()}];
    if (!options) options = make();
    return options;
}

std::shared_ptr<const web::Html> KeptPieces::html(const Catalogue& catalogue,
                                                  const std::string& name,
                                                  const web::Language& language,
                                                  const std::function<web::Html()>& make) {
    constexpr std::size_t pieces_kept = 64;
    const std::pair key(name, language.code());
    {
        const std::lock_guard lock(mutex_);
        const auto known = by_name_.find(key);
        if (catalogue_.get() == &catalogue && known != by_name_.end()) return known->second;
    }
    // Not under the lock: what makes it may ask for other pieces.
    auto piece = std::make_shared<const web::Html>(make());
    const std::lock_guard lock(mutex_);
    if (catalogue_.get() != &catalogue) return piece;
    if (by_name_.size() >= pieces_kept) by_name_.clear();
    by_name_[key] = piece;
    return piece;
}

std::vector<web::SelectOption> district_choices(const Catalogue& catalogue,
                                                const web::Language& language) {
    std::vector<web::SelectOption> choices;
    add_entries(choices, catalogue.districts, "", language);
    return choices;
}

std::vector<web::SelectOption> referral_choices(const Catalogue& catalogue,
                                                const web::Language& language) {
    std::vector<web::SelectOption> choices;
    add_entries(choices, catalogue.units, language.say("Kommunens enheder"), language);
    add_entries(choices, catalogue.partners, language.say("Samarbejdspartnere"), language);
    return choices;
}

std::vector<web::SelectOption> year_choices(const Catalogue& catalogue, int today, int chosen) {
    const std::vector<int> known = catalogue.years();
    std::set<int> years(known.begin(), known.end());
    years.insert(today);
    if (chosen != 0) years.insert(chosen);
    std::vector<web::SelectOption> choices;
    for (auto year = years.rbegin(); year != years.rend(); ++year)
        choices.push_back({std::to_string(*year), std::to_string(*year)});
    return choices;
}

std::string initiative_name(const Catalogue& catalogue, std::string_view key, int year,
                            const web::Language& language) {
    const Initiative* initiative = catalogue.find_initiative(key);
    return initiative ? edition_for(*initiative, year).name.in(language.tag()) : std::string(key);
}

std::string district_name(const Catalogue& catalogue, std::string_view key,
                          const web::Language& language) {
    const std::string name = name_in(catalogue.districts, key, language);
    return name.empty() ? std::string(key) : name;
}

std::string referral_name(const Catalogue& catalogue, std::string_view key,
                          const web::Language& language) {
    std::string name = name_in(catalogue.units, key, language);
    if (name.empty()) name = name_in(catalogue.partners, key, language);
    return name.empty() ? std::string(key) : name;
}

base::Result<void> may_register_under(const Catalogue& catalogue, std::string_view key, int year,
                                      std::string_view kept) {
    if (key == kept) return {};
    const Initiative* known = catalogue.find_initiative(key);
    if (!known) return base::refuse("choice", "Vælg en indsats fra listen.");
    if (!catalogue.takes_registrations(*known, year))
        return base::refuse("not_in_force", "Indsatsen er ikke i gang i {}.", std::to_string(year));
    return {};
}

std::vector<std::string> keys_of(const std::vector<Entry>& entries) {
    std::vector<std::string> keys;
    for (const Entry& entry : entries) keys.push_back(entry.key);
    return keys;
}

std::vector<std::string> initiative_keys(const Catalogue& catalogue) {
    std::vector<std::string> keys;
    for (const Initiative& initiative : catalogue.initiatives) keys.push_back(initiative.key);
    return keys;
}

std::vector<std::string> values_of(const std::vector<web::SelectOption>& choices) {
    std::vector<std::string> values;
    for (const web::SelectOption& choice : choices) values.push_back(choice.value.string());
    return values;
}

}  // namespace initiatives
