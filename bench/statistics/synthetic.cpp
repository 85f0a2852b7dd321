// Times synthetic control on the panel of the reference's own bench: 98 units, 68 times, 48 of them
// before, four common courses and 8 predictors; all units as placebos.
//     statistics_synthetic [THREADS] [UNITS]
// Lines: what, seconds, peak megabytes.

#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "statistics/matching.h"
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
    const auto scaled =
        statistics::scale_predictors(problem.predictors, std::vector<std::string>(8, "x"));
    if (!scaled) std::exit(1);
}

void timed(const std::string& what, const std::function<double()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    const double result = work();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << what << '\t' << seconds.count() << '\t' << usage.ru_maxrss / 1024 << '\t' << result
              << std::endl;
}

double all_placebos(const statistics::SyntheticProblem& problem,
                    const statistics::SyntheticOptions& options, std::size_t threads) {
    std::vector<std::size_t> units(problem.outcomes.columns());
    std::iota(units.begin(), units.end(), std::size_t{0});
    const auto found =
        statistics::placebos_in_space(problem, units, std::nullopt, options, threads);
    if (!found) std::exit(1);
    double sum = 0;
    for (const auto& each : *found) sum += each.before_mspe / static_cast<double>(found->size());
    return sum;
}

double match(std::size_t treated, std::size_t controls) {
    RandomStream random(9, 1);
    std::vector<double> scores;
    std::vector<bool> group;
    for (std::size_t row = 0; row < treated + controls; ++row) {
        group.push_back(row < treated);
        scores.push_back(random.uniform());
    }
    const auto found = statistics::nearest_matches(scores, group, {}, {});
    return found ? static_cast<double>(found->sets.size()) : 0;
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const std::size_t threads = count > 1 ? std::strtoul(words[1], nullptr, 10) : 1;
    const std::size_t units = count > 2 ? std::strtoul(words[2], nullptr, 10) : 98;
    auto problem = bench::problem_of(units);
    bench::timed("outcomes alone, all units",
                 [&] { return bench::all_placebos(problem, {}, threads); });
    bench::add_predictors(problem);
    statistics::SyntheticOptions once;
    once.starts = 1;
    once.evaluations = 500;
    bench::timed("nested, one start of 500 evaluations, all units",
                 [&] { return bench::all_placebos(problem, once, threads); });
    bench::timed("nested, as by default, all units",
                 [&] { return bench::all_placebos(problem, {}, threads); });
    bench::timed("matching 5,000 to 50,000", [] { return bench::match(5000, 50'000); });
}
