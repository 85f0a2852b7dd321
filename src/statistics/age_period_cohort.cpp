#include "statistics/age_period_cohort.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/data_frame.h"
#include "statistics/design.h"
#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"
#include "statistics/regression.h"

namespace statistics {
namespace {

// Ages and years closer than this are the same.
constexpr double same = 1e-4;

std::vector<double> levels_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    std::vector<double> levels;
    for (const double value : values)
        if (levels.empty() || value - levels.back() > same) levels.push_back(value);
    return levels;
}

std::size_t level_at(const std::vector<double>& levels, double value) {
    return static_cast<std::size_t>(std::lower_bound(levels.begin(), levels.end(), value - same) -
                                    levels.begin());
}

std::vector<double> cohorts_of(const LexisCells& cells) {
    std::vector<double> cohorts;
    for (std::size_t i = 0; i < cells.age.size(); ++i)
        cohorts.push_back(cells.period[i] - cells.age[i]);
    return cohorts;
}

base::Result<void> check(const LexisCells& cells) {
    const std::size_t rows = cells.observed.size();
    if (rows == 0) return no_data();
    if (cells.age.size() != rows || cells.period.size() != rows || cells.population.size() != rows)
        return different_lengths("population");
    double events = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!std::isfinite(cells.age[i])) return not_finite("age");
        if (!std::isfinite(cells.period[i])) return not_finite("period");
        if (!std::isfinite(cells.observed[i])) return not_finite("observed");
        if (cells.observed[i] < 0) return negative_value("observed");
        if (cells.observed[i] != std::floor(cells.observed[i])) return not_whole("observed");
        if (!(cells.population[i] > 0) || !std::isfinite(cells.population[i]))
            return not_positive("population");
        events += cells.observed[i];
    }
    if (events == 0) return no_events("observed");
    if (levels_of(cells.age).size() < 3) return too_few("age", levels_of(cells.age).size(), 3);
    if (levels_of(cells.period).size() < 3)
        return too_few("period", levels_of(cells.period).size(), 3);
    return {};
}

// Columns of a model, put together piece by piece.
class Columns {
  public:
    explicit Columns(std::size_t rows) : rows_(rows) {}
    void constant() { add("(Intercept)", std::vector<double>(rows_, 1.0)); }
    void add(const std::string& name, std::vector<double> values) {
        names_.push_back(name);
        columns_.push_back(std::move(values));
    }
    // All levels but the first; returns where the first column stands.
    std::size_t categories(const std::string& name, const std::vector<double>& values,
                           const std::vector<double>& levels) {
        const std::size_t first = names_.size();
        for (std::size_t level = 1; level < levels.size(); ++level) {
            std::vector<double> is(rows_, 0.0);
            for (std::size_t i = 0; i < rows_; ++i)
                is[i] = level_at(levels, values[i]) == level ? 1 : 0;
            add(name + " " + shortest(levels[level]), std::move(is));
        }
        return first;
    }
    std::size_t block(const std::string& name, const Matrix& matrix) {
        const std::size_t first = names_.size();
        for (std::size_t j = 0; j < matrix.columns(); ++j) {
            const auto column = matrix.column(j);
            add(name + std::to_string(j + 1), {column.begin(), column.end()});
        }
        return first;
    }
    Design design() const {
        Design all;
        all.names = all.terms = names_;
        all.x = Matrix(rows_, names_.size());
        for (std::size_t j = 0; j < columns_.size(); ++j)
            std::ranges::copy(columns_[j], all.x.column(j).begin());
        return all;
    }

  private:
    std::size_t rows_;
    std::vector<std::string> names_;
    std::vector<std::vector<double>> columns_;
};

base::Result<RegressionFit> fit(const LexisCells& cells, const Columns& columns, double tolerance) {
    RegressionData data;
    data.outcome_name = "observed";
    data.outcome = cells.observed;
    data.design = columns.design();
    for (const double population : cells.population) data.offset.push_back(std::log(population));
    // Redundant columns are what this is about: they are left out, whatever the tolerance.
    return fit_regression(Family::poisson, data, {true, tolerance});
}

LexisModel measures(const RegressionFit& fit) {
    return {fit.deviance, fit.residual_degrees,
            static_cast<std::size_t>(std::count(fit.estimable.begin(), fit.estimable.end(), true))};
}

