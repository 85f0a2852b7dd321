#include "web/reply.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/digest.h"
#include "web/byte_range.h"
#include "web/form_decoding.h"
#include "web/gzip.h"
#include "web/http_date.h"

namespace web {

namespace {

constexpr std::size_t least_bytes_worth_compressing = 1024;

struct Header {
    std::string_view name;
    std::string_view value;
};

// On every answer. The policy forbids everything and then allows our own files, so neither script
// nor style can stand within a page, and no other site can frame it or receive its forms.
constexpr std::array security_headers = {
    Header{"Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
           "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
           "base-uri 'none'; manifest-src 'self'"},
    Header{"X-Content-Type-Options", "nosniff"},
    Header{"Referrer-Policy", "same-origin"},
    Header{"Permissions-Policy",
           "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
           "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
           "payment=(), picture-in-picture=(), usb=(), xr-spatial-tracking=()"},
    Header{"Cross-Origin-Opener-Policy", "same-origin"},
    Header{"Cross-Origin-Resource-Policy", "same-origin"},
    Header{"X-Frame-Options", "DENY"},
};
// These say where a message ends and what becomes of the connection.
constexpr std::array<std::string_view, 4> framing_headers = {"Connection", "Content-Length", "Date",
                                                             "Transfer-Encoding"};
constexpr std::string_view transport_security = "max-age=31536000";

struct Reason {
    int status;
    std::string_view words;
};

constexpr std::array reasons = {
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{422, "Unprocessable Content"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{503, "Service Unavailable"},
    Reason{505, "HTTP Version Not Supported"},
    Reason{507, "Insufficient Storage"},
};

std::string_view reason(int status) {
    const auto* found = std::find_if(reasons.begin(), reasons.end(),
                                     [&](const Reason& one) { return one.status == status; });
    return found == reasons.end() ? "Status" : found->words;
}

std::string_view cache_control(Caching caching) {
    switch (caching) {
        case Caching::no_store:
            return "no-store";
        case Caching::immutable:
            return "public, max-age=31536000, immutable";
        case Caching::revalidate:
            return "public, no-cache";
    }
    return "no-store";
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        const auto lower = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        };
        return lower(a) == lower(b);
    });
}

const std::string* own_header(const Response& response, std::string_view name) {
    for (const auto& [own_name, value] : response.headers) {
        if (equal_ignoring_case(own_name, name)) return &value;
    }
    return nullptr;
}

// Response::header() has looked already, but the list is open to all.
void check_headers(const Response& response) {
    const auto malformed = [](std::string_view text) {
        return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
    };
    for (const auto& [name, value] : response.headers) {
        if (name.empty() || malformed(name) || malformed(value)) {
            throw std::logic_error("malformed response header");
        }
    }
    if (malformed(response.content_type)) throw std::logic_error("malformed content type");
    for (const std::string_view name : framing_headers) {
        if (own_header(response, name)) throw std::logic_error("a header only the server sets");
    }
}

// "abc" → "abc-gzip": the compressed bytes are others and need a name of their own.
std::string compressed_tag(std::string_view tag) {
    if (tag.size() < 2 || tag.back() != '"') return std::string(tag);
    return std::string(tag.substr(0, tag.size() - 1)) + "-gzip\"";
}

// If-None-Match: weak comparison, with the plain or the compressed bytes' tag.
bool names_tag(std::string_view list, std::string_view tag) {
    const std::string compressed = compressed_tag(tag);
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        std::string_view entry = list.substr(0, comma);
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        while (entry.starts_with(' ')) entry.remove_prefix(1);
        while (entry.ends_with(' ')) entry.remove_suffix(1);
        if (entry == "*") return true;
        if (entry.starts_with("W/")) entry.remove_prefix(2);
        if (entry == tag || entry == compressed) return true;
    }
    return false;
}

// Builds one reply; holds what its steps have in common.
class ReplyMaker {
  public:
    ReplyMaker(const Request& request, Response response, const ReplyContext& context)
        : request_(request), response_(std::move(response)), context_(context) {
        reply_.status = response_.status;
        reply_.keep_alive = context.keep_alive;
    }

    Reply make() {
        take_body();  // first, so that a file to be removed is removed whatever comes
        check_headers(response_);
        find_entity_tag();
        if (is_unchanged()) {
            answer_unchanged();
        } else if (!select_range()) {
            compress();
        }
        frame();
        write_head();
        if (request_.method == Method::head) reply_.body = std::monostate();
        return std::move(reply_);
    }

  private:
    void take_body();
    void find_entity_tag();
    bool is_unchanged() const;
    void answer_unchanged();
    bool select_range();
    void select_bytes(const ByteRange& range);
    bool range_still_valid() const;
    void compress();
    void frame();
    void write_head();
    void add(std::string_view name, std::string_view value);
    void add_unless_own(std::string_view name, std::string_view value);

