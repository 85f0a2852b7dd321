#include "statistics/survey_design.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "statistics/linear_algebra.h"
#include "statistics/random.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr int most_sweeps = 1000;
// Sweeps of the projection that takes the margins' means out of the influence: raking has no
// closed form, and ten leave nothing that shows.
constexpr int projections = 10;
// A replicate's weights count towards the rank where so much of their length is left.
constexpr double least_left = 1e-5;

// Numbers 0 … for pairs as they first occur.
class Numbering {
  public:
    std::size_t number(std::size_t outer, std::size_t inner) {
        return numbers_.try_emplace({outer, inner}, numbers_.size()).first->second;
    }
    std::size_t size() const { return numbers_.size(); }

  private:
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> numbers_;
};

base::Error lonely_cluster() {
    return base::refuse("lonely_cluster",
                        "Et stratum har kun én klynge, så dets usikkerhed kan ikke måles. Vælg, "
                        "hvad der skal ske (lonely_cluster).");
}

base::Error empty_cell(const std::string& margin, const std::string& cell) {
    return base::refuse("empty_cell", "Ingen i stikprøven hører til „{}“ i „{}“.", cell, margin);
}

bool self_representing(double drawn, double population) {
    return std::isfinite(population) && (population - drawn) / population < 1e-7;
}

}  // namespace

base::Result<SurveyDesign> SurveyDesign::make(std::vector<double> weights,
                                              const std::vector<SurveyStage>& stages,
                                              LonelyCluster lonely) {
    SurveyDesign design;
    if (stages.empty() || stages.front().unit.empty()) return no_data();
    const bool from_populations = weights.empty();
    if (from_populations) weights.assign(stages.front().unit.size(), 1.0);
    double sum = 0;
    for (const double weight : weights) {
        if (!std::isfinite(weight)) return not_finite("weights");
        if (weight < 0) return negative_value("weights");
        sum += weight;
    }
    if (!(sum > 0)) return not_positive("weights");
    design.drawn_weights_ = weights;
    design.weights_ = std::move(weights);
    design.lonely_ = lonely;
    for (const SurveyStage& stage : stages) {
        const base::Result<void> added = design.add_stage(stage);
        if (!added) return added.error();
    }
    if (from_populations) design.weigh_by_populations();
    const Stage& first = design.stages_.front();
    bool any_pair = false;
    for (std::size_t h = 0; h < first.strata; ++h) {
        any_pair = any_pair || first.drawn[h] > 1;
        if (first.drawn[h] == 1 && !self_representing(1, first.population[h]))
            ++design.lonely_count_;
    }
    if (design.lonely_count_ > 0 && lonely == LonelyCluster::refuse) return lonely_cluster();
    if (!any_pair) return too_few("cluster", first.units, first.units + 1);
    return design;
}

void SurveyDesign::weigh_by_populations() {
    for (const Stage& stage : stages_)
        for (std::size_t row = 0; row < weights_.size(); ++row) {
            const std::size_t h = stage.stratum[row];
            if (std::isfinite(stage.population[h]))
                weights_[row] *= stage.population[h] / stage.drawn[h];
        }
    drawn_weights_ = weights_;
}

