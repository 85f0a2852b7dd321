#include "trail/heads_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "base/digest.h"
#include "base/text.h"
#include "trail/line_hash.h"
#include "trail/proof.h"
#include "trail/testing/trail_file.h"
#include "trail/tree_store.h"

namespace {

using namespace std::chrono_literals;
using trail::SigningKey;
using trail::TreeHead;
using trail::testing::TrailFile;

SigningKey key_of(std::uint8_t fill) {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(fill);
    return SigningKey(vault::Key(seed));
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void put_text(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

// A trail with heads after 100 and 200 lines, and 50 lines after the newest.
class WithHeads : public TrailFile {
  public:
    WithHeads() {
        for (int hour = 1; hour <= 2; ++hour) {
            write_many(100);
            REQUIRE(write_head(database(), key, heads, start + hour * 1h).ok());
        }
        write_many(50);
    }
    trail::Verification verified_with_heads() {
        const auto read = trail::read_heads(heads, key.public_key());
        REQUIRE(read.ok());
        REQUIRE(read->problems.empty());
        trail::VerificationOptions options;
        options.known = read->known();
        return trail::verify(database(), options);
    }

    const SigningKey key = key_of(1);
    const std::filesystem::path heads = file("heads.txt");
};

}  // namespace

TEST_CASE("signatures are those of RFC 8032") {
    std::array<std::uint8_t, 32> seed{};
    const auto bytes =
        trail::hash_from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    std::copy(bytes.begin(), bytes.end(), seed.begin());
    const SigningKey key{vault::Key(seed)};
    CHECK(key.public_key() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const std::string signature = key.sign("");
    CHECK(signature ==
          "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc-bRr0lv18FlbviRlUUFDjnoQCw");
    CHECK(trail::signature_holds(key.public_key(), "", signature));
    CHECK_FALSE(trail::signature_holds(key.public_key(), "x", signature));
    CHECK_FALSE(trail::signature_holds(key_of(1).public_key(), "", signature));
    CHECK_FALSE(trail::signature_holds(key.public_key(), "", ""));
    CHECK_FALSE(trail::signature_holds("", "", signature));
}

TEST_CASE("a head is a line that can be read, and every changed character is found") {
    const SigningKey key = key_of(7);
    const TreeHead head = trail::sign_head(
        key, {TrailFile::start, 12345, std::string(64, 'a'), std::string(64, 'b'), "", ""});
    const std::string line = trail::head_line(head);
    CHECK(line.starts_with("head 2024-05-29T16:26:40.000Z lines=12345 root=aaaa"));
    const auto parsed = trail::parse_head(line);
    REQUIRE(parsed.has_value());
    CHECK(*parsed == head);
    CHECK(trail::head_holds(*parsed, key.public_key()));
    for (std::size_t i = 0; i < line.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = line;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            const auto changed = trail::parse_head(flipped);
            const bool holds = changed && trail::head_holds(*changed, key.public_key());
            CAPTURE(i);
            CAPTURE(bit);
            CHECK_FALSE(holds);
        }
    }
    CHECK_FALSE(trail::parse_head("").has_value());
    CHECK_FALSE(trail::parse_head(line + " ").has_value());
    const auto notice = trail::parse_notice(
        trail::notice_line(trail::sign_notice(key, key_of(8).public_key(), TrailFile::start)));
    REQUIRE(notice.has_value());
    CHECK(trail::notice_holds(*notice, key.public_key()));
    CHECK_FALSE(trail::notice_holds(*notice, key_of(8).public_key()));
}

TEST_CASE("heads: one where something happened, none twice, never more than is on disk") {
    TrailFile file;
    const SigningKey key = key_of(1);
    const auto heads = file.file("heads.txt");
    const auto none = trail::write_head(file.database(), key, heads, TrailFile::start);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().code == "trail_empty");
    file.write_many(300);
    const auto first = trail::write_head(file.database(), key, heads, TrailFile::start);
    REQUIRE(first.ok());
    CHECK(first->lines == 300);
    CHECK(first->root == file.verified().root);
    CHECK(first->chain == file.verified().head);
    const std::string text = text_of(heads);
    const auto again = trail::write_head(file.database(), key, heads, TrailFile::start + 1h);
    REQUIRE(again.ok());
    CHECK(*again == *first);
    CHECK(text_of(heads) == text);
    {
        // Not yet committed, so not yet spoken of.
        store::WriteTransaction writing = file.database().write();
        trail::append(writing, TrailFile::start, {"system", trail::Action::run});
        CHECK(trail::write_head(file.database(), key, heads, TrailFile::start + 1h)->lines == 300);
        writing.commit();
    }
    // The clock may jump back.
    CHECK(trail::write_head(file.database(), key, heads, TrailFile::start - 5h)->lines == 301);
    const auto read = trail::read_heads(heads, key.public_key());
    REQUIRE(read.ok());
    CHECK(read->problems.empty());
    CHECK(read->heads.size() == 2);
    CHECK(read->newest()->lines == 301);
    CHECK(text_of(heads).starts_with(text));
    CHECK_FALSE(trail::read_heads(file.file("missing.txt")).ok());
}

TEST_CASE("with the heads file: flipped, removed, cut and rewritten lines are found") {
    WithHeads file;
    CHECK_FALSE(file.verified_with_heads().first_broken.has_value());
    SUBCASE("a flipped field") {
        file.tamper({"update trail_line set purpose = 'curiosity' where sequence = 120"});
        CHECK(file.verified_with_heads().first_broken == 120);
    }
    SUBCASE("a removed line") {
        file.tamper({"delete from trail_line where sequence = 120"});
        CHECK(file.verified_with_heads().first_broken == 120);
    }
    SUBCASE("a tail that is cut before the newest head") {
        file.tamper({"delete from trail_line where sequence > 150"});
        CHECK_FALSE(file.verified().first_broken.has_value());
        const auto found = file.verified_with_heads();
        CHECK(found.first_broken == 151);
        CHECK(found.known_from == base::iso_instant(TrailFile::start + 2h));
        // And nothing more is signed.
        const auto refused =
            trail::write_head(file.database(), file.key, file.heads, TrailFile::start + 3h);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code == "trail_rewritten");
    }
    SUBCASE("the window: what came after the newest head") {
        file.tamper({"delete from trail_line where sequence > 200"});
        CHECK_FALSE(file.verified_with_heads().first_broken.has_value());
    }
    SUBCASE("another trail in its place, whole in itself") {
        TrailFile other;
        other.write_many(250);
        const auto read = trail::read_heads(file.heads);
        REQUIRE(read.ok());
        trail::VerificationOptions options;
        options.known = read->known();
        CHECK_FALSE(trail::verify(other.database()).first_broken.has_value());
        CHECK(trail::verify(other.database(), options).first_broken == 100);
        CHECK(trail::write_head(other.database(), file.key, file.heads, TrailFile::start + 3h)
                  .error()
                  .code == "trail_rewritten");
    }
}

