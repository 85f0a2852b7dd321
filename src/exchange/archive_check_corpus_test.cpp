#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "exchange/testing/package_pieces.h"
#include "formats/temporary_directory.h"

namespace {

namespace fs = std::filesystem;

const fs::path corpus = fs::path(TRYGBY_SOURCE_DIR) / "test/fuzz/archive_check_fuzz";

std::string text_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::set<std::string> codes_of(const std::string& bytes) {
    const auto folder = formats::TemporaryDirectory::create();
    REQUIRE(folder.ok());
    std::set<std::string> codes;
    for (const auto& finding : exchange::testing::check_pieces(bytes, folder->path()))
        codes.insert(finding.error.code);
    return codes;
}

}  // namespace

TEST_CASE("the seeds of the structure check's fuzzing are what their names say") {
    std::set<std::string> seeds;
    for (const auto& entry : fs::directory_iterator(corpus)) {
        const std::string name = entry.path().filename().string();
        CAPTURE(name);
        const std::set<std::string> codes = codes_of(text_of(entry.path()));
        if (name == "whole")
            CHECK(codes.empty());
        else
            CHECK(codes == std::set<std::string>{"archive_" + name});
        seeds.insert(name);
    }
    CHECK(seeds.size() >= 8);
    CHECK(seeds.contains("whole"));
}

TEST_CASE("the structure check ends with findings that make sense, whatever the files hold") {
    const std::string whole = text_of(corpus / "whole");
    REQUIRE_FALSE(whole.empty());
    std::uint32_t random = 2026;
    const auto next = [&random] { return random = random * 1664525U + 1013904223U; };
    for (int i = 0; i < 150; ++i) {
        std::string changed = whole;
        CAPTURE(i);
        for (int change = 0; change < 1 + i % 4; ++change) {
            const std::size_t place = next() % changed.size();
            const std::size_t length = next() % 40;
            switch (next() % 4) {
                case 0:
                    changed[place] = static_cast<char>(next() >> 24);
                    break;
                case 1:
                    changed.erase(place, length);
                    break;
                case 2:
                    changed.insert(place, changed.substr(place, length));
                    break;
                default:
                    changed.insert(place, changed.substr(next() % changed.size(), length));
            }
            if (changed.empty()) changed = "x";
        }
        CHECK_NOTHROW(codes_of(changed));
    }
}