base::Result<void> SurveyDesign::add_stage(const SurveyStage& asked) {
    const std::size_t rows = weights_.size();
    if (asked.unit.size() != rows || (!asked.stratum.empty() && asked.stratum.size() != rows) ||
        (!asked.population.empty() && asked.population.size() != rows))
        return different_lengths("cluster");
    const Stage* before = stages_.empty() ? nullptr : &stages_.back();
    Stage stage;
    Numbering strata, units;
    for (std::size_t row = 0; row < rows; ++row) {
        stage.stratum.push_back(strata.number(before ? before->unit[row] : 0,
                                              asked.stratum.empty() ? 0 : asked.stratum[row]));
        stage.unit.push_back(units.number(stage.stratum[row], asked.unit[row]));
        if (stage.unit[row] == stage.stratum_of_unit.size())
            stage.stratum_of_unit.push_back(stage.stratum[row]);
    }
    stage.units = units.size();
    stage.strata = strata.size();
    stage.drawn.assign(stage.strata, 0);
    for (const std::size_t h : stage.stratum_of_unit) stage.drawn[h] += 1;
    stage.population.assign(stage.strata, infinite);
    stage.factor.assign(stage.strata, 1);
    std::vector<bool> known(stage.strata, false);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t h = stage.stratum[row];
        if (before) {
            const std::size_t outer = before->stratum[row];
            stage.factor[h] =
                before->factor[outer] * (before->drawn[outer] / before->population[outer]);
        }
        if (asked.population.empty()) continue;
        double population = asked.population[row];
        if (!(population > 0)) return not_positive("finite_population");
        // At most 1: the share that was drawn.
        if (population <= 1 && stage.drawn[h] > population)
            population = stage.drawn[h] / population;
        if (known[h] && std::abs(population - stage.population[h]) > 1e-9 * population)
            return base::refuse("population_differs",
                                "„finite_population“ er ikke den samme i hele stratummet.");
        known[h] = true;
        stage.population[h] = population;
    }
    for (std::size_t h = 0; h < stage.strata; ++h)
        if (stage.population[h] < stage.drawn[h] * (1 - 1e-9))
            return base::refuse("population_too_small",
                                "Et stratum har {} i befolkningen, men {} i stikprøven.",
                                std::to_string(static_cast<long>(stage.population[h])),
                                std::to_string(static_cast<long>(stage.drawn[h])));
    stages_.push_back(std::move(stage));
    return {};
}

// Newton's steps for λ; one step is enough for the linear distance.
base::Result<std::vector<double>> SurveyDesign::moved_to_totals(std::vector<double> weights) const {
    const Matrix& x = totals_.x;
    const std::vector<double> drawn = weights;
    const bool linear = totals_.distance == CalibrationTotals::Distance::linear;
    std::vector<double> lambda(x.columns(), 0.0);
    for (int turn = 0; turn < most_sweeps; ++turn) {
        std::vector<double> missing = totals_.total;
        double worst = 0;
        for (std::size_t j = 0; j < x.columns(); ++j) {
            double size = std::abs(totals_.total[j]);
            for (std::size_t row = 0; row < weights.size(); ++row) {
                missing[j] -= weights[row] * x(row, j);
                size += std::abs(weights[row] * x(row, j));
            }
            worst = std::max(worst, size > 0 ? std::abs(missing[j]) / size : 0);
        }
        if (worst < 1e-13 || (linear && turn == 2)) return weights;
        const auto inverse = inverse_of_positive(weighted_gram(x, linear ? drawn : weights));
        if (!inverse) break;
        const std::vector<double> step = times(*inverse, missing);
        for (std::size_t j = 0; j < lambda.size(); ++j) lambda[j] += step[j];
        const std::vector<double> moved = times(x, lambda);
        for (std::size_t row = 0; row < weights.size(); ++row) {
            weights[row] = drawn[row] * (linear ? 1 + moved[row] : std::exp(moved[row]));
            if (!std::isfinite(weights[row])) return not_converged("calibration");
        }
    }
    return not_converged("calibration");
}

base::Result<void> SurveyDesign::calibrate_totals(CalibrationTotals totals,
                                                  const std::vector<std::string>& names) {
    if (totals.x.rows() != weights_.size() || totals.total.size() != totals.x.columns() ||
        names.size() != totals.total.size())
        return different_lengths("calibration");
    for (std::size_t j = 0; j < names.size(); ++j) {
        if (!std::isfinite(totals.total[j])) return not_finite(names[j]);
        for (const double value : totals.x.column(j))
            if (!std::isfinite(value)) return not_finite(names[j]);
    }
    const LeastSquares rank = least_squares(totals.x, drawn_weights_, drawn_weights_);
    for (std::size_t j = 0; j < names.size(); ++j)
        if (!rank.estimable[j]) return collinear_variable(names[j]);
    margins_.clear();
    totals_ = std::move(totals);
    base::Result<std::vector<double>> moved = calibrated(drawn_weights_);
    if (!moved) return moved.error();
    weights_ = std::move(*moved);
    return {};
}

