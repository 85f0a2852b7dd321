#pragma once

#include <chrono>
#include <cstddef>
#include <semaphore>
#include <string>
#include <string_view>

#include "base/result.h"

namespace access {

// What one computation costs whoever guesses, and us.
struct PasswordCost {
    unsigned long long passes = 3;
    std::size_t memory_bytes = 64 * 1024 * 1024;
};

// Argon2id. At most `at_once` computations run at a time, so that many who sign in together can't
// take the machine's memory; further ones wait up to `patience` and are then refused with
// "busy" (answer 503). Safe to use from all threads.
class PasswordHasher {
  public:
    explicit PasswordHasher(PasswordCost cost = {}, int at_once = 2,
                            std::chrono::milliseconds patience = std::chrono::seconds(5));

    base::Result<std::string> hash(std::string_view password);
    // Whether the password belongs to the hash.
    base::Result<bool> verify(const std::string& hash, std::string_view password);
    // Takes as long as verify() and says no: for user names that don't exist.
    base::Result<bool> verify_nobody(std::string_view password);
    // The hash was made with another cost and should be made anew.
    bool is_outdated(const std::string& hash) const;

  private:
    PasswordCost cost_;
    std::chrono::milliseconds patience_;
    std::counting_semaphore<64> free_;
};

}  // namespace access
