#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "vault/key.h"

// How something sealed is found again by an exact text, without the text standing in the database.
// Pure.
namespace vault {

// What a text becomes: the same text for the same purpose gives the same token, under one key.
using IndexToken = std::array<std::uint8_t, 16>;

// Whom a token belongs to, sealed: 8 bytes synthetic nonce, 8 bytes encrypted handle (SIV with
// keyed BLAKE2b). Bound to its token, so that the links of one subject don't look alike.
using IndexLink = std::array<std::uint8_t, 16>;

// A subject's number in the index: 8 bytes that come from the subject's key, and are known to
// nobody once that is destroyed.
using IndexHandle = std::uint64_t;
IndexHandle index_handle(const Key& subject_key);

class IndexKey {
  public:
    IndexKey(std::int64_t epoch, const Key& key)
        : epoch_(epoch), tokens_(key.derive("idxtoken", 1)), links_(key.derive("idxlinks", 2)) {}

    std::int64_t epoch() const { return epoch_; }
    IndexToken token(std::string_view purpose, std::string_view text) const;
    IndexLink link(const IndexToken& token, IndexHandle handle) const;
    // Empty when the link isn't this token's, was made with another key, or was changed.
    std::optional<IndexHandle> handle(const IndexToken& token, const IndexLink& link) const;

  private:
    enum class Part : std::uint8_t { nonce = 1, mask = 2 };
    std::uint64_t half(Part part, const IndexToken& token, std::uint64_t input) const;

    std::int64_t epoch_;
    Key tokens_;
    Key links_;
};

}  // namespace vault
