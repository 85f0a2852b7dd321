#include "web/gzip.h"

#include <zlib.h>

#include <limits>
#include <new>
#include <optional>
#include <stdexcept>

#include "web/form_decoding.h"

namespace web {

namespace {

// Measured on HTML of 100 KB: level 4 takes half of level 6's time for 7 % more bytes (0.9 and 1.7
// ms). On 5 KB they hardly differ (0.1 ms, 1 %).
constexpr int level = 4;
constexpr int window_bits = 15;
constexpr int gzip_format = 16;
constexpr int memory_level = 8;

void set_input(z_stream& stream, std::string_view bytes) {
    if (bytes.size() > std::numeric_limits<uInt>::max()) {
        throw std::length_error("too large for one compression");
    }
    // zlib promises not to write to its input.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
}

// Whether the weight in gzip;q=0.5 is above zero.
bool has_weight(std::string_view coding) {
    const std::optional<std::string> weight = header_parameter(coding, "q");
    return !weight || weight->find_first_of("123456789") != std::string::npos;
}

}  // namespace

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, window_bits + gzip_format, memory_level,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    std::string compressed(deflateBound(&stream, bytes.size()), '\0');
    set_input(stream, bytes);
    stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
    stream.avail_out = static_cast<uInt>(compressed.size());
    const int outcome = deflate(&stream, Z_FINISH);
    compressed.resize(stream.total_out);
    deflateEnd(&stream);
    if (outcome != Z_STREAM_END) throw std::runtime_error("compression failed");
    return compressed;
}

bool accepts_gzip(std::string_view accept_encoding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        const std::size_t comma = accept_encoding.find(',');
        const std::string_view coding = accept_encoding.substr(0, comma);
        accept_encoding = comma == std::string_view::npos ? std::string_view()
                                                          : accept_encoding.substr(comma + 1);
        const std::string name = header_main_value(coding);
        if (name == "gzip" || name == "x-gzip") return has_weight(coding);
        if (name == "*") any = has_weight(coding);
    }
    return any;
}

bool is_compressible(std::string_view content_type) {
    const std::string type = header_main_value(content_type);
    return type.starts_with("text/") || type.ends_with("/json") || type.ends_with("+json") ||
           type.ends_with("/javascript") || type.ends_with("/xml") || type.ends_with("+xml");
}

}  // namespace web
