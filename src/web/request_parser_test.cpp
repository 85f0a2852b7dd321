#include "web/request_parser.h"

#include <doctest/doctest.h>

#include <string>

namespace {

using State = web::RequestParser::State;

struct ReadRequest {
    State state = State::head;
    int refusal = 0;
    web::RequestHead head;
    std::string body;
    std::string rest;
};

// Gives the parser the bytes in pieces, each with what it has left over from those before.
ReadRequest read(std::string_view bytes, std::size_t piece_bytes,
                 std::uint32_t header_bytes = 1000) {
    ReadRequest read;
    web::RequestParser parser(header_bytes);
    std::string pending;
    std::size_t at = 0;
    bool more = true;
    while (more) {
        more = at < bytes.size();
        pending += bytes.substr(std::min(at, bytes.size()), piece_bytes);
        at += piece_bytes;
        pending.erase(0, parser.add(pending));
        if (parser.state() == State::head_read) {
            read.head = parser.take_head();
            parser.body_to([&](std::string_view piece) -> std::optional<int> {
                read.body += piece;
                if (read.body.find("stop") != std::string::npos) return 499;
                return std::nullopt;
            });
            if (parser.state() == State::body) pending.erase(0, parser.add(pending));
        }
        if (parser.state() == State::complete || parser.state() == State::refused) break;
    }
    read.state = parser.state();
    read.refusal = parser.refusal();
    if (at < bytes.size()) pending += bytes.substr(at);
    read.rest = pending;
    return read;
}

}  // namespace

TEST_CASE("parser: requests come out the same however the pieces fall") {
    const std::string text =
        "POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-Empty:\r\nX-Blank:   a b  \r\nContent-Length: 5\r\n"
        "\r\nhelloGET /next HTTP/1.1\r\n\r\n";
    for (std::size_t piece_bytes = 1; piece_bytes <= text.size(); ++piece_bytes) {
        CAPTURE(piece_bytes);
        const ReadRequest request = read(text, piece_bytes);
        REQUIRE(request.state == State::complete);
        CHECK(request.head.method == "POST");
        CHECK(request.head.target == "/a?b=c");
        CHECK(request.head.http_1_1);
        CHECK(request.head.keep_alive);
        const std::vector<std::pair<std::string, std::string>> fields = {
            {"host", "h"}, {"x-empty", ""}, {"x-blank", "a b"}, {"content-length", "5"}};
        CHECK(request.head.fields == fields);
        CHECK(request.body == "hello");
        CHECK(request.rest == "GET /next HTTP/1.1\r\n\r\n");
    }
}

TEST_CASE("parser: chunks, extensions and trailers") {
    const std::string text =
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;name=value\r\nhello\r\n1\r\n,\r\n0B\r\n and there.\r\n0\r\nHost: smuggled\r\nX: "
        "y\r\n\r\n"
        "rest";
    for (std::size_t piece_bytes = 1; piece_bytes <= text.size(); ++piece_bytes) {
        CAPTURE(piece_bytes);
        const ReadRequest request = read(text, piece_bytes);
        REQUIRE(request.state == State::complete);
        CHECK(request.body == "hello, and there.");
        CHECK(request.head.fields.size() == 1);
        CHECK(request.rest == "rest");
    }
}

TEST_CASE("parser: what ends the connection") {
    CHECK(read("GET / HTTP/1.0\r\n\r\n", 100).head.keep_alive == false);
    CHECK(read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 100).head.keep_alive);
    CHECK(read("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 100).head.keep_alive == false);
    CHECK(read("GET / HTTP/1.1\r\nConnection: x, Close\r\n\r\n", 100).head.keep_alive == false);
}

TEST_CASE("parser: refuses what is no HTTP") {
    struct Case {
        std::string text;
        int refusal;
    };
    const std::string post = "POST / HTTP/1.1\r\n";
    const Case cases[] = {
        {"GET /\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\n\r\n", 400},
        {" GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/one\r\n\r\n", 400},
        {"GET / FTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nX: a\x01\r\n\r\n", 400},
        {std::string("GET / HTTP/1.1\r\nX: a\0\r\n\r\n", 25), 400},
        {std::string("GET /\0 HTTP/1.1\r\n\r\n", 20), 400},
        {"GET / HTTP/2.0\r\n\r\n", 505},
        {"GET / HTTP/0.9\r\n\r\n", 505},
        {"GET / HTTP/1.2\r\n\r\n", 505},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"\x16\x03\x01\x02\x01\x01\x01\xFC\x03\x03\r\n\r\n", 400},  // TLS on the plain port
        {post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
        {post + "Content-Length: x\r\n\r\nhello", 400},
        {post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
        {post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
        {post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX5\r\n", 400},
        {post + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n", 400},
        {post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n", 400},
        {post + "Content-Length: 4\r\n\r\nstop", 499},
        {post + "Transfer-Encoding: chunked\r\n\r\n4\r\nstop\r\n", 499},
    };
    for (const Case& one : cases) {
        CAPTURE(one.text);
        for (const std::size_t piece_bytes : {1U, 5U, 1000U}) {
            CAPTURE(piece_bytes);
            const ReadRequest request = read(one.text, piece_bytes);
            CHECK(request.state == State::refused);
            CHECK(request.refusal == one.refusal);
        }
    }
}

TEST_CASE("parser: a line feed alone ends nothing") {
    for (const std::string text :
         {"GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\nHost: a\n\r\n", "GET / HTTP/1.1\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\n\nGET /b HTTP/1.1\n\n"}) {
        CAPTURE(text);
        for (const std::size_t piece_bytes : {1U, 5U, 1000U}) {
            CAPTURE(piece_bytes);
            const ReadRequest request = read(text, piece_bytes);
            CHECK((request.state == State::head || request.state == State::refused));
            CHECK((request.refusal == 0 || request.refusal == 400));
        }
    }
}

TEST_CASE("parser: the size of heads is limited as a whole") {
    const auto refusal = [](const std::string& text) {
        const int at_once = read(text, text.size()).refusal;
        for (const std::size_t piece_bytes : {1U, 64U, 700U}) {
            CAPTURE(piece_bytes);
            CHECK(read(text, piece_bytes).refusal == at_once);
        }
        return at_once;
    };
    const std::string line = "GET / HTTP/1.1\r\n";
    CHECK(refusal(line + "X: " + std::string(970, 'x') + "\r\n\r\n") == 0);
    CHECK(refusal(line + "X: " + std::string(990, 'x') + "\r\n\r\n") == 431);
    CHECK(refusal(line + "X: " + std::string(5000, 'x')) == 431);
    CHECK(refusal("GET /" + std::string(2000, 'x')) == 414);
    std::string many = line;
    for (int i = 0; i < 300; ++i) many += "X: y\r\n";
    CHECK(refusal(many) == 431);
}

TEST_CASE("parser: lines between chunks and trailers are limited too") {
    const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    CHECK(read(chunked + "5;" + std::string(3000, 'x'), 100).refusal == 400);
    CHECK(read(chunked + "0\r\nX: " + std::string(3000, 'x'), 100).refusal == 400);
}
