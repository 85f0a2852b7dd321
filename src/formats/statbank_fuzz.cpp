#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "formats/statbank.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::istringstream input(std::string(reinterpret_cast<const char*>(data), size));
    const formats::StatbankHandler handler{
        .on_header = nullptr, .on_row = [](const formats::StatbankRow& row) -> base::Result<void> {
            const bool is_known = row.state == formats::StatbankValue::known;
            if (is_known != row.value.has_value()) std::abort();
            if (row.period) {
                const auto code = formats::period_code(*row.period);
                if (formats::parse_period(code) != row.period) std::abort();
            }
            return {};
        }};
    const auto summary = formats::read_statbank(
        input, handler, {.rows = 200, .columns = 20, .field_bytes = 200, .total_bytes = 20'000});
    if (summary && summary->rows > 200) std::abort();
    return 0;
}
