#include "trail/tree_head.h"

#include <sodium.h>

#include <charconv>
#include <vector>

#include "base/digest.h"
#include "base/text.h"
#include "trail/line_hash.h"

namespace trail {

namespace {

constexpr std::string_view signature_word = " signature=";
constexpr std::size_t id_characters = 16;

using SecretKey = std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES>;
using PublicKey = std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES>;

const unsigned char* unsigned_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// What is signed: a mark that no other signature of this key begins with, and the line.
std::string signed_bytes(std::string_view unsigned_line) {
    return "trygby trail head 1\n" + std::string(unsigned_line);
}

std::string unsigned_line(const TreeHead& head) {
    return "head " + base::iso_instant(head.at) + " lines=" + std::to_string(head.lines) +
           " root=" + head.root + " chain=" + head.chain + " key=" + head.key;
}

std::string unsigned_line(const KeyNotice& notice) {
    return "key " + base::iso_instant(notice.at) + " public=" + notice.public_key +
           " by=" + notice.by;
}

bool is_hex(std::string_view text, std::size_t characters) {
    return text.size() == characters &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// "root=ab" with the name "root" gives "ab".
std::string value_of(const std::string& word, std::string_view name) {
    const bool fits =
        word.starts_with(name) && word.size() > name.size() && word[name.size()] == '=';
    return fits ? word.substr(name.size() + 1) : std::string();
}

std::optional<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

}  // namespace

SigningKey::SigningKey(const vault::Key& seed) : seed_(seed) {
    static_assert(vault::Key::size == crypto_sign_SEEDBYTES);
    PublicKey open{};
    SecretKey secret{};
    crypto_sign_seed_keypair(open.data(), secret.data(), seed.data());
    sodium_memzero(secret.data(), secret.size());
    public_key_ = base::hex(open);
}

std::string SigningKey::sign(std::string_view bytes) const {
    PublicKey open{};
    SecretKey secret{};
    crypto_sign_seed_keypair(open.data(), secret.data(), seed_.data());
    std::array<std::uint8_t, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, unsigned_bytes(bytes), bytes.size(),
                         secret.data());
    sodium_memzero(secret.data(), secret.size());
    return base::base64url(signature);
}

std::string key_id(std::string_view public_key) {
    return base::sha256_hex(public_key).substr(0, id_characters);
}

bool is_public_key(std::string_view text) {
    return is_hex(text, 2 * crypto_sign_PUBLICKEYBYTES);
}

bool signature_holds(std::string_view public_key, std::string_view bytes,
                     std::string_view signature) {
    if (!is_public_key(public_key)) return false;
    const Hash open = hash_from_hex(public_key);
    std::array<std::uint8_t, crypto_sign_BYTES> raw{};
    std::size_t length = 0;
    const char* end = nullptr;
    const bool decoded =
        sodium_base642bin(raw.data(), raw.size(), signature.data(), signature.size(), nullptr,
                          &length, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
    // Written in one way only: the decoder takes some other characters for the right ones.
    if (!decoded || length != raw.size() || base::base64url(raw) != signature) return false;
    return crypto_sign_verify_detached(raw.data(), unsigned_bytes(bytes), bytes.size(),
                                       open.data()) == 0;
}

TreeHead sign_head(const SigningKey& key, TreeHead head) {
    head.key = key_id(key.public_key());
    head.signature = key.sign(signed_bytes(unsigned_line(head)));
    return head;
}

KeyNotice sign_notice(const SigningKey& by, std::string_view public_key, base::Instant at) {
    KeyNotice notice{at, std::string(public_key), key_id(by.public_key()), ""};
    notice.signature = by.sign(signed_bytes(unsigned_line(notice)));
    return notice;
}

std::string head_line(const TreeHead& head) {
    return unsigned_line(head) + std::string(signature_word) + head.signature;
}

std::string notice_line(const KeyNotice& notice) {
    return unsigned_line(notice) + std::string(signature_word) + notice.signature;
}

std::optional<TreeHead> parse_head(std::string_view line) {
    const std::vector<std::string> words = base::split(line, ' ');
    if (words.size() != 7 || words[0] != "head") return std::nullopt;
    const auto at = base::parse_instant(words[1]);
    const auto lines = number_of(value_of(words[2], "lines"));
    if (!at || !lines) return std::nullopt;
    TreeHead head{*at,
                  *lines,
                  value_of(words[3], "root"),
                  value_of(words[4], "chain"),
                  value_of(words[5], "key"),
                  value_of(words[6], "signature")};
    if (!is_hex(head.root, 64) || !is_hex(head.chain, 64) || head_line(head) != line)
        return std::nullopt;
    return head;
}

std::optional<KeyNotice> parse_notice(std::string_view line) {
    const std::vector<std::string> words = base::split(line, ' ');
    if (words.size() != 5 || words[0] != "key") return std::nullopt;
    const auto at = base::parse_instant(words[1]);
    if (!at) return std::nullopt;
    KeyNotice notice{*at, value_of(words[2], "public"), value_of(words[3], "by"),
                     value_of(words[4], "signature")};
    if (!is_public_key(notice.public_key) || notice_line(notice) != line) return std::nullopt;
    return notice;
}

bool head_holds(const TreeHead& head, std::string_view public_key) {
    return head.key == key_id(public_key) &&
           signature_holds(public_key, signed_bytes(unsigned_line(head)), head.signature);
}

bool notice_holds(const KeyNotice& notice, std::string_view public_key_of_by) {
    return notice.by == key_id(public_key_of_by) &&
           signature_holds(public_key_of_by, signed_bytes(unsigned_line(notice)), notice.signature);
}

}  // namespace trail
