// Times the functions of src/statistics on data as large as those of the R timings: CPU seconds
// (the median of three), peak memory, and how the time grows with ten times the rows.
//
//     statistics_speed [--larger] [NAME…]
//
// Each case runs in a process of its own, so that its peak memory is its own.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "statistics/competing_risks.h"
#include "statistics/cox.h"
#include "statistics/mixed_model.h"
#include "statistics/random.h"
#include "statistics/regression.h"
#include "statistics/survival_curve.h"

namespace {

using statistics::CoxData;
using statistics::FollowUp;
using statistics::Matrix;
using statistics::RandomStream;

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Median seconds of the work, which says whether it came to an answer.
double seconds_of(const std::function<bool()>& work) {
    std::vector<double> all;
    for (int time = 0; time < 3; ++time) {
        const double begin = cpu_seconds();
        if (!work()) return -1;
        all.push_back(cpu_seconds() - begin);
        if (all.back() > 20) break;
    }
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

std::vector<std::string> names_of(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= count; ++i) names.push_back("X" + std::to_string(i));
    return names;
}

// Coefficients from −end to end.
double coefficient(std::size_t j, std::size_t count, double end) {
    return -end + 2 * end * static_cast<double>(j) / static_cast<double>(count - 1);
}

CoxData cox_data(std::size_t rows, bool weekly) {
    constexpr std::size_t columns = 10;
    RandomStream random(1, 0);
    CoxData data;
    data.x = Matrix(rows, columns);
    data.names = names_of(columns);
    for (std::size_t i = 0; i < rows; ++i) {
        double predictor = 0;
        for (std::size_t j = 0; j < columns; ++j) {
            data.x(i, j) = random.normal();
            predictor += data.x(i, j) * coefficient(j, columns, 0.3);
        }
        const double event = random.exponential() / (0.01 * std::exp(predictor));
        const double censored = 260 * random.uniform();
        const double time = std::min(event, censored);
        data.times.stop.push_back(weekly ? std::ceil(time) : time);
        data.times.event.push_back(event <= censored ? 1 : 0);
    }
    return data;
}

double cox(std::size_t rows, bool weekly) {
    const CoxData data = cox_data(rows, weekly);
    return seconds_of([&] { return fit_cox(data, statistics::Ties::efron).ok(); });
}

double cox_clustered(std::size_t rows) {
    const CoxData data = cox_data(rows, true);
    std::vector<std::size_t> cluster;
    for (std::size_t i = 0; i < rows; ++i) cluster.push_back(i % (rows / 10));
    return seconds_of([&] {
        const auto fit = fit_cox(data, statistics::Ties::efron);
        return fit && cox_robust_covariance(data, *fit, cluster).ok();
    });
}

double cox_concordance(std::size_t rows) {
    const CoxData data = cox_data(rows, true);
    const auto fit = fit_cox(data, statistics::Ties::efron);
    return seconds_of([&] { return fit && concordance(data, *fit).has_value(); });
}

FollowUp follow_up(std::size_t rows, bool daily, std::vector<std::size_t>& group) {
    RandomStream random(2, 0);
    FollowUp data;
    for (std::size_t i = 0; i < rows; ++i) {
        group.push_back(random.below(2));
        const double event =
            random.exponential() / (0.01 * (1 + 0.1 * static_cast<double>(group.back())));
        const double censored = 260 * random.uniform();
        const double time = std::min(event, censored);
        data.stop.push_back(daily ? std::ceil(time * 7) : time);
        data.event.push_back(event <= censored ? 1 : 0);
    }
    return data;
}

double kaplan_meier(std::size_t rows, bool daily) {
    std::vector<std::size_t> group;
    const FollowUp data = follow_up(rows, daily, group);
    return seconds_of([&] {
        if (!daily) return survival_curve(data, statistics::CurveLimits::log).ok();
        // A curve for each of the two groups.
        for (const std::size_t chosen : {0, 1}) {
            FollowUp part;
            for (std::size_t i = 0; i < rows; ++i) {
                if (group[i] != chosen) continue;
                part.stop.push_back(data.stop[i]);
                part.event.push_back(data.event[i]);
            }
            if (!survival_curve(part, statistics::CurveLimits::log)) return false;
        }
        return true;
    });
}

double log_rank(std::size_t rows) {
    std::vector<std::size_t> group;
    const FollowUp data = follow_up(rows, true, group);
    return seconds_of([&] { return statistics::log_rank(data, group, {}, 0).ok(); });
}

double aalen_johansen(std::size_t rows) {
    RandomStream random(9, 0);
    FollowUp data;
    for (std::size_t i = 0; i < rows; ++i) {
        data.stop.push_back(std::ceil(100 * random.exponential()));
        data.event.push_back(static_cast<int>(random.below(3)));
    }
    return seconds_of(
        [&] { return cumulative_incidence(data, 1).ok() && cumulative_incidence(data, 2).ok(); });
}

double fine_gray(std::size_t rows) {
    constexpr std::size_t columns = 3;
    RandomStream random(9, 1);
    FollowUp data;
    Matrix x(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) x(i, j) = random.normal();
        const double first = random.exponential() / (0.1 * std::exp(0.3 * x(i, 0) - 0.2 * x(i, 1)));
        const double second = random.exponential() / 0.1, censored = 15 * random.uniform();
        const double time = std::min({first, second, censored});
        data.stop.push_back(time);
        data.event.push_back(time == censored ? 0 : first < second ? 1 : 2);
    }
    return seconds_of([&] { return fit_subdistribution(data, 1, x, names_of(columns)).ok(); });
}

