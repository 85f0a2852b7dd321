#include "access/own_path.h"

#include <cstddef>

namespace access {

bool is_own_path(std::string_view path) {
    constexpr std::size_t longest = 2000;
    if (path.empty() || path.size() > longest || path.front() != '/') return false;
    if (path.size() > 1 && path[1] == '/') return false;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7F || c == '\\') return false;
    }
    return true;
}

}  // namespace access
