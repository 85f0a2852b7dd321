#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "app/identity_provider_settings_internal.h"
#include "base/text.h"

namespace app {

namespace {

using access::IdentityProvider;

constexpr std::size_t most_secret_bytes = 1024;

// Where in which file something is wrong.
struct Place {
    std::string_view name;
    const std::filesystem::path& folder;
};

base::Error wrong(const Place& place, const YAML::Node& node, std::string_view key,
                  std::string_view expected) {
    return base::refuse("configuration", "{}, linje {}: {} skal være {}", place.name,
                        std::to_string(node.Mark().line + 1), key, expected);
}

std::filesystem::path path_in(const Place& place, const YAML::Node& node) {
    const std::filesystem::path path(node.Scalar());
    return path.is_relative() ? (place.folder / path).lexically_normal() : path;
}

// Empty when it can't be read, is empty, or others than its owner and group may read it.
std::optional<std::string> secret_in(const std::filesystem::path& file) {
    std::error_code failure;
    const auto permissions = std::filesystem::status(file, failure).permissions();
    const bool is_open_to_all =
        (permissions & std::filesystem::perms::others_all) != std::filesystem::perms::none;
    std::ifstream stream(file, std::ios::binary);
    if (failure || is_open_to_all || !stream) return std::nullopt;
    std::ostringstream text;
    text << stream.rdbuf();
    std::string secret = base::trim(text.str());
    if (secret.empty() || secret.size() > most_secret_bytes) return std::nullopt;
    return secret;
}

bool read_texts(const YAML::Node& node, std::vector<std::string>& texts) {
    if (!node.IsSequence()) return false;
    texts.clear();
    for (const YAML::Node& entry : node) {
        if (!entry.IsScalar()) return false;
        texts.push_back(entry.Scalar());
    }
    return true;
}

template <class Value, class Read>
bool read_map(const YAML::Node& node, std::map<std::string, Value>& values, const Read& read) {
    if (!node.IsMap()) return false;
    for (const auto& entry : node) {
        if (!entry.first.IsScalar() || !entry.second.IsScalar()) return false;
        const std::optional<Value> value = read(entry.second.Scalar());
        if (!value) return false;
        values[entry.first.Scalar()] = *value;
    }
    return true;
}

std::map<std::string, std::string IdentityProvider::*> texts() {
    return {{"key", &IdentityProvider::key},
            {"name", &IdentityProvider::name},
            {"issuer", &IdentityProvider::issuer},
            {"client_id", &IdentityProvider::client_id},
            {"agency_claim", &IdentityProvider::agency_claim},
            {"assurance_claim", &IdentityProvider::assurance_claim},
            {"role_claim", &IdentityProvider::role_claim}};
}

base::Result<void> read_list(const Place& place, const std::string& key, const YAML::Node& node,
                             IdentityProvider& provider) {
    if (key == "scopes" || key == "agencies") {
        if (!read_texts(node, key == "scopes" ? provider.scopes : provider.agencies))
            return wrong(place, node, key, base::danish("en liste af tekster"));
        return {};
    }
    if (key == "assurance") {
        const auto level = [](const std::string& code) { return access::assurance_of(code); };
        if (!read_map(node, provider.assurance, level))
            return wrong(place, node, key,
                         base::danish("udbyderens værdier med low, substantial "
                                      "eller high"));
        return {};
    }
    if (!read_map(node, provider.roles, access::role_of))
        return wrong(place, node, key, base::danish("udbyderens værdier med rollernes koder"));
    return {};
}

base::Result<void> read_setting(const Place& place, const std::string& key, const YAML::Node& node,
                                IdentityProvider& provider) {
    static const auto text_settings = texts();
    static const std::vector<std::string> lists = {"scopes", "agencies", "assurance", "roles"};
    if (std::find(lists.begin(), lists.end(), key) != lists.end())
        return read_list(place, key, node, provider);
    if (!node.IsScalar() || node.Scalar().empty())
        return wrong(place, node, key, base::danish("en tekst"));
    const auto text = text_settings.find(key);
    if (text != text_settings.end()) {
        provider.*(text->second) = node.Scalar();
    } else if (key == "certificate_authorities") {
        provider.certificate_authorities = path_in(place, node).string();
    } else if (key == "client_secret_file") {
        auto secret = secret_in(path_in(place, node));
        if (!secret)
            return wrong(place, node, key,
                         base::danish("en fil med hemmeligheden, som ikke alle kan læse"));
        provider.client_secret = std::move(*secret);
    } else {
        return wrong(place, node, key, base::danish("en kendt nøgle"));
    }
    return {};
}

base::Result<IdentityProvider> read_provider(const Place& place, const YAML::Node& node) {
    if (!node.IsMap())
        return wrong(place, node, "identity_providers", base::danish("en liste af udbydere"));
    IdentityProvider provider;
    std::map<std::string, bool> seen;
    for (const auto& entry : node) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
        if (std::exchange(seen[key], true))
            return wrong(place, entry.first, key, base::danish("angivet én gang"));
        const auto read = read_setting(place, key, entry.second, provider);
        if (!read) return read.error();
    }
    const auto checked = check_identity_provider(provider);
    if (!checked)
        return wrong(place, node, checked.error().arguments.at(0), checked.error().arguments.at(1));
    return provider;
}

}  // namespace

base::Result<std::vector<IdentityProvider>> read_identity_providers(
    const YAML::Node& list, std::string_view name, const std::filesystem::path& folder) {
    const Place place{name, folder};
    if (!list.IsSequence())
        return wrong(place, list, "identity_providers", base::danish("en liste af udbydere"));
    std::vector<IdentityProvider> providers;
    for (const YAML::Node& node : list) {
        auto provider = read_provider(place, node);
        if (!provider) return provider.error();
        for (const IdentityProvider& other : providers) {
            if (other.key == provider->key || other.issuer == provider->issuer)
                return wrong(place, node, "key", base::danish("en anden end de øvrige udbyderes"));
        }
        providers.push_back(std::move(provider).value());
    }
    return providers;
}

}  // namespace app
