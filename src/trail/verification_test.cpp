#include "trail/verification.h"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>

#include "base/digest.h"
#include "trail/line_hash.h"
#include "trail/testing/trail_file.h"
#include "trail/tree_store.h"

namespace {

using trail::Hash;
using trail::KnownState;
using trail::testing::TrailFile;

// The tree of the definition over what the lines' hashes are now.
Hash root_now(TrailFile& file, std::int64_t lines) {
    trail::GrowingTree tree;
    store::ReadTransaction reading = file.database().read();
    for (const store::Row& row :
         reading.query("select hash from trail_line where sequence <= $1 order by sequence", lines))
        tree.append(trail::leaf_of(trail::hash_from_hex(row.text_view(0))));
    return tree.root();
}

KnownState known_now(TrailFile& file, std::int64_t lines, const std::string& name = "a head") {
    store::ReadTransaction reading = file.database().read();
    const std::string chain =
        reading.text("select hash from trail_line where sequence = $1", lines).value_or("");
    return {lines, base::hex(root_now(file, lines)), chain, name};
}

// A chain that someone computes anew from the changed line on, with the tree: what whoever may
// write the file can do.
void rewrite(TrailFile& file, const std::string& change) {
    file.tamper({change, "delete from trail_tile"});
    store::WriteTransaction writing = file.database().write();
    Hash previous{};
    std::vector<std::pair<std::int64_t, std::string>> hashes;
    for (const store::Row& row : writing.query(
             "select sequence, at, actor, action, subject_kind, subject_id, purpose, basis, rule, "
             "reference, role, authority, criteria, salt from trail_line order by sequence")) {
        const std::vector<std::uint8_t> salt = row.bytes(13);
        const trail::LineText text{
            row.integer(0),
            row.text_view(1),
            row.text_view(2),
            row.text_view(3),
            row.text_view(4),
            row.text_view(5),
            row.text_view(6),
            row.text_view(7),
            row.text_view(8),
            row.text_view(9),
            row.text_view(10),
            row.text_view(11),
            row.text_view(12),
            std::string_view(reinterpret_cast<const char*>(salt.data()), salt.size())};
        previous = trail::line_hash(previous, text);
        hashes.emplace_back(text.sequence, base::hex(previous));
    }
    for (const auto& [sequence, hash] : hashes)
        writing.execute("update trail_line set hash = $2 where sequence = $1", sequence, hash);
    trail::store_tiles(writing, static_cast<std::int64_t>(hashes.size()) / 256 * 256);
    writing.commit();
}

constexpr std::array<const char*, 13> text_columns = {
    "at",   "actor",     "action", "subject_kind", "subject_id", "purpose", "basis",
    "rule", "reference", "role",   "authority",    "criteria",   "hash"};
constexpr std::size_t salt_column = text_columns.size();
constexpr std::size_t sequence_column = salt_column + 1;
constexpr std::size_t column_count = sequence_column + 1;

std::string column_name(std::size_t column) {
    if (column < text_columns.size()) return text_columns.at(column);
    return column == salt_column ? "salt" : "sequence";
}

// Changes single bits of the stored bytes and puts them back, within one transaction that is never
// committed.
class Flipper {
  public:
    explicit Flipper(TrailFile& file) : writing_(file.database().write()) {}

    // What a line holds, a text a column; the sequence as its eight bytes.
    std::vector<std::string> read(std::int64_t sequence) {
        std::vector<std::string> fields;
        for (const store::Row& row : writing_.query(
                 "select at, actor, action, subject_kind, subject_id, purpose, basis, rule, "
                 "reference, role, authority, criteria, hash, salt from trail_line "
                 "where sequence = $1",
                 sequence)) {
            for (int i = 0; i < static_cast<int>(text_columns.size()); ++i)
                fields.push_back(row.text(i));
            const std::vector<std::uint8_t> salt = row.bytes(salt_column);
            fields.emplace_back(salt.begin(), salt.end());
        }
        fields.emplace_back(8, '\0');
        return fields;
    }

    // Whether verifying finds the flip in its very line.
    bool is_found(std::int64_t sequence, std::size_t column, const std::string& whole,
                  std::size_t bit, const trail::Checkpoint& from) {
        if (column == sequence_column) return sequence_flip_is_found(sequence, bit, from);
        std::string flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        put(sequence, column, flipped);
        const bool found = first_broken(from) == sequence;
        put(sequence, column, whole);
        return found;
    }

