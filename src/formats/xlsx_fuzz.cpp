#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/xlsx_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    formats::XlsxOptions options;
    options.limits = {
        .rows = 100,
        .columns = 50,
        .cell_bytes = 1000,
        .shared_texts = 1000,
        .shared_text_bytes = 20'000,
        .archive = {
            .archive_bytes = 200'000, .entries = 50, .unpacked_bytes = 2'000'000, .ratio = 250}};
    std::size_t last_row = 0;
    const auto summary = formats::read_xlsx(
        std::string_view(reinterpret_cast<const char*>(data), size), options,
        [&](const formats::SheetRow& row) -> base::Result<void> {
            if (row.number <= last_row || row.cells.empty() || row.cells.size() > 50) std::abort();
            last_row = row.number;
            return {};
        });
    if (summary && summary->rows > 100) std::abort();
    return 0;
}
