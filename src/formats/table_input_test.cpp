#include "formats/table_input.h"

#include <doctest/doctest.h>

#include <fstream>

#include "formats/temporary_directory.h"
#include "formats/testing/archive.h"

using formats::Cell;
using formats::CellKind;
using formats::read_table;

namespace {

std::string code_of(const std::string& bytes, formats::TableLimits limits = {}) {
    const auto table = read_table(bytes, limits);
    return table ? "" : table.error().code;
}

std::string text_cell(const char* text) {
    return std::string("<c t=\"inlineStr\"><is><t>") + text + "</t></is></c>";
}

}  // namespace

TEST_CASE("Table: separated text and workbook give the same table") {
    const auto csv = read_table("\n Navn ;By\n\n Ib ;Ishøj\n;\nBo;\n");
    const auto xlsx = read_table(formats::testing::make_workbook(
        {.rows = "<row r=\"2\">" + text_cell(" Navn ") + text_cell("By") + "</row><row r=\"4\">" +
                 text_cell("Ib") + text_cell("Ishøj") + "</row><row r=\"6\">" + text_cell("Bo") +
                 "</row>"}));
    REQUIRE(csv.ok());
    REQUIRE(xlsx.ok());
    CHECK(csv->source == formats::TableSource::csv);
    CHECK(xlsx->source == formats::TableSource::xlsx);
    CHECK(xlsx->sheet_name == "Ark1");
    for (const auto* table : {&*csv, &*xlsx}) {
        CHECK(table->columns == std::vector<std::string>{"Navn", "By"});
        REQUIRE(table->rows.size() == 2);
        CHECK(table->rows[0].line == 4);
        CHECK(table->rows[0].cells ==
              std::vector<Cell>{{CellKind::text, "Ib"}, {CellKind::text, "Ishøj"}});
        CHECK(table->rows[1].line == 6);
        CHECK(table->rows[1].cells == std::vector<Cell>{{CellKind::text, "Bo"}, {}});
    }
}

TEST_CASE("Table: columns are found by heading") {
    const auto table = read_table("Fødselsår;Antal (i alt);%\n2010;3;4\n");
    REQUIRE(table.ok());
    CHECK(table->column("fødselsår") == 0u);
    CHECK(table->column("ANTAL I ALT") == 1u);
    CHECK_FALSE(table->column("antal").has_value());
    CHECK_FALSE(table->column("").has_value());
}

TEST_CASE("Table: headings and rows that don't fit") {
    CHECK(code_of("a;b\n1;2\n").empty());
    CHECK(code_of("") == "table_empty");
    CHECK(code_of("\n;\n") == "table_empty");
    CHECK(code_of("a;A\n1;2\n") == "table_heading_twice");
    CHECK(code_of("a;b\n1;2;3\n") == "table_row_too_long");
    CHECK(code_of("a;b\n1;2;\n").empty());
    CHECK(code_of("a;;b\n1;2;3\n") == "table_heading_missing");
    const auto dropped = read_table("a;;b;\n1;;3;\n");
    REQUIRE(dropped.ok());
    CHECK(dropped->columns == std::vector<std::string>{"a", "b"});
    CHECK(dropped->rows.at(0).cells.at(1).text == "3");
}

TEST_CASE("Table: limits") {
    CHECK(code_of("a\n1\n2\n", {.rows = 2}).empty());
    CHECK_FALSE(code_of("a\n1\n2\n3\n", {.rows = 2}).empty());
    CHECK(code_of("a;b\n", {.columns = 1}) == "csv_too_many_columns");
    CHECK(code_of("abcd;b\n", {.cell_bytes = 3}) == "csv_field_too_long");
    CHECK(code_of("abcd;b\n", {.total_bytes = 3}) == "csv_too_large");
    const std::string workbook = formats::testing::make_workbook(
        {.rows = "<row>" + text_cell("a") + "</row><row>" + text_cell("1") + "</row>"});
    CHECK(code_of(workbook, {.rows = 1}).empty());
    CHECK(code_of(workbook, {.rows = 0}) == "xlsx_too_many_rows");
    CHECK(code_of(workbook, {.total_bytes = 100}) == "archive_too_large");
    CHECK(code_of("\xD0\xCF\x11\xE0") == "xlsx_protected_or_old");
}

TEST_CASE("Table: a formula's value is marked") {
    const auto table = read_table(formats::testing::make_workbook(
        {.rows = "<row>" + text_cell("a") + "</row><row><c><f>1+1</f><v>2</v></c></row>"}));
    REQUIRE(table.ok());
    CHECK(table->rows.at(0).cells.at(0) == Cell{CellKind::number, "2", true});
}

TEST_CASE("Table: from a file") {
    const auto directory = formats::TemporaryDirectory::create();
    REQUIRE(directory.ok());
    std::ofstream(directory->path() / "a.csv") << "a;b\n1;2\n";
    const auto table = formats::read_table_file(directory->path() / "a.csv");
    REQUIRE(table.ok());
    CHECK(table->rows.size() == 1);
    CHECK(formats::read_table_file(directory->path() / "b.csv").error().code == "file_unreadable");
    CHECK(formats::read_table_file(directory->path()).error().code == "file_unreadable");
    CHECK(formats::read_table_file(directory->path() / "a.csv", {.total_bytes = 3}).error().code ==
          "file_too_large");
}
