#include "initiatives/catalogue_store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "initiatives/catalogue_command.h"
#include "initiatives/current_catalogue.h"
#include "initiatives/testing/accounts.h"
#include "initiatives/testing/catalogue_database.h"
#include "initiatives/testing/sample_catalogue.h"
#include "organisation/organisation_store.h"
#include "trail/trail.h"

using namespace initiatives;
using testing::CatalogueDatabase;

namespace {

constexpr const char* walks = "initiatives/safety_walks.yaml";

base::Instant at(int minute) {
    return *base::parse_instant("2025-03-01T10:00:00.000Z") + std::chrono::minutes(minute);
}

ImportRequest request_for(CatalogueFiles files, int minute = 0) {
    ImportRequest request;
    request.files = std::move(files);
    request.languages = RequiredLanguages::both;
    request.actor = "command";
    request.now = at(minute);
    return request;
}

std::size_t count(const ImportResult& result, FileOutcome outcome) {
    return static_cast<std::size_t>(
        std::count_if(result.files.begin(), result.files.end(),
                      [&](const ImportedFile& file) { return file.outcome == outcome; }));
}

FileOutcome outcome_of(const ImportResult& result, const std::string& path) {
    for (const ImportedFile& file : result.files) {
        if (file.path == path) return file.outcome;
    }
    FAIL("not among the files: ", path);
    return FileOutcome::unchanged;
}

void replace(std::string& text, const std::string& before, const std::string& after) {
    const std::size_t place = text.find(before);
    REQUIRE(place != std::string::npos);
    text.replace(place, before.size(), after);
}

std::int64_t editor_account(store::Database& database, int number) {
    return testing::add_account(database, "editor" + std::to_string(number),
                                access::Role::coordinator);
}

std::int64_t change_in_browser(store::Database& database, const std::string& key,
                               const std::string& purpose, int minute) {
    const std::int64_t editor = editor_account(database, minute);
    store::WriteTransaction transaction = database.write();
    Initiative initiative = load_initiative(transaction, key).value();
    initiative.editions.back().purpose.da = purpose;
    InitiativeChange change;
    change.expected_revision = current_revision(transaction, key).value();
    change.account_id = editor;
    change.now = at(minute);
    change.reason = "Præciseret";
    const auto revision = save_initiative(transaction, initiative, change);
    REQUIRE(revision);
    transaction.commit();
    return *revision;
}

std::size_t trail_lines(store::Database& database, const std::string& kind) {
    store::ReadTransaction transaction = database.read();
    trail::Filter filter;
    filter.subject_kind = kind;
    filter.limit = 500;
    return trail::lines(transaction, filter).size();
}

}  // namespace

TEST_CASE("the first import makes everything, the same again nothing") {
    CatalogueDatabase database;
    const ImportResult first = import_catalogue(*database, request_for(testing::sample_files()));
    REQUIRE(first.mistakes.empty());
    CHECK(count(first, FileOutcome::created) == testing::sample_files().size());
    CHECK(trail_lines(*database, "initiative") == 3);
    std::string fingerprint;
    {
        store::ReadTransaction transaction = database->read();
        fingerprint = catalogue_fingerprint(transaction);
        CHECK(revisions_of(transaction, "safety_walks", 10).size() == 1);
        CHECK(organisation::all_units(transaction).size() == 3);
        const auto team = organisation::find_unit(transaction, "street_team");
        REQUIRE(team);
        CHECK(team->successor_key == "operative_team");
        CHECK(team->validity.to == base::parse_date("2024-09-01"));
        CHECK(organisation::find_unit(transaction, "operative_team")->validity.from ==
              base::parse_date("2024-08-01"));
    }
    const ImportResult again = import_catalogue(*database, request_for(testing::sample_files(), 1));
    CHECK(again.mistakes.empty());
    CHECK(count(again, FileOutcome::unchanged) == testing::sample_files().size());
    CHECK(trail_lines(*database, "initiative") == 3);
    CHECK(trail_lines(*database, "catalogue_list") == 11);
    store::ReadTransaction transaction = database->read();
    CHECK(catalogue_fingerprint(transaction) == fingerprint);
    CHECK(revisions_of(transaction, "safety_walks", 10).size() == 1);
}

