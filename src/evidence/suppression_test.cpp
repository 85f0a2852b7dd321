#include "evidence/suppression.h"

#include <doctest/doctest.h>

#include <random>

using evidence::CountTable;
using evidence::suppress;
using evidence::with_sums;
using Pattern = std::vector<std::vector<bool>>;

namespace {

bool is_small(std::int64_t count) {
    return count > 0 && count < evidence::smallest_published;
}

// The oracle: tries every table of cells that agrees with what is shown, and finds the most that
// each hidden cell can be. Only for two by two cells, each up to `most`.
std::vector<std::vector<std::int64_t>> most_by_trying(const CountTable& table,
                                                      const Pattern& hidden, std::int64_t most) {
    std::vector<std::vector<std::int64_t>> found(3, std::vector<std::int64_t>(3, 0));
    for (std::int64_t a = 0; a <= most; ++a)
        for (std::int64_t b = 0; b <= most; ++b)
            for (std::int64_t c = 0; c <= most; ++c)
                for (std::int64_t d = 0; d <= most; ++d) {
                    const CountTable guess = with_sums({{a, b}, {c, d}});
                    bool agrees = true;
                    for (std::size_t row = 0; row < 3; ++row)
                        for (std::size_t column = 0; column < 3; ++column)
                            agrees = agrees && (hidden[row][column] ? guess.cells[row][column] > 0
                                                                    : guess.cells[row][column] ==
                                                                          table.cells[row][column]);
                    if (!agrees) continue;
                    for (std::size_t row = 0; row < 3; ++row)
                        for (std::size_t column = 0; column < 3; ++column)
                            found[row][column] =
                                std::max(found[row][column], guess.cells[row][column]);
                }
    return found;
}

}  // namespace

TEST_CASE("a table without small counts is shown whole") {
    for (const auto& row : suppress(with_sums({{10, 20}, {0, 7}})))
        for (bool hidden : row) CHECK_FALSE(hidden);
}

TEST_CASE("a single small count takes a companion in its row and its column") {
    const Pattern hidden = suppress(with_sums({{3, 20, 9}, {11, 12, 13}, {14, 15, 16}}));
    CHECK(hidden[0][0]);
    int in_row = 0;
    int in_column = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        in_row += hidden[0][i];
        in_column += hidden[i][0];
    }
    CHECK(in_row >= 2);
    CHECK(in_column >= 2);
    CHECK(hidden[0][2]);  // the smallest beside it
}

TEST_CASE("in a list, two ones that add up to two give each other away and take a third") {
    CHECK(evidence::suppress_list({1, 1, 30, 40}) ==
          std::vector<bool>{true, true, true, false, false});
    CHECK(evidence::suppress_list({4, 4, 30}) == std::vector<bool>{true, true, false, false});
    CHECK(evidence::suppress_list({3, 0, 0}) == std::vector<bool>{true, false, false, true});
    CHECK(evidence::suppress_list({5, 0, 9}) == std::vector<bool>{false, false, false, false});
}

TEST_CASE("a small count that stands alone among zeros takes its sum along") {
    const Pattern hidden = suppress(with_sums({{2, 0}, {0, 0}}));
    CHECK(hidden[0][0]);
    CHECK(hidden[0][2]);
    CHECK(hidden[2][0]);
    CHECK(hidden[2][2]);
    CHECK_FALSE(hidden[0][1]);
}

TEST_CASE("the same table gives the same pattern") {
    const CountTable table = with_sums({{1, 9, 9}, {9, 9, 2}, {9, 4, 9}});
    CHECK(suppress(table) == suppress(table));
}

TEST_CASE("no hidden small count can be worked out: random tables against trying everything") {
    std::mt19937 random(20240101);
    std::uniform_int_distribution<std::int64_t> count(0, 8);
    int small_ones = 0;
    for (int trial = 0; trial < 120; ++trial) {
        const CountTable table =
            with_sums({{count(random), count(random)}, {count(random), count(random)}});
        const Pattern hidden = suppress(table);
        const auto most = most_by_trying(table, hidden, 14);
        for (std::size_t row = 0; row < 3; ++row)
            for (std::size_t column = 0; column < 3; ++column)
                if (is_small(table.cells[row][column])) {
                    ++small_ones;
                    CAPTURE(trial);
                    CAPTURE(row);
                    CAPTURE(column);
                    CHECK(hidden[row][column]);
                    CHECK(most[row][column] >= evidence::smallest_published);
                }
    }
    CHECK(small_ones > 100);
}
