// Time to event on the sizes of ../shared/statistics/bench 01, 02 and 09.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "bench/statistics/speed_case.h"
#include "statistics/competing_risks.h"
#include "statistics/cox.h"
#include "statistics/random.h"
#include "statistics/survival_curve.h"

namespace bench {
namespace {

using statistics::CoxData;
using statistics::FollowUp;
using statistics::Matrix;
using statistics::RandomStream;

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

// What coxph gives: estimates, tests, residuals and concordance.
Run cox(std::size_t rows, bool weekly) {
    return [data = cox_data(rows, weekly)] {
        const auto fit = fit_cox(data, statistics::Ties::efron);
        Digest found;
        found.add(needed(fit).coefficients);
        found.add(needed(concordance(data, *fit)).value);
        return found;
    };
}

Run cox_clustered(std::size_t rows) {
    std::vector<std::size_t> cluster;
    for (std::size_t i = 0; i < rows; ++i) cluster.push_back(i % (rows / 10));
    return [data = cox_data(rows, true), cluster = std::move(cluster)] {
        const auto fit = fit_cox(data, statistics::Ties::efron);
        Digest found;
        found.add(needed(cox_robust_covariance(
            data, needed(fit), needed(cox_score_residuals(data, *fit)), cluster))(0, 0));
        found.add(needed(concordance(data, *fit)).value);
        return found;
    };
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

Digest digest_of(const statistics::SurvivalCurve& curve) {
    Digest found;
    found.add(curve.survival.back());
    return found;
}

Run kaplan_meier(std::size_t rows) {
    std::vector<std::size_t> group;
    return [data = follow_up(rows, false, group)] {
        return digest_of(needed(survival_curve(data, statistics::CurveLimits::log)));
    };
}

// A curve for each of the two groups, as survfit makes them from a formula.
Run grouped_kaplan_meier(std::size_t rows) {
    std::vector<std::size_t> group;
    FollowUp data = follow_up(rows, true, group);
    return [data = std::move(data), group = std::move(group)] {
        Digest found;
        for (const FollowUp& part : by_group(data, group, 2))
            found.add(needed(survival_curve(part, statistics::CurveLimits::log)).survival);
        return found;
    };
}

Run log_rank(std::size_t rows) {
    std::vector<std::size_t> group;
    FollowUp data = follow_up(rows, true, group);
    return [data = std::move(data), group = std::move(group)] {
        Digest found;
        found.add(needed(statistics::log_rank(data, group, {}, 0)).chi_squared);
        return found;
    };
}

Run aalen_johansen(std::size_t rows) {
    RandomStream random(9, 0);
    FollowUp data;
    for (std::size_t i = 0; i < rows; ++i) {
        data.stop.push_back(std::ceil(100 * random.exponential()));
        data.event.push_back(static_cast<int>(random.below(3)));
    }
    return [data = std::move(data)] {
        Digest found;
        for (const int cause : {1, 2})
            found.add(needed(cumulative_incidence(data, cause)).incidence);
        return found;
    };
}

Run fine_gray(std::size_t rows) {
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
    return [data = std::move(data), x = std::move(x)] {
        Digest found;
        found.add(needed(fit_subdistribution(data, 1, x, names_of(columns))).coefficients);
        return found;
    };
}

}  // namespace

std::vector<SpeedCase> survival_cases() {
    return {
        {"cox, continuous times", [](auto larger, auto) { return cox(200'000 * larger, false); }},
        {"cox, weekly ties", [](auto larger, auto) { return cox(200'000 * larger, true); }},
        {"cox, clustered errors", [](auto larger, auto) { return cox_clustered(20'000 * larger); }},
        {"kaplan-meier, continuous",
         [](auto larger, auto) { return kaplan_meier(1'000'000 * larger); }},
        {"kaplan-meier, daily ties",
         [](auto larger, auto) { return grouped_kaplan_meier(1'000'000 * larger); }},
        {"log-rank", [](auto larger, auto) { return log_rank(1'000'000 * larger); }},
        {"aalen-johansen", [](auto larger, auto) { return aalen_johansen(200'000 * larger); }},
        {"fine-gray", [](auto larger, auto) { return fine_gray(5'000 * larger); }},
    };
}

}  // namespace bench
