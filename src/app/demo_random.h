#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace app {

// Random numbers that are the same on every machine for the same seed (SplitMix64: Steele, Lea and
// Flood 2014, "Fast splittable pseudorandom number generators").
class DemoRandom {
  public:
    explicit DemoRandom(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next();
    // 0 to count-1; count is at least 1.
    std::int64_t below(std::int64_t count);
    std::int64_t between(std::int64_t lowest, std::int64_t highest);
    bool chance(int percent) { return below(100) < percent; }
    template <class T>
    const T& one_of(std::span<const T> values) {
        return values[static_cast<std::size_t>(below(static_cast<std::int64_t>(values.size())))];
    }
    template <class T>
    const T& one_of(const std::vector<T>& values) {
        return one_of(std::span<const T>(values));
    }

  private:
    std::uint64_t state_;
};

}  // namespace app
