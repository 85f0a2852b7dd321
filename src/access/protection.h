#pragma once

#include "access/caller_log.h"
#include "access/password_hasher.h"
#include "access/secrets.h"
#include "access/throttle.h"
#include "access/unsaved_uses.h"

namespace access {

// What stands between callers and accounts. Made once at start, lives as long as the server, used
// by all threads.
struct Protection {
    Protection(Secrets key, CallerLog::Sink log, PasswordCost cost = {})
        : secrets(key), passwords(cost), callers(std::move(log)) {}

    const Secrets secrets;
    PasswordHasher passwords;
    Throttle sign_in_by_account;
    // A town hall may share one address, so more attempts are free.
    Throttle sign_in_by_network{ThrottleLimits{.free_attempts = 30}};
    // Who gets this far knows the password, so keeping someone out is no danger, and guessing is.
    Throttle codes_by_account{ThrottleLimits{.longest_wait = std::chrono::seconds(900)}};
    CallerLog callers;
    UnsavedUses uses;
};

}  // namespace access
