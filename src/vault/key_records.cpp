#include "vault/key_records.h"

#include <sodium.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vault {
namespace {

constexpr std::string_view magic = "TRYGKEY1";
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t checksum_bytes = 16;
constexpr std::size_t checked_bytes = record_bytes - checksum_bytes;
constexpr std::size_t subject_at = 2;
constexpr std::size_t content_at = subject_at + subject_bytes_max;
static_assert(nonce_bytes + Key::size + tag_bytes == box_bytes);
static_assert(content_at + box_bytes + checksum_bytes == record_bytes);

using Checksum = std::array<std::uint8_t, checksum_bytes>;
using Bytes = std::span<const std::uint8_t>;

bool equal(Bytes left, Bytes right) {
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool is_zero(Bytes bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::array<std::uint8_t, 8> number_bytes(std::uint64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::uint8_t& byte : bytes) {
        byte = static_cast<std::uint8_t>(number & 0xFF);
        number >>= 8;
    }
    return bytes;
}

std::uint64_t number_of(Bytes bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 8; i > 0; --i) number = number << 8 | bytes[i - 1];
    return number;
}

Checksum header_checksum(Bytes bytes) {
    Checksum checksum{};
    crypto_generichash(checksum.data(), checksum.size(), bytes.data(), checked_bytes, nullptr, 0);
    return checksum;
}

std::string wrapping_context(std::string_view subject) {
    return "key:" + std::string(subject);
}

base::Error damaged(std::size_t position) {
    return base::refuse("key_file_damaged",
                        "Nøglefilen er beskadiget i post {}. Hent den fra sin sikkerhedskopi.",
                        std::to_string(position / record_bytes));
}

base::Result<FileId> read_header(Bytes content, const Key& master) {
    if (content.size() < record_bytes ||
        !equal(content.first(magic.size()),
               {reinterpret_cast<const std::uint8_t*>(magic.data()), magic.size()}))
        return base::refuse("key_file_foreign", "Filen er ikke en nøglefil.");
    const Bytes header = content.first(record_bytes);
    if (!equal(header_checksum(header), header.last(checksum_bytes))) return damaged(0);
    FileId id{};
    std::copy_n(header.begin() + magic.size(), id.size(), id.begin());
    const Bytes nonce = header.subspan(magic.size() + id.size(), nonce_bytes);
    const Bytes tag = header.subspan(magic.size() + id.size() + nonce_bytes, tag_bytes);
    const Key verifying = master.derive("keyverif", 3);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            nullptr, nullptr, nullptr, tag.data(), tag.size(), header.data(),
            magic.size() + id.size(), nonce.data(), verifying.data()) != 0)
        return base::refuse("key_file_other_master", "Nøglefilen hører til en anden hovednøgle.");
    return id;
}

// Where zeros, or less than a record, begin that reach to the end.
std::size_t torn_from(Bytes content) {
    std::size_t end = content.size() - content.size() % record_bytes;
    while (end > record_bytes && is_zero(content.subspan(end - record_bytes, record_bytes)))
        end -= record_bytes;
    return end;
}

std::unordered_set<std::uint64_t> erased_positions(const std::vector<KeyRecord>& records) {
    std::unordered_set<std::uint64_t> positions;
    for (const KeyRecord& record : records)
        if (record.kind == RecordKind::tombstone) positions.insert(record.erases);
    return positions;
}

}  // namespace

bool is_subject(std::string_view text) {
    const auto allowed = [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
               (sign >= '0' && sign <= '9') || sign == ':' || sign == '.' || sign == '_' ||
               sign == '-';
    };
    return !text.empty() && text.size() <= subject_bytes_max &&
           std::all_of(text.begin(), text.end(), allowed);
}

KeyBox FileKeys::wrap(const Key& key, std::string_view subject) const {
    const std::string context = wrapping_context(subject);
    KeyBox box{};
    randombytes_buf(box.data(), nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        box.data() + nonce_bytes, nullptr, key.data(), Key::size,
        reinterpret_cast<const unsigned char*>(context.data()), context.size(), nullptr, box.data(),
        wrapping_.data());
    return box;
}

std::optional<Key> FileKeys::unwrap(const KeyBox& box, std::string_view subject) const {
    const std::string context = wrapping_context(subject);
    std::array<std::uint8_t, Key::size> bytes{};
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            bytes.data(), nullptr, nullptr, box.data() + nonce_bytes, box_bytes - nonce_bytes,
            reinterpret_cast<const unsigned char*>(context.data()), context.size(), box.data(),
            wrapping_.data()) != 0)
        return std::nullopt;
    std::optional<Key> key{std::in_place, bytes};
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

