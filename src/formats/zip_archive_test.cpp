#include "formats/zip_archive.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>

#include "formats/testing/archive.h"

namespace {

std::string code_of(const std::string& bytes, formats::ArchiveLimits limits = {}) {
    const auto archive = formats::ZipArchive::open(bytes, limits);
    return archive ? "" : archive.error().code;
}

std::string read_all(formats::ZipArchive& archive, const char* name, std::string& code) {
    std::string text;
    const auto read = archive.read(name, [&](std::string_view piece) -> base::Result<void> {
        text += piece;
        return {};
    });
    code = read ? "" : read.error().code;
    return text;
}

// Overwrites what the archive says an entry unpacks to, in both places where it says so.
std::string with_claimed_size(std::string bytes, std::uint32_t size) {
    const auto patch = [&](const char* signature, std::size_t offset) {
        const std::size_t place = bytes.find(std::string(signature, 4));
        REQUIRE(place != std::string::npos);
        std::memcpy(bytes.data() + place + offset, &size, sizeof size);
    };
    patch("PK\x03\x04", 22);
    patch("PK\x01\x02", 24);
    return bytes;
}

}  // namespace

TEST_CASE("ZIP: entries are read piece by piece") {
    const std::string long_text(200'000, 'x');
    const std::string bytes =
        formats::testing::make_archive({{"b.txt", long_text}, {"a/å.txt", "hej"}});
    auto archive = formats::ZipArchive::open(bytes);
    REQUIRE(archive.ok());
    CHECK(archive->names() == std::vector<std::string>{"a/å.txt", "b.txt"});
    std::string code;
    CHECK(read_all(*archive, "a/å.txt", code) == "hej");
    CHECK(read_all(*archive, "b.txt", code) == long_text);
    CHECK(code.empty());
    CHECK(read_all(*archive, "c.txt", code).empty());
    CHECK(code == "archive_entry_missing");
    const auto stopped = archive->read("b.txt", [](std::string_view) -> base::Result<void> {
        return base::refuse("enough", "Nok.");
    });
    CHECK(stopped.error().code == "enough");
}

TEST_CASE("ZIP: what is not an archive or not an honest one is refused") {
    CHECK(code_of("") == "archive_unreadable");
    CHECK(code_of("PK\x03\x04 og så noget andet") == "archive_unreadable");
    const std::string good = formats::testing::make_archive({{"a", "1"}, {"b", "2"}});
    CHECK(code_of(good).empty());
    CHECK(code_of(good.substr(0, good.size() - 5)) == "archive_unreadable");
    CHECK(code_of(good, {.archive_bytes = good.size()}).empty());
    CHECK(code_of(good, {.archive_bytes = good.size() - 1}) == "archive_too_large");
    CHECK(code_of(good, {.entries = 2}).empty());
    CHECK(code_of(good, {.entries = 1}) == "archive_too_many_entries");
    CHECK(code_of(formats::testing::make_archive({{"a", "1"}}, "kode")) == "archive_encrypted");
    CHECK(code_of(formats::testing::make_archive({{"../a", "1"}})) == "archive_entry_name");
    CHECK(code_of(formats::testing::make_archive({{"/a", "1"}})) == "archive_entry_name");
    CHECK(code_of(formats::testing::make_archive({{"x\\a", "1"}})) == "archive_entry_name");
}

TEST_CASE("ZIP: bombs are refused before they are unpacked") {
    const std::string zeros(3 * 1024 * 1024, '0');
    CHECK(code_of(formats::testing::make_archive({{"a", zeros}})) == "archive_bomb");
    CHECK(code_of(formats::testing::make_archive({{"a", zeros}}), {.ratio = 100'000}).empty());
    CHECK(code_of(formats::testing::make_archive({{"a", zeros.substr(0, 900'000)}})).empty());
    const std::string two = formats::testing::make_archive({{"a", "12345"}, {"b", "12345"}});
    CHECK(code_of(two, {.unpacked_bytes = 10}).empty());
    CHECK(code_of(two, {.unpacked_bytes = 9}) == "archive_bomb");
}

TEST_CASE("ZIP: an archive that lies about its sizes never gives more than the limit") {
    const std::string text(2 * 1024 * 1024, 'x');
    const std::string bytes =
        with_claimed_size(formats::testing::make_archive({{"a", text}}), 1000);
    auto archive = formats::ZipArchive::open(bytes, {.unpacked_bytes = 500'000});
    if (!archive) return;  // refused at once is as good
    std::string code;
    CHECK(read_all(*archive, "a", code).size() <= 500'000);
    CHECK_FALSE(code.empty());
}

TEST_CASE("ZIP: the limit counts everything that is unpacked, also the same entry twice") {
    const std::string bytes = formats::testing::make_archive({{"a", "123456"}});
    auto archive = formats::ZipArchive::open(bytes, {.unpacked_bytes = 10});
    REQUIRE(archive.ok());
    std::string code;
    read_all(*archive, "a", code);
    CHECK(code.empty());
    read_all(*archive, "a", code);
    CHECK(code == "archive_bomb");
}
