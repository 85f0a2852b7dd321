#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/testing/archive.h"
#include "formats/xlsx_reader.h"

// Random bytes are hardly ever a ZIP archive. So what doesn't begin like one is put into one: the
// rows of a sheet, its shared texts and the workbook's properties, with a zero byte between them.
namespace {

std::string take_part(std::string_view& bytes) {
    const std::size_t end = std::min(bytes.find('\0'), bytes.size());
    const std::string part(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    return part;
}

std::string archive_of(std::string_view bytes) {
    if (bytes.starts_with("PK")) return std::string(bytes);
    formats::testing::WorkbookParts parts;
    parts.rows = take_part(bytes);
    parts.shared_texts = take_part(bytes);
    parts.workbook_properties = take_part(bytes);
    return formats::testing::make_workbook(parts);
}

}  // namespace

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
    const std::string archive = archive_of({reinterpret_cast<const char*>(data), size});
    const auto summary = formats::read_xlsx(
        archive, options, [&](const formats::SheetRow& row) -> base::Result<void> {
            if (row.number <= last_row || row.cells.empty() || row.cells.size() > 50) std::abort();
            last_row = row.number;
            return {};
        });
    if (summary && summary->rows > 100) std::abort();
    return 0;
}