    bool supports_ranges() const {
        return std::holds_alternative<std::string_view>(reply_.body) ||
               std::holds_alternative<OpenFile>(reply_.body);
    }
    std::uint64_t body_bytes() const;

    const Request& request_;
    Response response_;
    const ReplyContext& context_;
    Reply reply_;
    std::string_view compressed_beforehand_;
    std::string entity_tag_;
    std::string content_range_;
    bool compressed_ = false;
    bool varies_ = false;
    bool accepts_ranges_ = false;
    std::optional<std::uint64_t> content_length_;
};

void ReplyMaker::take_body() {
    if (auto* text = std::get_if<std::string>(&response_.body)) {
        reply_.body = std::move(*text);
    } else if (const auto* file = std::get_if<FileBody>(&response_.body)) {
        reply_.body.emplace<OpenFile>(*file);
    } else if (const auto* fixed = std::get_if<StaticBody>(&response_.body)) {
        reply_.body = fixed->bytes;
        compressed_beforehand_ = fixed->gzip_bytes;
    } else {
        reply_.body = std::move(std::get<StreamBody>(response_.body));
    }
    accepts_ranges_ = supports_ranges();
}

void ReplyMaker::find_entity_tag() {
    if (const std::string* own = own_header(response_, "ETag")) {
        entity_tag_ = *own;
        std::erase_if(response_.headers,
                      [](const auto& header) { return equal_ignoring_case(header.first, "ETag"); });
        return;
    }
    if (response_.status != 200 || response_.caching == Caching::no_store) return;
    if (const auto* file = std::get_if<OpenFile>(&reply_.body)) {
        entity_tag_ = file->entity_tag();
    } else if (const auto* text = std::get_if<std::string>(&reply_.body)) {
        entity_tag_ = "\"" + base::sha256_hex(*text).substr(0, 32) + "\"";
    } else if (const auto* fixed = std::get_if<std::string_view>(&reply_.body)) {
        entity_tag_ = "\"" + base::sha256_hex(*fixed).substr(0, 32) + "\"";
    }
}

bool ReplyMaker::is_unchanged() const {
    const std::string& known = request_.header("if-none-match");
    return response_.status == 200 && request_.method != Method::post && !entity_tag_.empty() &&
           !known.empty() && names_tag(known, entity_tag_);
}

void ReplyMaker::answer_unchanged() {
    // Says which of the two the browser has, plain or compressed, as a full answer would.
    compress();
    reply_.status = 304;
    reply_.body = std::monostate();
}

bool ReplyMaker::range_still_valid() const {
    const std::string& condition = request_.header("if-range");
    return condition.empty() ||
           (!entity_tag_.empty() && condition == entity_tag_ && !condition.starts_with("W/"));
}

bool ReplyMaker::select_range() {
    const std::string& header = request_.header("range");
    if (header.empty() || response_.status != 200 || request_.method != Method::get ||
        !supports_ranges() || !range_still_valid()) {
        return false;
    }
    const std::uint64_t size = body_bytes();
    const RangeOutcome outcome = parse_range(header, size);
    if (outcome.kind == RangeOutcome::Kind::none) return false;
    if (outcome.kind == RangeOutcome::Kind::unsatisfiable) {
        reply_.status = 416;
        reply_.body = std::string();
        content_range_ = "bytes */" + std::to_string(size);
        return true;
    }
    reply_.status = 206;
    select_bytes(outcome.range);
    const ByteRange& range = outcome.range;
    content_range_ = "bytes " + std::to_string(range.first) + "-" +
                     std::to_string(range.first + range.length - 1) + "/" + std::to_string(size);
    varies_ = !compressed_beforehand_.empty();
    return true;
}

void ReplyMaker::select_bytes(const ByteRange& range) {
    if (auto* file = std::get_if<OpenFile>(&reply_.body)) {
        file->select(range.first, range.length);
        content_length_ = range.length;
    } else if (auto* fixed = std::get_if<std::string_view>(&reply_.body)) {
        *fixed = fixed->substr(range.first, range.length);
    }
}

void ReplyMaker::compress() {
    const auto* text = std::get_if<std::string>(&reply_.body);
    const bool on_the_fly = text && text->size() > least_bytes_worth_compressing &&
                            is_compressible(response_.content_type) &&
                            !own_header(response_, "Content-Encoding");
    varies_ = on_the_fly || !compressed_beforehand_.empty();
    if (!varies_ || !accepts_gzip(request_.header("accept-encoding"))) return;
    compressed_ = true;
    if (!entity_tag_.empty()) entity_tag_ = compressed_tag(entity_tag_);
    if (on_the_fly) {
        reply_.body = gzip(*text);
    } else {
        reply_.body = compressed_beforehand_;
    }
}

std::uint64_t ReplyMaker::body_bytes() const {
    if (const auto* text = std::get_if<std::string>(&reply_.body)) return text->size();
    if (const auto* fixed = std::get_if<std::string_view>(&reply_.body)) return fixed->size();
    if (const auto* file = std::get_if<OpenFile>(&reply_.body)) return file->size_bytes();
    return 0;
}