double counts(std::size_t rows, statistics::Family family) {
    constexpr std::size_t columns = 10;
    RandomStream random(3, 0);
    statistics::RegressionData data;
    data.outcome_name = "y";
    data.design.x = Matrix(rows, columns + 1);
    data.design.names = names_of(columns);
    data.design.names.insert(data.design.names.begin(), "(Intercept)");
    data.design.terms = data.design.names;
    for (std::size_t i = 0; i < rows; ++i) {
        double predictor = 1;
        data.design.x(i, 0) = 1;
        for (std::size_t j = 0; j < columns; ++j) {
            data.design.x(i, j + 1) = random.normal();
            predictor += data.design.x(i, j + 1) * coefficient(j, columns, 0.2);
        }
        const double mean = random.gamma(2, std::exp(predictor) / 2);
        data.outcome.push_back(static_cast<double>(random.poisson(mean)));
    }
    return seconds_of([&] { return fit_regression(family, data).ok(); });
}

// Groups of five with a constant and a slope of their own, or a constant alone.
statistics::MixedData grouped(std::size_t rows, bool binary) {
    RandomStream random(9, 2);
    statistics::MixedData data;
    data.outcome_name = "y";
    data.design = {Matrix(rows, 2), {"(Intercept)", "t"}, {"(Intercept)", "t"}};
    statistics::Groups groups;
    double constant = 0, slope = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        if (i % 5 == 0) {
            constant = random.normal();
            slope = 0.2 * random.normal();
            groups.names.push_back(std::to_string(i / 5));
        }
        const auto t = static_cast<double>(i % 5);
        data.design.x(i, 0) = 1;
        data.design.x(i, 1) = t;
        groups.of_row.push_back(i / 5);
        const double share = 1 / (1 + std::exp(1 - 0.2 * t - constant));
        data.outcome.push_back(binary ? (random.uniform() < share ? 1 : 0)
                                      : 2 + 0.3 * t + constant + slope * t + random.normal());
    }
    Matrix columns = data.design.x;
    std::vector<std::string> names = data.design.names;
    if (binary) {
        columns = Matrix(rows, 1);
        for (double& value : columns.column(0)) value = 1;
        names.resize(1);
    }
    data.effects.push_back(statistics::grouped_effects("id", groups, columns, names, true));
    return data;
}

double linear_mixed(std::size_t rows) {
    const auto data = grouped(rows, false);
    return seconds_of(
        [&] { return fit_linear_mixed(data, statistics::MixedCriterion::restricted).ok(); });
}

double binomial_mixed(std::size_t rows) {
    const auto data = grouped(rows, true);
    return seconds_of(
        [&] { return fit_generalised_mixed(data, statistics::Family::binomial).ok(); });
}

struct Case {
    const char* name;
    std::size_t rows;
    double (*run)(std::size_t rows);
};

constexpr Case cases[] = {
    {"cox, continuous times", 200'000, [](std::size_t rows) { return cox(rows, false); }},
    {"cox, weekly ties", 200'000, [](std::size_t rows) { return cox(rows, true); }},
    {"cox, clustered errors", 20'000, cox_clustered},
    {"concordance", 200'000, cox_concordance},
    {"kaplan-meier, continuous", 1'000'000,
     [](std::size_t rows) { return kaplan_meier(rows, false); }},
    {"kaplan-meier, daily ties, 2 groups", 1'000'000,
     [](std::size_t rows) { return kaplan_meier(rows, true); }},
    {"log-rank", 1'000'000, log_rank},
    {"aalen-johansen", 200'000, aalen_johansen},
    {"fine-gray", 5'000, fine_gray},
    {"negative binomial", 100'000,
     [](std::size_t rows) { return counts(rows, statistics::Family::negative_binomial); }},
    {"poisson", 100'000,
     [](std::size_t rows) { return counts(rows, statistics::Family::poisson); }},
    {"linear mixed", 100'000, linear_mixed},
    {"binomial mixed", 100'000, binomial_mixed},
};

struct Measured {
    double seconds = -1;
    double megabytes = 0;
};

Measured measure(const Case& one, std::size_t rows) {
    int ends[2];
    if (::pipe(ends) != 0) return {};
    const pid_t child = ::fork();
    if (child == 0) {
        const double seconds = one.run(rows);
        const bool written = ::write(ends[1], &seconds, sizeof seconds) == sizeof seconds;
        ::_exit(written ? 0 : 1);
    }
    ::close(ends[1]);
    Measured result;
    if (::read(ends[0], &result.seconds, sizeof result.seconds) != sizeof result.seconds)
        result.seconds = -1;
    ::close(ends[0]);
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    result.megabytes = static_cast<double>(usage.ru_maxrss) / 1024;
    return result;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> given(arguments + 1, arguments + count);
    const bool larger = std::find(given.begin(), given.end(), "--larger") != given.end();
    std::vector<std::string> wanted = given;
    std::erase(wanted, "--larger");
    std::printf("%-36s %10s %10s %8s%s\n", "case", "rows", "CPU s", "MB",
                larger ? "    10× CPU s  10× MB  exponent" : "");
    bool all = true;
    for (const Case& one : cases) {
        const auto starts = [&](const std::string& name) {
            return std::string(one.name).starts_with(name);
        };
        if (!wanted.empty() && std::none_of(wanted.begin(), wanted.end(), starts)) continue;
        const Measured usual = measure(one, one.rows);
        std::printf("%-36s %10zu %10.4f %8.0f", one.name, one.rows, usual.seconds, usual.megabytes);
        all = all && usual.seconds >= 0;
        if (larger) {
            const Measured more = measure(one, 10 * one.rows);
            std::printf("   %10.4f %7.0f %9.2f", more.seconds, more.megabytes,
                        std::log10(more.seconds / usual.seconds));
            all = all && more.seconds >= 0;
        }
        std::printf("\n");
        std::fflush(stdout);
    }
    return all ? 0 : 1;
}
