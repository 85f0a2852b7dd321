#include "web/html.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace web {

namespace {

constexpr std::string_view entity_of(char character) {
    switch (character) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

constexpr auto is_special = [] {
    std::array<bool, 256> table{};
    for (int i = 0; i < 256; ++i) {
        table[static_cast<std::size_t>(i)] = !entity_of(static_cast<char>(i)).empty();
    }
    return table;
}();

// Eight characters at a time: a byte of `word` that is zero is found by what a subtraction carries.
constexpr std::size_t step = sizeof(std::uint64_t);

constexpr std::uint64_t repeated(unsigned char byte) {
    return 0x0101010101010101U * byte;
}

constexpr std::uint64_t zero_in(std::uint64_t word) {
    return (word - repeated(1)) & ~word & repeated(0x80);
}

bool has_special(const char* eight) {
    std::uint64_t word = 0;
    std::memcpy(&word, eight, step);
    // & and ' differ in the lowest bit only, < and > in the one above.
    return (zero_in((word & repeated(0xfe)) ^ repeated('&')) |
            zero_in((word | repeated(2)) ^ repeated('>')) | zero_in(word ^ repeated('"'))) != 0;
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

void Html::append(std::string_view text) {
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        while (text.size() - i > step && !has_special(text.data() + i)) i += step;
        if (!is_special[static_cast<unsigned char>(text[i])]) continue;
        write(text.substr(written, i - written));
        write(entity_of(text[i]));
        written = i + 1;
    }
    write(text.substr(written));
}

void Html::grow(std::size_t more) {
    constexpr std::size_t smallest = 240;  // most components fit
    move_to(std::max({smallest, 2 * capacity_, size_ + more}));
}

void Html::move_to(std::size_t capacity) {
    auto wider = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) std::memcpy(wider.get(), characters_.get(), size_);
    characters_ = std::move(wider);
    capacity_ = capacity;
}

Html text(std::string_view plain) {
    Html html;
    html.add(plain);
    return html;
}

Html paragraphs(std::string_view plain) {
    Html html;
    bool inside = false;
    for (const std::string& line : base::split(base::normalise_lines(plain), '\n')) {
        if (is_blank(line)) {
            if (inside) html.add("</p>"_html);
            inside = false;
            continue;
        }
        html.add(inside ? "<br>"_html : "<p>"_html, line);
        inside = true;
    }
    if (inside) html.add("</p>"_html);
    return html;
}

}  // namespace web