base::Result<std::vector<double>> SurveyDesign::calibrated(std::vector<double> weights) const {
    if (!totals_.total.empty()) return moved_to_totals(std::move(weights));
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
        double largest = 0;
        for (const CalibrationMargin& margin : margins_) {
            std::vector<double> sums(margin.population.size(), 0.0);
            for (std::size_t row = 0; row < weights.size(); ++row)
                sums[margin.cell[row]] += weights[row];
            for (std::size_t cell = 0; cell < sums.size(); ++cell) {
                if (sums[cell] > 0 || margin.population[cell] == 0) continue;
                return empty_cell(margin.name, margin.cells[cell]);
            }
            for (std::size_t row = 0; row < weights.size(); ++row) {
                const std::size_t cell = margin.cell[row];
                if (!(sums[cell] > 0)) continue;
                const double by = margin.population[cell] / sums[cell];
                weights[row] *= by;
                largest = std::max(largest, std::abs(by - 1));
            }
        }
        if (margins_.size() < 2 || largest < 1e-12) return weights;
    }
    return not_converged("raking");
}

base::Result<void> SurveyDesign::calibrate(const std::vector<CalibrationMargin>& margins) {
    for (const CalibrationMargin& margin : margins) {
        if (margin.cell.size() != weights_.size()) return different_lengths(margin.name);
        for (const double population : margin.population) {
            if (!std::isfinite(population)) return not_finite(margin.name);
            if (population < 0) return negative_value(margin.name);
        }
    }
    margins_ = margins;
    base::Result<std::vector<double>> moved = calibrated(drawn_weights_);
    if (!moved) return moved.error();
    weights_ = std::move(*moved);
    return {};
}

double SurveyDesign::degrees(const std::vector<bool>& mask) const {
    if (!given_.weights.empty()) return rank_of_replicates(mask) - 1;
    const Stage& first = stages_.front();
    std::vector<bool> unit(first.units, false), stratum(first.strata, false);
    for (std::size_t row = 0; row < weights_.size(); ++row)
        if (mask[row] && weights_[row] > 0)
            unit[first.unit[row]] = stratum[first.stratum[row]] = true;
    return static_cast<double>(std::count(unit.begin(), unit.end(), true)) -
           static_cast<double>(std::count(stratum.begin(), stratum.end(), true));
}

// Residuals of each contribution, per weight, from the columns whose sums are known.
void SurveyDesign::subtract_regression(Matrix& influence) const {
    std::vector<double> each(weights_.size(), 0.0);
    for (std::size_t column = 0; column < influence.columns(); ++column) {
        const auto values = influence.column(column);
        for (std::size_t row = 0; row < each.size(); ++row)
            each[row] = weights_[row] != 0 ? values[row] / weights_[row] : 0;
        const LeastSquares fit = least_squares(totals_.x, each, drawn_weights_);
        const std::vector<double> explained = times(totals_.x, fit.coefficients);
        for (std::size_t row = 0; row < each.size(); ++row)
            values[row] -= weights_[row] * explained[row];
    }
}

// What a margin's known population explains carries no uncertainty. With one margin the mean is
// weighted by the weights drawn with; with raking each row counts the same, as in R's survey.
void SurveyDesign::subtract_calibration(Matrix& influence) const {
    const bool raked = margins_.size() > 1;
    for (int sweep = 0; sweep < (raked ? projections : 1); ++sweep)
        for (const CalibrationMargin& margin : margins_)
            for (std::size_t column = 0; column < influence.columns(); ++column) {
                const auto values = influence.column(column);
                std::vector<double> sums(margin.population.size(), 0.0), sizes(sums);
                for (std::size_t row = 0; row < values.size(); ++row) {
                    if (!(weights_[row] > 0)) continue;
                    const double counts = raked ? 1 : drawn_weights_[row];
                    sums[margin.cell[row]] += counts * values[row] / weights_[row];
                    sizes[margin.cell[row]] += counts;
                }
                for (std::size_t row = 0; row < values.size(); ++row)
                    if (weights_[row] > 0)
                        values[row] -=
                            weights_[row] * sums[margin.cell[row]] / sizes[margin.cell[row]];
            }
}

