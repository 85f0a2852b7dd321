#include "web/body_reader.h"

#include <system_error>
#include <utility>

#include "web/form_decoding.h"

namespace web {

namespace {

constexpr int bad_request = 400;
constexpr int too_large = 413;
constexpr int unsupported_type = 415;
constexpr int disk_full = 507;
// File content that the parser can't tell from a boundary yet is counted as body for a moment.
constexpr std::uint64_t most_undecided_bytes = 80;

}  // namespace

BodyReader::BodyReader(std::string content_type, BodyLimits limits)
    : content_type_(std::move(content_type)), limits_(std::move(limits)) {}

std::optional<int> BodyReader::begin(std::optional<std::uint64_t> announced_bytes) {
    const std::string type = header_main_value(content_type_);
    std::uint64_t most_bytes = limits_.body_bytes;
    if (type == "application/x-www-form-urlencoded") {
        kind_ = Kind::urlencoded;
    } else if (type == "multipart/form-data") {
        const std::optional<std::string> boundary = multipart_boundary(content_type_);
        if (!boundary) return bad_request;
        kind_ = Kind::multipart;
        parser_ = std::make_unique<MultipartParser>(*boundary, receiver());
        most_bytes += limits_.file_bytes;
    } else if (announced_bytes.value_or(0) == 0) {
        // A POST without a body needs no type; bytes that come nevertheless are refused in add().
        return std::nullopt;
    } else {
        return unsupported_type;
    }
    if (announced_bytes && *announced_bytes > most_bytes) return too_large;
    return std::nullopt;
}

std::optional<int> BodyReader::add(std::string_view piece) {
    if (piece.empty()) return std::nullopt;
    if (kind_ == Kind::nothing) return unsupported_type;
    if (kind_ == Kind::multipart) return add_multipart(piece);
    body_bytes_ += piece.size();
    if (body_bytes_ > limits_.body_bytes) return too_large;
    collected_ += piece;
    return std::nullopt;
}

std::optional<int> BodyReader::add_multipart(std::string_view piece) {
    // Counted as body here; add_to_part() takes off what turns out to be content of a file.
    body_bytes_ += piece.size();
    try {
        const MultipartParser::Outcome outcome = parser_->add(piece);
        if (outcome == MultipartParser::Outcome::stopped) return refused_with_;
        if (outcome == MultipartParser::Outcome::malformed) return bad_request;
    } catch (const std::system_error& error) {
        if (error.code() == std::errc::no_space_on_device) return disk_full;
        throw;
    }
    if (body_bytes_ > limits_.body_bytes + most_undecided_bytes) return too_large;
    return std::nullopt;
}

std::optional<int> BodyReader::finish(Request& request) {
    if (kind_ == Kind::urlencoded) {
        DecodedFields decoded = decode_urlencoded(collected_, limits_.form_fields);
        if (decoded.outcome == DecodedFields::Outcome::too_many) return too_large;
        if (decoded.outcome == DecodedFields::Outcome::malformed) return bad_request;
        form_ = std::move(decoded.fields);
    }
    if (kind_ == Kind::multipart) {
        if (!parser_->complete()) return bad_request;
        if (body_bytes_ > limits_.body_bytes) return too_large;
    }
    request.form = std::move(form_);
    request.files = std::move(files_);
    return std::nullopt;
}

MultipartParser::Receiver BodyReader::receiver() {
    return {[this](const MultipartPart& part) { return begin_part(part); },
            [this](std::string_view data) { return add_to_part(data); },
            [this] { return end_part(); }};
}

bool BodyReader::begin_part(const MultipartPart& part) {
    if (++parts_ > limits_.form_fields) return refuse(too_large);
    part_ = part;
    part_value_.clear();
    // Browsers send a part without a name and content for each file input that was left empty.
    if (part.file_name && !part.file_name->empty()) {
        if (limits_.file_bytes == 0) return refuse(too_large);
        part_file_.emplace(limits_.temporary_directory);
    }
    return true;
}

bool BodyReader::add_to_part(std::string_view data) {
    if (!part_.file_name) {
        part_value_ += data;
        return part_value_.size() <= limits_.body_bytes || refuse(too_large);
    }
    file_bytes_ += data.size();
    body_bytes_ -= data.size();
    if (file_bytes_ > limits_.file_bytes) return refuse(too_large);
    if (!part_file_) part_file_.emplace(limits_.temporary_directory);
    part_file_->write(data);
    return true;
}

bool BodyReader::end_part() {
    if (!part_.file_name) {
        if (!is_clean_text(part_value_)) return refuse(bad_request);
        form_.add(std::move(part_.name), std::move(part_value_));
        part_value_.clear();
        return true;
    }
    if (!part_file_) return true;
    part_file_->finish();
    files_.push_back({std::move(part_.name), std::move(*part_.file_name), part_file_->path(),
                      part_file_->size_bytes()});
    stored_files_.push_back(std::move(*part_file_));
    part_file_.reset();
    return true;
}

bool BodyReader::refuse(int status) {
    refused_with_ = status;
    return false;
}

}  // namespace web
