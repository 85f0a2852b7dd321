#include "app/configuration.h"

#include <yaml-cpp/yaml.h>

#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <thread>
#include <utility>

#include "app/identity_provider_settings_internal.h"

namespace app {
namespace {

// Assigns one key; returns what was expected when the value does not fit.
using Setter = std::function<std::string_view(Configuration&, const YAML::Node&)>;

constexpr std::string_view fits = "";

Setter text_setting(std::string Configuration::*member) {
    return [member](Configuration& configuration, const YAML::Node& node) -> std::string_view {
        if (!node.IsScalar()) return base::danish("en tekst");
        configuration.*member = node.Scalar();
        return fits;
    };
}

Setter path_setting(std::filesystem::path Configuration::*member) {
    return [member](Configuration& configuration, const YAML::Node& node) -> std::string_view {
        if (!node.IsScalar()) return base::danish("en sti");
        configuration.*member = node.Scalar();
        return fits;
    };
}

template <class Number>
Setter number_setting(Number Configuration::*member, long lowest, long highest) {
    return [=](Configuration& configuration, const YAML::Node& node) -> std::string_view {
        long value = 0;
        if (!node.IsScalar() || !YAML::convert<long>::decode(node, value) || value < lowest ||
            value > highest)
            return base::danish("et helt tal inden for grænserne i vejledningen");
        configuration.*member = static_cast<Number>(value);
        return fits;
    };
}

std::string_view set_demonstration(Configuration& configuration, const YAML::Node& node) {
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, configuration.demonstration))
        return base::danish("true eller false");
    return fits;
}

// Scheme and host only, so that every path can follow.
bool is_site_address(std::string_view address) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (address.starts_with(scheme))
            return address.size() > scheme.size() &&
                   address.find_first_of("/?#@ ", scheme.size()) == std::string_view::npos;
    return false;
}

std::string_view set_public_address(Configuration& configuration, const YAML::Node& node) {
    if (!node.IsScalar() || (!node.Scalar().empty() && !is_site_address(node.Scalar())))
        return base::danish("en adresse som https://trygby.example.dk, uden sti og skråstreg");
    configuration.public_address = node.Scalar();
    return fits;
}

std::string_view set_trusted_proxies(Configuration& configuration, const YAML::Node& node) {
    if (!node.IsSequence()) return base::danish("en liste af adresser");
    for (const YAML::Node& address : node) {
        if (!address.IsScalar()) return base::danish("en liste af adresser");
        configuration.trusted_proxies.push_back(address.Scalar());
    }
    return fits;
}

std::map<std::string, Setter> setters() {
    return {
        {"data_directory", path_setting(&Configuration::data_directory)},
        {"backup_directory", path_setting(&Configuration::backup_directory)},
        {"catalogue_directory", path_setting(&Configuration::catalogue_directory)},
        {"law_directory", path_setting(&Configuration::law_directory)},
        {"analyses_directory", path_setting(&Configuration::analyses_directory)},
        {"analysis_data_directory", path_setting(&Configuration::analysis_data_directory)},
        {"municipality_name", text_setting(&Configuration::municipality_name)},
        {"listen_address", text_setting(&Configuration::listen_address)},
        {"listen_port", number_setting(&Configuration::listen_port, 0, 65535)},
        {"metrics_port", number_setting(&Configuration::metrics_port, 0, 65535)},
        {"public_address", set_public_address},
        {"certificate_file", text_setting(&Configuration::certificate_file)},
        {"private_key_file", text_setting(&Configuration::private_key_file)},
        {"trusted_proxies", set_trusted_proxies},
        {"threads", number_setting(&Configuration::threads, 1, 256)},
        {"readers", number_setting(&Configuration::readers, 1, 256)},
        {"connections", number_setting(&Configuration::connections, 1, 100000)},
        {"backup_keep", number_setting(&Configuration::backup_keep, 1, 1000)},
        {"demonstration", set_demonstration},
        {"trail_heads_file", path_setting(&Configuration::trail_heads_file)},
        {"trail_key_file", path_setting(&Configuration::trail_key_file)},
        {"trail_years", number_setting(&Configuration::trail_years, 0, 100)},
        {"search_criteria_days", number_setting(&Configuration::search_criteria_days, 1, 3650)},
        {"key_backup_directory", path_setting(&Configuration::key_backup_directory)},
        {"key_backup_days", number_setting(&Configuration::key_backup_days, 1, 365)},
    };
}

base::Error mistake(std::string_view name, int line, std::string_view danish,
                    std::string_view about) {
    return base::Error{"configuration",
                       std::string(danish),
                       {std::string(name), std::to_string(line + 1), std::string(about)}};
}

void make_absolute(std::filesystem::path& path, const std::filesystem::path& folder) {
    if (!path.empty() && path.is_relative()) path = (folder / path).lexically_normal();
}

void make_absolute(std::string& path, const std::filesystem::path& folder) {
    std::filesystem::path as_path(path);
    make_absolute(as_path, folder);
    path = as_path.string();
}

