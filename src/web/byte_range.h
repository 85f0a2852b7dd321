#pragma once

#include <cstdint>
#include <string_view>

// Internal to web.
namespace web {

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};

struct RangeOutcome {
    enum class Kind { none, satisfiable, unsatisfiable };
    Kind kind = Kind::none;
    ByteRange range;
};

// The one range that a Range header asks for of something with this size. Other units than bytes,
// several ranges and malformed ones count as none, as the standard allows.
RangeOutcome parse_range(std::string_view header, std::uint64_t size_bytes);

}  // namespace web
