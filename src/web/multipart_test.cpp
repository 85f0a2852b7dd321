#include "web/multipart.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using Outcome = web::MultipartParser::Outcome;

struct ReadPart {
    std::string name;
    std::optional<std::string> file_name;
    std::string content;
    bool ended = false;

    bool operator==(const ReadPart&) const = default;
};

struct Reader {
    std::vector<ReadPart> parts;
    std::size_t stop_at_part = 1000;
    bool complete = false;

    // Feeds the text in pieces of one size.
    Outcome read(std::string_view text, std::size_t piece_bytes, std::string_view boundary = "B") {
        parts.clear();
        web::MultipartParser parser(boundary,
                                    {[this](const web::MultipartPart& part) {
                                         parts.push_back({part.name, part.file_name, "", false});
                                         return parts.size() < stop_at_part;
                                     },
                                     [this](std::string_view data) {
                                         parts.back().content += data;
                                         return true;
                                     },
                                     [this] {
                                         parts.back().ended = true;
                                         return true;
                                     }});
        Outcome outcome = Outcome::fine;
        for (std::size_t at = 0; at < text.size() && outcome == Outcome::fine; at += piece_bytes) {
            outcome = parser.add(text.substr(at, piece_bytes));
        }
        complete = parser.complete();
        return outcome;
    }
};

std::string part(std::string_view head, std::string_view content) {
    return "--B\r\nContent-Disposition: form-data; " + std::string(head) + "\r\n\r\n" +
           std::string(content) + "\r\n";
}

}  // namespace

TEST_CASE("multipart: parts come out the same however the pieces fall") {
    const std::string tricky = "\r\n--\r\n--A\r\n-\r\r\n--Bx is not";
    // "\r\n--Bx" would begin with the boundary, so a browser picks another boundary for this.
    const std::string text =
        "preamble\r\n" + part("name=\"title\"", "Æblehaven") + part("name=\"empty\"", "") +
        part("name=\"photo\"; filename=\"a b.jpg\"\r\nContent-Type: image/jpeg",
             tricky.substr(0, tricky.size() - 12)) +
        part("name=\"none\"; filename=\"\"", "") + "--B--\r\nepilogue";
    const std::vector<ReadPart> expected = {
        {"title", std::nullopt, "Æblehaven", true},
        {"empty", std::nullopt, "", true},
        {"photo", "a b.jpg", tricky.substr(0, tricky.size() - 12), true},
        {"none", "", "", true}};
    Reader reader;
    for (std::size_t piece_bytes = 1; piece_bytes <= text.size(); ++piece_bytes) {
        CAPTURE(piece_bytes);
        REQUIRE(reader.read(text, piece_bytes) == Outcome::fine);
        REQUIRE(reader.parts == expected);
        REQUIRE(reader.complete);
    }
}

TEST_CASE("multipart: names as browsers and other programs escape them") {
    Reader reader;
    const std::string text = part(R"(name="a%22b"; filename="c%0D%0Ad%20.txt")", "") +
                             part(R"(name="q\"q"; filename="C:\dir\x.txt")", "") +
                             part("name=bare", "1") + "--B--";
    REQUIRE(reader.read(text, 7) == Outcome::fine);
    REQUIRE(reader.parts.size() == 3);
    CHECK(reader.parts[0].name == "a\"b");
    CHECK(reader.parts[0].file_name == "c\r\nd%20.txt");
    CHECK(reader.parts[1].name == "q\"q");
    CHECK(reader.parts[1].file_name == "C:\\dir\\x.txt");
    CHECK(reader.parts[2].name == "bare");
}

TEST_CASE("multipart: what is malformed") {
    const std::string good = part("name=\"a\"", "1");
    const std::string cases[] = {
        "--B\r\n\r\ncontent\r\n--B--",                              // no head
        "--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--",        // no disposition
        "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--",  // no name
        "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--B--",
        "--B\r\nno colon\r\n\r\nx\r\n--B--",
        part("name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"", "x") + "--B--",
        part("name=\"\xFF\"", "x") + "--B--",
        part("name=\"a\"; filename=\"\xFF\"", "x") + "--B--",
        "--B\r\nX: " + std::string(9000, 'x') + "\r\n\r\nx\r\n--B--",  // endless head
        "--B\r\nX: " + std::string(9000, 'x'),
        good + "--Bx\r\n",  // not our boundary
    };
    for (const std::string& text : cases) {
        CAPTURE(text.substr(0, 80));
        Reader reader;
        CHECK(reader.read(text, 1000) == Outcome::malformed);
        CHECK(reader.read(text, 1) == Outcome::malformed);
    }
}

TEST_CASE("multipart: cut off is not complete") {
    const std::string text = part("name=\"a\"", "1") + part("name=\"b\"", "2") + "--B--";
    Reader reader;
    for (std::size_t length = 0; length + 1 < text.size(); ++length) {
        CAPTURE(length);
        CHECK(reader.read(text.substr(0, length), 5) == Outcome::fine);
        CHECK_FALSE(reader.complete);
    }
    CHECK(reader.read(text, 5) == Outcome::fine);
    CHECK(reader.complete);
}

TEST_CASE("multipart: the receiver can stop") {
    Reader reader;
    reader.stop_at_part = 2;
    const std::string text =
        part("name=\"a\"", "1") + part("name=\"b\"", "2") + part("name=\"c\"", "3") + "--B--";
    CHECK(reader.read(text, 3) == Outcome::stopped);
    CHECK(reader.parts.size() == 2);
}

TEST_CASE("multipart: boundaries") {
    CHECK(web::multipart_boundary("multipart/form-data; boundary=abc") == "abc");
    CHECK(web::multipart_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b:c\"") ==
          "a b:c");
    CHECK(web::multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'x')) ==
          std::string(70, 'x'));
    for (const std::string& type :
         {std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
          std::string("multipart/form-data; boundary=\"\""),
          std::string("multipart/mixed; boundary=a"), std::string("text/plain; boundary=a"),
          std::string("multipart/form-data; boundary=\"a \""),
          std::string("multipart/form-data; boundary=\"a\tb\""),
          "multipart/form-data; boundary=" + std::string(71, 'x')}) {
        CAPTURE(type);
        CHECK(web::multipart_boundary(type) == std::nullopt);
    }
}
