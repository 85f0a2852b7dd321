#include "formats/spreadsheet_date.h"

#include <doctest/doctest.h>

#include <limits>

using formats::Cell;
using formats::CellKind;
using formats::DateSystem;
using formats::NumberDisplay;

TEST_CASE("Spreadsheet dates: what a number format shows") {
    using formats::display_of_format_code;
    for (const std::string code :
         {"dd/mm/yyyy", "yyyy\\-mm\\-dd", "[$-406]d. mmmm yyyy;@", "mmm", "MM"}) {
        CAPTURE(code);
        CHECK(display_of_format_code(code) == NumberDisplay::date);
    }
    CHECK(display_of_format_code("dd/mm/yyyy hh:mm") == NumberDisplay::date_time);
    CHECK(display_of_format_code("h:mm AM/PM") == NumberDisplay::time);
    CHECK(display_of_format_code("mm:ss") == NumberDisplay::time);
    CHECK(display_of_format_code("[h]:mm") == NumberDisplay::elapsed_time);
    for (const std::string code :
         {"General", "0.00", "#,##0.00 \"kr. om dagen\"", "[Red]0;[Blue]-0", "0.00E+00", "0\\d",
          "@", "0 \"åben", "[open", ""}) {
        CAPTURE(code);
        CHECK(display_of_format_code(code) == NumberDisplay::number);
    }
    CHECK(formats::display_of_builtin_format(0) == NumberDisplay::number);
    CHECK(formats::display_of_builtin_format(13) == NumberDisplay::number);
    CHECK(formats::display_of_builtin_format(14) == NumberDisplay::date);
    CHECK(formats::display_of_builtin_format(20) == NumberDisplay::time);
    CHECK(formats::display_of_builtin_format(22) == NumberDisplay::date_time);
    CHECK(formats::display_of_builtin_format(46) == NumberDisplay::elapsed_time);
    CHECK(formats::display_of_builtin_format(49) == NumberDisplay::number);
}

TEST_CASE("Spreadsheet dates: day numbers in both systems") {
    struct Row {
        double serial;
        NumberDisplay display;
        DateSystem system;
        CellKind kind;
        const char* text;
    };
    constexpr auto windows = DateSystem::from_1900;
    constexpr auto mac = DateSystem::from_1904;
    const Row rows[] = {
        {45415, NumberDisplay::date, windows, CellKind::date, "2024-05-03"},
        {43953, NumberDisplay::date, mac, CellKind::date, "2024-05-03"},
        {1, NumberDisplay::date, windows, CellKind::date, "1900-01-01"},
        {59, NumberDisplay::date, windows, CellKind::date, "1900-02-28"},
        {60, NumberDisplay::date, windows, CellKind::error, "####"},
        {61, NumberDisplay::date, windows, CellKind::date, "1900-03-01"},
        {0, NumberDisplay::date, windows, CellKind::error, "####"},
        {0, NumberDisplay::date, mac, CellKind::date, "1904-01-01"},
        {-1, NumberDisplay::date, windows, CellKind::error, "####"},
        {2958465, NumberDisplay::date, windows, CellKind::date, "9999-12-31"},
        {2958466, NumberDisplay::date, windows, CellKind::error, "####"},
        {2958000, NumberDisplay::date, mac, CellKind::error, "####"},
        {1e300, NumberDisplay::elapsed_time, windows, CellKind::error, "####"},
        {45415.75, NumberDisplay::date_time, windows, CellKind::date_time, "2024-05-03T18:00:00"},
        {45415.999999999, NumberDisplay::date_time, windows, CellKind::date_time,
         "2024-05-04T00:00:00"},
        {0.5, NumberDisplay::time, windows, CellKind::time, "12:00:00"},
        {45415.5, NumberDisplay::time, windows, CellKind::time, "12:00:00"},
        {1.25, NumberDisplay::elapsed_time, windows, CellKind::time, "30:00:00"},
        {0.1, NumberDisplay::number, windows, CellKind::number, "0.1"},
        {0.30000000000000004, NumberDisplay::number, windows, CellKind::number, "0.3"},
        {-12, NumberDisplay::number, windows, CellKind::number, "-12"},
        {123456789012, NumberDisplay::number, windows, CellKind::number, "123456789012"},
        {1e-7, NumberDisplay::number, windows, CellKind::number, "1e-07"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.serial);
        const Cell cell = formats::cell_from_number(row.serial, row.display, row.system);
        CHECK(cell.kind == row.kind);
        CHECK(cell.text == row.text);
    }
    const double not_a_number = std::numeric_limits<double>::quiet_NaN();
    CHECK(formats::cell_from_number(not_a_number, NumberDisplay::date, windows).kind ==
          CellKind::error);
}

TEST_CASE("Spreadsheet columns have letters") {
    CHECK(formats::column_letters(0) == "A");
    CHECK(formats::column_letters(25) == "Z");
    CHECK(formats::column_letters(26) == "AA");
    CHECK(formats::column_letters(701) == "ZZ");
    CHECK(formats::column_letters(16'383) == "XFD");
}
