#include "access/id_token.h"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>

namespace access {

namespace {

namespace json = boost::json;

constexpr std::size_t most_claims = 100;
constexpr std::size_t longest_subject = 255;

std::optional<json::object> object_in(std::string_view text) {
    json::parse_options options;
    options.max_depth = 8;
    json::error_code failure;
    const json::value value = json::parse({text.data(), text.size()}, failure, {}, options);
    if (failure || !value.is_object()) return std::nullopt;
    return value.get_object();
}

// A text is a list of one.
std::vector<std::string> texts_in(const json::value& value) {
    std::vector<std::string> texts;
    const auto add = [&texts](const json::value& entry) {
        if (entry.is_string()) texts.emplace_back(entry.get_string().c_str());
    };
    if (value.is_array()) {
        for (const json::value& entry : value.get_array()) add(entry);
    } else {
        add(value);
    }
    return texts;
}

IdTokenClaims claims_in(const json::object& object) {
    IdTokenClaims claims;
    for (const auto& entry : object) {
        std::vector<std::string> texts = texts_in(entry.value());
        if (!texts.empty()) claims.values[std::string(entry.key())] = std::move(texts);
    }
    claims.subject = claims.value("sub");
    return claims;
}

// Seconds since 1970, whole or with a fraction.
std::optional<base::Instant> instant_at(const json::object& object, std::string_view key) {
    constexpr double latest = 1e11;
    const json::value* value = object.if_contains(key);
    if (!value || !value->is_number()) return std::nullopt;
    const auto seconds = value->to_number<double>();
    if (!(seconds >= 0 && seconds < latest)) return std::nullopt;
    return base::Instant(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

base::Result<void> check_times(const json::object& object, base::Instant now) {
    const auto expires = instant_at(object, "exp");
    const auto issued = instant_at(object, "iat");
    if (!expires || !issued) return openid_refused("malformed");
    if (now >= *expires + id_token_clock_difference) return openid_refused("expired");
    if (now - *issued > id_token_oldest + id_token_clock_difference)
        return openid_refused("expired");
    if (*issued > now + id_token_clock_difference) return openid_refused("early");
    if (object.contains("nbf")) {
        const auto begins = instant_at(object, "nbf");
        if (!begins) return openid_refused("malformed");
        if (*begins > now + id_token_clock_difference) return openid_refused("early");
    }
    return {};
}

base::Result<void> check_audience(const json::object& object, const std::string& client_id) {
    const json::value* value = object.if_contains("aud");
    const std::vector<std::string> audience = value ? texts_in(*value) : std::vector<std::string>();
    if (std::find(audience.begin(), audience.end(), client_id) == audience.end())
        return openid_refused("audience");
    const json::value* party = object.if_contains("azp");
    if (!party) {
        if (audience.size() > 1) return openid_refused("party");
        return {};
    }
    if (!party->is_string() || party->get_string() != client_id) return openid_refused("party");
    return {};
}

bool is_text(const json::object& object, std::string_view key, std::string_view wanted) {
    const json::value* value = object.if_contains(key);
    return value && value->is_string() && !wanted.empty() && value->get_string() == wanted;
}

}  // namespace

base::Error openid_refused(std::string_view what) {
    return base::refuse("openid_" + std::string(what),
                        "Dit login hos identitetsudbyderen kunne ikke godkendes. Prøv igen.");
}

std::string IdTokenClaims::value(std::string_view claim) const {
    const auto found = values.find(std::string(claim));
    return found == values.end() ? std::string() : found->second.front();
}

base::Result<IdTokenClaims> check_id_token(std::string_view payload,
                                           const IdTokenQuestion& question, base::Instant now) {
    const auto object = object_in(payload);
    if (!object || object->size() > most_claims) return openid_refused("malformed");
    if (!is_text(*object, "iss", question.issuer)) return openid_refused("issuer");
    const auto audience = check_audience(*object, question.client_id);
    if (!audience) return audience.error();
    const auto times = check_times(*object, now);
    if (!times) return times.error();
    if (!is_text(*object, "nonce", question.nonce)) return openid_refused("nonce");
    const json::value* subject = object->if_contains("sub");
    if (!subject || !subject->is_string() || subject->get_string().empty() ||
        subject->get_string().size() > longest_subject) {
        return openid_refused("malformed");
    }
    return claims_in(*object);
}

}  // namespace access
