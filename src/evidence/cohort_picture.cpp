#include "evidence/cohort_picture.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "evidence/analysis_picture_internal.h"
#include "statistics/age_period_cohort.h"

namespace evidence {
namespace {

using charts::Drawn;
using statistics::Analysis;

constexpr std::size_t curves_drawn = 4;

struct Cell {
    double observed = 0, population = 0;
};
using ByAge = std::map<int, Cell>;

// "15 1980": age and period.
std::optional<std::pair<int, int>> age_and_period(const std::string& label) {
    const std::size_t space = label.find(' ');
    if (space == std::string::npos) return std::nullopt;
    const auto age = picture::number_of(std::string_view(label).substr(0, space));
    const auto period = picture::number_of(std::string_view(label).substr(space + 1));
    if (!age || !period || *age != std::floor(*age) || *period != std::floor(*period))
        return std::nullopt;
    return std::pair(static_cast<int>(*age), static_cast<int>(*period));
}

// Only the cohorts that have every age.
std::map<int, ByAge> whole_cohorts(const Analysis& analysis) {
    const auto* cells = picture::find(analysis, "cells");
    std::map<int, ByAge> cohorts;
    if (!cells) return cohorts;
    const auto* observed = picture::column(*cells, "observed");
    const auto* population = picture::column(*cells, "population");
    std::set<int> ages;
    for (std::size_t at = 0; at < cells->at.size(); ++at) {
        const auto where = age_and_period(cells->at[at]);
        const auto count = picture::known(observed, at), persons = picture::known(population, at);
        if (!where || !count || !persons) continue;
        ages.insert(where->first);
        cohorts[where->second - where->first][where->first] = {*count, *persons};
    }
    std::erase_if(cohorts, [&](const auto& cohort) { return cohort.second.size() != ages.size(); });
    return cohorts;
}

double fit_value(const Analysis& analysis, std::string_view name, double otherwise) {
    for (const auto& [key, value] : analysis.fit)
        if (key == name)
            if (const auto* number = std::get_if<double>(&value)) return *number;
    return otherwise;
}

std::optional<CohortCurve> curve_of(int cohort, const ByAge& ages, double dispersion) {
    CohortCurve curve{cohort, {}};
    std::vector<double> observed, population, widths;
    for (const auto& [age, cell] : ages) {
        observed.push_back(cell.observed);
        population.push_back(cell.population);
        widths.push_back(1);
        const auto until = statistics::cumulative_rate(observed, population, widths, dispersion);
        if (!until) return std::nullopt;
        curve.steps.push_back({age + 1.0, until->rate, until->limits, cell.population});
    }
    return curve;
}

std::string cohort_name(const CohortCurve& curve, const web::Language& language) {
    return language.say_with("Født {}", std::to_string(curve.cohort));
}

void add_curve(charts::Plot& plot, const CohortCurve& curve, const std::string& name) {
    const double first_age = curve.steps.front().until_age - 1;
    charts::PlotSeries band{name, Drawn::step_band, {}, charts::Held::since_last};
    charts::PlotSeries steps{name, Drawn::steps, {}, charts::Held::since_last};
    charts::RiskRow persons{name, {}};
    band.points.push_back({first_age, {}, 0.0, 0.0});
    steps.points.push_back({first_age, 0.0, {}, {}});
    for (std::size_t at = 0; at < curve.steps.size(); ++at) {
        const CohortCurve::Step& step = curve.steps[at];
        band.points.push_back({step.until_age, {}, step.limits.lower, step.limits.upper});
        steps.points.push_back({step.until_age, step.per_person, {}, {}});
        if (at % 2 == 0) persons.at_risk.emplace_back(step.until_age - 1, step.persons);
    }
    plot.series.push_back(std::move(band));
    plot.series.push_back(std::move(steps));
    plot.risk_table.push_back(std::move(persons));
}

}  // namespace

std::vector<CohortCurve> cohort_curves(const Analysis& analysis, std::size_t most) {
    const std::map<int, ByAge> cohorts = whole_cohorts(analysis);
    std::vector<int> years;
    for (const auto& cohort : cohorts) years.push_back(cohort.first);
    const double dispersion = std::max(1.0, fit_value(analysis, "dispersion", 1));
    std::vector<CohortCurve> curves;
    const std::size_t count = std::min(most, years.size());
    for (std::size_t at = 0; at < count; ++at) {
        const std::size_t chosen = count < 2 ? 0 : at * (years.size() - 1) / (count - 1);
        if (auto curve = curve_of(years[chosen], cohorts.at(years[chosen]), dispersion))
            curves.push_back(std::move(*curve));
    }
    return curves;
}

std::optional<AnalysisPicture> cohort_picture(const Analysis& analysis, const std::string& title,
                                              const web::Language& language) {
    const std::vector<CohortCurve> curves = cohort_curves(analysis, curves_drawn);
    if (curves.size() < 2) return std::nullopt;
    charts::Plot plot;
    plot.words =
        picture::words_of(title, language, base::danish("Alder"), base::danish("Pr. person"));
    plot.risk_title = language.say("Personer i årgangen ved den alder");
    std::string ends;
    for (const CohortCurve& curve : curves) {
        const std::string name = cohort_name(curve, language);
        const CohortCurve::Step& last = curve.steps.back();
        if (!ends.empty()) ends += "; ";
        ends += language.say_with("{}: {} ({} til {})", name, language.decimal(last.per_person, 2),
                                  language.decimal(last.limits.lower, 2),
                                  language.decimal(last.limits.upper, 2));
        add_curve(plot, curve, name);
    }
    return picture::drawn(
        std::move(plot),
        language.say_with("Lagt sammen fra {} år til udgangen af {} år, pr. person, med "
                          "95 %-intervaller. {}.",
                          language.decimal(curves.front().steps.front().until_age - 1, 0),
                          language.decimal(curves.front().steps.back().until_age - 1, 0), ends),
        language);
}

}  // namespace evidence