TEST_CASE("one mistake and nothing at all is imported") {
    CatalogueDatabase database;
    CatalogueFiles files = testing::sample_files();
    replace(files.at(walks), "goal: safe_town", "goal: nowhere");
    const ImportResult result = import_catalogue(*database, request_for(files));
    REQUIRE(result.mistakes.size() == 1);
    CHECK(result.mistakes[0].file == walks);
    CHECK(result.mistakes[0].line == 7);
    store::ReadTransaction transaction = database->read();
    CHECK(current_versions(transaction).empty());
    CHECK(catalogue_fingerprint(transaction).empty());
    CHECK(organisation::all_units(transaction).empty());
    CHECK(export_catalogue(transaction).empty());
}

TEST_CASE("a changed file makes a new version and keeps the old one") {
    CatalogueDatabase database;
    CatalogueFiles files = testing::sample_files();
    database.import(files, at(0));
    replace(files.at(walks), "Finde steder, der føles utrygge", "Finde utrygge steder");
    replace(files.at("partners.yaml"), "Boligselskaberne", "De almene boligselskaber");
    const ImportResult result = import_catalogue(*database, request_for(files, 1));
    CHECK(outcome_of(result, walks) == FileOutcome::changed);
    CHECK(outcome_of(result, "partners.yaml") == FileOutcome::changed);
    CHECK(count(result, FileOutcome::unchanged) == files.size() - 2);

    store::ReadTransaction transaction = database->read();
    const auto revisions = revisions_of(transaction, "safety_walks", 10);
    REQUIRE(revisions.size() == 2);
    CHECK(revisions[0].revision == 2);
    CHECK(revisions[0].initiative.editions[0].purpose.da == "Finde utrygge steder");
    CHECK(revisions[1].initiative.editions[0].purpose.da == "Finde steder, der føles utrygge");
    CHECK(revisions[1].made_at == at(0));
    CHECK(revisions[0].origin == Origin::file);
    CHECK_FALSE(revisions[0].account_id);
    CHECK(revisions_of(transaction, "safety_walks", 10, 2).size() == 1);
    CHECK(find_revision(transaction, "safety_walks", 1)->revision == 1);
    CHECK_FALSE(find_revision(transaction, "safety_walks", 3));
    CHECK(transaction.integer("select count(*) from catalogue_list_revision"
                              " where path = 'partners.yaml'") == 2);
}

TEST_CASE("only a comment changed: new bytes, no new version") {
    CatalogueDatabase database;
    CatalogueFiles files = testing::sample_files();
    database.import(files, at(0));
    files.at(walks) = "# checked in March\n" + files.at(walks);
    const ImportResult result = import_catalogue(*database, request_for(files, 1));
    CHECK(outcome_of(result, walks) == FileOutcome::unchanged);
    store::ReadTransaction transaction = database->read();
    CHECK(current_revision(transaction, "safety_walks") == 1);
    CHECK(export_catalogue(transaction) == files);
}

TEST_CASE("export gives the bytes back, and the canonical text of what the browser changed") {
    CatalogueDatabase database;
    CatalogueFiles files = testing::sample_files();
    files.at(walks) = "# a remark\n" + files.at(walks);
    database.import(files, at(0));
    CatalogueFiles exported;
    {
        store::ReadTransaction transaction = database->read();
        CHECK(export_catalogue(transaction) == files);
    }
    change_in_browser(*database, "safety_walks", "Nyt formål", 1);
    {
        store::ReadTransaction transaction = database->read();
        exported = export_catalogue(transaction);
        const Initiative now = load_initiative(transaction, "safety_walks").value();
        CHECK(exported.at(walks) == write_initiative(now));
        CHECK(exported.at("goals.yaml") == files.at("goals.yaml"));
    }
    // What was exported can be imported: the two are one again.
    const ImportResult back = import_catalogue(*database, request_for(exported, 2));
    CHECK(back.mistakes.empty());
    CHECK(count(back, FileOutcome::unchanged) == exported.size());
    replace(exported.at(walks), "Nyt formål", "Nyere formål");
    CHECK(outcome_of(import_catalogue(*database, request_for(exported, 3)), walks) ==
          FileOutcome::changed);
}

