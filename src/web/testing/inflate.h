#pragma once

#include <string>
#include <string_view>

namespace web::testing {

enum class Packing { raw, zlib, gzip };

// What the bytes begin with, unpacked as far as it goes; what follows the packed part is ignored.
// At most 64 MB.
std::string inflated(std::string_view bytes, Packing packing);

}  // namespace web::testing
