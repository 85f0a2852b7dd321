#include "web/form_decoding.h"

#include <utility>

#include "base/text.h"

namespace web {

namespace {

int hexadecimal_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

char lower_case(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (lower_case(left[i]) != lower_case(right[i])) return false;
    }
    return true;
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// Cuts off and returns what stands before the separator; `rest` becomes what stands after it.
std::string_view cut(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view piece = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return piece;
}

bool is_dot_segment(std::string_view segment) {
    return segment == "." || segment == "..";
}

// Reads a quoted text, from behind its opening quote; `rest` becomes what stands behind its end.
// Browsers send a quote inside as %22 and a backslash as it is; other programs send \" for it.
std::string quoted_text(std::string_view& rest) {
    std::string value;
    while (!rest.empty()) {
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == '"') return value;
        if (c == '\\' && !rest.empty() && rest.front() == '"') {
            value += '"';
            rest.remove_prefix(1);
        } else {
            value += c;
        }
    }
    return value;
}

}  // namespace

bool is_clean_text(std::string_view text) {
    return text.find('\0') == std::string_view::npos && base::is_valid_utf8(text);
}

std::optional<std::string> decode_percent(std::string_view encoded, PlusSign plus) {
    std::string decoded;
    decoded.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        const char c = encoded[i];
        if (c == '+' && plus == PlusSign::is_space) {
            decoded += ' ';
        } else if (c == '%') {
            const int high = i + 2 < encoded.size() ? hexadecimal_digit(encoded[i + 1]) : -1;
            const int low = i + 2 < encoded.size() ? hexadecimal_digit(encoded[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += c;
        }
    }
    if (!is_clean_text(decoded)) return std::nullopt;
    return decoded;
}

DecodedFields decode_urlencoded(std::string_view encoded, std::size_t most_fields) {
    DecodedFields decoded;
    std::size_t count = 0;
    while (!encoded.empty()) {
        std::string_view value = cut(encoded, '&');
        if (value.empty()) continue;
        if (++count > most_fields) return {DecodedFields::Outcome::too_many, {}};
        const std::string_view name = cut(value, '=');
        std::optional<std::string> decoded_name = decode_percent(name, PlusSign::is_space);
        std::optional<std::string> decoded_value = decode_percent(value, PlusSign::is_space);
        if (!decoded_name || !decoded_value) return {DecodedFields::Outcome::malformed, {}};
        decoded.fields.add(std::move(*decoded_name), std::move(*decoded_value));
    }
    return decoded;
}

std::optional<std::string> decode_path(std::string_view encoded) {
    if (encoded.empty() || encoded.front() != '/') return std::nullopt;
    std::string path;
    std::string_view rest = encoded.substr(1);
    bool last = false;
    while (!last) {
        last = rest.find('/') == std::string_view::npos;
        const std::optional<std::string> segment = decode_percent(cut(rest, '/'), PlusSign::stays);
        if (!segment || is_dot_segment(*segment)) return std::nullopt;
        for (const char c : *segment) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 0x20 || byte == 0x7F || c == '/' || c == '\\') return std::nullopt;
        }
        path += '/';
        path += *segment;
    }
    return path;
}

std::map<std::string, std::string, std::less<>> decode_cookies(std::string_view header) {
    std::map<std::string, std::string, std::less<>> cookies;
    while (!header.empty()) {
        std::string_view value = without_blanks(cut(header, ';'));
        if (value.find('=') == std::string_view::npos) continue;
        const std::string_view name = without_blanks(cut(value, '='));
        value = without_blanks(value);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        if (name.empty() || !is_clean_text(name) || !is_clean_text(value)) continue;
        cookies.emplace(name, value);
    }
    return cookies;
}

std::optional<std::string> header_parameter(std::string_view value, std::string_view name) {
    const std::size_t first = value.find(';');
    if (first == std::string_view::npos) return std::nullopt;
    std::string_view rest = value.substr(first + 1);
    while (!rest.empty()) {
        const std::size_t end = rest.find_first_of("=;");
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view found = without_blanks(rest.substr(0, end));
        const bool has_value = rest[end] == '=';
        rest.remove_prefix(end + 1);
        if (!has_value) continue;
        while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t'))
            rest.remove_prefix(1);
        std::string parameter;
        if (!rest.empty() && rest.front() == '"') {
            rest.remove_prefix(1);
            parameter = quoted_text(rest);
            cut(rest, ';');
        } else {
            parameter = without_blanks(cut(rest, ';'));
        }
        if (equal_ignoring_case(found, name)) return parameter;
    }
    return std::nullopt;
}

std::string header_main_value(std::string_view value) {
    std::string main(without_blanks(value.substr(0, value.find(';'))));
    for (char& c : main) c = lower_case(c);
    return main;
}

}  // namespace web
