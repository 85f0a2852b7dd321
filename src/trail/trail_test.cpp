#include "trail/trail.h"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <stdexcept>
#include <string>

#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"

namespace {

using namespace std::chrono_literals;
using trail::Action;
using trail::Line;

const base::Instant start(1'717'000'000s);

class TrailFile {
  public:
    TrailFile() : database_({.file = folder_ / "trail.db"}) {
        REQUIRE(database_.migrate(schema::migrations()).ok());
    }

    store::Database& database() { return database_; }

    void write(const Line& line, base::Instant at = start) {
        trail::append_alone(database_, at, line);
    }
    void write_five() {
        for (int i = 1; i <= 5; ++i) {
            write(Line{"account:" + std::to_string(i), Action::change, "initiative",
                       "key_" + std::to_string(i), "purpose", "basis", "rule", "reference"},
                  start + i * 1s);
        }
    }
    trail::Verification verified() {
        store::ReadTransaction transaction = database_.read();
        return trail::verify(transaction);
    }
    std::vector<trail::StoredLine> lines(const trail::Filter& filter) {
        store::ReadTransaction transaction = database_.read();
        return trail::lines(transaction, filter);
    }
    // What someone with the file and a database program could do.
    void tamper(std::initializer_list<std::string> statements) {
        store::WriteTransaction transaction = database_.write();
        for (const char* trigger :
             {"trail_line_only_next", "trail_line_no_update", "trail_line_no_delete"}) {
            transaction.execute("drop trigger " + std::string(trigger));
        }
        for (const std::string& statement : statements) transaction.execute(statement);
        transaction.commit();
    }

  private:
    store::TemporaryFolder folder_;
    store::Database database_;
};

bool is_refused(TrailFile& file, const std::string& statement) {
    store::WriteTransaction transaction = file.database().write();
    try {
        transaction.execute(statement);
    } catch (const store::Failure&) {
        return true;
    }
    return false;
}

}  // namespace

TEST_CASE("every action has its code") {
    std::set<std::string> codes;
    for (int i = 0; i <= static_cast<int>(Action::run); ++i) {
        const auto action = static_cast<Action>(i);
        const std::string code(trail::action_code(action));
        CHECK(trail::action_of(code) == action);
        codes.insert(code);
    }
    CHECK(codes.size() == 13);
    CHECK_FALSE(trail::action_of("delete").has_value());
    CHECK_FALSE(trail::action_of("").has_value());
}

TEST_CASE("lines are numbered from 1, chained and whole") {
    TrailFile file;
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
    TrailFile file;
    {
        store::WriteTransaction transaction = file.database().write();
        CHECK(trail::append(transaction, start, Line{"system", Action::run}) == 1);
        CHECK(trail::append(transaction, start, Line{"system", Action::run}) == 2);
    }
    CHECK(file.verified().lines == 0);
}

TEST_CASE("the table itself refuses changes, removals, gaps and replacements") {
    TrailFile file;
    file.write_five();
    const std::string values =
        ", '2024-05-03T16:00:00.000Z', 'a', 'run', '', '', '', '', '', '', "
        "'0000000000000000000000000000000000000000000000000000000000000000')";
    CHECK(is_refused(file, "update trail_line set actor = 'account:9' where sequence = 2"));
    CHECK(is_refused(file, "delete from trail_line where sequence = 5"));
    CHECK(is_refused(file, "delete from trail_line"));
    CHECK(is_refused(file, "insert into trail_line values (7" + values));
    CHECK(is_refused(file, "insert into trail_line values (0" + values));
    CHECK(is_refused(file, "insert or replace into trail_line values (3" + values));
    CHECK_FALSE(is_refused(file, "insert into trail_line values (6" + values));
    CHECK(file.verified().lines == 5);
}

TEST_CASE("each field of each line: a changed one is found") {
    const std::array<const char*, 9> texts = {"at",           "actor",      "action",
                                              "subject_kind", "subject_id", "purpose",
                                              "basis",        "rule",       "reference"};
    for (int sequence = 1; sequence <= 5; ++sequence) {
        for (const char* column : texts) {
            CAPTURE(sequence);
            CAPTURE(column);
            TrailFile file;
            file.write_five();
            file.tamper({"update trail_line set " + std::string(column) + " = " + column +
                         " || 'x' where sequence = " + std::to_string(sequence)});
            CHECK(file.verified().first_broken == sequence);
            CHECK(file.verified().lines == sequence - 1);
        }
        TrailFile file;
        file.write_five();
        file.tamper(
            {"update trail_line set hash = case substr(hash, 1, 1) when 'a' then 'b' else "
             "'a' end || substr(hash, 2) where sequence = " +
             std::to_string(sequence)});
        CHECK(file.verified().first_broken == sequence);
    }
}

TEST_CASE("text that wanders from one field to the next is found") {
    TrailFile file;
    file.write(Line{"account:1", Action::change, "initiative", "key", "ab", "c"});
    file.tamper({"update trail_line set purpose = 'a', basis = 'bc' where sequence = 1"});
    CHECK(file.verified().first_broken == 1);
}

TEST_CASE("a removed line, also the first, and a line out of its place are found") {
    SUBCASE("from the middle") {
        TrailFile file;
        file.write_five();
        file.tamper({"delete from trail_line where sequence = 3"});
        CHECK(file.verified().first_broken == 3);
        CHECK(file.verified().what == "Linje 3 mangler.");
    }
    SUBCASE("the first") {
        TrailFile file;
        file.write_five();
        file.tamper({"delete from trail_line where sequence = 1"});
        CHECK(file.verified().first_broken == 1);
    }
    SUBCASE("removed, and the others moved up") {
        TrailFile file;
        file.write_five();
        file.tamper({"delete from trail_line where sequence = 3",
                     "update trail_line set sequence = sequence - 1 where sequence = 4",
                     "update trail_line set sequence = sequence - 1 where sequence = 5"});
        CHECK(file.verified().first_broken == 3);
    }
    SUBCASE("two changed places") {
        TrailFile file;
        file.write_five();
        file.tamper({"update trail_line set sequence = 100 where sequence = 2",
                     "update trail_line set sequence = 2 where sequence = 4",
                     "update trail_line set sequence = 4 where sequence = 100"});
        CHECK(file.verified().first_broken == 2);
        CHECK_FALSE(file.verified().what.empty());
    }
    SUBCASE("an invented one in front") {
        TrailFile file;
        file.write_five();
        file.tamper(
            {"insert into trail_line select 0, at, actor, action, subject_kind, "
             "subject_id, purpose, basis, rule, reference, hash from trail_line where "
             "sequence = 1"});
        CHECK(file.verified().first_broken == 1);
    }
}

TEST_CASE("a cut tail can't be seen in the chain alone, only against a head kept elsewhere") {
    TrailFile file;
    file.write_five();
    const std::string head = file.verified().head;
    file.tamper({"delete from trail_line where sequence = 5"});
    CHECK_FALSE(file.verified().first_broken.has_value());
    CHECK(file.verified().lines == 4);
    CHECK(file.verified().head != head);
}

TEST_CASE("filters, alone and together, newest first") {
    TrailFile file;
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

TEST_CASE("content has no place in the trail") {
    TrailFile file;
    CHECK_THROWS_AS(file.write(Line{"", Action::read}), std::logic_error);
    CHECK_THROWS_AS(file.write(Line{"system", Action::read, "note", "1\n2"}), std::logic_error);
    CHECK_THROWS_AS(file.write(Line{"system", Action::read, "note", std::string(201, 'x')}),
                    std::logic_error);
    CHECK_THROWS_AS(file.write(Line{"system", Action::read, "note", "\xFF"}), std::logic_error);
    file.write(Line{"system", Action::read, "note", std::string(200, 'x')});
    CHECK(file.verified().lines == 1);
}
