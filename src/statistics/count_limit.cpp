#include "statistics/count_limit.h"

#include <cmath>

#include "statistics/distribution.h"

namespace statistics {
namespace {

constexpr double largest_summed_mean = 300;
// A tail from one minus a sum keeps nine digits down to here.
constexpr double smallest_tail = 1e-6;

// The probabilities of 0, 1, 2 … one after the other.
class Masses {
  public:
    Masses(double size, double mean)
        : size_(size),
          mass_(size > 0 ? std::exp(-size * std::log1p(mean / size)) : std::exp(-mean)),
          ratio_(size > 0 ? mean / (size + mean) : mean) {}

    double mass() const { return mass_; }
    void next() {
        mass_ *= ratio_ * (size_ > 0 ? size_ + count_ : 1) / (count_ + 1);
        count_ += 1;
    }

  private:
    double size_, mass_, ratio_, count_ = 0;
};

}  // namespace

double count_quantile(double level, double size, double mean) {
    if (mean > largest_summed_mean || Masses(size, mean).mass() < 1e-280)
        return size > 0 ? negative_binomial_quantile(1 - level, size, mean)
                        : poisson_quantile(1 - level, mean);
    Masses masses(size, mean);
    double sum = masses.mass(), count = 0;
    // The last digits of the sum decide nothing, as in R.
    const double target = (1 - level) * (1 - 64 * 2.220446049250313e-16);
    while (sum < target && masses.mass() > 0) {
        masses.next();
        sum += masses.mass();
        count += 1;
    }
    return count;
}

double count_upper(double count, double size, double mean) {
    if (count <= 0) return 1;
    if (mean <= largest_summed_mean && count <= 4 * largest_summed_mean) {
        Masses masses(size, mean);
        double sum = 0;
        for (double i = 0; i < count; ++i, masses.next()) sum += masses.mass();
        if (1 - sum > smallest_tail) return 1 - sum;
    }
    return size > 0 ? negative_binomial_upper(count, size, mean) : poisson_upper(count, mean);
}

}  // namespace statistics
