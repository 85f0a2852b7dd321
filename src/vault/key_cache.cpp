#include "vault/key_cache.h"

#include <sodium.h>

#include <algorithm>
#include <new>

namespace vault {

KeyCache::KeyCache(std::size_t most) : most_(std::max<std::size_t>(most, 1)) {
    if (sodium_init() < 0) throw std::bad_alloc();
    memory_ = static_cast<std::uint8_t*>(sodium_allocarray(most_, Key::size));
    if (memory_ == nullptr) throw std::bad_alloc();
    locked_ = sodium_mlock(memory_, most_ * Key::size) == 0;
    for (std::size_t slot = most_; slot > 0; --slot) free_.push_back(slot - 1);
}

KeyCache::~KeyCache() {
    sodium_free(memory_);  // wipes
}

std::optional<Key> KeyCache::find(const std::string& subject) {
    const auto found = slots_.find(subject);
    if (found == slots_.end()) return std::nullopt;
    uses_.splice(uses_.begin(), uses_, found->second);
    return Key(Key::Bytes(memory_of(found->second->slot), Key::size));
}

void KeyCache::put(const std::string& subject, const Key& key) {
    forget(subject);
    if (free_.empty()) forget(std::string(uses_.back().subject));
    const std::size_t slot = free_.back();
    free_.pop_back();
    std::copy_n(key.data(), Key::size, memory_of(slot));
    uses_.push_front({subject, slot});
    slots_.emplace(subject, uses_.begin());
}

void KeyCache::forget(const std::string& subject) {
    const auto found = slots_.find(subject);
    if (found == slots_.end()) return;
    sodium_memzero(memory_of(found->second->slot), Key::size);
    free_.push_back(found->second->slot);
    uses_.erase(found->second);
    slots_.erase(found);
}

void KeyCache::clear() {
    while (!uses_.empty()) forget(std::string(uses_.front().subject));
}

}  // namespace vault
