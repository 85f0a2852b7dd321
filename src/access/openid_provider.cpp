#include "access/openid_provider.h"

#include <boost/json.hpp>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "web/components/link.h"

namespace access {

namespace {

namespace json = boost::json;

constexpr std::chrono::hours published_for{1};
constexpr std::chrono::minutes keys_renewed_after{1};
constexpr std::chrono::seconds left_alone_for{10};
constexpr int status_fine = 200;

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

bool lists(const json::object& object, std::string_view key, std::string_view wanted) {
    const json::value* value = object.if_contains(key);
    const json::array* list = value ? value->if_array() : nullptr;
    return list && std::any_of(list->begin(), list->end(), [wanted](const json::value& entry) {
               return entry.is_string() && entry.get_string() == wanted;
           });
}

std::string form_of(const std::vector<std::pair<std::string, std::string>>& fields) {
    return web::address_with_query("", fields).substr(1);
}

std::string pkce_challenge(std::string_view verifier) {
    return base::base64url(base::sha256(verifier));
}

// Holds one of the places of those who ask.
class Place {
  public:
    explicit Place(std::atomic<int>& taken) : taken_(taken), number_(++taken) {}
    ~Place() { --taken_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    bool is_free() const { return number_ <= OpenIdProvider::at_once; }

  private:
    std::atomic<int>& taken_;
    const int number_;
};

}  // namespace

base::Result<HttpsAnswer> OpenIdProvider::ask(HttpsQuestion question) {
    const Place place(asking_);
    if (!place.is_free())
        return base::refuse("busy", "Der er mange, der logger ind lige nu. Prøv igen om lidt.");
    question.certificate_authorities = settings_.certificate_authorities;
    return fetch_(question);
}

base::Result<OpenIdProvider::Published> OpenIdProvider::read_published(std::string_view text,
                                                                       base::Instant now) const {
    const auto object = object_in(text);
    // Discovery says who it speaks for; another name is another provider.
    if (!object || text_at(*object, "issuer") != settings_.issuer)
        return openid_refused("discovery");
    Published read{
        .authorization_address = text_at(*object, "authorization_endpoint"),
        .token_address = text_at(*object, "token_endpoint"),
        .keys_address = text_at(*object, "jwks_uri"),
        .secret_in_form =
            lists(*object, "token_endpoint_auth_methods_supported", "client_secret_post") &&
            !lists(*object, "token_endpoint_auth_methods_supported", "client_secret_basic"),
        .read_at = now};
    const json::value* names =
        object->if_contains("authorization_response_iss_parameter_supported");
    read.names_itself_in_return = names && names->is_bool() && names->get_bool();
    for (const std::string& address :
         {read.authorization_address, read.token_address, read.keys_address}) {
        if (!is_safe_address(address)) return openid_refused("discovery");
    }
    return read;
}

base::Result<OpenIdProvider::Published> OpenIdProvider::published(base::Instant now) {
    {
        const std::lock_guard lock(mutex_);
        if (published_ && now - published_->read_at < published_for) return *published_;
        if (failure_ && now - failed_at_ < left_alone_for) return *failure_;
    }
    auto found = discover(now);
    const std::lock_guard lock(mutex_);
    if (found) {
        published_ = *found;
        failure_.reset();
    } else if (found.error().code != "busy") {
        failure_ = found.error();
        failed_at_ = now;
    }
    return found;
}

base::Result<OpenIdProvider::Published> OpenIdProvider::discover(base::Instant now) {
    const std::string base = settings_.issuer.ends_with('/')
                                 ? settings_.issuer.substr(0, settings_.issuer.size() - 1)
                                 : settings_.issuer;
    const auto answer = ask({.address = base + "/.well-known/openid-configuration"});
    if (!answer) return answer.error();
    if (answer->status != status_fine) return openid_refused("discovery");
    return read_published(answer->body, now);
}

base::Result<OpenIdProvider::Keys> OpenIdProvider::keys_for(const JsonWebToken& token,
                                                            const Published& published,
                                                            base::Instant now) {
    {
        const std::lock_guard lock(mutex_);
        const bool is_young = keys_ && now - keys_read_at_ < published_for;
        const bool may_ask = !keys_ || now - keys_read_at_ >= keys_renewed_after;
        if (keys_ && !may_ask) return *keys_;
        if (is_young && names_one_of(token, *keys_)) return *keys_;
    }
    const auto answer = ask({.address = published.keys_address});
    if (!answer) return answer.error();
    auto keys = answer->status == status_fine ? json_web_keys(answer->body) : std::nullopt;
    if (!keys) return openid_refused("keys");
    const std::lock_guard lock(mutex_);
    keys_ = *keys;
    keys_read_at_ = now;
    return *keys;
}

base::Result<std::string> OpenIdProvider::departure_address(const OpenIdDeparture& departure,
                                                            base::Instant now) {
    const auto found = published(now);
    if (!found) return found.error();
    const std::string query = form_of({{"response_type", "code"},
                                       {"client_id", settings_.client_id},
                                       {"redirect_uri", departure.return_address},
                                       {"scope", base::join(settings_.scopes, " ")},
                                       {"state", departure.state},
                                       {"nonce", departure.nonce},
                                       {"code_challenge", pkce_challenge(departure.verifier)},
                                       {"code_challenge_method", "S256"}});
    const std::string& address = found->authorization_address;
    return address + (address.find('?') == std::string::npos ? "?" : "&") + query;
}

base::Result<std::string> OpenIdProvider::exchange(const OpenIdReturn& back,
                                                   const OpenIdDeparture& departure,
                                                   const Published& published) {
    std::vector<std::pair<std::string, std::string>> fields = {
        {"grant_type", "authorization_code"},
        {"code", back.code},
        {"redirect_uri", departure.return_address},
        {"code_verifier", departure.verifier}};
    HttpsQuestion question{.address = published.token_address};
    if (settings_.client_secret.empty() || published.secret_in_form) {
        fields.emplace_back("client_id", settings_.client_id);
        fields.emplace_back("client_secret", settings_.client_secret);  // left out when empty
    } else {
        question.user = web::encode_component(settings_.client_id);
        question.password = web::encode_component(settings_.client_secret);
    }
    question.form = form_of(fields);
    const auto answer = ask(std::move(question));
    if (!answer) return answer.error();
    const auto object =
        answer->status == status_fine ? object_in(answer->body) : std::optional<json::object>();
    if (!object) return openid_refused("code");
    std::string token = text_at(*object, "id_token");
    if (token.empty()) return openid_refused("code");
    return token;
}

base::Result<IdTokenClaims> OpenIdProvider::identify(const OpenIdReturn& back,
                                                     const OpenIdDeparture& departure,
                                                     base::Instant now) {
    const auto found = published(now);
    if (!found) return found.error();
    // An answer of one provider must not be taken to another (mix-up, RFC 9207).
    const bool is_unnamed = back.issuer.empty() && !found->names_itself_in_return;
    if (!is_unnamed && back.issuer != settings_.issuer) return openid_refused("issuer");
    const auto compact = exchange(back, departure, *found);
    if (!compact) return compact.error();
    const auto token = read_json_web_token(*compact);
    if (!token) return openid_refused("malformed");
    const auto keys = keys_for(*token, *found, now);
    if (!keys) return keys.error();
    if (!is_signed_by_one_of(*token, *keys)) return openid_refused("signature");
    return check_id_token(token->payload, {settings_.issuer, settings_.client_id, departure.nonce},
                          now);
}

IdentityProviders::IdentityProviders(const std::vector<IdentityProvider>& settings,
                                     const HttpsFetch& fetch) {
    for (const IdentityProvider& provider : settings)
        providers_.push_back(std::make_unique<OpenIdProvider>(provider, fetch));
}

OpenIdProvider* IdentityProviders::find(std::string_view key) const {
    for (const auto& provider : providers_) {
        if (provider->settings().key == key) return provider.get();
    }
    return nullptr;
}

base::Result<StatedIdentity> stated_identity(const IdentityProvider& provider,
                                             const IdTokenClaims& claims) {
    StatedIdentity identity{.subject = claims.subject,
                            .agency_cvr = claims.value(provider.agency_claim),
                            .assurance = AssuranceLevel::low,
                            .roles = std::nullopt};
    if (std::find(provider.agencies.begin(), provider.agencies.end(), identity.agency_cvr) ==
        provider.agencies.end()) {
        return base::refuse("openid_agency", "Din myndighed har ikke adgang til Trygby.");
    }
    const auto level = provider.assurance.find(claims.value(provider.assurance_claim));
    if (level != provider.assurance.end()) identity.assurance = level->second;
    if (provider.role_claim.empty()) return identity;

    identity.roles.emplace();
    const auto stated = claims.values.find(provider.role_claim);
    if (stated != claims.values.end()) {
        for (const auto& [value, role] : provider.roles) {
            const bool has = std::find(stated->second.begin(), stated->second.end(), value) !=
                             stated->second.end();
            const bool is_new = std::find(identity.roles->begin(), identity.roles->end(), role) ==
                                identity.roles->end();
            if (has && is_new) identity.roles->push_back(role);
        }
    }
    if (identity.roles->empty())
        return base::refuse("openid_roles", "Dit login giver dig ingen rolle i Trygby.");
    return identity;
}

}  // namespace access
