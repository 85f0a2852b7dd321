#include "web/html.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

namespace web {

TEST_CASE("text is escaped, markup of our own is not") {
    Html html;
    html.add("<p>"_html, "<script>alert('1 & \"2\"')</script>", "</p>"_html);
    CHECK(html.markup() ==
          "<p>&lt;script&gt;alert(&#39;1 &amp; &quot;2&quot;&#39;)&lt;/script&gt;</p>");
}

TEST_CASE("every kind of text is escaped") {
    const std::string string = "<b>";
    const std::string_view view = string;
    const char* characters = string.c_str();
    Html html;
    html.add(string, view, characters, "<b>");
    CHECK(html.markup() == "&lt;b&gt;&lt;b&gt;&lt;b&gt;&lt;b&gt;");
}

TEST_CASE("what is escaped once stays as it is") {
    Html inner;
    inner.add("<i>"_html, "a < b", "</i>"_html);
    Html outer;
    outer.add("<p>"_html, inner, "</p>"_html);
    CHECK(outer.markup() == "<p><i>a &lt; b</i></p>");
}

TEST_CASE("numbers are digits") {
    Html html;
    html.add(-7, " ", std::uint64_t{18446744073709551615u}, " ", 0, " ", std::size_t{3});
    CHECK(html.markup() == "-7 18446744073709551615 0 3");
}

TEST_CASE("letters beyond ASCII and empty text pass unchanged") {
    CHECK(text("Blåbærgrød på Ærø – ja…").markup() == "Blåbærgrød på Ærø – ja…");
    CHECK(text("").empty());
    CHECK(text("&").markup() == "&amp;");
    CHECK(text("a&b&c").markup() == "a&amp;b&amp;c");
    CHECK(text(std::string_view("a\0<", 3)).markup() == std::string("a\0&lt;", 6));
}

TEST_CASE("paragraphs keep single line breaks") {
    CHECK(paragraphs("Et\nto\n\nTre").markup() == "<p>Et<br>to</p><p>Tre</p>");
    CHECK(paragraphs("Et\r\n \r\n\r\nTo\r\n").markup() == "<p>Et</p><p>To</p>");
    CHECK(paragraphs("<b>").markup() == "<p>&lt;b&gt;</p>");
    CHECK(paragraphs("").empty());
    CHECK(paragraphs("\n\n").empty());
}

}  // namespace web
