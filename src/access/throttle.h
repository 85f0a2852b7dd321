#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/date.h"

namespace access {

struct ThrottleLimits {
    int free_attempts = 5;               // before the first wait
    std::chrono::seconds first_wait{2};  // doubles with every further attempt
    std::chrono::seconds longest_wait{300};
    std::chrono::seconds forgotten_after{3600};  // since the last attempt
    std::size_t keys = 10'000;                   // more push out the one unused longest
};

// Slows down guessing: each key (an account, an address) has some attempts free, then a growing
// wait. Held in memory with bounded size; a restart forgets. Safe to use from all threads.
class Throttle {
  public:
    explicit Throttle(ThrottleLimits limits = {}) : limits_(limits) {}

    // Zero: the attempt may be made, and is counted from now on, so that attempts made side by side
    // count too. Otherwise how long the key has to wait; nothing is counted then.
    std::chrono::seconds begin(const std::string& key, base::Instant now);
    // The attempt was rightful, or was not made after all: it counts no longer.
    void take_back(const std::string& key);
    // Everything counted for the key is forgotten.
    void clear(const std::string& key);
    std::size_t size() const;

  private:
    struct Entry {
        std::string key;
        int attempts = 0;
        base::Instant last{};
    };
    using Entries = std::list<Entry>;

    std::chrono::seconds wait_of(const Entry& entry, base::Instant now) const;
    Entry& entry_of(const std::string& key);

    const ThrottleLimits limits_;
    mutable std::mutex mutex_;
    Entries entries_;                                           // protected by mutex_; newest first
    std::unordered_map<std::string, Entries::iterator> index_;  // protected by mutex_
};

}  // namespace access
