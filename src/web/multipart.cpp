#include "web/multipart.h"

#include <algorithm>
#include <utility>

#include "web/form_decoding.h"

namespace web {

namespace {

constexpr std::size_t most_head_bytes = 8 * 1024;
constexpr std::size_t most_boundary_characters = 70;
constexpr std::string_view line_break = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

// Browsers send these three characters of names percent-encoded, and nothing else.
std::string undo_browser_escapes(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const std::string_view next = text.substr(0, 3);
        std::size_t taken = 3;
        if (next == "%22") {
            plain += '"';
        } else if (next == "%0D") {
            plain += '\r';
        } else if (next == "%0A") {
            plain += '\n';
        } else {
            plain += text.front();
            taken = 1;
        }
        text.remove_prefix(taken);
    }
    return plain;
}

// The value of one header in the head of a part; empty when it is missing or there twice.
std::optional<std::string_view> header_value(std::string_view head, std::string_view name) {
    std::optional<std::string_view> found;
    while (!head.empty()) {
        const std::size_t end = head.find(line_break);
        const std::string_view line = head.substr(0, end);
        head = end == std::string_view::npos ? std::string_view() : head.substr(end + 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        if (header_main_value(line.substr(0, colon)) != name) continue;
        if (found) return std::nullopt;
        found = line.substr(colon + 1);
    }
    return found;
}

}  // namespace

MultipartParser::MultipartParser(std::string_view boundary, Receiver receiver)
    : delimiter_("\r\n--" + std::string(boundary)),
      receiver_(std::move(receiver)),
      // The first boundary has no line break before it; with one it looks like all others.
      pending_(line_break) {}

MultipartParser::Outcome MultipartParser::add(std::string_view piece) {
    if (state_ == State::epilogue) return Outcome::fine;
    pending_ += piece;
    Step last;
    do {
        last = step();
    } while (last.outcome == Outcome::fine && last.progress);
    pending_.erase(0, position_);
    position_ = 0;
    return last.outcome;
}

MultipartParser::Step MultipartParser::step() {
    switch (state_) {
        case State::preamble:
            return skip_preamble();
        case State::after_boundary:
            return read_after_boundary();
        case State::head:
            return read_head();
        case State::data:
            return read_data();
        case State::epilogue:
            position_ = pending_.size();
            return {};
    }
    return {Outcome::malformed};
}

MultipartParser::Step MultipartParser::skip_preamble() {
    const std::size_t found = pending_.find(delimiter_, position_);
    if (found == std::string::npos) {
        const std::size_t kept = std::min(pending_.size() - position_, delimiter_.size() - 1);
        position_ = pending_.size() - kept;
        return {};
    }
    position_ = found + delimiter_.size();
    state_ = State::after_boundary;
    return {Outcome::fine, true};
}

MultipartParser::Step MultipartParser::read_after_boundary() {
    while (position_ < pending_.size() &&
           (pending_[position_] == ' ' || pending_[position_] == '\t')) {
        ++position_;
    }
    const std::string_view next = std::string_view(pending_).substr(position_, 2);
    if (next.size() < 2) return {};
    position_ += 2;
    if (next == "--") {
        state_ = State::epilogue;
    } else if (next == line_break) {
        state_ = State::head;
    } else {
        return {Outcome::malformed};
    }
    return {Outcome::fine, true};
}

MultipartParser::Step MultipartParser::read_head() {
    // A part without a head has no name.
    if (pending_.compare(position_, line_break.size(), line_break) == 0) {
        return {Outcome::malformed};
    }
    const std::size_t end = pending_.find(head_end, position_);
    const std::size_t size =
        (end == std::string::npos ? pending_.size() : end + head_end.size()) - position_;
    if (size > most_head_bytes) return {Outcome::malformed};
    if (end == std::string::npos) return {};
    const Outcome outcome =
        begin_part(std::string_view(pending_).substr(position_, end - position_));
    position_ += size;
    state_ = State::data;
    return {outcome, true};
}

MultipartParser::Outcome MultipartParser::begin_part(std::string_view head) {
    const std::optional<std::string_view> disposition = header_value(head, "content-disposition");
    if (!disposition || header_main_value(*disposition) != "form-data") return Outcome::malformed;
    const std::optional<std::string> name = header_parameter(*disposition, "name");
    if (!name) return Outcome::malformed;
    MultipartPart part;
    part.name = undo_browser_escapes(*name);
    if (const auto file_name = header_parameter(*disposition, "filename")) {
        part.file_name = undo_browser_escapes(*file_name);
    }
    if (!is_clean_text(part.name) || (part.file_name && !is_clean_text(*part.file_name))) {
        return Outcome::malformed;
    }
    return receiver_.begin(part) ? Outcome::fine : Outcome::stopped;
}

MultipartParser::Step MultipartParser::read_data() {
    const std::size_t found = pending_.find(delimiter_, position_);
    const bool ends = found != std::string::npos;
    std::size_t data_end = found;
    if (!ends) {
        const std::size_t kept = std::min(pending_.size() - position_, delimiter_.size() - 1);
        data_end = pending_.size() - kept;
    }
    const std::string_view data(pending_.data() + position_, data_end - position_);
    if (!data.empty() && !receiver_.data(data)) return {Outcome::stopped};
    position_ = data_end;
    if (!ends) return {};
    if (!receiver_.end()) return {Outcome::stopped};
    position_ += delimiter_.size();
    state_ = State::after_boundary;
    return {Outcome::fine, true};
}

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    if (header_main_value(content_type) != "multipart/form-data") return std::nullopt;
    std::optional<std::string> boundary = header_parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > most_boundary_characters) {
        return std::nullopt;
    }
    for (const char c : *boundary) {
        if (c < ' ' || c > '~') return std::nullopt;
    }
    if (boundary->back() == ' ') return std::nullopt;
    return boundary;
}

}  // namespace web
