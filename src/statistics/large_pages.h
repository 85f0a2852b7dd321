#pragma once

#include <cstddef>
#include <vector>

// Memory that is filled once from one end to the other is mostly waited for: the system hands it
// out page by page. Larger pages are asked for where it is much; nothing else changes.
namespace statistics {

// A hint for memory not yet written to; may be ignored.
void prefer_large_pages(void* begin, std::size_t bytes);

// Room for so many values.
template <class Value>
void reserve_large(std::vector<Value>& values, std::size_t count) {
    constexpr std::size_t much = std::size_t{4} << 20;
    values.reserve(count);
    if (count * sizeof(Value) >= much) prefer_large_pages(values.data(), count * sizeof(Value));
}

}  // namespace statistics
