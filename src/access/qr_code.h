#pragma once

#include <string>

namespace access {

// The text as a QR code, drawn as an SVG document with a quiet zone of four modules. Throws
// std::runtime_error for a text that is too long for one (about 2,000 bytes).
std::string qr_code_svg(const std::string& text);

}  // namespace access
