#include "access/qr_code.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

TEST_CASE("a QR code is a square drawing of whole modules") {
    const std::string svg = access::qr_code_svg("otpauth://totp/Trygby:mette?secret=ABC");
    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
    CHECK(svg.ends_with("</svg>\n"));
    // The three corner patterns begin with seven dark modules in the first row.
    CHECK(svg.find("M4 4h7v1h-7z") != std::string::npos);
    CHECK(svg.find("script") == std::string::npos);
    CHECK(access::qr_code_svg("another text") != access::qr_code_svg("a text"));
}

TEST_CASE("a text too long for a QR code") {
    CHECK_THROWS_AS(access::qr_code_svg(std::string(5000, 'x')), std::runtime_error);
}
