// Synthetic control on the panel of ../shared/statistics/bench 08: 98 units, 68 times, 48 of them
// before, four common courses and 8 predictors; all units as placebos.
#include <cstdlib>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/statistics/speed_case.h"
#include "statistics/random.h"
#include "statistics/synthetic_control.h"

namespace bench {
namespace {

using statistics::Matrix;
using statistics::RandomStream;

constexpr std::size_t times = 68, before = 48, courses = 4;

statistics::SyntheticProblem problem_of(std::size_t units) {
    RandomStream random(8, 1);
    Matrix common(times, courses);
    for (std::size_t k = 0; k < courses; ++k)
        for (std::size_t t = 0; t < times; ++t)
            common(t, k) = (t > 0 ? common(t - 1, k) : 0) + random.normal() / 5;
    statistics::SyntheticProblem problem;
    problem.before = before;
    problem.outcomes = Matrix(times, units);
    for (std::size_t unit = 0; unit < units; ++unit) {
        double loadings[courses];
        for (double& loading : loadings) loading = 3 * random.normal();
        for (std::size_t t = 0; t < times; ++t) {
            double value = 80 + 2 * random.normal();
            for (std::size_t k = 0; k < courses; ++k) value += loadings[k] * common(t, k);
            problem.outcomes(t, unit) = value;
        }
    }
    return problem;
}

// The means of four quarters of the time before, and four columns of chance.
void add_predictors(statistics::SyntheticProblem& problem) {
    RandomStream random(8, 2);
    const std::size_t units = problem.outcomes.columns();
    problem.predictors = Matrix(8, units);
    for (std::size_t unit = 0; unit < units; ++unit)
        for (std::size_t k = 0; k < 8; ++k) {
            if (k >= 4) problem.predictors(k, unit) = random.normal();
            for (std::size_t t = 12 * k; k < 4 && t < 12 * (k + 1); ++t)
                problem.predictors(k, unit) += problem.outcomes(t, unit) / 12;
        }
    needed(statistics::scale_predictors(problem.predictors, std::vector<std::string>(8, "x")));
}

Run all_placebos(std::size_t units, bool nested, std::size_t threads) {
    auto problem = problem_of(units);
    statistics::SyntheticOptions options;
    // As many as the R beside it.
    options.starts = 1;
    options.evaluations = 500;
    if (nested) add_predictors(problem);
    return [problem = std::move(problem), options, threads] {
        std::vector<std::size_t> donors(problem.outcomes.columns());
        std::iota(donors.begin(), donors.end(), std::size_t{0});
        Digest digest;
        const auto found =
            statistics::placebos_in_space(problem, donors, std::nullopt, options, threads);
        for (const auto& each : needed(found)) digest.add(each.before_mspe);
        return digest;
    };
}

}  // namespace

std::vector<SpeedCase> synthetic_cases() {
    return {
        {"synthetic control, outcomes",
         [](auto larger, auto threads) { return all_placebos(98 * larger, false, threads); }},
        {"synthetic control, nested",
         [](auto larger, auto threads) { return all_placebos(98 * larger, true, threads); }},
    };
}

}  // namespace bench
