#include "access/qr_code.h"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace access {

namespace {

constexpr int quiet_zone = 4;

struct Freer {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

// One run of dark modules in a row is one rectangle of the path.
std::string dark_path(const QRcode& code) {
    std::string path;
    for (int y = 0; y < code.width; ++y) {
        for (int x = 0; x < code.width; ++x) {
            const auto is_dark = [&](int column) {
                return column < code.width && (code.data[y * code.width + column] & 1) != 0;
            };
            if (!is_dark(x)) continue;
            int length = 1;
            while (is_dark(x + length)) ++length;
            path += "M" + std::to_string(x + quiet_zone) + " " + std::to_string(y + quiet_zone) +
                    "h" + std::to_string(length) + "v1h-" + std::to_string(length) + "z";
            x += length;
        }
    }
    return path;
}

}  // namespace

std::string qr_code_svg(const std::string& text) {
    const std::unique_ptr<QRcode, Freer> code(
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M));
    if (!code) throw std::runtime_error("access: a text can't be drawn as a QR code");
    const std::string side = std::to_string(code->width + 2 * quiet_zone);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
           "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
           "h-" + side + "z\"/><path d=\"" + dark_path(*code) + "\"/></svg>\n";
}

}  // namespace access
