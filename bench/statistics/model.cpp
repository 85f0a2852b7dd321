// Regression on the sizes of ../shared/statistics/bench 03 and 09.
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "bench/statistics/speed_case.h"
#include "statistics/mixed_model.h"
#include "statistics/random.h"
#include "statistics/regression.h"

namespace bench {
namespace {

using statistics::Matrix;
using statistics::RandomStream;

Run counts(std::size_t rows, statistics::Family family) {
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
    return [family, data = std::move(data)] {
        const auto fit = fit_regression(family, data);
        Digest found;
        found.add(needed(fit).coefficients);
        found.add(fit->theta);
        return found;
    };
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

Run linear_mixed(std::size_t rows) {
    return [data = grouped(rows, false)] {
        Digest found;
        found.add(needed(fit_linear_mixed(data, statistics::MixedCriterion::restricted)).criterion);
        return found;
    };
}

Run binomial_mixed(std::size_t rows) {
    return [data = grouped(rows, true)] {
        Digest found;
        found.add(needed(fit_generalised_mixed(data, statistics::Family::binomial)).criterion);
        return found;
    };
}

}  // namespace

std::vector<SpeedCase> model_cases() {
    using statistics::Family;
    return {
        {"negative binomial",
         [](auto larger, auto) { return counts(100'000 * larger, Family::negative_binomial); }},
        {"poisson", [](auto larger, auto) { return counts(100'000 * larger, Family::poisson); }},
        {"linear mixed", [](auto larger, auto) { return linear_mixed(100'000 * larger); }},
        {"binomial mixed", [](auto larger, auto) { return binomial_mixed(100'000 * larger); }},
    };
}

}  // namespace bench
