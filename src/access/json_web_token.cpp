#include "access/json_web_token.h"

#include <boost/json.hpp>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace access {

namespace {

namespace json = boost::json;

std::optional<json::object> object_in(std::string_view text) {
    json::parse_options options;
    options.max_depth = 8;
    json::error_code failure;
    const json::value value = json::parse({text.data(), text.size()}, failure, {}, options);
    if (failure || !value.is_object()) return std::nullopt;
    return value.get_object();
}

std::string text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    const json::string* text = value ? value->if_string() : nullptr;
    return text ? std::string(text->data(), text->size()) : std::string();
}

std::string bytes_at(const json::object& object, std::string_view key) {
    return base::decode_base64url(text_at(object, key)).value_or("");
}

std::optional<SignatureAlgorithm> algorithm_of(std::string_view name) {
    if (name == "RS256") return SignatureAlgorithm::rs256;
    if (name == "ES256") return SignatureAlgorithm::es256;
    if (name == "PS256") return SignatureAlgorithm::ps256;
    return std::nullopt;
}

std::optional<PublicKey> public_key_in(const json::object& object) {
    const std::string kind = text_at(object, "kty");
    PublicKey key;
    if (kind == "EC" && text_at(object, "crv") == "P-256") {
        key = {
            .kind = PublicKey::Kind::p256, .x = bytes_at(object, "x"), .y = bytes_at(object, "y")};
    } else if (kind == "RSA") {
        key = {
            .kind = PublicKey::Kind::rsa, .n = bytes_at(object, "n"), .e = bytes_at(object, "e")};
    } else {
        return std::nullopt;
    }
    return is_usable(key) ? std::optional(std::move(key)) : std::nullopt;
}

std::optional<JsonWebKey> key_in(const json::value& value) {
    const json::object* object = value.if_object();
    if (!object) return std::nullopt;
    const std::string use = text_at(*object, "use");
    if (!use.empty() && use != "sig") return std::nullopt;
    JsonWebKey read{.id = text_at(*object, "kid")};
    if (object->contains("alg")) {
        read.algorithm = algorithm_of(text_at(*object, "alg"));
        if (!read.algorithm) return std::nullopt;
    }
    auto key = public_key_in(*object);
    if (!key) return std::nullopt;
    read.key = std::move(*key);
    return read;
}

bool fits(const JsonWebKey& key, const JsonWebToken& token) {
    if (key.algorithm && *key.algorithm != token.algorithm) return false;
    const bool is_curve = token.algorithm == SignatureAlgorithm::es256;
    return (key.key.kind == PublicKey::Kind::p256) == is_curve;
}

}  // namespace

std::optional<std::vector<JsonWebKey>> json_web_keys(std::string_view text) {
    if (text.size() > json_web_keys_most_bytes) return std::nullopt;
    const auto set = object_in(text);
    const json::value* list = set ? set->if_contains("keys") : nullptr;
    const json::array* entries = list ? list->if_array() : nullptr;
    if (!entries || entries->size() > json_web_keys_most) return std::nullopt;
    std::vector<JsonWebKey> keys;
    for (const json::value& entry : *entries) {
        auto key = key_in(entry);
        if (key) keys.push_back(std::move(*key));
    }
    return keys;
}

std::optional<JsonWebToken> read_json_web_token(std::string_view compact) {
    if (compact.size() > json_web_token_most_bytes) return std::nullopt;
    const std::vector<std::string> parts = base::split(compact, '.');
    if (parts.size() != 3) return std::nullopt;
    const auto head_text = base::decode_base64url(parts[0]);
    const auto payload = base::decode_base64url(parts[1]);
    auto signature = base::decode_base64url(parts[2]);
    const auto head = head_text ? object_in(*head_text) : std::nullopt;
    if (!head || !payload || !signature || signature->empty()) return std::nullopt;
    const auto algorithm = algorithm_of(text_at(*head, "alg"));
    // What "crit" names must be understood, and we understand none of it.
    if (!algorithm || head->contains("crit")) return std::nullopt;
    if (*algorithm == SignatureAlgorithm::es256) {
        signature = es256_in_der(*signature);
        if (!signature) return std::nullopt;
    }
    return JsonWebToken{*algorithm, text_at(*head, "kid"), *payload, parts[0] + "." + parts[1],
                        *signature};
}

bool names_one_of(const JsonWebToken& token, const std::vector<JsonWebKey>& keys) {
    return std::any_of(keys.begin(), keys.end(), [&](const JsonWebKey& key) {
        return fits(key, token) && key.id == token.key_id;
    });
}

bool is_signed_by_one_of(const JsonWebToken& token, const std::vector<JsonWebKey>& keys) {
    const JsonWebKey* chosen = nullptr;
    for (const JsonWebKey& key : keys) {
        if (!fits(key, token) || (!token.key_id.empty() && key.id != token.key_id)) continue;
        if (chosen) return false;
        chosen = &key;
    }
    return chosen && is_signed_by(chosen->key, token.algorithm, token.signed_part, token.signature);
}

}  // namespace access
