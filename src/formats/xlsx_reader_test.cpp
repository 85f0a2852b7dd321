#include "formats/xlsx_reader.h"

#include <doctest/doctest.h>

#include "formats/testing/archive.h"
#include "formats/xlsx_package.h"

using formats::Cell;
using formats::CellKind;
using formats::testing::make_workbook;

namespace {

struct Outcome {
    std::vector<formats::SheetRow> rows;
    formats::XlsxSummary summary;
    std::string code;
    std::vector<std::string> arguments;
};

Outcome read(const std::string& bytes, const formats::XlsxOptions& options = {}) {
    Outcome outcome;
    const auto summary =
        formats::read_xlsx(bytes, options, [&](const formats::SheetRow& row) -> base::Result<void> {
            outcome.rows.push_back(row);
            return {};
        });
    if (summary) {
        outcome.summary = *summary;
    } else {
        outcome.code = summary.error().code;
        outcome.arguments = summary.error().arguments;
    }
    return outcome;
}

Outcome read_rows(const std::string& rows, const formats::XlsxOptions& options = {}) {
    return read(make_workbook({.rows = rows}), options);
}

formats::XlsxOptions with_limits(formats::XlsxLimits limits) {
    return {.sheet_name = "", .limits = limits};
}

using Arguments = std::vector<std::string>;

}  // namespace

TEST_CASE("XLSX: every kind of cell") {
    const Outcome outcome = read(make_workbook(
        {.rows = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c>"
                 "<c r=\"B2\" t=\"inlineStr\"><is><r><t>to </t></r><r><t>dele</t></r></is></c>"
                 "<c r=\"C2\"><v>12.50</v></c><c r=\"D2\" t=\"b\"><v>1</v></c>"
                 "<c r=\"E2\" s=\"1\"><v>45415</v></c><c r=\"F2\" s=\"2\"><v>45415.75</v></c>"
                 "<c r=\"G2\" s=\"3\"><v>3</v></c><c r=\"H2\" s=\"4\"><v>1.5</v></c>"
                 "<c r=\"I2\" t=\"e\"><v>#N/A</v></c><c r=\"J2\" t=\"d\"><v>2024-05-03</v></c>"
                 "<c r=\"K2\" t=\"str\"><f>A2&amp;B2</f><v>regnet</v></c>"
                 "<c r=\"L2\"><f>1+1</f><v>2</v></c><c r=\"M2\" s=\"1\"/></row>"
                 "<row r=\"3\"><c r=\"A3\" s=\"1\"/></row>"
                 "<row r=\"9\"><c r=\"C9\"><v>1</v></c></row>",
         .shared_texts = "<si><t>nul</t></si><si><r><t xml:space=\"preserve\">Ish</t></r>"
                         "<r><t>øj</t></r><rPh><t>udtale</t></rPh></si>"}));
    REQUIRE(outcome.code.empty());
    CHECK(outcome.summary.sheet_name == "Ark1");
    CHECK(outcome.summary.rows == 2);
    CHECK(outcome.summary.formula_cells == 2);
    REQUIRE(outcome.rows.size() == 2);
    CHECK(outcome.rows[0].number == 2);
    const std::vector<Cell> expected = {
        {CellKind::text, "Ishøj"},        {CellKind::text, "to dele"},
        {CellKind::number, "12.5"},       {CellKind::boolean, "TRUE"},
        {CellKind::date, "2024-05-03"},   {CellKind::date_time, "2024-05-03T18:00:00"},
        {CellKind::number, "3"},          {CellKind::time, "36:00:00"},
        {CellKind::error, "#N/A"},        {CellKind::date, "2024-05-03"},
        {CellKind::text, "regnet", true}, {CellKind::number, "2", true}};
    CHECK(outcome.rows[0].cells == expected);
    CHECK(outcome.rows[1].number == 9);
    CHECK(outcome.rows[1].cells == std::vector<Cell>{{}, {}, {CellKind::number, "1"}});
}

TEST_CASE("XLSX: cells and rows without addresses stand where they come") {
    const Outcome outcome = read_rows(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"B5\"><v>3</v></c>"
        "<c><v>4</v></c></row><row><c><v>5</v></c></row>");
    REQUIRE(outcome.rows.size() == 3);
    CHECK(outcome.rows[0].cells.size() == 2);
    CHECK(outcome.rows[1].cells.at(2).text == "4");
    CHECK(outcome.rows[2].number == 6);
}