Matrix SurveyDesign::covariance(Matrix influence) const {
    subtract_calibration(influence);
    if (!totals_.total.empty()) subtract_regression(influence);
    const std::size_t width = influence.columns();
    Matrix total(width, width);
    for (const Stage& stage : stages_) {
        std::vector<double> sums(stage.units * width, 0.0), means(stage.strata * width, 0.0);
        for (std::size_t row = 0; row < influence.rows(); ++row)
            for (std::size_t j = 0; j < width; ++j)
                sums[stage.unit[row] * width + j] += influence(row, j);
        for (std::size_t unit = 0; unit < stage.units; ++unit) {
            const std::size_t h = stage.stratum_of_unit[unit];
            for (std::size_t j = 0; j < width; ++j)
                means[h * width + j] += sums[unit * width + j] / stage.drawn[h];
        }
        Matrix part(width, width);
        std::size_t strata = stage.strata, measured = stage.strata;
        for (std::size_t unit = 0; unit < stage.units; ++unit) {
            const std::size_t h = stage.stratum_of_unit[unit];
            const double drawn = stage.drawn[h], population = stage.population[h];
            if (self_representing(drawn, population)) continue;
            const bool alone = drawn == 1;
            if (alone && lonely_ == LonelyCluster::average) --measured;
            if (alone && lonely_ != LonelyCluster::adjust) continue;
            double scale = stage.factor[h] * (alone ? 1 : drawn / (drawn - 1));
            if (std::isfinite(population)) scale *= (population - drawn) / population;
            if (scale == 0) continue;
            double* sum = &sums[unit * width];
            for (std::size_t j = 0; j < width && !alone; ++j) sum[j] -= means[h * width + j];
            for (std::size_t i = 0; i < width; ++i)
                for (std::size_t j = 0; j <= i; ++j) part(i, j) += scale * sum[i] * sum[j];
        }
        const double up =
            measured > 0 ? static_cast<double>(strata) / static_cast<double>(measured) : 1;
        for (std::size_t i = 0; i < width; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                total(i, j) += up * part(i, j);
                total(j, i) = total(i, j);
            }
    }
    return total;
}

std::vector<double> SurveyDesign::jackknife_weights(std::size_t left_out) const {
    const Stage& first = stages_.front();
    const std::size_t h = first.stratum_of_unit[left_out];
    const double up = first.drawn[h] / (first.drawn[h] - 1);
    std::vector<double> weights = drawn_weights_;
    for (std::size_t row = 0; row < weights.size(); ++row)
        if (first.stratum[row] == h) weights[row] *= first.unit[row] == left_out ? 0 : up;
    return weights;
}

std::vector<double> SurveyDesign::bootstrap_weights(std::uint64_t seed,
                                                    std::size_t replicate) const {
    const Stage& first = stages_.front();
    RandomStream random(seed, replicate);
    std::vector<std::vector<std::size_t>> members(first.strata);
    for (std::size_t unit = 0; unit < first.units; ++unit)
        members[first.stratum_of_unit[unit]].push_back(unit);
    std::vector<double> times(first.units, 0.0);
    for (const std::vector<std::size_t>& units : members) {
        const auto drawn = static_cast<double>(units.size());
        if (units.size() == 1) times[units.front()] = 1;
        for (std::size_t draw = 0; draw + 1 < units.size(); ++draw)
            times[units[random.below(static_cast<std::uint32_t>(units.size()))]] +=
                drawn / (drawn - 1);
    }
    std::vector<double> weights = drawn_weights_;
    for (std::size_t row = 0; row < weights.size(); ++row) weights[row] *= times[first.unit[row]];
    return weights;
}

base::Result<void> SurveyDesign::use_replicates(GivenReplicates replicates) {
    if (replicates.weights.size() < 2)
        return too_few("replicate_weights", replicates.weights.size(), 2);
    if (replicates.factors.size() != replicates.weights.size())
        return different_lengths("replicate_scales");
    for (const double factor : replicates.factors) {
        if (!std::isfinite(factor)) return not_finite("replicate_scales");
        if (factor < 0) return negative_value("replicate_scales");
    }
    for (const std::vector<double>& weights : replicates.weights) {
        if (weights.size() != weights_.size()) return different_lengths("replicate_weights");
        for (const double weight : weights)
            if (!std::isfinite(weight)) return not_finite("replicate_weights");
    }
    given_ = std::move(replicates);
    return {};
}

