#include "statistics/time_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <utility>

#include "statistics/large_pages.h"

namespace statistics {
namespace {

constexpr int digit_bits = 8, digits = 4, row_bits = 32;
constexpr std::size_t buckets = std::size_t{1} << digit_bits;

// A row with the leading bits of its value before it.
using Key = std::uint64_t;

// Whole numbers that stand in the order of the values: negative ones turned around.
std::uint64_t ordered_bits(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
    const std::uint64_t negative = 0 - (bits >> 63);
    return bits ^ (negative | std::uint64_t{1} << 63);
}

std::size_t digit_of(Key key, int digit) {
    return key >> (row_bits + digit * digit_bits) & (buckets - 1);
}

// Sorted by their leading bits; how many bits are left out of them.
int sort_by_leading_bits(std::span<const double> values, std::vector<Key>& keys) {
    std::uint64_t smallest = ordered_bits(values[0]), largest = smallest;
    for (const double value : values) {
        smallest = std::min(smallest, ordered_bits(value));
        largest = std::max(largest, ordered_bits(value));
    }
    const int width = std::bit_width(largest - smallest);
    const int dropped = std::max(0, width - digits * digit_bits);
    std::array<std::array<std::uint32_t, buckets>, digits> counts{};
    reserve_large(keys, values.size());
    for (std::size_t row = 0; row < values.size(); ++row) {
        const std::uint64_t leading = (ordered_bits(values[row]) - smallest) >> dropped;
        const Key key = leading << row_bits | row;
        keys.push_back(key);
        ++counts[0][digit_of(key, 0)];
        ++counts[1][digit_of(key, 1)];
        ++counts[2][digit_of(key, 2)];
        ++counts[3][digit_of(key, 3)];
    }
    std::vector<Key> other;
    reserve_large(other, keys.size());
    other.resize(keys.size());
    for (int digit = 0; digit < digits; ++digit) {
        auto next = counts[static_cast<std::size_t>(digit)];
        if (next[digit_of(keys[0], digit)] == keys.size()) continue;
        std::uint32_t before = 0;
        for (std::uint32_t& each : next) before += std::exchange(each, before);
        Key* const to = other.data();
        for (const Key key : keys) to[next[digit_of(key, digit)]++] = key;
        keys.swap(other);
    }
    return dropped;
}

}  // namespace

std::vector<std::uint32_t> ascending_order(std::span<const double> values) {
    if (values.empty()) return {};
    std::vector<Key> keys;
    const int dropped = sort_by_leading_bits(values, keys);
    std::vector<std::uint32_t> order;
    order.reserve(keys.size());
    for (const Key key : keys) order.push_back(static_cast<std::uint32_t>(key));
    for (std::size_t from = 0; from < keys.size() && dropped > 0;) {
        std::size_t to = from + 1;
        while (to < keys.size() && keys[to] >> row_bits == keys[from] >> row_bits) ++to;
        const auto first = order.begin() + static_cast<std::ptrdiff_t>(from);
        const auto last = order.begin() + static_cast<std::ptrdiff_t>(to);
        const auto less = [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; };
        if (to - from > 1 && !std::is_sorted(first, last, less))
            std::stable_sort(first, last, less);
        from = to;
    }
    return order;
}

}  // namespace statistics
