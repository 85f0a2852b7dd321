#include "trail/search_criteria_store.h"

#include <doctest/doctest.h>

#include "trail/testing/trail_file.h"

namespace {

using trail::testing::TrailFile;

std::unique_ptr<vault::Vault> vault_in(TrailFile& file) {
    auto vault =
        vault::Vault::open({.key_file = file.file("person.keys"),
                            .master = {.credentials_folder = {}, .file = file.file("master.key")}});
    REQUIRE(vault.ok());
    return std::move(*vault);
}

base::Instant at(const char* text) {
    return base::parse_instant(text).value();
}

std::int64_t search(TrailFile& file, vault::Vault& vault, base::Instant now,
                    std::string_view criteria) {
    const auto sealed = trail::seal_criteria(vault, now, criteria);
    REQUIRE(sealed.ok());
    store::WriteTransaction writing = file.database().write();
    const std::int64_t sequence = trail::append_search(writing, now,
                                                       {.actor = "account:1",
                                                        .action = trail::Action::search,
                                                        .subject_kind = "person",
                                                        .purpose = "prevention"},
                                                       *sealed);
    writing.commit();
    return sequence;
}

std::optional<std::string> criteria_in(TrailFile& file, vault::Vault& vault, std::int64_t line) {
    store::ReadTransaction reading = file.database().read();
    return trail::criteria_of(reading, vault, line);
}

}  // namespace

TEST_CASE("R30: what was searched for stands sealed beside the trail, its keyed hash in the line") {
    TrailFile file;
    const auto vault = vault_in(file);
    const base::Instant now = at("2026-11-21T10:00:00Z");
    const std::int64_t first = search(file, *vault, now, "navn: Jensen");
    const std::int64_t second = search(file, *vault, now, "navn: Jensen");
    const std::int64_t third = search(file, *vault, now, "navn: Hansen");
    CHECK(criteria_in(file, *vault, first) == "navn: Jensen");
    CHECK(criteria_in(file, *vault, third) == "navn: Hansen");
    CHECK_FALSE(criteria_in(file, *vault, 99).has_value());
    const auto lines = file.lines({});
    REQUIRE(lines.size() == 3);
    CHECK(lines[1].line.criteria == lines[2].line.criteria);
    CHECK(lines[0].line.criteria != lines[1].line.criteria);
    CHECK(lines[0].line.criteria.size() == 64);
    CHECK(lines[1].sequence == second);
    CHECK_FALSE(file.verified().first_broken.has_value());
    {
        store::ReadTransaction reading = file.database().read();
        for (const store::Row& row : reading.query("select sealed from trail_search")) {
            const auto bytes = row.bytes(0);
            CHECK(std::string(bytes.begin(), bytes.end()).find("Jensen") == std::string::npos);
        }
    }
    // Exchanged among lines, they no longer fit the lines' hashes.
    store::WriteTransaction writing = file.database().write();
    writing.execute("drop trigger trail_search_no_update");
    writing.execute(
        "update trail_search set sealed = (select sealed from trail_search where sequence = $1) "
        "where sequence = $2",
        third, first);
    writing.commit();
    CHECK_FALSE(criteria_in(file, *vault, first).has_value());
}

TEST_CASE("R30: criteria have a time of their own, and are gone from backups when it is over") {
    TrailFile file;
    const auto vault = vault_in(file);
    const std::int64_t old = search(file, *vault, at("2026-05-31T23:00:00Z"), "navn: Jensen");
    const std::int64_t young = search(file, *vault, at("2026-06-01T00:00:00Z"), "navn: Hansen");
    CHECK(file.refuses("delete from trail_search"));
    CHECK(file.refuses("update trail_search set sealed_with = 'criteria:2026-06'"));
    CHECK(file.refuses("insert or replace into trail_search select * from trail_search"));
    REQUIRE(file.database().backup(file.file("backup.db")).ok());

    using Names = std::vector<std::string>;
    const auto erased_on = [&](const char* day) {
        return trail::erase_old_criteria(file.database(), *vault, at(day), 180);
    };
    CHECK(erased_on("2026-11-27T03:00:00Z").empty());
    CHECK((erased_on("2026-11-28T03:00:00Z") == Names{"criteria:2026-05"}));
    CHECK(erased_on("2026-11-28T03:00:00Z").empty());
    CHECK_FALSE(criteria_in(file, *vault, old).has_value());
    CHECK(criteria_in(file, *vault, young) == "navn: Hansen");
    CHECK(file.lines({.action = "erase"}).at(0).line.subject_id == "criteria:2026-05");
    CHECK_FALSE(file.verified().first_broken.has_value());

    store::Database backup({.file = file.file("backup.db")});
    store::ReadTransaction reading = backup.read();
    CHECK_FALSE(trail::criteria_of(reading, *vault, old).has_value());
    CHECK(trail::criteria_of(reading, *vault, young) == "navn: Hansen");
    // And nothing more is sealed under a key that is gone.
    CHECK(trail::seal_criteria(*vault, at("2026-05-01T00:00:00Z"), "x").error().code ==
          "key_destroyed");
}