TEST_CASE("heads by another key, without a key, or changed, are problems; cut lines are told of") {
    WithHeads file;
    const std::string text = text_of(file.heads);
    const std::vector<std::string> lines = base::split(text, '\n');
    REQUIRE(lines.size() == 4);
    const auto problems = [&file](const std::string& changed, const std::string& trusted) {
        put_text(file.heads, changed);
        return trail::read_heads(file.heads, trusted)->problems.size();
    };
    const std::string trusted = file.key.public_key();
    CHECK(problems(text, trusted) == 0);
    CHECK(problems(text, key_of(2).public_key()) == 3);
    CHECK(problems(lines[1] + "\n" + lines[2] + "\n", trusted) == 2);
    std::string changed = text;
    changed[changed.find("lines=100") + 6] = '2';
    CHECK(problems(changed, trusted) == 1);
    CHECK(problems(text + "something else\n", trusted) == 1);

    // Whoever may write the file can exchange it as a whole; the key on paper gives that away.
    const SigningKey thief = key_of(9);
    const std::string exchanged =
        trail::notice_line(trail::sign_notice(thief, thief.public_key(), TrailFile::start)) + "\n";
    CHECK(problems(exchanged, "") == 0);
    CHECK(problems(exchanged, trusted) == 1);

    // Wherever the program ended while it wrote, the next head stands on a line of its own.
    const std::string before = lines[0] + "\n" + lines[1] + "\n";
    for (const std::size_t kept : {1U, 4U, 30U, 200U, 290U}) {
        CAPTURE(kept);
        put_text(file.heads, before + lines[2].substr(0, kept));
        CHECK(trail::read_heads(file.heads, trusted)->unfinished == 1);
        REQUIRE(
            trail::write_head(file.database(), file.key, file.heads, TrailFile::start + 9h).ok());
        const auto read = trail::read_heads(file.heads, trusted);
        CHECK(read->problems.empty());
        CHECK(read->unfinished == 1);
        CHECK(read->newest()->lines == 250);
    }
}

