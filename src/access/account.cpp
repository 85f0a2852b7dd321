#include "access/account.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.h"

namespace access {

namespace {

struct LinkWords {
    LinkKind kind;
    std::string_view code;
    std::string_view path;
    std::chrono::hours lifetime;
};

constexpr std::array<LinkWords, 3> link_words = {{
    {LinkKind::invitation, "invitation", "/invitation/", std::chrono::hours(7 * 24)},
    {LinkKind::password, "password", "/ny-adgangskode/", std::chrono::hours(24)},
    {LinkKind::authenticator, "authenticator", "/ny-kode-app/", std::chrono::hours(24)},
}};

const LinkWords& words_of(LinkKind kind) {
    for (const LinkWords& words : link_words) {
        if (words.kind == kind) return words;
    }
    throw std::logic_error("access: a kind of link without words");
}

bool is_username_sign(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
           c == '@';
}

}  // namespace

bool Account::has_role(Role role) const {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

std::string normalised_username(std::string_view typed) {
    std::string username = base::trim(typed);
    for (char& c : username) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return username;
}

bool is_username(std::string_view username) {
    return username.size() >= 3 && username.size() <= 64 &&
           std::all_of(username.begin(), username.end(), is_username_sign);
}

std::string_view link_kind_code(LinkKind kind) {
    return words_of(kind).code;
}

std::optional<LinkKind> link_kind_of(std::string_view code) {
    for (const LinkWords& words : link_words) {
        if (words.code == code) return words.kind;
    }
    return std::nullopt;
}

std::string_view link_path(LinkKind kind) {
    return words_of(kind).path;
}

std::chrono::hours link_lifetime(LinkKind kind) {
    return words_of(kind).lifetime;
}

}  // namespace access
