#pragma once

#include <cstdint>
#include <span>
#include <vector>

// Orders of rows by a number, in time that grows only with their count.
namespace statistics {

// The rows' numbers from the smallest value to the largest, equal values in the order given. Radix
// sort (Knuth, The Art of Computer Programming 3, 5.2.5) on the 32 bits that tell most apart, the
// few that these leave equal put right afterwards; digits that all values share are passed over, so
// that whole numbers take few passes. Values are finite, at most 2³² of them.
std::vector<std::uint32_t> ascending_order(std::span<const double> values);

}  // namespace statistics
