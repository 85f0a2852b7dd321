#include "access/password_hasher.h"

#include <sodium.h>

#include <array>
#include <new>
#include <optional>
#include <stdexcept>

namespace access {

namespace {

class Turn {
  public:
    static std::optional<Turn> take(std::counting_semaphore<64>& free,
                                    std::chrono::milliseconds patience) {
        if (!free.try_acquire_for(patience)) return std::nullopt;
        return std::optional<Turn>(std::in_place, free);
    }
    explicit Turn(std::counting_semaphore<64>& free) : free_(free) {}
    ~Turn() { free_.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    std::counting_semaphore<64>& free_;
};

base::Error busy() {
    return base::refuse("busy",
                        "Der er mange, der logger ind lige nu. Vent et øjeblik, og prøv igen.");
}

std::string compute(PasswordCost cost, std::string_view password) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes,
                              cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::bad_alloc();
    }
    return std::string(text.data());
}

}  // namespace

PasswordHasher::PasswordHasher(PasswordCost cost, int at_once, std::chrono::milliseconds patience)
    : cost_(cost), patience_(patience), free_(at_once) {
    if (sodium_init() < 0) throw std::runtime_error("access: libsodium can't start");
}

base::Result<std::string> PasswordHasher::hash(std::string_view password) {
    const auto turn = Turn::take(free_, patience_);
    if (!turn) return busy();
    return compute(cost_, password);
}

base::Result<bool> PasswordHasher::verify(const std::string& hash, std::string_view password) {
    const auto turn = Turn::take(free_, patience_);
    if (!turn) return busy();
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

base::Result<bool> PasswordHasher::verify_nobody(std::string_view password) {
    // Making a hash and comparing with one is the same computation.
    const base::Result<std::string> made = hash(password);
    if (!made) return made.error();
    return false;
}

bool PasswordHasher::is_outdated(const std::string& hash) const {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

}  // namespace access
