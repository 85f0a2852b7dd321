#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace web {

// What stands at the head of one part of a multipart form.
struct MultipartPart {
    std::string name;
    std::optional<std::string> file_name;  // there when the part is a file
};

// Reads multipart/form-data piece by piece, however the pieces fall, and never holds more of it
// than one piece, a boundary and the head of a part (8 KB at most).
class MultipartParser {
  public:
    // Called in order: begin, data (any number of times), end, for each part. What they return
    // decides: false stops the parser, and add() returns stopped.
    struct Receiver {
        std::function<bool(const MultipartPart&)> begin;
        std::function<bool(std::string_view)> data;
        std::function<bool()> end;
    };

    enum class Outcome { fine, malformed, stopped };

    // `boundary` as in the content type, 1 to 70 characters.
    MultipartParser(std::string_view boundary, Receiver receiver);

    Outcome add(std::string_view piece);
    // The closing boundary has been seen.
    bool complete() const { return state_ == State::epilogue; }

  private:
    enum class State { preamble, after_boundary, head, data, epilogue };
    // One step through what is pending; `progress` tells whether another step can follow.
    struct Step {
        Outcome outcome = Outcome::fine;
        bool progress = false;
    };

    Step step();
    Step skip_preamble();
    Step read_after_boundary();
    Step read_head();
    Step read_data();
    Outcome begin_part(std::string_view head);

    std::string delimiter_;  // line break, two hyphens, boundary
    Receiver receiver_;
    State state_ = State::preamble;
    std::string pending_;
    std::size_t position_ = 0;  // of the first byte in pending_ that isn't dealt with
};

// The boundary in a multipart/form-data content type; empty when it is missing or not allowed.
std::optional<std::string> multipart_boundary(std::string_view content_type);

}  // namespace web
