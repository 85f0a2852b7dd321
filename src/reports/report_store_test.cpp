#include "reports/report_store.h"

#include <doctest/doctest.h>

#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"

using reports::Publication;
using reports::ReportTexts;
using reports::Section;
using reports::Stage;

namespace {

const base::Instant noon = base::parse_instant("2025-03-12T12:00:00Z").value();
const reports::Changer someone{7, noon};

struct Stored {
    store::TemporaryFolder folder;
    store::Database database{{.file = folder / "test.db"}};
    std::int64_t id = 0;

    Stored() {
        REQUIRE(database.migrate(schema::migrations()).ok());
        store::WriteTransaction transaction = database.write();
        id = reports::create_report(transaction, texts(2024), {"year", "focus"}, someone).value();
        transaction.commit();
    }
    static ReportTexts texts(int year) {
        return {year, {"a", "b"}, {{"focus", "b", "Fokus.", "Focus."}}};
    }
    reports::Report report() {
        store::ReadTransaction reading = database.read();
        return reports::find_report(reading, 2024).value();
    }
};

}  // namespace

TEST_CASE("a report begins as a draft with its units and sections, once a year") {
    Stored stored;
    const auto report = stored.report();
    CHECK(report.standing == reports::Standing{});
    REQUIRE(report.units.size() == 2);
    CHECK(report.units[0].unit_key == "a");
    CHECK(report.units[0].read_fingerprint.empty());
    store::WriteTransaction transaction = stored.database.write();
    const auto sections = reports::sections_of(transaction, stored.id);
    REQUIRE(sections.size() == 2);
    CHECK(sections[0] == Section{sections[0].id, "year", 1, "a", "", ""});
    CHECK(sections[1].text_en == "Focus.");
    CHECK(reports::create_report(transaction, Stored::texts(2024), {}, someone).error().code ==
          "exists");
    CHECK(reports::create_report(transaction, Stored::texts(2025), {}, someone).ok());
    const auto all = reports::reports(transaction);
    REQUIRE(all.size() == 2);
    CHECK(all[0].year == 2025);
}

TEST_CASE("a section changes only from the version the writer saw, and keeps every version") {
    Stored stored;
    store::WriteTransaction transaction = stored.database.write();
    Section section = reports::find_section(transaction, stored.id, "year").value();
    section.text_da = "Første.";
    CHECK(reports::change_section(transaction, section, someone, history::Change::changed).ok());
    section.text_da = "Anden.";  // still based on version 1
    CHECK(reports::change_section(transaction, section, someone, history::Change::changed)
              .error()
              .code == "version_conflict");
    const auto now = reports::find_section(transaction, stored.id, "year").value();
    CHECK(now.text_da == "Første.");
    CHECK(now.version == 2);
    const auto versions = history::versions(transaction, reports::section_history_kind, now.id);
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].content.at("text_da") == "Første.");
    CHECK_FALSE(reports::find_section(transaction, stored.id, "weather").has_value());
}

TEST_CASE("editions are numbered, and frozen, published and reopened ones told apart") {
    Stored stored;
    store::WriteTransaction transaction = stored.database.write();
    const std::string hash(64, 'a');
    CHECK_FALSE(reports::frozen_edition(transaction, stored.id).has_value());
    CHECK(reports::add_edition(transaction, stored.id, "{1}", hash, "", someone) == 1);
    CHECK(reports::frozen_edition(transaction, stored.id)->document == "{1}");
    CHECK_FALSE(reports::published_edition(transaction, stored.id).has_value());
    reports::reopen_edition(transaction, stored.id, 1, someone);
    CHECK_FALSE(reports::frozen_edition(transaction, stored.id).has_value());
    CHECK(reports::add_edition(transaction, stored.id, "{2}", hash, "", someone) == 2);
    reports::publish_edition(transaction, stored.id, 2, someone);
    CHECK(reports::published_edition(transaction, stored.id)->document == "{2}");
    CHECK_FALSE(reports::frozen_edition(transaction, stored.id).has_value());
    CHECK(reports::add_edition(transaction, stored.id, "{3}", hash, "Rettet", someone) == 3);
    CHECK(reports::published_edition(transaction, stored.id)->number == 2);
    CHECK(reports::frozen_edition(transaction, stored.id)->correction == "Rettet");
    const auto editions = reports::editions_of(transaction, stored.id);
    REQUIRE(editions.size() == 3);
    CHECK(editions[2].reopened);
}

TEST_CASE("only open reports are public, each in its newest published edition") {
    Stored stored;
    store::WriteTransaction transaction = stored.database.write();
    const std::string hash(64, 'a');
    for (int i = 0; i < 2; ++i)
        reports::publish_edition(
            transaction, stored.id,
            reports::add_edition(transaction, stored.id, "{}", hash, i ? "Rettet" : "", someone),
            someone);
    CHECK(reports::public_reports(transaction).empty());
    auto report = reports::find_report(transaction, 2024).value();
    report.standing = {Stage::published, Publication::open};
    REQUIRE(reports::save_standing(transaction, report).ok());
    const auto open = reports::public_reports(transaction);
    REQUIRE(open.size() == 1);
    CHECK(open[0].edition == 2);
    CHECK(open[0].correction == "Rettet");
    // The version the step was based on is no longer the newest.
    CHECK(reports::save_standing(transaction, report).error().code == "version_conflict");
    report = reports::find_report(transaction, 2024).value();
    report.standing.publication = Publication::withdrawn;
    report.withdrawn_reason = "Forkerte tal";
    report.withdrawn_at = noon;
    REQUIRE(reports::save_standing(transaction, report).ok());
    CHECK(reports::public_reports(transaction).empty());
    CHECK(reports::find_report(transaction, 2024)->withdrawn_reason == "Forkerte tal");
}

TEST_CASE("what a unit has read through, and notes with their numbers, are kept") {
    Stored stored;
    {
        store::WriteTransaction transaction = stored.database.write();
        reports::mark_read(transaction, stored.id, "b", "print", someone);
        CHECK(reports::add_note(transaction, stored.id, "Nye tal", "{}", std::string(64, 'b'),
                                someone) == 1);
        CHECK(reports::add_note(transaction, stored.id, "Flere", "{}", std::string(64, 'c'),
                                someone) == 2);
        reports::publish_note(transaction, stored.id, 1, someone);
        transaction.commit();
    }
    const auto report = stored.report();
    CHECK(report.units[0].read_fingerprint.empty());
    CHECK(report.units[1].read_fingerprint == "print");
    CHECK(report.units[1].read_at == noon);
    store::ReadTransaction reading = stored.database.read();
    const auto notes = reports::notes_of(reading, stored.id);
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].number == 2);
    CHECK_FALSE(notes[0].published_at.has_value());
    CHECK(notes[1].published_at == noon);
    CHECK(reports::find_note(reading, stored.id, 2)->text == "Flere");
    CHECK_FALSE(reports::find_note(reading, stored.id, 3).has_value());
}
