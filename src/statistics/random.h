#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

// Random numbers by counting: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random
// numbers: as easy as 1, 2, 3"). A stream is named by a seed and its number; what it gives depends
// on nothing else, so that replicate 17 is the same whoever computes it, in whatever order and on
// however many threads. Not for secrets. A stream belongs to one thread.
namespace statistics {

// Ten rounds of Philox on one counter; the published test vectors hold for it.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

class RandomStream {
  public:
    RandomStream(std::uint64_t seed, std::uint64_t stream);

    std::uint32_t bits();
    // In [0, 1), with 53 random bits.
    double uniform();
    // 0 … below − 1, without bias; below is at least 1.
    std::uint32_t below(std::uint32_t below);
    // Standard normal, by Box–Muller pairs.
    double normal();
    // Mean at least 0: counting for means below 10, otherwise transformed rejection (Hörmann 1993).
    std::uint64_t poisson(double mean);
    // Shape and scale above 0 (Marsaglia and Tsang 2000).
    double gamma(double shape, double scale);
    double exponential();
    // Puts the values in an order that is equally likely among all (Fisher and Yates).
    template <class T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t left = values.size(); left > 1; --left)
            std::swap(values[left - 1], values[below(static_cast<std::uint32_t>(left))]);
    }

  private:
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> block_{};
    std::size_t used_ = 4;
    double spare_ = 0;
    bool has_spare_ = false;
};

// Draws categories 0 … n − 1 in proportion to their weights, in constant time (Walker 1977; Vose
// 1991).
class AliasTable {
  public:
    // Weights are at least 0, one of them is above.
    explicit AliasTable(const std::vector<double>& weights);
    std::size_t draw(RandomStream& random) const;

  private:
    std::vector<double> threshold_;
    std::vector<std::uint32_t> alias_;
};

}  // namespace statistics
