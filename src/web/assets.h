#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/response.h"
#include "web/route.h"

namespace web {

// A file that the build put into the program (cmake/embed_files.py makes tables of them).
struct EmbeddedFile {
    std::string_view path;  // below the folder, with /
    std::string_view content_type;
    std::string_view bytes;
    std::string_view gzip_bytes;   // empty when compression gains nothing
    std::string_view sha256 = {};  // of the bytes, hexadecimal; empty: counted at the start
};

// A set of embedded files under addresses that contain a hash of the whole set, so that browsers
// keep them for good and references between the files stay relative. Read by all threads.
class Assets {
  public:
    // The files must live as long as this object and all its answers.
    explicit Assets(std::span<const EmbeddedFile> files);

    // "/assets/0f3c…/css/page.css". Throws std::logic_error for a path that isn't in the set: pages
    // name only files they know.
    std::string address(std::string_view path) const;

    // Empty when there is no such path.
    std::optional<Response> response(std::string_view path) const;

    // One GET route per file, with the given guard (everyone may read them). The routes don't need
    // this object any more.
    void add_routes(Router& router, const RouteGuard& guard) const;

  private:
    struct File {
        const EmbeddedFile* file = nullptr;
        std::string entity_tag;
    };

    std::string prefix_;
    std::map<std::string, File, std::less<>> files_;
};

}  // namespace web
