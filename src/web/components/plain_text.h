#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace web {

// A piece of text in a component's description: from a literal, Language::say(), or a string. Owns
// its characters, so a description may outlive what it was made from. Always escaped when written.
class PlainText {
  public:
    PlainText() = default;
    PlainText(const char* text) : text_(text) {}
    PlainText(std::string_view text) : text_(text) {}
    PlainText(std::string text) : text_(std::move(text)) {}

    bool empty() const { return text_.empty(); }
    const std::string& string() const { return text_; }
    operator std::string_view() const { return text_; }

    bool operator==(const PlainText&) const = default;

  private:
    std::string text_;
};

}  // namespace web
