#include "trail/trail.h"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <stdexcept>
#include <string>

#include "trail/testing/trail_file.h"
#include "trail/trail_search.h"

namespace {

using namespace std::chrono_literals;
using trail::Action;
using trail::Line;

constexpr base::Instant start = trail::testing::TrailFile::start;

class FiveLines : public trail::testing::TrailFile {
  public:
    void write_five() {
        for (int i = 1; i <= 5; ++i) {
            write(Line{"account:" + std::to_string(i), Action::change, "initiative",
                       "key_" + std::to_string(i), "purpose", "basis", "rule", "reference"},
                  start + i * 1s);
        }
    }
};

}  // namespace

TEST_CASE("every action has its code") {
    std::set<std::string> codes;
    for (int i = 0; i <= static_cast<int>(Action::unmerge); ++i) {
        const auto action = static_cast<Action>(i);
        const std::string code(trail::action_code(action));
        CHECK(trail::action_of(code) == action);
        codes.insert(code);
    }
    CHECK(codes.size() == 18);
    CHECK_FALSE(trail::action_of("delete").has_value());
    CHECK_FALSE(trail::action_of("").has_value());
}

TEST_CASE("lines are numbered from 1, chained and whole") {
    FiveLines file;
    CHECK(file.verified().lines == 0);
    CHECK(file.verified().head.empty());
    file.write_five();
    const auto verification = file.verified();
    CHECK(verification.lines == 5);
    CHECK_FALSE(verification.first_broken.has_value());
    const auto lines = file.lines({});
    REQUIRE(lines.size() == 5);
    CHECK(lines[0].sequence == 5);
    CHECK(lines[4].sequence == 1);
    CHECK(lines[0].hash == verification.head);
    CHECK(lines[0].at == start + 5s);
    CHECK(lines[0].line.actor == "account:5");
    CHECK(lines[0].line.action == Action::change);
    CHECK(lines[0].line.reference == "reference");
}

TEST_CASE("no commit, no line") {
    FiveLines file;
    {
        store::WriteTransaction transaction = file.database().write();
        CHECK(trail::append(transaction, start, Line{"system", Action::run}) == 1);
        CHECK(trail::append(transaction, start, Line{"system", Action::run}) == 2);
    }
    CHECK(file.verified().lines == 0);
}

TEST_CASE("the table itself refuses changes, removals, gaps and replacements") {
    FiveLines file;
    file.write_five();
    const std::string values =
        ", '2024-05-03T16:00:00.000Z', 'a', 'run', '', '', '', '', '', '', '', '', '', x'', "
        "'0000000000000000000000000000000000000000000000000000000000000000')";
    CHECK(file.refuses("update trail_line set actor = 'account:9' where sequence = 2"));
    CHECK(file.refuses("delete from trail_line where sequence = 5"));
    CHECK(file.refuses("delete from trail_line"));
    CHECK(file.refuses("insert into trail_line values (7" + values));
    CHECK(file.refuses("insert into trail_line values (0" + values));
    CHECK(file.refuses("insert or replace into trail_line values (3" + values));
    CHECK_FALSE(file.refuses("insert into trail_line values (6" + values));
    CHECK(file.verified().lines == 5);
}

TEST_CASE("each field of each line: a changed one is found") {
    const std::array<const char*, 12> texts = {"at",         "actor",   "action",    "subject_kind",
                                               "subject_id", "purpose", "basis",     "rule",
                                               "reference",  "role",    "authority", "criteria"};
    for (int sequence = 1; sequence <= 5; ++sequence) {
        for (const char* column : texts) {
            CAPTURE(sequence);
            CAPTURE(column);
            FiveLines file;
            file.write_five();
            file.tamper({"update trail_line set " + std::string(column) + " = " + column +
                         " || 'x' where sequence = " + std::to_string(sequence)});
            CHECK(file.verified().first_broken == sequence);
            CHECK(file.verified().lines == sequence - 1);
        }
        FiveLines file;
        file.write_five();
        file.tamper(
            {"update trail_line set hash = case substr(hash, 1, 1) when 'a' then 'b' else "
             "'a' end || substr(hash, 2) where sequence = " +
             std::to_string(sequence)});
        CHECK(file.verified().first_broken == sequence);
    }
}

TEST_CASE("text that wanders from one field to the next is found") {
    FiveLines file;
    file.write(Line{"account:1", Action::change, "initiative", "key", "ab", "c"});
    file.tamper({"update trail_line set purpose = 'a', basis = 'bc' where sequence = 1"});
    CHECK(file.verified().first_broken == 1);
}

