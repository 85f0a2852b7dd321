#include "access/passkey.h"

#include <boost/json.hpp>

#include "access/cbor.h"
#include "base/digest.h"

namespace access {

namespace {

namespace json = boost::json;

constexpr std::size_t hash_bytes = 32;
constexpr std::size_t fixed_bytes = hash_bytes + 1 + 4;  // hash, flags, counter
constexpr std::size_t device_kind_bytes = 16;

enum Flag : unsigned {
    user_present = 0x01,
    user_verified = 0x04,
    backup_eligible = 0x08,
    backed_up = 0x10,
    holds_key = 0x40,
    holds_extensions = 0x80
};

base::Error refused(std::string_view what) {
    return base::refuse("passkey_" + std::string(what),
                        "Adgangsnøglen blev ikke godkendt. Prøv igen, eller log ind med "
                        "adgangskode og kode.");
}

base::Error not_verified() {
    return base::refuse("passkey_verification",
                        "Din enhed har ikke bekræftet, at det er dig. Slå skærmlås, fingeraftryk, "
                        "ansigtsgenkendelse eller pinkode til på enheden, og prøv igen.");
}

std::string text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    const json::string* text = value ? value->if_string() : nullptr;
    return text ? std::string(text->data(), text->size()) : std::string();
}

std::optional<json::object> parsed(std::string_view client_data) {
    if (client_data.size() > passkey_most_client_data_bytes) return std::nullopt;
    json::parse_options options;
    options.max_depth = 4;
    json::error_code failure;
    const json::value value =
        json::parse({client_data.data(), client_data.size()}, failure, {}, options);
    if (failure || !value.is_object()) return std::nullopt;
    return value.get_object();
}

// What the browser vouches for: that it was this ceremony, on our own page and not inside another.
base::Result<void> check_client_data(std::string_view client_data, std::string_view type,
                                     const PasskeyQuestion& question) {
    const auto said = parsed(client_data);
    if (!said) return refused("malformed");
    if (text_at(*said, "type") != type) return refused("type");
    const auto challenge = base::decode_base64url(text_at(*said, "challenge"));
    if (question.challenge.size() != passkey_challenge_bytes || !challenge ||
        !base::equal_in_constant_time(*challenge, question.challenge)) {
        return refused("challenge");
    }
    if (question.site.origin.empty() || text_at(*said, "origin") != question.site.origin)
        return refused("origin");
    const json::value* across = said->if_contains("crossOrigin");
    const bool within_another = across && !(across->is_bool() && !across->get_bool());
    if (within_another || said->contains("topOrigin")) return refused("origin");
    return {};
}

struct AuthenticatorData {
    std::string_view site_hash;
    unsigned flags = 0;
    std::int64_t sign_count = 0;
    std::string_view credential_id;  // both only where a key was made
    std::string_view cose_key;

    bool has(Flag flag) const { return (flags & flag) != 0; }
};

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
    return number;
}

// Takes what the flag `holds_key` announces off the front of `rest`.
bool take_key(std::string_view& rest, AuthenticatorData& data) {
    if (rest.size() < device_kind_bytes + 2) return false;
    const std::size_t length = big_endian(rest.substr(device_kind_bytes, 2));
    rest.remove_prefix(device_kind_bytes + 2);
    if (length < passkey_fewest_id_bytes || length > passkey_most_id_bytes ||
        rest.size() < length) {
        return false;
    }
    data.credential_id = rest.substr(0, length);
    rest.remove_prefix(length);
    const auto key = cbor_beginning(rest);
    if (!key) return false;
    data.cose_key = rest.substr(0, key->bytes);
    rest.remove_prefix(key->bytes);
    return true;
}

bool take_extensions(std::string_view& rest) {
    const auto extensions = cbor_beginning(rest);
    if (!extensions || !extensions->value.is(CborValue::Kind::map)) return false;
    rest.remove_prefix(extensions->bytes);
    return true;
}

std::optional<AuthenticatorData> read_authenticator_data(std::string_view bytes) {
    if (bytes.size() < fixed_bytes || bytes.size() > passkey_most_authenticator_data_bytes)
        return std::nullopt;
    AuthenticatorData data;
    data.site_hash = bytes.substr(0, hash_bytes);
    data.flags = static_cast<unsigned char>(bytes[hash_bytes]);
    data.sign_count = static_cast<std::int64_t>(big_endian(bytes.substr(hash_bytes + 1, 4)));
    std::string_view rest = bytes.substr(fixed_bytes);
    if (data.has(holds_key) && !take_key(rest, data)) return std::nullopt;
    if (data.has(holds_extensions) && !take_extensions(rest)) return std::nullopt;
    const bool contradicts = data.has(backed_up) && !data.has(backup_eligible);
    if (!rest.empty() || contradicts) return std::nullopt;
    return data;
}

base::Result<void> check_device(const AuthenticatorData& data, const PasskeySite& site) {
    const base::Sha256 hash = base::sha256(site.domain);
    const std::string_view wanted(reinterpret_cast<const char*>(hash.data()), hash.size());
    if (site.domain.empty() || !base::equal_in_constant_time(data.site_hash, wanted))
        return refused("site");
    if (!data.has(user_present)) return refused("presence");
    if (!data.has(user_verified)) return not_verified();
    return {};
}