    trail::Verification verified(const trail::VerificationOptions& options) {
        return trail::verify(writing_, options);
    }

  private:
    std::optional<std::int64_t> first_broken(const trail::Checkpoint& from) {
        return trail::verify(writing_, {.from = from}).first_broken;
    }

    void put(std::int64_t sequence, std::size_t column, const std::string& bytes) {
        const std::string sql =
            "update trail_line set " + column_name(column) + " = $2 where sequence = $1";
        if (column == salt_column) {
            writing_.execute(
                sql, sequence,
                std::span<const std::uint8_t>(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                              bytes.size()));
        } else {
            writing_.execute(sql, sequence, bytes);
        }
    }

    // A number that another line has can't be given: nothing is changed then.
    bool sequence_flip_is_found(std::int64_t sequence, std::size_t bit,
                                const trail::Checkpoint& from) {
        const auto other = static_cast<std::int64_t>(static_cast<std::uint64_t>(sequence) ^
                                                     (std::uint64_t{1} << bit));
        if (writing_.integer("select 1 from trail_line where sequence = $1", other)) return true;
        const auto move = [this](std::int64_t from_number, std::int64_t to_number) {
            writing_.execute("update trail_line set sequence = $2 where sequence = $1", from_number,
                             to_number);
        };
        move(sequence, other);
        const bool found = first_broken(from) == sequence;
        move(other, sequence);
        return found;
    }

    store::WriteTransaction writing_;
};

}  // namespace

TEST_CASE("verifying gives the tree's root, and the stored nodes are its nodes") {
    TrailFile file;
    CHECK(file.verified().root == base::hex(trail::sha256("")));
    file.write_many(1000);
    const trail::Verification verification = file.verified();
    CHECK(verification.lines == 1000);
    CHECK_FALSE(verification.first_broken.has_value());
    CHECK(verification.root == base::hex(root_now(file, 1000)));
    CHECK(trail::verify(file.database()).root == verification.root);

    store::ReadTransaction reading = file.database().read();
    CHECK(trail::line_count(reading) == 1000);
    CHECK(reading.integer("select count(*) from trail_tile") == 3);
    const trail::CompleteSubtree subtrees = trail::stored_subtrees(reading);
    for (const std::int64_t size : {1, 2, 255, 256, 257, 511, 512, 513, 768, 999, 1000}) {
        CAPTURE(size);
        const Hash root = trail::tree_root(static_cast<std::uint64_t>(size), subtrees);
        CHECK(root == root_now(file, size));
        for (const std::int64_t line : {1, 2, 200, 256, 257, 512, 700, 1000}) {
            if (line > size) continue;
            CAPTURE(line);
            const Hash leaf = trail::leaf_of(trail::line_hashes(reading, line, 1).at(0));
            const auto index = static_cast<std::uint64_t>(line - 1);
            const auto proof =
                trail::inclusion_proof(index, static_cast<std::uint64_t>(size), subtrees);
            CHECK(
                trail::inclusion_holds(leaf, index, static_cast<std::uint64_t>(size), proof, root));
        }
        const auto proof =
            trail::consistency_proof(static_cast<std::uint64_t>(size), 1000, subtrees);
        CHECK(trail::consistency_holds(static_cast<std::uint64_t>(size), root, 1000,
                                       root_now(file, 1000), proof));
    }
    CHECK(file.database().statistics().full_scan_steps == 0);
}

