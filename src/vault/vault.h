#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "vault/index_key.h"
#include "vault/key_cache.h"
#include "vault/key_file.h"
#include "vault/master_key.h"
#include "vault/sealing.h"

// Keys outside the database, one for each subject; what is sealed with a subject's key is gone, in
// every copy there is, when the key is destroyed. Knows no domain word and no SQL.
namespace vault {

struct VaultOptions {
    std::filesystem::path key_file;  // "person.keys" beside the database
    MasterKeySource master;
    std::size_t cached_keys = 1024;
};

struct IndexEntry {
    std::int64_t epoch = 0;
    IndexToken token{};
    IndexLink link{};
};

// Safe to use from all threads. A change is on disk when its function returns; while one is
// written, others wait. No error and no exception holds a key.
class Vault {
  public:
    using State = KeyFile::State;

    // Opens the key file. At the very first start, when there is neither a master key nor a key
    // file, makes both. A master key that stands beside the current one as the next ("….next", or
    // the credential "trygby-master-key-next") takes over. Refused as master_key.h and key_file.h
    // say; a key file without its master key is "master_key_missing".
    static base::Result<std::unique_ptr<Vault>> open(const VaultOptions& options);

    // Makes a key for something new and returns the subject's name: the kind and 16 random
    // hexadecimal digits. The name isn't a row's number, since those are used again after a
    // roll-back or when an older database is restored; a name never is.
    //
    // The order that must be kept: create() first, then the transaction that writes rows sealed
    // with the key. So no row can be committed whose key might be lost. When the transaction comes
    // to nothing a key without rows remains, which harms nobody; destroy() it, or leave it to
    // subjects().
    base::Result<std::string> create(std::string_view kind);
    // The key of a subject with a fixed name ("criteria:2026-11") is made when there is none.
    // Refused with "key_destroyed".
    base::Result<void> ensure(const std::string& subject);

    State state(const std::string& subject) const;
    std::vector<std::string> subjects() const;            // with a key, in no order
    std::vector<std::string> destroyed_subjects() const;  // for ever

    // The key is overwritten in the file and forgotten in memory; its name is never used again.
    // Nothing happens the second time; refused with "key_unknown".
    base::Result<void> destroy(const std::string& subject);

    // `context` is where the value stands: "person.name". The subject is bound to it besides.
    // Refused with "key_unknown" when the subject has no key, or no longer.
    base::Result<Sealed> seal(const std::string& subject, std::string_view context,
                              std::string_view plain);
    // Empty when the subject has no key, or the value wasn't sealed for this subject and context.
    std::optional<std::string> open_sealed(const std::string& subject, std::string_view context,
                                           std::span<const std::uint8_t> sealed);

    // The subject's key itself, for what needs one (a signing key's seed). Empty as above.
    std::optional<Key> key(const std::string& subject);

    // Blind index. `text` in one canonical form; `purpose` keeps equal texts of different fields
    // apart.
    //
    // What is stored for a text of a subject; refused with "key_unknown".
    base::Result<IndexEntry> index_entry(const std::string& subject, std::string_view purpose,
                                         std::string_view text);
    // The same under every index key in use, the newest first: what stands in the database for the
    // text, while the index is renewed too. Empty when the subject has no key.
    std::vector<IndexEntry> index_entries(const std::string& subject, std::string_view purpose,
                                          std::string_view text);
    // What to look for: one token for each index key in use (two while it is renewed); the links
    // are empty.
    std::vector<IndexEntry> index_tokens(std::string_view purpose, std::string_view text) const;
    // Whose entry it is; empty when that subject's key was destroyed, or the index key was.
    std::optional<std::string> index_subject(const IndexEntry& entry) const;

    // Renewing the index key: begin, write every entry anew, end. Between them both keys are in
    // use. Ending destroys the old key, and with it the sense of every entry in older backups.
    // begin() goes on with a renewal that was interrupted. Returns the epoch entries must have to
    // stay.
    base::Result<std::int64_t> begin_index_renewal();
    base::Result<void> end_index_renewal();

    // Wraps all keys under a new master key and puts it in the old one's place. Refused with
    // "master_key_is_credential": then the new one comes as a credential at the next start.
    base::Result<void> rotate_master_key();

    // Copies the key file to `folder` under today's date (over an earlier one of today) and removes
    // the copies that are `days_kept` days old or older. Erasure from the database's backups holds
    // when the copies of the key file that are older than it are gone.
    struct Backup {
        std::filesystem::path file;
        std::vector<std::filesystem::path> removed;
    };
    base::Result<Backup> back_up(const std::filesystem::path& folder, base::Date today,
                                 int days_kept = backup_days_default) const;
    static constexpr int backup_days_default = 30;

    // False when the system doesn't let this program lock memory (RLIMIT_MEMLOCK).
    bool memory_is_locked() const { return cache_.is_locked(); }

  private:
    Vault(VaultOptions options, std::unique_ptr<KeyFile> file);
    base::Result<void> read_keys();
    std::optional<Key> find_key(const std::string& subject);  // with mutex_ locked
    base::Result<void> add_key(const std::string& subject);   // with mutex_ locked
    base::Result<void> add_index_key(std::int64_t epoch);     // with mutex_ locked

    VaultOptions options_;
    mutable std::mutex mutex_;  // guards what follows
    std::unique_ptr<KeyFile> file_;
    KeyCache cache_;
    std::unordered_map<IndexHandle, std::string> subjects_by_handle_;
    std::vector<IndexKey> index_keys_;  // the newest first, never empty
};

}  // namespace vault
