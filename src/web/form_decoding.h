#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "web/request.h"

// How text arrives in HTTP requests. Nothing here keeps state or knows a server.
namespace web {

// Valid UTF-8 without NUL.
bool is_clean_text(std::string_view text);

enum class PlusSign { is_space, stays };

// %XX decoded; empty when a percent sign is not followed by two hexadecimal digits or when the
// outcome is not clean text.
std::optional<std::string> decode_percent(std::string_view encoded, PlusSign plus);

struct DecodedFields {
    enum class Outcome { fine, malformed, too_many };
    Outcome outcome = Outcome::fine;
    Fields fields;
};

// name=value&name=value, of a query or a form. Empty pieces between & are skipped.
DecodedFields decode_urlencoded(std::string_view encoded, std::size_t most_fields);

// The path of a request target, decoded. Empty when it doesn't begin with /, holds control
// characters, a backslash or an encoded slash, or a segment is . or .. (also encoded).
std::optional<std::string> decode_path(std::string_view encoded);

// name=value; name=value, taken as they are. Pieces that are not of this form or not clean text are
// left out (other sites of the same domain may have set them); of a name sent twice the first
// counts.
std::map<std::string, std::string, std::less<>> decode_cookies(std::string_view header);

// The parameter of a header value such as form-data; name="x"; in a quoted value \" is a quote.
// Empty when it isn't there.
std::optional<std::string> header_parameter(std::string_view value, std::string_view name);

// The part before the first semicolon, in lower case, trimmed: the media type, form-data.
std::string header_main_value(std::string_view value);

}  // namespace web
