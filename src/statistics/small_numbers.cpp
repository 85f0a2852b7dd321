#include "statistics/small_numbers.h"

#include <cmath>

namespace statistics {

bool too_small_to_show(double count) {
    return count > 0 && count < smallest_shown_count;
}

std::vector<ShownPeriod> shown_periods(const std::vector<double>& counts) {
    std::vector<ShownPeriod> shown;
    bool model = true;
    for (const double count : counts) {
        const bool small = too_small_to_show(count);
        model = model && !small;
        shown.push_back({!small, model});
    }
    return shown;
}

double rounded_to_digits(double value, int digits) {
    if (value == 0 || !std::isfinite(value)) return value;
    const double scale = std::pow(10, digits - 1 - std::floor(std::log10(std::abs(value))));
    return std::round(value * scale) / scale;
}

}  // namespace statistics
