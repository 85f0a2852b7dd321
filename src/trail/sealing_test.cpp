#include "trail/sealing.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/digest.h"
#include "trail/heads_file.h"
#include "trail/proof.h"
#include "trail/testing/trail_file.h"
#include "trail/tree_store.h"

namespace {

using namespace std::chrono_literals;
using trail::testing::TrailFile;

constexpr base::Instant start = TrailFile::start;

std::int64_t count_of(TrailFile& file, const std::string& table) {
    store::ReadTransaction reading = file.database().read();
    return reading.integer("select count(*) from " + table).value();
}

}  // namespace

TEST_CASE("sealing removes what lines say and leaves chain, tree, heads and proofs whole") {
    TrailFile file;
    std::array<std::uint8_t, 32> seed{};
    const trail::SigningKey key{vault::Key(seed)};
    const auto heads = file.file("heads.txt");
    file.write_many(300);
    REQUIRE(trail::write_head(file.database(), key, heads, start).ok());
    file.write_many(700);
    REQUIRE(trail::write_head(file.database(), key, heads, start).ok());
    const auto before = file.verified();

    // Each run of write_many() has lines up to 700 s old; 600 s seals groups 0 and 1 (the second
    // run begins anew at 1 s), not the one with younger lines in it.
    CHECK(trail::seal_lines_older_than(file.database(), start + 9h, start + 400s) == 512);
    CHECK(count_of(file, "trail_seal") == 2);
    CHECK(count_of(file, "trail_line") == 1001 - 512);
    const auto after = file.verified();
    CHECK(after.lines == 1001);
    CHECK(after.sealed == 512);
    CHECK_FALSE(after.first_broken.has_value());

    const auto read = trail::read_heads(heads, key.public_key());
    trail::VerificationOptions options;
    options.known = read->known();
    CHECK_FALSE(trail::verify(file.database(), options).first_broken.has_value());
    CHECK(read->newest()->root == before.root);

    store::ReadTransaction reading = file.database().read();
    const auto act = trail::lines(reading, {.subject_kind = "trail"}).at(0);
    CHECK(act.sequence == 1001);
    CHECK(act.line.action == trail::Action::erase);
    CHECK(act.line.subject_id == "512");
    const trail::CompleteSubtree subtrees = trail::stored_subtrees(reading);
    for (const std::int64_t line : {1, 255, 256, 257, 300, 512, 513, 1000}) {
        CAPTURE(line);
        const auto proof = trail::prove_line(reading, line, 1000);
        REQUIRE(proof.ok());
        CHECK(proof->fields.empty() == (line <= 512));
        CHECK(trail::proof_holds(*proof, before.root));
    }
    const auto consistency = trail::consistency_proof(300, 1001, subtrees);
    CHECK(trail::consistency_holds(300, trail::tree_root(300, subtrees), 1001,
                                   trail::tree_root(1001, subtrees), consistency));
    CHECK(base::hex(trail::tree_root(1001, subtrees)) == after.root);
    CHECK(trail::lines_about_person(reading, "8", 0, 500).back().sequence > 512);
}

TEST_CASE("sealing goes on where it was interrupted, and further when more is old") {
    TrailFile file;
    file.write_many(1100);
    {
        store::WriteTransaction writing = file.database().write();
        trail::order_sealing(writing, start, 768);
        CHECK(trail::seal_ordered(writing, 1) == 256);
        writing.commit();
    }
    CHECK_FALSE(file.verified().first_broken.has_value());
    CHECK(trail::seal_lines_older_than(file.database(), start, start) == 512);
    CHECK(trail::seal_lines_older_than(file.database(), start, start) == 0);
    CHECK(file.verified().sealed == 768);
    CHECK(trail::seal_lines_older_than(file.database(), start, start + 9h) == 256);
    CHECK(file.verified().sealed == 1024);
    CHECK_FALSE(file.verified().first_broken.has_value());
    // Two acts, one for each order.
    CHECK(file.lines({.subject_kind = "trail"}).size() == 2);
    CHECK(count_of(file, "trail_line") == 1102 - 1024);
    file.write_many(300);
    CHECK_FALSE(file.verified().first_broken.has_value());
    store::ReadTransaction reading = file.database().read();
    CHECK(base::hex(trail::tree_root(1402, trail::stored_subtrees(reading))) ==
          file.verified().root);
}

TEST_CASE("one young line keeps itself and all after it: the clock may have jumped") {
    TrailFile file;
    for (int i = 0; i < 2; ++i) file.write_many(256);
    file.write({"system", trail::Action::run}, start - 9h);
    store::ReadTransaction reading = file.database().read();
    CHECK(trail::lines_older_than(reading, start + 257s) == 512);
    CHECK(trail::lines_older_than(reading, start + 256s) == 0);
    CHECK(trail::lines_older_than(reading, start - 1h) == 0);
}

