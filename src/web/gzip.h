#pragma once

#include <string>
#include <string_view>

namespace web {

// The bytes as a gzip file, made for speed more than for size. Throws std::bad_alloc without
// memory.
std::string gzip(std::string_view bytes);

// Whether an Accept-Encoding header takes gzip: named with a weight above 0, or by *.
bool accepts_gzip(std::string_view accept_encoding);

// Text in any form; images, fonts, archives and office documents are compressed already.
bool is_compressible(std::string_view content_type);

}  // namespace web
