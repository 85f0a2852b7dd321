#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace web {

// An address that may stand in href, action or a data attribute. It begins with a single "/", with
// "#", "https://" or "mailto:" and holds no control character; making one from anything else (also
// from empty text) is a bug and throws std::logic_error. Without an argument: no link.
class Link {
  public:
    Link() = default;
    Link(const char* address) : Link(std::string(address)) {}
    Link(std::string_view address) : Link(std::string(address)) {}
    Link(std::string address);

    bool empty() const { return address_.empty(); }
    const std::string& address() const { return address_; }

    bool operator==(const Link&) const = default;

  private:
    std::string address_;
};

// One segment of a path or one value of a query, percent-encoded.
std::string encode_component(std::string_view text);

// `path`?name=value&… with names and values encoded; pairs with an empty value are left out.
std::string address_with_query(std::string_view path,
                               const std::vector<std::pair<std::string, std::string>>& query);

}  // namespace web