void take_full(LexisModels& models, const RegressionFit& full) {
    models.age_period_cohort = measures(full);
    if (full.residual_degrees > 0) models.dispersion = full.pearson / full.residual_degrees;
    models.fitted = full.fitted;
    models.pearson_residuals = full.pearson_residuals;
}

double form(const std::vector<double>& weights, const Matrix& covariance, std::size_t first) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        for (std::size_t j = 0; j < weights.size(); ++j)
            if (weights[i] != 0 && weights[j] != 0)
                sum += weights[i] * weights[j] * covariance(first + i, first + j);
    return std::max(0.0, sum);
}

// Weighted sums of a scale's effects, of which the first, the reference, is 0 and has no column.
std::pair<double, double> combined(const RegressionFit& full, std::size_t first,
                                   const std::vector<double>& weights) {
    const std::vector<double> rest(weights.begin() + 1, weights.end());
    double sum = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) sum += rest[i] * full.coefficients[first + i];
    return {sum, std::sqrt(form(rest, full.unscaled_covariance, first))};
}

LexisScale scale_of(const RegressionFit& full, std::size_t first,
                    const std::vector<double>& levels) {
    LexisScale scale;
    scale.at = levels;
    const std::size_t count = levels.size();
    const double n = static_cast<double>(count);
    const double mean = std::accumulate(levels.begin(), levels.end(), 0.0) / n;
    double squares = 0;
    for (const double level : levels) squares += (level - mean) * (level - mean);
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<double> away(count);
        for (std::size_t j = 0; j < count; ++j)
            away[j] = (i == j ? 1 : 0) - 1 / n - (levels[i] - mean) * (levels[j] - mean) / squares;
        const auto [deviation, error] = combined(full, first, away);
        scale.deviation.push_back(deviation);
        scale.deviation_error.push_back(error);
        const bool inner = i > 0 && i + 1 < count;
        std::vector<double> second(count, 0.0);
        if (inner) {
            second[i - 1] = second[i + 1] = 1;
            second[i] = -2;
        }
        const auto [bend, bend_error] = combined(full, first, second);
        scale.bend.push_back(inner ? std::optional(bend) : std::nullopt);
        scale.bend_error.push_back(inner ? std::optional(bend_error) : std::nullopt);
    }
    return scale;
}

base::Result<LexisRatios> ratios_of(const RegressionFit& model, std::size_t first,
                                    const std::vector<double>& levels,
                                    std::optional<double> reference, const char* field) {
    const double asked = reference.value_or(levels[levels.size() / 2]);
    const std::size_t base = level_at(levels, asked);
    if (base == levels.size() || std::abs(levels[base] - asked) > same)
        return not_a_case(field, shortest(asked),
                          shortest(levels.front()) + " – " + shortest(levels.back()));
    LexisRatios ratios;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        std::vector<double> against(levels.size(), 0.0);
        against[i] += 1;
        against[base] -= 1;
        const auto [ratio, error] = combined(model, first, against);
        ratios.at.push_back(levels[i]);
        ratios.log_ratio.push_back(ratio);
        ratios.error.push_back(error);
    }
    return ratios;
}

base::Result<void> check_intervals(const std::vector<double>& ages,
                                   const std::vector<double>& periods) {
    const double step = ages[1] - ages[0];
    const auto uneven = [&](const std::vector<double>& levels) {
        for (std::size_t i = 1; i < levels.size(); ++i)
            if (std::abs(levels[i] - levels[i - 1] - step) > same * std::max(1.0, step))
                return true;
        return false;
    };
    for (const auto& [name, levels] : {std::pair{"age", &ages}, std::pair{"period", &periods}})
        if (uneven(*levels))
            return base::refuse("uneven_intervals",
                                "„{}“ skal stige med samme trin som alderen; læg sammen, eller "
                                "brug splines.",
                                name);
    return {};
}

std::vector<double> weights_of(const LexisCells& cells, LexisWeights kind) {
    if (kind == LexisWeights::events) return cells.observed;
    if (kind == LexisWeights::population) return cells.population;
    std::vector<double> weights(cells.observed.size(), 1.0);
    for (std::size_t i = 0; i < weights.size() && kind == LexisWeights::rate_information; ++i)
        weights[i] = cells.observed[i] > 0
                         ? cells.population[i] * cells.population[i] / cells.observed[i]
                         : 0;
    return weights;
}

