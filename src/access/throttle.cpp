#include "access/throttle.h"

#include <algorithm>

namespace access {

std::chrono::seconds Throttle::wait_of(const Entry& entry, base::Instant now) const {
    if (entry.attempts < limits_.free_attempts) return std::chrono::seconds(0);
    std::chrono::seconds wait = limits_.first_wait;
    for (int i = limits_.free_attempts; i < entry.attempts && wait < limits_.longest_wait; ++i) {
        wait *= 2;
    }
    wait = std::min(wait, limits_.longest_wait);
    const base::Instant free_again = entry.last + wait;
    if (free_again <= now) return std::chrono::seconds(0);
    return std::chrono::ceil<std::chrono::seconds>(free_again - now);
}

Throttle::Entry& Throttle::entry_of(const std::string& key) {
    const auto known = index_.find(key);
    if (known != index_.end()) {
        entries_.splice(entries_.begin(), entries_, known->second);
        return entries_.front();
    }
    if (entries_.size() >= limits_.keys) {
        index_.erase(entries_.back().key);
        entries_.pop_back();
    }
    entries_.push_front(Entry{key});
    index_[key] = entries_.begin();
    return entries_.front();
}

std::chrono::seconds Throttle::begin(const std::string& key, base::Instant now) {
    const std::lock_guard lock(mutex_);
    Entry& entry = entry_of(key);
    if (entry.attempts > 0 && entry.last + limits_.forgotten_after <= now) entry.attempts = 0;
    const std::chrono::seconds wait = wait_of(entry, now);
    if (wait > std::chrono::seconds(0)) return wait;
    ++entry.attempts;
    entry.last = now;
    return std::chrono::seconds(0);
}

void Throttle::take_back(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto known = index_.find(key);
    if (known != index_.end() && known->second->attempts > 0) --known->second->attempts;
}

void Throttle::clear(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto known = index_.find(key);
    if (known == index_.end()) return;
    entries_.erase(known->second);
    index_.erase(known);
}

std::size_t Throttle::size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

}  // namespace access
