#pragma once

#include <cstdint>
#include <span>
#include <vector>

// Orders of rows by a number, in time that grows only with their count.
namespace statistics {

// The rows' numbers from the smallest value to the largest, equal values in the order given. Radix
// sort on the bits (Knuth, The Art of Computer Programming 3, 5.2.5); digits that all values share
// are passed over, so that whole numbers take few passes. Values are finite, at most 2³² of them.
std::vector<std::uint32_t> ascending_order(std::span<const double> values);

}  // namespace statistics