Checksum FileKeys::checksum(Bytes bytes, std::size_t position) const {
    Checksum checksum{};
    const auto place = number_bytes(position);
    std::vector<std::uint8_t> parts(id_.begin(), id_.end());
    parts.insert(parts.end(), place.begin(), place.end());
    parts.insert(parts.end(), bytes.data(), bytes.data() + checked_bytes);
    crypto_generichash(checksum.data(), checksum.size(), parts.data(), parts.size(),
                       checking_.data(), Key::size);
    return checksum;
}

RecordBytes FileKeys::encode(const KeyRecord& record) const {
    RecordBytes bytes{};
    bytes[0] = static_cast<std::uint8_t>(record.kind);
    bytes[1] = static_cast<std::uint8_t>(record.subject.size());
    std::copy(record.subject.begin(), record.subject.end(), bytes.begin() + subject_at);
    if (record.kind == RecordKind::key)
        std::copy(record.box.begin(), record.box.end(), bytes.begin() + content_at);
    if (record.kind == RecordKind::tombstone) {
        const auto erases = number_bytes(record.erases);
        std::copy(erases.begin(), erases.end(), bytes.begin() + content_at);
    }
    const Checksum sum = checksum(bytes, record.position);
    std::copy(sum.begin(), sum.end(), bytes.begin() + checked_bytes);
    return bytes;
}

std::optional<KeyRecord> FileKeys::decode(std::span<const std::uint8_t, record_bytes> bytes,
                                          std::size_t position) const {
    if (!equal(checksum(bytes, position), bytes.last(checksum_bytes))) return std::nullopt;
    KeyRecord record;
    if (bytes[0] < 1 || bytes[0] > 3 || bytes[1] > subject_bytes_max) return std::nullopt;
    record.kind = static_cast<RecordKind>(bytes[0]);
    record.position = position;
    record.subject.assign(reinterpret_cast<const char*>(bytes.data()) + subject_at, bytes[1]);
    if (record.kind == RecordKind::key)
        std::copy_n(bytes.begin() + content_at, box_bytes, record.box.begin());
    if (record.kind == RecordKind::tombstone)
        record.erases = number_of(bytes.subspan(content_at, 8));
    const bool named = record.kind != RecordKind::erased;
    if (named ? !is_subject(record.subject) : !record.subject.empty()) return std::nullopt;
    return record;
}

RecordBytes encode_header(const Key& master, const FileId& id) {
    RecordBytes header{};
    std::copy(magic.begin(), magic.end(), header.begin());
    std::copy(id.begin(), id.end(), header.begin() + magic.size());
    std::uint8_t* nonce = header.data() + magic.size() + id.size();
    randombytes_buf(nonce, nonce_bytes);
    const Key verifying = master.derive("keyverif", 3);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, nullptr, 0,
                                               header.data(), magic.size() + id.size(), nullptr,
                                               nonce, verifying.data());
    const Checksum checksum = header_checksum(header);
    std::copy(checksum.begin(), checksum.end(), header.begin() + checked_bytes);
    return header;
}

base::Result<ParsedKeyFile> parse_key_file(Bytes content, const Key& master) {
    const base::Result<FileId> id = read_header(content, master);
    if (!id) return id.error();
    ParsedKeyFile parsed{*id, {}, torn_from(content)};
    const FileKeys keys(master, *id);
    std::vector<std::size_t> unreadable;
    for (std::size_t at = record_bytes; at < parsed.whole_bytes; at += record_bytes) {
        const auto record = keys.decode(content.subspan(at).first<record_bytes>(), at);
        if (record)
            parsed.records.push_back(*record);
        else
            unreadable.push_back(at);
    }
    // A key that a tombstone names may be half overwritten: the power went while it was destroyed.
    const auto erased = erased_positions(parsed.records);
    for (const std::size_t at : unreadable)
        if (!erased.contains(at)) return damaged(at);
    if (const auto ordered = check_order(parsed.records); !ordered) return ordered.error();
    return parsed;
}

base::Result<void> check_order(const std::vector<KeyRecord>& records) {
    std::unordered_map<std::string_view, RecordKind> state;
    for (const KeyRecord& record : records) {
        if (record.kind == RecordKind::erased) continue;
        const auto [known, added] = state.emplace(record.subject, record.kind);
        if (added) continue;
        const bool destroys =
            known->second == RecordKind::key && record.kind == RecordKind::tombstone;
        if (!destroys) return damaged(record.position);
        known->second = RecordKind::tombstone;
    }
    return {};
}

}  // namespace vault
