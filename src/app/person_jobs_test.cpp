#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "app/doctor.h"
#include "app/instance.h"
#include "app/scheduled_jobs.h"
#include "people/person_store.h"
#include "store/testing/temporary_folder.h"
#include "trail/search_criteria_store.h"

namespace {

base::Instant day(const char* text) {
    return base::parse_instant(std::string(text) + "T03:00:00Z").value();
}

// A program's folder with its database and, while they are open, its keys.
struct Program {
    store::TemporaryFolder folder;
    app::Configuration configuration;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<app::PersonServices> persons;

    Program() {
        configuration.data_directory = folder.path();
        database = app::open_database(configuration).value();
        open_keys();
    }
    void open_keys() {
        persons =
            app::PersonServices::open(
                configuration, *database, [] { return day("2026-11-21"); }, [](std::string_view) {})
                .value();
    }
    std::vector<std::string> key_copies() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(configuration.key_backups()))
            names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }
    void back_up(const char* text) {
        app::back_up_keys(configuration, persons->vault(), day(text));
    }
    std::int64_t search(const char* text) {
        const auto sealed =
            trail::seal_criteria(persons->vault(), day(text), "name=anna eksempel").value();
        store::WriteTransaction writing = database->write();
        const std::int64_t line = trail::append_search(
            writing, day(text),
            {.actor = "account:1", .action = trail::Action::search, .subject_kind = "person"},
            sealed);
        writing.commit();
        return line;
    }
    std::optional<std::string> criteria(std::int64_t line) {
        store::ReadTransaction reading = database->read();
        return trail::criteria_of(reading, persons->vault(), line);
    }
    void erase(const char* text) {
        app::erase_search_criteria(configuration, *database, *persons, day(text));
    }
    // What `trygby doctor` says of the keys: the word before it, or nothing.
    std::string examined() {
        std::ostringstream out;
        app::examine(configuration, web::Language(web::LanguageCode::danish), out);
        std::istringstream lines(out.str());
        for (std::string line; std::getline(lines, line);)
            if (line.find("Personernes nøgler") != std::string::npos) return line;
        return {};
    }
};

}  // namespace

TEST_CASE_FIXTURE(Program, "R38: what only reads can be opened beside the running service") {
    const std::string subject = persons->vault().create("person").value();
    const auto sealed = persons->vault().seal(subject, "person.name", "Anna").value();
    const auto open = [this](app::KeyUse use) {
        return app::PersonServices::open(
            configuration, *database, [] { return day("2026-11-21"); }, [](std::string_view) {},
            use);
    };
    CHECK(open(app::KeyUse::own).error().code == "key_file_in_use");
    const auto reader = open(app::KeyUse::copy);
    REQUIRE(reader.ok());
    CHECK((*reader)->vault().open_sealed(subject, "person.name", sealed) == "Anna");
    // Nothing that it does to the keys reaches the service.
    REQUIRE((*reader)->vault().destroy(subject).ok());
    CHECK(persons->vault().open_sealed(subject, "person.name", sealed) == "Anna");
}

TEST_CASE_FIXTURE(Program, "copies of the keys stand apart from the database's, and not for long") {
    back_up("2026-10-01");
    back_up("2026-10-02");
    back_up("2026-10-02");
    CHECK(key_copies().size() == 2);
    back_up("2026-10-31");
    CHECK(key_copies().size() == 2);
    back_up("2026-11-01");
    CHECK(key_copies().size() == 2);
    CHECK(configuration.key_backups() != configuration.backups());
    configuration.key_backup_directory = folder / "elsewhere";
    configuration.key_backup_days = 1;
    back_up("2026-11-02");
    back_up("2026-11-03");
    CHECK(key_copies().size() == 1);
}

TEST_CASE_FIXTURE(Program, "R30: what was searched for is gone when its time is over") {
    const std::int64_t line = search("2026-03-15");
    configuration.search_criteria_days = 180;
    erase("2026-09-27");
    CHECK(criteria(line) == "name=anna eksempel");
    erase("2026-09-28");
    CHECK_FALSE(criteria(line).has_value());
    CHECK(persons->vault().state("criteria:2026-03") == vault::Vault::State::destroyed);
}

TEST_CASE_FIXTURE(Program, "R30: the law's time counts where the configured one is longer") {
    const std::int64_t line = search("2024-03-15");
    configuration.search_criteria_days = 3650;
    erase("2026-03-31");
    CHECK(criteria(line).has_value());
    erase("2026-04-01");
    CHECK_FALSE(criteria(line).has_value());
}

TEST_CASE_FIXTURE(Program, "the doctor finds a person without a key, once the keys are free") {
    CHECK(examined().starts_with("  ok"));
    persons.reset();
    CHECK(examined().starts_with("  ok"));
    store::WriteTransaction writing = database->write();
    people::add_person(writing, "person:0123456789abcdef", "11931316", 1,
                       base::date_of(2026, 11, 21));
    writing.commit();
    CHECK(examined().starts_with("  FEJL"));
    open_keys();
    CHECK(examined().starts_with("  ok"));
    persons.reset();
    std::filesystem::remove(folder / "person.keys");
    CHECK(examined().starts_with("  FEJL"));
    CHECK_FALSE(std::filesystem::exists(folder / "person.keys"));
}
