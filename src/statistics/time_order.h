#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Orders of rows by a number, in time that grows only with their count.
namespace statistics {

// The rows' numbers from the smallest value to the largest, equal values in the order given. Radix
// sort (Knuth, The Art of Computer Programming 3, 5.2.5) on as many leading bits as tell most rows
// apart, the few that these leave equal put right afterwards; digits that all values share are
// passed over, so that whole numbers take few passes. Values are finite, at most 2³² of them.
std::vector<std::uint32_t> ascending_order(std::span<const double> values);

// Numbers of at least 0, some of them marked, from the smallest to the largest. A number and its
// mark go together in one word, so that nothing has to be fetched by row afterwards.
class MarkedOrder {
  public:
    MarkedOrder() = default;
    // One mark for each value, 0: not marked. Values are finite.
    MarkedOrder(std::span<const double> values, std::span<const int> marks);

    std::size_t size() const { return words_.size(); }
    double value(std::size_t place) const {
        return std::bit_cast<double>((words_[place] + smallest_) >> 1);
    }
    bool marked(std::size_t place) const { return ((words_[place] + smallest_) & 1) != 0; }

  private:
    std::uint64_t smallest_ = 0;        // of the words, taken off all
    std::vector<std::uint64_t> words_;  // the value's bits, without its sign, and the mark
};

}  // namespace statistics
