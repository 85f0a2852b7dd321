#include "statistics/synthetic_difference.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "statistics/parallel.h"
#include "statistics/random.h"
#include "statistics/refusals.h"
#include "statistics/simplex_fit.h"
#include "statistics/synthetic_control.h"

namespace statistics {
namespace {

constexpr double time_penalty = 1e-6;

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// The mean course of some units.
std::vector<double> mean_course(const Matrix& outcomes, const std::vector<std::size_t>& units) {
    std::vector<double> course(outcomes.rows(), 0.0);
    for (const std::size_t unit : units)
        for (std::size_t t = 0; t < course.size(); ++t)
            course[t] += outcomes(t, unit) / static_cast<double>(units.size());
    return course;
}

// n − 1 of the steps of all controls taken together.
double step_deviation(const Matrix& outcomes, const std::vector<std::size_t>& controls,
                      std::size_t before) {
    std::vector<double> steps;
    for (const std::size_t unit : controls)
        for (std::size_t t = 1; t < before; ++t)
            steps.push_back(outcomes(t, unit) - outcomes(t - 1, unit));
    const double mean = mean_of(steps);
    double squares = 0;
    for (const double step : steps) squares += (step - mean) * (step - mean);
    return std::sqrt(squares / static_cast<double>(steps.size() - 1));
}

void centre(std::span<double> values) {
    const double mean = mean_of(values);
    for (double& value : values) value -= mean;
}

// Weighted times before against the times after, for the course of a unit or of several.
double change(std::span<const double> course, const std::vector<double>& time_weights) {
    double before = 0;
    for (std::size_t t = 0; t < time_weights.size(); ++t) before += time_weights[t] * course[t];
    return mean_of(course.subspan(time_weights.size())) - before;
}

struct Parts {
    const Matrix& outcomes;
    std::size_t before;
    std::vector<std::size_t> controls;
    std::vector<double> treated;  // their mean course
};

std::vector<double> unit_weights(const Parts& parts, double zeta) {
    Matrix columns(parts.before, parts.controls.size());
    for (std::size_t j = 0; j < parts.controls.size(); ++j) {
        std::copy_n(parts.outcomes.column(parts.controls[j]).begin(), parts.before,
                    columns.column(j).begin());
        centre(columns.column(j));
    }
    std::vector<double> target(parts.treated.begin(),
                               parts.treated.begin() + static_cast<std::ptrdiff_t>(parts.before));
    centre(target);
    return fit_simplex(columns, target, zeta * zeta * static_cast<double>(parts.before)).weights;
}

std::vector<double> time_weights(const Parts& parts, double noise) {
    const std::size_t controls = parts.controls.size();
    Matrix columns(controls, parts.before);
    std::vector<double> target(controls);
    for (std::size_t i = 0; i < controls; ++i) {
        const auto course = parts.outcomes.column(parts.controls[i]);
        for (std::size_t t = 0; t < parts.before; ++t) columns(i, t) = course[t];
        target[i] = mean_of(course.subspan(parts.before));
    }
    for (std::size_t t = 0; t < parts.before; ++t) centre(columns.column(t));
    centre(target);
    const double zeta = time_penalty * noise;
    return fit_simplex(columns, target, zeta * zeta * static_cast<double>(controls)).weights;
}

std::vector<double> mixture_weights(const Parts& parts) {
    Matrix columns(parts.before, parts.controls.size());
    for (std::size_t j = 0; j < parts.controls.size(); ++j)
        std::copy_n(parts.outcomes.column(parts.controls[j]).begin(), parts.before,
                    columns.column(j).begin());
    return fit_simplex(columns, std::span(parts.treated).subspan(0, parts.before)).weights;
}

double double_difference(const Parts& parts, const std::vector<double>& units,
                         const std::vector<double>& times) {
    double compared = 0;
    for (std::size_t j = 0; j < parts.controls.size(); ++j)
        if (units[j] > 0)
            compared += units[j] * change(parts.outcomes.column(parts.controls[j]), times);
    return change(parts.treated, times) - compared;
}

SyntheticDifference estimated(const Parts& parts, double zeta, double noise) {
    SyntheticDifference result;
    result.zeta = zeta;
    result.noise = noise;
    result.unit_weights = unit_weights(parts, zeta);
    result.time_weights = time_weights(parts, noise);
    result.estimate = double_difference(parts, result.unit_weights, result.time_weights);
    const std::size_t controls = parts.controls.size();
    result.differences =
        double_difference(parts, std::vector<double>(controls, 1 / static_cast<double>(controls)),
                          std::vector<double>(parts.before, 1 / static_cast<double>(parts.before)));
    const std::vector<double> mixture = mixture_weights(parts);
    double gap = mean_of(std::span(parts.treated).subspan(parts.before));
    for (std::size_t j = 0; j < controls; ++j)
        gap -= mixture[j] * mean_of(parts.outcomes.column(parts.controls[j]).subspan(parts.before));
    result.synthetic = gap;
    return result;
}

// Which controls a replicate treats: the given one, or as many as are treated, by chance.
std::vector<std::size_t> pretended(const ComparisonPanel& panel, std::size_t replicate,
                                   std::uint64_t seed) {
    if (panel.treated.size() == 1) return {panel.controls[replicate]};
    std::vector<std::size_t> order = panel.controls;
    RandomStream random(seed, replicate);
    random.shuffle(order);
    order.resize(panel.treated.size());
    return order;
}

double jackknife(const std::vector<double>& estimates) {
    return placebo_error(estimates) * std::sqrt(static_cast<double>(estimates.size() - 1));
}

}  // namespace

base::Result<SyntheticDifference> synthetic_difference(const ComparisonPanel& panel, double zeta) {
    if (panel.controls.size() < 2) return too_few("unit", panel.controls.size(), 2);
    if (panel.before < 2) return too_few("time", panel.before, 2);
    const double noise = step_deviation(panel.outcomes, panel.controls, panel.before);
    if (!(noise > 0)) return constant_variable("outcome");
    if (zeta < 0) {
        const double cells =
            static_cast<double>(panel.treated.size() * (panel.outcomes.rows() - panel.before));
        zeta = std::pow(cells, 0.25) * noise;
    }
    return estimated(
        {panel.outcomes, panel.before, panel.controls, mean_course(panel.outcomes, panel.treated)},
        zeta, noise);
}

base::Result<SyntheticDifferenceErrors> placebo_errors(const ComparisonPanel& panel,
                                                       const SyntheticDifference& whole,
                                                       std::size_t replicates, std::uint64_t seed,
                                                       std::size_t threads) {
    const std::size_t treated = panel.treated.size(), controls = panel.controls.size();
    if (controls < treated + 2) return too_few("unit", controls, treated + 2);
    if (treated == 1) replicates = controls;
    if (replicates < 2) return too_few("replicates", replicates, 2);
    std::vector<SyntheticDifference> found(replicates);
    in_parallel(replicates, threads, [&](std::size_t replicate) {
        const std::vector<std::size_t> as_treated = pretended(panel, replicate, seed);
        Parts parts{panel.outcomes, panel.before, {}, mean_course(panel.outcomes, as_treated)};
        for (const std::size_t unit : panel.controls)
            if (std::find(as_treated.begin(), as_treated.end(), unit) == as_treated.end())
                parts.controls.push_back(unit);
        found[replicate] = estimated(parts, whole.zeta, whole.noise);
    });
    std::vector<double> differences, synthetic;
    SyntheticDifferenceErrors errors;
    for (const SyntheticDifference& each : found) {
        errors.placebos.push_back(each.estimate);
        differences.push_back(each.differences);
        synthetic.push_back(each.synthetic);
    }
    errors.replicates = replicates;
    errors.estimate = placebo_error(errors.placebos);
    errors.differences = placebo_error(differences);
    errors.synthetic = placebo_error(synthetic);
    return errors;
}

base::Result<SyntheticDifferenceErrors> jackknife_errors(const ComparisonPanel& panel,
                                                         const SyntheticDifference& whole) {
    const std::size_t treated = panel.treated.size(), controls = panel.controls.size();
    if (treated < 2) return too_few("treated", treated, 2);
    const auto used = std::count_if(whole.unit_weights.begin(), whole.unit_weights.end(),
                                    [](double weight) { return weight > 0; });
    if (used < 2) return too_few("unit", static_cast<std::size_t>(used), 2);
    const std::vector<double> equal_times(panel.before, 1 / static_cast<double>(panel.before));
    std::vector<double> estimates, differences;
    const auto add = [&](const Parts& parts, std::vector<double> weights) {
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        for (double& weight : weights) weight /= sum;
        estimates.push_back(double_difference(parts, weights, whole.time_weights));
        const double count = static_cast<double>(parts.controls.size());
        differences.push_back(double_difference(
            parts, std::vector<double>(parts.controls.size(), 1 / count), equal_times));
    };
    const std::vector<double> course = mean_course(panel.outcomes, panel.treated);
    for (std::size_t j = 0; j < controls; ++j) {
        Parts parts{panel.outcomes, panel.before, panel.controls, course};
        std::vector<double> weights = whole.unit_weights;
        parts.controls.erase(parts.controls.begin() + static_cast<std::ptrdiff_t>(j));
        weights.erase(weights.begin() + static_cast<std::ptrdiff_t>(j));
        add(parts, std::move(weights));
    }
    for (const std::size_t unit : panel.treated) {
        std::vector<std::size_t> others;
        for (const std::size_t other : panel.treated)
            if (other != unit) others.push_back(other);
        add({panel.outcomes, panel.before, panel.controls, mean_course(panel.outcomes, others)},
            whole.unit_weights);
    }
    SyntheticDifferenceErrors errors;
    errors.replicates = estimates.size();
    errors.estimate = jackknife(estimates);
    errors.differences = jackknife(differences);
    return errors;
}

}  // namespace statistics
