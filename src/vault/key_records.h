#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "vault/key.h"

// What the key file holds, as bytes and as values. Pure: reads and writes no file.
//
// A header and then records, 128 bytes each, so that no record crosses a sector of 512 bytes and
// each is on disk whole or not at all.
//
//   header   8 "TRYGKEY1" · 16 file id · 24 nonce · 16 tag (of nothing, under the master key) ·
//            48 zeros · 16 checksum
//   record   1 kind · 1 length of subject · 38 subject, zeros after it · 72 content · 16 checksum
//
// The content of a key is 24 nonce, 32 wrapped key, 16 tag; of a tombstone the position (8 bytes,
// low byte first) of the record it erased, and zeros; of an erased record zeros.
//
// The header's checksum is BLAKE2b of what stands before it. A record's is keyed by the master key
// and covers the file id and the record's position too, so that records can't be forged, moved, or
// put back from an older file.
namespace vault {

inline constexpr std::size_t record_bytes = 128;
inline constexpr std::size_t subject_bytes_max = 38;
inline constexpr std::size_t box_bytes = 72;

using RecordBytes = std::array<std::uint8_t, record_bytes>;
using FileId = std::array<std::uint8_t, 16>;
using KeyBox = std::array<std::uint8_t, box_bytes>;

enum class RecordKind : std::uint8_t {
    key = 1,
    tombstone = 2,  // the subject's key was destroyed, for ever
    erased = 3      // what remains in the place of a destroyed key
};

struct KeyRecord {
    RecordKind kind = RecordKind::erased;
    std::string subject;       // empty when erased
    KeyBox box{};              // of a key
    std::uint64_t erases = 0;  // of a tombstone: the record's position; 0: none in this file
    std::size_t position = 0;  // in the file

    bool operator==(const KeyRecord&) const = default;
};

// 1 to 38 letters, digits and ":._-".
bool is_subject(std::string_view text);

// The keys that the master key yields for one file.
class FileKeys {
  public:
    FileKeys(const Key& master, const FileId& id)
        : id_(id),
          wrapping_(master.derive("keywraps", 1)),
          checking_(master.derive("keycheck", 2)) {}

    // Wraps under the master key, bound to the subject.
    KeyBox wrap(const Key& key, std::string_view subject) const;
    std::optional<Key> unwrap(const KeyBox& box, std::string_view subject) const;

    // The record as it stands at its position.
    RecordBytes encode(const KeyRecord& record) const;
    // Empty when the bytes are no record of this file at this position.
    std::optional<KeyRecord> decode(std::span<const std::uint8_t, record_bytes> bytes,
                                    std::size_t position) const;

  private:
    std::array<std::uint8_t, 16> checksum(std::span<const std::uint8_t> bytes,
                                          std::size_t position) const;

    FileId id_;
    Key wrapping_;
    Key checking_;
};

RecordBytes encode_header(const Key& master, const FileId& id);

struct ParsedKeyFile {
    FileId id{};
    std::vector<KeyRecord> records;  // in the order of their positions
    // A write that a power failure cut short begins here; the file's size when there is none.
    std::size_t whole_bytes = 0;
};

// Only what the last write can have left is cut off: an incomplete record, or records of nothing
// but zeros, at the end. Refused with "key_file_foreign" when it is no such file,
// "key_file_other_master" when it belongs to another master key, "key_file_damaged" when anything
// else is wrong; the error says which record, and nothing of its content.
base::Result<ParsedKeyFile> parse_key_file(std::span<const std::uint8_t> content,
                                           const Key& master);

// One record for each subject's state, or "key_file_damaged": two keys for one subject, or a key
// after its tombstone.
base::Result<void> check_order(const std::vector<KeyRecord>& records);

}  // namespace vault
