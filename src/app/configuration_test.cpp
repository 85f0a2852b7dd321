#include "app/configuration.h"

#include <doctest/doctest.h>

using app::parse_configuration;

TEST_CASE("an empty file gives the documented defaults") {
    const auto read = parse_configuration("", "trygby.yaml", "/etc/trygby");
    REQUIRE(read.ok());
    CHECK(read->listen_port == 8080);
    CHECK(read->database_file() == "/var/lib/trygby/trygby.db");
    CHECK_FALSE(read->demonstration);
}

TEST_CASE("every setting is read, relative paths from the file's folder") {
    const auto read = parse_configuration(
        "data_directory: data\nlisten_port: 9000\nthreads: 4\ndemonstration: true\n"
        "trusted_proxies: [10.0.0.1, 10.0.0.2]\npublic_address: https://trygby.example.dk\n",
        "trygby.yaml", "/srv/x");
    REQUIRE(read.ok());
    CHECK(read->data_directory == "/srv/x/data");
    CHECK(read->listen_port == 9000);
    CHECK(read->worker_threads() == 4);
    CHECK(app::Configuration().worker_threads() >= 2);
    CHECK(read->demonstration);
    CHECK(read->trusted_proxies.size() == 2);
    CHECK(read->public_address == "https://trygby.example.dk");
}

TEST_CASE("mistakes stop the start and name file, line and key") {
    struct Case {
        const char* yaml;
        const char* line;
        const char* about;
    };
    for (const Case& c :
         {Case{"listen_port: 80\nlisten_prt: 81\n", "2", "listen_prt"},
          Case{"listen_port: many\n", "1", "listen_port"},
          Case{"listen_port: 70000\n", "1", "listen_port"}, Case{"threads: 0\n", "1", "threads"},
          Case{"demonstration: perhaps\n", "1", "demonstration"},
          Case{"public_address: trygby.example.dk\n", "1", "public_address"},
          Case{"public_address: https://\n", "1", "public_address"},
          Case{"public_address: https://trygby.example.dk/\n", "1", "public_address"},
          Case{"threads: 2\nthreads: 3\n", "2", "threads"}}) {
        CAPTURE(c.yaml);
        const auto read = parse_configuration(c.yaml, "trygby.yaml", "/etc");
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().arguments.at(0) == "trygby.yaml");
        CHECK(read.error().arguments.at(1) == c.line);
        CHECK(read.error().arguments.at(2) == c.about);
    }
    CHECK_FALSE(parse_configuration("a: [", "x", "/").ok());
    CHECK_FALSE(parse_configuration("- a\n", "x", "/").ok());
}

TEST_CASE("what does not go together is refused") {
    app::Configuration configuration;
    CHECK(app::check_configuration(configuration).ok());
    configuration.demonstration = true;
    configuration.listen_address = "0.0.0.0";
    CHECK(app::check_configuration(configuration).error().code == "demonstration_loopback");
    configuration.demonstration = false;
    CHECK_FALSE(app::check_configuration(configuration).ok());
    configuration.trusted_proxies = {"10.0.0.1"};
    CHECK(app::check_configuration(configuration).ok());
    configuration.certificate_file = "a.pem";
    CHECK_FALSE(app::check_configuration(configuration).ok());
    configuration.private_key_file = "a.key";
    CHECK(app::check_configuration(configuration).ok());
}

TEST_CASE("what is written is read back the same") {
    app::Configuration configuration;
    configuration.data_directory = "/srv/with \"quotes\"/data";
    configuration.demonstration = true;
    configuration.listen_port = 8123;
    const auto read = parse_configuration(app::write_configuration(configuration), "x", "/");
    REQUIRE(read.ok());
    CHECK(read->data_directory == configuration.data_directory);
    CHECK(read->demonstration);
    CHECK(read->listen_port == 8123);
}

namespace {

constexpr const char* one_provider =
    "identity_providers:\n"
    "  - key: mitid\n"
    "    name: MitID Erhverv\n"
    "    issuer: https://broker.example.dk\n"
    "    client_id: trygby\n"
    "    scopes: [openid, nemlogin]\n"
    "    agencies: [\"11931316\"]\n"
    "    assurance: {Substantial: substantial, High: high}\n"
    "    role_claim: roles\n"
    "    roles: {trygby_medarbejder: worker, trygby_leder: leader}\n";

std::string with(std::string yaml, const std::string& old, const std::string& fresh) {
    const std::size_t at = yaml.find(old);
    REQUIRE(at != std::string::npos);
    return yaml.replace(at, old.size(), fresh);
}

}  // namespace

TEST_CASE("an identity provider is read with what its claims mean") {
    const auto read = parse_configuration(one_provider, "trygby.yaml", "/etc/trygby");
    REQUIRE(read.ok());
    REQUIRE(read->identity_providers.size() == 1);
    const access::IdentityProvider& provider = read->identity_providers.front();
    CHECK(provider.key == "mitid");
    CHECK(provider.name == "MitID Erhverv");
    CHECK(provider.scopes.size() == 2);
    CHECK(provider.agency_claim == "cvr");
    CHECK(provider.assurance.at("Substantial") == access::AssuranceLevel::substantial);
    CHECK(provider.roles.at("trygby_leder") == access::Role::leader);
    CHECK(provider.client_secret.empty());
}

TEST_CASE("an identity provider that isn't right stops the start") {
    struct Case {
        const char* old;
        const char* fresh;
        const char* about;
    };
    for (const Case& c :
         {Case{"key: mitid", "key: MitID", "key"}, Case{"https://", "http://", "issuer"},
          Case{"https://broker.example.dk", "https://a@b.example", "issuer"},
          Case{"client_id: trygby", "client: trygby", "client"},
          Case{"[openid, nemlogin]", "[nemlogin]", "scopes"},
          Case{"[openid, nemlogin]", "openid", "scopes"},
          Case{"\"11931316\"", "\"1193131\"", "agencies"},
          Case{"Substantial: substantial", "Substantial: enough", "assurance"},
          Case{"leader}", "boss}", "roles"}, Case{"    role_claim: roles\n", "", "roles"},
          Case{"name: MitID Erhverv", "name: ''", "name"},
          Case{"    client_id: trygby\n", "    client_secret_file: /nowhere\n",
               "client_secret_file"}}) {
        CAPTURE(c.fresh);
        const auto read = parse_configuration(with(one_provider, c.old, c.fresh), "x", "/etc");
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code == "configuration");
        CHECK(read.error().arguments.at(2) == c.about);
    }
    CHECK_FALSE(parse_configuration("identity_providers: mitid\n", "x", "/etc").ok());
    CHECK_FALSE(parse_configuration(
                    std::string(one_provider) + std::string(one_provider).substr(20), "x", "/etc")
                    .ok());
}
