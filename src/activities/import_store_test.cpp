#include "activities/import_store.h"

#include <doctest/doctest.h>

#include "activities/enquiry_store.h"
#include "initiatives/testing/catalogue_database.h"
#include "places/observation_store.h"

using activities::ImportKind;
using activities::ImportMapping;
using activities::ImportOutcome;
using activities::ImportRow;
using initiatives::testing::CatalogueDatabase;

namespace {

const activities::Changer someone{7, base::Instant(std::chrono::milliseconds(1'731'405'600'000))};

ImportRow row(const std::string& key, const std::string& question = "Larm") {
    activities::Enquiry enquiry;
    enquiry.initiative = "street_work";
    enquiry.received_at = {base::date_of(2024, 5, 3), 600};
    enquiry.question = question;
    return {2, enquiry, {}, key};
}

ImportRow refused() {
    ImportRow bad = row("");
    bad.errors.push_back({"question", "Spørgsmål", base::refuse("missing", "x")});
    return bad;
}

std::vector<activities::ImportedRow> add(CatalogueDatabase& database,
                                         const std::vector<ImportRow>& rows) {
    store::WriteTransaction writing = database->write();
    auto results = activities::add_rows(writing, rows, someone);
    writing.commit();
    return results;
}

}  // namespace

TEST_CASE("import: rows are added once, whatever comes again") {
    CatalogueDatabase database;
    const auto first = add(database, {row("a"), refused(), row("b")});
    REQUIRE(first.size() == 3);
    CHECK(first[0].outcome == ImportOutcome::added);
    CHECK(first[1].outcome == ImportOutcome::refused);
    CHECK(first[1].id == 0);
    CHECK(first[2].outcome == ImportOutcome::added);
    const auto again = add(database, {row("a"), row("b"), row("c")});
    CHECK(again[0].outcome == ImportOutcome::known);
    CHECK(again[0].id == first[0].id);
    CHECK(again[2].outcome == ImportOutcome::added);
    store::ReadTransaction reading = database->read();
    CHECK(activities::enquiries(reading, {}).size() == 3);
    CHECK(activities::check_enquiry_totals(reading).empty());
    CHECK(activities::known_rows(reading, ImportKind::enquiries, {row("a"), row("x"), refused()}) ==
          1);
    CHECK(activities::known_rows(reading, ImportKind::activities, {row("a")}) == 0);
    const auto versions = history::versions(reading, "enquiry", first[0].id);
    REQUIRE(versions.size() == 1);
    CHECK(versions[0].change == history::Change::imported);
    CHECK(versions[0].account_id == someone.account_id);
    CHECK(database->statistics().full_scans.empty());
}

TEST_CASE("import: each kind goes to its own store") {
    CatalogueDatabase database;
    activities::Activity activity;
    activity.initiative = "street_work";
    activity.place = "Torvet";
    activity.starts_at = {base::date_of(2024, 5, 3), 600};
    places::Observation observation;
    observation.district = "north_park";
    observation.observed_at = activity.starts_at;
    observation.text = "Graffiti";
    const auto results =
        add(database, {ImportRow{2, activity, {}, "a"}, ImportRow{3, observation, {}, "a"}});
    CHECK(results[0].outcome == ImportOutcome::added);
    CHECK(results[1].outcome == ImportOutcome::added);
    store::ReadTransaction reading = database->read();
    CHECK(activities::find_activity(reading, results[0].id)->place == "Torvet");
    CHECK(places::find_observation(reading, results[1].id)->text == "Graffiti");
}

TEST_CASE("import: what was rolled back can be imported afterwards") {
    CatalogueDatabase database;
    {
        store::WriteTransaction writing = database->write();
        CHECK(activities::add_rows(writing, std::vector{row("a")}, someone)[0].outcome ==
              ImportOutcome::added);
    }
    CHECK(add(database, {row("a")})[0].outcome == ImportOutcome::added);
}

