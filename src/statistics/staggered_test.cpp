#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "statistics/group_time_effects.h"

// Staggered effects with covariates. The expected numbers come from the estimating equations of
// Sant'Anna and Zhao (2020) solved together in R 4.2.2 with numerical derivatives, not from the
// influence functions used here; averages and their errors from Callaway and Sant'Anna (2021).
namespace {

using doctest::Approx;
using statistics::Adjustment;
using statistics::GroupTimeEffects;
using statistics::GroupTimeOptions;

struct Staggered {
    std::vector<statistics::PanelRow> rows;
    statistics::PanelCovariates covariates;
};

// g <- c(NA,2003,NA,2004)[id%%4+1]; g[c(1,2)] <- 2004; x <- ((id*id)%%7)/4
// y <- ((id*t)%%5)/2 + x*(t-2000)/3 + (t >= g)
Staggered staggered(double weight = 1) {
    Staggered data;
    std::vector<double> x;
    for (int time = 2001; time <= 2004; ++time)
        for (int id = 1; id <= 24; ++id) {
            std::optional<double> first;
            if (id % 4 == 1) first = 2003;
            if (id % 4 == 3 || id <= 2) first = 2004;
            x.push_back((id * id % 7) / 4.0);
            const double outcome = (id * time % 5) / 2.0 + x.back() * (time - 2000) / 3.0 +
                                   (first && time >= *first ? 1 : 0);
            data.rows.push_back(
                {static_cast<std::size_t>(id), static_cast<double>(time), outcome, first, weight});
        }
    data.covariates.x = statistics::Matrix(x.size(), 2);
    std::ranges::fill(data.covariates.x.column(0), 1.0);
    std::ranges::copy(x, data.covariates.x.column(1).begin());
    data.covariates.names = {"(Intercept)", "x"};
    return data;
}

GroupTimeEffects effects_of(const Staggered& data, Adjustment adjustment) {
    GroupTimeOptions options;
    options.comparison = statistics::Comparison::not_yet_treated;
    options.base = statistics::BaseTime::varying;
    options.adjustment = adjustment;
    const auto effects = statistics::group_time_effects(data.rows, data.covariates, options);
    REQUIRE(effects);
    return *effects;
}

void check_average(const statistics::EffectAverage& average, double estimate, double error) {
    CHECK(average.estimate == Approx(estimate).epsilon(1e-9));
    CHECK(average.standard_error == Approx(error).epsilon(1e-7));
}

void check_effect(const GroupTimeEffects& effects, double estimate, double error) {
    for (const auto& each : effects.effects) {
        if (each.group != 2003 || each.time != 2004) continue;
        CHECK(each.estimate == Approx(estimate).epsilon(1e-9));
        CHECK(each.standard_error == Approx(error).epsilon(1e-7));
        return;
    }
    FAIL("no effect of 2003 at 2004");
}

}  // namespace

TEST_CASE("doubly robust effects of staggered treatment") {
    const GroupTimeEffects effects = effects_of(staggered(), Adjustment::doubly_robust);
    check_effect(effects, 1.04652014029053, 0.45091566868906);
    check_average({0, effects.overall, effects.overall_error}, 1.01511418782879, 0.301608876211033);
    check_average(effects.over_ages, 1.02477755781702, 0.320012492342982);
    check_average(effects.over_groups, 1.01131457665261, 0.299602245650644);
    check_average(effects.over_times, 1.01153019572247, 0.342123669791458);
}

TEST_CASE("staggered effects by outcome regression and by inverse probability") {
    const GroupTimeEffects regression = effects_of(staggered(), Adjustment::outcome_regression);
    check_effect(regression, 1.04651162790698, 0.449873025217453);
    check_average(regression.over_groups, 1.01744186046512, 0.292839396282595);
    const GroupTimeEffects weighted = effects_of(staggered(), Adjustment::inverse_probability);
    check_effect(weighted, 1.06387366416222, 0.434532981364294);
    check_average(weighted.over_times, 1.02066162561861, 0.340160706747747);
}

TEST_CASE("staggered effects don't depend on the scale of weights") {
    const GroupTimeEffects once = effects_of(staggered(1), Adjustment::doubly_robust);
    const GroupTimeEffects thrice = effects_of(staggered(3), Adjustment::doubly_robust);
    CHECK(thrice.overall == Approx(once.overall).epsilon(1e-9));
    CHECK(thrice.overall_error == Approx(once.overall_error).epsilon(1e-9));
}

TEST_CASE("a covariate that separates the treated is refused") {
    Staggered data = staggered();
    for (std::size_t i = 0; i < data.rows.size(); ++i)
        data.covariates.x(i, 1) = data.rows[i].first_treated ? 1 : 0;
    GroupTimeOptions options;
    CHECK_FALSE(statistics::group_time_effects(data.rows, data.covariates, options));
}
