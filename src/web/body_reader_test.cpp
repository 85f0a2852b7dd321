#include "web/body_reader.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace {

// A folder of its own, removed afterwards.
struct Folder {
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "body-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(path), {}));
    }
    std::string path;
};

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string text_part(const std::string& name, const std::string& value) {
    return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

std::string file_part(const std::string& file_name, const std::string& bytes) {
    return "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file_name +
           "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + bytes + "\r\n";
}

constexpr const char* urlencoded = "application/x-www-form-urlencoded";
constexpr const char* multipart = "multipart/form-data; boundary=B";

struct Outcome {
    int status = 0;  // 0: accepted
    web::Request request;
    std::unique_ptr<web::BodyReader> reader;  // keeps the files
};

Outcome read(const std::string& type, const std::string& body, web::BodyLimits limits,
             std::size_t piece_bytes = 1000) {
    Outcome outcome;
    outcome.reader = std::make_unique<web::BodyReader>(type, limits);
    auto status = outcome.reader->begin(std::nullopt);
    for (std::size_t at = 0; at < body.size() && !status; at += piece_bytes) {
        status = outcome.reader->add(std::string_view(body).substr(at, piece_bytes));
    }
    if (!status) status = outcome.reader->finish(outcome.request);
    outcome.status = status.value_or(0);
    return outcome;
}

}  // namespace

TEST_CASE("bodies: a plain form") {
    const Folder folder;
    const web::BodyLimits limits{100, 0, 3, folder.path};
    const Outcome outcome = read(urlencoded, "a=1&b=%C3%A6&a=2", limits, 3);
    REQUIRE(outcome.status == 0);
    CHECK(outcome.request.form.values("a") == std::vector<std::string>{"1", "2"});
    CHECK(outcome.request.form.value("b") == "æ");
    CHECK(read("Application/X-WWW-Form-Urlencoded; charset=utf-8", "a=1", limits).status == 0);
    CHECK(read(urlencoded, "", limits).status == 0);
    CHECK(read(urlencoded, "a=1&b=2&c=3&d=4", limits).status == 413);
    CHECK(read(urlencoded, "a=" + std::string(98, 'x'), limits).status == 0);
    CHECK(read(urlencoded, "a=" + std::string(99, 'x'), limits).status == 413);
    CHECK(read(urlencoded, "a=%zz", limits).status == 400);
    CHECK(read(urlencoded, "a=%FF", limits).status == 400);
}

TEST_CASE("bodies: other types are refused, no body needs no type") {
    const Folder folder;
    const web::BodyLimits limits{100, 0, 3, folder.path};
    CHECK(read("application/json", "{}", limits).status == 415);
    CHECK(read("text/plain", "a=1", limits).status == 415);
    CHECK(read("", "a=1", limits).status == 415);
    CHECK(read("", "", limits).status == 0);
    CHECK(read("application/json", "", limits).status == 0);
    CHECK(read("multipart/form-data", "", limits).status == 400);
    CHECK(read("multipart/form-data; boundary=\"\"", "x", limits).status == 400);
    CHECK(web::BodyReader("application/json", limits).begin(5) == 415);
    CHECK(web::BodyReader("application/json", limits).begin(0) == std::nullopt);
}

TEST_CASE("bodies: what is announced as too long is refused before it comes") {
    const Folder folder;
    const web::BodyLimits limits{100, 1000, 3, folder.path};
    CHECK(web::BodyReader(urlencoded, limits).begin(100) == std::nullopt);
    CHECK(web::BodyReader(urlencoded, limits).begin(101) == 413);
    CHECK(web::BodyReader(multipart, limits).begin(1100) == std::nullopt);
    CHECK(web::BodyReader(multipart, limits).begin(1101) == 413);
}

