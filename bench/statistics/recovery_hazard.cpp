#include <algorithm>
#include <cmath>

#include "recovery.h"

// Regression of hazards and of cumulative incidence.
namespace bench {
namespace {

// Hazard exp(0.4 x), a stratum that multiplies it, censoring; `step` above 0 rounds times up.
Table hazards_of(RandomStream& random, std::size_t rows, double step, double of_stratum = 1) {
    Table table;
    for (std::size_t row = 0; row < rows; ++row) {
        const double x = random.normal(), z = yes(random, 0.5);
        const double stratum = static_cast<double>(row % 2);
        double time =
            random.exponential() / (std::exp(0.4 * x - 0.3 * z) * std::pow(of_stratum, stratum));
        double end = 3 * random.uniform();
        if (step > 0) {
            time = step * std::ceil(time / step);
            end = step * std::ceil(end / step);
        }
        table.push("x", x);
        table.push("z", z);
        table.push("s", stratum);
        table.push("t", std::min(time, end));
        table.push("d", time <= end ? 1 : 0);
    }
    return table;
}

const std::string cox = R"("method":"cox","time":"t","event":"d","terms":["x","z"])";

base::Result<Outcome> cox_of(RandomStream& random, double step, const std::string& more,
                             double of_stratum = 1) {
    return estimated(analysed(cox + more, hazards_of(random, 150, step, of_stratum)), "x", 0.4);
}

// Hazards of each of ten periods as odds: what the exact partial likelihood is about.
base::Result<Outcome> discrete(RandomStream& random) {
    Table table;
    for (std::size_t row = 0; row < 120; ++row) {
        const double x = random.normal();
        double period = 1;
        while (period < 10 && yes(random, probability_of(-2 + 0.4 * x)) == 0) ++period;
        table.push("x", x);
        table.push("z", yes(random, 0.5));
        table.push("t", period);
        table.push("d", period < 10 ? 1 : 0);
    }
    return estimated(analysed(cox + R"(,"ties":"exact")", table), "x", 0.4);
}

// A covariate that is switched on at a time of its own.
base::Result<Outcome> time_varying(RandomStream& random) {
    Table table;
    const auto row = [&](double from, double to, double event, double on) {
        table.push("a", from);
        table.push("t", to);
        table.push("d", event);
        table.push("x", on);
        table.push("z", 0.5 * random.normal());
    };
    for (std::size_t person = 0; person < 200; ++person) {
        const double on = 0.05 + random.uniform(), end = 2 + random.uniform();
        double time = random.exponential();
        if (time > on) time = on + (time - on) / std::exp(0.4);
        if (time <= on) {
            row(0, time, 1, 0);
            continue;
        }
        row(0, on, 0, 0);
        row(on, std::min(time, end), time <= end ? 1 : 0, 1);
    }
    return estimated(analysed(cox + R"(,"start":"a")", table), "x", 0.4);
}

// Members of a cluster share their covariate and a frailty too small to bend the hazards much.
base::Result<Outcome> clustered(RandomStream& random, bool robust) {
    Table table;
    for (std::size_t cluster = 0; cluster < 80; ++cluster) {
        const double x = yes(random, 0.5), shared = std::sqrt(0.3) * random.normal();
        for (std::size_t member = 0; member < 5; ++member) {
            // Among the first to have the event the frailty hardly shrinks the coefficient.
            const double time = random.exponential() / (0.3 * std::exp(shared));
            table.push("x", x);
            table.push("z", yes(random, 0.5));
            table.push("c", static_cast<double>(cluster));
            table.push("t", std::min(time, 1.0));
            table.push("d", time <= 1 ? 1 : 0);
        }
    }
    return estimated(analysed(cox + (robust ? R"(,"cluster":"c")" : ""), table), "x", 0);
}

base::Result<Outcome> proportionality(RandomStream& random, const std::string& scale) {
    const auto found =
        analysed(cox + R"(,"proportionality":")" + scale + "\"", hazards_of(random, 200, 0));
    if (!found) return found.error();
    return kept(series_value(*found, "proportionality", "GLOBAL", "p"));
}

// Fine and Gray's own simulation: cause 1 has the subdistribution 1 − (1 − p(1 − e^−t))^exp(bx).
base::Result<Outcome> fine_gray(RandomStream& random, const std::string& more) {
    constexpr double p = 0.5, effect = 0.4;
    Table table;
    for (std::size_t row = 0; row < 250; ++row) {
        const double x = random.normal(), ratio = std::exp(effect * x);
        const double first = 1 - std::pow(1 - p, ratio);
        double time = 0, cause = 2;
        if (random.uniform() < first) {
            cause = 1;
            const double u = random.uniform() * first;
            time = -std::log(1 - (1 - std::pow(1 - u, 1 / ratio)) / p);
        } else {
            time = random.exponential() / std::exp(-0.3 * x);
        }
        const double end = 0.5 + 2 * random.uniform();
        table.push("x", x);
        table.push("t", std::min(time, end));
        table.push("d", time <= end ? cause : 0);
    }
    return estimated(
        analysed(R"("method":"fine_gray","time":"t","event":"d","terms":["x"])" + more, table), "x",
        effect);
}

}  // namespace

std::vector<Case> hazard_cases() {
    return {
        usual("Cox regression, Efron's ties, 60 times",
              [](auto& r) { return cox_of(r, 0.05, ""); }),
        usual("Cox regression, Breslow's ties, 60 times",
              [](auto& r) { return cox_of(r, 0.05, R"(,"ties":"breslow")"); }),
        apart(
            "Cox regression, Breslow's ties, 6 times",
            [](auto& r) { return cox_of(r, 0.5, R"(,"ties":"breslow")"); },
            "coefficients are drawn towards 0 by many ties (Hertz-Picciotto and Rockhill 1997, "
            "Biometrics 53:1151)"),
        usual("Cox regression, exact ties, discrete time", discrete, 4000),
        usual("Cox regression, strata",
              [](auto& r) { return cox_of(r, 0, R"(,"strata":"s")", 3); }),
        usual("Cox regression, a covariate that changes", time_varying),
        usual("Cox regression, robust", [](auto& r) { return cox_of(r, 0, R"(,"robust":true)"); }),
        usual("Cox regression, 80 clusters", [](auto& r) { return clustered(r, true); }),
        apart(
            "Cox regression, 80 clusters, taken for independent",
            [](auto& r) { return clustered(r, false); },
            "shows what clustering is for (Lin and Wei 1989, JASA 84:1074)", 4000),
        usual("proportionality test, Kaplan-Meier scale",
              [](auto& r) { return proportionality(r, "kaplan_meier"); }),
        usual(
            "proportionality test, identity",
            [](auto& r) { return proportionality(r, "identity"); }, 5000),
        usual("Fine-Gray", [](auto& r) { return fine_gray(r, ""); }),
        usual(
            "Fine-Gray as a weighted Cox regression",
            [](auto& r) { return fine_gray(r, R"(,"approach":"weighted_cox")"); }, 2000)};
}

}  // namespace bench