bool is_loopback(std::string_view address) {
    return address == "localhost" || address == "::1" || address.starts_with("127.");
}

}  // namespace

unsigned Configuration::worker_threads() const {
    return threads > 0 ? threads : std::thread::hardware_concurrency() + 1;
}

base::Result<Configuration> read_configuration(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return base::refuse("configuration", "Indstillingerne kan ikke læses: {}", file.string());
    std::ostringstream text;
    text << stream.rdbuf();
    return parse_configuration(text.str(), file.string(),
                               std::filesystem::absolute(file).parent_path());
}

base::Result<Configuration> parse_configuration(std::string_view yaml, std::string_view name,
                                                const std::filesystem::path& folder) {
    YAML::Node root;
    try {
        root = YAML::Load(std::string(yaml));
    } catch (const YAML::ParserException& failure) {
        return mistake(name, failure.mark.line, base::danish("{}, linje {}: ikke gyldig YAML: {}"),
                       failure.msg);
    }
    Configuration configuration;
    if (!root.IsNull() && !root.IsMap())
        return mistake(name, 0, base::danish("{}, linje {}: der forventes „nøgle: værdi“ ({})"),
                       "YAML");
    const std::map<std::string, Setter> known = setters();
    std::map<std::string, bool> seen;
    for (const auto& entry : root) {
        const std::string key = entry.first.Scalar();
        const int line = entry.first.Mark().line;
        if (key == "identity_providers") {
            if (!configuration.identity_providers.empty())
                return mistake(name, line, base::danish("{}, linje {}: nøglen står to gange: {}"),
                               key);
            auto providers = read_identity_providers(entry.second, name, folder);
            if (!providers) return providers.error();
            configuration.identity_providers = std::move(providers).value();
            continue;
        }
        const auto setter = known.find(key);
        if (setter == known.end())
            return mistake(name, line, base::danish("{}, linje {}: ukendt nøgle: {}"), key);
        if (std::exchange(seen[key], true))
            return mistake(name, line, base::danish("{}, linje {}: nøglen står to gange: {}"), key);
        const std::string_view expected = setter->second(configuration, entry.second);
        if (!expected.empty())
            return base::Error{
                "configuration",
                std::string(base::danish("{}, linje {}: {} skal være {}")),
                {std::string(name), std::to_string(line + 1), key, std::string(expected)}};
    }
    make_absolute(configuration.data_directory, folder);
    make_absolute(configuration.backup_directory, folder);
    make_absolute(configuration.catalogue_directory, folder);
    for (std::filesystem::path* optional :
         {&configuration.law_directory, &configuration.analyses_directory,
          &configuration.analysis_data_directory})
        if (!optional->empty()) make_absolute(*optional, folder);
    make_absolute(configuration.trail_heads_file, folder);
    make_absolute(configuration.trail_key_file, folder);
    make_absolute(configuration.key_backup_directory, folder);
    if (!configuration.certificate_file.empty())
        make_absolute(configuration.certificate_file, folder);
    if (!configuration.private_key_file.empty())
        make_absolute(configuration.private_key_file, folder);
    const base::Result<void> checked = check_configuration(configuration);
    if (!checked) return checked.error();
    return configuration;
}

std::string write_configuration(const Configuration& configuration) {
    YAML::Emitter out;
    out << YAML::BeginMap;
    const auto put = [&](const char* key, const std::string& value) {
        if (!value.empty()) out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << value;
    };
    put("data_directory", configuration.data_directory.string());
    put("backup_directory", configuration.backup_directory.string());
    put("catalogue_directory", configuration.catalogue_directory.string());
    put("law_directory", configuration.law_directory.string());
    put("analyses_directory", configuration.analyses_directory.string());
    put("analysis_data_directory", configuration.analysis_data_directory.string());
    put("municipality_name", configuration.municipality_name);
    put("listen_address", configuration.listen_address);
    out << YAML::Key << "listen_port" << YAML::Value << configuration.listen_port;
    out << YAML::Key << "demonstration" << YAML::Value << configuration.demonstration;
    out << YAML::EndMap;
    return std::string(out.c_str()) + "\n";
}

base::Result<void> check_configuration(const Configuration& configuration) {
    if (configuration.certificate_file.empty() != configuration.private_key_file.empty())
        return base::refuse("configuration",
                            "certificate_file og private_key_file skal angives sammen.");
    const bool loopback = is_loopback(configuration.listen_address);
    if (configuration.demonstration && !loopback)
        return base::refuse(
            "demonstration_loopback",
            "Demonstrationen må kun lytte på maskinen selv (127.0.0.1), ikke på {}.",
            configuration.listen_address);
    if (!loopback && configuration.certificate_file.empty() &&
        configuration.trusted_proxies.empty())
        return base::refuse("configuration",
                            "På {} kræves et certifikat eller en betroet proxy (trusted_proxies).",
                            configuration.listen_address);
    return {};
}

}  // namespace app
