#include <doctest/doctest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "web/server.h"
#include "web/testing/any_guard.h"
#include "web/testing/http_client.h"
#include "web/testing/running_server.h"
#include "web/testing/tcp_connection.h"

// What leaves the server as body: compression, entity tags, ranges, files, streams; and uploads.

namespace {

using web::Method;
using web::Request;
using web::Response;
using web::testing::AnyGuard;
using web::testing::HttpClient;
using web::testing::HttpResponse;
using web::testing::RunningServer;
using web::testing::TcpConnection;

void add(web::Router& router, std::string pattern, web::Handler handler) {
    router.add({Method::get, std::move(pattern), AnyGuard::open(), std::move(handler)});
}

struct Folder {
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "server-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(path), {}));
    }
    std::string path;
};

std::string pattern_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<char>('a' + i * 7 % 23);
    return bytes;
}

void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

Response with(std::string type, decltype(Response::body) body,
              web::Caching caching = web::Caching::no_store) {
    Response response;
    response.content_type = std::move(type);
    response.body = std::move(body);
    response.caching = caching;
    return response;
}

}  // namespace

TEST_CASE("bodies out: text is compressed for those who take it") {
    web::Router router;
    const std::string text = pattern_bytes(5000);
    add(router, "/text", [&](const Request&) { return with("text/html; charset=utf-8", text); });
    add(router, "/short",
        [&](const Request&) { return with("text/html; charset=utf-8", text.substr(0, 1024)); });
    add(router, "/image", [&](const Request&) { return with("image/png", text); });
    const RunningServer server(router);
    HttpClient client(server.port());
    const web::testing::NamesAndValues accepting = {{"Accept-Encoding", "gzip, br"}};

    const HttpResponse compressed = client.get("/text", accepting);
    CHECK(compressed.header("content-encoding") == "gzip");
    CHECK(compressed.header("vary") == "Accept-Encoding");
    CHECK(compressed.body.size() < 1000);
    CHECK(web::testing::gunzip(compressed.body) == text);

    const HttpResponse plain = client.get("/text");
    CHECK(plain.header("content-encoding").empty());
    CHECK(plain.header("vary") == "Accept-Encoding");
    CHECK(plain.body == text);

    CHECK(client.get("/text", {{"Accept-Encoding", "gzip;q=0"}}).body == text);
    CHECK(client.get("/short", accepting).header("content-encoding").empty());
    CHECK(client.get("/image", accepting).header("content-encoding").empty());
    CHECK(client.get("/image", accepting).header("vary").empty());
}

TEST_CASE("bodies out: a page may bring a policy of its own") {
    web::Router router;
    add(router, "/own", [&](const Request&) {
        return with("text/html", std::string("x"))
            .header("content-security-policy", "default-src 'none'")
            .header("Cache-Control", "private");
    });
    const RunningServer server(router);
    const HttpResponse response = HttpClient(server.port()).get("/own");
    CHECK(response.header_values("content-security-policy") ==
          std::vector<std::string>{"default-src 'none'"});
    CHECK(response.header_values("cache-control") == std::vector<std::string>{"private"});
    CHECK(response.header("x-frame-options") == "DENY");
}

