// Do the methods find what was put into the data, and do their intervals hold what they promise?
//     statistics_recovery [--runs N] [--samples N] [--threads N] [CASE …]
// One line for each case, tab separated: name, kind, runs, part within 3 standard errors, samples,
// part of 95 % intervals that hold the truth, samples refused. Exact methods have no standard error
// (-). A sample is named by its number, so
// that the figures don't depend on the number of threads. Kinds: usual (94 to 96 %), exact (at
// least 95 %), few (few clusters and other cases known
// to be off, listed apart).

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "statistics/comparison_panel.h"
#include "statistics/cox.h"
#include "statistics/group_time_effects.h"
#include "statistics/parallel.h"
#include "statistics/random.h"
#include "statistics/rate.h"
#include "statistics/regression.h"
#include "statistics/robust.h"
#include "statistics/synthetic_difference.h"

namespace bench {
namespace {

using statistics::Coefficient;
using statistics::Family;
using statistics::Matrix;
using statistics::RandomStream;
using statistics::RegressionData;

constexpr std::uint64_t seed = 20261121;

struct Outcome {
    double estimate = 0, error = 0, lower = 0, upper = 0, truth = 0;
};
using Sample = std::function<std::optional<Outcome>(RandomStream&)>;

Outcome outcome_of(const Coefficient& row, double truth) {
    return {row.estimate, row.standard_error, row.lower, row.upper, truth};
}

// A constant, a normal and a 0/1 column.
RegressionData two_covariates(RandomStream& random, std::size_t rows) {
    RegressionData data;
    data.outcome_name = "y";
    data.design.x = Matrix(rows, 3);
    data.design.names = data.design.terms = {"(Intercept)", "x", "z"};
    for (std::size_t row = 0; row < rows; ++row) {
        data.design.x(row, 0) = 1;
        data.design.x(row, 1) = random.normal();
        data.design.x(row, 2) = random.uniform() < 0.4 ? 1 : 0;
    }
    return data;
}

double predictor(const RegressionData& data, std::size_t row) {
    return 0.4 + 0.3 * data.design.x(row, 1) - 0.5 * data.design.x(row, 2);
}

std::optional<Outcome> fitted(Family family, const RegressionData& data, std::size_t column,
                              double truth) {
    const auto fit = statistics::fit_regression(family, data);
    if (!fit) return std::nullopt;
    const std::optional<double> degrees =
        fit->dispersion_estimated() ? std::optional(fit->residual_degrees) : std::nullopt;
    return outcome_of(
        statistics::coefficient_table(*fit, statistics::model_covariance(*fit), degrees)[column],
        truth);
}

std::optional<Outcome> gaussian(RandomStream& random) {
    RegressionData data = two_covariates(random, 60);
    for (std::size_t row = 0; row < 60; ++row)
        data.outcome.push_back(predictor(data, row) + random.normal());
    return fitted(Family::gaussian, data, 1, 0.3);
}

std::optional<Outcome> poisson(RandomStream& random) {
    RegressionData data = two_covariates(random, 200);
    for (std::size_t row = 0; row < 200; ++row)
        data.outcome.push_back(static_cast<double>(random.poisson(std::exp(predictor(data, row)))));
    return fitted(Family::poisson, data, 1, 0.3);
}

std::optional<Outcome> negative_binomial(RandomStream& random) {
    RegressionData data = two_covariates(random, 500);
    for (std::size_t row = 0; row < 500; ++row) {
        const double mean = 3 * std::exp(predictor(data, row));
        data.outcome.push_back(static_cast<double>(random.poisson(random.gamma(1.5, mean / 1.5))));
    }
    return fitted(Family::negative_binomial, data, 1, 0.3);
}

std::optional<Outcome> binomial(RandomStream& random) {
    RegressionData data = two_covariates(random, 300);
    for (std::size_t row = 0; row < 300; ++row)
        data.outcome.push_back(random.uniform() < 1 / (1 + std::exp(-predictor(data, row))) ? 1
                                                                                            : 0);
    return fitted(Family::binomial, data, 1, 0.3);
}

std::optional<Outcome> cox(RandomStream& random) {
    statistics::CoxData data;
    data.names = {"x"};
    data.x = Matrix(200, 1);
    for (std::size_t row = 0; row < 200; ++row) {
        data.x(row, 0) = random.normal();
        const double time = random.exponential() / std::exp(0.3 * data.x(row, 0));
        const double end = 3 * random.uniform();
        data.times.stop.push_back(std::min(time, end));
        data.times.event.push_back(time <= end ? 1 : 0);
    }
    const auto fit = statistics::fit_cox(data, statistics::Ties::efron);
    if (!fit) return std::nullopt;
    return outcome_of(
        statistics::wald("x", fit->coefficients[0], std::sqrt(fit->covariance(0, 0)), std::nullopt),
        0.3);
}

// Eight years of months, twice as varied as Poisson, an intervention after five.
std::optional<Outcome> interrupted(RandomStream& random) {
    RegressionData data;
    data.outcome_name = "y";
    data.design.x = Matrix(96, 5);
    data.design.names = data.design.terms = {"(Intercept)", "after", "time", "sine", "cosine"};
    for (std::size_t month = 0; month < 96; ++month) {
        const double time = static_cast<double>(month), season = time * std::acos(-1.0) / 6;
        const double row[] = {1, month >= 60 ? 1.0 : 0.0, time, std::sin(season), std::cos(season)};
        for (std::size_t j = 0; j < 5; ++j) data.design.x(month, j) = row[j];
        const double mean =
            std::exp(4 - 0.2 * row[1] + 0.003 * time + 0.1 * row[3] - 0.05 * row[4]);
        // Gamma with this shape doubles the variance at every mean.
        data.outcome.push_back(static_cast<double>(random.poisson(random.gamma(mean, 1))));
    }
    return fitted(Family::quasi_poisson, data, 1, -0.2);
}

// Two-way fixed effects, half of the units treated in the second half, errors that hang together
// within a unit, clustered.
// Counting the units' own constants among the parameters, as sandwich does for linear models,
// makes the errors too long where each cluster is a unit.
std::optional<Outcome> differences(RandomStream& random, std::size_t units, bool counted = false) {
    constexpr std::size_t times = 4;
    RegressionData data;
    data.outcome_name = "y";
    data.design.x = Matrix(units * times, units + times);
    statistics::Column clusters{"unit", {}, {}};
    for (std::size_t j = 0; j < units + times; ++j) {
        std::string name = j == 0 ? "(Intercept)" : j == 1 ? "D" : "f" + std::to_string(j);
        data.design.names.push_back(name);
        data.design.terms.push_back(std::move(name));
    }
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double level = random.normal();
        double drift = 0;
        for (std::size_t time = 0; time < times; ++time) {
            const std::size_t row = unit * times + time;
            const bool treated = unit % 2 == 0 && time >= times / 2;
            data.design.x(row, 0) = 1;
            data.design.x(row, 1) = treated ? 1 : 0;
            if (unit > 0) data.design.x(row, 1 + unit) = 1;
            if (time > 0) data.design.x(row, units + time) = 1;
            drift = 0.5 * drift + random.normal();
            data.outcome.push_back(level + 0.2 * static_cast<double>(time) + drift +
                                   (treated ? 1 : 0));
            clusters.values.push_back(static_cast<double>(unit));
        }
    }
    const auto fit = statistics::fit_regression(Family::gaussian, data);
    if (!fit) return std::nullopt;
    const auto covariance =
        statistics::clustered_covariance(data, *fit, {clusters}, {true, counted});
    if (!covariance) return std::nullopt;
    return outcome_of(
        statistics::coefficient_table(*fit, *covariance, static_cast<double>(units - 1))[1], 1);
}

// Units that start at different times, with effects of 1 throughout.
std::optional<Outcome> staggered(RandomStream& random) {
    std::vector<statistics::PanelRow> rows;
    for (std::size_t unit = 0; unit < 150; ++unit) {
        const double level = random.normal();
        std::optional<double> first;
        if (unit % 3 == 1) first = 3;
        if (unit % 3 == 2) first = 4;
        for (std::size_t time = 1; time <= 5; ++time) {
            const bool treated = first && static_cast<double>(time) >= *first;
            rows.push_back({unit, static_cast<double>(time),
                            level + random.normal() + (treated ? 1 : 0), first});
        }
    }
    const auto effects =
        statistics::group_time_effects(rows, statistics::Comparison::never_treated);
    if (!effects) return std::nullopt;
    return outcome_of(
        statistics::wald("overall", effects->overall, effects->overall_error, std::nullopt), 1);
}

std::optional<Outcome> synthetic(RandomStream& random) {
    constexpr std::size_t units = 61, times = 14, before = 10;
    statistics::ComparisonPanel panel;
    panel.outcomes = Matrix(times, units);
    panel.before = before;
    std::vector<double> common(times);
    for (std::size_t time = 1; time < times; ++time)
        common[time] = common[time - 1] + random.normal();
    for (std::size_t unit = 0; unit < units; ++unit) {
        panel.units.push_back(unit);
        (unit == 0 ? panel.treated : panel.controls).push_back(unit);
        const double level = 2 * random.normal(), loading = random.normal();
        for (std::size_t time = 0; time < times; ++time)
            panel.outcomes(time, unit) = level + common[time] +
                                         0.3 * loading * static_cast<double>(time) / times +
                                         random.normal() + (unit == 0 && time >= before ? 2 : 0);
    }
    const auto found = statistics::synthetic_difference(panel);
    if (!found) return std::nullopt;
    const auto errors = statistics::placebo_errors(panel, *found, 0, seed, 1);
    if (!errors) return std::nullopt;
    return outcome_of(statistics::wald("effect", found->estimate, errors->estimate, std::nullopt),
                      2);
}

std::optional<Outcome> exact_poisson(RandomStream& random) {
    const auto count = static_cast<std::int64_t>(random.poisson(4.3));
    const auto interval = statistics::poisson_interval(count);
    if (!interval) return std::nullopt;
    return Outcome{static_cast<double>(count), 0, interval->lower, interval->upper, 4.3};
}

std::optional<Outcome> exact_ratio(RandomStream& random) {
    const auto a = static_cast<std::int64_t>(random.poisson(12)),
               b = static_cast<std::int64_t>(random.poisson(16));
    const auto ratio = statistics::rate_ratio(a, 100, b, 200);
    if (!ratio) return std::nullopt;
    return Outcome{ratio->value, 0, ratio->interval.lower, ratio->interval.upper, 1.5};
}

struct Case {
    std::string name, kind;
    Sample sample;
};

std::vector<Case> all_cases() {
    return {{"gaussian regression", "usual", gaussian},
            {"Poisson regression", "usual", poisson},
            {"negative binomial regression", "usual", negative_binomial},
            {"logistic regression", "usual", binomial},
            {"Cox regression", "usual", cox},
            {"interrupted series, quasi-Poisson", "usual", interrupted},
            {"differences, 60 clusters", "usual",
             [](RandomStream& random) { return differences(random, 60); }},
            {"staggered effects", "usual", staggered},
            {"synthetic differences, placebo errors", "usual", synthetic},
            {"exact limits of a count", "exact", exact_poisson},
            {"exact limits of a ratio of rates", "exact", exact_ratio},
            {"differences, 60 clusters, constants counted", "few",
             [](RandomStream& random) { return differences(random, 60, true); }},
            {"differences, 6 clusters", "few",
             [](RandomStream& random) { return differences(random, 6); }}};
}

struct Tally {
    std::size_t near = 0, held = 0, refused = 0;
};

void run(const Case& one, std::size_t number, std::size_t runs, std::size_t samples,
         std::size_t threads) {
    constexpr std::size_t piece = 50;
    const std::size_t most = std::max(runs, samples);
    std::vector<Tally> tallies((most + piece - 1) / piece);
    statistics::in_parallel(tallies.size(), threads, [&](std::size_t at) {
        for (std::size_t i = at * piece; i < std::min(most, (at + 1) * piece); ++i) {
            RandomStream random(seed + number, i);
            const auto outcome = one.sample(random);
            if (!outcome) {
                ++tallies[at].refused;
                continue;
            }
            const double apart = std::abs(outcome->estimate - outcome->truth);
            if (i < runs && apart <= 3 * outcome->error) ++tallies[at].near;
            if (i < samples && outcome->lower <= outcome->truth && outcome->truth <= outcome->upper)
                ++tallies[at].held;
        }
    });
    Tally all;
    for (const Tally& each : tallies) {
        all.near += each.near;
        all.held += each.held;
        all.refused += each.refused;
    }
    std::cout << one.name << '\t' << one.kind << '\t' << runs << '\t';
    if (one.kind == "exact")
        std::cout << '-';
    else
        std::cout << static_cast<double>(all.near) / static_cast<double>(runs);
    std::cout << '\t' << samples << '\t'
              << static_cast<double>(all.held) / static_cast<double>(samples) << '\t' << all.refused
              << std::endl;
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    std::size_t runs = 1000, samples = 10'000, threads = 1;
    std::vector<std::string> wanted;
    for (int at = 1; at < count; ++at) {
        const std::string word = words[at];
        std::size_t* number = word == "--runs"      ? &runs
                              : word == "--samples" ? &samples
                              : word == "--threads" ? &threads
                                                    : nullptr;
        if (number != nullptr && at + 1 < count)
            *number = std::strtoul(words[++at], nullptr, 10);
        else
            wanted.push_back(word);
    }
    if (runs == 0 || samples == 0) return 2;
    const auto cases = bench::all_cases();
    for (std::size_t number = 0; number < cases.size(); ++number)
        if (wanted.empty() ||
            std::find(wanted.begin(), wanted.end(), cases[number].name) != wanted.end())
            bench::run(cases[number], number, runs, samples, threads);
}