TEST_CASE("what the browser changed is not lost to a file") {
    CatalogueDatabase database;
    CatalogueFiles files = testing::sample_files();
    database.import(files, at(0));
    CHECK(change_in_browser(*database, "safety_walks", "Fra browseren", 1) == 2);

    SUBCASE("the file of the last import is no news") {
        const ImportResult result = import_catalogue(*database, request_for(files, 2));
        CHECK(result.mistakes.empty());
        CHECK(outcome_of(result, walks) == FileOutcome::kept);
        store::ReadTransaction transaction = database->read();
        CHECK(current_revision(transaction, "safety_walks") == 2);
    }
    SUBCASE("another file is refused, and everything with it") {
        replace(files.at(walks), "Finde steder", "Opsøge steder");
        replace(files.at("initiatives/leisure_pass.yaml"), "Fritidspas", "Fritidskort");
        const ImportResult result = import_catalogue(*database, request_for(files, 2));
        REQUIRE(result.mistakes.size() == 1);
        CHECK(result.mistakes[0].file == walks);
        CHECK(result.mistakes[0].error.code == "changed_in_browser");
        store::ReadTransaction transaction = database->read();
        CHECK(current_revision(transaction, "safety_walks") == 2);
        CHECK(current_revision(transaction, "leisure_pass") == 1);
    }
    SUBCASE("unless asked to, and then the history has both") {
        replace(files.at(walks), "Finde steder", "Opsøge steder");
        ImportRequest request = request_for(files, 2);
        request.browser_changes = BrowserChanges::overwrite;
        CHECK(outcome_of(import_catalogue(*database, request), walks) == FileOutcome::changed);
        store::ReadTransaction transaction = database->read();
        const auto revisions = revisions_of(transaction, "safety_walks", 10);
        REQUIRE(revisions.size() == 3);
        CHECK(revisions[0].initiative.editions[0].purpose.da.starts_with("Opsøge"));
        CHECK(revisions[1].initiative.editions[0].purpose.da == "Fra browseren");
        CHECK(revisions[1].origin == Origin::browser);
        CHECK(revisions[1].reason == "Præciseret");
    }
    SUBCASE("a missing file is refused too") {
        files.erase(walks);
        const ImportResult result = import_catalogue(*database, request_for(files, 2));
        REQUIRE(result.mistakes.size() == 1);
        CHECK(result.mistakes[0].error.code == "changed_in_browser");
    }
}

TEST_CASE(
    "an initiative without its file goes out of use with its history, if nothing refers to it") {
    CatalogueDatabase database;
    CatalogueFiles files = testing::sample_files();
    database.import(files, at(0));
    const std::string text = files.at(walks);
    files.erase(walks);
    ImportRequest request = request_for(files, 1);
    request.is_used = [](store::Connection&, std::string_view key) {
        return key == "safety_walks";
    };
    const ImportResult refused = import_catalogue(*database, request);
    REQUIRE(refused.mistakes.size() == 1);
    CHECK(refused.mistakes[0].error.code == "in_use");

    request.is_used = [](store::Connection&, std::string_view) { return false; };
    CHECK(outcome_of(import_catalogue(*database, request), walks) == FileOutcome::removed);
    {
        store::ReadTransaction transaction = database->read();
        CHECK_FALSE(load_initiative(transaction, "safety_walks"));
        CHECK_FALSE(export_catalogue(transaction).contains(walks));
        const auto revisions = revisions_of(transaction, "safety_walks", 10);
        REQUIRE(revisions.size() == 2);
        CHECK(revisions[0].removed);
        CHECK_FALSE(revisions[1].removed);
    }
    files[walks] = text;
    CHECK(outcome_of(import_catalogue(*database, request_for(files, 2)), walks) ==
          FileOutcome::created);
    store::ReadTransaction transaction = database->read();
    CHECK(revisions_of(transaction, "safety_walks", 10).size() == 3);
    CHECK(current_revision(transaction, "safety_walks") == 3);
}

