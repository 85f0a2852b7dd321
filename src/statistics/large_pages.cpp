#include "statistics/large_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace statistics {

void prefer_large_pages(void* begin, std::size_t bytes) {
    constexpr std::uintptr_t page = std::uintptr_t{2} << 20;
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    const std::uintptr_t from = (address + page - 1) / page * page;
    const std::uintptr_t to = (address + bytes) / page * page;
    if (from >= to) return;
    // What it answers doesn't matter: without it everything is only slower.
    (void)::madvise(static_cast<char*>(begin) + (from - address), to - from, MADV_HUGEPAGE);
}

}  // namespace statistics
