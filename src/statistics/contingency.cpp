#include "statistics/contingency.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr double largest_margin = 1e6;

// The first cell given all margins: hypergeometric, with the odds ratio as its parameter.
class FirstCell {
  public:
    FirstCell(double row, double column, double total)
        : low_(std::max(0.0, row + column - total)), high_(std::min(row, column)) {
        for (double x = low_; x <= high_; x += 1)
            log_weights_.push_back(-log_gamma(x + 1) - log_gamma(row - x + 1) -
                                   log_gamma(column - x + 1) -
                                   log_gamma(total - row - column + x + 1));
    }

    double low() const { return low_; }
    double high() const { return high_; }

    std::vector<double> probabilities(double log_odds) const {
        std::vector<double> all(log_weights_);
        double largest = -HUGE_VAL;
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] += log_odds * static_cast<double>(i);
            largest = std::max(largest, all[i]);
        }
        double sum = 0;
        for (double& each : all) sum += each = std::exp(each - largest);
        for (double& each : all) each /= sum;
        return all;
    }

    double mean(double log_odds) const {
        const std::vector<double> all = probabilities(log_odds);
        double mean = 0;
        for (std::size_t i = 0; i < all.size(); ++i)
            mean += all[i] * (low_ + static_cast<double>(i));
        return mean;
    }

    double upper_tail(double x, double log_odds) const {
        const std::vector<double> all = probabilities(log_odds);
        double sum = 0;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (low_ + static_cast<double>(i) >= x) sum += all[i];
        return sum;
    }

  private:
    double low_, high_;
    std::vector<double> log_weights_;
};

// The logarithm at which a rising function reaches its target.
double reached(double target, const std::function<double(double)>& rising) {
    double low = -1, high = 1;
    while (rising(low) > target && low > -700) low *= 2;
    while (rising(high) < target && high < 700) high *= 2;
    for (int turn = 0; turn < 200 && high - low > 1e-15 * std::max(1.0, std::abs(low)); ++turn) {
        const double middle = (low + high) / 2;
        (rising(middle) < target ? low : high) = middle;
    }
    return (low + high) / 2;
}

// Brent's root finder: inverse interpolation where it converges, halves where it doesn't.
double brent_root(double a, double b, double tolerance,
                  const std::function<double(double)>& function) {
    constexpr double rounding = 2.220446049250313e-16;
    double at_a = function(a), at_b = function(b), c = a, at_c = at_a;
    for (int turn = 0; turn < 1000; ++turn) {
        const double last = b - a;
        if (std::abs(at_c) < std::abs(at_b)) {
            a = b;
            b = c;
            c = a;
            at_a = at_b;
            at_b = at_c;
            at_c = at_a;
        }
        const double near = 2 * rounding * std::abs(b) + tolerance / 2;
        double step = (c - b) / 2;
        if (std::abs(step) <= near || at_b == 0) return b;
        if (std::abs(last) >= near && std::abs(at_a) > std::abs(at_b)) {
            const double width = c - b, t2 = at_b / at_a;
            double p = width * t2, q = 1 - t2;
            if (a != c) {
                const double t1 = at_b / at_c, ratio = at_a / at_c;
                p = t2 * (width * ratio * (ratio - t1) - (b - a) * (t1 - 1));
                q = (ratio - 1) * (t1 - 1) * (t2 - 1);
            }
            (p > 0 ? q : p) *= -1;
            if (p < 0.75 * width * q - std::abs(near * q) / 2 && p < std::abs(last * q / 2))
                step = p / q;
        }
        if (std::abs(step) < near) step = std::copysign(near, step);
        a = b;
        at_a = at_b;
        b += step;
        at_b = function(b);
        if ((at_b > 0) == (at_c > 0) && at_b != 0) {
            c = a;
            at_c = at_a;
        }
    }
    return b;
}