// R's quantile of type 7 for values that occur `weights` times.
double repeated_quantile(const std::vector<std::pair<double, double>>& sorted, double total,
                         double probability) {
    const double place = probability * (total - 1);
    const double below = std::floor(place);
    const auto value_at = [&](double index) {
        double seen = 0;
        for (const auto& [value, weight] : sorted) {
            seen += weight;
            if (index < seen) return value;
        }
        return sorted.back().first;
    };
    const double low = value_at(below);
    return low + (place - below) * (value_at(below + 1) - low);
}

base::Result<std::vector<double>> knots_of(const LexisCells& cells,
                                           const std::vector<double>& values,
                                           const std::vector<double>& given, std::size_t count,
                                           LexisWeights spread, const char* name) {
    std::vector<double> knots = given;
    if (knots.empty()) {
        if (count < 2) return too_few("knots", count, 2);
        std::vector<std::pair<double, double>> sorted;
        double total = 0;
        const std::vector<double> times = weights_of(cells, spread);
        for (std::size_t i = 0; i < values.size(); ++i) {
            sorted.emplace_back(values[i], times[i]);
            total += times[i];
        }
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 0; i < count; ++i) {
            const double n = static_cast<double>(count), at = static_cast<double>(i);
            const double share = spread == LexisWeights::rows ? at / (n - 1) : (at + 0.5) / n;
            knots.push_back(repeated_quantile(sorted, total, share));
        }
    }
    if (knots.size() < 2) return too_few("knots", knots.size(), 2);
    for (std::size_t i = 1; i < knots.size(); ++i)
        if (!(knots[i] > knots[i - 1]))
            return base::refuse("knots_coincide",
                                "Knuderne for „{}“ falder sammen; vælg færre eller angiv dem.",
                                name);
    return knots;
}

Matrix spline(const std::vector<double>& x, const std::vector<double>& knots) {
    std::vector<double> inner(knots.begin() + 1, knots.end() - 1);
    inner.push_back(knots.front());
    inner.push_back(knots.back());
    return natural_spline(x, inner);
}

// The spline at x and, as the last row, at the reference, less its weighted projection on constant
// and line; without the column that this makes redundant.
Matrix bending(const std::vector<double>& x, double reference, const std::vector<double>& knots,
               const std::vector<double>& weights, bool held) {
    std::vector<double> with = x, with_weights = weights;
    with.push_back(reference);
    with_weights.push_back(0);
    const Matrix basis = spline(with, knots);
    Matrix line(with.size(), 2);
    for (std::size_t i = 0; i < with.size(); ++i) {
        line(i, 0) = 1;
        line(i, 1) = with[i] - reference;
    }
    Matrix bent(x.size(), basis.columns() > 0 ? basis.columns() - 1 : 0);
    for (std::size_t j = 0; j < bent.columns(); ++j) {
        const auto column = basis.column(j);
        const LeastSquares solved = least_squares(line, column, with_weights);
        const std::vector<double> straight = times(line, solved.coefficients);
        const double at_reference = held ? column[x.size()] - straight[x.size()] : 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            bent(i, j) = column[i] - straight[i] - at_reference;
    }
    return bent;
}

// Where half of the events have happened.
double median_of(const std::vector<double>& values, const std::vector<double>& events) {
    std::vector<std::pair<double, double>> sorted;
    double total = 0, seen = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sorted.emplace_back(values[i], events[i]);
        total += events[i];
    }
    std::sort(sorted.begin(), sorted.end());
    for (const auto& [value, count] : sorted) {
        seen += count;
        if (seen > total / 2) return value;
    }
    return sorted.back().first;
}

LexisCurve curve_of(const RegressionFit& model, const Matrix& x, std::size_t first,
                    std::size_t width, const std::vector<double>& values) {
    LexisCurve curve;
    curve.at = levels_of(values);
    for (const double level : curve.at) {
        std::size_t row = 0;
        while (std::abs(values[row] - level) > same) ++row;
        std::vector<double> weights;
        double sum = 0;
        for (std::size_t j = first; j < first + width; ++j) {
            weights.push_back(x(row, j));
            sum += x(row, j) * model.coefficients[j];
        }
        curve.value.push_back(sum);
        curve.error.push_back(std::sqrt(form(weights, model.unscaled_covariance, first)));
    }
    return curve;
}

std::vector<double> less(const std::vector<double>& values, double by) {
    std::vector<double> moved(values);
    for (double& value : moved) value -= by;
    return moved;
}

// Bases of the spline models.
struct SplineParts {
    Matrix age, period, cohort;       // as they are
    Matrix period_bend, cohort_bend;  // without their lines
    std::vector<double> period_line, cohort_line, cohorts;
};

