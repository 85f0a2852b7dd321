#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "exchange/testing/package_pieces.h"
#include "formats/temporary_directory.h"

// Whatever the files of a package hold, the check ends with findings that make sense.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto folder = formats::TemporaryDirectory::create();
    if (!folder) return 0;
    (void)exchange::testing::check_pieces({reinterpret_cast<const char*>(data), size},
                                          folder->path());
    return 0;
}
