#include "evidence/suppression.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

namespace evidence {
namespace {

using Pattern = std::vector<std::vector<bool>>;

struct Place {
    std::size_t row;
    std::size_t column;
};

bool is_small(std::int64_t count) {
    return count > 0 && count < smallest_published;
}

// A table with sums is a circulation: every row and every column is a node, a cell flows from its
// row to its column, and sums flow the other way, so that what goes in equals what goes out exactly
// when the table adds up. Only hidden cells can be other than they are, and stay at 1 or more,
// since zeros are always shown. What a hidden cell may be is then a question of the largest flow.
struct Arc {
    std::size_t from;
    std::size_t to;
    std::int64_t forward;   // how much it may still grow
    std::int64_t backward;  // how much it may still shrink
};

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max() / 4;

struct Circulation {
    std::size_t nodes;
    std::vector<Arc> arcs;
    std::size_t asked = 0;  // the arc of the cell in question
};

Circulation circulation_of(const CountTable& table, const Pattern& hidden, Place place) {
    const std::size_t rows = table.cells.size();
    const std::size_t columns = table.cells.front().size();
    Circulation circulation{rows + columns, {}, 0};
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            if (!hidden[row][column]) continue;
            const bool row_sum = column + 1 == columns;
            const bool column_sum = row + 1 == rows;
            std::size_t from = row;
            std::size_t to = rows + column;
            // Exactly one of the two: a sum of a row or of a column. The sum of all flows as a cell
            // does.
            if (row_sum != column_sum) std::swap(from, to);
            if (row == place.row && column == place.column)
                circulation.asked = circulation.arcs.size();
            circulation.arcs.push_back({from, to, unlimited, table.cells[row][column] - 1});
        }
    }
    return circulation;
}

// One way from `start` to `goal` through arcs that may change, without the asked one; for each node
// the arc it was reached by.
std::optional<std::vector<std::size_t>> find_way(const Circulation& circulation, std::size_t start,
                                                 std::size_t goal) {
    constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> reached_by(circulation.nodes, none);
    std::vector<bool> seen(circulation.nodes, false);
    std::deque<std::size_t> queue{start};
    seen[start] = true;
    while (!queue.empty() && !seen[goal]) {
        const std::size_t node = queue.front();
        queue.pop_front();
        for (std::size_t i = 0; i < circulation.arcs.size(); ++i) {
            const Arc& arc = circulation.arcs[i];
            if (i == circulation.asked) continue;
            const bool onward = arc.from == node && arc.forward > 0 && !seen[arc.to];
            const bool back = arc.to == node && arc.backward > 0 && !seen[arc.from];
            if (!onward && !back) continue;
            const std::size_t next = onward ? arc.to : arc.from;
            seen[next] = true;
            reached_by[next] = i;
            queue.push_back(next);
        }
    }
    if (!seen[goal]) return std::nullopt;
    return reached_by;
}

// Pushes what the way allows, at most `wanted`; returns how much.
std::int64_t push(Circulation& circulation, const std::vector<std::size_t>& reached_by,
                  std::size_t start, std::size_t goal, std::int64_t wanted) {
    std::int64_t amount = wanted;
    for (std::size_t node = goal; node != start;) {
        const Arc& arc = circulation.arcs[reached_by[node]];
        const bool onward = arc.to == node;
        amount = std::min(amount, onward ? arc.forward : arc.backward);
        node = onward ? arc.from : arc.to;
    }
    for (std::size_t node = goal; node != start;) {
        Arc& arc = circulation.arcs[reached_by[node]];
        const bool onward = arc.to == node;
        arc.forward += onward ? -amount : amount;
        arc.backward += onward ? amount : -amount;
        node = onward ? arc.from : arc.to;
    }
    return amount;
}

