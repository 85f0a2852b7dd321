#include "web/html.h"

#include <array>

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

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

void Html::append(std::string_view text) {
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_special[static_cast<unsigned char>(text[i])]) continue;
        markup_.append(text, written, i - written);
        markup_ += entity_of(text[i]);
        written = i + 1;
    }
    markup_.append(text, written);
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
