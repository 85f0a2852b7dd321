#include "web/gzip.h"

#include <doctest/doctest.h>

#include "web/testing/http_client.h"

TEST_CASE("gzip comes back as it was") {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "række " + std::to_string(i * 7919) + "\n";
    const std::string compressed = web::gzip(text);
    CHECK(compressed.size() < text.size() / 2);
    CHECK(web::testing::gunzip(compressed) == text);
    CHECK(web::testing::gunzip(web::gzip("")).empty());
    CHECK_THROWS(web::testing::gunzip(text));
    CHECK_THROWS(web::testing::gunzip(compressed.substr(0, compressed.size() - 9)));
}

TEST_CASE("who accepts gzip") {
    for (const char* header : {"gzip", "gzip, deflate, br", "deflate,gzip;q=0.5", "*", "GZIP",
                               "br;q=1.0, gzip;q=0.001", "identity;q=0, *"}) {
        CAPTURE(header);
        CHECK(web::accepts_gzip(header));
    }
    for (const char* header :
         {"", "identity", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzipped", "deflate, br"}) {
        CAPTURE(header);
        CHECK_FALSE(web::accepts_gzip(header));
    }
}

TEST_CASE("what is worth compressing") {
    for (const char* type :
         {"text/html; charset=utf-8", "text/css", "application/json", "application/geo+json",
          "image/svg+xml", "application/xml", "text/javascript", "application/javascript"}) {
        CAPTURE(type);
        CHECK(web::is_compressible(type));
    }
    for (const char* type : {"image/png", "font/woff2", "application/pdf", "application/zip", "",
                             "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}) {
        CAPTURE(type);
        CHECK_FALSE(web::is_compressible(type));
    }
}