TEST_CASE("an initiative made in the browser stays when the files don't have it") {
    CatalogueDatabase database;
    const CatalogueFiles files = testing::sample_files();
    database.import(files, at(0));
    const std::int64_t editor = editor_account(*database, 99);
    {
        store::WriteTransaction transaction = database->write();
        Initiative initiative = load_initiative(transaction, "leisure_pass").value();
        initiative.key = "leisure_pass_for_adults";
        initiative.editions[0].order = 2;
        InitiativeChange change;
        change.account_id = editor;
        change.now = at(1);
        CHECK(save_initiative(transaction, initiative, change).value() == 1);
        CHECK(save_initiative(transaction, initiative, change).error().code == "key_taken");
        transaction.commit();
    }
    const ImportResult result = import_catalogue(*database, request_for(files, 2));
    CHECK(result.mistakes.empty());
    CHECK(result.files.size() == files.size());
    store::ReadTransaction transaction = database->read();
    CHECK(load_initiative(transaction, "leisure_pass_for_adults"));
    CHECK(export_catalogue(transaction).size() == files.size() + 1);
}

TEST_CASE("a save needs the version it was made from") {
    CatalogueDatabase database;
    database.import(testing::sample_files(), at(0));
    change_in_browser(*database, "safety_walks", "Den første", 1);
    const std::int64_t editor = editor_account(*database, 99);
    store::WriteTransaction transaction = database->write();
    Initiative initiative = load_initiative(transaction, "safety_walks").value();
    InitiativeChange change;
    change.expected_revision = 1;
    change.account_id = editor;
    change.now = at(2);
    initiative.editions[0].purpose.da = "Den anden";
    CHECK(save_initiative(transaction, initiative, change).error().code == "version_conflict");
    change.expected_revision = 2;
    CHECK(save_initiative(transaction, initiative, change).value() == 3);
    change.expected_revision = 3;
    CHECK(save_initiative(transaction, initiative, change).value() == 3);
    initiative.key = "no_such";
    CHECK(save_initiative(transaction, initiative, change).error().code == "version_conflict");
}

TEST_CASE("the catalogue in memory follows the database") {
    CatalogueDatabase database;
    CurrentCatalogue current;
    {
        store::ReadTransaction transaction = database->read();
        CHECK(current.get(transaction)->initiatives.empty());
    }
    database.import(testing::sample_files(), at(0));
    std::shared_ptr<const Catalogue> first;
    {
        store::ReadTransaction transaction = database->read();
        first = current.get(transaction);
        CHECK(*first == testing::sample_catalogue());
        CHECK(current.get(transaction) == first);
    }
    change_in_browser(*database, "safety_walks", "Ændret", 1);
    {
        store::ReadTransaction transaction = database->read();
        const auto second = current.get_searchable(transaction);
        CHECK(second.catalogue != first);
        CHECK(second.catalogue->find_initiative("safety_walks")->latest().purpose.da == "Ændret");
        CHECK(first->find_initiative("safety_walks")->latest().purpose.da != "Ændret");
        CHECK(second.search->matches(1, "ændret"));
        CHECK_FALSE(second.search->matches(0, "ændret"));
        CHECK(second.search->matches(0, ""));
    }
}

TEST_CASE("a change that was given up does not stay in memory") {
    CatalogueDatabase database;
    database.import(testing::sample_files(), at(0));
    const std::int64_t editor = editor_account(*database, 99);
    CurrentCatalogue current;
    InitiativeChange change;
    change.expected_revision = 1;
    change.account_id = editor;
    change.now = at(1);
    for (const char* purpose : {"Opgivet", "Gemt"}) {
        store::WriteTransaction transaction = database->write();
        Initiative initiative = load_initiative(transaction, "safety_walks").value();
        initiative.editions[0].purpose.da = purpose;
        REQUIRE(save_initiative(transaction, initiative, change));
        CHECK(current.get(transaction)->find_initiative("safety_walks")->latest().purpose.da ==
              purpose);
        if (std::string(purpose) == "Gemt") transaction.commit();
    }
    store::ReadTransaction transaction = database->read();
    CHECK(current.get(transaction)->find_initiative("safety_walks")->latest().purpose.da == "Gemt");
}

