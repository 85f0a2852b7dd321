#include "statistics/cox.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "statistics/random.h"
#include "statistics/squares.h"

namespace {

using statistics::CoxData;
using statistics::RandomStream;
using statistics::Ties;

enum class Times { continuous, whole };

CoxData followed(std::size_t rows, std::size_t columns, Times times, std::size_t strata) {
    RandomStream random(7, columns);
    CoxData data;
    data.x = statistics::Matrix(rows, columns);
    for (std::size_t j = 0; j < columns; ++j) data.names.push_back("x" + std::to_string(j));
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) data.x(i, j) = random.normal();
        const double time = random.exponential() * std::exp(-0.3 * data.x(i, 0));
        data.times.stop.push_back(times == Times::whole ? std::ceil(8 * time) : time);
        data.times.event.push_back(random.uniform() < 0.6 ? 1 : 0);
        if (strata > 1) data.stratum.push_back(random.below(static_cast<std::uint32_t>(strata)));
    }
    return data;
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-8 * (1 + std::abs(b));
}

// Of all pairs in which it is known who came first, the part in which the higher risk did.
double concordance_by_pairs(const CoxData& data, const std::vector<double>& predictor) {
    double agree = 0, all = 0;
    const auto& times = data.times;
    for (std::size_t i = 0; i < predictor.size(); ++i)
        for (std::size_t j = 0; j < predictor.size(); ++j) {
            const bool same = data.stratum.empty() || data.stratum[i] == data.stratum[j];
            const bool first = times.stop[i] < times.stop[j] ||
                               (times.stop[i] == times.stop[j] && times.event[j] == 0);
            if (i == j || !same || times.event[i] == 0 || !first) continue;
            all += 1;
            agree += predictor[i] > predictor[j] ? 1 : predictor[i] == predictor[j] ? 0.5 : 0;
        }
    return agree / all;
}

}  // namespace

TEST_CASE("where no times are tied it doesn't matter how ties are counted") {
    for (const std::size_t columns : {1, 2, 3, 4, 5, 6, 7})
        for (const std::size_t strata : {1, 3}) {
            const CoxData data = followed(3000, columns, Times::continuous, strata);
            const auto exact = fit_cox(data, Ties::exact);
            const auto efron = fit_cox(data, Ties::efron);
            REQUIRE(exact.ok());
            REQUIRE(efron.ok());
            CHECK(near(efron->log_likelihood, exact->log_likelihood));
            CHECK(near(efron->log_likelihood_none, exact->log_likelihood_none));
            for (std::size_t i = 0; i < columns; ++i) {
                CHECK(near(efron->coefficients[i], exact->coefficients[i]));
                for (std::size_t j = 0; j < columns; ++j)
                    CHECK(near(efron->covariance(i, j), exact->covariance(i, j)));
            }
        }
}

TEST_CASE("a row twice is a row that weighs two, and one later beginner changes only rounding") {
    CoxData once = followed(900, 3, Times::continuous, 2), twice = once;
    for (std::size_t i = 0; i < 900; ++i) once.weights.push_back(i % 3 == 0 ? 2 : 1);
    twice.x = statistics::Matrix(1200, 3);
    for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t i = 0; i < 1200; ++i)
            twice.x(i, j) = once.x(i < 900 ? i : 3 * (i - 900), j);
    for (std::size_t i = 0; i < 900; i += 3) {
        twice.times.stop.push_back(once.times.stop[i]);
        twice.times.event.push_back(once.times.event[i]);
        twice.stratum.push_back(once.stratum[i]);
    }
    const auto weighted = fit_cox(once, Ties::breslow), repeated = fit_cox(twice, Ties::breslow);
    REQUIRE(weighted.ok());
    REQUIRE(repeated.ok());
    for (std::size_t j = 0; j < 3; ++j) {
        CHECK(near(weighted->coefficients[j], repeated->coefficients[j]));
        CHECK(near(weighted->covariance(j, j), repeated->covariance(j, j)));
    }
    CoxData late = once;
    late.times.start.assign(900, 0.0);
    late.times.start[5] = late.times.stop[5] * 1e-12;
    const auto begun = fit_cox(late, Ties::breslow);
    REQUIRE(begun.ok());
    for (std::size_t j = 0; j < 3; ++j)
        CHECK(near(begun->coefficients[j], weighted->coefficients[j]));
}

