#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "base/text.h"
#include "formats/csv.h"
#include "formats/table_input.h"

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

// What the writer writes, the reader reads back.
void check_round_trip(const std::vector<std::string>& fields) {
    std::stringstream file;
    formats::CsvWriter writer(file);
    for (const std::string& field : fields) writer.text(field);
    writer.end_row();
    formats::CsvReader reader(file, {}, ';');
    const auto row = reader.next();
    check(row.ok());
    if (!*row) return;  // one empty field is a blank line
    check((*row)->fields.size() == fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        check((*row)->fields[i] == formats::guard_formula(fields[i]));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    std::istringstream input(text);
    formats::CsvReader reader(
        input, {.rows = 200, .columns = 20, .field_bytes = 500, .total_bytes = 20'000});
    while (true) {
        const auto row = reader.next();
        if (!row || !*row) break;
        check((*row)->fields.size() <= 20);
        for (const std::string& field : (*row)->fields) check(base::is_valid_utf8(field));
        check_round_trip((*row)->fields);
    }
    const auto table = formats::read_table(
        text, {.rows = 200, .columns = 20, .cell_bytes = 500, .total_bytes = 20'000});
    if (table) {
        for (const auto& row : table->rows) check(row.cells.size() == table->columns.size());
    }
    return 0;
}
