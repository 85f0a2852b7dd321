#include "statistics/simplex_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace statistics {
namespace {

constexpr double precision = 1e-12;        // of the largest squared length
constexpr double smallest_weight = 1e-11;  // below it a column is out of use
constexpr double smallest_pivot = 1e-13;   // of a column's own length: less is dependent

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

// The columns in use and the triangle R with R'R = ee' + P'P + ridge·I over them (Wolfe 1976).
class Corral {
  public:
    Corral(const Matrix& points, double ridge) : points_(points), ridge_(ridge) {}

    const std::vector<std::size_t>& members() const { return members_; }
    bool has(std::size_t column) const {
        return std::find(members_.begin(), members_.end(), column) != members_.end();
    }

    // False where the column follows from those in use.
    bool add(std::size_t column) {
        std::vector<double> fresh;
        fresh.reserve(members_.size() + 1);
        double left = product(column, column) + ridge_;
        const double length = left;
        for (std::size_t i = 0; i < members_.size(); ++i) {
            double value = product(members_[i], column);
            for (std::size_t k = 0; k < i; ++k) value -= triangle_[i][k] * fresh[k];
            fresh.push_back(value / triangle_[i][i]);
            left -= fresh.back() * fresh.back();
        }
        if (!(left > smallest_pivot * length)) return false;
        fresh.push_back(std::sqrt(left));
        triangle_.push_back(std::move(fresh));
        members_.push_back(column);
        return true;
    }

    // Takes out the member at this place, and turns the triangle back into one.
    void remove(std::size_t place) {
        members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(place));
        triangle_.erase(triangle_.begin() + static_cast<std::ptrdiff_t>(place));
        for (std::size_t k = place; k < members_.size(); ++k) {
            const double a = triangle_[k][k], b = triangle_[k][k + 1];
            const double length = std::hypot(a, b);
            for (std::size_t i = k; i < members_.size(); ++i) {
                const double first = triangle_[i][k], second = triangle_[i][k + 1];
                triangle_[i][k] = (a * first + b * second) / length;
                triangle_[i][k + 1] = (a * second - b * first) / length;
            }
            triangle_[k].pop_back();
        }
    }

    // The weights, of any sign, of the smallest point in the affine hull of the members.
    std::vector<double> affine_minimum() const {
        std::vector<double> found = solve(std::vector<double>(members_.size(), 1.0));
        // Once more with what is left over: the normal equations lose half the digits.
        const std::vector<double> more = solve(left_over(found));
        for (std::size_t i = 0; i < found.size(); ++i) found[i] += more[i];
        double sum = 0;
        for (const double value : found) sum += value;
        for (double& value : found) value /= sum;
        return found;
    }

    std::vector<double> point(const std::vector<double>& weights) const {
        std::vector<double> at(points_.rows(), 0.0);
        for (std::size_t i = 0; i < members_.size(); ++i) {
            const auto column = points_.column(members_[i]);
            for (std::size_t row = 0; row < at.size(); ++row) at[row] += weights[i] * column[row];
        }
        return at;
    }

  private:
    double product(std::size_t a, std::size_t b) const {
        return 1 + dot(points_.column(a), points_.column(b));
    }

    std::vector<double> solve(std::vector<double> right) const {
        for (std::size_t i = 0; i < right.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) right[i] -= triangle_[i][k] * right[k];
            right[i] /= triangle_[i][i];
        }
        for (std::size_t i = right.size(); i-- > 0;) {
            right[i] /= triangle_[i][i];
            for (std::size_t k = 0; k < i; ++k) right[k] -= triangle_[i][k] * right[i];
        }
        return right;
    }

    std::vector<double> left_over(const std::vector<double>& found) const {
        const std::vector<double> at = point(found);
        double sum = 0;
        for (const double value : found) sum += value;
        std::vector<double> left;
        for (std::size_t i = 0; i < found.size(); ++i)
            left.push_back(1 - sum - dot(points_.column(members_[i]), at) - ridge_ * found[i]);
        return left;
    }

    const Matrix& points_;
    double ridge_;
    std::vector<std::size_t> members_;
    std::vector<std::vector<double>> triangle_;  // row i of R', i + 1 long
};

class Search {
  public:
    Search(const Matrix& points, double ridge)
        : points_(points), ridge_(ridge), corral_(points, ridge) {
        for (std::size_t j = 0; j < points.columns(); ++j)
            largest_ = std::max(largest_, dot(points.column(j), points.column(j)) + ridge);
    }

    void begin(const std::vector<double>& start) {
        for (std::size_t j = 0; j < start.size() && j < points_.columns(); ++j)
            if (start[j] > smallest_weight && corral_.add(j)) weights_.push_back(start[j]);
        if (weights_.empty()) {
            std::size_t best = 0;
            double least = std::numeric_limits<double>::infinity();
            for (std::size_t j = 0; j < points_.columns(); ++j) {
                const double length = dot(points_.column(j), points_.column(j));
                if (length < least) best = j;
                least = std::min(least, length);
            }
            corral_.add(best);
            weights_ = {1.0};
        }
        normalise();
    }

