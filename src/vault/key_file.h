#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "vault/durable_file.h"
#include "vault/key.h"
#include "vault/key_records.h"

namespace vault {

// The file of wrapped keys, one for each subject, and what it holds in memory. Not for several
// threads at once: `Vault` sees to that. One program at a time, held by a lock beside the file.
//
// Every change is on disk when its function returns. When a write or its sync fails the file counts
// as broken and takes no more changes until it is opened again; reading goes on.
class KeyFile {
  public:
    enum class State { unknown, present, destroyed };

    // Opens the file, or makes an empty one. Finishes what a power failure interrupted. Refused as
    // parse_key_file() refuses, or with "key_file_in_use", "key_file_readable" (others than the
    // owner may use it), "key_file_unwritable".
    static base::Result<std::unique_ptr<KeyFile>> open(const std::filesystem::path& file,
                                                       const Key& master);
    // Refused as above; changes nothing.
    static base::Result<void> check(const std::filesystem::path& file, const Key& master);

    State state(std::string_view subject) const;
    // Empty unless present.
    std::optional<Key> key(std::string_view subject) const;

    // Refused with "key_exists", "key_destroyed", "key_file_unwritable".
    base::Result<void> add(std::string_view subject, const Key& key);
    // Writes the tombstone, then over the wrapped key; rewrites the file when much of it is empty.
    // Nothing happens when the key is destroyed already; refused with "key_unknown".
    base::Result<void> destroy(std::string_view subject);

    // Writes a new file without the places of destroyed keys, under another name, and puts it in
    // the place of this one. With another master every key is wrapped anew.
    base::Result<void> rewrite(const Key& master);

    // A file as rewrite() makes it, elsewhere; what stands there is replaced. Refused with
    // "key_backup_failed".
    base::Result<void> copy_to(const std::filesystem::path& file) const;

    std::vector<std::string> subjects() const;  // present ones, in no order
    std::vector<std::string> destroyed_subjects() const;

  private:
    struct Entry {
        State state = State::unknown;
        std::size_t position = 0;
        KeyBox box{};
    };

    KeyFile(std::filesystem::path file, Descriptor lock, Descriptor descriptor, const Key& master,
            const ParsedKeyFile& parsed);
    base::Result<void> finish_interrupted(const ParsedKeyFile& parsed, std::size_t file_bytes);
    base::Result<void> append(const KeyRecord& record);
    base::Result<void> erase_at(std::size_t position);
    base::Result<void> broken();
    std::vector<std::uint8_t> compacted(const Key& master, const FileId& id) const;
    void load(const ParsedKeyFile& parsed);
    base::Error unwritable() const;

    std::filesystem::path file_;
    Descriptor lock_;
    Descriptor descriptor_;
    Key master_;
    FileKeys keys_;
    std::size_t end_ = 0;     // where the next record goes
    std::size_t erased_ = 0;  // records that hold nothing any more
    bool broken_ = false;
    std::unordered_map<std::string, Entry> entries_;
};

}  // namespace vault
