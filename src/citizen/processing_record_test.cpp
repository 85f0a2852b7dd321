#include "citizen/processing_record.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "access/impact_assessment_store.h"
#include "access/testing/policy_world.h"
#include "citizen/processing_record_store.h"
#include "organisation/agency_store.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"
#include "trail/trail.h"

namespace {

struct Record {
    store::TemporaryFolder folder;
    store::Database database{
        {.file = folder / "record.db", .durability = store::DatabaseOptions::Durability::off}};
    access::Law law = access::testing::small_law();
    web::Language language{web::LanguageCode::danish};
    citizen::RunningProgram program{[](const web::Language&) {
                                        return citizen::Facts{{"Kryptering undervejs", "TLS"}};
                                    },
                                    [](store::Connection&, const web::Language&) {
                                        return citizen::Facts{{"Sporet", "helt"}};
                                    }};

    Record() {
        REQUIRE(database.migrate(schema::migrations()).ok());
        access::LimitEntry smallest;
        smallest.key = "smallest_count";
        smallest.value = 5;
        law.limits.push_back(smallest);
    }
    std::string written() {
        store::ReadTransaction reading = database.read();
        return citizen::json_of(citizen::processing_record(
            {reading, law, program, language, "Ishøj Kommune",
             base::parse_instant("2026-11-21T10:00:00Z").value(), base::date_of(2026, 11, 21)}));
    }
    bool says(std::string_view part) { return written().find(part) != std::string::npos; }
    template <class Work>
    void write(Work work) {
        store::WriteTransaction writing = database.write();
        work(writing);
        writing.commit();
    }
    void refuse(const char* rule, int times, const char* at) {
        write([&](store::WriteTransaction& writing) {
            for (int i = 0; i < times; ++i)
                trail::append(writing, base::parse_instant(at).value(),
                              {.actor = "account:1",
                               .action = trail::Action::refuse,
                               .subject_kind = "person",
                               .subject_id = "1",
                               .rule = rule});
        });
    }
};

}  // namespace

TEST_CASE_FIXTURE(Record, "R40: a column that is added stands in the record, with its class") {
    CHECK_FALSE(says("person.shoe_colour"));
    write([](store::WriteTransaction& writing) {
        writing.execute("alter table person add column shoe_colour text");
        writing.execute(
            "insert into column_description (table_name, column_name, description, data_class) "
            "values ('person', 'shoe_colour', 'Skoenes farve', 'health')");
    });
    CHECK(says(R"(["person.shoe_colour","Skoenes farve","Helbredsoplysning"])"));
}

TEST_CASE_FIXTURE(Record, "R40: the law's purposes, bases and times are the record's") {
    CHECK_FALSE(says("Indsigt i test"));
    for (access::PurposeEntry& entry : law.purposes)
        if (entry.purpose == access::Purpose::subject_access) entry.text_da = "Indsigt i test";
    access::RetentionEntry entry;
    entry.key = "test";
    entry.text_da = "Prøveslags";
    entry.kle_number = "27.03.00";
    entry.days = 1234;
    law.retention.push_back(entry);
    CHECK(says("Indsigt i test"));
    CHECK(says(R"(["Prøveslags","27.03.00","1.234","Nej"])"));
    law.retention.back().validity.to = base::date_of(2026, 11, 21);
    CHECK_FALSE(says("Prøveslags"));
}

TEST_CASE_FIXTURE(Record, "R40: modules are off in the record until they are signed for") {
    CHECK(says("Ikke taget i brug"));
    write([](store::WriteTransaction& writing) {
        access::add_assessment(writing,
                               {.decided_by = "Birgit, direktør",
                                .decided_on = base::date_of(2026, 11, 1),
                                .document_name = "k.pdf",
                                .document_sha256 = std::string(64, 'a'),
                                .account_id = 1,
                                .at = base::parse_instant("2026-11-01T10:00:00Z").value()});
    });
    CHECK(says("I brug"));
    CHECK(says("Birgit, direktør"));
    CHECK(says(std::string(64, 'a')));
    CHECK_FALSE(says("Ikke taget i brug"));
}

TEST_CASE_FIXTURE(Record, "R40: recipients are the agencies of the forums that share") {
    CHECK_FALSE(says("SSP-nu"));
    write([](store::WriteTransaction& writing) {
        organisation::put_forum(writing, {.key = "ssp_now",
                                          .name_da = "SSP-nu",
                                          .name_en = "SSP now",
                                          .kind = organisation::ForumKind::ssp});
        organisation::put_forum(writing, {.key = "open",
                                          .name_da = "Borgermøde",
                                          .name_en = "Citizens' meeting",
                                          .kind = organisation::ForumKind::general});
    });
    CHECK(says(R"(["SSP-nu","Ingen i dag"])"));
    CHECK_FALSE(says("Borgermøde"));
}

TEST_CASE_FIXTURE(Record, "R40, R28: what was refused in a year, and small numbers unsaid") {
    refuse("R04", 7, "2026-06-01T10:00:00Z");
    refuse("R19", 4, "2026-06-01T10:00:00Z");
    refuse("R06", 9, "2025-11-20T10:00:00Z");
    CHECK(says(R"(["R04","7"])"));
    CHECK(says(R"(["R19","under 5"])"));
    CHECK_FALSE(says("R06"));
    CHECK(citizen::count_words(0, law, base::date_of(2026, 11, 21), language) == "0");
    CHECK(citizen::count_words(5, law, base::date_of(2026, 11, 21), language) == "5");
    CHECK(citizen::count_words(1, law, base::date_of(2026, 11, 21), language) == "under 5");
}

TEST_CASE_FIXTURE(Record, "R40: measures and proofs are the running program's") {
    CHECK(says("TLS"));
    program.measures = [](const web::Language&) { return citizen::Facts{}; };
    CHECK_FALSE(says("TLS"));
}