TEST_CASE("heads: a key that the file doesn't know signs nothing and leaves the file as it was") {
    WithHeads file;
    file.write_many(1);
    const std::string before = text_of(file.heads);
    const SigningKey other = key_of(9);
    const auto refused =
        trail::write_head(file.database(), other, file.heads, TrailFile::start + 9h);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "signing_key_unknown");
    // Nor can it be exchanged for another that would then vouch for itself.
    const trail::SigningKeySource source{.credentials_folder = {}, .file = file.file("other.key")};
    REQUIRE(trail::load_or_create_signing_key(source).ok());
    CHECK(trail::rotate_signing_key(source, file.heads, TrailFile::start + 9h).error().code ==
          "signing_key_unknown");
    CHECK(text_of(file.heads) == before);
    // The right one goes on, and a file that was put aside makes room for the new one.
    CHECK(trail::write_head(file.database(), file.key, file.heads, TrailFile::start + 9h).ok());
    std::filesystem::rename(file.heads, file.file("aside.txt"));
    CHECK(trail::write_head(file.database(), other, file.heads, TrailFile::start + 9h).ok());
    CHECK(trail::read_heads(file.heads)->problems.empty());
}

TEST_CASE(
    "the signing key: made once, for its owner alone, and exchanged under the old signature") {
    WithHeads file;
    const trail::SigningKeySource source{.credentials_folder = {}, .file = file.file("trail.key")};
    const auto made = trail::load_or_create_signing_key(source);
    REQUIRE(made.ok());
    CHECK(trail::load_or_create_signing_key(source)->public_key() == made->public_key());
    struct stat status {};
    REQUIRE(::stat(source.file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);

    const auto heads = file.file("other-heads.txt");
    REQUIRE(trail::write_head(file.database(), *made, heads, TrailFile::start).ok());
    const auto second = trail::rotate_signing_key(source, heads, TrailFile::start + 1h);
    REQUIRE(second.ok());
    CHECK(second->public_key() != made->public_key());
    CHECK(trail::load_or_create_signing_key(source)->public_key() == second->public_key());
    file.write_many(1);
    REQUIRE(trail::write_head(file.database(), *second, heads, TrailFile::start + 2h).ok());
    const auto read = trail::read_heads(heads, made->public_key());
    CHECK(read->problems.empty());
    CHECK(read->heads.size() == 2);
    CHECK(read->first_key == made->public_key());
    CHECK(read->public_keys.size() == 2);

    ::chmod(source.file.c_str(), 0640);
    CHECK(trail::load_or_create_signing_key(source).error().code == "signing_key_readable");
    ::chmod(source.file.c_str(), 0600);
    put_text(source.file, "no key");
    CHECK(trail::load_or_create_signing_key(source).error().code == "signing_key_malformed");

    const auto folder = file.file("credentials");
    std::filesystem::create_directory(folder);
    put_text(folder / trail::signing_key_credential, std::string(63, '0') + "7\n");
    ::chmod((folder / trail::signing_key_credential).c_str(), 0440);
    const trail::SigningKeySource given{folder, source.file};
    CHECK(trail::load_or_create_signing_key(given).ok());
    CHECK(trail::rotate_signing_key(given, heads, TrailFile::start).error().code ==
          "signing_key_credential");
}

TEST_CASE("a line's proof leads to the head's root, and nothing else does") {
    WithHeads file;
    store::ReadTransaction reading = file.database().read();
    const auto head = *trail::read_heads(file.heads)->newest();
    for (const std::int64_t line : {1, 2, 100, 199, 200}) {
        CAPTURE(line);
        const auto proof = trail::prove_line(reading, line, head.lines);
        REQUIRE(proof.ok());
        CHECK(trail::proof_holds(*proof, head.root));
        CHECK_FALSE(trail::proof_holds(*proof, std::string(64, '0')));
        for (std::size_t field = 0; field < proof->fields.size(); ++field) {
            trail::LineProof changed = *proof;
            changed.fields[field] += "a0";
            CHECK_FALSE(trail::proof_holds(changed, head.root));
        }
        trail::LineProof moved = *proof;
        moved.line = line == 1 ? 2 : line - 1;
        CHECK_FALSE(trail::proof_holds(moved, head.root));
        trail::LineProof without_fields = *proof;
        without_fields.fields.clear();
        CHECK(trail::proof_holds(without_fields, head.root));
        without_fields.hash[0] = without_fields.hash[0] == 'a' ? 'b' : 'a';
        CHECK_FALSE(trail::proof_holds(without_fields, head.root));
    }
    CHECK(trail::prove_line(reading, 201, 200).error().code == "no_line");
    CHECK(trail::prove_line(reading, 0, 200).error().code == "no_line");
    CHECK(trail::prove_line(reading, 1, 251).error().code == "no_line");
}
