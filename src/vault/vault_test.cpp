#include "vault/vault.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "base/date.h"
#include "vault/key_records.h"

namespace {

using vault::Key;
using vault::KeyFile;
using vault::Vault;
using State = Vault::State;

// A folder of its own for each test, gone at its end. (The one of `store` belongs to a module that
// this one doesn't use.)
class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "vault-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

vault::VaultOptions options_in(const Folder& folder) {
    return {folder / "person.keys", {{}, folder / "master.key"}, 8};
}

std::unique_ptr<Vault> open_in(const Folder& folder) {
    auto opened = Vault::open(options_in(folder));
    CAPTURE((opened ? std::string() : opened.error().code));
    REQUIRE(opened.ok());
    return std::move(opened).value();
}

std::string refusal(const Folder& folder) {
    const auto opened = Vault::open(options_in(folder));
    return opened ? "" : opened.error().code;
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void put_content(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

bool finds(const Vault& keys, const vault::IndexEntry& stored, const std::string& text) {
    for (vault::IndexEntry wanted : keys.index_tokens("cpr", text)) {
        if (wanted.epoch != stored.epoch || wanted.token != stored.token) continue;
        return keys.index_subject(stored).has_value();
    }
    return false;
}

}  // namespace

TEST_CASE("the first start makes both files for their owner only, the next reads them") {
    const Folder folder;
    std::string subject;
    vault::Sealed sealed;
    {
        const auto keys = open_in(folder);
        subject = keys->create("person").value();
        CHECK(subject.starts_with("person:"));
        CHECK(subject.size() == 23);
        sealed = keys->seal(subject, "person.name", "Åse").value();
    }
    using std::filesystem::perms;
    for (const char* name : {"person.keys", "master.key"})
        CHECK(std::filesystem::status(folder / name).permissions() ==
              (perms::owner_read | perms::owner_write));
    const auto keys = open_in(folder);
    CHECK(keys->state(subject) == State::present);
    CHECK(keys->open_sealed(subject, "person.name", sealed) == std::string("Åse"));
    CHECK_FALSE(keys->open_sealed(subject, "person.address", sealed).has_value());
    const std::string other = keys->create("person").value();
    CHECK(other != subject);
    CHECK_FALSE(keys->open_sealed(other, "person.name", sealed).has_value());
}

TEST_CASE("only one program has the key file at a time") {
    const Folder folder;
    {
        const auto keys = open_in(folder);
        CHECK(refusal(folder) == "key_file_in_use");
    }
    CHECK(refusal(folder) == "");
}

TEST_CASE("a destroyed key is gone from the file, from memory and for ever") {
    const Folder folder;
    auto keys = open_in(folder);
    const std::string subject = keys->create("person").value();
    const std::string kept = keys->create("person").value();
    const vault::Sealed sealed = keys->seal(subject, "a.b", "hemmeligt").value();
    const std::string before = content_of(folder / "person.keys");
    const std::size_t named = before.find(subject);
    REQUIRE(named != std::string::npos);
    const std::string wrapped = before.substr(named - 2 + 40, vault::box_bytes);

    REQUIRE(keys->destroy(subject).ok());
    const std::string after = content_of(folder / "person.keys");
    CHECK(after.find(wrapped) == std::string::npos);
    CHECK(after.find(wrapped.substr(0, 24)) == std::string::npos);
    CHECK(after.find(wrapped.substr(24, 32)) == std::string::npos);
    for (int opened = 0; opened < 2; ++opened) {
        CHECK(keys->state(subject) == State::destroyed);
        CHECK_FALSE(keys->open_sealed(subject, "a.b", sealed).has_value());
        CHECK_FALSE(keys->key(subject).has_value());
        CHECK(keys->seal(subject, "a.b", "x").error().code == "key_unknown");
        CHECK(keys->index_entry(subject, "cpr", "x").error().code == "key_unknown");
        CHECK(keys->ensure(subject).error().code == "key_destroyed");
        CHECK(keys->destroy(subject).ok());
        CHECK(keys->state(kept) == State::present);
        CHECK(keys->destroyed_subjects() == std::vector{subject});
        keys.reset();
        keys = open_in(folder);
    }
    CHECK(keys->destroy("person:unknown").error().code == "key_unknown");
}

TEST_CASE("an index finds who has a key, and nobody in an old copy once the key is destroyed") {
    const Folder folder;
    const auto keys = open_in(folder);
    const std::string subject = keys->create("person").value();
    const vault::IndexEntry stored = keys->index_entry(subject, "cpr", "0102034567").value();
    CHECK(finds(*keys, stored, "0102034567"));
    CHECK(keys->index_subject(stored) == subject);
    CHECK_FALSE(finds(*keys, stored, "0102034568"));

    REQUIRE(keys->destroy(subject).ok());
    // The old database still holds the entry, and the token can still be computed ...
    CHECK(keys->index_tokens("cpr", "0102034567").front().token == stored.token);
    CHECK_FALSE(keys->index_subject(stored).has_value());
    // ... until the index key is renewed.
    REQUIRE(keys->begin_index_renewal().ok());
    REQUIRE(keys->end_index_renewal().ok());
    for (const vault::IndexEntry& wanted : keys->index_tokens("cpr", "0102034567"))
        CHECK(wanted.token != stored.token);
}

TEST_CASE("while the index key is renewed both find, afterwards only the new one") {
    const Folder folder;
    auto keys = open_in(folder);
    const std::string subject = keys->create("person").value();
    const vault::IndexEntry old_entry = keys->index_entry(subject, "cpr", "x").value();
    CHECK(old_entry.epoch == 1);
    CHECK(keys->begin_index_renewal().value() == 2);
    keys.reset();  // the program is stopped in the middle of it
    keys = open_in(folder);
    CHECK(keys->begin_index_renewal().value() == 2);
    const vault::IndexEntry new_entry = keys->index_entry(subject, "cpr", "x").value();
    CHECK(new_entry.epoch == 2);
    CHECK(finds(*keys, old_entry, "x"));
    CHECK(finds(*keys, new_entry, "x"));
    CHECK(keys->index_tokens("cpr", "x").size() == 2);
    CHECK(keys->index_entries(subject, "cpr", "x").back().link == old_entry.link);
    CHECK(keys->index_entries("person:unknown", "cpr", "x").empty());
    REQUIRE(keys->end_index_renewal().ok());
    for (int opened = 0; opened < 2; ++opened) {
        CHECK_FALSE(finds(*keys, old_entry, "x"));
        CHECK_FALSE(keys->index_subject(old_entry).has_value());
        CHECK(finds(*keys, new_entry, "x"));
        keys.reset();
        keys = open_in(folder);
    }
    CHECK_THROWS_AS((void)keys->destroy("index:2"), std::logic_error);
}

TEST_CASE("a new master key wraps everything anew; the old one opens nothing") {
    const Folder folder;
    auto keys = open_in(folder);
    const std::string subject = keys->create("person").value();
    const std::string gone = keys->create("person").value();
    REQUIRE(keys->destroy(gone).ok());
    const vault::Sealed sealed = keys->seal(subject, "a.b", "tekst").value();
    const vault::IndexEntry entry = keys->index_entry(subject, "cpr", "x").value();
    const std::string old_master = content_of(folder / "master.key");
    const std::string old_keys = content_of(folder / "person.keys");

    REQUIRE(keys->rotate_master_key().ok());
    CHECK(content_of(folder / "master.key") != old_master);
    CHECK_FALSE(std::filesystem::exists(folder / "master.key.next"));
    for (int opened = 0; opened < 2; ++opened) {
        CHECK(keys->open_sealed(subject, "a.b", sealed) == std::string("tekst"));
        CHECK(finds(*keys, entry, "x"));
        CHECK(keys->state(gone) == State::destroyed);
        CHECK(keys->create("person").ok());
        keys.reset();
        keys = open_in(folder);
    }
    keys.reset();
    const std::string new_master = content_of(folder / "master.key");
    put_content(folder / "master.key", old_master);
    CHECK(refusal(folder) == "key_file_other_master");
    put_content(folder / "master.key", new_master);
    put_content(folder / "person.keys", old_keys);
    CHECK(refusal(folder) == "key_file_other_master");
}

TEST_CASE("an exchange of the master key that was interrupted anywhere is finished at the start") {
    const Folder folder;
    std::string subject;
    vault::Sealed sealed;
    {
        const auto keys = open_in(folder);
        subject = keys->create("person").value();
        sealed = keys->seal(subject, "a.b", "tekst").value();
    }
    const std::string old_master = content_of(folder / "master.key");
    SUBCASE("before the keys were wrapped anew") {
        REQUIRE(vault::write_master_key(folder / "master.key.next", Key::random()).ok());
    }
    SUBCASE("after they were, before the name was changed") {
        REQUIRE(open_in(folder)->rotate_master_key().ok());
        std::filesystem::rename(folder / "master.key", folder / "master.key.next");
        put_content(folder / "master.key", old_master);
    }
    const std::string next_master = content_of(folder / "master.key.next");
    const auto keys = open_in(folder);
    CHECK(keys->open_sealed(subject, "a.b", sealed) == std::string("tekst"));
    CHECK(content_of(folder / "master.key") == next_master);
    CHECK_FALSE(std::filesystem::exists(folder / "master.key.next"));
}

TEST_CASE("a credential goes before the file, and the next one takes over at the start") {
    const Folder folder;
    std::filesystem::create_directory(folder / "credentials");
    const auto credential = folder / "credentials/trygby-master-key";
    const auto next = folder / "credentials/trygby-master-key-next";
    vault::VaultOptions options = options_in(folder);
    options.master.credentials_folder = folder / "credentials";
    // systemd's access list shows as a right of the group.
    REQUIRE(vault::write_master_key(credential, Key::random()).ok());
    std::filesystem::permissions(credential, std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    std::string subject;
    {
        const auto keys = Vault::open(options).value();
        subject = keys->create("person").value();
        CHECK(keys->rotate_master_key().error().code == "master_key_is_credential");
    }
    CHECK_FALSE(std::filesystem::exists(folder / "master.key"));
    REQUIRE(vault::write_master_key(next, Key::random()).ok());
    for (int start = 0; start < 2; ++start)
        CHECK(Vault::open(options).value()->state(subject) == State::present);
    std::filesystem::remove(credential);
    std::filesystem::rename(next, credential);
    CHECK(Vault::open(options).value()->state(subject) == State::present);
    std::filesystem::permissions(credential, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    CHECK(Vault::open(options).error().code == "master_key_readable");
}

TEST_CASE("a lost, foreign, open or broken master key is said clearly, and no new one is made") {
    const Folder folder;
    open_in(folder)->create("person").value();
    const std::string master = content_of(folder / "master.key");
    std::filesystem::remove(folder / "master.key");
    CHECK(refusal(folder) == "master_key_missing");
    CHECK_FALSE(std::filesystem::exists(folder / "master.key"));
    REQUIRE(vault::write_master_key(folder / "master.key", Key::random()).ok());
    CHECK(refusal(folder) == "key_file_other_master");
    for (const std::string& content :
         {std::string(), std::string("abc"), master.substr(1), "0" + master, master + "1"}) {
        put_content(folder / "master.key", content);
        CHECK(refusal(folder) == "master_key_malformed");
    }
    put_content(folder / "master.key", master);
    CHECK(refusal(folder) == "");
    for (const auto right :
         {std::filesystem::perms::group_read, std::filesystem::perms::others_read,
          std::filesystem::perms::group_write}) {
        for (const char* name : {"master.key", "person.keys"}) {
            std::filesystem::permissions(folder / name, right, std::filesystem::perm_options::add);
            CHECK(refusal(folder) == (std::string(name) == "master.key" ? "master_key_readable"
                                                                        : "key_file_readable"));
            std::filesystem::permissions(folder / name, right,
                                         std::filesystem::perm_options::remove);
        }
    }
    CHECK(refusal(folder) == "");
}

TEST_CASE("no refusal says anything of a key") {
    const Folder folder;
    open_in(folder)->create("person").value();
    const std::string master = content_of(folder / "master.key").substr(0, 64);
    std::string keys = content_of(folder / "person.keys");
    keys[300] = static_cast<char>(keys[300] ^ 1);
    put_content(folder / "person.keys", keys);
    const auto damaged = Vault::open(options_in(folder));
    REQUIRE_FALSE(damaged.ok());
    CHECK(damaged.error().code == "key_file_damaged");
    CHECK(damaged.error().arguments == std::vector<std::string>{"2"});
    put_content(folder / "master.key", master.substr(0, 63) + "x");
    const auto malformed = Vault::open(options_in(folder));
    REQUIRE_FALSE(malformed.ok());
    for (const std::string& argument : malformed.error().arguments) {
        for (std::size_t at = 0; at + 8 <= master.size(); ++at)
            CHECK(argument.find(master.substr(at, 8)) == std::string::npos);
    }
}

TEST_CASE("a key file torn at every length opens with every key that was on disk, and goes on") {
    const Folder folder;
    std::vector<std::string> subjects;
    {
        const auto keys = open_in(folder);
        for (int i = 0; i < 4; ++i) subjects.push_back(keys->create("person").value());
    }
    const std::string whole = content_of(folder / "person.keys");
    constexpr std::size_t before_first = 2 * vault::record_bytes;  // the header and the index key
    REQUIRE(whole.size() == before_first + 4 * vault::record_bytes);
    for (std::size_t size = before_first; size <= whole.size(); ++size) {
        put_content(folder / "person.keys", whole.substr(0, size));
        auto keys = open_in(folder);
        const std::size_t kept = (size - before_first) / vault::record_bytes;
        for (std::size_t i = 0; i < subjects.size(); ++i)
            CHECK((keys->state(subjects[i]) == State::present) == (i < kept));
        const std::string next = keys->create("person").value();
        keys.reset();
        CHECK(open_in(folder)->state(next) == State::present);
    }
}

TEST_CASE("a destruction that the power interrupted is finished at the start") {
    const Folder folder;
    std::string subject;
    std::string before;
    {
        const auto keys = open_in(folder);
        subject = keys->create("person").value();
        before = content_of(folder / "person.keys");
        REQUIRE(keys->destroy(subject).ok());
    }
    const std::string after = content_of(folder / "person.keys");
    constexpr std::size_t at = 2 * vault::record_bytes;
    REQUIRE(after.size() == before.size() + vault::record_bytes);
    // The tombstone is on disk; of the overwriting any part is.
    for (std::size_t overwritten = 0; overwritten <= vault::record_bytes; overwritten += 16) {
        std::string torn = after;
        torn.replace(at + overwritten, vault::record_bytes - overwritten,
                     before.substr(at + overwritten, vault::record_bytes - overwritten));
        put_content(folder / "person.keys", torn);
        CHECK(open_in(folder)->state(subject) == State::destroyed);
        CHECK(content_of(folder / "person.keys") == after);
    }
}

TEST_CASE("many destroyed keys make the file small again") {
    const Folder folder;
    const auto master = Key::random();
    const auto file = KeyFile::open(folder / "many.keys", master).value();
    for (int i = 0; i < 3000; ++i) {
        const std::string subject = "a:" + std::to_string(i);
        REQUIRE(file->add(subject, Key::random()).ok());
        if (i >= 10) REQUIRE(file->destroy(subject).ok());
    }
    CHECK(file->subjects().size() == 10);
    CHECK(file->destroyed_subjects().size() == 2990);
    REQUIRE(file->rewrite(master).ok());
    CHECK(std::filesystem::file_size(folder / "many.keys") == 3001 * vault::record_bytes);
    CHECK(file->state("a:5") == KeyFile::State::present);
    CHECK(file->state("a:2999") == KeyFile::State::destroyed);
    CHECK(file->add("a:new", Key::random()).ok());
}

TEST_CASE("the cache forgets the least used, and what it forgot is read again") {
    const Folder folder;
    const auto keys = open_in(folder);  // keeps eight
    std::vector<std::string> subjects;
    std::vector<vault::Sealed> sealed;
    for (int i = 0; i < 40; ++i) {
        subjects.push_back(keys->create("person").value());
        sealed.push_back(keys->seal(subjects.back(), "a.b", std::to_string(i)).value());
    }
    for (int i = 0; i < 40; ++i)
        CHECK(keys->open_sealed(subjects[i], "a.b", sealed[i]) == std::to_string(i));
    vault::KeyCache cache(2);
    const Key first = Key::random();
    cache.put("a", first);
    cache.put("b", Key::random());
    CHECK(cache.find("a").value() == first);
    cache.put("c", Key::random());
    CHECK_FALSE(cache.find("b").has_value());
    CHECK(cache.find("a").has_value());
    CHECK(cache.size() == 2);
}

TEST_CASE("many threads make, use and destroy keys at once") {
    const Folder folder;
    auto keys = open_in(folder);
    std::atomic<int> wrong = 0;
    std::vector<std::vector<std::string>> kept(8);
    std::vector<std::thread> threads;
    for (auto& mine : kept) {
        threads.emplace_back([&] {
            for (int i = 0; i < 25; ++i) {
                const std::string subject = keys->create("person").value();
                const auto sealed = keys->seal(subject, "a.b", subject).value();
                const auto entry = keys->index_entry(subject, "cpr", subject).value();
                if (keys->open_sealed(subject, "a.b", sealed) != subject) ++wrong;
                if (keys->index_subject(entry) != subject) ++wrong;
                if (i % 2 == 0) {
                    if (!keys->destroy(subject).ok()) ++wrong;
                    if (keys->open_sealed(subject, "a.b", sealed).has_value()) ++wrong;
                } else {
                    mine.push_back(subject);
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
    keys.reset();
    keys = open_in(folder);
    for (const auto& mine : kept)
        for (const std::string& subject : mine) CHECK(keys->state(subject) == State::present);
    CHECK(keys->destroyed_subjects().size() == 8 * 13);
}

TEST_CASE("copies of the key file are kept for their days and bring lost keys back") {
    const Folder folder;
    std::filesystem::create_directory(folder / "copies");
    auto keys = open_in(folder);
    const std::string subject = keys->create("person").value();
    const vault::Sealed sealed = keys->seal(subject, "a.b", "tekst").value();
    const auto copy = [&](unsigned month, unsigned day) {
        return keys->back_up(folder / "copies", base::date_of(2026, month, day)).value();
    };
    const auto first = copy(11, 1);
    CHECK(first.file.filename() == "person.keys.2026-11-01");
    CHECK(copy(11, 1).removed.empty());
    const std::string erased = keys->create("person").value();
    CHECK(copy(11, 15).removed.empty());
    REQUIRE(keys->destroy(erased).ok());
    CHECK(copy(11, 30).removed.empty());
    // The last copy that could bring the erased one back goes 30 days after it was made.
    CHECK(copy(12, 1).removed == std::vector{first.file});
    CHECK(copy(12, 15).removed == std::vector{folder / "copies/person.keys.2026-11-15"});
    CHECK(keys->back_up(folder / "nowhere", base::date_of(2026, 1, 1)).error().code ==
          "key_backup_failed");

    keys.reset();
    std::filesystem::remove(folder / "person.keys");
    std::filesystem::copy(folder / "copies/person.keys.2026-12-15", folder / "person.keys");
    keys = open_in(folder);
    CHECK(keys->open_sealed(subject, "a.b", sealed) == std::string("tekst"));
    CHECK(keys->state(erased) == State::destroyed);
}
