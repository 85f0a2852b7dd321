#include "formats/docx.h"

#include <doctest/doctest.h>

#include <fstream>

#include "formats/zip_archive.h"

namespace fs = std::filesystem;

namespace {

// One red pixel.
constexpr unsigned char pixel[] = {
    0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,    0,    13,   'I',  'H',
    'D',  'R',  0,    0,    0,    1,    0,    0,    0,    1,    8,    2,    0,    0,
    0,    0x90, 0x77, 0x53, 0xde, 0,    0,    0,    12,   'I',  'D',  'A',  'T',  0x08,
    0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0,    0,    0x03, 0x01, 0x01, 0,    0x18, 0xdd, 0x8d,
    0xb0, 0,    0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82};

formats::TemporaryDirectory make_document() {
    auto directory = formats::TemporaryDirectory::create();
    REQUIRE(directory.ok());
    const fs::path folder = directory->path();
    std::ofstream(folder / "report.html")
        << "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><title>Titel</title>"
           "</head><body><h1>Tryghed i Ishøj</h1><table><thead><tr><th>År</th></tr></thead>"
           "<tbody><tr><td>2024</td></tr></tbody></table>"
           "<p><img src=\"chart.png\" alt=\"Søjler over år\"></p></body></html>";
    std::ofstream(folder / "chart.png", std::ios::binary)
        .write(reinterpret_cast<const char*>(pixel), sizeof pixel);
    return std::move(*directory);
}

bool is_converter_missing(const base::Result<formats::ConvertedDocument>& converted) {
    const bool is_missing = !converted && converted.error().code == "converter_missing";
    if (is_missing) MESSAGE("SKIPPED: pandoc is not installed");
    return is_missing;
}

std::string part(formats::ZipArchive& archive, const std::string& name) {
    std::string text;
    REQUIRE(archive
                .read(name,
                      [&](std::string_view piece) -> base::Result<void> {
                          text += piece;
                          return {};
                      })
                .ok());
    return text;
}

bool contains(const std::string& text, const char* wanted) {
    return text.find(wanted) != std::string::npos;
}

}  // namespace

TEST_CASE("DOCX: headings, table, picture with alternative text, title and language") {
    const auto directory = make_document();
    formats::DocxOptions options;
    options.title = "Årsrapport 2024";
    const auto document = formats::render_docx(directory.path() / "report.html", options);
    if (is_converter_missing(document)) return;
    REQUIRE(document.ok());
    auto archive = formats::ZipArchive::open(document->bytes);
    REQUIRE(archive.ok());
    const std::string body = part(*archive, "word/document.xml");
    CHECK(contains(body, "Heading1"));
    CHECK(contains(body, "Tryghed i Ishøj"));
    CHECK(contains(body, "<w:tbl>"));
    CHECK(contains(body, "<w:tblHeader"));
    CHECK(contains(body, "descr=\"Søjler over år\""));
    CHECK(contains(part(*archive, "docProps/core.xml"), "Årsrapport 2024"));
    CHECK(contains(part(*archive, "word/styles.xml"), "w:val=\"da\""));
    bool has_picture = false;
    for (const std::string& name : archive->names()) {
        has_picture |= contains(name, "word/media/");
    }
    CHECK(has_picture);
}

TEST_CASE("DOCX: the other language, and what is refused") {
    const auto directory = make_document();
    const fs::path html = directory.path() / "report.html";
    formats::DocxOptions options;
    options.language = "en-GB";
    const auto document = formats::render_docx(html, options);
    if (is_converter_missing(document)) return;
    REQUIRE(document.ok());
    auto archive = formats::ZipArchive::open(document->bytes);
    REQUIRE(archive.ok());
    CHECK(contains(part(*archive, "word/styles.xml"), "w:val=\"en-GB\""));
    for (const std::string language : {"", "d", "da da", "da\n", "-da"}) {
        options.language = language;
        CHECK(formats::render_docx(html, options).error().code == "converter_language");
    }
    options.language = "da";
    CHECK(formats::render_docx(directory.path() / "mangler.html", options).error().code ==
          "file_unreadable");
    options.program = "/usr/bin/findes-ikke";
    CHECK(formats::render_docx(html, options).error().code == "converter_missing");
    options.program = "/bin/false";
    CHECK(formats::render_docx(html, options).error().code == "converter_failed");
    options.program = "/bin/true";
    CHECK(formats::render_docx(html, options).error().code == "converter_failed");
}

TEST_CASE("DOCX: a picture outside the folder is not taken") {
    const auto directory = make_document();
    const auto outside = make_document();
    fs::permissions(outside.path(), fs::perms::all);
    std::ofstream(directory.path() / "report.html")
        << "<p>Tekst <img src=\"" << (outside.path() / "chart.png").string() << "\" alt=\"x\"></p>";
    const auto document = formats::render_docx(directory.path() / "report.html");
    if (is_converter_missing(document)) return;
    if (!document) {
        CHECK(document.error().code == "converter_failed");
        return;
    }
    if (!document->isolation.files) {
        MESSAGE("SKIPPED: the kernel has no Landlock");
        return;
    }
    auto archive = formats::ZipArchive::open(document->bytes);
    REQUIRE(archive.ok());
    for (const std::string& name : archive->names()) CHECK_FALSE(contains(name, "word/media/"));
}