TEST_CASE("XLSX: the named sheet, the first visible sheet, prefixes and absolute paths") {
    const formats::XlsxOptions second{.sheet_name = "Ark2", .limits = {}};
    CHECK(read_rows("", second).rows.at(0).cells.at(0).text == "to");
    CHECK(read_rows("", {.sheet_name = "Ark3", .limits = {}}).code == "xlsx_sheet_missing");
    const std::string hidden = make_workbook(
        {.rows = "<row><c><v>1</v></c></row>", .first_sheet_attributes = "state=\"hidden\""});
    CHECK(read(hidden).summary.sheet_name == "Ark2");
    CHECK(read(hidden, {.sheet_name = "Ark1", .limits = {}}).summary.rows == 1);
}

TEST_CASE("XLSX: workbooks that count days from 1904") {
    const Outcome outcome =
        read(make_workbook({.rows = "<row><c s=\"1\"><v>43953</v></c></row>",
                            .workbook_properties = "<workbookPr date1904=\"1\"/>"}));
    CHECK(outcome.rows.at(0).cells.at(0).text == "2024-05-03");
}

TEST_CASE("XLSX: signs written by number") {
    CHECK(formats::decode_escapes("a_x000D__x000A_b") == "a\r\nb");
    CHECK(formats::decode_escapes("_x005F_x000D_") == "_x000D_");
    CHECK(formats::decode_escapes("_x0001_a_xZZZZ_b_x00") == "a_xZZZZ_b_x00");
}

TEST_CASE("XLSX: limits hold at their edge, and only for cells that hold something") {
    const std::string two_rows =
        "<row><c><v>1</v></c></row><row r=\"7\"><c><v>2</v></c></row>"
        "<row r=\"9\"><c s=\"1\"/></row>";
    CHECK(read_rows(two_rows, with_limits({.rows = 2})).code.empty());
    CHECK(read_rows(two_rows, with_limits({.rows = 1})).code == "xlsx_too_many_rows");
    const std::string wide = "<row r=\"4\"><c r=\"C4\"><v>1</v></c><c r=\"XFD4\" s=\"1\"/></row>";
    CHECK(read_rows(wide, with_limits({.columns = 3})).code.empty());
    const Outcome too_wide = read_rows(wide, with_limits({.columns = 2}));
    CHECK(too_wide.code == "xlsx_too_many_columns");
    CHECK(too_wide.arguments == Arguments{"Ark1", "4", "C", "2"});
    const std::string text = "<row r=\"2\"><c r=\"B2\" t=\"str\"><v>abcd</v></c></row>";
    CHECK(read_rows(text, with_limits({.cell_bytes = 4})).code.empty());
    const Outcome too_long = read_rows(text, with_limits({.cell_bytes = 3}));
    CHECK(too_long.code == "xlsx_cell_too_long");
    CHECK(too_long.arguments == Arguments{"Ark1", "2", "B", "3"});
    CHECK(read_rows("", with_limits({.shared_texts = 1})).code.empty());
    CHECK(read_rows("", with_limits({.shared_texts = 0})).code == "xlsx_too_many_texts");
    CHECK(read_rows("", with_limits({.shared_text_bytes = 2})).code == "xlsx_too_many_texts");
}

