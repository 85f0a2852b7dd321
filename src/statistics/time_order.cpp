#include "statistics/time_order.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "statistics/large_pages.h"

namespace statistics {
namespace {

using Word = std::uint64_t;

constexpr int digit_bits = 8, row_bits = 32;
constexpr std::size_t buckets = std::size_t{1} << digit_bits;

// Whole numbers that stand in the order of the values: negative ones turned around.
Word ordered_bits(double value) {
    const auto bits = std::bit_cast<Word>(value + 0.0);
    const Word negative = 0 - (bits >> 63);
    return bits ^ (negative | Word{1} << 63);
}

std::size_t digit_of(Word word, int bit) {
    return word >> bit & (buckets - 1);
}

// One stable pass by the digit that begins at this bit; none where all have the same.
void radix_pass(std::vector<Word>& words, std::vector<Word>& other, int bit,
                const std::array<std::uint32_t, buckets>& counts) {
    if (counts[digit_of(words[0], bit)] == words.size()) return;
    auto next = counts;
    std::uint32_t before = 0;
    for (std::uint32_t& each : next) before += std::exchange(each, before);
    Word* const to = other.data();
    for (const Word word : words) to[next[digit_of(word, bit)]++] = word;
    words.swap(other);
}

// Words in order, of which bits from `top` on are 0: by radix passes as far down as is needed to
// tell most of so many apart, but not below `bottom`; then, where `less` is needed at all, among
// those that these leave equal. Stable where `less` tells all apart.
template <class Less>
void sort_words(std::vector<Word>& words, int bottom, int top, bool rest, const Less& less) {
    constexpr int most_passes = 4, beyond = 4;
    const int wanted = std::bit_width(words.size()) + beyond;
    const int passes = std::min({most_passes, (wanted + digit_bits - 1) / digit_bits,
                                 (top - bottom + digit_bits - 1) / digit_bits});
    const int lowest = std::max(bottom, top - passes * digit_bits);
    // Of all digits together, so that none waits for its last count.
    std::array<std::array<std::uint32_t, buckets>, most_passes> counts{};
    std::array<int, most_passes> bit{};
    for (std::size_t pass = 0; pass < bit.size(); ++pass)
        bit[pass] = std::min(lowest + static_cast<int>(pass) * digit_bits, 64 - digit_bits);
    for (const Word word : words) {
        ++counts[0][digit_of(word, bit[0])];
        ++counts[1][digit_of(word, bit[1])];
        ++counts[2][digit_of(word, bit[2])];
        ++counts[3][digit_of(word, bit[3])];
    }
    std::vector<Word> other;
    reserve_large(other, words.size());
    other.resize(words.size());
    for (std::size_t pass = 0; pass < static_cast<std::size_t>(passes); ++pass)
        radix_pass(words, other, bit[pass], counts[pass]);
    if (!rest && lowest == bottom) return;
    for (auto from = words.begin(); from != words.end();) {
        auto to = from + 1;
        while (to != words.end() && *to >> lowest == *from >> lowest) ++to;
        if (to - from > 1 && !std::is_sorted(from, to, less)) std::sort(from, to, less);
        from = to;
    }
}

}  // namespace

std::vector<std::uint32_t> ascending_order(std::span<const double> values) {
    if (values.empty()) return {};
    Word smallest = ordered_bits(values[0]), largest = smallest;
    for (const double value : values) {
        smallest = std::min(smallest, ordered_bits(value));
        largest = std::max(largest, ordered_bits(value));
    }
    // Before each row's number stand as many of its value's leading bits as there is room for.
    const int width = std::bit_width(largest - smallest);
    const int dropped = std::max(0, width - (64 - row_bits));
    std::vector<Word> words;
    reserve_large(words, values.size());
    Word lost = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        const Word bits = ordered_bits(values[row]) - smallest;
        lost |= bits & ((Word{1} << dropped) - 1);
        words.push_back(bits >> dropped << row_bits | row);
    }
    const int top = row_bits + width - dropped;
    if (lost == 0)
        sort_words(words, row_bits, top, false, std::less<>());
    else
        sort_words(words, row_bits, top, true, [&](Word a, Word b) {
            if (a >> row_bits != b >> row_bits) return a < b;
            const double left = values[static_cast<std::uint32_t>(a)];
            const double right = values[static_cast<std::uint32_t>(b)];
            return left != right ? left < right : a < b;
        });
    std::vector<std::uint32_t> order;
    order.reserve(words.size());
    for (const Word word : words) order.push_back(static_cast<std::uint32_t>(word));
    return order;
}

MarkedOrder::MarkedOrder(std::span<const double> values, std::span<const int> marks) {
    if (values.empty()) return;
    reserve_large(words_, values.size());
    Word largest = 0;
    smallest_ = ~Word{0};
    for (std::size_t row = 0; row < values.size(); ++row) {
        const Word mark = marks[row] != 0 ? 1 : 0;
        words_.push_back(std::bit_cast<Word>(values[row] + 0.0) << 1 | mark);
        smallest_ = std::min(smallest_, words_.back());
        largest = std::max(largest, words_.back());
    }
    for (Word& word : words_) word -= smallest_;
    sort_words(words_, 0, std::bit_width(largest - smallest_), false, std::less<>());
}

}  // namespace statistics
