#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "access/cbor.h"
#include "access/passkey.h"

// Whatever a browser sends instead of a device's answer: nothing may be accepted that wasn't asked
// for, and what is read must lie within the limits. The first byte says where the rest goes.

namespace {

void must(bool condition) {
    if (!condition) std::abort();
}

std::size_t items_of(const access::CborValue& value, int depth) {
    must(depth <= access::cbor_most_depth);
    std::size_t count = 1;
    for (const access::CborValue& item : value.items) count += items_of(item, depth + 1);
    return count;
}

void check_cbor(std::string_view input) {
    const auto beginning = access::cbor_beginning(input);
    const auto whole = access::cbor_value(input);
    must(!whole || (beginning && beginning->bytes == input.size()));
    if (!beginning) return;
    must(beginning->bytes > 0 && beginning->bytes <= input.size());
    must(items_of(beginning->value, 1) <= access::cbor_most_items);
    // Bytes after it change nothing.
    const auto again = access::cbor_value(input.substr(0, beginning->bytes));
    must(again.has_value());
    const auto key = access::cose_key(input.substr(0, beginning->bytes));
    if (key) must(access::is_usable(key->key));
}

const access::PasskeyQuestion question{{"localhost", "http://localhost:8080"},
                                       "0123456789abcdef0123456789abcdef"};

// The right beginning, so that what follows is read as far as possible.
constexpr std::string_view client_data =
    R"({"type":"webauthn.create","challenge":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",)"
    R"("origin":"http://localhost:8080","crossOrigin":false})";

void check_offer(std::string_view input) {
    const auto record =
        access::check_passkey_offer({std::string(client_data), std::string(input)}, question);
    if (!record) return;
    must(record->credential_id.size() >= access::passkey_fewest_id_bytes);
    must(record->credential_id.size() <= access::passkey_most_id_bytes);
    must(access::cose_key(record->cose_key).has_value());
}

void check_client_data(std::string_view input) {
    const access::KnownPasskey known{{"a credential id", "", 0}, "user", "localhost"};
    access::PasskeyAnswer answer{known.record.credential_id, std::string(input), "", "",
                                 known.user_handle};
    must(!access::check_passkey_answer(answer, question, known).ok());
    answer.client_data = client_data;
    answer.authenticator_data = input;
    must(!access::check_passkey_answer(answer, question, known).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 3) {
        case 0:
            check_cbor(input);
            break;
        case 1:
            check_offer(input);
            break;
        default:
            check_client_data(input);
    }
    return 0;
}
