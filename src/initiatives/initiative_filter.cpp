#include "initiatives/initiative_filter.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace initiatives {

namespace {

bool holds(const std::vector<std::string>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::optional<Status> last_status(const Initiative& initiative) {
    for (auto edition = initiative.editions.rbegin(); edition != initiative.editions.rend();
         ++edition) {
        if (!edition->status.empty()) return edition->status.rbegin()->second;
    }
    return std::nullopt;
}

FoundInitiative found_in(const Initiative& initiative, int year) {
    if (year == 0) return {&initiative, &initiative.latest(), last_status(initiative)};
    return {&initiative, initiative.edition_in(year), initiative.status_in(year)};
}

bool fits(const FoundInitiative& found, const InitiativeFilter& filter) {
    const Edition& edition = *found.edition;
    const auto kind = kind_of(filter.kind);
    const std::vector<Kind>& kinds = found.initiative->kinds;
    if (!filter.goal.empty() && edition.goal != filter.goal &&
        !holds(edition.other_goals, filter.goal)) {
        return false;
    }
    if (!filter.principle.empty() && !holds(edition.principles, filter.principle)) return false;
    if (!filter.prevention_level.empty() && edition.prevention_level != filter.prevention_level) {
        return false;
    }
    if (kind && std::find(kinds.begin(), kinds.end(), *kind) == kinds.end()) return false;
    if (!filter.district.empty() && !holds(edition.districts, filter.district)) return false;
    if (!filter.unit.empty() && edition.owner_unit != filter.unit) return false;
    return filter.status.empty() || (found.status && status_code(*found.status) == filter.status);
}

int list_of(const Edition& edition) {
    if (edition.listed_in == "goal_table") return 0;
    return edition.listed_in == "next_years_focus" ? 1 : 2;
}

// Newest period first; within it the tables of the goals, next year's focus, and the context.
auto place_of(const Catalogue& catalogue, const FoundInitiative& found) {
    const Edition& edition = *found.edition;
    const Goal* goal = catalogue.find_goal(edition.goal);
    const GoalWording* wording = goal ? goal->wording_in(edition.period) : nullptr;
    constexpr int last = 1'000'000;
    const int list = list_of(edition);
    const int number = wording && list == 0 ? wording->number : last;
    return std::tuple(-edition.period, list, number, edition.order > 0 ? edition.order : last,
                      std::string_view(edition.name.da));
}

}  // namespace

std::vector<FoundInitiative> find_initiatives(const Catalogue& catalogue,
                                              const CatalogueSearch& search,
                                              const InitiativeFilter& filter) {
    std::vector<const Initiative*> candidates;
    if (filter.year != 0) {
        candidates = catalogue.in_plan(filter.year);
    } else {
        for (const Initiative& initiative : catalogue.initiatives)
            candidates.push_back(&initiative);
    }
    const std::string query = base::fold_for_search(filter.query);
    std::vector<FoundInitiative> all;
    for (const Initiative* initiative : candidates) {
        const FoundInitiative found = found_in(*initiative, filter.year);
        const auto place = static_cast<std::size_t>(initiative - catalogue.initiatives.data());
        if (fits(found, filter) && search.matches(place, query)) all.push_back(found);
    }
    std::sort(all.begin(), all.end(), [&](const FoundInitiative& a, const FoundInitiative& b) {
        return place_of(catalogue, a) < place_of(catalogue, b);
    });
    return all;
}

int default_year(const Catalogue& catalogue, int today) {
    int chosen = 0;
    for (const int year : catalogue.years()) {
        if (chosen == 0 || year <= today) chosen = year;
    }
    return chosen;
}

}  // namespace initiatives
