#include "initiatives/list_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "initiatives/testing/sample_catalogue.h"

using initiatives::arrangement;
using initiatives::move_one;
using initiatives::Step;

namespace {

using Order = std::vector<std::size_t>;

}  // namespace

TEST_CASE("list order: each that is wanted elsewhere gets its place, the others fill up") {
    CHECK(arrangement({}).empty());
    CHECK(arrangement({0, 1, 2, 3}) == Order{0, 1, 2, 3});
    CHECK(arrangement({0, 1, 2, 0}) == Order{3, 0, 1, 2});
    CHECK(arrangement({3, 1, 2, 3}) == Order{1, 2, 3, 0});
    CHECK(arrangement({1, 0, 2, 3}) == Order{1, 0, 2, 3});
    // Two on one place: the first of them, then the other.
    CHECK(arrangement({0, 1, 0, 0}) == Order{2, 3, 0, 1});
    CHECK(arrangement({3, 3, 2, 3}) == Order{1, 2, 3, 0});
}

TEST_CASE("list order: whatever is wanted, everybody stands somewhere once") {
    constexpr std::size_t size = 4;
    for (std::size_t all = 0; all < size * size * size * size; ++all) {
        Order wanted;
        for (std::size_t rest = all, i = 0; i < size; ++i, rest /= size)
            wanted.push_back(rest % size);
        Order order = arrangement(wanted);
        CAPTURE(all);
        // The first that is wanted at another place stands there.
        for (std::size_t i = 0; i < size; ++i) {
            if (wanted[i] == i) continue;
            const std::size_t holder = order[wanted[i]];
            CHECK((wanted[holder] == wanted[i] || wanted[holder] != holder));
            break;
        }
        std::sort(order.begin(), order.end());
        CHECK(order == Order{0, 1, 2, 3});
    }
}

TEST_CASE("list order: one step up or down, and no further than the ends") {
    Order order = {2, 0, 1};
    move_one(order, 0, Step::up);
    CHECK(order == Order{0, 2, 1});
    move_one(order, 0, Step::up);
    CHECK(order == Order{0, 2, 1});
    move_one(order, 0, Step::down);
    move_one(order, 0, Step::down);
    CHECK(order == Order{2, 1, 0});
    move_one(order, 0, Step::down);
    move_one(order, 7, Step::down);
    CHECK(order == Order{2, 1, 0});
}

TEST_CASE("list order: the mark is another one when an entry was moved, added or taken out") {
    using namespace initiatives;
    const CatalogueList& list = *catalogue_list("partners");
    Catalogue catalogue = testing::sample_catalogue();
    const std::string before = order_mark(list, catalogue);
    const std::size_t size = list.size(catalogue);
    REQUIRE(size > 1);
    catalogue.partners[0].name.da = "Et andet navn";
    CHECK(order_mark(list, catalogue) == before);
    Order turned(size);
    std::iota(turned.rbegin(), turned.rend(), std::size_t{0});
    const std::string last = list.key(catalogue, size - 1);
    list.arrange(catalogue, turned);
    CHECK(list.key(catalogue, 0) == last);
    CHECK(order_mark(list, catalogue) != before);
    list.arrange(catalogue, turned);
    CHECK(order_mark(list, catalogue) == before);
    list.erase(catalogue, 0);
    CHECK(order_mark(list, catalogue) != before);
}