TEST_CASE("a removed line, also the first, and a line out of its place are found") {
    SUBCASE("from the middle") {
        FiveLines file;
        file.write_five();
        file.tamper({"delete from trail_line where sequence = 3"});
        CHECK(file.verified().first_broken == 3);
        CHECK(file.verified().what == "Linjen mangler.");
    }
    SUBCASE("the first") {
        FiveLines file;
        file.write_five();
        file.tamper({"delete from trail_line where sequence = 1"});
        CHECK(file.verified().first_broken == 1);
    }
    SUBCASE("removed, and the others moved up") {
        FiveLines file;
        file.write_five();
        file.tamper({"delete from trail_line where sequence = 3",
                     "update trail_line set sequence = sequence - 1 where sequence = 4",
                     "update trail_line set sequence = sequence - 1 where sequence = 5"});
        CHECK(file.verified().first_broken == 3);
    }
    SUBCASE("two changed places") {
        FiveLines file;
        file.write_five();
        file.tamper({"update trail_line set sequence = 100 where sequence = 2",
                     "update trail_line set sequence = 2 where sequence = 4",
                     "update trail_line set sequence = 4 where sequence = 100"});
        CHECK(file.verified().first_broken == 2);
        CHECK_FALSE(file.verified().what.empty());
    }
    SUBCASE("an invented one in front") {
        FiveLines file;
        file.write_five();
        file.tamper(
            {"insert into trail_line select 0, at, actor, action, subject_kind, "
             "subject_id, purpose, basis, rule, reference, role, authority, criteria, salt, hash "
             "from trail_line where "
             "sequence = 1"});
        CHECK(file.verified().first_broken == 1);
    }
}

TEST_CASE("a cut tail can't be seen in the chain alone, only against a head kept elsewhere") {
    FiveLines file;
    file.write_five();
    const std::string head = file.verified().head;
    file.tamper({"delete from trail_line where sequence = 5"});
    CHECK_FALSE(file.verified().first_broken.has_value());
    CHECK(file.verified().lines == 4);
    CHECK(file.verified().head != head);
}

TEST_CASE("filters, alone and together, newest first") {
    FiveLines file;
    file.write(Line{"account:1", Action::create, "initiative", "a"});
    file.write(Line{"account:1", Action::change, "initiative", "a"});
    file.write(Line{"account:2", Action::change, "initiative", "b"});
    file.write(Line{"account:2", Action::change, "activity", "a"});
    file.write(Line{"account:2", Action::refuse, "route", "/brugere"});
    const auto sequences = [&file](const trail::Filter& filter) {
        std::vector<std::int64_t> found;
        for (const auto& line : file.lines(filter)) found.push_back(line.sequence);
        return found;
    };
    using Sequences = std::vector<std::int64_t>;
    CHECK((sequences({.actor = "account:1"}) == Sequences{2, 1}));
    CHECK((sequences({.subject_kind = "initiative"}) == Sequences{3, 2, 1}));
    CHECK((sequences({.subject_kind = "initiative", .subject_id = "a"}) == Sequences{2, 1}));
    CHECK((sequences({.subject_id = "a"}) == Sequences{4, 2, 1}));
    CHECK((sequences({.action = "change"}) == Sequences{4, 3, 2}));
    CHECK((sequences({.actor = "account:2", .action = "change"}) == Sequences{4, 3}));
    CHECK((sequences({.action = "change", .before = 4}) == Sequences{3, 2}));
    CHECK((sequences({.limit = 2}) == Sequences{5, 4}));
    CHECK(sequences({.actor = "account:3"}).empty());
    CHECK(sequences({.actor = "account:1' or 1=1 --"}).empty());
    CHECK(file.database().statistics().full_scan_steps == 0);
}

TEST_CASE("who has looked at a person: that person's lines alone, newest first, page by page") {
    FiveLines file;
    for (int i = 1; i <= 60; ++i) {
        file.write({.actor = "account:" + std::to_string(i),
                    .action = i % 10 == 0 ? Action::disclose : Action::read,
                    .subject_kind = "person",
                    .subject_id = "7",
                    .purpose = "prevention",
                    .basis = "BL18",
                    .role = "worker",
                    .authority = "police"},
                   start + i * 1s);
        file.write({"account:1", Action::read, "person", "77"});
        file.write({"account:1", Action::read, "activity", "7"});
    }
    store::ReadTransaction reading = file.database().read();
    const auto first = trail::lines_about_person(reading, "7");
    REQUIRE(first.size() == 50);
    CHECK(first[0].actor == "account:60");
    CHECK(first[0].action == Action::disclose);
    CHECK(first[0].at == start + 60s);
    CHECK(first[0].role == "worker");
    CHECK(first[0].authority == "police");
    CHECK(first[0].purpose == "prevention");
    CHECK(first[0].basis == "BL18");
    CHECK(first[0].rule.empty());
    const auto rest = trail::lines_about_person(reading, "7", first[49].sequence);
    REQUIRE(rest.size() == 10);
    CHECK(rest[9].actor == "account:1");
    CHECK(rest[9].sequence == 1);
    CHECK(trail::lines_about_person(reading, "8").empty());
    const std::vector<trail::StoredLine> whole =
        trail::lines(reading, {.subject_kind = "person", .subject_id = "7", .limit = 500});
    CHECK(whole.size() == 60);
    CHECK(whole[0].line.role == "worker");
    CHECK(trail::lines(reading, {.subject_id = "7", .limit = 500}).size() == 120);
    CHECK(file.database().statistics().full_scan_steps == 0);
}