base::Result<void> fit_circle(const LexisCells& cells, const SplineParts& parts, double tolerance,
                              LexisModels& models) {
    const auto with = [&](bool drift, bool period, bool cohort) {
        Columns columns(cells.observed.size());
        columns.constant();
        columns.block("age", parts.age);
        if (drift) columns.add("drift", parts.period_line);
        if (period) columns.block("period", parts.period);
        if (cohort) columns.block("cohort", parts.cohort);
        return fit(cells, columns, tolerance);
    };
    const auto age = with(false, false, false), drift = with(true, false, false);
    const auto age_cohort = with(true, false, true), age_period = with(true, true, false);
    const auto full = with(true, true, true);
    for (const auto* each : {&age, &drift, &age_cohort, &age_period, &full})
        if (!*each) return each->error();
    models.age = measures(*age);
    models.age_drift = measures(*drift);
    models.age_cohort = measures(*age_cohort);
    models.age_period = measures(*age_period);
    take_full(models, *full);
    const std::size_t at = 1 + parts.age.columns();
    models.drift = drift->coefficients[at];
    models.drift_error = std::sqrt(drift->unscaled_covariance(at, at));
    return {};
}

}  // namespace

std::vector<std::size_t> cells_with_events(const LexisCells& cells) {
    std::vector<std::size_t> kept(cells.observed.size());
    std::iota(kept.begin(), kept.end(), 0);
    const std::vector<double> cohorts = cohorts_of(cells);
    for (bool changed = true; changed;) {
        changed = false;
        for (const std::vector<double>* scale : {&cells.age, &cells.period, &cohorts}) {
            const std::vector<double> levels = levels_of(*scale);
            std::vector<double> events(levels.size(), 0.0);
            for (const std::size_t i : kept)
                events[level_at(levels, (*scale)[i])] += cells.observed[i];
            const auto gone = std::erase_if(
                kept, [&](std::size_t i) { return events[level_at(levels, (*scale)[i])] == 0; });
            changed = changed || gone > 0;
        }
    }
    return kept;
}

base::Result<LexisFactors> lexis_factors(const LexisCells& cells, const LexisOptions& options) {
    const base::Result<void> checked = check(cells);
    if (!checked) return checked.error();
    const std::vector<double> cohorts = cohorts_of(cells);
    const std::vector<double> ages = levels_of(cells.age), periods = levels_of(cells.period);
    const std::vector<double> births = levels_of(cohorts);
    const base::Result<void> even = check_intervals(ages, periods);
    if (!even) return even.error();
    const auto with = [&](bool drift, bool period, bool cohort) {
        Columns columns(cells.observed.size());
        columns.constant();
        columns.categories("age", cells.age, ages);
        if (drift) columns.add("drift", less(cells.period, periods.front()));
        if (period) columns.categories("period", cells.period, periods);
        if (cohort) columns.categories("cohort", cohorts, births);
        return fit(cells, columns, options.tolerance);
    };
    const auto age = with(false, false, false), drift = with(true, false, false);
    const auto age_cohort = with(false, false, true), age_period = with(false, true, false);
    const auto full = with(false, true, true);
    for (const auto* each : {&age, &drift, &age_cohort, &age_period, &full})
        if (!*each) return each->error();
    LexisFactors found;
    found.models.age = measures(*age);
    found.models.age_drift = measures(*drift);
    found.models.age_cohort = measures(*age_cohort);
    found.models.age_period = measures(*age_period);
    take_full(found.models, *full);
    found.models.drift = drift->coefficients[ages.size()];
    found.models.drift_error = std::sqrt(drift->unscaled_covariance(ages.size(), ages.size()));
    found.age = scale_of(*full, 1, ages);
    found.period = scale_of(*full, ages.size(), periods);
    found.cohort = scale_of(*full, ages.size() + periods.size() - 1, births);
    auto cohort_ratio =
        ratios_of(*age_cohort, ages.size(), births, options.reference_cohort, "reference_cohort");
    if (!cohort_ratio) return cohort_ratio.error();
    auto period_ratio =
        ratios_of(*age_period, ages.size(), periods, options.reference_period, "reference_period");
    if (!period_ratio) return period_ratio.error();
    found.cohort_ratio = std::move(*cohort_ratio);
    found.period_ratio = std::move(*period_ratio);
    return found;
}

