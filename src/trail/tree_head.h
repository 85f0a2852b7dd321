#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "vault/key.h"

// Signed tree heads: so many lines there were, and this is what they amounted to. Text lines that a
// person can read, compare and send by mail. Pure.
namespace trail {

// Ed25519.
class SigningKey {
  public:
    explicit SigningKey(const vault::Key& seed);

    const std::string& public_key() const { return public_key_; }  // 64 hexadecimal digits
    std::string sign(std::string_view bytes) const;                // base64url

  private:
    vault::Key seed_;
    std::string public_key_;
};

// What a key is called in heads: the first 16 digits of the SHA-256 of the public key.
std::string key_id(std::string_view public_key);
bool is_public_key(std::string_view text);
bool signature_holds(std::string_view public_key, std::string_view bytes,
                     std::string_view signature);

struct TreeHead {
    base::Instant at{};
    std::int64_t lines = 0;
    std::string root;       // of the tree, in hex
    std::string chain;      // the last line's hash, in hex
    std::string key;        // id of the key that signed
    std::string signature;  // base64url

    bool operator==(const TreeHead&) const = default;
};

// That a key signs from now on: said by the key before it, or by itself when it is the first.
struct KeyNotice {
    base::Instant at{};
    std::string public_key;
    std::string by;  // id of the key that says so
    std::string signature;

    bool operator==(const KeyNotice&) const = default;
};

TreeHead sign_head(const SigningKey& key, TreeHead head);
KeyNotice sign_notice(const SigningKey& by, std::string_view public_key, base::Instant at);

// head 2026-11-21T14:00:00.000Z lines=12345 root=… chain=… key=… signature=…
std::string head_line(const TreeHead& head);
// key 2026-11-21T14:00:00.000Z public=… by=… signature=…
std::string notice_line(const KeyNotice& notice);
// Only what these functions write is read; the signature isn't checked here.
std::optional<TreeHead> parse_head(std::string_view line);
std::optional<KeyNotice> parse_notice(std::string_view line);

bool head_holds(const TreeHead& head, std::string_view public_key);
bool notice_holds(const KeyNotice& notice, std::string_view public_key_of_by);

}  // namespace trail
