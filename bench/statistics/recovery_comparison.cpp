#include <cmath>

#include "recovery.h"

// Units that are made comparable: synthetic differences and controls, matching and weighting.
namespace bench {
namespace {

// The first `treated` of the units get 2 from the eleventh of fourteen times on.
Table panel_of(RandomStream& random, std::size_t units, std::size_t treated) {
    constexpr std::size_t times = 14, before = 10;
    std::vector<double> common(times);
    for (std::size_t time = 1; time < times; ++time)
        common[time] = common[time - 1] + random.normal();
    Table table;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double level = 2 * random.normal(), loading = random.normal();
        for (std::size_t time = 0; time < times; ++time) {
            const double on = unit < treated && time >= before ? 1 : 0;
            table.push("u", static_cast<double>(unit));
            table.push("t", static_cast<double>(time));
            table.push("D", on);
            table.push("y", level + common[time] +
                                0.3 * loading * static_cast<double>(time) / times +
                                random.normal() + 2 * on);
        }
    }
    return table;
}

base::Result<Outcome> synthetic_difference(RandomStream& random, std::size_t units,
                                           std::size_t treated, const std::string& errors) {
    return estimated(analysed(R"("method":"synthetic_difference_in_differences","outcome":"y",)"
                              R"("unit":"u","time":"t","treated":"D","replicates":100,"errors":")" +
                                  errors + "\"",
                              panel_of(random, units, treated)),
                     "effect", 2);
}

base::Result<Outcome> synthetic_control(RandomStream& random) {
    return estimated(analysed(R"("method":"synthetic_control","outcome":"y","unit":"u",)"
                              R"("time":"t","treated":"D","predictor_weights":"equal")",
                              panel_of(random, 41, 1)),
                     "effect", 2);
}

// Treatment and outcome both depend on x and z; the effect is 1 for all.
Table confounded(RandomStream& random, std::size_t rows) {
    Table table;
    for (std::size_t row = 0; row < rows; ++row) {
        const double x = random.normal(), z = yes(random, 0.5);
        const double treated = yes(random, probability_of(-1.2 + 0.6 * x + 0.5 * z));
        table.push("x", x);
        table.push("z", z);
        table.push("D", treated);
        table.push("y", treated + 0.7 * x + 0.5 * z + random.normal());
    }
    return table;
}

base::Result<Outcome> matching(RandomStream& random, const std::string& more) {
    return estimated(
        analysed(R"("method":"propensity_matching","treated":"D","terms":["x","z"],"outcome":"y")" +
                     more,
                 confounded(random, 400)),
        "D", 1);
}

base::Result<Outcome> weighting(RandomStream& random, const std::string& more) {
    return estimated(analysed(R"("method":"propensity_weighting","treated":"D",)"
                              R"("terms":["x","z"],"outcome":"y")" +
                                  more,
                              confounded(random, 500)),
                     "D", 1);
}

const std::string unlike =
    "what remains unlike in the pairs is left in the estimate: adjust for it (Abadie and Imbens "
    "2011, JBES 29:1)";
const std::string one_treated =
    "one treated unit and the spread of placebos, which is not normal: judge by the rank (Abadie, "
    "Diamond and Hainmueller 2010)";
const std::string reused =
    "neither the score's estimation nor the sharing of controls is counted (Abadie and Imbens "
    "2016, Econometrica 84:781)";

}  // namespace

std::vector<Case> comparison_cases() {
    return {
        usual(
            "synthetic differences, one treated, placebo errors",
            [](auto& r) { return synthetic_difference(r, 61, 1, "placebo"); }, 500),
        usual(
            "synthetic differences, 6 of 60 treated, placebo errors",
            [](auto& r) { return synthetic_difference(r, 60, 6, "placebo"); }, 300),
        usual(
            "synthetic differences, 20 of 60 treated, jackknife",
            [](auto& r) { return synthetic_difference(r, 60, 20, "jackknife"); }, 1000),
        apart("synthetic control, error from 40 placebos", synthetic_control, one_treated, 500),
        apart(
            "matching on the score", [](auto& r) { return matching(r, ""); }, unlike, 4000),
        usual("matching on the score, adjusted",
              [](auto& r) { return matching(r, R"(,"adjust":["x","z"])"); }),
        apart(
            "matching with replacement, HC3",
            [](auto& r) { return matching(r, R"(,"replacement":true)"); }, reused, 4000),
        usual("weighting, effect on the treated", [](auto& r) { return weighting(r, ""); }),
        usual(
            "weighting, effect on all",
            [](auto& r) { return weighting(r, R"(,"estimand":"ate")"); }, 5000),
        usual("weighting, effect on the overlap",
              [](auto& r) { return weighting(r, R"(,"estimand":"overlap")"); }),
        apart(
            "weighting, effect on all, weights taken as known",
            [](auto& r) { return weighting(r, R"(,"estimand":"ate","errors":"hc1")"); },
            "the score's estimation is not counted: too long (Lunceford and Davidian 2004)", 2000)};
}

}  // namespace bench