namespace {

std::string file_text(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

void write_folder(const std::filesystem::path& folder, const CatalogueFiles& files) {
    std::filesystem::create_directories(folder / "initiatives");
    for (const auto& [path, text] : files) std::ofstream(folder / path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("the commands check, import and export a folder") {
    CatalogueDatabase database;
    store::TemporaryFolder folder;
    const web::Language danish(web::LanguageCode::danish);
    CatalogueFiles files = testing::sample_files();
    write_folder(folder / "in", files);
    std::ofstream(folder / "in" / "NOTES.txt") << "not of the catalogue";

    std::ostringstream out;
    CHECK(check_catalogue_folder(folder / "in", RequiredLanguages::both, danish, out) == 0);
    CHECK(out.str() == "14 filer uden fejl.\n");
    CHECK(check_catalogue_folder(folder / "none", RequiredLanguages::both, danish, out) == 2);

    ImportOptions options;
    options.now = at(0);
    out.str("");
    CHECK(import_catalogue_folder(folder / "in", *database, options, danish, out) == 0);
    CHECK(out.str().find("initiatives/safety_walks.yaml: ny\n") != std::string::npos);
    CHECK(out.str().find("14 filer ændrede kataloget, 0 var uændrede.") != std::string::npos);

    out.str("");
    CHECK(export_catalogue_folder(folder / "out", *database, danish, out) == 0);
    for (const auto& [path, text] : files) {
        CAPTURE(path);
        CHECK(file_text(folder / "out" / path) == text);
    }
    CHECK_FALSE(std::filesystem::exists(folder / "out" / "NOTES.txt"));
    std::ofstream(folder / "out" / "initiatives" / "draft.yaml") << "key: draft\n";
    out.str("");
    CHECK(export_catalogue_folder(folder / "out", *database, danish, out) == 0);
    CHECK(out.str().find("initiatives/draft.yaml: ") != std::string::npos);
    CHECK(file_text(folder / "out" / "initiatives" / "draft.yaml") == "key: draft\n");

    replace(files.at(walks), "order: 2", "order: two");
    write_folder(folder / "in", files);
    out.str("");
    CHECK(import_catalogue_folder(folder / "in", *database, options, danish, out) == 1);
    CHECK(out.str() ==
          "initiatives/safety_walks.yaml:11: editions[1].order: »two« er ikke et helt"
          " tal.\nÉn fejl.\nIntet er importeret.\n");
}

TEST_CASE("the shipped catalogue goes in and comes out to the byte") {
    const std::filesystem::path shipped =
        std::filesystem::path(TRYGBY_SOURCE_DIR) / "catalogue" / "ishoej";
    if (!std::filesystem::exists(shipped / "goals.yaml")) {
        MESSAGE("skipped: no catalogue/ishoej");
        return;
    }
    CatalogueDatabase database;
    store::TemporaryFolder folder;
    const web::Language danish(web::LanguageCode::danish);
    std::ostringstream out;
    ImportOptions options;
    options.languages = RequiredLanguages::both;
    options.now = at(0);
    CHECK_MESSAGE(import_catalogue_folder(shipped, *database, options, danish, out) == 0,
                  out.str());
    CHECK(export_catalogue_folder(folder / "out", *database, danish, out) == 0);
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(shipped)) {
        const std::string part = entry.path().parent_path().filename().string();
        const bool ours = part == "ishoej" || part == "initiatives";  // reports are read elsewhere
        if (entry.path().extension() != ".yaml" || !ours) continue;
        ++files;
        const auto path = entry.path().lexically_relative(shipped);
        CHECK_MESSAGE(file_text(folder / "out" / path) == file_text(entry.path()), path.string());
    }
    CHECK(files > 60);
}
