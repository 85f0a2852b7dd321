#include "statistics/synthetic_difference.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/refusals.h"
#include "statistics/simplex_fit.h"

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

// The panel, and the treated units' mean course.
struct Parts {
    const Matrix& outcomes;
    std::size_t before;
    const std::vector<std::size_t>& controls;
    std::vector<double> treated;
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

double difference_of(const Parts& parts, const std::vector<double>& units,
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
    result.estimate = difference_of(parts, result.unit_weights, result.time_weights);
    const std::size_t controls = parts.controls.size();
    result.differences =
        difference_of(parts, std::vector<double>(controls, 1 / static_cast<double>(controls)),
                      std::vector<double>(parts.before, 1 / static_cast<double>(parts.before)));
    const std::vector<double> mixture = mixture_weights(parts);
    double gap = mean_of(std::span(parts.treated).subspan(parts.before));
    for (std::size_t j = 0; j < controls; ++j)
        gap -= mixture[j] * mean_of(parts.outcomes.column(parts.controls[j]).subspan(parts.before));
    result.synthetic = gap;
    return result;
}

Parts parts_of(const ComparisonPanel& panel) {
    return {panel.outcomes, panel.before, panel.controls,
            mean_course(panel.outcomes, panel.treated)};
}

}  // namespace

base::Result<SyntheticDifference> synthetic_difference(const ComparisonPanel& panel, double zeta,
                                                       double noise) {
    if (panel.controls.size() < 2) return too_few("unit", panel.controls.size(), 2);
    if (panel.before < 2) return too_few("time", panel.before, 2);
    if (noise < 0) noise = step_deviation(panel.outcomes, panel.controls, panel.before);
    if (!(noise > 0)) return constant_variable("outcome");
    if (zeta < 0) {
        const double cells =
            static_cast<double>(panel.treated.size() * (panel.outcomes.rows() - panel.before));
        zeta = std::pow(cells, 0.25) * noise;
    }
    return estimated(parts_of(panel), zeta, noise);
}

double double_difference(const ComparisonPanel& panel, const std::vector<double>& unit_weights,
                         const std::vector<double>& time_weights) {
    return difference_of(parts_of(panel), unit_weights, time_weights);
}

}  // namespace statistics
