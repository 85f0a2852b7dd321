#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

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
// whole numbers as digits. Never add one to itself.
//
//     Html row;
//     row.add("<td class=\"name\">"_html, name, "</td>"_html);
class Html {
  public:
    Html() = default;
    Html(Literal literal) { append(literal); }
    Html(const Html& other) { append(other); }
    Html(Html&& other) noexcept { swap(other); }
    Html& operator=(Html other) noexcept {
        swap(other);
        return *this;
    }
    ~Html() = default;

    template <class... Parts>
    Html& add(const Parts&... parts) {
        (append(parts), ...);
        return *this;
    }

    std::string_view markup() const& { return {characters_.get(), size_}; }
    std::string markup() && { return std::string(characters_.get(), size_); }
    bool empty() const { return size_ == 0; }
    void reserve(std::size_t bytes) {
        if (bytes > capacity_) move_to(bytes);
    }

  private:
    // Inline, because a page consists of some thousand small pieces of known length.
    void write(std::string_view piece) {
        if (capacity_ - size_ < piece.size()) grow(piece.size());
        if (!piece.empty()) std::memcpy(characters_.get() + size_, piece.data(), piece.size());
        size_ += piece.size();
    }
    void append(Literal literal) { write(literal.markup()); }
    void append(const Html& html) { write(html.markup()); }
    void append(std::string_view text);
    void append(const char* text) { append(std::string_view(text)); }
    void append(const std::string& text) { append(std::string_view(text)); }
    template <std::integral Number>
    requires(!std::same_as<Number, bool> &&
             !std::same_as<Number, char>) void append(Number number) {
        write(std::to_string(number));
    }

    void grow(std::size_t more);
    void move_to(std::size_t capacity);
    void swap(Html& other) noexcept {
        std::swap(characters_, other.characters_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }

    std::unique_ptr<char[]> characters_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

// Text as escaped HTML.
Html text(std::string_view plain);

// Text in paragraphs: an empty line starts a new one, a single line break stays a line break.
Html paragraphs(std::string_view plain);

}  // namespace web
