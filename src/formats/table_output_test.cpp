#include "formats/table_output.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "formats/table_input.h"
#include "formats/temporary_directory.h"

using formats::TableFormat;
using formats::TableOutput;

namespace {

void fill(TableOutput& output) {
    output.text("=1+1");
    output.integer(-42);
    output.date(base::date_of(2024, 5, 3));
    output.end_row();
    output.text("Ærø");
    output.empty();
    output.empty();
    output.end_row();
}

}  // namespace

TEST_CASE("a table comes back the same from both formats, and no text becomes a formula") {
    const auto folder = std::filesystem::temp_directory_path();
    for (const TableFormat format : {TableFormat::csv, TableFormat::xlsx}) {
        auto output = TableOutput::create(folder, format, "Prøve", {"Navn", "Antal", "Dag"},
                                          base::parse_instant("2024-05-03T10:00:00Z").value());
        REQUIRE(output.ok());
        fill(*output);
        const auto path = output->finish();
        REQUIRE(path.ok());
        const auto read = formats::read_table_file(*path);
        std::filesystem::remove(*path);
        REQUIRE(read.ok());
        CHECK(read->columns == std::vector<std::string>{"Navn", "Antal", "Dag"});
        REQUIRE(read->rows.size() == 2);
        CHECK_FALSE(read->rows[0].cells[0].has_formula);
    }
}

TEST_CASE("without finish no file is left") {
    const auto folder = std::filesystem::temp_directory_path() / "trygby-table-output";
    std::filesystem::create_directories(folder);
    {
        auto output =
            TableOutput::create(folder, TableFormat::csv, "Prøve", {"A"}, base::Instant{});
        REQUIRE(output.ok());
        output->text("x");
    }
    CHECK(std::filesystem::is_empty(folder));
    std::filesystem::remove_all(folder);
}

TEST_CASE("a folder that is not there is refused") {
    CHECK_FALSE(
        TableOutput::create("/nowhere/at/all", TableFormat::csv, "x", {"A"}, base::Instant{}).ok());
}

TEST_CASE("any title gives a sheet name that spreadsheet programs take") {
    const auto sheet_of = [](std::string_view title) {
        auto output = TableOutput::create(std::filesystem::temp_directory_path(), TableFormat::xlsx,
                                          title, {"A"}, base::Instant{});
        REQUIRE(output.ok());
        const auto path = output->finish();
        CAPTURE(title);
        REQUIRE(path.ok());
        const auto read = formats::read_table_file(*path);
        std::filesystem::remove(*path);
        REQUIRE(read.ok());
        return read->sheet_name;
    };
    CHECK(sheet_of("Observationer") == "Observationer");
    // The 31st character begins at byte 31: cut there, half of it would stay.
    CHECK(sheet_of("123456789012345678901234567890ææ") == "123456789012345678901234567890æ");
    CHECK(sheet_of("2023/2024: [alt]?*\\") == "2023 2024   alt");
    CHECK(sheet_of("'alt'") == "alt");
    CHECK(sheet_of("[]") == "Ark1");
    CHECK(sheet_of("") == "Ark1");
}
