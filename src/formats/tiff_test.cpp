#include "formats/tiff.h"

#include <doctest/doctest.h>

#include <fstream>

#include "formats/external_process.h"
#include "formats/pdf.h"
#include "formats/temporary_directory.h"

namespace {

bool is_installed() {
    const bool installed = formats::find_program("pdftoppm").has_value();
    if (!installed) MESSAGE("SKIPPED: pdftoppm is not installed");
    return installed;
}

// Two pages, as small as a PDF can be; readers mend what is missing.
constexpr const char* two_pages =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    "trailer<</Root 1 0 R>>\n%%EOF\n";

}  // namespace

TEST_CASE("TIFF: a picture for each page") {
    if (!is_installed()) return;
    const auto pages = formats::render_tiff(two_pages);
    REQUIRE(pages.ok());
    REQUIRE(pages->size() == 2);
    for (const std::string& page : *pages) CHECK(formats::is_tiff(page));
}

TEST_CASE("TIFF: what is no PDF is refused, and so is a program that isn't there") {
    CHECK(formats::render_tiff(two_pages, {.program = "/nowhere/pdftoppm"}).error().code ==
          "tiff_missing");
    if (!is_installed()) return;
    CHECK(formats::render_tiff("no document").error().code == "tiff_failed");
    CHECK(formats::render_tiff("").error().code == "tiff_failed");
    CHECK_FALSE(formats::is_tiff("%PDF-1.4"));
    CHECK_FALSE(formats::is_tiff(""));
}