// The odds ratio at which a rising function of its logarithm reaches its target.
double odds_reached(double target, double tolerance, const std::function<double(double)>& rising) {
    if (tolerance <= 0) return std::exp(reached(target, rising));
    const double at_one = rising(0);
    if (at_one == target) return 1;
    constexpr double least = 2.220446049250313e-16;
    if (at_one > target)
        return brent_root(0, 1, tolerance, [&](double odds) {
            return rising(std::log(std::max(odds, 1e-300))) - target;
        });
    return 1 / brent_root(least, 1, tolerance,
                          [&](double inverse) { return rising(-std::log(inverse)) - target; });
}

double square(double x) {
    return x * x;
}

// What a stratum expects of its first cell for an odds ratio (Breslow and Day): the root of a
// quadratic that is possible.
double expected_cell(double row, double column, double total, double odds) {
    if (std::abs(odds - 1) < 1e-12) return row * column / total;
    const double a = odds - 1;
    const double b = -(odds * (row + column) + total - row - column);
    const double c = odds * row * column;
    return (-b - std::sqrt(b * b - 4 * a * c)) / (2 * a);
}

void test_homogeneity(std::span<const FourfoldTable> tables, StratifiedOdds& found) {
    double observed = 0, expected = 0, variance = 0;
    for (const FourfoldTable& t : tables) {
        const double row = t.a + t.b, column = t.a + t.c, total = row + t.c + t.d;
        if (row == 0 || row == total || column == 0 || column == total) continue;
        const double cell = expected_cell(row, column, total, found.odds_ratio);
        const double spread = 1 / (1 / cell + 1 / (row - cell) + 1 / (column - cell) +
                                   1 / (total - row - column + cell));
        found.homogeneity += square(t.a - cell) / spread;
        observed += t.a;
        expected += cell;
        variance += spread;
    }
    found.homogeneity -= square(observed - expected) / variance;
    found.homogeneity_degrees = static_cast<double>(found.strata) - 1;
    if (found.homogeneity_degrees > 0)
        found.homogeneity_p = chi_squared_upper(found.homogeneity, found.homogeneity_degrees);
    else
        found.homogeneity = 0;
}

}  // namespace

base::Result<FisherExact> fisher_exact(const FourfoldTable& table, double confidence,
                                       double tolerance) {
    for (const double cell : {table.a, table.b, table.c, table.d}) {
        if (!(cell >= 0)) return negative_value("table");
        if (cell != std::floor(cell)) return not_whole("table");
    }
    const double row = table.a + table.b, column = table.a + table.c;
    const double total = row + table.c + table.d;
    if (total == 0) return no_data();
    if (std::min(row, column) > largest_margin) return outside("table", "[0; 1000000]");
    const FirstCell cell(row, column, total);
    const std::vector<double> under_one = cell.probabilities(0);
    const double seen = under_one[static_cast<std::size_t>(table.a - cell.low())];
    FisherExact found;
    found.p = 0;
    for (const double each : under_one)
        if (each <= seen * (1 + 1e-7)) found.p += each;
    found.p = std::min(1.0, found.p);
    const double alpha = 1 - confidence;
    const bool at_low = table.a == cell.low(), at_high = table.a == cell.high();
    if (at_low && !at_high) found.odds_ratio = 0;
    const auto mean = [&](double log_odds) { return cell.mean(log_odds); };
    const auto as_many = [&](double log_odds) { return cell.upper_tail(table.a, log_odds); };
    const auto more = [&](double log_odds) { return cell.upper_tail(table.a + 1, log_odds); };
    if (!at_low && !at_high) found.odds_ratio = odds_reached(table.a, tolerance, mean);
    if (!at_low) found.lower = odds_reached(alpha / 2, tolerance, as_many);
    if (!at_high) found.upper = odds_reached(1 - alpha / 2, tolerance, more);
    return found;
}

