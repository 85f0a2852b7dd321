#pragma once

#include <cstdint>
#include <string>
#include <vector>

// Hiding small counts of persons in tables that are published, so that none can be worked out from
// what stands beside it (rule R28). Pure.
namespace evidence {

// Counts with their sums: every row has as many cells as there are columns; the last row holds the
// column sums, the last column the row sums, the corner the sum of all. A list is a table with one
// column of cells.
struct CountTable {
    std::vector<std::vector<std::int64_t>> cells;  // with the sums
};

// Appends the sums to plain cells (all rows equally long).
CountTable with_sums(std::vector<std::vector<std::int64_t>> cells);

inline constexpr std::int64_t smallest_published = 5;

// Which cells to hide: true is hidden. Hidden are cells of 1 to 4, and as many further ones (the
// smallest above zero first, sums last) as it takes until, from everything shown and knowing this
// rule, each cell of 1 to 4 could also be 5 or more. Zeros are shown. The same table always gives
// the same pattern.
std::vector<std::vector<bool>> suppress(const CountTable& table);

// The same for a list that is shown with its sum. The last entry of the answer is the sum's.
std::vector<bool> suppress_list(const std::vector<std::int64_t>& counts);

// The most that someone who sees the rest and knows this rule must still think possible for a
// hidden cell, up to `enough` (the search stops there). Exact. Used to prove the pattern, and by
// its tests.
std::int64_t most_possible(const CountTable& table, const std::vector<std::vector<bool>>& hidden,
                           std::size_t row, std::size_t column,
                           std::int64_t enough = smallest_published);

}  // namespace evidence
