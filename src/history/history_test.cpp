#include "history/history.h"

#include <doctest/doctest.h>

using history::Snapshot;

TEST_CASE("differences name what changed, came and went") {
    const Snapshot before{{"place", "Byhaven"}, {"note", "a"}, {"gone", "x"}};
    const Snapshot after{{"place", "Byhaven"}, {"note", "b"}, {"new", "y"}};
    const auto found = history::differences(before, after);
    REQUIRE(found.size() == 3);
    CHECK(found[0].key == "gone");
    CHECK(found[0].after.empty());
    CHECK(found[1].key == "new");
    CHECK(found[1].before.empty());
    CHECK(found[2].key == "note");
    CHECK(found[2].before == "a");
    CHECK(found[2].after == "b");
}

TEST_CASE("a merge keeps what only one changed and asks where both did") {
    const Snapshot base{{"place", "Byhaven"}, {"note", "a"}, {"title", "t"}, {"same", "s"}};
    const Snapshot mine{{"place", "Bycenter"}, {"note", "mine"}, {"title", "t"}, {"same", "z"}};
    const Snapshot theirs{{"place", "Byhaven"}, {"note", "theirs"}, {"title", "u"}, {"same", "z"}};
    const history::Merge merge = history::merge(base, mine, theirs);
    CHECK(merge.merged.at("place") == "Bycenter");
    CHECK(merge.merged.at("title") == "u");
    CHECK(merge.merged.at("same") == "z");
    REQUIRE(merge.differing.size() == 1);
    CHECK(merge.differing[0].key == "note");
    CHECK(merge.differing[0].before == "theirs");
    CHECK(merge.differing[0].after == "mine");
}
