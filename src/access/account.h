#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/role.h"
#include "base/date.h"

namespace access {

// Someone who can sign in. An account is never removed: history refers to it.
struct Account {
    std::int64_t id = 0;
    std::int64_t staff_member_id = 0;
    std::string username;
    std::string name;
    std::string email;
    std::vector<Role> roles;
    std::string language = "da";  // or "en"
    bool has_password = false;
    bool has_authenticator = false;
    bool has_identity = false;  // signs in at an identity provider
    base::Instant created_at{};
    std::optional<base::Date> closed_on;  // the first day without sign-in

    bool is_open_on(base::Date day) const { return !closed_on || day < *closed_on; }
    bool has_role(Role role) const;
};

struct NewAccount {
    std::string name;
    std::string username;  // as normalised_username() gives it
    std::string email;     // may be empty
    std::string unit_key;  // empty: no position
    std::string title_da;
    std::string title_en;
    std::vector<Role> roles;
};

// User names are lower case without spaces at the ends.
std::string normalised_username(std::string_view typed);
// 3 to 64 letters a–z, digits, dots, hyphens, underscores and @.
bool is_username(std::string_view username);

// What an account may be given a link for. The link is handed over by the administrator and works
// once.
enum class LinkKind {
    invitation,    // choose the first password, set up the authenticator app
    password,      // choose a new password
    authenticator  // set up the app anew; the password is asked for
};
std::string_view link_kind_code(LinkKind kind);
std::optional<LinkKind> link_kind_of(std::string_view code);
// The path the link leads to, without the token: "/invitation/".
std::string_view link_path(LinkKind kind);
std::chrono::hours link_lifetime(LinkKind kind);

constexpr int recovery_codes_given = 10;

}  // namespace access
