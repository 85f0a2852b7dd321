#pragma once

#include <filesystem>

#include "base/result.h"
#include "vault/key.h"

namespace vault {

// Where the master key comes from. A systemd credential (LoadCredential= or
// LoadCredentialEncrypted=) goes before the file.
struct MasterKeySource {
    std::filesystem::path credentials_folder;  // the value of $CREDENTIALS_DIRECTORY, or empty
    std::filesystem::path file;                // used when there is no such credential
};

inline constexpr const char* master_key_credential = "trygby-master-key";

// The file that holds the key, whether it is there or not.
std::filesystem::path master_key_path(const MasterKeySource& source);
// Where the key that shall follow it stands while they are exchanged.
std::filesystem::path next_master_key_path(const MasterKeySource& source);
bool is_credential(const MasterKeySource& source);

// Reads 64 hexadecimal digits. Refused with "master_key_missing", "master_key_readable" when others
// than its owner may read or write it (of a credential, which stands in a folder of the service's
// own, only when everybody may), or "master_key_malformed".
base::Result<Key> read_master_key(const std::filesystem::path& file, bool credential);

// Writes a key to a new file, readable by its owner only, and syncs it; a file that stands there is
// left alone. Refused with "master_key_unwritable".
base::Result<void> write_master_key(const std::filesystem::path& file, const Key& key);

}  // namespace vault
