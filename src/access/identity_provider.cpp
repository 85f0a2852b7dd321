#include "access/identity_provider.h"

#include <algorithm>

namespace access {

namespace {

bool is_key(std::string_view key) {
    constexpr std::size_t longest = 30;
    return !key.empty() && key.size() <= longest && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

bool is_cvr(std::string_view number) {
    return number.size() == 8 &&
           std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

base::Error wrong(std::string_view setting, std::string_view expected) {
    return base::refuse("identity_provider", "{} skal være {}", setting, expected);
}

bool starts_on_this_machine(std::string_view address) {
    for (const std::string_view host : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
        if (!address.starts_with(host)) continue;
        const std::string_view rest = address.substr(host.size());
        if (rest.empty() || rest.front() == '/' || rest.front() == ':') return true;
    }
    return false;
}

}  // namespace

bool is_safe_address(std::string_view address) {
    constexpr std::size_t longest = 1000;
    const bool is_clean =
        address.size() <= longest && std::all_of(address.begin(), address.end(), [](char c) {
            return c > ' ' && c < '\x7f' && c != '"' && c != '\\' && c != '@';
        });
    const bool is_encrypted = address.starts_with("https://") && address.size() > 8;
    return is_clean && address.find('#') == std::string_view::npos &&
           (is_encrypted || starts_on_this_machine(address));
}

base::Result<void> check_identity_provider(const IdentityProvider& provider) {
    if (!is_key(provider.key)) return wrong("key", base::danish("små bogstaver a–z og tal"));
    if (provider.name.empty()) return wrong("name", base::danish("en tekst"));
    if (!is_safe_address(provider.issuer) || provider.issuer.find('?') != std::string::npos)
        return wrong("issuer", base::danish("en adresse, der begynder med https://"));
    if (provider.client_id.empty()) return wrong("client_id", base::danish("en tekst"));
    if (std::find(provider.scopes.begin(), provider.scopes.end(), "openid") ==
        provider.scopes.end())
        return wrong("scopes", base::danish("en liste, hvor openid står"));
    if (provider.agencies.empty() ||
        !std::all_of(provider.agencies.begin(), provider.agencies.end(), is_cvr))
        return wrong("agencies", base::danish("en liste af CVR-numre på otte cifre"));
    if (provider.assurance.empty())
        return wrong("assurance", base::danish("en liste af udbyderens værdier med low, "
                                               "substantial eller high"));
    if (provider.role_claim.empty() != provider.roles.empty())
        return wrong("roles", base::danish("angivet sammen med role_claim"));
    return {};
}

}  // namespace access
