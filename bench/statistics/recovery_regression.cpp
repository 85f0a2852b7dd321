#include <cmath>

#include "recovery.h"

// Regression, its profile limits and its robust errors.
namespace bench {
namespace {

double predictor(double x, double z) {
    return 0.4 + 0.3 * x - 0.5 * z;
}

// A normal and a 0/1 covariate, and an outcome drawn for each predictor.
Table sample_of(RandomStream& random, std::size_t rows,
                const std::function<double(double predictor)>& draw) {
    Table table;
    for (std::size_t row = 0; row < rows; ++row) {
        const double x = random.normal(), z = yes(random, 0.4);
        table.push("x", x);
        table.push("z", z);
        table.push("y", draw(predictor(x, z)));
    }
    return table;
}

std::string regression(const std::string& family, const std::string& more = "") {
    return R"("method":"regression","outcome":"y","terms":["x","z"],"family":")" + family + "\"" +
           more;
}

base::Result<Outcome> gaussian(RandomStream& random) {
    const Table table = sample_of(random, 60, [&](double mean) { return mean + random.normal(); });
    return estimated(analysed(regression("gaussian"), table), "x", 0.3);
}

base::Result<Outcome> poisson(RandomStream& random, const std::string& family, double dispersion,
                              const std::string& more = "") {
    const Table table = sample_of(random, 200, [&](double predictor) {
        const double mean = 2 * std::exp(predictor);
        if (dispersion == 1) return static_cast<double>(random.poisson(mean));
        // Gamma with this shape multiplies the variance at every mean.
        return static_cast<double>(
            random.poisson(random.gamma(mean / (dispersion - 1), dispersion - 1)));
    });
    return estimated(analysed(regression(family, more), table), "x", 0.3);
}

base::Result<Outcome> negative_binomial(RandomStream& random) {
    const Table table = sample_of(random, 300, [&](double predictor) {
        const double mean = 3 * std::exp(predictor);
        return static_cast<double>(random.poisson(random.gamma(1.5, mean / 1.5)));
    });
    return estimated(analysed(regression("negative_binomial"), table), "x", 0.3);
}

base::Result<Outcome> binomial(RandomStream& random, std::size_t rows, const std::string& more) {
    const Table table = sample_of(
        random, rows, [&](double predictor) { return yes(random, probability_of(predictor)); });
    return estimated(analysed(regression("binomial", more), table), "x", 0.3);
}

// Its limits are not symmetric, so that errors say nothing about them.
base::Result<Outcome> profile(RandomStream& random, bool counts) {
    auto found = counts ? poisson(random, "poisson", 1, R"(,"interval":"profile")")
                        : binomial(random, 200, R"(,"interval":"profile")");
    if (found) found->errors_apart.reset();
    return found;
}

// The variance grows with x.
base::Result<Outcome> uneven_variance(RandomStream& random, const std::string& errors) {
    Table table;
    for (std::size_t row = 0; row < 200; ++row) {
        const double x = random.normal();
        table.push("x", x);
        table.push("z", yes(random, 0.4));
        table.push("y", 1 + 0.3 * x + std::sqrt(0.5 + x * x) * random.normal());
    }
    return estimated(analysed(regression("gaussian", R"(,"errors":")" + errors + "\""), table), "x",
                     0.3);
}

// Rows of a cluster share a part of their covariate and of their error.
base::Result<Outcome> clustered(RandomStream& random, std::size_t clusters,
                                const std::string& family, const std::string& more) {
    Table table;
    for (std::size_t cluster = 0; cluster < clusters; ++cluster) {
        const double shared = random.normal(), error = 0.4 * random.normal();
        for (std::size_t row = 0; row < 6; ++row) {
            const double x = 0.7 * shared + 0.7 * random.normal();
            const double mean = 1 + 0.3 * x + error;
            table.push("g", static_cast<double>(cluster));
            table.push("x", x);
            table.push("z", yes(random, 0.4));
            table.push("y", family == "gaussian"
                                ? mean + random.normal()
                                : static_cast<double>(random.poisson(std::exp(mean))));
        }
    }
    return estimated(
        analysed(regression(family, R"(,"errors":"clustered","cluster":["g"])" + more), table), "x",
        0.3);
}

