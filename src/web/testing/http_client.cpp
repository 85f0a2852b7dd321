#include "web/testing/http_client.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "web/testing/tcp_connection.h"

namespace web::testing {

namespace {

constexpr int most_redirects = 10;
constexpr std::string_view boundary = "----boundary-of-a-test-7d1f0c";

const std::string no_text;

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

enum class More { may_come, never };

std::optional<std::string> take_chunks(std::string_view& bytes) {
    std::string body;
    for (;;) {
        std::size_t size = 0;
        const std::size_t line_end = bytes.find("\r\n");
        if (line_end == std::string_view::npos) return std::nullopt;
        const auto outcome = std::from_chars(bytes.data(), bytes.data() + line_end, size, 16);
        if (outcome.ec != std::errc()) throw std::runtime_error("malformed chunk");
        bytes.remove_prefix(line_end + 2);
        if (bytes.size() < size + 2) return std::nullopt;
        body.append(bytes.substr(0, size));
        bytes.remove_prefix(size + 2);
        if (size == 0) return body;
    }
}

void take_head(std::string_view head, HttpResponse& response) {
    if (!head.starts_with("HTTP/1.1 ") || head.size() < 12) {
        throw std::runtime_error("not HTTP: " + std::string(head.substr(0, 100)));
    }
    std::from_chars(head.data() + 9, head.data() + 12, response.status);
    std::size_t line_end = head.find("\r\n");
    while (line_end != std::string_view::npos) {
        head.remove_prefix(line_end + 2);
        line_end = head.find("\r\n");
        const std::string_view line = head.substr(0, line_end);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) throw std::runtime_error("malformed header");
        response.headers.emplace_back(lower_case(line.substr(0, colon)),
                                      std::string(trimmed(line.substr(colon + 1))));
    }
}

// Takes one answer from the front of `bytes`; empty when it isn't complete.
std::optional<HttpResponse> take_response(std::string_view& bytes, std::string_view method,
                                          More more) {
    const std::size_t head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return std::nullopt;
    HttpResponse response;
    take_head(bytes.substr(0, head_end), response);
    std::string_view rest = bytes.substr(head_end + 4);
    const std::string& length = response.header("content-length");
    const bool no_body = method == "HEAD" || response.status < 200 || response.status == 204 ||
                         response.status == 304;
    if (no_body) {
        // Nothing follows, whatever the head says about length.
    } else if (response.header("transfer-encoding") == "chunked") {
        auto body = take_chunks(rest);
        if (!body) return std::nullopt;
        response.body = std::move(*body);
    } else if (!length.empty()) {
        const std::size_t size = std::stoull(length);
        if (rest.size() < size) return std::nullopt;
        response.body = rest.substr(0, size);
        rest.remove_prefix(size);
    } else {
        if (more == More::may_come) return std::nullopt;
        response.body = rest;
        rest = {};
    }
    bytes = rest;
    return response;
}

// The answers that say "go on" are not what was asked for.
std::optional<HttpResponse> take_final_response(std::string_view bytes, std::string_view method,
                                                More more) {
    std::optional<HttpResponse> response;
    do {
        response = take_response(bytes, method, more);
    } while (response && response->status < 200);
    return response;
}

bool names_header(const NamesAndValues& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return lower_case(header.first) == name; });
}

NamesAndValues with_content_type(NamesAndValues headers, std::string type) {
    if (!names_header(headers, "content-type")) {
        headers.emplace_back("Content-Type", std::move(type));
    }
    return headers;
}

// As browsers write names in multipart forms.
std::string escaped_name(std::string_view name) {
    std::string escaped;
    for (const char c : name) {
        switch (c) {
            case '"':
                escaped += "%22";
                break;
            case '\r':
                escaped += "%0D";
                break;
            case '\n':
                escaped += "%0A";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

void append_part(std::string& body, std::string_view head, std::string_view content) {
    body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; ");
    body.append(head).append("\r\n\r\n").append(content).append("\r\n");
}

}  // namespace

const std::string& HttpResponse::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers) {
        if (name == lower_case_name) return value;
    }
    return no_text;
}

std::vector<std::string> HttpResponse::header_values(std::string_view lower_case_name) const {
    std::vector<std::string> values;
    for (const auto& [name, value] : headers) {
        if (name == lower_case_name) values.push_back(value);
    }
    return values;
}

HttpClient::HttpClient(std::uint16_t port, Redirects redirects)
    : port_(port), redirects_(redirects) {}

HttpResponse HttpClient::get(std::string_view target, const NamesAndValues& headers) {
    return send("GET", target, {}, headers);
}

HttpResponse HttpClient::head(std::string_view target, const NamesAndValues& headers) {
    return send("HEAD", target, {}, headers);
}

