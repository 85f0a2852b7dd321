#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace base {

// Why an expected outcome did not come about, in words for the user.
// `code` is stable and for tests and logs ("version_conflict", "R12"); `message` is a Danish
// sentence that is also the key to its translation, with {} where `arguments` go.
struct Error {
    std::string code;
    std::string message;
    std::vector<std::string> arguments;

    bool operator==(const Error&) const = default;
};

// Makes an Error. The translation extractor finds the Danish sentence as the second argument.
template <class... Arguments>
[[nodiscard]] Error refuse(std::string_view code, std::string_view danish,
                           Arguments&&... arguments) {
    return Error{std::string(code),
                 std::string(danish),
                 {std::string(std::forward<Arguments>(arguments))...}};
}

// Marks a Danish sentence for translation where it stands in a table; returns it unchanged.
constexpr std::string_view danish(std::string_view sentence) {
    return sentence;
}

// A value, or the reason there is none. Asking a refused result for its value is a bug and throws
// std::logic_error.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return content_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return checked(), std::get<0>(content_); }
    const T& value() const& { return checked(), std::get<0>(content_); }
    T&& value() && { return checked(), std::get<0>(std::move(content_)); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }

    const Error& error() const {
        if (ok()) throw std::logic_error("Result::error() on a success");
        return std::get<1>(content_);
    }

  private:
    void checked() const {
        if (!ok()) throw std::logic_error("Result::value() on a refusal: " + error().code);
    }

    std::variant<T, Error> content_;
};

// Success carries nothing.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    bool ok() const { return !error_.has_value(); }
    explicit operator bool() const { return ok(); }
    const Error& error() const {
        if (ok()) throw std::logic_error("Result::error() on a success");
        return *error_;
    }

  private:
    std::optional<Error> error_;
};

}  // namespace base