TEST_CASE("without its order nothing is sealed, and nothing is removed that isn't sealed") {
    TrailFile file;
    file.write_many(600);
    const std::string seal =
        "insert into trail_seal (position, digests, hashes) values (0, zeroblob(8192), "
        "zeroblob(8192))";
    CHECK(file.refuses(seal));
    CHECK(file.refuses("delete from trail_line where sequence = 1"));
    {
        store::WriteTransaction writing = file.database().write();
        trail::order_sealing(writing, start, 256);
        writing.commit();
    }
    // Ordered, but what is sealed must be the line's own hash.
    store::WriteTransaction writing = file.database().write();
    writing.execute(seal);
    CHECK_THROWS_AS(writing.execute("delete from trail_line where sequence = 1"), store::Failure);
    CHECK_THROWS_AS(writing.execute("insert into trail_seal (position, digests, hashes) values (1, "
                                    "zeroblob(8192), zeroblob(8192))"),
                    store::Failure);
}

TEST_CASE("seals, nodes and lines can't be changed or removed") {
    TrailFile file;
    file.write_many(600);
    REQUIRE(trail::seal_lines_older_than(file.database(), start, start + 9h) == 512);
    const std::string second_line =
        "insert into trail_line select 5, at, actor, action, subject_kind, subject_id, purpose, "
        "basis, rule, reference, role, authority, criteria, salt, hash from trail_line "
        "where sequence = 513";
    for (const std::string& statement : std::vector<std::string>{
             "update trail_seal set digests = zeroblob(8192)", "delete from trail_seal",
             "insert or replace into trail_seal select * from trail_seal where position = 1",
             "update trail_tile set hash = zeroblob(32)", "delete from trail_tile",
             "insert or replace into trail_tile select * from trail_tile",
             "insert into trail_tile (level, position, hash) values (1, 9, zeroblob(32))",
             "delete from trail_line where sequence = 513",
             "update trail_line set at = 'x' where sequence = 513", second_line}) {
        CAPTURE(statement);
        CHECK(file.refuses(statement));
    }
}

TEST_CASE("every bit of a seal: a changed one is found, and a broken line is never sealed") {
    TrailFile file;
    file.write_many(600);
    REQUIRE(trail::seal_lines_older_than(file.database(), start, start + 9h) == 512);
    file.disarm();
    store::WriteTransaction writing = file.database().write();
    int missed = 0;
    for (const char* column : {"digests", "hashes"}) {
        const std::string name = column;
        std::vector<std::uint8_t> whole;
        for (const store::Row& row :
             writing.query("select " + name + " from trail_seal where position = 1"))
            whole = row.bytes(0);
        const std::string put = "update trail_seal set " + name + " = $1 where position = 1";
        for (std::size_t bit = 0; bit < whole.size() * 8; bit += 31) {
            std::vector<std::uint8_t> flipped = whole;
            flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << bit % 8));
            writing.execute(put, std::span<const std::uint8_t>(flipped));
            const auto found = trail::verify(writing).first_broken;
            missed += !found || *found < 257 || *found > 512;
        }
        // A digest of zeros is that of an old line, for which only the tree vouches.
        std::vector<std::uint8_t> zeros = whole;
        std::fill(zeros.begin(), zeros.begin() + 32, std::uint8_t{0});
        writing.execute(put, std::span<const std::uint8_t>(zeros));
        missed += name == "hashes" && !trail::verify(writing).first_broken;
        writing.execute(put, std::span<const std::uint8_t>(whole));
    }
    CHECK(missed == 0);
    writing.execute("delete from trail_seal where position = 1");
    CHECK(trail::verify(writing).first_broken == 257);

    TrailFile broken;
    broken.write_many(300);
    broken.tamper({"update trail_line set actor = 'x' where sequence = 7"});
    CHECK_THROWS_AS(trail::seal_lines_older_than(broken.database(), start, start + 9h),
                    std::runtime_error);
    CHECK(count_of(broken, "trail_seal") == 0);
}

TEST_CASE("all sealed and computed anew: the order's own line and the heads give it away") {
    TrailFile file;
    file.write_many(600);
    REQUIRE(trail::seal_lines_older_than(file.database(), start, start + 9h) == 512);
    file.disarm();
    store::WriteTransaction writing = file.database().write();
    // Another history in the seals, without digests, and matching nodes: whole but for the root.
    writing.execute(
        "update trail_seal set digests = zeroblob(8192), hashes = (select hashes from trail_seal "
        "where position = 1) where position = 0");
    writing.execute("delete from trail_tile");
    CHECK(trail::verify(writing).first_broken.has_value());
}
