#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "access/id_token.h"
#include "access/json_web_token.h"
#include "base/digest.h"

// What an identity provider, or someone who pretends to be one, may send: tokens, what they say,
// and sets of keys. The first byte says where the rest goes.

namespace {

void must(bool condition) {
    if (!condition) std::abort();
}

void check_token(std::string_view input) {
    const auto token = access::read_json_web_token(input);
    if (!token) return;
    must(input.starts_with(token->signed_part));
    must(!token->signature.empty());
    // No key, no signature.
    must(!access::is_signed_by_one_of(*token, {}));
}

void check_keys(std::string_view input) {
    const auto keys = access::json_web_keys(input);
    if (!keys) return;
    must(keys->size() <= access::json_web_keys_most);
    for (const access::JsonWebKey& key : *keys) must(access::is_usable(key.key));
}

void check_claims(std::string_view input) {
    const auto now = base::parse_instant("2026-05-01T10:00:00Z").value();
    const auto claims = access::check_id_token(input, {"https://a.example", "c", "n"}, now);
    if (!claims) return;
    must(!claims->subject.empty() && claims->subject.size() <= 255);
    must(claims->value("iss") == "https://a.example");
    must(claims->value("nonce") == "n");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 3) {
        case 0:
            check_token(input);
            break;
        case 1:
            check_keys(input);
            break;
        default:
            check_claims(input);
    }
    return 0;
}