std::string bytes_at(const CborValue& map, std::int64_t key) {
    const CborValue* value = map.at(key);
    return value && value->is(CborValue::Kind::bytes) ? value->content : std::string();
}

bool number_is(const CborValue& map, std::int64_t key, std::int64_t wanted) {
    const CborValue* value = map.at(key);
    return value && value->is(CborValue::Kind::integer) && value->number == wanted;
}

std::string signed_message(const PasskeyAnswer& answer) {
    const base::Sha256 hash = base::sha256(answer.client_data);
    return answer.authenticator_data +
           std::string(reinterpret_cast<const char*>(hash.data()), hash.size());
}

// A counter that stays at zero says that the device keeps none.
bool has_gone_up(std::int64_t now, std::int64_t before) {
    return now > before || (now == 0 && before == 0);
}

bool is_name(std::string_view host) {
    if (host == "localhost") return true;
    const std::size_t last_dot = host.rfind('.');
    if (last_dot == std::string_view::npos || last_dot + 1 == host.size()) return false;
    const char first_of_last = host[last_dot + 1];
    return first_of_last < '0' || first_of_last > '9';
}

}  // namespace

PasskeySite passkey_site(std::string_view origin) {
    const std::size_t begin = origin.find("://");
    if (begin == std::string_view::npos) return {};
    std::string_view host = origin.substr(begin + 3);
    host = host.substr(0, host.find(':'));
    const bool is_safe = origin.starts_with("https://") || host == "localhost";
    if (!is_safe || !is_name(host)) return {};
    return {std::string(host), std::string(origin)};
}

std::optional<CoseKey> cose_key(std::string_view bytes) {
    constexpr std::int64_t kind = 1, algorithm = 3, curve = -1, x = -2, y = -3, n = -1, e = -2;
    const auto map = cbor_value(bytes);
    if (!map || !map->is(CborValue::Kind::map)) return std::nullopt;
    CoseKey read;
    if (number_is(*map, kind, 2) && number_is(*map, algorithm, -7) && number_is(*map, curve, 1)) {
        read.key = {.kind = PublicKey::Kind::p256, .x = bytes_at(*map, x), .y = bytes_at(*map, y)};
    } else if (number_is(*map, kind, 1) && number_is(*map, algorithm, -8) &&
               number_is(*map, curve, 6)) {
        read.algorithm = SignatureAlgorithm::eddsa;
        read.key = {.kind = PublicKey::Kind::ed25519, .x = bytes_at(*map, x)};
    } else if (number_is(*map, kind, 3) && number_is(*map, algorithm, -257)) {
        read.algorithm = SignatureAlgorithm::rs256;
        read.key = {.kind = PublicKey::Kind::rsa, .n = bytes_at(*map, n), .e = bytes_at(*map, e)};
    } else {
        return std::nullopt;
    }
    return is_usable(read.key) ? std::optional(std::move(read)) : std::nullopt;
}

base::Result<PasskeyRecord> check_passkey_offer(const PasskeyOffer& offer,
                                                const PasskeyQuestion& question) {
    const auto said = check_client_data(offer.client_data, "webauthn.create", question);
    if (!said) return said.error();
    if (offer.attestation_object.size() > passkey_most_attestation_bytes)
        return refused("malformed");
    const auto object = cbor_value(offer.attestation_object);
    const CborValue* format = object ? object->at("fmt") : nullptr;
    const CborValue* statement = object ? object->at("attStmt") : nullptr;
    const CborValue* bytes = object ? object->at("authData") : nullptr;
    if (!format || !statement || !bytes || !bytes->is(CborValue::Kind::bytes))
        return refused("malformed");
    const bool has_no_attestation = format->is(CborValue::Kind::text) &&
                                    format->content == "none" &&
                                    statement->is(CborValue::Kind::map) && statement->items.empty();
    if (!has_no_attestation) return refused("attestation");
    const auto data = read_authenticator_data(bytes->content);
    if (!data || !data->has(holds_key)) return refused("malformed");
    const auto device = check_device(*data, question.site);
    if (!device) return device.error();
    if (!cose_key(data->cose_key)) return refused("algorithm");
    return PasskeyRecord{std::string(data->credential_id), std::string(data->cose_key),
                         data->sign_count};
}

base::Result<std::int64_t> check_passkey_answer(const PasskeyAnswer& answer,
                                                const PasskeyQuestion& question,
                                                const KnownPasskey& known) {
    // Discoverable passkeys always name their user.
    if (answer.credential_id != known.record.credential_id || known.user_handle.empty() ||
        answer.user_handle != known.user_handle) {
        return refused("owner");
    }
    const auto said = check_client_data(answer.client_data, "webauthn.get", question);
    if (!said) return said.error();
    const auto data = read_authenticator_data(answer.authenticator_data);
    if (!data) return refused("malformed");
    if (known.domain != question.site.domain) return refused("site");
    const auto device = check_device(*data, question.site);
    if (!device) return device.error();
    const auto key = cose_key(known.record.cose_key);
    if (!key) return refused("algorithm");
    if (!is_signed_by(key->key, key->algorithm, signed_message(answer), answer.signature))
        return refused("signature");
    if (!has_gone_up(data->sign_count, known.record.sign_count)) return refused("counter");
    return data->sign_count;
}

}  // namespace access
