#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace web {

// Markup that stands in our own source. Only the suffix _html below makes one, and a suffix can
// only be put on a literal, so text from outside can never become one.
class Literal {
  public:
    constexpr std::string_view markup() const { return markup_; }

  private:
    friend consteval Literal operator""_html(const char*, std::size_t);
    constexpr explicit Literal(std::string_view markup) : markup_(markup) {}
    std::string_view markup_;
};

consteval Literal operator""_html(const char* characters, std::size_t length) {
    return Literal(std::string_view(characters, length));
}

// Finished, escaped HTML that grows at its end. What is added decides by its type how it is
// written: Literal and Html as they are, text escaped (also for use inside quoted attributes),
// whole numbers as digits.
//
//     Html row;
//     row.add("<td class=\"name\">"_html, name, "</td>"_html);
class Html {
  public:
    Html() = default;
    Html(Literal literal) : markup_(literal.markup()) {}

    template <class... Parts>
    Html& add(const Parts&... parts) {
        (append(parts), ...);
        return *this;
    }

    const std::string& markup() const& { return markup_; }
    std::string markup() && { return std::move(markup_); }
    bool empty() const { return markup_.empty(); }
    void reserve(std::size_t bytes) { markup_.reserve(bytes); }

  private:
    void append(Literal literal) { markup_ += literal.markup(); }
    void append(const Html& html) { markup_ += html.markup_; }
    void append(std::string_view text);
    void append(const char* text) { append(std::string_view(text)); }
    void append(const std::string& text) { append(std::string_view(text)); }
    template <std::integral Number>
    requires(!std::same_as<Number, bool> &&
             !std::same_as<Number, char>) void append(Number number) {
        markup_ += std::to_string(number);
    }

    std::string markup_;
};

// Text as escaped HTML.
Html text(std::string_view plain);

// Text in paragraphs: an empty line starts a new one, a single line break stays a line break.
Html paragraphs(std::string_view plain);

}  // namespace web
