#include "access/data_map_store.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"

namespace {

using namespace access;

struct World {
    store::TemporaryFolder folder;
    store::Database database{
        {.file = folder / "map.db", .durability = store::DatabaseOptions::Durability::off}};

    World() { REQUIRE(database.migrate(schema::migrations()).ok()); }

    // What is found when the schema had this, too; nothing of it remains.
    std::vector<std::string> findings_with(const std::vector<std::string>& statements) {
        store::WriteTransaction trying = database.write();
        for (const std::string& statement : statements) trying.execute(statement);
        return check_data_map(trying);
    }
};

}  // namespace

TEST_CASE_FIXTURE(World, "every column has a data class, every table an owner and a subject") {
    store::ReadTransaction reading = database.read();
    for (const std::string& finding : check_data_map(reading)) FAIL_CHECK(finding);
    const std::vector<DescribedTable> tables = described_tables(reading);
    CHECK(tables.size() > 45);
    const auto account =
        std::find_if(tables.begin(), tables.end(),
                     [](const DescribedTable& table) { return table.table == "account"; });
    REQUIRE(account != tables.end());
    CHECK(account->owner == "access");
    CHECK(account->subject == RowSubject::staff);
    const auto secret =
        std::find_if(account->columns.begin(), account->columns.end(),
                     [](const DescribedColumn& column) { return column.column == "totp_secret"; });
    REQUIRE(secret != account->columns.end());
    CHECK(secret->data_class == DataClass::confidential);
}

TEST_CASE_FIXTURE(World, "what a migration forgets is found") {
    using Findings = std::vector<std::string>;
    CHECK(findings_with({"create table sledge (id bigint not null)"}) ==
          Findings{"sledge: no owner and no subject"});
    const std::string about_person =
        "insert into table_description (table_name, owner, subject_kind, subject_column) "
        "values ('sledge', 'people', 'person', 'person_id')";
    const auto described = [](const std::string& column, const std::string& data_class) {
        return "insert into column_description (table_name, column_name, description, data_class) "
               "values ('sledge', '" +
               column + "', 'Kælk', '" + data_class + "')";
    };
    CHECK(findings_with({"create table sledge (person_id bigint not null)", about_person,
                         described("person_id", "")}) ==
          Findings{"sledge.person_id: no data class"});
    CHECK(findings_with({"create table sledge (id bigint not null)", about_person,
                         described("id", "internal")}) ==
          Findings{"sledge: the subject's column isn't there"});
    CHECK(findings_with({"update column_description set data_class = 'health' "
                         "where table_name = 'staff_member' and column_name = 'name'"}) ==
          Findings{"staff_member.name: a class about persons in a table about none"});
    CHECK(findings_with({"update column_description set data_class = 'personal' "
                         "where table_name = 'observation' and column_name = 'place'"}) ==
          Findings{"observation.place: a class about persons in a table about none"});
}

TEST_CASE_FIXTURE(World, "R26: no number on a person, by name or by use") {
    using Findings = std::vector<std::string>;
    const auto with_column = [&](const std::string& definition, const std::string& column) {
        return findings_with(
            {"create table sledge (person_id bigint not null, " + definition + ")",
             "insert into table_description (table_name, owner, subject_kind, subject_column) "
             "values ('sledge', 'people', 'person', 'person_id')",
             "insert into column_description (table_name, column_name, description, data_class) "
             "values ('sledge', 'person_id', 'Kælk', 'internal'), ('sledge', '" +
                 column + "', 'Kælk', 'personal')"});
    };
    for (const std::string column :
         {"risk_level", "concern_score", "danger", "priority", "grade"}) {
        CHECK(with_column(column + " text not null", column) ==
              Findings{"sledge." + column + ": named like a score, level or rank (R26)"});
    }
    for (const std::string type : {"bigint", "double precision"}) {
        CHECK(with_column("answers " + type + " not null", "answers") ==
              Findings{"sledge.answers: a number on a person (R26)"});
    }
    CHECK(with_column("told bigint not null check (told in (0, 1))", "told").empty());
    CHECK(with_column("version bigint not null", "version").empty());
    CHECK(with_column("account_id bigint not null", "account_id").empty());
    CHECK(with_column("born_on text", "born_on").empty());
}
