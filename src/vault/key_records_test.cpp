#include "vault/key_records.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using vault::Key;
using vault::KeyRecord;
using vault::RecordKind;

const Key master = Key::random();
constexpr vault::FileId file_id = {1, 2, 3};

using Content = std::vector<std::uint8_t>;

KeyRecord key_record(const std::string& subject) {
    KeyRecord record;
    record.kind = RecordKind::key;
    record.subject = subject;
    record.box = vault::FileKeys(master, file_id).wrap(Key::random(), subject);
    return record;
}

KeyRecord tombstone(const std::string& subject, std::uint64_t erases) {
    KeyRecord record;
    record.kind = RecordKind::tombstone;
    record.subject = subject;
    record.erases = erases;
    return record;
}

Content file_of(const std::vector<KeyRecord>& records) {
    const auto header = vault::encode_header(master, file_id);
    Content content(header.begin(), header.end());
    const vault::FileKeys keys(master, file_id);
    for (KeyRecord record : records) {
        record.position = content.size();
        const auto bytes = keys.encode(record);
        content.insert(content.end(), bytes.begin(), bytes.end());
    }
    return content;
}

std::string refusal(const Content& content, const Key& with = master) {
    const auto parsed = vault::parse_key_file(content, with);
    return parsed ? "" : parsed.error().code;
}

}  // namespace

TEST_CASE("records come back as they were written") {
    const std::string longest(vault::subject_bytes_max, 'x');
    const std::vector<KeyRecord> records{key_record("person:1"), key_record(longest),
                                         tombstone("person:9", 0), KeyRecord{}};
    const auto parsed = vault::parse_key_file(file_of(records), master);
    REQUIRE(parsed.ok());
    REQUIRE(parsed->records.size() == records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        KeyRecord expected = records[i];
        expected.position = (i + 1) * vault::record_bytes;
        CHECK(parsed->records[i] == expected);
    }
    CHECK(parsed->id == file_id);
}

TEST_CASE("a wrapped key opens for its subject and master key only") {
    const vault::FileKeys keys(master, file_id);
    const Key key = Key::random();
    const vault::KeyBox box = keys.wrap(key, "person:1");
    CHECK(keys.unwrap(box, "person:1").value() == key);
    CHECK_FALSE(keys.unwrap(box, "person:2").has_value());
    CHECK_FALSE(vault::FileKeys(Key::random(), file_id).unwrap(box, "person:1").has_value());
    for (std::size_t i = 0; i < box.size(); ++i) {
        vault::KeyBox changed = box;
        changed.at(i) ^= 1;
        CHECK_FALSE(keys.unwrap(changed, "person:1").has_value());
    }
}

TEST_CASE("a file that is foreign, or of another master key, is told apart from a damaged one") {
    const Content content = file_of({key_record("person:1")});
    CHECK(refusal(content) == "");
    CHECK(refusal(content, Key::random()) == "key_file_other_master");
    CHECK(refusal({}) == "key_file_foreign");
    CHECK(refusal(Content(4096, 'x')) == "key_file_foreign");
}

TEST_CASE("every changed byte of every record is found") {
    const Content content =
        file_of({key_record("person:1"), tombstone("person:2", 0), KeyRecord{}, key_record("a:b")});
    for (std::size_t i = 0; i < content.size(); ++i) {
        for (const std::uint8_t change : {1, 128}) {
            Content changed = content;
            changed[i] ^= change;
            CAPTURE(i);
            CHECK(refusal(changed) == (i < 8 ? "key_file_foreign" : "key_file_damaged"));
        }
    }
}

TEST_CASE("records can't change places, come from another file, or be left out in the middle") {
    const Content content =
        file_of({key_record("person:1"), key_record("person:2"), key_record("person:3")});
    const auto record = [](Content& bytes, std::size_t number) {
        return bytes.begin() + static_cast<std::ptrdiff_t>(number * vault::record_bytes);
    };
    Content swapped = content;
    std::swap_ranges(record(swapped, 1), record(swapped, 2), record(swapped, 2));
    CHECK(refusal(swapped) == "key_file_damaged");
    Content shorter = content;
    shorter.erase(record(shorter, 1), record(shorter, 2));
    CHECK(refusal(shorter) == "key_file_damaged");
    Content emptied = content;
    std::fill(record(emptied, 2), record(emptied, 3), std::uint8_t{0});
    CHECK(refusal(emptied) == "key_file_damaged");
}

TEST_CASE("a subject has one key, and none after its tombstone") {
    CHECK(refusal(file_of({key_record("a:1"), key_record("a:1")})) == "key_file_damaged");
    CHECK(refusal(file_of({tombstone("a:1", 0), key_record("a:1")})) == "key_file_damaged");
    CHECK(refusal(file_of({tombstone("a:1", 0), tombstone("a:1", 0)})) == "key_file_damaged");
    CHECK(refusal(file_of({key_record("a:1"), tombstone("a:1", 128)})) == "");
}

TEST_CASE("a file cut anywhere keeps every record before the cut") {
    const Content content =
        file_of({key_record("person:1"), key_record("person:2"), tombstone("person:1", 128)});
    for (std::size_t size = vault::record_bytes; size < content.size(); ++size) {
        for (const std::size_t zeros : {0, 1, 64, 200, 512}) {
            Content torn(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size));
            // What the file system had room for but no data yet reads as zeros: whole records only.
            if (size % vault::record_bytes == 0) torn.resize(size + zeros, 0);
            CAPTURE(size);
            CAPTURE(zeros);
            const auto parsed = vault::parse_key_file(torn, master);
            REQUIRE(parsed.ok());
            CHECK(parsed->records.size() == size / vault::record_bytes - 1);
            CHECK(parsed->whole_bytes == size / vault::record_bytes * vault::record_bytes);
        }
    }
}

TEST_CASE("a key half overwritten is forgiven where a tombstone names it, and only there") {
    Content content = file_of({key_record("person:1"), key_record("person:2"),
                               tombstone("person:1", vault::record_bytes)});
    for (std::size_t i = 0; i < 64; ++i) content[vault::record_bytes + i] = 0;
    const auto parsed = vault::parse_key_file(content, master);
    REQUIRE(parsed.ok());
    CHECK(parsed->records.size() == 2);
    content[2 * vault::record_bytes] = 0;
    CHECK(refusal(content) == "key_file_damaged");
}

TEST_CASE("subjects have plain names") {
    CHECK(vault::is_subject("person:0123456789abcdef"));
    CHECK(vault::is_subject("criteria:2026-11"));
    CHECK_FALSE(vault::is_subject(""));
    CHECK_FALSE(vault::is_subject("person 1"));
    CHECK_FALSE(vault::is_subject("persøn"));
    CHECK_FALSE(vault::is_subject(std::string(vault::subject_bytes_max + 1, 'x')));
}
