#include "formats/zip_writer.h"

#include <doctest/doctest.h>

#include "formats/zip_archive.h"

TEST_CASE("files packed come out again as they were, and the same files give the same bytes") {
    const std::vector<formats::ZipEntry> entries = {
        {"æøå.json", R"({"a":1})"}, {"tom.txt", ""}, {"b.pdf", std::string(100'000, 'x')}};
    const auto bytes = formats::zip_of(entries);
    REQUIRE(bytes.ok());
    CHECK(formats::zip_of(entries).value() == *bytes);
    auto archive = formats::ZipArchive::open(*bytes);
    REQUIRE(archive.ok());
    REQUIRE(archive->names().size() == 3);
    for (const formats::ZipEntry& entry : entries) {
        std::string read;
        REQUIRE(archive
                    ->read(entry.name,
                           [&read](std::string_view piece) {
                               read += piece;
                               return base::Result<void>();
                           })
                    .ok());
        CHECK(read == entry.bytes);
    }
}
