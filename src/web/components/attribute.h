#pragma once

#include <string_view>

#include "web/components/link.h"
#include "web/html.h"

// Internal to web.
namespace web {

// Writes an attribute unless its value is empty. `opening` ends with the quote: ` id="`.
inline void add_attribute(Html& html, Literal opening, std::string_view value) {
    if (!value.empty()) html.add(opening, value, "\""_html);
}

inline void add_attribute(Html& html, Literal opening, const Link& link) {
    add_attribute(html, opening, std::string_view(link.address()));
}

}  // namespace web