base::Result<LexisSplines> lexis_splines(const LexisCells& cells,
                                         const LexisSplineOptions& options) {
    const base::Result<void> checked = check(cells);
    if (!checked) return checked.error();
    LexisSplines found;
    SplineParts parts;
    parts.cohorts = cohorts_of(cells);
    auto age = knots_of(cells, cells.age, options.age_knots, options.ages, options.spread, "age");
    auto period = knots_of(cells, cells.period, options.period_knots, options.periods,
                           options.spread, "period");
    auto cohort = knots_of(cells, parts.cohorts, options.cohort_knots, options.cohorts,
                           options.spread, "cohort");
    for (const auto* each : {&age, &period, &cohort})
        if (!*each) return each->error();
    found.age_knots = *age;
    found.period_knots = *period;
    found.cohort_knots = *cohort;
    const double p0 = options.reference_period.value_or(median_of(cells.period, cells.observed));
    const double c0 = options.reference_cohort.value_or(median_of(parts.cohorts, cells.observed));
    const std::vector<double> weights = weights_of(cells, options.drift);
    parts.age = spline(cells.age, *age);
    parts.period = spline(cells.period, *period);
    parts.cohort = spline(parts.cohorts, *cohort);
    parts.period_line = less(cells.period, p0);
    parts.cohort_line = less(parts.cohorts, c0);
    parts.period_bend =
        bending(cells.period, p0, *period, weights, options.reference_period.has_value());
    parts.cohort_bend =
        bending(parts.cohorts, c0, *cohort, weights, options.reference_cohort.has_value());
    const base::Result<void> circle = fit_circle(cells, parts, options.tolerance, found.models);
    if (!circle) return circle.error();

    using P = LexisParametrisation;
    const P chosen = options.parametrisation;
    const bool by_cohort = chosen == P::acp || chosen == P::adcp;
    Columns columns(cells.observed.size());
    columns.constant();
    columns.block("age", parts.age);
    // The line stands between the two bends, so that it is next to the scale that carries it.
    const std::size_t periods = columns.block("period", parts.period_bend);
    columns.add("drift", by_cohort ? parts.cohort_line : parts.period_line);
    columns.block("cohort", parts.cohort_bend);
    const auto full = fit(cells, columns, options.tolerance);
    if (!full) return full.error();
    const Matrix x = columns.design().x;
    const std::size_t line = periods + parts.period_bend.columns();
    const std::size_t bends = parts.cohort_bend.columns();
    found.full_drift = full->coefficients[line];
    found.full_drift_error = std::sqrt(full->unscaled_covariance(line, line));
    found.age = curve_of(*full, x, 0, 1 + parts.age.columns(), cells.age);
    const bool with_period = chosen == P::apc, with_cohort = chosen == P::acp;
    found.period =
        curve_of(*full, x, periods, line - periods + (with_period ? 1 : 0), cells.period);
    found.cohort = curve_of(*full, x, with_cohort ? line : line + 1, bends + (with_cohort ? 1 : 0),
                            parts.cohorts);
    return found;
}

base::Result<CumulativeRate> cumulative_rate(const std::vector<double>& observed,
                                             const std::vector<double>& population,
                                             const std::vector<double>& widths, double dispersion,
                                             double confidence) {
    if (observed.empty()) return no_data();
    if (population.size() != observed.size() || widths.size() != observed.size())
        return different_lengths("population");
    if (!(dispersion >= 1) || !std::isfinite(dispersion)) return outside("dispersion", "[1; ∞[");
    CumulativeRate found;
    double variance = 0, largest = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        if (!(observed[i] >= 0)) return negative_value("observed");
        if (!(population[i] > 0)) return not_positive("population");
        if (!(widths[i] > 0)) return not_positive("width");
        const double weight = widths[i] / population[i];
        found.rate += weight * observed[i];
        variance += weight * weight * observed[i];
        largest = std::max(largest, weight);
    }
    found.error = std::sqrt(dispersion * variance);
    if (found.rate > 0) {
        const double reach =
            std::exp(normal_quantile((1 + confidence) / 2) * found.error / found.rate);
        found.limits = {found.rate / reach, found.rate * reach};
    } else {
        found.limits = {0, -std::log((1 - confidence) / 2) * largest * dispersion};
    }
    found.risk = -std::expm1(-found.rate);
    found.risk_limits = {-std::expm1(-found.limits.lower), -std::expm1(-found.limits.upper)};
    return found;
}

}  // namespace statistics
