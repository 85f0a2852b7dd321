#include "access/cookie.h"

#include <stdexcept>

namespace access {

namespace {

constexpr int year_seconds = 365 * 24 * 3600;
constexpr int browser_session = -1;

std::string_view plain_name(Cookie cookie) {
    switch (cookie) {
        case Cookie::session:
            return "trygby";
        case Cookie::pending_code:
            return "trygby-kode";
        case Cookie::pending_authenticator:
            return "trygby-app";
        case Cookie::pending_passkey:
            return "trygby-noegle";
        case Cookie::pending_identity:
            return "trygby-udbyder";
        case Cookie::language:
            return "sprog";
    }
    throw std::logic_error("access: a cookie without a name");
}

}  // namespace

std::string cookie_name(const Services& services, Cookie cookie) {
    const std::string name(plain_name(cookie));
    const bool is_secret = cookie != Cookie::language;
    return services.secure_cookies && is_secret ? "__Host-" + name : name;
}

const std::string& cookie_value(const Services& services, const web::Request& request,
                                Cookie cookie) {
    return request.cookie(cookie_name(services, cookie));
}

void give_cookie(web::Response& response, const Services& services, Cookie cookie,
                 std::string_view value) {
    const int max_age_seconds = cookie == Cookie::language ? year_seconds : browser_session;
    web::set_cookie(response, cookie_name(services, cookie), value, max_age_seconds,
                    services.secure_cookies);
}

void remove_cookie(web::Response& response, const Services& services, Cookie cookie) {
    web::set_cookie(response, cookie_name(services, cookie), "", 0, services.secure_cookies);
}

}  // namespace access
