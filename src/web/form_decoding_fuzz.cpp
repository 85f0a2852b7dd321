#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "web/form_decoding.h"
#include "web/multipart.h"

// Anything may come in; what goes out must be clean text, within the limits, and must not depend on
// how the bytes fell into pieces.

namespace {

void must(bool condition) {
    if (!condition) std::abort();
}

void check_fields(std::string_view input) {
    constexpr std::size_t most_fields = 50;
    const web::DecodedFields decoded = web::decode_urlencoded(input, most_fields);
    must(decoded.fields.all().size() <= most_fields);
    for (const auto& [name, value] : decoded.fields.all()) {
        must(web::is_clean_text(name) && web::is_clean_text(value));
        must(name.size() + value.size() <= input.size());
    }
}

void check_path(std::string_view input) {
    const auto path = web::decode_path(input);
    if (!path) return;
    must(path->front() == '/' && web::is_clean_text(*path));
    must(path->find("/../") == std::string::npos && !path->ends_with("/.."));
    must(path->find('\\') == std::string::npos);
    must(std::count(path->begin(), path->end(), '/') ==
         std::count(input.begin(), input.end(), '/'));
}

void check_cookies(std::string_view input) {
    for (const auto& [name, value] : web::decode_cookies(input)) {
        must(!name.empty() && web::is_clean_text(name) && web::is_clean_text(value));
        must(value.find(';') == std::string::npos);
    }
}

void check_parameters(std::string_view input) {
    const auto parameter = web::header_parameter(input, "name");
    must(!parameter || parameter->size() <= input.size());
    must(web::header_main_value(input).size() <= input.size());
    const auto boundary = web::multipart_boundary(input);
    must(!boundary || (!boundary->empty() && boundary->size() <= 70));
}

// A trace of everything the parser said.
std::string trace(std::string_view body, std::size_t piece_bytes) {
    std::string said;
    web::MultipartParser parser("B", {[&](const web::MultipartPart& part) {
                                          must(web::is_clean_text(part.name));
                                          said += "[" + part.name + "|" +
                                                  part.file_name.value_or("-") + "|";
                                          return said.size() < 100'000;
                                      },
                                      [&](std::string_view data) {
                                          must(!data.empty());
                                          said += data;
                                          return true;
                                      },
                                      [&] {
                                          said += "]";
                                          return true;
                                      }});
    auto outcome = web::MultipartParser::Outcome::fine;
    for (std::size_t at = 0; at < body.size() && outcome == web::MultipartParser::Outcome::fine;
         at += piece_bytes) {
        outcome = parser.add(body.substr(at, piece_bytes));
    }
    // What came of a part that was cut off depends on the pieces; whole ones don't.
    if (!parser.complete()) return "incomplete";
    return said;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    check_fields(input);
    check_path(input);
    check_cookies(input);
    check_parameters(input);
    const std::string whole = trace(input, std::max<std::size_t>(size, 1));
    must(trace(input, 1) == whole);
    must(trace(input, 7) == whole);
    return 0;
}
