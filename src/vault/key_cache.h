#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "vault/key.h"

namespace vault {

// A bounded number of unwrapped keys, the least used forgotten first, in memory that is not written
// to swap or to core dumps where the system allows that. Not for several threads at once.
class KeyCache {
  public:
    explicit KeyCache(std::size_t most);
    ~KeyCache();
    KeyCache(const KeyCache&) = delete;
    KeyCache& operator=(const KeyCache&) = delete;

    std::optional<Key> find(const std::string& subject);
    void put(const std::string& subject, const Key& key);
    void forget(const std::string& subject);
    void clear();

    std::size_t size() const { return slots_.size(); }
    bool is_locked() const { return locked_; }

  private:
    struct Entry {
        std::string subject;
        std::size_t slot;
    };
    using Uses = std::list<Entry>;  // the latest first

    std::uint8_t* memory_of(std::size_t slot) { return memory_ + slot * Key::size; }

    std::size_t most_;
    std::uint8_t* memory_;
    bool locked_;
    std::vector<std::size_t> free_;
    Uses uses_;
    std::unordered_map<std::string, Uses::iterator> slots_;
};

}  // namespace vault