TEST_CASE("bodies out: what the browser has is not sent again") {
    web::Router router;
    const std::string text = pattern_bytes(3000);
    const std::string beforehand = "compressed beforehand";
    add(router, "/fixed", [&](const Request&) {
        return with("text/css", web::StaticBody{text, beforehand}, web::Caching::immutable);
    });
    add(router, "/again",
        [&](const Request&) { return with("text/html", text, web::Caching::revalidate); });
    add(router, "/own", [&](const Request&) {
        return with("text/css", web::StaticBody{text, {}}, web::Caching::immutable)
            .header("ETag", "\"own\"");
    });
    add(router, "/page", [&](const Request&) { return with("text/html", text); });
    const RunningServer server(router);
    HttpClient client(server.port());
    const web::testing::NamesAndValues accepting = {{"Accept-Encoding", "gzip"}};

    const HttpResponse fixed = client.get("/fixed");
    CHECK(fixed.body == text);
    CHECK(fixed.header("cache-control") == "public, max-age=31536000, immutable");
    CHECK(fixed.header("vary") == "Accept-Encoding");
    const std::string tag = fixed.header("etag");
    CHECK(tag.size() == 34);
    const HttpResponse smaller = client.get("/fixed", accepting);
    CHECK(smaller.body == beforehand);
    CHECK(smaller.header("content-encoding") == "gzip");
    const std::string smaller_tag = smaller.header("etag");
    CHECK(smaller_tag != tag);

    for (const std::string& known :
         {tag, smaller_tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
        CAPTURE(known);
        const HttpResponse unchanged = client.get("/fixed", {{"If-None-Match", known}});
        CHECK(unchanged.status == 304);
        CHECK(unchanged.body.empty());
        CHECK(unchanged.header("etag") == tag);
        CHECK(unchanged.header("content-length").empty());
        CHECK(unchanged.header("content-type").empty());
        CHECK(unchanged.header("cache-control") == fixed.header("cache-control"));
    }
    CHECK(client.head("/fixed", {{"If-None-Match", tag}}).status == 304);
    CHECK(client.get("/fixed", {{"If-None-Match", "\"other\""}}).status == 200);

    const HttpResponse again = client.get("/again");
    CHECK(again.header("cache-control") == "public, no-cache");
    CHECK(client.get("/again", {{"If-None-Match", again.header("etag")}}).status == 304);
    CHECK(client.get("/own").header_values("etag") == std::vector<std::string>{"\"own\""});
    CHECK(client.get("/own", {{"If-None-Match", "\"own\""}}).status == 304);
    // Pages with data carry no tag and are always sent.
    CHECK(client.get("/page").header("etag").empty());
    CHECK(client.get("/page", {{"If-None-Match", "*"}}).status == 200);
}

TEST_CASE("bodies out: ranges of files and fixed bytes") {
    const Folder folder;
    const std::string bytes = pattern_bytes(200'000);
    write_file(folder.path + "/a.pdf", bytes);
    web::Router router;
    add(router, "/file", [&](const Request&) {
        return with("application/pdf", web::FileBody{folder.path + "/a.pdf"},
                    web::Caching::revalidate);
    });
    add(router, "/private", [&](const Request&) {
        return with("application/pdf", web::FileBody{folder.path + "/a.pdf"});
    });
    add(router, "/fixed", [&](const Request&) {
        return with("text/css", web::StaticBody{bytes, "gz"}, web::Caching::immutable);
    });
    add(router, "/text", [&](const Request&) { return with("text/html", bytes); });
    const RunningServer server(router);
    HttpClient client(server.port());
    for (const char* target : {"/file", "/private", "/fixed"}) {
        CAPTURE(target);
        const HttpResponse whole = client.get(target);
        CHECK(whole.body == bytes);
        CHECK(whole.header("accept-ranges") == "bytes");
        struct Case {
            const char* range;
            std::size_t first;
            std::size_t length;
        };
        for (const Case& one : {Case{"bytes=0-0", 0, 1}, Case{"bytes=1000-140999", 1000, 140'000},
                                Case{"bytes=199999-", 199'999, 1}, Case{"bytes=-5", 199'995, 5},
                                Case{"bytes=100-999999", 100, 199'900}}) {
            CAPTURE(one.range);
            const HttpResponse part =
                client.get(target, {{"Range", one.range}, {"Accept-Encoding", "gzip"}});
            CHECK(part.status == 206);
            CHECK(part.body == bytes.substr(one.first, one.length));
            CHECK(part.header("content-encoding").empty());
            CHECK(part.header("content-range") == "bytes " + std::to_string(one.first) + "-" +
                                                      std::to_string(one.first + one.length - 1) +
                                                      "/200000");
        }
        const HttpResponse beyond = client.get(target, {{"Range", "bytes=200000-"}});
        CHECK(beyond.status == 416);
        CHECK(beyond.header("content-range") == "bytes */200000");
        CHECK(beyond.body.empty());
        for (const char* range : {"bytes=0-1,5-6", "bytes=5-1", "lines=1-2", "bytes=x"}) {
            CAPTURE(range);
            const HttpResponse ignored = client.get(target, {{"Range", range}});
            CHECK(ignored.status == 200);
            CHECK(ignored.body.size() == bytes.size());
        }
        CHECK(client.head(target, {{"Range", "bytes=0-0"}}).status == 200);
        CHECK(client.get(target, {{"Range", "bytes=0-0"}, {"If-Range", "\"old\""}}).status == 200);
    }
    for (const char* target : {"/file", "/fixed"}) {
        const std::string tag = client.get(target).header("etag");
        CHECK(client.get(target, {{"Range", "bytes=0-0"}, {"If-Range", tag}}).status == 206);
        CHECK(client.get(target, {{"Range", "bytes=0-0"}, {"If-Range", "W/" + tag}}).status == 200);
    }
    CHECK(client.get("/private").header("etag").empty());
    CHECK(client.get("/text", {{"Range", "bytes=0-0"}}).status == 200);
    CHECK(client.get("/text").header("accept-ranges").empty());

    const std::string old_tag = client.get("/file").header("etag");
    write_file(folder.path + "/a.pdf", bytes + "more");
    CHECK(client.get("/file", {{"If-None-Match", old_tag}}).status == 200);
}

TEST_CASE("bodies out: files go out in pieces and can be removed afterwards") {
    const Folder folder;
    const std::string bytes = pattern_bytes(3'000'001);
    web::Router router;
    add(router, "/once", [&](const Request&) {
        const std::string path = folder.path + "/once.pdf";
        write_file(path, bytes);
        return with("application/pdf", web::FileBody{path, web::FileBody::Afterwards::remove});
    });
    add(router, "/broken", [&](const Request&) {
        const std::string path = folder.path + "/broken.pdf";
        write_file(path, bytes);
        Response response =
            with("application/pdf", web::FileBody{path, web::FileBody::Afterwards::remove});
        response.headers.emplace_back("Bad", "a\nb");
        return response;
    });
    add(router, "/empty", [&](const Request&) {
        write_file(folder.path + "/empty", "");
        return with("text/plain",
                    web::FileBody{folder.path + "/empty", web::FileBody::Afterwards::remove});
    });
    add(router, "/folder",
        [&](const Request&) { return with("text/plain", web::FileBody{folder.path}); });
    const RunningServer server(router);
    HttpClient client(server.port());
    CHECK(client.get("/once").body == bytes);
    CHECK(client.head("/once").header("content-length") == "3000001");
    CHECK(client.get("/broken").status == 500);
    CHECK(client.get("/empty").body.empty());
    CHECK(client.get("/folder").status == 500);
    {
        // Given up by the client in the middle.
        TcpConnection connection(server.port());
        connection.send("GET /once HTTP/1.1\r\nHost: h\r\n\r\n");
        connection.receive([](std::string_view text) { return text.size() > 1000; });
    }
    server.records(6);
    CHECK(folder.files() == 0);
}

TEST_CASE("bodies out: streams") {
    web::Router router;
    const auto counting = [](int pieces) {
        return web::StreamBody([left = pieces]() mutable {
            return left-- > 0 ? "piece " + std::to_string(left) + "\n" : std::string();
        });
    };
    add(router, "/stream", [&](const Request&) { return with("text/csv", counting(1000)); });
    add(router, "/nothing", [&](const Request&) { return with("text/csv", counting(0)); });
    add(router, "/breaks", [&](const Request&) {
        return with("text/csv", web::StreamBody([left = 3]() mutable -> std::string {
                        if (--left == 0) throw std::runtime_error("the stream broke");
                        return "piece\n";
                    }));
    });
    add(router, "/breaks-at-once", [&](const Request&) {
        return with("text/csv", web::StreamBody([]() -> std::string {
                        throw std::runtime_error("the stream broke");
                    }));
    });
    const RunningServer server(router);
    HttpClient client(server.port());
    std::string expected;
    for (int i = 999; i >= 0; --i) expected += "piece " + std::to_string(i) + "\n";

    const HttpResponse streamed = client.get("/stream");
    CHECK(streamed.header("transfer-encoding") == "chunked");
    CHECK(streamed.header("content-length").empty());
    CHECK(streamed.body == expected);
    CHECK(client.get("/nothing").body.empty());

    const auto old =
        web::testing::parse_responses(client.raw("GET /stream HTTP/1.0\r\n"
                                                 "Connection: keep-alive\r\n\r\n"));
    REQUIRE(old.size() == 1);
    CHECK(old[0].header("transfer-encoding").empty());
    CHECK(old[0].header("connection") == "close");
    CHECK(old[0].body == expected);

    const auto two = web::testing::parse_responses(
        client.raw("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n"
                   "GET /nothing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    CHECK(two.size() == 2);

    // A broken stream must not look complete.
    CHECK_THROWS(client.get("/breaks"));
    const std::string cut = client.raw("GET /breaks HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(cut.find("piece") != std::string::npos);
    CHECK_FALSE(cut.ends_with("0\r\n\r\n"));
    CHECK(client.raw("GET /breaks-at-once HTTP/1.1\r\nHost: h\r\n\r\n").empty());
    CHECK(server.failures() == std::vector<std::string>(3, "the stream broke"));
}

TEST_CASE("bodies out: a stream waits for its reader") {
    std::atomic<int> calls{0};
    web::Router router;
    add(router, "/endless", [&](const Request&) {
        return with("text/csv", web::StreamBody([&calls] {
                        ++calls;
                        return std::string(64 * 1024, 'x');
                    }));
    });
    const RunningServer server(router);
    TcpConnection reader(server.port());
    reader.send("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
    int before = -1;
    while (calls != before) {
        before = calls;
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
    // What fits into the buffers of both ends, and no more.
    CHECK(calls > 0);
    CHECK(calls < 400);
    reader.receive([](std::string_view text) { return text.size() > 30'000'000; });
    CHECK(calls > before);
}

TEST_CASE("uploads: there while the request is handled, gone afterwards") {
    const Folder folder;
    web::ServerOptions options = RunningServer::options();
    options.temporary_directory = folder.path;
    web::Router router;
    const std::string bytes = pattern_bytes(700'000);
    web::RouteLimits limits;
    limits.file_bytes = 1'000'000;
    const web::Handler handler = [&](const Request& request) {
        std::string text = request.form.value("title") + "\n";
        for (const web::UploadedFile& file : request.files) {
            std::ifstream stored(file.path, std::ios::binary);
            const std::string found((std::istreambuf_iterator<char>(stored)), {});
            text += file.field + " " + file.file_name + " " + std::to_string(file.size_bytes) +
                    (found == bytes ? " same" : " other") + "\n";
        }
        if (request.form.has("throw")) throw std::runtime_error("thrown");
        return web::text_response(text);
    };
    router.add({Method::post, "/upload", AnyGuard::open(), handler, limits});
    router.add({Method::post, "/form", AnyGuard::open(), handler});
    const RunningServer server(router, options);
    HttpClient client(server.port());
    const std::vector<web::testing::Upload> files = {
        {"photo", "../æble \"1\".jpg", "image/jpeg", bytes}, {"second", "", "image/jpeg", ""}};
    const HttpResponse taken = client.post_multipart("/upload", {{"title", "Gåtur"}}, files);
    CHECK(taken.status == 200);
    CHECK(taken.body == "Gåtur\nphoto ../æble \"1\".jpg 700000 same\n");
    CHECK(client.post_multipart("/upload", {{"throw", "1"}}, files).status == 500);
    CHECK(client.post_multipart("/form", {}, files).status == 413);
    CHECK(client.post_multipart("/form", {{"title", "x"}}, {files[1]}).status == 200);
    CHECK(
        client
            .post_multipart("/upload", {}, {{"photo", "a", "image/jpeg", pattern_bytes(1'000'001)}})
            .status == 413);
    {
        // Given up in the middle of the file.
        TcpConnection connection(server.port());
        connection.send(
            "POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n"
            "Content-Type: multipart/form-data; boundary=B\r\n\r\n"
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" +
            pattern_bytes(100'000));
    }
    server.records(6);
    CHECK(folder.files() == 0);
}
