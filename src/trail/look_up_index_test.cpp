#include "trail/look_up_index.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>

#include "store/testing/temporary_folder.h"
#include "trail/look_up_index_store.h"
#include "trail/sealing.h"
#include "trail/testing/trail_file.h"
#include "trail/tree_store.h"

namespace {

using namespace std::chrono_literals;
using trail::Filter;
using trail::LookUpIndex;
using trail::LookUpIndexOptions;
using trail::StoredLine;
using trail::testing::TrailFile;

// Small, so that few lines make many runs, and each is merged in several pieces.
LookUpIndexOptions small_pieces(const std::filesystem::path& file) {
    return {
        .file = file, .pause = 1ms, .lines_at_once = 50, .lines_in_run = 64, .entries_at_once = 10};
}

void catch_up(LookUpIndex& index) {
    while (index.work()) continue;
}

std::vector<std::int64_t> sequences_of(const std::vector<StoredLine>& lines) {
    std::vector<std::int64_t> sequences;
    for (const StoredLine& line : lines) sequences.push_back(line.sequence);
    return sequences;
}

// The questions that the index is for.
std::vector<Filter> questions() {
    std::vector<Filter> asked;
    for (int person = 0; person < 40; person += 3)
        asked.push_back({.subject_kind = "person", .subject_id = std::to_string(person)});
    for (int actor = 0; actor < 8; ++actor)
        asked.push_back({.actor = "account:" + std::to_string(actor)});
    asked.push_back({.actor = "account:3", .action = "change"});
    asked.push_back({.actor = "account:3", .subject_kind = "person", .action = "read"});
    asked.push_back({.actor = "account:2", .subject_kind = "person", .subject_id = "2"});
    asked.push_back({.subject_kind = "person", .subject_id = "6", .action = "change"});
    asked.push_back({.subject_id = "4"});
    return asked;
}

// Page by page to the end.
std::vector<std::int64_t> all_of(store::Connection& reading, Filter filter, int limit) {
    std::vector<std::int64_t> found;
    filter.limit = limit;
    for (;;) {
        const std::vector<std::int64_t> page = sequences_of(trail::lines(reading, filter));
        found.insert(found.end(), page.begin(), page.end());
        if (page.size() < static_cast<std::size_t>(limit)) return found;
        filter.before = page.back();
    }
}

// What the lines themselves say, without any index.
std::vector<std::int64_t> in_the_lines(store::Connection& reading, const Filter& filter) {
    std::vector<std::int64_t> found;
    for (const store::Row& row :
         reading.query("select sequence from trail_line where ($1 = '' or actor = $1) "
                       "and ($2 = '' or subject_kind = $2) and ($3 = '' or subject_id = $3) "
                       "and ($4 = '' or action = $4) order by sequence desc",
                       filter.actor, filter.subject_kind, filter.subject_id, filter.action))
        found.push_back(row.integer(0));
    return found;
}

void check_answers(store::Connection& reading) {
    for (const Filter& filter : questions()) {
        CAPTURE(filter.actor);
        CAPTURE(filter.subject_kind);
        CAPTURE(filter.subject_id);
        CAPTURE(filter.action);
        CHECK((all_of(reading, filter, 7) == in_the_lines(reading, filter)));
    }
}

void check_answers(TrailFile& file) {
    store::ReadTransaction reading = file.database().read();
    check_answers(reading);
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

[[noreturn]] void write_and_follow(const std::filesystem::path& trail_file,
                                   const LookUpIndexOptions& options) {
    store::Database database({.file = trail_file});
    LookUpIndex index(database, options);
    for (std::int64_t number = 0;; ++number) {
        store::WriteTransaction writing = database.write();
        for (int i = 0; i < 20; ++i)
            trail::append(writing, TrailFile::start,
                          {.actor = "account:" + std::to_string(number % 7),
                           .subject_kind = "person",
                           .subject_id = std::to_string((number + i) % 40)});
        writing.commit();
        index.work();
    }
}

class OneTrail : public TrailFile {
  public:
    OneTrail() : index_file(trail::look_up_file_of(file("trail.db"))) {}
    const std::filesystem::path index_file;

    void make_index() {
        LookUpIndex index(database(), small_pieces(index_file));
        catch_up(index);
    }
    // As the index says what it knows, so that a test sees that it was used.
    std::int64_t known_lines() {
        store::ReadTransaction reading = database().read();
        return trail::indexed_person_lines(
                   reading, {.subject_kind = "person", .subject_id = "2", .limit = 5})
            .up_to;
    }
};

}  // namespace

TEST_CASE("answers are complete without the index, while it grows, and with all of it") {
    OneTrail file;
    file.write_many(700);
    check_answers(file);
    LookUpIndex index(file.database(), small_pieces(file.index_file));
    check_answers(file);
    CHECK(file.known_lines() == 0);
    for (int piece = 0; index.work(); ++piece)
        if (piece % 3 == 0) check_answers(file);
    CHECK(file.known_lines() == 700);
    check_answers(file);
    file.write_many(4000);  // lines that the index doesn't know
    CHECK(file.known_lines() == 700);
    check_answers(file);
    for (int piece = 0; index.work(); ++piece)
        if (piece % 20 == 0) check_answers(file);
    check_answers(file);
    CHECK(index.lines() == 4700);
    CHECK(trail::look_up_index_faults(file.database(), file.index_file).empty());
}

TEST_CASE("runs are merged: a large trail is few places") {
    OneTrail file;
    file.write_many(64 * 8 * 8 + 10);
    file.make_index();
    store::Database entries({.file = file.index_file});
    store::ReadTransaction reading = entries.read();
    // One of 4096 lines, by eight and then three times by two, and the one that is being filled.
    CHECK(reading.integer("select count(*) from look_up_run") == 2);
    CHECK(reading.integer("select max(level) from look_up_run") == 4);
    CHECK(reading.integer("select count(*) from look_up_of_person") == (64 * 8 * 8 + 10) / 2);
}

TEST_CASE("who has looked at a person reads the same from the index as from the lines") {
    OneTrail file;
    file.write_many(600);
    store::ReadTransaction reading = file.database().read();
    const auto from_lines = trail::lines_about_person(reading, "2", 0, 500);
    LookUpIndex index(file.database(), small_pieces(file.index_file));
    catch_up(index);
    const auto from_index = trail::lines_about_person(reading, "2", 0, 500);
    REQUIRE(from_lines.size() == 15);
    REQUIRE(from_index.size() == 15);
    for (std::size_t i = 0; i < from_index.size(); ++i) {
        CHECK(from_index[i].sequence == from_lines[i].sequence);
        CHECK(from_index[i].at == from_lines[i].at);
        CHECK(from_index[i].actor == from_lines[i].actor);
        CHECK(from_index[i].role == from_lines[i].role);
        CHECK(from_index[i].authority == from_lines[i].authority);
        CHECK(from_index[i].action == from_lines[i].action);
        CHECK(from_index[i].purpose == from_lines[i].purpose);
        CHECK(from_index[i].basis == from_lines[i].basis);
        CHECK(from_index[i].rule == from_lines[i].rule);
    }
    CHECK(file.database().statistics().full_scan_steps == 0);
}

TEST_CASE("a reader sees its own state of the trail, however far the index has come since") {
    OneTrail file;
    LookUpIndex index(file.database(), small_pieces(file.index_file));
    file.write_many(300);
    catch_up(index);
    store::ReadTransaction reading = file.database().read();
    CHECK(trail::line_count(reading) == 300);
    file.write_many(300);
    catch_up(index);
    check_answers(reading);
    CHECK(trail::lines_about_person(reading, "2", 0, 1).at(0).sequence <= 300);
    file.write_many(10'000);  // so many pieces that no mark is as old as the reader
    catch_up(index);
    check_answers(reading);
    // One's own lines, before they are committed, too.
    store::WriteTransaction writing = file.database().write();
    trail::append(writing, TrailFile::start,
                  {.actor = "account:1", .subject_kind = "person", .subject_id = "2"});
    CHECK(trail::lines_about_person(writing, "2", 0, 1).at(0).sequence == 10'601);
}

TEST_CASE("an index that is missing, damaged, another program's or another trail's is made anew") {
    OneTrail file;
    file.write_many(1000);
    file.make_index();
    SUBCASE("missing") {
        std::filesystem::remove(file.index_file);
    }
    SUBCASE("no database") {
        std::ofstream(file.index_file) << "something else";
    }
    SUBCASE("cut off") {
        std::filesystem::resize_file(file.index_file,
                                     std::filesystem::file_size(file.index_file) / 4096 / 2 * 4096);
    }
    SUBCASE("overwritten in the middle") {
        const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file.index_file));
        std::fstream bytes(file.index_file, std::ios::binary | std::ios::in | std::ios::out);
        bytes.seekp(3 * 4096);
        for (std::streamoff at = 3 * 4096; at < size; ++at) bytes.put('\xAA');
    }
    SUBCASE("without its tables") {
        store::Database entries({.file = file.index_file});
        store::WriteTransaction writing = entries.write();
        writing.execute("drop table look_up_of_person");
        writing.commit();
    }
    SUBCASE("another trail's") {
        OneTrail other;
        other.write_many(999);
        other.write({.actor = "account:1"});
        other.make_index();
        std::filesystem::copy_file(other.index_file, file.index_file,
                                   std::filesystem::copy_options::overwrite_existing);
    }
    std::vector<std::string> log;
    LookUpIndexOptions options = small_pieces(file.index_file);
    options.log = [&log](std::string_view line) { log.emplace_back(line); };
    LookUpIndex index(file.database(), options);
    check_answers(file);
    for (int attempt = 0; attempt < 5; ++attempt) {
        try {
            catch_up(index);
        } catch (const store::Failure&) {  // the follower waits and tries again
        }
        check_answers(file);
    }
    catch_up(index);
    CHECK(file.known_lines() == 1000);
    CHECK(trail::look_up_index_faults(file.database(), file.index_file).empty());
}

TEST_CASE("after a restore the index of later lines isn't used") {
    OneTrail file;
    store::TemporaryFolder folder;
    file.write_many(500);
    file.make_index();
    REQUIRE(file.database().backup(folder / "older.db").ok());
    file.write_many(500);
    file.make_index();
    store::Database restored({.file = folder / "older.db"});
    const auto answers_are_complete = [&restored] {
        store::ReadTransaction reading = restored.read();
        check_answers(reading);
    };
    std::filesystem::copy_file(file.index_file, folder / "index");
    LookUpIndex index(restored, small_pieces(folder / "index"));
    answers_are_complete();
    SUBCASE("at once") {}
    SUBCASE("when other lines have taken their numbers") {
        store::WriteTransaction writing = restored.write();
        for (int i = 0; i < 700; ++i)
            trail::append(writing, TrailFile::start,
                          {.actor = "account:" + std::to_string(i % 3),
                           .subject_kind = "person",
                           .subject_id = std::to_string(i % 5)});
        writing.commit();
        answers_are_complete();
    }
    catch_up(index);
    answers_are_complete();
    CHECK(trail::look_up_index_faults(restored, folder / "index").empty());
}

TEST_CASE("who changes the index to hide a look is found out") {
    OneTrail file;
    file.write_many(1000);
    file.make_index();
    CHECK(trail::look_up_index_faults(file.database(), file.index_file).empty());
    {
        store::Database entries({.file = file.index_file});
        store::WriteTransaction writing = entries.write();
        SUBCASE("a line about a person is gone") {
            writing.execute("delete from look_up_of_person where sequence = 500");
        }
        SUBCASE("another name in it") {
            writing.execute(
                "update look_up_of_person set actor = 'account:9' where sequence = 500");
        }
        SUBCASE("a line of a user is gone") {
            writing.execute("delete from look_up_by_actor where sequence = 500");
        }
        SUBCASE("a whole run is forgotten") {
            writing.execute("delete from look_up_run where level = 0");
        }
        SUBCASE("it stands where nobody looks") {
            writing.execute(
                "update look_up_of_person set first_line = 1000001 where sequence = 900");
        }
        writing.commit();
    }
    CHECK_FALSE(trail::look_up_index_faults(file.database(), file.index_file).empty());
}

TEST_CASE("what is sealed leaves the index, and its file") {
    OneTrail file;
    const std::string person = "who-is-looked-at-4711";
    file.write({.actor = "account:4712", .subject_kind = "person", .subject_id = person});
    file.write_many(1500);
    {
        LookUpIndex index(file.database(), small_pieces(file.index_file));
        catch_up(index);
        REQUIRE(trail::seal_lines_older_than(file.database(), TrailFile::start + 9h,
                                             TrailFile::start + 1000s) == 768);
        check_answers(file);
        {
            store::ReadTransaction reading = file.database().read();
            CHECK(trail::lines_about_person(reading, person).empty());
        }
        catch_up(index);
        check_answers(file);
    }
    store::Database entries({.file = file.index_file});
    store::ReadTransaction reading = entries.read();
    CHECK(reading.integer("select min(sequence) from look_up_of_person") > 768);
    CHECK(reading.integer("select min(sequence) from look_up_by_actor") > 768);
    CHECK(bytes_of(file.index_file).find(person) == std::string::npos);
    CHECK(bytes_of(file.index_file).find("account:4712") == std::string::npos);
    CHECK(trail::look_up_index_faults(file.database(), file.index_file).empty());
    // And made anew when the beginning is gone.
    OneTrail& same = file;
    LookUpIndex anew(same.database(), small_pieces(file.file("anew")));
    catch_up(anew);
    CHECK(trail::look_up_index_faults(same.database(), file.file("anew")).empty());
}

TEST_CASE("the index holds numbers and codes that the trail holds, nothing else") {
    OneTrail file;
    file.write({.actor = "account:1",
                .subject_kind = "person",
                .subject_id = "7",
                .reference = "the-reference",
                .criteria = "the-criteria"});
    file.make_index();
    const std::string bytes = bytes_of(file.index_file);
    CHECK(bytes.find("account:1") != std::string::npos);
    CHECK(bytes.find("the-reference") == std::string::npos);
    CHECK(bytes.find("the-criteria") == std::string::npos);
}

TEST_CASE("writers, questions and the follower at the same time") {
    OneTrail file;
    LookUpIndex index(file.database(), small_pieces(file.index_file));
    index.follow();
    std::atomic<bool> wrong = false;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < 3; ++writer)
        threads.emplace_back([&file, writer] {
            for (int i = 0; i < 150; ++i)
                file.write({.actor = "account:" + std::to_string(writer),
                            .subject_kind = "person",
                            .subject_id = std::to_string(i % 4)});
        });
    for (int reader = 0; reader < 2; ++reader)
        threads.emplace_back([&file, &wrong] {
            for (int i = 0; i < 100; ++i) {
                store::ReadTransaction reading = file.database().read();
                const Filter filter{.subject_kind = "person", .subject_id = "1"};
                if (all_of(reading, filter, 20) != in_the_lines(reading, filter)) wrong = true;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK_FALSE(wrong);
    while (index.lines() < 450) std::this_thread::sleep_for(1ms);
    index.stop();
    CHECK(file.known_lines() == 450);
    CHECK(trail::look_up_index_faults(file.database(), file.index_file).empty());
}

TEST_CASE("killed while the follower writes, the index goes on where it was") {
    const store::TemporaryFolder folder;
    const std::filesystem::path trail_file = folder / "trail.db";
    const LookUpIndexOptions options = small_pieces(folder / "index");
    // No database is open here while the other process runs: SQLite's locks are a process's own.
    {
        store::Database database({.file = trail_file});
        REQUIRE(database.migrate(schema::migrations()).ok());
    }
    std::int64_t before = 0;
    for (int round = 0; round < 12; ++round) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) write_and_follow(trail_file, options);  // until it is killed
        std::this_thread::sleep_for(std::chrono::milliseconds(20 + 7 * round));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);

        store::Database database({.file = trail_file});
        LookUpIndex index(database, options);
        store::ReadTransaction reading = database.read();
        check_answers(reading);
        index.work();
        check_answers(reading);
        CHECK(index.lines() >= before);  // what was done isn't done again
        before = index.lines();
    }
    CHECK(before > 100);
    store::Database database({.file = trail_file});
    LookUpIndex index(database, options);
    catch_up(index);
    CHECK(trail::look_up_index_faults(database, options.file).empty());
}