TEST_CASE("concordance is what counting all pairs gives") {
    for (const Times times : {Times::continuous, Times::whole})
        for (const std::size_t strata : {1, 3}) {
            CoxData data = followed(400, 2, times, strata);
            // Equal predictors too.
            for (std::size_t i = 0; i < 400; ++i)
                for (std::size_t j = 0; j < 2; ++j) data.x(i, j) = std::round(2 * data.x(i, j));
            const auto fit = fit_cox(data, Ties::efron);
            REQUIRE(fit.ok());
            std::vector<double> predictor;
            for (std::size_t i = 0; i < 400; ++i)
                predictor.push_back(fit->coefficients[0] * data.x(i, 0) +
                                    fit->coefficients[1] * data.x(i, 1));
            const auto found = concordance(data, *fit);
            REQUIRE(found.has_value());
            const double expected = concordance_by_pairs(data, predictor);
            CHECK(found->value == doctest::Approx(expected).epsilon(1e-12));
            // The same by the way that weights take, and with each row its own cluster.
            std::vector<std::size_t> own(400);
            for (std::size_t i = 0; i < 400; ++i) own[i] = 399 - i;
            const auto clustered = concordance(data, *fit, own);
            data.weights.assign(400, 1.0);
            const auto weighted = concordance(data, *fit);
            REQUIRE(clustered.has_value());
            REQUIRE(weighted.has_value());
            CHECK(clustered->standard_error == doctest::Approx(found->standard_error));
            CHECK(weighted->value == doctest::Approx(expected).epsilon(1e-12));
            CHECK(weighted->standard_error == doctest::Approx(found->standard_error));
        }
}

TEST_CASE("sums, products, ranges and what isn't finite, by four and by what is left over") {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    constexpr double endless = std::numeric_limits<double>::infinity();
    for (const std::size_t rows : {1, 3, 4, 6, 9}) {
        std::vector<double> a, b;
        double sum = 0, products = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            a.push_back(i == rows / 2 ? -2.5 : 0.5 * static_cast<double>(i));
            b.push_back(static_cast<double>(i) - 3);
            sum += a[i];
            products += a[i] * b[i];
        }
        CHECK(statistics::sum_of(a.data(), rows) == sum);
        CHECK(statistics::sum_of_products(a.data(), b.data(), rows) == products);
        CHECK(statistics::look_at(a.data(), rows).least == -2.5);
        CHECK(statistics::look_at(a.data(), rows).most == *std::max_element(a.begin(), a.end()));
        std::vector<double> whole(rows, 3.0);
        for (const double large : {0.0, 1e9, 4503599627370497.0, 1e300}) {
            whole[rows / 2] = large;
            CHECK(statistics::look_at(whole.data(), rows).whole);
        }
        for (const double part : {0.5, 1e-300, 4503599627370495.5, 1e9 + 1e-6})
            for (std::size_t i = 0; i < rows; ++i) {
                std::vector<double> with(rows, 2.0);
                with[i] = part;
                CHECK_FALSE(statistics::look_at(with.data(), rows).whole);
            }
        std::vector<double> added = b;
        statistics::add_multiple(2, a.data(), rows, added.data());
        for (std::size_t i = 0; i < rows; ++i) CHECK(added[i] == b[i] + 2 * a[i]);
        CHECK(statistics::look_at(a.data(), rows).finite);
        for (const double bad : {none, endless, -endless})
            for (std::size_t i = 0; i < rows; ++i) {
                std::vector<double> with = a;
                with[i] = bad;
                CHECK_FALSE(statistics::look_at(with.data(), rows).finite);
            }
    }
}