void ReplyMaker::frame() {
    if (reply_.status == 204 || reply_.status == 304) {
        reply_.body = std::monostate();
        content_length_.reset();
        return;
    }
    if (!std::holds_alternative<StreamBody>(reply_.body)) {
        if (!content_length_) content_length_ = body_bytes();
        return;
    }
    // HTTP/1.0 knows no chunks: there the end of the connection is the end of the body.
    reply_.chunked = context_.http_1_1;
    if (!context_.http_1_1) reply_.keep_alive = false;
}

void ReplyMaker::add(std::string_view name, std::string_view value) {
    reply_.head.append(name).append(": ").append(value).append("\r\n");
}

void ReplyMaker::add_unless_own(std::string_view name, std::string_view value) {
    if (!own_header(response_, name)) add(name, value);
}

void ReplyMaker::write_head() {
    std::string& head = reply_.head;
    head.reserve(1536);
    head.append("HTTP/1.1 ").append(std::to_string(reply_.status)).append(" ");
    head.append(reason(reply_.status)).append("\r\n");
    add("Date", http_date(context_.now));
    if (content_length_) add("Content-Length", std::to_string(*content_length_));
    if (reply_.chunked) add("Transfer-Encoding", "chunked");
    const bool has_type = reply_.status != 304 && reply_.status != 204 && reply_.status != 416;
    if (has_type) add_unless_own("Content-Type", response_.content_type);
    if (compressed_ && reply_.status != 304) add("Content-Encoding", "gzip");
    if (varies_) add_unless_own("Vary", "Accept-Encoding");
    if (accepts_ranges_) add("Accept-Ranges", "bytes");
    if (!content_range_.empty()) add("Content-Range", content_range_);
    if (!entity_tag_.empty()) add("ETag", entity_tag_);
    add_unless_own("Cache-Control", cache_control(response_.caching));
    for (const Header& header : security_headers) add_unless_own(header.name, header.value);
    if (request_.secure) add_unless_own("Strict-Transport-Security", transport_security);
    for (const auto& [name, value] : response_.headers) add(name, value);
    if (!reply_.keep_alive) {
        add("Connection", "close");
    } else if (!context_.http_1_1) {
        add("Connection", "keep-alive");
    }
    head.append("\r\n");
}

}  // namespace

OpenFile::OpenFile(const FileBody& body) {
    descriptor_ = ::open(body.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) {
        throw std::system_error(errno, std::generic_category(), "answer from a file");
    }
    struct stat facts {};
    if (::fstat(descriptor_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        ::close(std::exchange(descriptor_, -1));
        throw std::system_error(EINVAL, std::generic_category(), "answer from no regular file");
    }
    size_bytes_ = static_cast<std::uint64_t>(facts.st_size);
    left_ = size_bytes_;
    std::array<char, 80> tag{};
    std::snprintf(tag.data(), tag.size(), "\"%llx-%llx-%llx\"",
                  static_cast<unsigned long long>(facts.st_ino),
                  static_cast<unsigned long long>(facts.st_size),
                  static_cast<unsigned long long>(facts.st_mtim.tv_sec) * 1'000'000'000ULL +
                      static_cast<unsigned long long>(facts.st_mtim.tv_nsec));
    entity_tag_ = tag.data();
    if (body.afterwards == FileBody::Afterwards::remove) removed_afterwards_ = body.path;
}

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!removed_afterwards_.empty()) ::unlink(removed_afterwards_.c_str());
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      removed_afterwards_(std::exchange(other.removed_afterwards_, {})),
      size_bytes_(other.size_bytes_),
      entity_tag_(std::move(other.entity_tag_)),
      offset_(other.offset_),
      left_(other.left_) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(removed_afterwards_, other.removed_afterwards_);
    std::swap(size_bytes_, other.size_bytes_);
    std::swap(entity_tag_, other.entity_tag_);
    std::swap(offset_, other.offset_);
    std::swap(left_, other.left_);
    return *this;
}

std::string OpenFile::entity_tag() const {
    return entity_tag_;
}

void OpenFile::select(std::uint64_t offset, std::uint64_t length) {
    offset_ = offset;
    left_ = length;
}

std::string OpenFile::read(std::size_t most_bytes) {
    std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(most_bytes, left_)), '\0');
    std::size_t filled = 0;
    while (filled < piece.size()) {
        const ssize_t count = ::pread(descriptor_, piece.data() + filled, piece.size() - filled,
                                      static_cast<off_t>(offset_ + filled));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            throw std::system_error(count < 0 ? errno : EIO, std::generic_category(),
                                    "answer from a file");
        }
        filled += static_cast<std::size_t>(count);
    }
    offset_ += filled;
    left_ -= filled;
    return piece;
}

Reply make_reply(const Request& request, Response response, const ReplyContext& context) {
    return ReplyMaker(request, std::move(response), context).make();
}

}  // namespace web
