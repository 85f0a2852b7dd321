#include "statistics/random.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace statistics {

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{0xD2511F53} * counter[0];
        const std::uint64_t second = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(second),
                   static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(first)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

RandomStream::RandomStream(std::uint64_t seed, std::uint64_t stream)
    : counter_{0, 0, static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)},
      key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {}

std::uint32_t RandomStream::bits() {
    if (used_ == 4) {
        block_ = philox(counter_, key_);
        if (++counter_[0] == 0) ++counter_[1];
        used_ = 0;
    }
    return block_[used_++];
}

double RandomStream::uniform() {
    const std::uint64_t high = bits() >> 5, low = bits() >> 6;
    return static_cast<double>((high << 26) | low) * 0x1p-53;
}

std::uint32_t RandomStream::below(std::uint32_t below) {
    // Lemire 2019: the upper half of a product; rejecting the few that would be too likely.
    std::uint64_t product = std::uint64_t{bits()} * below;
    if (static_cast<std::uint32_t>(product) < below) {
        const std::uint32_t least = (0U - below) % below;
        while (static_cast<std::uint32_t>(product) < least) product = std::uint64_t{bits()} * below;
    }
    return static_cast<std::uint32_t>(product >> 32);
}

double RandomStream::normal() {
    if (has_spare_) {
        has_spare_ = false;
        return spare_;
    }
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    spare_ = radius * std::sin(angle);
    has_spare_ = true;
    return radius * std::cos(angle);
}

double RandomStream::exponential() {
    return -std::log(1 - uniform());
}

std::uint64_t RandomStream::poisson(double mean) {
    if (mean <= 0) return 0;
    if (mean < 10) {
        const double limit = std::exp(-mean);
        std::uint64_t count = 0;
        for (double product = uniform(); product > limit; product *= uniform()) ++count;
        return count;
    }
    const double root = std::sqrt(mean), logarithm = std::log(mean);
    const double b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), ratio = 0.9277 - 3.6224 / (b - 2);
    while (true) {
        const double u = uniform() - 0.5, v = uniform();
        const double us = 0.5 - std::abs(u);
        const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= ratio) return static_cast<std::uint64_t>(k);
        if (k < 0 || (us < 0.013 && v > us)) continue;
        if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b) <=
            -mean + k * logarithm - std::lgamma(k + 1))
            return static_cast<std::uint64_t>(k);
    }
}

double RandomStream::gamma(double shape, double scale) {
    if (shape < 1) return gamma(shape + 1, scale) * std::pow(1 - uniform(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = normal();
        const double v = std::pow(1 + c * x, 3);
        if (v <= 0) continue;
        const double u = 1 - uniform();
        if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v * scale;
    }
}

AliasTable::AliasTable(const std::vector<double>& weights)
    : threshold_(weights.size(), 1), alias_(weights.size(), 0) {
    double total = 0;
    for (const double weight : weights) total += weight;
    std::vector<double> scaled(weights.size());
    std::vector<std::uint32_t> small, large;
    for (std::size_t at = 0; at < weights.size(); ++at) {
        scaled[at] = weights[at] * static_cast<double>(weights.size()) / total;
        alias_[at] = static_cast<std::uint32_t>(at);
        (scaled[at] < 1 ? small : large).push_back(static_cast<std::uint32_t>(at));
    }
    while (!small.empty() && !large.empty()) {
        const std::uint32_t low = small.back(), high = large.back();
        small.pop_back();
        threshold_[low] = scaled[low];
        alias_[low] = high;
        scaled[high] -= 1 - scaled[low];
        if (scaled[high] < 1) {
            large.pop_back();
            small.push_back(high);
        }
    }
    // What is left over is 1 but for rounding. A weight of 0 is never drawn.
    const auto heaviest = std::max_element(weights.begin(), weights.end()) - weights.begin();
    for (const std::uint32_t rest : small) {
        if (weights[rest] > 0) continue;
        threshold_[rest] = 0;
        alias_[rest] = static_cast<std::uint32_t>(heaviest);
    }
}

std::size_t AliasTable::draw(RandomStream& random) const {
    const auto at = random.below(static_cast<std::uint32_t>(threshold_.size()));
    return random.uniform() < threshold_[at] ? at : alias_[at];
}

}  // namespace statistics