base::Result<ProportionTests> proportion_tests(std::span<const double> successes,
                                               std::span<const double> trials,
                                               std::span<const double> scores) {
    const std::size_t groups = successes.size();
    if (groups < 2) return one_group("group");
    double all = 0, asked = 0, score_mean = 0;
    for (std::size_t i = 0; i < groups; ++i) {
        all += successes[i];
        asked += trials[i];
        score_mean += trials[i] * scores[i];
    }
    score_mean /= asked;
    const double p = all / asked, spread = p * (1 - p);
    if (!(spread > 0)) return constant_variable("outcome");
    ProportionTests tests;
    double squares = 0, products = 0;
    for (std::size_t i = 0; i < groups; ++i) {
        if (!(trials[i] > 0)) return not_positive("trials");
        const double away = successes[i] / trials[i] - p;
        tests.chi_squared += trials[i] * away * away / spread;
        squares += trials[i] * square(scores[i] - score_mean);
        products += trials[i] * (scores[i] - score_mean) * away;
    }
    if (!(squares > 0)) return constant_variable("score");
    tests.degrees = static_cast<double>(groups) - 1;
    tests.p = chi_squared_upper(tests.chi_squared, tests.degrees);
    tests.slope = products / squares;
    tests.slope_error = std::sqrt(spread / squares);
    tests.trend = square(tests.slope / tests.slope_error);
    tests.trend_p = chi_squared_upper(tests.trend, 1);
    tests.departure = std::max(0.0, tests.chi_squared - tests.trend);
    if (tests.degrees > 1)
        tests.departure_p = chi_squared_upper(tests.departure, tests.degrees - 1);
    return tests;
}

base::Result<StratifiedOdds> stratified_odds(std::span<const FourfoldTable> tables) {
    StratifiedOdds found;
    double away = 0, variance = 0, r = 0, s = 0, pr = 0, ps_qr = 0, qs = 0;
    for (const FourfoldTable& t : tables) {
        const double row = t.a + t.b, column = t.a + t.c, total = row + t.c + t.d;
        if (row == 0 || row == total || column == 0 || column == total) continue;
        ++found.strata;
        away += t.a - row * column / total;
        variance += row * column * (total - row) * (total - column) / (total * total * (total - 1));
        const double up = t.a * t.d / total, down = t.b * t.c / total;
        const double agree = (t.a + t.d) / total, differ = (t.b + t.c) / total;
        r += up;
        s += down;
        pr += agree * up;
        ps_qr += agree * down + differ * up;
        qs += differ * down;
    }
    if (found.strata == 0) return no_data();
    if (r == 0 || s == 0) return separated_variable("group");
    found.odds_ratio = r / s;
    found.log_error = std::sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s));
    found.chi_squared = away * away / variance;
    found.p = chi_squared_upper(found.chi_squared, 1);
    found.corrected = square(std::abs(away) - std::min(0.5, std::abs(away))) / variance;
    found.corrected_p = chi_squared_upper(found.corrected, 1);
    test_homogeneity(tables, found);
    return found;
}

