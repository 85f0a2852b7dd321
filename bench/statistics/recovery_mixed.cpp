#include <cmath>

#include "recovery.h"

// Mixed models, stepped wedges, and whether measurements can be trusted.
namespace bench {
namespace {

// Half of the groups treated, a slope of their own in time.
Table groups_of(RandomStream& random, std::size_t groups, std::size_t rows,
                const std::function<double(double mean)>& draw) {
    Table table;
    for (std::size_t group = 0; group < groups; ++group) {
        const double level = 0.6 * random.normal(), treated = group % 2 == 0 ? 1 : 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const double time = static_cast<double>(row);
            table.push("g", static_cast<double>(group));
            table.push("D", treated);
            table.push("t", time);
            table.push("y", draw(0.5 + level + 0.4 * treated + 0.1 * time));
        }
    }
    return table;
}

std::string mixed(const std::string& more) {
    return R"("method":"mixed_model","outcome":"y","terms":["D","t"],)"
           R"("random":[{"group":"g"}])" +
           more;
}

base::Result<Outcome> linear(RandomStream& random, std::size_t groups, const std::string& more,
                             const std::string& name = "D") {
    const Table table =
        groups_of(random, groups, 5, [&](double mean) { return mean + random.normal(); });
    return estimated(analysed(mixed(more), table), name, name == "D" ? 0.4 : 0.1);
}

// A slope that varies between groups.
base::Result<Outcome> random_slope(RandomStream& random) {
    Table table;
    for (std::size_t group = 0; group < 24; ++group) {
        const double level = random.normal(), slope = 0.1 + 0.3 * random.normal();
        for (std::size_t row = 0; row < 6; ++row) {
            const double time = static_cast<double>(row);
            table.push("g", static_cast<double>(group));
            table.push("t", time);
            table.push("y", level + slope * time + random.normal());
        }
    }
    return estimated(analysed(R"("method":"mixed_model","outcome":"y","terms":["t"],)"
                              R"("random":[{"group":"g","terms":["t"]}])",
                              table),
                     "t", 0.1);
}

base::Result<Outcome> autoregressive(RandomStream& random) {
    double last = 0;
    std::size_t drawn = 0;
    const Table table = groups_of(random, 40, 8, [&](double mean) {
        last = drawn++ % 8 == 0 ? random.normal() : 0.5 * last + std::sqrt(0.75) * random.normal();
        return mean + last;
    });
    return estimated(analysed(mixed(R"(,"correlation":"ar1")"), table), "t", 0.1);
}

base::Result<Outcome> counts(RandomStream& random, std::size_t groups) {
    const Table table = groups_of(random, groups, 6, [&](double mean) {
        return static_cast<double>(random.poisson(std::exp(mean)));
    });
    return estimated(analysed(mixed(R"(,"family":"poisson")"), table), "D", 0.4);
}

base::Result<Outcome> answers(RandomStream& random, std::size_t groups, const std::string& more,
                              const std::string& name) {
    const Table table = groups_of(
        random, groups, 8, [&](double mean) { return yes(random, probability_of(mean - 0.9)); });
    return estimated(analysed(mixed(R"(,"family":"binomial")" + more), table), name,
                     name == "D" ? 0.4 : 0.1);
}

// Clusters that begin one after the other, an effect of 0.5, periods with levels of their own.
base::Result<Outcome> wedge(RandomStream& random, std::size_t clusters, const std::string& more) {
    constexpr std::size_t periods = 6;
    Table table;
    for (std::size_t cluster = 0; cluster < clusters; ++cluster) {
        const double level = 0.7 * random.normal();
        for (std::size_t period = 0; period < periods; ++period) {
            const double on = period > cluster % (periods - 1) ? 1 : 0;
            table.push("c", static_cast<double>(cluster));
            table.push("p", static_cast<double>(period));
            table.push("D", on);
            table.push("y", level + 0.3 * std::sin(static_cast<double>(period)) + 0.5 * on +
                                random.normal());
        }
    }
    return estimated(analysed(R"("method":"stepped_wedge","outcome":"y","cluster":"c",)"
                              R"("period":"p","treatment":"D")" +
                                  more,
                              table),
                     "D", 0.5);
}

base::Result<Outcome> wedge_permutation(RandomStream& random) {
    Table table;
    const std::string seed = std::to_string(1 + random.below(1'000'000'000));
    for (std::size_t cluster = 0; cluster < 10; ++cluster) {
        const double level = 0.7 * random.normal();
        for (std::size_t period = 0; period < 6; ++period) {
            table.push("c", static_cast<double>(cluster));
            table.push("p", static_cast<double>(period));
            table.push("D", period > cluster % 5 ? 1 : 0);
            table.push("y", level + random.normal());
        }
    }
    return kept_by(analysed(R"("method":"stepped_wedge","outcome":"y","cluster":"c",)"
                            R"("period":"p","treatment":"D","cluster_effect":"fixed",)"
                            R"("randomised":true,)"
                            R"("permutations":99,"seed":)" +
                                seed,
                            table),
                   "permutation_p");
}

// Targets with variance 1, judges with `between`, errors with 0.8.
base::Result<Outcome> intraclass(RandomStream& random, const std::string& kind, double between,
                                 std::size_t judges) {
    std::vector<double> hardness(judges);
    for (double& each : hardness) each = std::sqrt(between) * random.normal();
    Table table;
    for (std::size_t target = 0; target < 40; ++target) {
        const double own = random.normal();
        for (std::size_t judge = 0; judge < judges; ++judge)
            table.push("j" + std::to_string(judge),
                       own + hardness[judge] + std::sqrt(0.8) * random.normal());
    }
    std::string ratings;
    for (std::size_t judge = 0; judge < judges; ++judge)
        ratings += (judge > 0 ? ",\"j" : "\"j") + std::to_string(judge) + "\"";
    const auto found =
        analysed(R"("method":"intraclass_correlation","ratings":[)" + ratings + "]", table);
    if (!found) return found.error();
    const double error = 0.8 + (kind.front() == '3' ? 0 : between);
    const double shared = kind.size() > 1 ? error / static_cast<double>(judges) : error;
    return held_between(series_value(*found, "coefficients", kind, "lower"),
                        series_value(*found, "coefficients", kind, "upper"), 1 / (1 + shared));
}

base::Result<Outcome> alpha(RandomStream& random) {
    Table table;
    for (std::size_t person = 0; person < 60; ++person) {
        const double own = random.normal();
        for (std::size_t item = 1; item <= 5; ++item)
            table.push("q" + std::to_string(item), own + 1.2 * random.normal());
    }
    const auto found =
        analysed(R"("method":"reliability","items":["q1","q2","q3","q4","q5"])", table);
    if (!found) return found.error();
    const double error = 1.44 / 5;
    return held_between(fit_of(*found, "alpha_lower"), fit_of(*found, "alpha_upper"),
                        1 / (1 + error));
}

// Two who see the right one of three categories with probability 0.8 and guess otherwise.
base::Result<Outcome> kappa(RandomStream& random, const std::string& name) {
    Table table;
    for (std::size_t target = 0; target < 300; ++target) {
        const auto right = static_cast<double>(random.below(3));
        const auto seen = [&] {
            return yes(random, 0.8) > 0 ? right : static_cast<double>(random.below(3));
        };
        table.push("a", seen());
        table.push("b", seen());
    }
    // They agree beyond chance where both see it, with linear weights as well.
    return estimated(analysed(R"("method":"agreement","first":"a","second":"b",)"
                              R"("categories":["0","1","2"],"weights":"linear")",
                              table),
                     name, 0.64);
}

const std::string normal_few =
    "few groups and the normal distribution (Li and Redden 2015, BMC Med Res Methodol 15:38)";

}  // namespace

std::vector<Case> mixed_cases() {
    return {
        usual("linear mixed model, Satterthwaite, 30 groups",
              [](auto& r) { return linear(r, 30, ""); }),
        usual("linear mixed model, Kenward-Roger, 30 groups",
              [](auto& r) { return linear(r, 30, R"(,"degrees":"kenward_roger")"); }),
        apart(
            "linear mixed model, normal distribution, 16 groups",
            [](auto& r) { return linear(r, 16, R"(,"degrees":"normal")"); }, normal_few, 4000),
        usual(
            "linear mixed model, within groups", [](auto& r) { return linear(r, 16, "", "t"); },
            4000),
        usual("linear mixed model, slopes that vary", random_slope, 3000),
        usual("linear mixed model, autoregressive errors", autoregressive, 1500),
        usual(
            "Poisson mixed model, 60 groups", [](auto& r) { return counts(r, 60); }, 2500),
        usual(
            "binomial mixed model, 60 groups, Laplace",
            [](auto& r) { return answers(r, 60, "", "D"); }, 1000),
        usual(
            "binomial mixed model, 60 groups, within, 7 points",
            [](auto& r) { return answers(r, 60, R"(,"points":7)", "t"); }, 200),
        usual("stepped wedge, 20 clusters, Satterthwaite",
              [](auto& r) { return wedge(r, 20, ""); }),
        apart(
            "stepped wedge, 10 clusters, Satterthwaite", [](auto& r) { return wedge(r, 10, ""); },
            "few clusters: a little too short (Kahan et al. 2016, Trials 17:438)"),
        usual("stepped wedge, 10 clusters, fixed effects",
              [](auto& r) { return wedge(r, 10, R"(,"cluster_effect":"fixed")"); }),
        usual("stepped wedge, permutation test", wedge_permutation, 2000),
        usual("intraclass correlation 1", [](auto& r) { return intraclass(r, "1", 0, 3); }),
        usual("intraclass correlation 3", [](auto& r) { return intraclass(r, "3", 0.5, 3); }),
        usual("intraclass correlation 3k", [](auto& r) { return intraclass(r, "3k", 0.5, 3); }),
        usual(
            "intraclass correlation 2, 8 judges",
            [](auto& r) { return intraclass(r, "2", 0.3, 8); }, 4000),
        usual("alpha", alpha),
        usual("kappa", [](auto& r) { return kappa(r, "kappa"); }),
        usual("weighted kappa", [](auto& r) { return kappa(r, "weighted_kappa"); })};
}

}  // namespace bench