HttpResponse HttpClient::post(std::string_view target, const NamesAndValues& fields,
                              const NamesAndValues& headers) {
    return send("POST", target, url_encoded(fields),
                with_content_type(headers, "application/x-www-form-urlencoded"));
}

HttpResponse HttpClient::post_multipart(std::string_view target, const NamesAndValues& fields,
                                        const std::vector<Upload>& files,
                                        const NamesAndValues& headers) {
    std::string body;
    for (const auto& [name, value] : fields) {
        append_part(body, "name=\"" + escaped_name(name) + "\"", value);
    }
    for (const Upload& file : files) {
        append_part(body,
                    "name=\"" + escaped_name(file.field) + "\"; filename=\"" +
                        escaped_name(file.file_name) + "\"\r\nContent-Type: " + file.content_type,
                    file.bytes);
    }
    body.append("--").append(boundary).append("--\r\n");
    return send(
        "POST", target, body,
        with_content_type(headers, "multipart/form-data; boundary=" + std::string(boundary)));
}

HttpResponse HttpClient::send(std::string_view method, std::string_view target,
                              std::string_view body, const NamesAndValues& headers) {
    HttpResponse response = send_once(method, target, body, headers);
    for (int i = 0; redirects_ == Redirects::follow && !response.header("location").empty(); ++i) {
        if (i == most_redirects) throw std::runtime_error("too many redirects");
        response = send_once("GET", std::string(response.header("location")), {}, {});
    }
    return response;
}

HttpResponse HttpClient::send_once(std::string_view method, std::string_view target,
                                   std::string_view body, const NamesAndValues& headers) {
    std::string request = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    if (!names_header(headers, "host")) {
        request += "Host: 127.0.0.1:" + std::to_string(port_) + "\r\n";
    }
    if (!body.empty() || method == "POST") {
        request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    if (!cookies_.empty()) {
        std::string cookies;
        for (const auto& [name, value] : cookies_) {
            cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
        }
        request += "Cookie: " + cookies + "\r\n";
    }
    for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
    request += "Connection: close\r\n\r\n";
    request += body;

    TcpConnection connection(port_);
    connection.send(request);
    const std::string answer = connection.receive([&](std::string_view so_far) {
        return take_final_response(so_far, method, More::may_come).has_value();
    });
    auto response = take_final_response(answer, method, More::never);
    if (!response) throw std::runtime_error("no answer to " + std::string(target));
    response->target = target;
    keep_cookies(*response);
    return std::move(*response);
}

void HttpClient::keep_cookies(const HttpResponse& response) {
    for (const std::string& header : response.header_values("set-cookie")) {
        const std::size_t equals = header.find('=');
        const std::size_t end = header.find(';');
        if (equals == std::string::npos || equals > end) continue;
        const std::string name = header.substr(0, equals);
        if (lower_case(header).find("max-age=0") != std::string::npos) {
            cookies_.erase(name);
        } else {
            cookies_[name] =
                header.substr(equals + 1, end == std::string::npos ? end : end - equals - 1);
        }
    }
}

std::string HttpClient::raw(std::string_view bytes) const {
    TcpConnection connection(port_);
    connection.send(bytes);
    return connection.receive_until_closed();
}

std::string url_encoded(const NamesAndValues& fields) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    const auto append = [&encoded](std::string_view text) {
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                c == '*' || c == '-' || c == '.' || c == '_') {
                encoded += c;
            } else if (c == ' ') {
                encoded += '+';
            } else {
                encoded += '%';
                encoded += digits[byte >> 4];
                encoded += digits[byte & 15];
            }
        }
    };
    for (const auto& [name, value] : fields) {
        if (!encoded.empty()) encoded += '&';
        append(name);
        encoded += '=';
        append(value);
    }
    return encoded;
}

std::vector<HttpResponse> parse_responses(std::string_view bytes,
                                          const std::vector<std::string>& methods) {
    std::vector<HttpResponse> responses;
    while (!bytes.empty()) {
        const std::string method =
            responses.size() < methods.size() ? methods[responses.size()] : std::string("GET");
        auto response = take_response(bytes, method, More::never);
        if (!response) throw std::runtime_error("an answer is not complete");
        responses.push_back(std::move(*response));
    }
    return responses;
}

std::string gunzip(std::string_view bytes) {
    z_stream stream{};
    constexpr int gzip_with_full_window = 15 + 16;
    if (inflateInit2(&stream, gzip_with_full_window) != Z_OK) {
        throw std::runtime_error("no memory to decompress");
    }
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string plain;
    std::string piece(64 * 1024, '\0');
    int outcome = Z_OK;
    while (outcome == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        outcome = inflate(&stream, Z_NO_FLUSH);
        plain.append(piece, 0, piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (outcome != Z_STREAM_END) throw std::runtime_error("not a gzip file");
    return plain;
}

}  // namespace web::testing
