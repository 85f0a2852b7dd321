#include "evidence/figure_store.h"

#include <algorithm>

#include "activities/enquiry_facts.h"
#include "evidence/entered_figure_store.h"
#include "initiatives/story_facts.h"
#include "initiatives/story_store.h"
#include "places/observation.h"
#include "places/observation_facts.h"

namespace evidence {
namespace {

void add(InitiativeFigures& figures, const activities::ActivityTotal& total) {
    figures.planned += total.planned;
    figures.held += total.held;
    figures.cancelled += total.cancelled;
    figures.counted += total.counted;
    figures.participants += total.participants;
}

void add(InitiativeFigures& figures, const activities::EnquiryTotal& total) {
    figures.enquiries += total.received;
    figures.answered += total.answered;
    figures.referred += total.referred;
}

}  // namespace

YearFigures figures_of_year(store::Connection& connection, int year) {
    YearFigures found;
    found.year = year;
    for (const auto& total : activities::activity_totals(connection, year))
        add(found.initiatives[total.initiative], total);
    for (const auto& total : activities::enquiry_totals(connection, year))
        add(found.initiatives[total.initiative], total);
    for (const auto& count : places::observation_counts(connection, year)) {
        if (count.initiative.empty())
            found.observations_elsewhere += count.observations;
        else
            found.initiatives[count.initiative].observations += count.observations;
    }
    for (const auto& count : initiatives::story_counts(connection, year))
        if (!count.initiative.empty())
            found.initiatives[count.initiative].good_stories += count.stories;
    for (auto& [initiative, figures] : found.initiatives)
        if (figures.answered > 0)
            figures.minutes_to_answer =
                activities::median_minutes_to_answer(connection, initiative, year);
    // Totals that went back to nothing stay as rows of zeros.
    std::erase_if(found.initiatives, [](const auto& entry) { return entry.second.empty(); });
    found.attendance = activities::attendance_totals(connection, year);
    return found;
}

std::map<int, InitiativeFigures> figures_of_initiative(store::Connection& connection,
                                                       const std::string& initiative) {
    std::map<int, InitiativeFigures> years;
    for (const auto& total : activities::activity_totals_of(connection, initiative))
        add(years[total.year], total);
    for (const auto& total : activities::enquiry_totals_of(connection, initiative))
        add(years[total.year], total);
    for (const auto& count : places::observation_counts_of(connection, initiative))
        years[count.year].observations += count.observations;
    for (const initiatives::Story& story :
         initiatives::published_stories_of(connection, initiative))
        ++years[story.text.year].good_stories;
    for (auto& [year, figures] : years)
        if (figures.answered > 0)
            figures.minutes_to_answer =
                activities::median_minutes_to_answer(connection, initiative, year);
    std::erase_if(years, [](const auto& entry) { return entry.second.empty(); });
    return years;
}

MonthsBeside months_beside(store::Connection& connection, const std::string& initiative,
                           const std::vector<std::string>& districts, int year) {
    MonthsBeside months{};
    for (const auto& total : activities::activity_totals_of(connection, initiative))
        if (total.year == year) months.at(total.month - 1).held += total.held;
    const auto belongs = [&](const places::ObservationCount& count) {
        if (districts.empty()) return count.initiative == initiative;
        return std::find(districts.begin(), districts.end(), count.district) != districts.end();
    };
    const auto friendly = places::category_code(places::Category::life_and_company);
    for (const auto& count : places::observation_counts(connection, year))
        if (count.category != friendly && belongs(count))
            months.at(count.month - 1).observed += count.observations;
    return months;
}

std::vector<YearEntry> entered_in_year(store::Connection& connection,
                                       const initiatives::Catalogue& catalogue, int year) {
    std::vector<YearEntry> entries;
    for (EnteredFigure& figure : entered_figures_in(connection, year)) {
        const bool persons = counts_persons(
            find_entered_definition(catalogue, figure.initiative, figure.figure, year));
        entries.push_back({std::move(figure), persons});
    }
    return entries;
}

}  // namespace evidence