// The next place to hide for the sake of `place`: in its own row or column before elsewhere, cells
// before sums, the smallest first. Empty when nothing above zero is left.
std::optional<Place> companion(const CountTable& table, const Pattern& hidden, Place place) {
    const std::size_t rows = table.cells.size();
    const std::size_t columns = table.cells.front().size();
    std::optional<Place> best;
    std::pair<int, std::int64_t> best_order;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            const std::int64_t count = table.cells[row][column];
            if (hidden[row][column] || count == 0) continue;
            const bool beside = row == place.row || column == place.column;
            const bool is_sum = row + 1 == rows || column + 1 == columns;
            const std::pair order{(beside ? 0 : 2) + (is_sum ? 1 : 0), count};
            if (!best || order < best_order) best = Place{row, column}, best_order = order;
        }
    }
    return best;
}

// A small count that can still be told from what is shown.
std::optional<Place> exposed(const CountTable& table, const Pattern& hidden) {
    for (std::size_t row = 0; row < table.cells.size(); ++row)
        for (std::size_t column = 0; column < table.cells[row].size(); ++column)
            if (is_small(table.cells[row][column]) &&
                most_possible(table, hidden, row, column) < smallest_published)
                return Place{row, column};
    return std::nullopt;
}

}  // namespace

CountTable with_sums(std::vector<std::vector<std::int64_t>> cells) {
    if (cells.empty()) throw std::logic_error("with_sums: no rows");
    std::vector<std::int64_t> sums(cells.front().size() + 1, 0);
    for (auto& row : cells) {
        if (row.size() + 1 != sums.size())
            throw std::logic_error("with_sums: rows differ in length");
        std::int64_t sum = 0;
        for (std::int64_t count : row) sum += count;
        row.push_back(sum);
        for (std::size_t column = 0; column < row.size(); ++column) sums[column] += row[column];
    }
    cells.push_back(std::move(sums));
    return {std::move(cells)};
}

std::int64_t most_possible(const CountTable& table, const Pattern& hidden, std::size_t row,
                           std::size_t column, std::int64_t enough) {
    std::int64_t count = table.cells[row][column];
    if (!hidden[row][column]) return count;
    Circulation circulation = circulation_of(table, hidden, {row, column});
    const Arc asked = circulation.arcs[circulation.asked];
    while (count < enough) {
        const auto way = find_way(circulation, asked.to, asked.from);
        if (!way) break;
        count += push(circulation, *way, asked.to, asked.from, enough - count);
    }
    return count;
}

Pattern suppress(const CountTable& table) {
    Pattern hidden;
    for (const auto& row : table.cells) {
        hidden.emplace_back();
        for (std::int64_t count : row) hidden.back().push_back(is_small(count));
    }
    while (const std::optional<Place> place = exposed(table, hidden)) {
        const std::optional<Place> further = companion(table, hidden, *place);
        // With everything above zero hidden, all sums may be larger, so nothing is exposed.
        if (!further) throw std::logic_error("suppress: the table does not add up");
        hidden[further->row][further->column] = true;
    }
    return hidden;
}

std::vector<bool> suppress_list(const std::vector<std::int64_t>& counts) {
    std::vector<bool> hidden(counts.size() + 1, false);
    std::vector<std::size_t> others;
    std::int64_t sum_hidden = 0;
    std::int64_t number_hidden = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (is_small(counts[i])) {
            hidden[i] = true;
            sum_hidden += counts[i];
            ++number_hidden;
        } else if (counts[i] > 0) {
            others.push_back(i);
        }
    }
    if (number_hidden == 0) return hidden;
    std::stable_sort(others.begin(), others.end(), [&](std::size_t left, std::size_t right) {
        return counts[left] < counts[right];
    });
    // Each hidden count may be what the hidden ones add up to, less 1 for each of the others.
    for (std::size_t next = 0; sum_hidden - (number_hidden - 1) < smallest_published; ++next) {
        if (next == others.size()) {
            hidden.back() = true;
            break;
        }
        hidden[others[next]] = true;
        sum_hidden += counts[others[next]];
        ++number_hidden;
    }
    return hidden;
}

}  // namespace evidence