// By a Cholesky factor of the weights' products that leaves out columns as it meets them.
double SurveyDesign::rank_of_replicates(const std::vector<bool>& mask) const {
    std::vector<std::size_t> inside;
    for (std::size_t row = 0; row < mask.size(); ++row)
        if (mask[row]) inside.push_back(row);
    Matrix x(inside.size(), given_.weights.size());
    for (std::size_t r = 0; r < x.columns(); ++r)
        for (std::size_t i = 0; i < inside.size(); ++i) x(i, r) = given_.weights[r][inside[i]];
    const Matrix gram = weighted_gram(x, std::vector<double>(inside.size(), 1.0));
    std::vector<std::vector<double>> kept;  // rows of the factor's transpose
    for (std::size_t column = 0; column < gram.columns(); ++column) {
        std::vector<double> row(gram.columns(), 0.0);
        for (std::size_t j = column; j < gram.columns(); ++j) {
            row[j] = gram(column, j);
            for (const std::vector<double>& other : kept) row[j] -= other[column] * other[j];
        }
        if (!(row[column] > least_left * least_left * gram(column, column))) continue;
        const double root = std::sqrt(row[column]);
        for (double& value : row) value /= root;
        kept.push_back(std::move(row));
    }
    return static_cast<double>(kept.size());
}

base::Result<void> SurveyDesign::give(std::vector<double> weights, double factor,
                                      const Receiver& each) const {
    const base::Result<std::vector<double>> moved = calibrated(std::move(weights));
    return moved ? each(*moved, factor) : base::Result<void>(moved.error());
}

base::Result<void> SurveyDesign::give_jackknife(const Receiver& each) const {
    const Stage& first = stages_.front();
    for (std::size_t unit = 0; unit < first.units; ++unit) {
        const std::size_t h = first.stratum_of_unit[unit];
        const double drawn = first.drawn[h], population = first.population[h];
        if (drawn == 1) continue;
        const double left = std::isfinite(population) ? (population - drawn) / population : 1;
        const auto given = give(jackknife_weights(unit), left * (drawn - 1) / drawn, each);
        if (!given) return given.error();
    }
    return {};
}

base::Result<void> SurveyDesign::give_balanced(double rho, const Receiver& each) const {
    const Stage& first = stages_.front();
    for (const double drawn : first.drawn)
        if (drawn != 2)
            return base::refuse("not_two_clusters",
                                "Halve stikprøver kræver netop to klynger i hvert stratum.");
    std::vector<std::size_t> seen(first.strata, 0), place(first.units, 0);
    for (std::size_t unit = 0; unit < first.units; ++unit)
        place[unit] = seen[first.stratum_of_unit[unit]]++;
    // Sylvester's matrices: entry (r, h) is the parity of the bits that r and h share. Column 0 is
    // constant and not used.
    const std::size_t size = std::bit_ceil(first.strata + 1);
    for (std::size_t r = 0; r < size; ++r) {
        std::vector<double> weights = drawn_weights_;
        for (std::size_t row = 0; row < weights.size(); ++row) {
            const bool odd = std::popcount(r & (first.stratum[row] + 1)) % 2 == 1;
            weights[row] *= (place[first.unit[row]] == 0) == odd ? rho : 2 - rho;
        }
        const auto given =
            give(std::move(weights), 1 / (static_cast<double>(size) * (1 - rho) * (1 - rho)), each);
        if (!given) return given.error();
    }
    return {};
}

base::Result<void> SurveyDesign::replicate(
    Replication kind, std::size_t replicates, std::uint64_t seed, double rho,
    const std::function<base::Result<void>(const std::vector<double>&, double)>& each) const {
    if (kind == Replication::jackknife) return give_jackknife(each);
    if (kind == Replication::balanced) {
        if (!(rho >= 0 && rho < 1)) return outside("fay", "[0; 1[");
        return give_balanced(rho, each);
    }
    if (kind == Replication::given) {
        for (std::size_t r = 0; r < given_.weights.size(); ++r) {
            const auto given = give(given_.weights[r], given_.factors[r], each);
            if (!given) return given.error();
        }
        return {};
    }
    if (replicates < 2) return too_few("replicates", replicates, 2);
    for (std::size_t r = 0; r < replicates; ++r) {
        const auto given =
            give(bootstrap_weights(seed, r), 1 / (static_cast<double>(replicates) - 1), each);
        if (!given) return given.error();
    }
    return {};
}

}  // namespace statistics