namespace {

// Counts less their expectations, row by row, and the covariance, over strata.
struct MarginsGiven {
    std::vector<double> away;
    Matrix covariance;
    std::size_t strata = 0;
};

void add_stratum(const Matrix& table, MarginsGiven& sums) {
    const std::size_t height = table.rows(), width = table.columns();
    std::vector<double> rows(height, 0.0), columns(width, 0.0);
    double total = 0;
    for (std::size_t i = 0; i < height; ++i)
        for (std::size_t j = 0; j < width; ++j) {
            rows[i] += table(i, j);
            columns[j] += table(i, j);
            total += table(i, j);
        }
    const auto full = [&](const std::vector<double>& margin) {
        return std::any_of(margin.begin(), margin.end(), [&](double m) { return m == total; });
    };
    if (total < 2 || full(rows) || full(columns)) return;
    ++sums.strata;
    const double scale = 1 / (total * total * (total - 1));
    for (std::size_t a = 0; a < height * width; ++a) {
        const std::size_t i = a / width, j = a % width;
        sums.away[a] += table(i, j) - rows[i] * columns[j] / total;
        for (std::size_t b = 0; b < height * width; ++b) {
            const std::size_t k = b / width, l = b % width;
            sums.covariance(a, b) += scale * rows[i] * ((i == k ? total : 0) - rows[k]) *
                                     columns[j] * ((j == l ? total : 0) - columns[l]);
        }
    }
}

// (Ad)'(AVA')⁻¹(Ad); the rows of A are the contrasts.
base::Result<StratifiedAssociation::Test> contrast_test(const MarginsGiven& sums,
                                                        const Matrix& contrasts) {
    Matrix turned(contrasts.columns(), contrasts.rows());
    for (std::size_t i = 0; i < contrasts.rows(); ++i)
        for (std::size_t j = 0; j < contrasts.columns(); ++j) turned(j, i) = contrasts(i, j);
    const auto inverse = inverse_of_positive(product(product(contrasts, sums.covariance), turned));
    if (!inverse) return not_converged("strata");
    const std::vector<double> away = times(contrasts, sums.away);
    const std::vector<double> solved = times(*inverse, away);
    StratifiedAssociation::Test test;
    for (std::size_t i = 0; i < away.size(); ++i) test.chi_squared += away[i] * solved[i];
    test.degrees = static_cast<double>(away.size());
    test.p = chi_squared_upper(test.chi_squared, test.degrees);
    return test;
}

base::Result<void> check_tables(std::span<const Matrix> tables, std::size_t height,
                                std::size_t width) {
    if (height < 2) return one_group("row");
    if (width < 2) return one_group("column");
    for (const Matrix& table : tables) {
        if (table.rows() != height || table.columns() != width) return different_lengths("tables");
        for (std::size_t a = 0; a < height * width; ++a) {
            if (!std::isfinite(table.data()[a])) return not_finite("count");
            if (table.data()[a] < 0) return negative_value("count");
        }
    }
    return {};
}

bool all_the_same(std::span<const double> scores) {
    return std::all_of(scores.begin(), scores.end(),
                       [&](double score) { return score == scores.front(); });
}

}  // namespace

base::Result<StratifiedAssociation> stratified_association(std::span<const Matrix> tables,
                                                           std::span<const double> row_scores,
                                                           std::span<const double> column_scores) {
    const std::size_t height = row_scores.size(), width = column_scores.size();
    const base::Result<void> checked = check_tables(tables, height, width);
    if (!checked) return checked.error();
    if (all_the_same(row_scores)) return constant_variable("row_scores");
    if (all_the_same(column_scores)) return constant_variable("column_scores");
    MarginsGiven sums{std::vector<double>(height * width, 0.0),
                      Matrix(height * width, height * width), 0};
    for (const Matrix& table : tables) add_stratum(table, sums);
    if (sums.strata == 0) return no_data();
    Matrix cells((height - 1) * (width - 1), height * width), means(height - 1, height * width);
    Matrix line(1, height * width);
    for (std::size_t i = 0; i < height; ++i)
        for (std::size_t j = 0; j < width; ++j) {
            const std::size_t at = i * width + j;
            if (i + 1 < height && j + 1 < width) cells(i * (width - 1) + j, at) = 1;
            if (i + 1 < height) means(i, at) = column_scores[j];
            line(0, at) = row_scores[i] * column_scores[j];
        }
    StratifiedAssociation found;
    found.strata = sums.strata;
    StratifiedAssociation::Test* tests[] = {&found.general, &found.row_means, &found.correlation};
    const Matrix* contrasts[] = {&cells, &means, &line};
    for (std::size_t which = 0; which < 3; ++which) {
        const auto test = contrast_test(sums, *contrasts[which]);
        if (!test) return test.error();
        *tests[which] = *test;
    }
    return found;
}

}  // namespace statistics
