#include "formats/xml_writer.h"

#include <doctest/doctest.h>

#include <sstream>

#include "formats/xml_stream.h"

namespace {

struct LastText : formats::XmlHandler {
    std::string found;
    void start(std::string_view, const formats::XmlAttributes&) override { found.clear(); }
    void text(std::string_view text) override { found += text; }
};

}  // namespace

TEST_CASE("what is written is read again as it was, whatever it holds") {
    for (const std::string text :
         {"Anna & <Bo> \"C\" 'D' ]]> æøå", "to\nlinjer\tog\rmere", "", "&amp;", "<!--"}) {
        std::ostringstream out;
        formats::XmlWriter writer(out);
        writer.start("rows", {{"note", text}});
        writer.element("c1", text);
        LastText read;
        formats::XmlParser parser(read);
        writer.end();
        REQUIRE(parser.feed(out.str().substr(0, out.str().find("</c1>"))).ok());
        CHECK(read.found == text);
    }
}

TEST_CASE("characters that XML doesn't know are replaced, and names are the program's own") {
    CHECK(formats::escaped_xml(std::string("a\0b\x1f", 4)) ==
          "a\xEF\xBF\xBD"
          "b\xEF\xBF\xBD");
    std::ostringstream out;
    formats::XmlWriter writer(out);
    CHECK_THROWS_AS(writer.start("a b"), std::logic_error);
    CHECK_THROWS_AS(writer.start("1a"), std::logic_error);
    CHECK_THROWS_AS(writer.end(), std::logic_error);
    writer.start("table", {{"xsi:nil", "true"}});
    writer.empty("c1");
    writer.end();
    CHECK(out.str() ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<table xsi:nil=\"true\">\n"
          " <c1/>\n</table>\n");
}
