#include "formats/pdf.h"

#include <doctest/doctest.h>

#include <fstream>

namespace fs = std::filesystem;

namespace {

constexpr const char* page = R"(<!doctype html>
<html lang="da"><head><meta charset="utf-8"><title>Årsrapport 2024</title>
<link rel="stylesheet" href="style.css"></head><body>
<h1>Tryghed i Ishøj</h1><p id="late">Ikke tegnet</p><h2>Anmeldelser</h2>
<table><caption>Antal pr. år</caption>
<thead><tr><th scope="col">År</th><th scope="col">Antal</th></tr></thead>
<tbody><tr><th scope="row">2023</th><td>417</td></tr></tbody></table>
<figure><img src="chart.svg" alt="Søjler over anmeldelser" width="120" height="60">
<figcaption>Figur 1</figcaption></figure>
<img id="outside" src="OUTSIDE" alt="">
<script src="draw.js"></script></body></html>)";

constexpr const char* chart =
    R"(<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60"><rect width="120" height="60" fill="red"/></svg>)";

// A script as a chart has it: it draws a good while after the page was loaded.
constexpr const char* script = R"(
setTimeout(function () {
    var outside = document.getElementById('outside');
    document.getElementById('late').textContent =
        'Tegnet efter to sekunder, udenfor ' + (outside.naturalWidth > 0 ? 'set' : 'skjult');
}, 2000);)";

struct Document {
    formats::TemporaryDirectory directory;
    formats::TemporaryDirectory outside;
    fs::path html;
};

formats::TemporaryDirectory make_directory() {
    auto directory = formats::TemporaryDirectory::create();
    REQUIRE(directory.ok());
    return std::move(*directory);
}

Document make_document() {
    Document document{make_directory(), make_directory(), {}};
    fs::permissions(document.outside.path(), fs::perms::all);
    std::ofstream(document.outside.path() / "secret.svg") << chart;
    const fs::path folder = document.directory.path();
    document.html = folder / "årsrapport æ.html";
    std::string text = page;
    const std::string secret = "file://" + (document.outside.path() / "secret.svg").string();
    text.replace(text.find("OUTSIDE"), 7, secret);
    std::ofstream(document.html) << text;
    std::ofstream(folder / "style.css") << "@page{size:A4}body{margin:0;background:#fff}";
    std::ofstream(folder / "chart.svg") << chart;
    std::ofstream(folder / "draw.js") << script;
    return document;
}

bool is_browser_missing(const base::Result<formats::RenderedDocument>& rendered) {
    const bool is_missing = !rendered && rendered.error().code == "browser_missing";
    if (is_missing) MESSAGE("SKIPPED: Chromium is not installed");
    return is_missing;
}

// What one of poppler's programs says about a PDF.
std::string inspect(const char* program, std::vector<std::string> arguments,
                    const std::string& pdf) {
    const auto directory = make_directory();
    std::ofstream(directory.path() / "a.pdf", std::ios::binary) << pdf;
    formats::ProcessRequest request;
    request.program = formats::find_program(program).value_or("");
    request.arguments = std::move(arguments);
    const auto outcome = formats::run_process(request, directory);
    REQUIRE(outcome.ok());
    REQUIRE(outcome->succeeded());
    return outcome->output;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("PDF: tagged, with title, language, outline, drawn charts and nothing from outside") {
    const Document document = make_document();
    const auto pdf = formats::render_pdf(document.html);
    if (is_browser_missing(pdf)) return;
    REQUIRE(pdf.ok());
    MESSAGE("Chromium's own sandbox: " << (pdf->browser_sandbox == formats::InnerSandbox::possible
                                               ? std::string("on")
                                               : std::string("off")));
    if (!formats::find_program("pdfinfo")) {
        MESSAGE("SKIPPED: poppler is not installed");
        return;
    }
    const std::string about = inspect("pdfinfo", {"a.pdf"}, pdf->bytes);
    CHECK(contains(about, "Title:           Årsrapport 2024"));
    CHECK(contains(about, "Tagged:          yes"));
    CHECK(contains(about, "(A4)"));
    const std::string structure = inspect("pdfinfo", {"-struct-text", "a.pdf"}, pdf->bytes);
    for (const std::string tag : {"H1", "H2", "Table", "TR", "TH", "TD", "Caption", "Figure"}) {
        CAPTURE(tag);
        CHECK(contains(structure, tag));
    }
    CHECK(contains(pdf->bytes, "/Outlines"));
    CHECK(contains(pdf->bytes, "/Lang (da)"));
    const std::string text = inspect("pdftotext", {"a.pdf", "-"}, pdf->bytes);
    CHECK(contains(text, "Tegnet efter to sekunder"));
    if (pdf->isolation.files) CHECK(contains(text, "udenfor skjult"));
}

TEST_CASE("PDF: pictures keep their alternative text") {
    const Document document = make_document();
    const auto pdf = formats::render_pdf(document.html);
    if (is_browser_missing(pdf)) return;
    REQUIRE(pdf.ok());
    // The text is a PDF string in UTF-16: "Søjler" there.
    const std::string expected("\xFE\xFF\0S\0\xF8\0j\0l\0e\0r", 14);
    CHECK((contains(pdf->bytes, "/Alt")));
    CHECK((pdf->bytes.find(expected) != std::string::npos ||
           contains(pdf->bytes, "/Alt (S\xF8jler") || contains(pdf->bytes, "/Alt <FEFF005300F8")));
}

TEST_CASE("HTML: with what the scripts wrote, and nothing from outside") {
    const Document document = make_document();
    const auto html = formats::render_html(document.html);
    if (is_browser_missing(html)) return;
    REQUIRE(html.ok());
    CHECK(contains(html->bytes, "Tegnet efter to sekunder"));
    if (html->isolation.files) CHECK(contains(html->bytes, "udenfor skjult"));
    formats::BrowserOptions small;
    small.result_bytes = 100;
    CHECK(formats::render_html(document.html, small).error().code == "browser_failed");
}

TEST_CASE("PDF: what is missing or goes wrong is an error") {
    const Document document = make_document();
    formats::BrowserOptions options;
    options.program = "/usr/bin/findes-ikke";
    CHECK(formats::render_pdf(document.html, options).error().code == "browser_missing");
    options.program = "/bin/false";
    CHECK(formats::render_pdf(document.html, options).error().code == "browser_failed");
    options.program = "/bin/true";
    CHECK(formats::render_pdf(document.html, options).error().code == "browser_result");
    CHECK(formats::render_pdf(document.directory.path() / "mangler.html", options).error().code ==
          "file_unreadable");
    fs::create_symlink("/etc/passwd", document.directory.path() / "link.css");
    CHECK(formats::render_pdf(document.html, options).error().code == "folder_special_file");
}

TEST_CASE("PDF: a page that never ends is stopped") {
    const auto directory = make_directory();
    const fs::path html = directory.path() / "loop.html";
    std::ofstream(html) << "<!doctype html><title>x</title><script>for(;;){}</script>";
    formats::BrowserOptions options;
    options.timeout_ms = 3000;
    const auto pdf = formats::render_pdf(html, options);
    if (is_browser_missing(pdf)) return;
    REQUIRE_FALSE(pdf.ok());
    CHECK(pdf.error().code == "browser_timeout");
}
