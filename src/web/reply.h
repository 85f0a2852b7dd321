#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "web/request.h"
#include "web/response.h"

// Internal to web: from a Response to the bytes that go out.
namespace web {

// An open file of which a slice is sent. Removes the file at its end when told to.
class OpenFile {
  public:
    // Throws std::system_error when it can't be opened or isn't a regular file; then nothing is
    // removed either.
    explicit OpenFile(const FileBody& body);
    ~OpenFile();
    OpenFile(OpenFile&& other) noexcept;
    OpenFile& operator=(OpenFile&& other) noexcept;

    std::uint64_t size_bytes() const { return size_bytes_; }
    // Changes whenever the file does.
    std::string entity_tag() const;

    // What follows is sent next; at most `most_bytes`, empty at the end of the slice. Throws
    // std::system_error, also when the file has become shorter.
    std::string read(std::size_t most_bytes);
    void select(std::uint64_t offset, std::uint64_t length);

  private:
    int descriptor_ = -1;
    std::filesystem::path removed_afterwards_;  // empty: kept
    std::uint64_t size_bytes_ = 0;
    std::string entity_tag_;
    std::uint64_t offset_ = 0;
    std::uint64_t left_ = 0;
};

// The whole answer: `head` and then the body. Nothing follows the head when `body` is monostate.
struct Reply {
    int status = 200;
    std::string head;
    std::variant<std::monostate, std::string, std::string_view, OpenFile, StreamBody> body;
    bool chunked = false;     // a stream: each piece is framed as a chunk
    bool keep_alive = false;  // the connection can be used again
};

struct ReplyContext {
    bool http_1_1 = true;
    bool keep_alive = true;
    std::chrono::sys_seconds now;
};

// Adds what HTTP and safety ask for: ranges, entity tags, compression, HEAD, security headers. A
// header the response brings itself replaces the one that would be set here. Throws
// std::logic_error for a malformed header and std::system_error for a file that can't be opened.
Reply make_reply(const Request& request, Response response, const ReplyContext& context);

}  // namespace web
