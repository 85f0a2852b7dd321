#include "formats/temporary_directory.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "formats/file_bytes.h"

namespace fs = std::filesystem;

namespace {

formats::TemporaryDirectory make_directory() {
    auto directory = formats::TemporaryDirectory::create();
    REQUIRE(directory.ok());
    return std::move(*directory);
}

}  // namespace

TEST_CASE("Temporary directory: private, and gone with its object") {
    fs::path path;
    {
        const auto directory = make_directory();
        path = directory.path();
        CHECK((fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
              fs::perms::none);
        fs::create_directory(path / "a");
        std::ofstream(path / "a" / "b") << "x";
    }
    CHECK_FALSE(fs::exists(path));
}

TEST_CASE("Copying a folder: files and folders, but no links and nothing too large") {
    const auto directory = make_directory();
    const fs::path from = directory.path() / "from";
    fs::create_directories(from / "sub");
    std::ofstream(from / "a.html") << "12345";
    std::ofstream(from / "sub" / "b.css") << "12345";
    REQUIRE(formats::copy_folder(from, directory.path() / "to").ok());
    CHECK(*formats::read_file_bytes(directory.path() / "to" / "sub" / "b.css", 100) == "12345");
    const auto code = [&](const char* to, formats::FolderLimits limits) -> std::string {
        const auto copied = formats::copy_folder(from, directory.path() / to, limits);
        return copied ? "" : copied.error().code;
    };
    CHECK(code("c", {.files = 2, .total_bytes = 10, .levels = 2}).empty());
    CHECK(code("d", {.files = 1}) == "folder_too_large");
    CHECK(code("e", {.total_bytes = 9}) == "folder_too_large");
    CHECK(code("f", {.levels = 1}) == "folder_too_large");
    fs::create_symlink("/etc/passwd", from / "link");
    CHECK(code("g", {}) == "folder_special_file");
    CHECK(formats::copy_folder(directory.path() / "none", directory.path() / "h").error().code ==
          "folder_unreadable");
}

TEST_CASE("File bytes: to the limit, and links only when they may be followed") {
    const auto directory = make_directory();
    const fs::path file = directory.path() / "file";
    std::ofstream(file) << "12345";
    fs::create_symlink(file, directory.path() / "link");
    CHECK(*formats::read_file_bytes(file, 5) == "12345");
    CHECK(formats::read_file_bytes(file, 4).error().code == "file_too_large");
    CHECK(formats::read_file_bytes(directory.path() / "link", 5).ok());
    CHECK(formats::read_file_bytes(directory.path() / "link", 5, formats::SymbolicLinks::refuse)
              .error()
              .code == "file_unreadable");
    CHECK(formats::read_file_bytes(directory.path(), 5).error().code == "file_unreadable");
    CHECK(formats::read_file_bytes("/dev/zero", 5).error().code == "file_unreadable");
}