TEST_CASE("import: a mapping is remembered per kind and headings, the last one counts") {
    CatalogueDatabase database;
    const ImportMapping mapping{{"question", {"Spørgsmål", ""}}, {"channel", {"", "Brev"}}};
    store::WriteTransaction writing = database->write();
    CHECK(activities::remembered_mapping(writing, ImportKind::enquiries, "h").empty());
    activities::remember_mapping(writing, ImportKind::enquiries, "h", mapping);
    CHECK(activities::remembered_mapping(writing, ImportKind::enquiries, "h") == mapping);
    CHECK(activities::remembered_mapping(writing, ImportKind::enquiries, "other").empty());
    CHECK(activities::remembered_mapping(writing, ImportKind::activities, "h").empty());
    const ImportMapping later{{"question", {"Tekst", ""}}};
    activities::remember_mapping(writing, ImportKind::enquiries, "h", later);
    CHECK(activities::remembered_mapping(writing, ImportKind::enquiries, "h") == later);
}

TEST_CASE("import: runs are listed newest first") {
    CatalogueDatabase database;
    activities::ImportRun run;
    run.kind = ImportKind::observations;
    run.checksum = "abc";
    run.account_id = 7;
    run.at = someone.now;
    run.rows = 3;
    run.added = 1;
    run.known = 1;
    run.refused = 1;
    store::WriteTransaction writing = database->write();
    const std::int64_t first = activities::add_import_run(writing, run);
    const std::int64_t second = activities::add_import_run(writing, run);
    const auto runs = activities::import_runs(writing, 10);
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].id == second);
    CHECK(activities::import_runs(writing, 1).size() == 1);
    const auto found = activities::find_import_run(writing, first);
    REQUIRE(found.has_value());
    CHECK(found->kind == ImportKind::observations);
    CHECK(found->checksum == "abc");
    CHECK(found->known == 1);
    CHECK_FALSE(activities::find_import_run(writing, 99).has_value());
    writing.commit();
    CHECK(database->statistics().full_scans.empty());
}

TEST_CASE("import: rows go in a slice at a time, and go on where they were interrupted") {
    CatalogueDatabase database;
    constexpr std::size_t all = 2 * activities::rows_in_a_slice + 100;
    std::vector<ImportRow> rows;
    for (std::size_t i = 0; i < all; ++i) rows.push_back(row("key " + std::to_string(i)));
    rows[3] = refused();
    rows[all - 50] = row("key stop", "Stop her");
    const auto run_again = [&](activities::ImportRun& run) {
        return activities::add_in_slices(
            *database, run, rows, someone, [](store::WriteTransaction& writing, std::int64_t id) {
                CHECK(activities::find_import_run(writing, id)->done() == 0);
            });
    };
    const auto stored = [&database](std::int64_t id) {
        store::ReadTransaction reading = database->read();
        return activities::find_import_run(reading, id).value();
    };
    {
        store::WriteTransaction writing = database->write();
        writing.execute(
            "create trigger stop before insert on enquiry when new.import_key = 'key stop' begin "
            "select raise(abort, 'stopped'); end");
        writing.commit();
    }
    activities::ImportRun first;
    CHECK_THROWS_AS(run_again(first), store::Failure);
    // The slices before are there, and the run says so.
    CHECK(first.done() == 2 * activities::rows_in_a_slice);
    CHECK(first.refused == 1);
    CHECK(stored(first.id).done() == first.done());
    CHECK(stored(first.id).rows == all);
    {
        store::WriteTransaction writing = database->write();
        writing.execute("drop trigger stop");
        writing.commit();
    }
    activities::ImportRun second;
    const auto before = database->statistics().write_transactions;
    const auto results = run_again(second);
    CHECK(database->statistics().write_transactions == before + 3);
    REQUIRE(results.size() == all);
    CHECK(results[0].outcome == ImportOutcome::known);
    CHECK(results[3].outcome == ImportOutcome::refused);
    CHECK(results[all - 1].outcome == ImportOutcome::added);
    CHECK(second.known == 2 * activities::rows_in_a_slice - 1);
    CHECK(second.added == 100);
    CHECK(second.refused == 1);
    CHECK(second.id != first.id);
    CHECK(stored(second.id).done() == all);
    store::ReadTransaction reading = database->read();
    CHECK(activities::check_enquiry_totals(reading).empty());
}
