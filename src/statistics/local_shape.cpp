#include "statistics/local_shape.h"

#include <cmath>

#include "statistics/linear_algebra.h"

namespace statistics {
namespace {

double moved(const Objective& objective, std::vector<double> at, std::size_t i, double by_i,
             std::size_t j, double by_j) {
    at[i] += by_i;
    at[j] += by_j;
    return objective(at);
}

double slope(const Objective& objective, const std::vector<double>& at, std::size_t i, double h) {
    return (moved(objective, at, i, h, i, 0) - moved(objective, at, i, -h, i, 0)) / (2 * h);
}

double curvature(const Objective& objective, const std::vector<double>& at, double value,
                 std::size_t i, double h, std::size_t j, double g) {
    if (i == j)
        return (moved(objective, at, i, h, i, 0) - 2 * value + moved(objective, at, i, -h, i, 0)) /
               (h * h);
    return (moved(objective, at, i, h, j, g) - moved(objective, at, i, h, j, -g) -
            moved(objective, at, i, -h, j, g) + moved(objective, at, i, -h, j, -g)) /
           (4 * h * g);
}

// The function of the variables that are not held.
class Reduced {
  public:
    Reduced(const Objective& objective, std::vector<double> start, const std::vector<bool>& held)
        : objective_(objective), all_(std::move(start)) {
        for (std::size_t i = 0; i < held.size(); ++i)
            if (!held[i]) free_.push_back(i);
    }
    std::vector<double> part(const std::vector<double>& all) const {
        std::vector<double> values;
        for (const std::size_t i : free_) values.push_back(all[i]);
        return values;
    }
    std::vector<double> whole(const std::vector<double>& values) const {
        std::vector<double> all = all_;
        for (std::size_t k = 0; k < free_.size(); ++k) all[free_[k]] = values[k];
        return all;
    }
    double operator()(const std::vector<double>& values) const { return objective_(whole(values)); }
    const std::vector<std::size_t>& free() const { return free_; }

  private:
    const Objective& objective_;
    std::vector<double> all_;
    std::vector<std::size_t> free_;
};

}  // namespace

std::vector<double> gradient_of(const Objective& objective, const std::vector<double>& at,
                                const std::vector<double>& steps) {
    std::vector<double> gradient;
    for (std::size_t i = 0; i < at.size(); ++i)
        gradient.push_back(
            (4 * slope(objective, at, i, steps[i] / 2) - slope(objective, at, i, steps[i])) / 3);
    return gradient;
}

Matrix hessian_of(const Objective& objective, const std::vector<double>& at,
                  const std::vector<double>& steps) {
    const double value = objective(at);
    Matrix hessian(at.size(), at.size());
    for (std::size_t i = 0; i < at.size(); ++i)
        for (std::size_t j = 0; j <= i; ++j)
            hessian(i, j) = hessian(j, i) =
                (4 * curvature(objective, at, value, i, steps[i] / 2, j, steps[j] / 2) -
                 curvature(objective, at, value, i, steps[i], j, steps[j])) /
                3;
    return hessian;
}

PolishedMinimum polish(const Objective& objective, const std::vector<double>& start,
                       const std::vector<double>& steps, const std::vector<bool>& held) {
    constexpr int most_rounds = 8;
    const Reduced reduced(objective, start, held);
    const Objective of_free = [&](const std::vector<double>& values) { return reduced(values); };
    const std::vector<double> free_steps = reduced.part(steps);
    std::vector<double> at = reduced.part(start);
    PolishedMinimum result{start, objective(start), Matrix(start.size(), start.size())};
    if (at.empty()) return result;
    Matrix hessian = hessian_of(of_free, at, free_steps);
    for (int round = 0; round < most_rounds; ++round) {
        const auto inverse = inverse_of_positive(hessian);
        if (!inverse) break;
        const std::vector<double> gradient = gradient_of(of_free, at, free_steps);
        const std::vector<double> step = times(*inverse, gradient);
        double promise = 0;
        for (std::size_t i = 0; i < step.size(); ++i) promise += step[i] * gradient[i] / 2;
        std::vector<double> next = at;
        for (std::size_t i = 0; i < step.size(); ++i) next[i] -= step[i];
        const double value = of_free(next);
        const double noise = 1e-13 * std::abs(result.value);
        if (!(value <= result.value + noise)) break;
        at = std::move(next);
        result.value = value;
        if (promise < 1e-3 * noise) break;
        // Far from the start its curvature no longer holds.
        if (promise > 1e-3) hessian = hessian_of(of_free, at, free_steps);
    }
    result.at = reduced.whole(at);
    hessian = hessian_of(of_free, at, free_steps);
    for (std::size_t k = 0; k < at.size(); ++k)
        for (std::size_t l = 0; l < at.size(); ++l)
            result.hessian(reduced.free()[k], reduced.free()[l]) = hessian(k, l);
    return result;
}

}  // namespace statistics
