#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "web/html.h"

namespace web {

// A file sent as it is; the server answers range requests on it. With `remove_after` the file is
// deleted when the answer has been sent or given up.
struct FileBody {
    std::filesystem::path path;
    enum class Afterwards { keep, remove } afterwards = Afterwards::keep;
};

// Bytes that stand in the program for as long as it runs (embedded assets).
struct StaticBody {
    std::string_view bytes;
    std::string_view gzip_bytes;  // the same compressed beforehand, or empty
};

// Called again and again on a worker thread; each call returns the next piece, an empty piece ends.
using StreamBody = std::function<std::string()>;

enum class Caching {
    no_store,   // pages with data: the default
    immutable,  // addresses that contain a hash of their content
    revalidate  // public, but asked for again; sent with an ETag
};

struct Response {
    int status = 200;
    std::string content_type = "text/html; charset=utf-8";
    Caching caching = Caching::no_store;
    // Beyond those the server sets itself; one of the same name replaces the server's, but for
    // those that say how the message is framed.
    std::vector<std::pair<std::string, std::string>> headers;
    std::variant<std::string, FileBody, StaticBody, StreamBody> body;

    // Throws std::logic_error for a malformed name or a value with control characters.
    Response& header(std::string name, std::string value);
};

Response html_response(Html page, int status = 200);
Response text_response(std::string text, int status = 200);

// 303: the browser fetches `path` with GET. `path` must begin with a single "/"; anything else is a
// bug and throws std::logic_error, so that no address from outside is ever followed.
Response see_other(std::string_view path);

// A download with this name, offered as attachment.
Response attachment(std::string content_type, std::string_view file_name,
                    std::variant<std::string, FileBody, StaticBody, StreamBody> body);

// Adds a Set-Cookie header with HttpOnly, SameSite=Lax, Path=/ and, on secure requests, Secure.
// `max_age_seconds` 0 removes the cookie, below 0 makes it a session cookie.
void set_cookie(Response& response, std::string_view name, std::string_view value,
                int max_age_seconds, bool secure);

}  // namespace web
