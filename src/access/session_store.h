#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/assurance.h"
#include "access/role.h"
#include "access/session.h"
#include "base/date.h"
#include "store/database.h"

namespace access {

// A session with everything a request needs to know of its user.
struct FoundSession {
    std::int64_t id = 0;
    SessionTimes times;
    std::string csrf_secret;
    std::int64_t account_id = 0;
    std::string username;
    std::string language;  // "da" or "en"
    std::optional<base::Date> closed_on;
    std::int64_t staff_member_id = 0;
    std::string name;
    std::string unit_key;  // on `today`; may be empty
    std::vector<Role> roles;
    std::optional<AssuranceLevel> stated_assurance;  // by an identity provider
    std::string agency_cvr;                          // the same; empty: an account of our own
    bool identity_checked = false;
};

// How a session came about.
struct SessionOrigin {
    std::string proof = "totp";  // also recovery_code, passkey, openid
    std::string provider;        // the identity provider's key; empty: an account of our own
    std::optional<AssuranceLevel> stated_assurance;
    std::string agency_cvr;
};

// One indexed query. Finds closed and ended ones too; whether it may be used is for the caller to
// judge.
std::optional<FoundSession> find_session(store::Connection& connection, const std::string& token,
                                         base::Date today);

// Returns the token for the cookie; only its hash is stored.
std::string start_session(store::WriteTransaction& transaction, std::int64_t account_id,
                          std::string_view browser, base::Instant now,
                          const SessionOrigin& origin = {});
// The same session under a new token; the old one works no longer.
std::string rotate_session(store::WriteTransaction& transaction, std::int64_t session_id);
void touch_session(store::WriteTransaction& transaction, std::int64_t session_id,
                   base::Instant now);
// False when the account has no such open session.
bool end_session(store::WriteTransaction& transaction, std::int64_t account_id,
                 std::int64_t session_id, base::Instant now);
// All but `kept_session_id` (0: all); returns how many.
std::int64_t end_sessions(store::WriteTransaction& transaction, std::int64_t account_id,
                          std::int64_t kept_session_id, base::Instant now);

struct OpenSession {
    std::int64_t id = 0;
    std::string browser;
    SessionTimes times;
    std::string proof;
    std::string provider;
};
// Newest first.
std::vector<OpenSession> open_sessions(store::Connection& connection, std::int64_t account_id,
                                       base::Instant now);
// Removes rows that no one can need any more: a day after their last use.
void remove_old_sessions(store::WriteTransaction& transaction, base::Instant now);

}  // namespace access