base::Result<Outcome> clustered_two_ways(RandomStream& random) {
    constexpr std::size_t levels = 40;
    std::vector<double> across(levels), across_error(levels);
    for (std::size_t level = 0; level < levels; ++level) {
        across[level] = random.normal();
        across_error[level] = random.normal();
    }
    Table table;
    for (std::size_t first = 0; first < levels; ++first) {
        const double along = random.normal(), along_error = random.normal();
        for (std::size_t second = 0; second < levels; ++second) {
            const double x = along + across[second] + random.normal();
            table.push("g", static_cast<double>(first));
            table.push("h", static_cast<double>(second));
            table.push("x", x);
            table.push("y", 0.3 * x + along_error + across_error[second] + random.normal());
        }
    }
    return estimated(analysed(R"("method":"regression","outcome":"y","terms":["x"],)"
                              R"("family":"gaussian","errors":"clustered","cluster":["g","h"],)"
                              R"("reference":"t")",
                              table),
                     "x", 0.3);
}

// Errors and covariate both follow a first-order autoregression.
base::Result<Outcome> autocorrelated(RandomStream& random, std::size_t rows, double memory,
                                     const std::string& errors) {
    Table table;
    double x = random.normal(), error = random.normal();
    for (std::size_t row = 0; row < rows; ++row) {
        const double fresh = std::sqrt(1 - memory * memory);
        x = memory * x + fresh * random.normal();
        error = memory * error + fresh * random.normal();
        table.push("x", x);
        table.push("y", 0.3 * x + error);
    }
    return estimated(analysed(R"("method":"regression","outcome":"y","terms":["x"],)"
                              R"("family":"gaussian",)" +
                                  errors,
                              table),
                     "x", 0.3);
}

const std::string few_clusters =
    "few clusters: the sandwich is too short (Cameron, Gelbach and Miller 2008, REStat 90:414)";
const std::string newey_west =
    "Newey-West with the usual lag is too short in samples of this size (Andrews 1991, "
    "Econometrica 59:817; Lazarus, Lewis, Stock and Watson 2018, JBES 36:541)";

}  // namespace

std::vector<Case> regression_cases() {
    return {
        usual("gaussian regression", gaussian),
        usual("Poisson regression", [](auto& r) { return poisson(r, "poisson", 1); }),
        usual("quasi-Poisson regression, variance 2.5 times the mean",
              [](auto& r) { return poisson(r, "quasi_poisson", 2.5); }),
        apart(
            "Poisson regression, variance 2.5 times the mean",
            [](auto& r) { return poisson(r, "poisson", 2.5); },
            "over-dispersion is not allowed for, and the answer warns of it (McCullagh and "
            "Nelder 1989, 6.2)"),
        usual("negative binomial regression", negative_binomial, 4000),
        usual("logistic regression", [](auto& r) { return binomial(r, 300, ""); }),
        usual(
            "Poisson regression, profile limits", [](auto& r) { return profile(r, true); }, 400),
        usual(
            "logistic regression, profile limits", [](auto& r) { return profile(r, false); }, 600),
        usual("uneven variance, HC3", [](auto& r) { return uneven_variance(r, "hc3"); }),
        apart(
            "uneven variance, HC0", [](auto& r) { return uneven_variance(r, "hc0"); },
            "too short below some 250 rows (Long and Ervin 2000, Am Stat 54:217)"),
        usual(
            "clustered errors, gaussian, 100 clusters",
            [](auto& r) { return clustered(r, 100, "gaussian", ""); }, 4000),
        usual(
            "clustered errors, Poisson, 300 clusters",
            [](auto& r) { return clustered(r, 300, "poisson", ""); }, 2000),
        apart(
            "clustered errors, gaussian, 8 clusters",
            [](auto& r) { return clustered(r, 8, "gaussian", ""); }, few_clusters),
        apart("clustered errors, two ways, 40 by 40", clustered_two_ways, few_clusters, 1500),
        apart(
            "autocorrelated errors (0.3), Newey-West, 200 rows",
            [](auto& r) { return autocorrelated(r, 200, 0.3, R"("errors":"newey_west")"); },
            newey_west),
        usual(
            "autocorrelated errors (0.3), Newey-West, lag 12, 2,000 rows",
            [](auto& r) {
                return autocorrelated(r, 2000, 0.3, R"("errors":"newey_west","lag":12)");
            },
            1500)};
}

}  // namespace bench
