#include "formats/xml_stream.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace {

class Recorder : public formats::XmlHandler {
  public:
    std::string seen;

    void start(std::string_view name, const formats::XmlAttributes& attributes) override {
        seen += "<" + std::string(name);
        if (const auto id = attributes.find("id")) seen += " id=" + std::string(*id);
        seen += ">";
        if (name == "refused") fail(base::refuse("handler", "Nej."));
        if (name == "thrown") throw std::runtime_error("thrown");
    }
    void end(std::string_view name) override { seen += "</" + std::string(name) + ">"; }
    void text(std::string_view text) override { seen += text; }
};

std::string parse(std::string_view document, std::string& seen, std::size_t piece_bytes = 7) {
    Recorder recorder;
    formats::XmlParser parser(recorder);
    for (std::size_t at = 0; at < document.size(); at += piece_bytes) {
        const auto fed = parser.feed(document.substr(at, piece_bytes));
        seen = recorder.seen;
        if (!fed) return fed.error().code;
    }
    const auto finished = parser.finish();
    seen = recorder.seen;
    return finished ? "" : finished.error().code;
}

}  // namespace

TEST_CASE("XML: elements, attributes and texts without namespaces") {
    std::string seen;
    CHECK(parse("<a xmlns:r='urn:r'><r:b r:id='1'>ø &amp; å</r:b><c/></a>", seen).empty());
    CHECK(seen == "<a><b id=1>ø & å</b><c></c></a>");
}

TEST_CASE("XML: document types and entities are refused") {
    std::string seen;
    CHECK(parse("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", seen) == "xml_document_type");
    CHECK(parse("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", seen) == "xml_document_type");
    CHECK(parse("<a>&x;</a>", seen) == "xml_malformed");
}

TEST_CASE("XML: broken, too deep and too long documents are refused") {
    std::string seen;
    CHECK(parse("<a><b></a>", seen) == "xml_malformed");
    CHECK(parse("<a>", seen) == "xml_malformed");
    CHECK(parse("", seen) == "xml_malformed");
    std::string deep;
    for (int i = 0; i < 64; ++i) deep += "<a>";
    CHECK(parse(deep, seen) == "xml_malformed");  // only because it is never closed
    CHECK(parse(deep + "<a>", seen) == "xml_too_deep");
    const std::string text(300'000, 'x');
    CHECK(parse("<a b='" + text + "'/>", seen, 65536).empty());
    CHECK(parse("<a b='" + text + text + text + text + "'/>", seen, 65536) == "xml_too_long");
    CHECK(parse("<a>" + text + text + text + text + "</a>", seen, 65536).empty());
}

TEST_CASE("XML: what the handler refuses or throws ends the parsing") {
    std::string seen;
    CHECK(parse("<a><refused/><b/></a>", seen) == "handler");
    CHECK(seen == "<a><refused>");
    CHECK_THROWS_AS(parse("<a><thrown/><b/></a>", seen), std::runtime_error);
}
