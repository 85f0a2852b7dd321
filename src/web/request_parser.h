#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "web/request_head.h"

// Internal to web: the one place where requests are parsed (by Boost.Beast, behind this header).
namespace web {

// Parses one request after the other from bytes as they come in. Strict: bare line feeds, blanks
// before a colon, folded or contradicting lengths and the like are refused.
class RequestParser {
  public:
    enum class State {
        head,       // wants more bytes of the head
        head_read,  // the head is complete; head() may be taken, then reading goes on
        body,       // wants more bytes of the body
        complete,   // call next() before the next request
        refused     // see refusal()
    };
    using BodyPiece = std::function<std::optional<int>(std::string_view)>;

    explicit RequestParser(std::uint32_t header_bytes);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    // Makes ready for the next request.
    void next();
    // Who gets the pieces of the body; a status it returns ends the request with that refusal.
    void body_to(BodyPiece receiver);

    // Reads as much as it can and returns how many bytes are dealt with; the others must be given
    // again together with what follows. Stops after the head and after the request.
    std::size_t add(std::string_view bytes);

    State state() const;
    // The HTTP status to answer when the state is `refused`: 400, 414, 431, 505 or the receiver's.
    int refusal() const;
    // Once per request, after head_read.
    RequestHead take_head();

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace web
