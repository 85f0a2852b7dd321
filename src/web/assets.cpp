#include "web/assets.h"

#include <stdexcept>
#include <utility>

#include "base/digest.h"

namespace web {

namespace {

constexpr std::size_t hash_characters = 16;

Response asset_response(const EmbeddedFile& file, const std::string& entity_tag) {
    Response response;
    response.content_type = file.content_type;
    response.caching = Caching::immutable;
    response.body = StaticBody{file.bytes, file.gzip_bytes};
    response.header("ETag", entity_tag);
    return response;
}

}  // namespace

Assets::Assets(std::span<const EmbeddedFile> files) {
    std::string hashes;
    for (const EmbeddedFile& file : files) {
        const std::string hash =
            file.sha256.empty() ? base::sha256_hex(file.bytes) : std::string(file.sha256);
        hashes.append(file.path).append("\n").append(hash).append("\n");
        File entry{&file, "\"" + hash.substr(0, hash_characters) + "\""};
        if (!files_.emplace(file.path, std::move(entry)).second) {
            throw std::logic_error("embedded twice: " + std::string(file.path));
        }
    }
    prefix_ = "/assets/" + base::sha256_hex(hashes).substr(0, hash_characters) + "/";
}

std::string Assets::address(std::string_view path) const {
    if (files_.find(path) == files_.end()) {
        throw std::logic_error("no such asset: " + std::string(path));
    }
    return prefix_ + std::string(path);
}

std::optional<Response> Assets::response(std::string_view path) const {
    const auto found = files_.find(path);
    if (found == files_.end()) return std::nullopt;
    return asset_response(*found->second.file, found->second.entity_tag);
}

void Assets::add_routes(Router& router, const RouteGuard& guard) const {
    for (const auto& [path, entry] : files_) {
        router.add({Method::get, prefix_ + path, guard,
                    [file = entry.file, tag = entry.entity_tag](const Request&) {
                        return asset_response(*file, tag);
                    }});
    }
}

}  // namespace web