    bool run() {
        const std::size_t most = 50 * points_.columns() + 100;
        descend();
        for (std::size_t step = 0; step < most; ++step) {
            if (!add_best_outside()) return true;
            weights_.push_back(0);
            descend();
        }
        return false;
    }

    std::vector<double> weights() const {
        std::vector<double> all(points_.columns(), 0.0);
        const std::size_t members = std::min(weights_.size(), corral_.members().size());
        for (std::size_t i = 0; i < members; ++i) all[corral_.members()[i]] = weights_[i];
        return all;
    }

  private:
    void normalise() {
        double sum = 0;
        for (const double weight : weights_) sum += weight;
        for (double& weight : weights_) weight /= sum;
    }

    // To the smallest point of the corral, leaving out members on the way where it lies outside.
    void descend() {
        while (true) {
            const std::vector<double> goal = corral_.affine_minimum();
            double step = 1;
            for (std::size_t i = 0; i < goal.size(); ++i)
                if (goal[i] <= smallest_weight && weights_[i] > goal[i])
                    step = std::min(step, weights_[i] / (weights_[i] - goal[i]));
            const bool inside = std::all_of(goal.begin(), goal.end(),
                                            [](double value) { return value > smallest_weight; });
            if (inside) step = 1;
            for (std::size_t i = 0; i < goal.size(); ++i)
                weights_[i] += step * (goal[i] - weights_[i]);
            if (inside) return;
            drop_empty(goal);
        }
    }

    // Members without weight; where rounding leaves all with some, the one that wanted least.
    void drop_empty(const std::vector<double>& goal) {
        const std::size_t before = weights_.size();
        const auto wanted_least =
            static_cast<std::size_t>(std::min_element(goal.begin(), goal.end()) - goal.begin());
        for (std::size_t i = weights_.size(); i-- > 0;)
            if (weights_[i] <= smallest_weight && weights_.size() > 1) take_out(i);
        if (weights_.size() == before) take_out(wanted_least);
        normalise();
    }

    void take_out(std::size_t place) {
        corral_.remove(place);
        weights_.erase(weights_.begin() + static_cast<std::ptrdiff_t>(place));
    }

    // Adds the column that the point moves towards, if there is one.
    bool add_best_outside() {
        const std::vector<double> at = corral_.point(weights_);
        const double value = dot(at, at) + ridge_ * dot(weights_, weights_);
        std::vector<std::pair<double, std::size_t>> better;
        // A column that comes and goes by rounding alone brings nothing nearer.
        if (value >= last_value_) return false;
        last_value_ = value;
        const double limit = value - precision * largest_;
        for (std::size_t j = 0; j < points_.columns(); ++j) {
            const double gradient = dot(points_.column(j), at);
            if (gradient < limit && !corral_.has(j)) better.emplace_back(gradient, j);
        }
        while (!better.empty()) {
            const auto best = std::min_element(better.begin(), better.end());
            if (corral_.add(best->second)) return true;
            better.erase(best);
        }
        return false;
    }

    const Matrix& points_;
    double ridge_;
    double largest_ = 0;
    double last_value_ = std::numeric_limits<double>::infinity();
    Corral corral_;
    std::vector<double> weights_;
};

void measure(SimplexFit& fit, const Matrix& columns, std::span<const double> target, double ridge) {
    std::vector<double> left(target.size());
    for (std::size_t row = 0; row < left.size(); ++row) left[row] = -target[row];
    for (std::size_t j = 0; j < columns.columns(); ++j)
        for (std::size_t row = 0; fit.weights[j] > 0 && row < left.size(); ++row)
            left[row] += fit.weights[j] * columns(row, j);
    fit.objective = dot(left, left) + ridge * dot(fit.weights, fit.weights);
    std::vector<double> gradient;
    double mean = 0, used = 0;
    for (std::size_t j = 0; j < columns.columns(); ++j) {
        gradient.push_back(dot(columns.column(j), left) + ridge * fit.weights[j]);
        if (fit.weights[j] <= 0) continue;
        mean += gradient[j];
        ++used;
    }
    mean /= used;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < columns.columns(); ++j) {
        if (fit.weights[j] > 0)
            fit.spread = std::max(fit.spread, std::abs(gradient[j] - mean));
        else
            least = std::min(least, gradient[j] - mean);
    }
    fit.least_cost = std::isfinite(least) ? least : 0;
}

}  // namespace

SimplexFit fit_simplex(const Matrix& columns, std::span<const double> target, double ridge,
                       const std::vector<double>& start) {
    Matrix points = columns;
    double scale = 0;
    for (std::size_t j = 0; j < points.columns(); ++j)
        for (std::size_t row = 0; row < points.rows(); ++row) {
            points(row, j) -= target[row];
            scale = std::max(scale, std::abs(points(row, j)));
        }
    if (scale == 0) scale = 1;
    for (std::size_t j = 0; j < points.columns(); ++j)
        for (double& value : points.column(j)) value /= scale;
    Search search(points, ridge / (scale * scale));
    search.begin(start);
    SimplexFit fit;
    fit.converged = search.run();
    fit.weights = search.weights();
    measure(fit, columns, target, ridge);
    return fit;
}

}  // namespace statistics
