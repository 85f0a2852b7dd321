#include "access/secrets.h"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "access/pending_sign_in.h"
#include "store/testing/temporary_folder.h"

namespace {

using namespace std::chrono_literals;
using access::Secrets;

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string refusal(const std::filesystem::path& file) {
    const auto loaded = Secrets::load_or_create(file);
    return loaded ? "" : loaded.error().code;
}

}  // namespace

TEST_CASE("the key file is made once, for its owner only, and read again") {
    const store::TemporaryFolder folder;
    const auto file = folder / "secrets.key";
    const Secrets first = Secrets::load_or_create(file).value();
    const auto permissions = std::filesystem::status(file).permissions();
    CHECK(permissions ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    const std::string content = content_of(file);
    CHECK(content.size() == 65);

    const Secrets second = Secrets::load_or_create(file).value();
    CHECK(content_of(file) == content);
    CHECK(second.open("totp:1", first.seal("totp:1", "secret")) == std::string("secret"));
}

TEST_CASE("who makes the key file at the same time gets the same key, and leaves nothing else") {
    const store::TemporaryFolder folder;
    const auto file = folder / "secrets.key";
    std::array<std::vector<std::uint8_t>, 8> sealed;
    std::vector<std::thread> threads;
    for (auto& bytes : sealed)
        threads.emplace_back(
            [&] { bytes = Secrets::load_or_create(file).value().seal("totp:1", "secret"); });
    for (std::thread& thread : threads) thread.join();
    const Secrets secrets = Secrets::load_or_create(file).value();
    for (const auto& bytes : sealed) CHECK(secrets.open("totp:1", bytes) == std::string("secret"));
    const std::filesystem::directory_iterator content(folder.path());
    CHECK(std::distance(begin(content), end(content)) == 1);
}

TEST_CASE("a key file that others may read, or that holds something else, is refused") {
    const store::TemporaryFolder folder;
    const auto file = folder / "secrets.key";
    CHECK(refusal(file) == "");
    for (const auto more : {std::filesystem::perms::group_read, std::filesystem::perms::others_read,
                            std::filesystem::perms::group_write}) {
        std::filesystem::permissions(file, more, std::filesystem::perm_options::add);
        CHECK(refusal(file) == "secrets_readable");
        std::filesystem::permissions(file, more, std::filesystem::perm_options::remove);
        CHECK(refusal(file) == "");
    }
    for (const char* content :
         {"", "abc", "0123456789abcdef0123456789abcdef",
          "zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
          "000123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}) {
        CAPTURE(content);
        std::ofstream(file) << content;
        CHECK(refusal(file) == "secrets_malformed");
    }
    CHECK(refusal(folder / "missing/secrets.key") == "secrets_unavailable");
}

TEST_CASE("what is sealed opens only whole, with the same key, in the same context") {
    const store::TemporaryFolder folder;
    const Secrets secrets = Secrets::load_or_create(folder / "a.key").value();
    const Secrets others = Secrets::load_or_create(folder / "b.key").value();
    const auto sealed = secrets.seal("totp:1", "12345678901234567890");
    CHECK(sealed != secrets.seal("totp:1", "12345678901234567890"));
    CHECK(secrets.open("totp:1", sealed) == std::string("12345678901234567890"));
    CHECK_FALSE(secrets.open("totp:2", sealed).has_value());
    CHECK_FALSE(others.open("totp:1", sealed).has_value());
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] ^= 1;
        CHECK_FALSE(secrets.open("totp:1", changed).has_value());
    }
    CHECK_FALSE(secrets.open("totp:1", {}).has_value());
    CHECK_FALSE(secrets.open("totp:1", {sealed.begin(), sealed.end() - 1}).has_value());

    const std::string text = secrets.seal_text("form", "æøå");
    CHECK(secrets.open_text("form", text) == std::string("æøå"));
    for (const std::string& broken :
         {std::string(), text + "A", text.substr(1), "=" + text, std::string("not base64!")}) {
        CAPTURE(broken);
        CHECK_FALSE(secrets.open_text("form", broken).has_value());
    }
}

TEST_CASE("what a browser carries between two steps comes back, for its time only") {
    const store::TemporaryFolder folder;
    const Secrets secrets = Secrets::load_or_create(folder / "a.key").value();
    const base::Instant start(1'700'000'000s);

    const std::string code = access::sealed(secrets, access::PendingCode{12, start, "/a?b=c"});
    const auto opened = access::open_pending_code(secrets, code, start + 5min - 1ms);
    REQUIRE(opened.has_value());
    CHECK(opened->account_id == 12);
    CHECK(opened->next_path == "/a?b=c");
    CHECK_FALSE(access::open_pending_code(secrets, code, start + 5min).has_value());
    CHECK_FALSE(access::open_pending_code(secrets, "", start).has_value());

    const std::string secret("\x00\n12345678901234567\xFF", 20);
    const std::string app = access::sealed(
        secrets, access::PendingAuthenticator{12, start, "link", "$argon2id$v=19$hash", secret});
    const auto pending = access::open_pending_authenticator(secrets, app, start + 19min);
    REQUIRE(pending.has_value());
    CHECK(pending->secret == secret);
    CHECK(pending->link_hash == "link");
    CHECK(pending->password_hash == "$argon2id$v=19$hash");
    CHECK_FALSE(access::open_pending_authenticator(secrets, app, start + 20min).has_value());
    // One kind can't stand in for the other.
    CHECK_FALSE(access::open_pending_authenticator(secrets, code, start).has_value());
    CHECK_FALSE(access::open_pending_code(secrets, app, start).has_value());
}
