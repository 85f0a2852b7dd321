#include "web/testing/inflate.h"

#include <zlib.h>

#include <array>
#include <vector>

namespace web::testing {

namespace {

// zlib's way of saying what is around the packed bytes.
int window_of(Packing packing) {
    constexpr int largest = 15;
    constexpr int with_gzip = 16;
    switch (packing) {
        case Packing::raw:
            return -largest;
        case Packing::zlib:
            return largest;
        case Packing::gzip:
            break;
    }
    return largest + with_gzip;
}

}  // namespace

std::string inflated(std::string_view bytes, Packing packing) {
    constexpr std::size_t most = 64UL * 1024 * 1024;
    z_stream stream{};
    if (inflateInit2(&stream, window_of(packing)) != Z_OK) return {};
    std::vector<Bytef> input(bytes.begin(), bytes.end());
    stream.next_in = input.data();
    stream.avail_in = static_cast<uInt>(input.size());
    std::string text;
    std::array<Bytef, 16384> piece{};
    int state = Z_OK;
    while (state == Z_OK && text.size() < most) {
        stream.next_out = piece.data();
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        text.append(piece.begin(), piece.end() - stream.avail_out);
        if (stream.avail_in == 0 && stream.avail_out != 0) break;
    }
    inflateEnd(&stream);
    return text;
}

}  // namespace web::testing
