#include "formats/csv.h"

#include <doctest/doctest.h>

#include <limits>
#include <sstream>

namespace {

struct Outcome {
    std::vector<formats::CsvRow> rows;
    std::string error_code;
    std::vector<std::string> error_arguments;
    char delimiter = 0;
    formats::TextEncoding encoding = formats::TextEncoding::utf_8;
};

Outcome read(const std::string& text, formats::CsvLimits limits = {},
             std::optional<char> delimiter = std::nullopt) {
    std::istringstream input(text);
    formats::CsvReader reader(input, limits, delimiter);
    Outcome outcome;
    while (true) {
        auto row = reader.next();
        outcome.delimiter = reader.delimiter();
        outcome.encoding = reader.encoding();
        if (!row) {
            outcome.error_code = row.error().code;
            outcome.error_arguments = row.error().arguments;
            CHECK(reader.next().error() == row.error());
            return outcome;
        }
        if (!*row) return outcome;
        outcome.rows.push_back(**row);
    }
}

using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("CSV: the delimiter is the one the first lines agree on") {
    CHECK(read("a;b;c\n1,5;2,5;3\n").delimiter == ';');
    CHECK(read("a,b,c\n1,2,3\n").delimiter == ',');
    CHECK(read("a\tb\n1,5\t2\n").delimiter == '\t');
    CHECK(read("Navn, fornavn;By\nHansen, Ib;Ishøj\nX;Y\n").delimiter == ';');
    CHECK(read("\"a;b;c\",d\n\"e;f\",g\n").delimiter == ',');
    CHECK(read("kun en kolonne\nher\n").delimiter == ';');
    CHECK(read("").delimiter == ';');
    CHECK(read("a,b;c\n", {}, ',').rows.at(0).fields == Fields{"a", "b;c"});
}

TEST_CASE("CSV: a first line that names the delimiter is obeyed and skipped") {
    const Outcome outcome = read("sep=,\r\na,b;c\r\n");
    REQUIRE(outcome.rows.size() == 1);
    CHECK(outcome.rows[0].fields == Fields{"a", "b;c"});
    CHECK(outcome.rows[0].line == 2);
    CHECK(read("sep=x\na;b\n").rows.at(0).fields == Fields{"sep=x"});
}

TEST_CASE("CSV: line ends, blank lines, line numbers and a last line without end") {
    const Outcome outcome = read("a;b\r\n\r\n1;2\n\n\n3;\"to\r\nlinjer\"\r4;5");
    REQUIRE(outcome.rows.size() == 4);
    CHECK(outcome.rows[1].line == 3);
    CHECK(outcome.rows[2].line == 6);
    CHECK(outcome.rows[2].fields == Fields{"3", "to\r\nlinjer"});
    CHECK(outcome.rows[3].line == 8);
    CHECK(outcome.rows[3].fields == Fields{"4", "5"});
    CHECK(read("\n\r\n\r").rows.empty());
}

TEST_CASE("CSV: quotes") {
    CHECK(read("\"a \"\"b\"\" c\";\"\";\" d \"\n").rows.at(0).fields ==
          Fields{"a \"b\" c", "", " d "});
    CHECK(read("5\" rør;x\n").rows.at(0).fields == Fields{"5\" rør", "x"});
    CHECK(read("a;b;\n").rows.at(0).fields == Fields{"a", "b", ""});
    const Outcome open = read("a;b\n1;\"to\n3;4\n");
    CHECK(open.error_code == "csv_open_quote");
    CHECK(open.error_arguments == Fields{"2"});
    const Outcome after = read("a;b\n\"1\"x;2\n");
    CHECK(after.error_code == "csv_text_after_quote");
    CHECK(after.error_arguments == Fields{"2"});
}

TEST_CASE("CSV: UTF-8 with and without byte order mark, and Windows-1252") {
    CHECK(read("\xEF\xBB\xBFÅr;Tal\n").rows.at(0).fields == Fields{"År", "Tal"});
    CHECK(read("År;Tal\n").rows.at(0).fields == Fields{"År", "Tal"});
    const Outcome old = read("\xC5r;Pris\nM\xF8lle;5 \x80\n");
    REQUIRE(old.rows.size() == 2);
    CHECK(old.encoding == formats::TextEncoding::windows_1252);
    CHECK(old.rows[0].fields == Fields{"År", "Pris"});
    CHECK(old.rows[1].fields == Fields{"Mølle", "5 €"});
    CHECK(read("a;b\n\x81;c\n").error_code == "csv_encoding");
    const Outcome mixed = read("Å;b\n\xC5;c\n");
    CHECK(mixed.error_code == "csv_encoding");
    CHECK(mixed.error_arguments == Fields{"2"});
    CHECK(read("\xEF\xBB\xBF\xC5;b\n").error_code == "csv_encoding");
    CHECK(read(std::string("\xFF\xFE"
                           "a\0;\0",
                           6))
              .error_code == "csv_encoding");
    CHECK(read(std::string("a;b\n\0;c\n", 8)).error_code == "csv_binary");
    CHECK(read("PK\x03\x04;b\n").error_code == "csv_binary");
    CHECK(read("a\tb;\"c\nd\"\n").error_code.empty());
}

TEST_CASE("CSV: limits hold at their edge and not before") {
    CHECK(read("a;b\nc;d\n", {.rows = 2}).error_code.empty());
    CHECK(read("a;b\nc;d\ne;f\n", {.rows = 2}).error_code == "csv_too_many_rows");
    CHECK(read("a;b\n", {.columns = 2}).error_code.empty());
    CHECK(read("a;b;c\n", {.columns = 2}).error_code == "csv_too_many_columns");
    CHECK(read("abc;d\n", {.field_bytes = 3}).error_code.empty());
    CHECK(read("abcd;d\n", {.field_bytes = 3}).error_code == "csv_field_too_long");
    CHECK(read("\"abcd\";d\n", {.field_bytes = 3}).error_code == "csv_field_too_long");
    CHECK(read("a;b\n", {.total_bytes = 4}).error_code.empty());
    CHECK(read("a;bc\n", {.total_bytes = 4}).error_code == "csv_too_large");
}

TEST_CASE("CSV: rows across the edges of the buffer") {
    for (std::size_t before : {65533u, 65534u, 65535u, 65536u, 65537u}) {
        const std::string text = std::string(before, 'x') + ";\"a\"\"b\"\r\nÅ;c\r\n";
        const Outcome outcome = read(text, {.field_bytes = 70'000});
        REQUIRE(outcome.rows.size() == 2);
        CHECK(outcome.rows[0].fields[1] == "a\"b");
        CHECK(outcome.rows[1].line == 2);
        CHECK(outcome.rows[1].fields == Fields{"Å", "c"});
    }
}

TEST_CASE("CSV: what a spreadsheet program could calculate looks like a formula") {
    for (const std::string text :
         {"=1+1", "+A1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0",
          "-2+3+cmd|' /C calc'!A0", "＝1+1", "+45 a"}) {
        CAPTURE(text);
        CHECK(formats::is_formula_like(text));
        CHECK(formats::guard_formula(text) == std::string("'") + text);
    }
    for (const std::string text : {"", "Ishøj", "a=b", "1-2", " =1", "'=1"}) {
        CAPTURE(text);
        CHECK_FALSE(formats::is_formula_like(text));
        CHECK(formats::guard_formula(text) == text);
    }
    for (const std::string text : {"-5", "-3,5", "+45 43 57 75 75", "-"}) {
        CAPTURE(text);
        CHECK_FALSE(formats::is_formula_like(text));
        CHECK(formats::guard_formula(text) == std::string("'") + text);
    }
}

TEST_CASE("CSV: the writer's file is what a Danish Excel opens, and reads back") {
    std::ostringstream output;
    formats::CsvWriter writer(output);
    writer.text("Sted");
    writer.text("Note; \"vigtig\"");
    writer.text("=1+1");
    writer.end_row();
    writer.number(-3.456, 2);
    writer.integer(-1234567);
    writer.date(base::date_of(2024, 5, 3));
    writer.end_row();
    writer.empty();
    writer.number(std::numeric_limits<double>::quiet_NaN(), 1);
    writer.text("to\nlinjer");
    writer.number(-0.001, 1);
    writer.end_row();
    CHECK(output.str() ==
          "\xEF\xBB\xBF"
          "Sted;\"Note; \"\"vigtig\"\"\";'=1+1\r\n"
          "-3,46;-1234567;2024-05-03\r\n"
          ";;\"to\nlinjer\";0,0\r\n");
    const Outcome outcome = read(output.str());
    REQUIRE(outcome.rows.size() == 3);
    CHECK(outcome.rows[0].fields == Fields{"Sted", "Note; \"vigtig\"", "'=1+1"});
    CHECK(outcome.rows[2].fields == Fields{"", "", "to\nlinjer", "0,0"});
}
