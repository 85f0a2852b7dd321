#include "web/response.h"

#include <stdexcept>
#include <utility>

namespace web {

namespace {

bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    for (const char c : text) {
        if (!is_token_character(c)) return false;
    }
    return !text.empty();
}

bool has_control_character(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) return true;
    }
    return false;
}

// Printable ASCII without the signs that end or split a cookie's value (RFC 6265).
bool is_cookie_value(std::string_view text) {
    for (const char c : text) {
        if (c <= ' ' || c >= 0x7F || c == '"' || c == ',' || c == ';' || c == '\\') return false;
    }
    return true;
}

void append_percent_encoded(std::string& encoded, char c) {
    static constexpr char digits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += digits[byte >> 4];
    encoded += digits[byte & 15];
}

// The name in ASCII for clients that don't know the extended form.
std::string ascii_file_name(std::string_view file_name) {
    std::string ascii;
    for (const char c : file_name) {
        const auto byte = static_cast<unsigned char>(c);
        // One sign for each character: continuation bytes of UTF-8 are left out.
        if ((byte & 0xC0) == 0x80) continue;
        const bool plain = byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\' && c != '/';
        ascii += plain ? c : '_';
    }
    return ascii;
}

std::string extended_file_name(std::string_view file_name) {
    std::string encoded;
    for (const char c : file_name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded += c;
        } else {
            append_percent_encoded(encoded, c);
        }
    }
    return encoded;
}

}  // namespace

Response& Response::header(std::string name, std::string value) {
    if (!is_token(name) || has_control_character(value)) {
        throw std::logic_error("malformed response header " + name);
    }
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
}

Response html_response(Html page, int status) {
    Response response;
    response.status = status;
    response.body = std::move(page).markup();
    return response;
}

Response text_response(std::string text, int status) {
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(text);
    return response;
}

Response see_other(std::string_view path) {
    // Browsers read a backslash as a slash, so "/\host" would leave this site too.
    const bool inside = !path.empty() && path[0] == '/' &&
                        (path.size() == 1 || (path[1] != '/' && path[1] != '\\')) &&
                        !has_control_character(path);
    if (!inside) throw std::logic_error("redirect to an address outside: " + std::string(path));
    std::string location;
    for (const char c : path) {
        if (c > ' ' && c < 0x7F) {
            location += c;
        } else {
            append_percent_encoded(location, c);
        }
    }
    Response response = text_response({}, 303);
    response.header("Location", std::move(location));
    return response;
}

Response attachment(std::string content_type, std::string_view file_name,
                    std::variant<std::string, FileBody, StaticBody, StreamBody> body) {
    Response response;
    response.content_type = std::move(content_type);
    response.header("Content-Disposition", "attachment; filename=\"" + ascii_file_name(file_name) +
                                               "\"; filename*=UTF-8''" +
                                               extended_file_name(file_name));
    response.body = std::move(body);
    return response;
}

void set_cookie(Response& response, std::string_view name, std::string_view value,
                int max_age_seconds, bool secure) {
    if (!is_token(name) || !is_cookie_value(value)) {
        throw std::logic_error("malformed cookie " + std::string(name));
    }
    std::string cookie = std::string(name) + "=" + std::string(value);
    cookie += "; Path=/; HttpOnly; SameSite=Lax";
    if (secure) cookie += "; Secure";
    if (max_age_seconds >= 0) cookie += "; Max-Age=" + std::to_string(max_age_seconds);
    response.header("Set-Cookie", std::move(cookie));
}

}  // namespace web