TEST_CASE("the clock may jump back: lines stay in the order they were written") {
    FiveLines file;
    file.write(Line{"system", Action::run, "job", "1"}, start);
    file.write(Line{"system", Action::run, "job", "2"}, start - 3600s);
    file.write(Line{"system", Action::run, "job", "3"}, start + 1s);
    const auto lines = file.lines({});
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].line.subject_id == "3");
    CHECK(lines[1].line.subject_id == "2");
    CHECK(lines[1].at == start - 3600s);
    CHECK_FALSE(file.verified().first_broken.has_value());
}

TEST_CASE("content has no place in the trail") {
    FiveLines file;
    CHECK_THROWS_AS(file.write(Line{"", Action::read}), std::logic_error);
    CHECK_THROWS_AS(file.write(Line{"system", Action::read, "note", "1\n2"}), std::logic_error);
    CHECK_THROWS_AS(file.write(Line{"system", Action::read, "note", std::string(201, 'x')}),
                    std::logic_error);
    CHECK_THROWS_AS(file.write(Line{"system", Action::read, "note", "\xFF"}), std::logic_error);
    file.write(Line{"system", Action::read, "note", std::string(200, 'x')});
    CHECK(file.verified().lines == 1);
}

TEST_CASE("a search stops after so many lines and says where it goes on") {
    FiveLines file;
    const auto write = [&file](int lines, Action action, const char* kind) {
        for (int i = 0; i < lines; ++i) file.write(Line{"account:1", action, kind, "1"});
    };
    write(3, Action::read, "person");       // 1 to 3
    write(40, Action::create, "activity");  // 4 to 43
    write(2, Action::read, "person");       // 44 and 45
    store::ReadTransaction reading = file.database().read();
    const auto found_in = [&reading](trail::Filter filter, std::int64_t most) {
        std::vector<std::vector<std::int64_t>> pages;
        trail::SearchedLines found;
        do {
            found = trail::search(reading, filter, most);
            pages.emplace_back();
            for (const trail::StoredLine& line : found.lines) pages.back().push_back(line.sequence);
            filter.before = found.older;
        } while (filter.before > 0);
        return pages;
    };
    using Pages = std::vector<std::vector<std::int64_t>>;
    const trail::Filter reads{.action = "read", .limit = 2};
    CHECK(found_in(reads, 1000) == Pages{{45, 44}, {3, 2}, {1}});
    // 45 to 26, 25 to 6, and the rest: each line is looked at once.
    CHECK(found_in({.action = "read", .limit = 4}, 20) == Pages{{45, 44}, {}, {3, 2, 1}});
    CHECK(found_in({.subject_kind = "person", .limit = 4}, 20) == Pages{{45, 44}, {}, {3, 2, 1}});
    CHECK(found_in({.subject_kind = "activity", .action = "read"}, 20) == Pages{{}, {}, {}});
    const Pages steps = found_in({.action = "read", .limit = 2}, 2);
    REQUIRE(steps.size() == 23);
    CHECK(steps[0] == std::vector<std::int64_t>{45, 44});
    CHECK(steps[20].empty());
    CHECK(steps[21] == std::vector<std::int64_t>{3, 2});
    CHECK(steps[22] == std::vector<std::int64_t>{1});
    // With an index nothing is left out, however far apart.
    CHECK(found_in({.action = "create", .limit = 39}, 5).size() == 2);
    CHECK(found_in({.actor = "account:1", .action = "read", .limit = 10}, 5) ==
          Pages{{45, 44, 3, 2, 1}});
    CHECK(found_in({.subject_kind = "activity", .limit = 60}, 5).size() == 1);
    CHECK(found_in({.limit = 60}, 5).size() == 1);
    const trail::SearchedLines stopped = trail::search(reading, {.action = "read"}, 20);
    CHECK_FALSE(stopped.whole);
    CHECK(stopped.older == 26);
    CHECK(trail::search(reading, {.action = "read"}, 45).whole);
    CHECK(trail::search(reading, {.action = "read"}, 45).older == 0);
}