TEST_CASE("XLSX: cells that can't be understood are named") {
    const std::vector<std::string> bad_rows = {
        "<row r=\"3\"><c r=\"B3\"><v>tolv</v></c></row>",
        "<row r=\"3\"><c r=\"B3\"><v>nan</v></c></row>",
        "<row r=\"3\"><c r=\"B3\"><v>1 2</v></c></row>",
        "<row r=\"3\"><c r=\"B3\" t=\"s\"><v>1</v></c></row>",
        "<row r=\"3\"><c r=\"B3\" t=\"s\"><v>-1</v></c></row>",
        "<row r=\"3\"><c r=\"B3\" t=\"d\"><v>i går</v></c></row>",
        "<row r=\"3\"><c r=\"B3\" t=\"ukendt\"><v>1</v></c></row>"};
    for (const std::string& rows : bad_rows) {
        CAPTURE(rows);
        const Outcome outcome = read_rows(rows);
        CHECK(outcome.code == "xlsx_bad_cell");
        CHECK(outcome.arguments == Arguments{"Ark1", "3", "B"});
    }
    CHECK(read_rows("<row r=\"3\"><c r=\"B4\"><v>1</v></c></row>").code == "xlsx_bad_cell");
    CHECK(read_rows("<row r=\"3\"><c r=\"B3\"/><c r=\"B3\"/></row>").code == "xlsx_bad_cell");
    CHECK(read_rows("<row r=\"3\"><c r=\"AAAA3\"/></row>").code == "xlsx_bad_cell");
    CHECK(read_rows("<row r=\"3\"/><row r=\"3\"/>").code == "xlsx_bad_cell");
    CHECK(read_rows("<row r=\"1048577\"/>").code == "xlsx_bad_cell");
}

TEST_CASE("XLSX: formulas are taken by value, except those that reach outside") {
    for (const std::string formula : {"SUM(A1:A3)", "\"a|b\"&amp;\"!\"", "CALLCENTER(1)",
                                      "T[[#This Row],[x]]", "XEXEC(1)", "A1"}) {
        CAPTURE(formula);
        const Outcome outcome =
            read_rows(std::string("<row><c><f>") + formula + "</f><v>1</v></c></row>");
        CHECK(outcome.code.empty());
        CHECK(outcome.rows.at(0).cells.at(0).has_formula);
    }
    for (const std::string formula :
         {"cmd|'/C calc'!A0", "WEBSERVICE(\"http://x\")", "1+webservice(A1)", "CALL(\"a\",\"b\")",
          "_xlfn.WEBSERVICE (A1)"}) {
        CAPTURE(formula);
        const Outcome outcome = read_rows(std::string("<row r=\"2\"><c r=\"D2\"><f>") + formula +
                                          "</f><v>1</v></c></row>");
        CHECK(outcome.code == "xlsx_dangerous_formula");
        CHECK(outcome.arguments == Arguments{"Ark1", "2", "D"});
    }
    CHECK(read_rows("<row><c><f>A1</f></c></row>").code == "xlsx_formula_without_value");
    CHECK(read_rows("<row><c t=\"str\"><f>A1</f><v></v></c></row>").code.empty());
}

TEST_CASE("XLSX: macros, links to other workbooks and files that are something else") {
    CHECK(read(make_workbook({.more_entries = {{"xl/vbaProject.bin", "x"}}})).code ==
          "xlsx_macros");
    CHECK(
        read(make_workbook({.more_entries = {{"xl/externalLinks/externalLink1.xml", "x"}}})).code ==
        "xlsx_external_link");
    CHECK(read(make_workbook({.more_entries = {{"xl/media/a.png", "x"}}})).code.empty());
    CHECK(read("navn;by\n").code == "xlsx_not_a_workbook");
    CHECK(read("\xD0\xCF\x11\xE0 gammel").code == "xlsx_protected_or_old");
    CHECK(read(formats::testing::make_archive({{"word/document.xml", "<a/>"}})).code ==
          "xlsx_not_a_workbook");
    CHECK(read(formats::testing::make_archive({{"xl/workbook.xml", "<a/>"}}, "kode")).code ==
          "archive_encrypted");
}

TEST_CASE("XLSX: declarations and entities in any part are refused") {
    const Outcome outcome = read(formats::testing::make_archive(
        {{"_rels/.rels", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"}}));
    CHECK(outcome.code == "xml_document_type");
}

TEST_CASE("XLSX: reading stops when the receiver refuses") {
    int rows = 0;
    const auto summary = formats::read_xlsx(
        make_workbook({.rows = "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"}), {},
        [&](const formats::SheetRow&) -> base::Result<void> {
            ++rows;
            return base::refuse("enough", "Nok.");
        });
    CHECK(summary.error().code == "enough");
    CHECK(rows == 1);
    const auto missing = formats::read_xlsx_file("/findes/ikke.xlsx", {}, nullptr);
    CHECK(missing.error().code == "file_unreadable");
}
