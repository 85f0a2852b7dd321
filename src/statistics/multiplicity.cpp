#include "statistics/multiplicity.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr std::array<std::pair<std::string_view, Correction>, 6> names{{
    {"bonferroni", Correction::bonferroni},
    {"holm", Correction::holm},
    {"hochberg", Correction::hochberg},
    {"hommel", Correction::hommel},
    {"benjamini_hochberg", Correction::benjamini_hochberg},
    {"benjamini_yekutieli", Correction::benjamini_yekutieli},
}};

double number(std::size_t count) {
    return static_cast<double>(count);
}

// `sorted` rises. The value at each place times its factor, made to rise with the p-values.
template <class Factor>
void step_up(std::vector<double>& sorted, Factor factor) {
    double least = 1;
    for (std::size_t i = sorted.size(); i-- > 0;) {
        least = std::min(least, sorted[i] * factor(i));
        sorted[i] = least;
    }
}

void step_down(std::vector<double>& sorted) {
    double greatest = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        greatest = std::max(greatest, std::min(1.0, sorted[i] * number(sorted.size() - i)));
        sorted[i] = greatest;
    }
}

// For each size m of a subset, Simes' p of the worst one; Wright (1992, Biometrics 48:1005).
void hommel(std::vector<double>& sorted) {
    const std::vector<double> p = sorted;
    const std::size_t n = p.size();
    double best = 1;
    for (std::size_t i = 0; i < n; ++i) best = std::min(best, number(n) * p[i] / number(i + 1));
    std::vector<double> adjusted(n, best), q(n, best);
    for (std::size_t m = n - 1; m >= 2; --m) {
        const std::size_t head = n - m + 1;
        double least = 1;
        for (std::size_t i = head; i < n; ++i)
            least = std::min(least, number(m) * p[i] / number(i - head + 2));
        for (std::size_t i = 0; i < head; ++i) q[i] = std::min(number(m) * p[i], least);
        for (std::size_t i = head; i < n; ++i) q[i] = q[head - 1];
        for (std::size_t i = 0; i < n; ++i) adjusted[i] = std::max(adjusted[i], q[i]);
    }
    for (std::size_t i = 0; i < n; ++i) sorted[i] = std::max(adjusted[i], p[i]);
}

void correct_sorted(std::vector<double>& sorted, Correction correction) {
    const std::size_t n = sorted.size();
    double harmonic = 0;
    for (std::size_t i = 1; i <= n; ++i) harmonic += 1 / number(i);
    switch (correction) {
        case Correction::bonferroni:
            for (double& p : sorted) p = std::min(1.0, p * number(n));
            return;
        case Correction::holm:
            step_down(sorted);
            return;
        case Correction::hochberg:
            step_up(sorted, [n](std::size_t i) { return number(n - i); });
            return;
        case Correction::hommel:
            if (n > 1) hommel(sorted);
            return;
        case Correction::benjamini_hochberg:
            step_up(sorted, [n](std::size_t i) { return number(n) / number(i + 1); });
            return;
        case Correction::benjamini_yekutieli:
            step_up(sorted,
                    [n, harmonic](std::size_t i) { return harmonic * number(n) / number(i + 1); });
            return;
    }
}

}  // namespace

std::optional<Correction> correction_named(std::string_view name) {
    for (const auto& [known, correction] : names)
        if (known == name) return correction;
    return std::nullopt;
}

base::Result<std::vector<double>> corrected(std::span<const double> p, Correction correction) {
    if (p.empty()) return no_data();
    for (const double each : p)
        if (!(each >= 0 && each <= 1)) return outside("p", "[0; 1]");
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t left, std::size_t right) { return p[left] < p[right]; });
    std::vector<double> sorted;
    for (const std::size_t i : order) sorted.push_back(p[i]);
    correct_sorted(sorted, correction);
    std::vector<double> result(p.size());
    for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = sorted[i];
    return result;
}

}  // namespace statistics