TEST_CASE("a tree of more than 65,536 lines stores a second row of nodes") {
    TrailFile file;
    file.write_many(66'000);
    const trail::Verification verification = file.verified();
    CHECK_FALSE(verification.first_broken.has_value());
    store::ReadTransaction reading = file.database().read();
    CHECK(reading.integer("select count(*) from trail_tile where level = 2") == 1);
    const trail::CompleteSubtree subtrees = trail::stored_subtrees(reading);
    CHECK(base::hex(trail::tree_root(66'000, subtrees)) == verification.root);
    CHECK(trail::tree_root(66'000, subtrees) == root_now(file, 66'000));
}

TEST_CASE("a wrong node of the tree is found; a missing one is computed") {
    TrailFile file;
    file.write_many(600);
    const std::string root = file.verified().root;
    file.tamper({"update trail_tile set hash = zeroblob(32) where position = 1"});
    CHECK(file.verified().first_broken == 512);
    file.tamper({"delete from trail_tile"});
    CHECK_FALSE(file.verified().first_broken.has_value());
    store::ReadTransaction reading = file.database().read();
    CHECK(base::hex(trail::tree_root(600, trail::stored_subtrees(reading))) == root);
}

TEST_CASE("with a head kept elsewhere: a cut tail and a chain rewritten from the start are found") {
    TrailFile file;
    file.write_many(300);
    trail::VerificationOptions options;
    options.known = {known_now(file, 100, "head 100"), known_now(file, 299, "head 299")};
    CHECK_FALSE(file.verified(options).first_broken.has_value());
    SUBCASE("one line less than the newest head says") {
        file.tamper({"delete from trail_line where sequence > 298"});
        CHECK_FALSE(file.verified().first_broken.has_value());
        const auto found = file.verified(options);
        CHECK(found.first_broken == 299);
        CHECK(found.known_from == "head 299");
    }
    SUBCASE("what came after the newest head can be cut: the window") {
        file.tamper({"delete from trail_line where sequence > 299"});
        CHECK_FALSE(file.verified(options).first_broken.has_value());
    }
    SUBCASE("all lines cut") {
        file.tamper({"delete from trail_line"});
        CHECK(file.verified(options).first_broken == 1);
    }
    SUBCASE("one field, and everything after it computed anew") {
        rewrite(file, "update trail_line set actor = 'account:99' where sequence = 50");
        CHECK_FALSE(file.verified().first_broken.has_value());
        const auto found = file.verified(options);
        CHECK(found.first_broken == 100);
        CHECK(found.known_from == "head 100");
    }
    SUBCASE("a line removed, the others moved up and computed anew") {
        file.disarm();
        store::WriteTransaction writing = file.database().write();
        writing.execute("delete from trail_line where sequence = 200");
        for (int line = 201; line <= 300; ++line)
            writing.execute("update trail_line set sequence = $2 where sequence = $1", line,
                            line - 1);
        writing.commit();
        rewrite(file, "update trail_line set at = at");
        CHECK_FALSE(file.verified().first_broken.has_value());
        CHECK(file.verified(options).first_broken == 299);
    }
    SUBCASE("a head that was never ours") {
        options.known.push_back({150, std::string(64, '0'), "", "head 150"});
        CHECK(file.verified(options).first_broken == 150);
    }
    SUBCASE("the right tree with another chain") {
        options.known[0].chain = std::string(64, '0');
        CHECK(file.verified(options).first_broken == 100);
    }
}

TEST_CASE("every bit of every field of a trail of 200 lines, flipped, is found") {
    TrailFile file;
    file.write_many(200);
    file.disarm();
    Flipper flipper(file);
    trail::Checkpoint from;
    trail::VerificationOptions to_next;
    to_next.progress_lines = 1;
    std::vector<trail::Checkpoint> checkpoints(1);
    to_next.progress = [&checkpoints](const trail::Checkpoint& checkpoint) {
        checkpoints.push_back(checkpoint);
    };
    REQUIRE_FALSE(flipper.verified(to_next).first_broken.has_value());
    std::int64_t flips = 0;
    std::int64_t missed = 0;
    for (std::int64_t line = 1; line <= 200; ++line) {
        const std::vector<std::string> fields = flipper.read(line);
        for (std::size_t column = 0; column < column_count; ++column) {
            for (std::size_t bit = 0; bit < fields[column].size() * 8; ++bit) {
                ++flips;
                missed += !flipper.is_found(line, column, fields[column], bit,
                                            checkpoints[static_cast<std::size_t>(line - 1)]);
            }
        }
    }
    MESSAGE(flips);
    CHECK(missed == 0);
    CHECK_FALSE(flipper.verified({}).first_broken.has_value());
}

TEST_CASE("10,000 flipped bits, spread over fields and places of 100,000 lines, are found") {
    constexpr std::int64_t lines = 100'000;
    constexpr std::int64_t between = 100;
    TrailFile file;
    file.write_many(lines);
    file.disarm();
    Flipper flipper(file);
    trail::VerificationOptions options;
    options.progress_lines = between;
    std::vector<trail::Checkpoint> checkpoints(1);
    options.progress = [&checkpoints](const trail::Checkpoint& checkpoint) {
        checkpoints.push_back(checkpoint);
    };
    REQUIRE_FALSE(flipper.verified(options).first_broken.has_value());
    std::mt19937_64 chance(30);
    std::int64_t flips = 0;
    std::int64_t missed = 0;
    while (flips < 10'000) {
        const auto line = static_cast<std::int64_t>(chance() % lines) + 1;
        const std::size_t column = chance() % column_count;
        const std::vector<std::string> fields = flipper.read(line);
        if (fields[column].empty()) continue;
        ++flips;
        missed +=
            !flipper.is_found(line, column, fields[column], chance() % (fields[column].size() * 8),
                              checkpoints[static_cast<std::size_t>((line - 1) / between)]);
    }
    CHECK(missed == 0);
    CHECK_FALSE(flipper.verified({}).first_broken.has_value());
}

namespace {

// Lines as the program wrote them before there was a tree.
void write_first_format(store::Database& database, int count) {
    store::WriteTransaction writing = database.write();
    std::string previous;
    for (int i = 1; i <= count; ++i) {
        const std::string number = std::to_string(i);
        const std::string at = base::iso_instant(TrailFile::start);
        std::string bytes = "trygby trail 1\n";
        for (const std::string& field :
             {previous, number, at, std::string("account:1"), std::string("change"),
              std::string("initiative"), number, std::string(), std::string(), std::string(),
              std::string()}) {
            bytes += std::to_string(field.size());
            bytes += ':';
            bytes += field;
        }
        previous = base::sha256_hex(bytes);
        writing.execute(
            "insert into trail_line (sequence, at, actor, action, subject_kind, subject_id, "
            "purpose, basis, rule, reference, hash) values ($1, $2, 'account:1', 'change', "
            "'initiative', $3, '', '', '', '', $4)",
            i, at, number, previous);
    }
    writing.commit();
}

}  // namespace

TEST_CASE("a trail from before the tree goes on, whole, and gets its nodes") {
    const store::TemporaryFolder folder;
    store::Database database({.file = folder / "old.db"});
    REQUIRE(database.migrate(schema::migrations().first(15)).ok());
    write_first_format(database, 700);
    REQUIRE(database.migrate(schema::migrations()).ok());
    CHECK(trail::verify(database).lines == 700);
    CHECK_FALSE(trail::verify(database).first_broken.has_value());
    const auto root_of = [&database](std::uint64_t size) {
        store::ReadTransaction reading = database.read();
        return base::hex(trail::tree_root(size, trail::stored_subtrees(reading)));
    };
    CHECK(root_of(700) == trail::verify(database).root);
    for (int i = 0; i < 100; ++i)
        trail::append_alone(database, TrailFile::start, {"system", trail::Action::run});
    const trail::Verification verification = trail::verify(database);
    CHECK(verification.lines == 800);
    CHECK_FALSE(verification.first_broken.has_value());
    CHECK(root_of(800) == verification.root);
    store::WriteTransaction writing = database.write();
    CHECK(writing.integer("select count(*) from trail_tile") == 3);
    writing.execute("drop trigger trail_line_no_update");
    // The old hash knows nothing of the younger fields; they must stay empty all the same.
    for (const char* column : {"role", "authority", "criteria"}) {
        CAPTURE(std::string(column));
        writing.execute("update trail_line set " + std::string(column) +
                        " = 'x' where sequence = 300");
        CHECK(trail::verify(writing).first_broken == 300);
        writing.execute("update trail_line set " + std::string(column) +
                        " = '' where sequence = 300");
    }
    writing.execute("update trail_line set salt = zeroblob(16) where sequence = 300");
    CHECK(trail::verify(writing).first_broken == 300);
    writing.execute("update trail_line set salt = zeroblob(0) where sequence = 300");
    writing.execute("update trail_line set salt = zeroblob(0) where sequence = 750");
    CHECK(trail::verify(writing).first_broken == 750);
}
