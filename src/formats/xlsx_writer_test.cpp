#include "formats/xlsx_writer.h"

#include <doctest/doctest.h>

#include <limits>

#include "formats/file_bytes.h"
#include "formats/temporary_directory.h"
#include "formats/testing/archive.h"
#include "formats/xlsx_reader.h"

using formats::Cell;
using formats::CellKind;

namespace {

formats::XlsxWriter::Properties properties() {
    return {.title = "Årsrapport & tal", .created = *base::parse_instant("2024-05-01T08:09:10Z")};
}

std::vector<formats::SheetRow> read(const std::filesystem::path& path, const std::string& sheet) {
    std::vector<formats::SheetRow> rows;
    const auto summary =
        formats::read_xlsx_file(path, {.sheet_name = sheet, .limits = {}},
                                [&](const formats::SheetRow& row) -> base::Result<void> {
                                    rows.push_back(row);
                                    return {};
                                });
    REQUIRE(summary.ok());
    CHECK(summary->formula_cells == 0);
    return rows;
}

std::string part(const std::filesystem::path& path, const char* name) {
    const auto bytes = formats::read_file_bytes(path, 10'000'000);
    REQUIRE(bytes.ok());
    return formats::testing::entry_of(*bytes, name);
}

std::string code_of_text(const std::filesystem::path& path, const std::string& text) {
    auto writer = formats::XlsxWriter::create(path, properties());
    REQUIRE(writer.ok());
    writer->begin_sheet("Ark", {{"A"}});
    writer->text(text);
    const auto finished = writer->finish();
    CHECK(std::filesystem::exists(path) == finished.ok());
    std::filesystem::remove(path);
    return finished ? "" : finished.error().code;
}

std::string code_of_sheet(const std::filesystem::path& path, const std::string& name) {
    auto writer = formats::XlsxWriter::create(path, properties());
    REQUIRE(writer.ok());
    writer->begin_sheet("Først", {{"A"}});
    writer->begin_sheet(name, {{"A"}});
    const auto finished = writer->finish();
    return finished ? "" : finished.error().code;
}

}  // namespace

TEST_CASE("XLSX writer: sheets, headings and cells read back, and nothing is a formula") {
    const auto directory = formats::TemporaryDirectory::create();
    REQUIRE(directory.ok());
    const auto path = directory->path() / "tal.xlsx";
    auto writer = formats::XlsxWriter::create(path, properties());
    REQUIRE(writer.ok());
    writer->begin_sheet("Tal", {{"År"}, {"Sted", 30}, {"Andel"}, {"Dato"}});
    writer->integer(2024);
    writer->text("=HYPERLINK(\"http://x\")");
    writer->number(12.345, 1);
    writer->date(base::date_of(2024, 5, 3));
    writer->end_row();
    writer->empty();
    writer->number(std::numeric_limits<double>::infinity());
    writer->number(0.1);
    writer->date(base::date_of(1899, 1, 2));
    writer->text("https://ishoj.dk <&> \x01 æøå");
    writer->end_row();
    writer->begin_sheet("Noter", {{"Note"}});
    writer->text("+45 43 57 75 75");
    REQUIRE(writer->finish().ok());

    const auto rows = read(path, "Tal");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].cells == std::vector<Cell>{{CellKind::text, "År"},
                                             {CellKind::text, "Sted"},
                                             {CellKind::text, "Andel"},
                                             {CellKind::text, "Dato"}});
    CHECK(rows[1].cells == std::vector<Cell>{{CellKind::number, "2024"},
                                             {CellKind::text, "=HYPERLINK(\"http://x\")"},
                                             {CellKind::number, "12.345"},
                                             {CellKind::date, "2024-05-03"}});
    CHECK(rows[2].cells == std::vector<Cell>{{},
                                             {},
                                             {CellKind::number, "0.1"},
                                             {CellKind::text, "1899-01-02"},
                                             {CellKind::text, "https://ishoj.dk <&>  æøå"}});
    CHECK(read(path, "Noter").at(1).cells.at(0).text == "+45 43 57 75 75");

    const std::string sheet = part(path, "xl/worksheets/sheet1.xml");
    CHECK(sheet.find("<f>") == std::string::npos);
    CHECK(sheet.find("hyperlink") == std::string::npos);
    CHECK(sheet.find("state=\"frozen\"") != std::string::npos);
    CHECK(sheet.find("<col min=\"2\" max=\"2\" width=\"30.") != std::string::npos);
    CHECK(part(path, "xl/styles.xml").find("<b/>") != std::string::npos);
    CHECK(part(path, "docProps/core.xml").find("Årsrapport &amp; tal") != std::string::npos);
    CHECK(part(path, "docProps/core.xml").find("2024-05-01T08:09:10Z") != std::string::npos);
}

TEST_CASE("XLSX writer: refuses names and texts a spreadsheet can't hold") {
    const auto directory = formats::TemporaryDirectory::create();
    REQUIRE(directory.ok());
    const auto path = directory->path() / "tal.xlsx";
    CHECK(code_of_text(path, "Ishøj").empty());
    CHECK(code_of_text(path, std::string(32'767, 'x')).empty());
    CHECK(code_of_text(path, std::string(32'768, 'x')) == "xlsx_text_too_long");
    CHECK(code_of_text(path, "\xC5") == "xlsx_text_encoding");
    CHECK(code_of_text(path, std::string("a\0b", 3)) == "xlsx_text_encoding");
    CHECK(code_of_sheet(path, "Et navn på enogtredive tegn æøå").empty());
    for (const std::string name :
         {"", "a/b", "[a]", "'a", "a'", "FØRST", "Først", "Et navn på toogtredive tegn æøåæøå"}) {
        CAPTURE(name);
        CHECK(code_of_sheet(path, name) == "xlsx_sheet_name");
    }
}

TEST_CASE("XLSX writer: no file without an end, without a sheet or where none can be") {
    const auto directory = formats::TemporaryDirectory::create();
    REQUIRE(directory.ok());
    const auto path = directory->path() / "tal.xlsx";
    {
        auto abandoned = formats::XlsxWriter::create(path, properties());
        REQUIRE(abandoned.ok());
        abandoned->begin_sheet("Ark", {{"A"}});
        abandoned->text("a");
    }
    CHECK_FALSE(std::filesystem::exists(path));
    auto empty = formats::XlsxWriter::create(path, properties());
    REQUIRE(empty.ok());
    CHECK_THROWS_AS(empty->text("a"), std::logic_error);
    CHECK(empty->finish().error().code == "xlsx_write_failed");
    const auto nowhere =
        formats::XlsxWriter::create(directory->path() / "findes" / "ikke.xlsx", properties());
    CHECK(nowhere.error().code == "xlsx_write_failed");
    CHECK(formats::XlsxWriter::create(directory->path(), properties()).error().code ==
          "xlsx_write_failed");
}
