#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "store/database.h"
#include "trail/tree_head.h"
#include "trail/verification.h"

// The signed heads, one after the other in a text file outside the database, and the key that signs
// them.
namespace trail {

struct SigningKeySource {
    std::filesystem::path credentials_folder;  // the value of $CREDENTIALS_DIRECTORY, or empty
    std::filesystem::path file;                // used when there is no such credential
};

inline constexpr const char* signing_key_credential = "trygby-trail-key";

// Reads the key (64 hexadecimal digits), or makes the file when there is neither. Refused with
// "signing_key_readable" when others than the owner may use the file, "signing_key_malformed",
// "signing_key_unavailable".
base::Result<SigningKey> load_or_create_signing_key(const SigningKeySource& source);

// What a file of heads says.
struct Heads {
    std::vector<TreeHead> heads;                     // those whose signature holds
    std::map<std::string, std::string> public_keys;  // id → key: vouched for by each other
    std::string first_key;                           // which of them vouches for the others
    std::vector<base::Error> problems;               // anything else in the file
    std::int64_t unfinished = 0;                     // lines that a kill or power failure cut short

    const TreeHead* newest() const;  // the one with the most lines; nullptr when there is none
    std::vector<KnownState> known() const;
};

// `trusted` is a public key known from paper: the file must begin with it. Empty: whatever key the
// file begins with, which whoever may write the file can exchange.
Heads parse_heads(std::string_view text, std::string_view trusted = "");
// Refused with "heads_unreadable".
base::Result<Heads> read_heads(const std::filesystem::path& file, std::string_view trusted = "");

// Signs the trail as it stands on disk now and appends the head; when the newest head says the same
// already, that one is returned. Durable on return. Nothing is signed, and "trail_rewritten" is the
// refusal, when the trail no longer begins with what the newest head says. Refused with
// "heads_unwritable", "heads_unreadable", "signing_key_unknown" when the file begins with another
// key that doesn't vouch for this one, and "trail_empty" when there is no line.
base::Result<TreeHead> write_head(store::Database& database, const SigningKey& key,
                                  const std::filesystem::path& file, base::Instant now);

// Makes a new key, says so in the heads file under the old one's signature, and then puts it in the
// old key's place. Refused with "signing_key_credential" when the key is no file, and as above.
base::Result<SigningKey> rotate_signing_key(const SigningKeySource& source,
                                            const std::filesystem::path& heads_file,
                                            base::Instant now);

}  // namespace trail
