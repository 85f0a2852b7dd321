#include "statistics/time_order.h"

#include <array>
#include <bit>
#include <cstddef>

namespace statistics {
namespace {

constexpr int digit_bits = 11, digits = 6;
constexpr std::size_t buckets = std::size_t{1} << digit_bits;

struct Key {
    std::uint64_t bits;
    std::uint32_t row;
};

// Whole numbers that stand in the order of the values: negative ones turned around.
std::uint64_t ordered_bits(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
    return bits >> 63 ? ~bits : bits | std::uint64_t{1} << 63;
}

std::size_t digit_of(std::uint64_t bits, int digit) {
    return bits >> (digit * digit_bits) & (buckets - 1);
}

}  // namespace

std::vector<std::uint32_t> ascending_order(std::span<const double> values) {
    std::vector<Key> keys(values.size()), other(values.size());
    std::vector<std::array<std::uint32_t, buckets>> counts(digits);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint64_t bits = ordered_bits(values[i]);
        keys[i] = {bits, static_cast<std::uint32_t>(i)};
        for (int digit = 0; digit < digits; ++digit)
            ++counts[static_cast<std::size_t>(digit)][digit_of(bits, digit)];
    }
    for (int digit = 0; digit < digits && !keys.empty(); ++digit) {
        auto& count = counts[static_cast<std::size_t>(digit)];
        if (count[digit_of(keys[0].bits, digit)] == keys.size()) continue;
        std::uint32_t next = 0;
        for (std::uint32_t& each : count) {
            const std::uint32_t many = each;
            each = next;
            next += many;
        }
        for (const Key& key : keys) other[count[digit_of(key.bits, digit)]++] = key;
        keys.swap(other);
    }
    std::vector<std::uint32_t> order(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = keys[i].row;
    return order;
}

}  // namespace statistics
