#include "statistics/staggered_difference.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>

#include "statistics/linear_algebra.h"
#include "statistics/parallel.h"
#include "statistics/random.h"
#include "statistics/refusals.h"
#include "statistics/synthetic_control.h"

namespace statistics {
namespace {

// The turns between weights and the covariates' effects end when none of these moves by more than
// this part of itself.
constexpr double same_effect = 1e-12;
constexpr int most_turns = 10'000;
constexpr double rounding = 1e-10;
// A drawn sample must have treated units and controls; one of these many has.
constexpr int most_draws = 1000;

// ζ and the noise that a first time had in the whole; below 0: by the formula.
struct Penalty {
    std::size_t begins = 0;
    double zeta = -1, noise = -1;
};

double part_of(const ComparisonPanel& panel) {
    return static_cast<double>(panel.treated.size() * (panel.outcomes.rows() - panel.before));
}

void take_off(Matrix& outcomes, const Matrix& covariate, double effect) {
    for (std::size_t column = 0; column < outcomes.columns(); ++column)
        for (std::size_t t = 0; t < outcomes.rows(); ++t)
            outcomes(t, column) -= effect * covariate(t, column);
}

// Columns of untreated cells: the outcome, the times but the first, and the covariates, each less
// its unit's mean, so that units need no columns of their own (Frisch and Waugh 1933).
struct Untreated {
    std::vector<double> outcome;
    Matrix x;
};

Untreated untreated_cells(const AdoptionPanel& panel) {
    const std::size_t cells =
        std::accumulate(panel.begins.begin(), panel.begins.end(), std::size_t{0});
    const std::size_t times = panel.times(), width = times - 1 + panel.covariates.size();
    Untreated made{std::vector<double>(cells), Matrix(cells, width)};
    std::size_t first = 0;
    for (std::size_t unit = 0; unit < panel.begins.size(); ++unit) {
        const std::size_t count = panel.begins[unit];
        const auto centred = [&](std::span<double> into, auto value) {
            double mean = 0;
            for (std::size_t t = 0; t < count; ++t) mean += value(t) / static_cast<double>(count);
            for (std::size_t t = 0; t < count; ++t) into[first + t] = value(t) - mean;
        };
        centred(made.outcome, [&](std::size_t t) { return panel.outcomes(t, unit); });
        for (std::size_t time = 1; time < times; ++time)
            centred(made.x.column(time - 1), [&](std::size_t t) { return t == time ? 1.0 : 0.0; });
        for (std::size_t k = 0; k < panel.covariates.size(); ++k)
            centred(made.x.column(times - 1 + k),
                    [&](std::size_t t) { return panel.covariates[k](t, unit); });
        first += count;
    }
    return made;
}

// Whether nothing but rounding is left of a variable of this size.
bool nothing_left(std::span<const double> column, const Matrix& variable) {
    double left = 0, size = 0;
    for (const double value : column) left = std::max(left, std::abs(value));
    for (std::size_t j = 0; j < variable.columns(); ++j)
        for (const double value : variable.column(j)) size = std::max(size, std::abs(value));
    return left <= rounding * size;
}

base::Result<std::vector<double>> projected_effects(const AdoptionPanel& panel) {
    if (panel.covariates.empty()) return std::vector<double>{};
    const Untreated cells = untreated_cells(panel);
    const LeastSquares fit =
        least_squares(cells.x, cells.outcome, std::vector<double>(cells.outcome.size(), 1.0));
    std::vector<double> effects;
    for (std::size_t k = 0; k < panel.covariates.size(); ++k) {
        const std::size_t column = panel.times() - 1 + k;
        if (!fit.estimable[column] || nothing_left(cells.x.column(column), panel.covariates[k]))
            return collinear_variable(panel.covariate_names[k]);
        effects.push_back(fit.coefficients[column]);
    }
    return effects;
}

// What the weights leave: each control's weighted times before less its mean after, and at each
// time before the weighted controls less the treated units' mean; each about its mean and over the
// root of its number.
std::vector<double> left_over(const ComparisonPanel& panel, const Matrix& values,
                              const SyntheticDifference& found) {
    std::vector<double> units, times;
    const double after = static_cast<double>(values.rows() - panel.before);
    for (const std::size_t control : panel.controls) {
        double gap = 0;
        for (std::size_t t = 0; t < values.rows(); ++t)
            gap += values(t, control) * (t < panel.before ? found.time_weights[t] : -1 / after);
        units.push_back(gap);
    }
    const auto treated = static_cast<double>(panel.treated.size());
    for (std::size_t t = 0; t < panel.before; ++t) {
        double gap = 0;
        for (std::size_t j = 0; j < panel.controls.size(); ++j)
            gap += found.unit_weights[j] * values(t, panel.controls[j]);
        for (const std::size_t unit : panel.treated) gap -= values(t, unit) / treated;
        times.push_back(gap);
    }
    std::vector<double> all;
    for (const std::vector<double>& part : {units, times}) {
        const auto count = static_cast<double>(part.size());
        const double mean = std::accumulate(part.begin(), part.end(), 0.0) / count;
        for (const double gap : part) all.push_back((gap - mean) / std::sqrt(count));
    }
    return all;
}

bool nearly_same(const std::vector<double>& one, const std::vector<double>& other) {
    for (std::size_t k = 0; k < one.size(); ++k)
        if (std::abs(one[k] - other[k]) > same_effect * std::abs(other[k])) return false;
    return true;
}

// Weights for given effects of the covariates and effects for given weights, by turns.
base::Result<void> optimise(CohortDifference& cohort, const std::vector<Matrix>& covariates,
                            const std::vector<std::string>& names) {
    const ComparisonPanel raw = cohort.panel;
    const double zeta = cohort.found.zeta, noise = cohort.found.noise;
    for (int turn = 0; turn < most_turns; ++turn) {
        const std::vector<double> outcome = left_over(raw, raw.outcomes, cohort.found);
        Matrix x(outcome.size(), covariates.size());
        for (std::size_t k = 0; k < covariates.size(); ++k)
            std::ranges::copy(left_over(raw, covariates[k], cohort.found), x.column(k).begin());
        LeastSquares fit = least_squares(x, outcome, std::vector<double>(outcome.size(), 1.0));
        for (std::size_t k = 0; k < covariates.size(); ++k)
            if (!fit.estimable[k] || nothing_left(x.column(k), covariates[k]))
                return collinear_variable(names[k]);
        std::vector<double> effects = std::move(fit.coefficients);
        const bool done = nearly_same(cohort.effects, effects);
        cohort.effects = std::move(effects);
        cohort.panel.outcomes = raw.outcomes;
        for (std::size_t k = 0; k < covariates.size(); ++k)
            take_off(cohort.panel.outcomes, covariates[k], cohort.effects[k]);
        auto found = synthetic_difference(cohort.panel, zeta, noise);
        if (!found) return found.error();
        cohort.found = std::move(*found);
        if (done) return {};
    }
    return not_converged("covariates");
}

base::Result<CohortDifference> cohort_difference(const AdoptionPanel& panel, const Matrix& outcomes,
                                                 std::size_t begins,
                                                 const std::vector<double>& projected,
                                                 const StaggeredOptions& options,
                                                 const std::vector<Penalty>& penalties) {
    CohortDifference cohort;
    cohort.begins = begins;
    cohort.panel = cohort_panel(panel, begins, outcomes);
    Penalty penalty{begins, options.zeta, -1};
    for (const Penalty& each : penalties)
        if (each.begins == begins) penalty = each;
    auto found = synthetic_difference(cohort.panel, penalty.zeta, penalty.noise);
    if (!found) return found.error();
    cohort.found = std::move(*found);
    cohort.effects = projected;
    if (options.effects == CovariateEffects::projected || panel.covariates.empty()) return cohort;
    cohort.effects.assign(panel.covariates.size(), 0.0);
    std::vector<Matrix> covariates;
    for (const Matrix& covariate : panel.covariates)
        covariates.push_back(cohort_panel(panel, begins, covariate).outcomes);
    const base::Result<void> done = optimise(cohort, covariates, panel.covariate_names);
    if (!done) return done.error();
    return cohort;
}

base::Result<StaggeredDifference> difference_with(const AdoptionPanel& panel,
                                                  const StaggeredOptions& options,
                                                  const std::vector<Penalty>& penalties) {
    std::vector<double> projected;
    Matrix outcomes = panel.outcomes;
    if (options.effects == CovariateEffects::projected) {
        auto effects = projected_effects(panel);
        if (!effects) return effects.error();
        projected = std::move(*effects);
        for (std::size_t k = 0; k < projected.size(); ++k)
            take_off(outcomes, panel.covariates[k], projected[k]);
    }
    StaggeredDifference all;
    double parts = 0;
    for (const std::size_t begins : panel.cohorts()) {
        auto cohort = cohort_difference(panel, outcomes, begins, projected, options, penalties);
        if (!cohort) return cohort.error();
        cohort->share = part_of(cohort->panel);
        parts += cohort->share;
        all.cohorts.push_back(std::move(*cohort));
    }
    for (CohortDifference& cohort : all.cohorts) {
        cohort.share /= parts;
        all.estimate += cohort.share * cohort.found.estimate;
        all.differences += cohort.share * cohort.found.differences;
        all.synthetic += cohort.share * cohort.found.synthetic;
    }
    return all;
}

// Some of the panel's columns, with these first times.
AdoptionPanel with_columns(const AdoptionPanel& panel, const std::vector<std::size_t>& columns,
                           std::vector<std::size_t> begins) {
    AdoptionPanel made;
    made.covariate_names = panel.covariate_names;
    made.begins = std::move(begins);
    for (const std::size_t column : columns) made.units.push_back(panel.units[column]);
    const auto selected = [&](const Matrix& values) {
        Matrix kept(values.rows(), columns.size());
        for (std::size_t j = 0; j < columns.size(); ++j)
            std::ranges::copy(values.column(columns[j]), kept.column(j).begin());
        return kept;
    };
    made.outcomes = selected(panel.outcomes);
    for (const Matrix& covariate : panel.covariates) made.covariates.push_back(selected(covariate));
    return made;
}

struct Split {
    std::vector<std::size_t> treated, controls;  // columns
};

Split split(const AdoptionPanel& panel) {
    Split found;
    for (std::size_t column = 0; column < panel.begins.size(); ++column)
        (panel.treated(column) ? found.treated : found.controls).push_back(column);
    return found;
}

// The controls, of which the given one, or as many as are treated by chance, have the treated
// units' first times.
AdoptionPanel pretended(const AdoptionPanel& panel, const Split& parts, std::size_t replicate,
                        std::uint64_t seed) {
    std::vector<std::size_t> chosen = parts.controls;
    if (parts.treated.size() == 1) {
        std::swap(chosen.front(), chosen[replicate]);
    } else {
        RandomStream random(seed, replicate);
        random.shuffle(chosen);
    }
    std::vector<std::size_t> first(panel.begins.size(), panel.times());
    for (std::size_t i = 0; i < parts.treated.size(); ++i)
        first[chosen[i]] = panel.begins[parts.treated[i]];
    std::vector<std::size_t> begins;
    for (const std::size_t column : parts.controls) begins.push_back(first[column]);
    return with_columns(panel, parts.controls, std::move(begins));
}

// As many units as there are, with replacement: again until some are treated and two are not.
AdoptionPanel drawn(const AdoptionPanel& panel, RandomStream& random) {
    const std::size_t units = panel.begins.size();
    std::vector<std::size_t> columns(units), begins(units);
    for (int draw = 0; draw < most_draws; ++draw) {
        for (std::size_t& column : columns)
            column = random.below(static_cast<std::uint32_t>(units));
        std::sort(columns.begin(), columns.end());
        std::size_t treated = 0;
        for (std::size_t i = 0; i < units; ++i) {
            begins[i] = panel.begins[columns[i]];
            treated += begins[i] < panel.times() ? 1 : 0;
        }
        if (treated > 0 && units - treated > 1) break;
    }
    return with_columns(panel, columns, begins);
}

using Replicates = std::vector<base::Result<StaggeredDifference>>;

Replicates simulated(const AdoptionPanel& panel, const StaggeredDifference& whole,
                     const StaggeredOptions& options, DifferenceErrors kind, std::size_t replicates,
                     std::uint64_t seed, std::size_t threads) {
    std::vector<Penalty> penalties;
    for (const CohortDifference& cohort : whole.cohorts)
        penalties.push_back({cohort.begins, cohort.found.zeta, cohort.found.noise});
    const Split parts = split(panel);
    Replicates found(replicates, base::Result<StaggeredDifference>(StaggeredDifference{}));
    in_parallel(replicates, threads, [&](std::size_t replicate) {
        if (kind == DifferenceErrors::placebo) {
            found[replicate] =
                difference_with(pretended(panel, parts, replicate, seed), options, penalties);
            return;
        }
        // A sample in which a covariate can't be told from units and times is drawn again.
        RandomStream random(seed, replicate);
        for (int draw = 0; draw < most_draws; ++draw) {
            found[replicate] = difference_with(drawn(panel, random), options, penalties);
            if (found[replicate]) return;
        }
    });
    return found;
}

double jackknife(const std::vector<double>& estimates) {
    return placebo_error(estimates) * std::sqrt(static_cast<double>(estimates.size() - 1));
}

// Without one unit of the cohort's panel (by its number); the weights stay.
struct Without {
    double estimate = 0, differences = 0, part = 0;
};

Without without(const CohortDifference& cohort, std::size_t unit) {
    ComparisonPanel panel = cohort.panel;
    std::vector<double> weights = cohort.found.unit_weights;
    const auto out = [&](std::vector<std::size_t>& columns) -> std::size_t {
        const auto found = std::find_if(columns.begin(), columns.end(), [&](std::size_t column) {
            return panel.units[column] == unit;
        });
        const auto place = static_cast<std::size_t>(found - columns.begin());
        if (found != columns.end()) columns.erase(found);
        return place;
    };
    const std::size_t place = out(panel.controls);
    if (panel.controls.size() < weights.size()) {
        weights.erase(weights.begin() + static_cast<std::ptrdiff_t>(place));
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        for (double& weight : weights) weight /= sum;
    } else {
        out(panel.treated);
    }
    const std::vector<double> units(panel.controls.size(),
                                    1 / static_cast<double>(panel.controls.size()));
    const std::vector<double> times(panel.before, 1 / static_cast<double>(panel.before));
    return {double_difference(panel, weights, cohort.found.time_weights),
            double_difference(panel, units, times), part_of(panel)};
}

base::Result<SyntheticDifferenceErrors> jackknife_errors(const AdoptionPanel& panel,
                                                         const StaggeredDifference& whole) {
    for (const CohortDifference& cohort : whole.cohorts) {
        const std::size_t treated = cohort.panel.treated.size();
        if (treated < 2) return too_few("treated", treated, 2);
        const std::vector<double>& weights = cohort.found.unit_weights;
        const auto used =
            std::count_if(weights.begin(), weights.end(), [](double weight) { return weight > 0; });
        if (used < 2) return too_few("unit", static_cast<std::size_t>(used), 2);
    }
    std::vector<double> differences;
    SyntheticDifferenceErrors errors;
    for (const std::size_t unit : panel.units) {
        Without all;
        for (const CohortDifference& cohort : whole.cohorts) {
            const Without one = without(cohort, unit);
            all.estimate += one.part * one.estimate;
            all.differences += one.part * one.differences;
            all.part += one.part;
        }
        errors.estimates.push_back(all.estimate / all.part);
        differences.push_back(all.differences / all.part);
    }
    errors.replicates = panel.units.size();
    errors.estimate = jackknife(errors.estimates);
    errors.differences = jackknife(differences);
    return errors;
}

}  // namespace

base::Result<StaggeredDifference> staggered_difference(const AdoptionPanel& panel,
                                                       const StaggeredOptions& options) {
    return difference_with(panel, options, {});
}

base::Result<SyntheticDifferenceErrors> difference_errors(
    const AdoptionPanel& panel, const StaggeredDifference& whole, const StaggeredOptions& options,
    DifferenceErrors kind, std::size_t replicates, std::uint64_t seed, std::size_t threads) {
    if (kind == DifferenceErrors::jackknife) return jackknife_errors(panel, whole);
    const Split parts = split(panel);
    const std::size_t treated = parts.treated.size(), controls = parts.controls.size();
    if (kind == DifferenceErrors::placebo) {
        if (controls < treated + 2) return too_few("unit", controls, treated + 2);
        if (treated == 1) replicates = controls;
    } else if (treated < 2) {
        return too_few("treated", treated, 2);
    }
    if (replicates < 2) return too_few("replicates", replicates, 2);
    SyntheticDifferenceErrors errors;
    std::vector<double> differences, synthetic;
    for (const auto& each : simulated(panel, whole, options, kind, replicates, seed, threads)) {
        if (!each) return each.error();
        errors.estimates.push_back(each->estimate);
        differences.push_back(each->differences);
        synthetic.push_back(each->synthetic);
    }
    errors.replicates = replicates;
    errors.estimate = placebo_error(errors.estimates);
    errors.differences = placebo_error(differences);
    errors.synthetic = placebo_error(synthetic);
    return errors;
}

}  // namespace statistics