TEST_CASE("bodies: files go to disk and are gone afterwards") {
    const Folder folder;
    const web::BodyLimits limits{1000, 100'000, 10, folder.path};
    std::string bytes;
    for (int i = 0; i < 50'000; ++i) bytes += static_cast<char>(i * 31 % 251);
    const std::string body = text_part("title", "Gåtur") + file_part("æble.jpg", bytes) +
                             file_part("", "") + file_part("empty.txt", "") + "--B--\r\n";
    for (const std::size_t piece_bytes : {1U, 7U, 1000U, 65536U}) {
        CAPTURE(piece_bytes);
        {
            const Outcome outcome = read(multipart, body, limits, piece_bytes);
            REQUIRE(outcome.status == 0);
            CHECK(outcome.request.form.value("title") == "Gåtur");
            REQUIRE(outcome.request.files.size() == 2);
            const web::UploadedFile& file = outcome.request.files[0];
            CHECK(file.field == "file");
            CHECK(file.file_name == "æble.jpg");
            CHECK(file.size_bytes == bytes.size());
            CHECK(content(file.path) == bytes);
            CHECK(file.path.parent_path() == folder.path);
            CHECK(outcome.request.files[1].file_name == "empty.txt");
            CHECK(outcome.request.files[1].size_bytes == 0);
            CHECK(folder.files() == 2);
            const auto rights = std::filesystem::status(file.path).permissions();
            CHECK((rights & (std::filesystem::perms::group_all |
                             std::filesystem::perms::others_all)) == std::filesystem::perms::none);
        }
        CHECK(folder.files() == 0);
    }
}

TEST_CASE("bodies: a handler may keep a file by moving it") {
    const Folder folder;
    const std::filesystem::path kept = folder.path + "/kept";
    {
        const Outcome outcome =
            read(multipart, file_part("a", "content") + "--B--", {1000, 1000, 10, folder.path});
        REQUIRE(outcome.request.files.size() == 1);
        std::filesystem::rename(outcome.request.files[0].path, kept);
    }
    CHECK(content(kept) == "content");
    CHECK(folder.files() == 1);
}

TEST_CASE("bodies: limits of multipart forms") {
    const Folder folder;
    const std::string end = "--B--\r\n";
    const auto status = [&](const std::string& body, web::BodyLimits limits) {
        const Outcome outcome = read(multipart, body, limits, 97);
        return outcome.status;
    };
    const std::string file = file_part("a.bin", std::string(1000, 'x'));
    CHECK(status(file + end, {300, 1000, 10, folder.path}) == 0);
    CHECK(status(file + end, {300, 999, 10, folder.path}) == 413);
    CHECK(status(file + file + end, {400, 2000, 10, folder.path}) == 0);
    CHECK(status(file + file + end, {400, 1999, 10, folder.path}) == 413);
    // A route without uploads takes a form whose file input was left empty, but no file.
    CHECK(status(text_part("a", "1") + file_part("", "") + end, {400, 0, 10, folder.path}) == 0);
    CHECK(status(file_part("a.txt", "") + end, {400, 0, 10, folder.path}) == 413);
    CHECK(status(file_part("", "x") + end, {400, 0, 10, folder.path}) == 413);
    // Fields count against the other limit, however large the one for files is.
    CHECK(status(text_part("a", std::string(300, 'x')) + end, {400, 9999, 10, folder.path}) == 0);
    CHECK(status(text_part("a", std::string(400, 'x')) + end, {400, 9999, 10, folder.path}) == 413);
    CHECK(status("preamble " + std::string(500, 'x') + "\r\n" + file + end,
                 {400, 9999, 10, folder.path}) == 413);
    // Fields and files are counted together.
    const std::string one = text_part("a", "1");
    CHECK(status(one + one + file + end, {900, 9999, 3, folder.path}) == 0);
    CHECK(status(one + one + file + end, {900, 9999, 2, folder.path}) == 413);
    CHECK(status(one, {900, 0, 3, folder.path}) == 400);  // never ends
    CHECK(status(text_part("a", "\xFF") + end, {900, 0, 3, folder.path}) == 400);
    CHECK(status(text_part("a", std::string(1, '\0')) + end, {900, 0, 3, folder.path}) == 400);
    CHECK(folder.files() == 0);
}

TEST_CASE("bodies: a folder that isn't there is not the caller's fault") {
    const web::BodyLimits limits{1000, 1000, 10, "/nonexistent"};
    CHECK_THROWS(read(multipart, file_part("a", "b") + "--B--", limits));
}
