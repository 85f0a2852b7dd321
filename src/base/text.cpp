#include "base/text.h"

#include "base/utf8.h"

namespace base {

namespace {

bool is_white_space(char32_t code_point) {
    switch (code_point) {
        case U' ':
        case U'\t':
        case U'\n':
        case U'\v':
        case U'\f':
        case U'\r':
        case 0x85:    // next line
        case 0xA0:    // no-break space
        case 0x2028:  // line separator
        case 0x2029:  // paragraph separator
        case 0x202F:  // narrow no-break space
            return true;
        default:
            return false;
    }
}

bool is_control(char32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

}  // namespace

std::string trim(std::string_view text) {
    std::size_t begin = text.size();
    std::size_t end = 0;
    for (std::size_t position = 0; position < text.size();) {
        const Utf8Character character = read_utf8(text, position);
        if (!is_white_space(character.code_point)) {
            if (begin > position) begin = position;
            end = position + character.bytes;
        }
        position += character.bytes;
    }
    if (begin >= end) return {};
    return std::string(text.substr(begin, end - begin));
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = text.find(separator); end != std::string_view::npos;
         end = text.find(separator, begin)) {
        parts.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    parts.emplace_back(text.substr(begin));
    return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string joined;
    for (const std::string& part : parts) {
        if (&part != &parts.front()) joined += separator;
        joined += part;
    }
    return joined;
}

bool is_valid_utf8(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        const Utf8Character character = read_utf8(text, position);
        if (!character.valid) return false;
        position += character.bytes;
    }
    return true;
}

std::size_t length_in_characters(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t position = 0; position < text.size(); ++characters) {
        position += read_utf8(text, position).bytes;
    }
    return characters;
}

std::string shorten(std::string_view text, std::size_t characters) {
    std::size_t position = 0;
    for (; position < text.size() && characters > 0; --characters) {
        position += read_utf8(text, position).bytes;
    }
    return std::string(text.substr(0, position));
}

bool is_key(std::string_view text) {
    constexpr std::size_t most_characters = 60;
    if (text.empty() || text.size() > most_characters) return false;
    char before = '_';
    for (const char sign : text) {
        const bool letter = sign >= 'a' && sign <= 'z';
        const bool digit = sign >= '0' && sign <= '9';
        if (!letter && !digit && sign != '_') return false;
        if (sign == '_' && before == '_') return false;
        before = sign;
    }
    const bool starts_with_letter = text.front() >= 'a' && text.front() <= 'z';
    return starts_with_letter && before != '_';
}

std::string normalise_lines(std::string_view text) {
    std::string lines;
    lines.reserve(text.size());
    for (std::size_t position = 0; position < text.size();) {
        const Utf8Character character = read_utf8(text, position);
        const std::string_view sign = text.substr(position, character.bytes);
        position += character.bytes;
        if (sign == "\r") {
            lines += '\n';
            if (position < text.size() && text[position] == '\n') ++position;
        } else if (sign == "\t") {
            lines += ' ';  // dropped, it would join two words
        } else if (sign == "\n" || !is_control(character.code_point)) {
            lines += sign;
        }
    }
    return lines;
}

}  // namespace base
