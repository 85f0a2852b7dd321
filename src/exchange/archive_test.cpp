#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "access/relation_facts.h"
#include "access/testing/policy_world.h"
#include "exchange/archive_check.h"
#include "exchange/archive_export.h"
#include "exchange/archive_package.h"
#include "people/archive_code_store.h"
#include "people/consent_store.h"
#include "people/erasure_approval.h"
#include "people/subject_fact_store.h"
#include "people/testing/people_world.h"
#include "trail/trail.h"

namespace {

namespace fs = std::filesystem;
using access::PersonId;
using access::Role;
using exchange::ArchiveFinding;
using people::testing::anna;

std::string text_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write_text(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// Three persons whose SSP case ended long ago, one who is merely old.
struct Archive : people::testing::PeopleWorld {
    const people::RetentionSources sources = people::own_retention_sources();
    const access::LawPointer law =
        std::make_shared<const access::Law>(access::testing::small_law());
    std::unique_ptr<access::WarrantOffice> leaders;
    const base::Instant late = base::parse_instant("2035-01-02T10:00:00.000Z").value();
    const fs::path package = folder / "AVID.TRY.1000.1";
    std::vector<PersonId> persons;
    std::vector<exchange::ContextDocument> documents;

    Archive() {
        write([](store::WriteTransaction& writing) {
            writing.execute("insert into staff_member (id, name, email) values (1, 'N', '')");
            writing.execute(
                "insert into account (id, staff_member_id, username, created_at) "
                "values (1, 1, 'user', '2026-01-01T00:00:00.000Z')");
        });
        leaders = std::make_unique<access::WarrantOffice>(
            *database, [this] { return law; },
            std::vector<access::FactSource>{
                people::subject_facts(*vault), access::relation_facts(),
                people::retention_facts(sources, [this] { return law; })});
        for (const char* name : {"Anna <&> \"Ågot\"", "Bo", "Carl"}) {
            auto details = anna();
            details.given_names = name;
            details.address_protected = std::string(name) == "Bo";
            persons.push_back(add(details));
        }
        for (const PersonId person : persons) end_case(person);
        add(anna());
        write([this](store::WriteTransaction& writing) {
            people::Consent consent;
            consent.data = "Skole\nog fritid";
            consent.receiver_cvr = "22222222";
            consent.text_version = "1";
            consent.given_on = access::testing::policy_day();
            REQUIRE(people::add_consent(writing, *vault, changing(writing, persons[0]), consent,
                                        moment())
                        .ok());
        });
        (void)people::propose_erasures(*database, sources, *law, {late, base::date_of(2035, 1, 2)});
    }
    void end_case(PersonId person) {
        write([&](store::WriteTransaction& writing) {
            writing.execute(
                "insert into assignment (subject_kind, subject_id, account_id, part, purpose, "
                "agency_cvr, unit_key, valid_from, valid_to, assigned_by) values ('person', $1, "
                "1, 'responsible', 'ssp', '11111111', '', '2026-03-02', '2026-06-01', 1)",
                person.value);
        });
    }
    static access::Actor actor(Role role) {
        return access::testing::actor_of(access::testing::town,
                                         organisation::AgencyKind::municipality, role, 2);
    }
    base::Result<exchange::ArchiveOutcome> deliver(Role role = Role::leader,
                                                   const fs::path& to = {}) {
        return exchange::export_archive(
            {*database, *vault, *leaders, sources, [this] { return late; }}, actor(role),
            {to.empty() ? package : to, "Prøvekøbing Kommune", base::date_of(2035, 1, 2),
             documents});
    }
    std::vector<ArchiveFinding> findings() {
        const store::TemporaryFolder working;
        return exchange::check_archive(package, working.path());
    }
    std::set<std::string> codes() {
        std::set<std::string> found;
        for (const ArchiveFinding& finding : findings()) found.insert(finding.error.code);
        return found;
    }
    void edit(const std::string& file, const std::string& from, const std::string& to) {
        std::string text = text_of(package / file);
        const std::size_t place = text.find(from);
        REQUIRE(place != std::string::npos);
        write_text(package / file, text.replace(place, from.size(), to));
    }
    // As someone would who also mends the file index.
    void list_anew(const std::string& file, const std::string& old_digest) {
        edit("Indices/fileIndex.xml", old_digest, exchange::md5_of(package / file).value());
    }
    void edit_unnoticed(const std::string& file, const std::string& from, const std::string& to) {
        const std::string digest = exchange::md5_of(package / file).value();
        edit(file, from, to);
        list_anew(file, digest);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Archive, "R38: those who are due and delivered first are in the package, whole") {
    const auto delivered = deliver();
    REQUIRE(delivered.ok());
    CHECK(delivered->persons == 3);
    CHECK(delivered->refused == 0);
    CHECK(findings().empty());
    for (const char* file :
         {"archiveIndex", "contextDocumentationIndex", "fileIndex", "tableIndex"})
        CHECK(fs::is_regular_file(package / "Indices" / (std::string(file) + ".xml")));
    const std::string rows = text_of(package / "Tables" / "table1" / "table1.xml");
    CHECK(has(rows, "Anna &lt;&amp;&gt; &quot;Ågot&quot;"));
    CHECK(has(rows, "6102104501"));
    CHECK(has(rows, "Ågade 3"));
    const std::string index = text_of(package / "Indices" / "tableIndex.xml");
    CHECK(has(index, "<name>given_names</name>"));
    CHECK(has(index, "<rows>3</rows>"));
    CHECK(has(index, "<referencedTable>person</referencedTable>"));
    CHECK(has(text_of(package / "Tables" / "table2" / "table2.xml"), "og fritid"));
    // R19: of the three addresses one is protected.
    std::size_t addresses = 0;
    for (std::size_t at = rows.find("Ågade"); at != rows.npos; at = rows.find("Ågade", at + 1))
        ++addresses;
    CHECK(addresses == 2);
    CHECK((fs::status(package).permissions() & fs::perms::others_all) == fs::perms::none);

    // A line for each in the trail.
    store::ReadTransaction reading = database->read();
    const auto lines = trail::lines(reading, {.subject_kind = "person", .action = "extract"});
    CHECK(lines.size() == 3);
    CHECK(lines.front().line.purpose == "retention");
}

TEST_CASE_FIXTURE(Archive,
                  "R38: every code of the database's own lists stands in the package in words") {
    store::ReadTransaction reading = database->read();
    std::map<std::string, std::set<std::string>> lists;
    for (const people::ArchiveCodeList& list : people::archive_code_lists(reading, *law)) {
        CAPTURE(list.name);
        CHECK_FALSE(list.description.empty());
        for (const people::ArchiveCode& code : list.codes) {
            CHECK_FALSE(code.meaning.empty());
            CHECK(lists[list.name].insert(code.code).second);
        }
    }
    std::size_t coded = 0;
    const std::regex with_codes(R"((\w+) text not null check \((\w+) in \(([^)]*)\)\))");
    for (const people::ArchiveTable& table : people::archive_tables(reading)) {
        const std::string sql =
            reading.text("select sql from sqlite_master where name = $1", table.name).value();
        for (std::sregex_iterator found(sql.begin(), sql.end(), with_codes), end; found != end;
             ++found) {
            const std::string column = (*found)[1];
            const std::string list(people::code_list_of(table.name, column));
            CAPTURE(table.name);
            CAPTURE(column);
            REQUIRE_FALSE(list.empty());
            const std::string codes = (*found)[3];
            const std::regex quoted("'([a-z_]+)'");
            for (std::sregex_iterator code(codes.begin(), codes.end(), quoted); code != end; ++code)
                CHECK(lists[list].contains((*code)[1]));
            ++coded;
        }
        for (const people::ArchiveReference& reference : table.references) {
            CAPTURE(reference.column);
            const bool is_code = reference.referenced == people::archive_code_key;
            CHECK(lists.contains(reference.table) == is_code);
        }
    }
    CHECK(coded >= 7);
}

TEST_CASE_FIXTURE(Archive, "R38: the package holds its lists of codes as tables") {
    REQUIRE(deliver().ok());
    const std::string index = text_of(package / "Indices" / "tableIndex.xml");
    CHECK(has(index, "<name>code_consent_giver</name>"));
    CHECK(has(index, "<referencedTable>code_consent_giver</referencedTable>"));
    CHECK(has(index, "<referenced>code</referenced>"));
    std::string all;
    for (const auto& entry : fs::recursive_directory_iterator(package / "Tables"))
        if (entry.path().extension() == ".xml") all += text_of(entry.path());
    all = std::regex_replace(all, std::regex(">\\s+<"), "><");
    for (const char* words :
         {"<c1>guardian</c1><c2>Indehaver af forældremyndigheden</c2>", "<c2>SSP-samarbejdet</c2>",
          "<c1>responsible</c1><c2>Ansvarlig</c2>", "<c1>female</c1><c2>Kvinde</c2>"}) {
        CAPTURE(std::string(words));
        CHECK(has(all, words));
    }
    SUBCASE("a code that no list explains is found") {
        edit_unnoticed("Tables/table2/table2.xml", "<c3>person</c3>", "<c3>nobody</c3>");
        CHECK(codes() == std::set<std::string>{"archive_key_missing"});
    }
    SUBCASE("a key to a column that is no key is found") {
        edit_unnoticed("Indices/tableIndex.xml", "<referenced>code<", "<referenced>meaning<");
        CHECK(codes() == std::set<std::string>{"archive_index"});
    }
}

TEST_CASE_FIXTURE(Archive, "R38: the package holds the documents that explain it") {
    using namespace std::string_literals;
    const std::string page = "II*\0 a page"s;
    documents = {{"Om Trygby", "Hvad det er", exchange::ContextCategory::purpose, {page}},
                 {"Vejledning & brug", "", exchange::ContextCategory::user_guide, {page, page}}};
    REQUIRE(deliver().ok());
    CHECK(findings().empty());
    const fs::path second = package / "ContextDocumentation" / "docCollection1" / "2";
    CHECK(text_of(second / "2.tif") == page);
    const std::string context = "Indices/contextDocumentationIndex.xml";
    const std::string index = text_of(package / context);
    CHECK(has(index, "<documentTitle>Vejledning &amp; brug</documentTitle>"));
    CHECK(has(index, "<systemPurpose>true</systemPurpose>"));
    CHECK(has(text_of(package / "Indices" / "fileIndex.xml"),
              "AVID.TRY.1000.1\\ContextDocumentation\\docCollection1\\2"));
    SUBCASE("a page that is missing") {
        fs::remove(second / "1.tif");
        CHECK(codes() == std::set<std::string>{"archive_missing", "archive_document"});
    }
    SUBCASE("a page that is no picture") {
        edit_unnoticed("ContextDocumentation/docCollection1/1/1.tif", "II*", "%PD");
        CHECK(codes().contains("archive_document"));
    }
    SUBCASE("a document without title") {
        edit_unnoticed(context, "<documentTitle>Om Trygby</documentTitle>", "<documentTitle/>");
        CHECK(codes() == std::set<std::string>{"archive_document"});
    }
    SUBCASE("a number that leads elsewhere") {
        edit_unnoticed(context, "<documentID>1<", "<documentID>../1<");
        CHECK(codes() == std::set<std::string>{"archive_document"});
    }
    SUBCASE("a folder that no document has") {
        edit_unnoticed(context, "<documentID>2<", "<documentID>1<");
        CHECK(codes() == std::set<std::string>{"archive_document"});
    }
}

TEST_CASE_FIXTURE(Archive,
                  "R38: what is changed while a package is written is not in it, nobody waits") {
    int asked = 0;
    const auto now = [&] {
        // Once the package is begun others go on working.
        if (++asked > 1)
            write([&](store::WriteTransaction& writing) {
                writing.execute("update person set registered_by = $1", 7'654'000 + asked);
            });
        return late;
    };
    const auto delivered =
        exchange::export_archive({*database, *vault, *leaders, sources, now}, actor(Role::leader),
                                 {package, "Prøvekøbing Kommune", base::date_of(2035, 1, 2)});
    REQUIRE(delivered.ok());
    CHECK(asked >= 4);
    CHECK(findings().empty());
    const std::string rows = text_of(package / "Tables" / "table1" / "table1.xml");
    CHECK(has(rows, "6102104501"));
    CHECK_FALSE(has(rows, "7654"));
    store::ReadTransaction reading = database->read();
    CHECK(reading.integer("select min(registered_by) from person").value() > 7'654'000);
}

TEST_CASE_FIXTURE(Archive, "R36: erased only when the archive has said that it has it") {
    const auto approve = [this] {
        store::ReadTransaction reading = database->read();
        const auto open = people::open_proposals(reading, {}, 10);
        const auto found = std::find_if(open.begin(), open.end(), [this](const auto& proposal) {
            return proposal.subject == access::SubjectReference(persons[0]);
        });
        return found->id;
    };
    const std::int64_t proposal = approve();
    const auto erase = [&] {
        return people::approve_erasure({*database, *vault, *leaders, sources}, actor(Role::leader),
                                       people::erasure_question("/test"), proposal,
                                       {late, base::date_of(2035, 1, 2)});
    };
    CHECK(erase().error().message == "Sagen kan ikke slettes, før den er afleveret til arkiv.");
    REQUIRE(deliver().ok());
    CHECK(erase().error().code == "R36");
    write([](store::WriteTransaction& writing) {
        const auto made = people::deliveries(writing, 0, 10);
        REQUIRE(made.size() == 1);
        CHECK(made[0].package == "AVID.TRY.1000.1");
        CHECK(made[0].complete);
        REQUIRE(people::receive_delivery(writing, made[0].id, 2, base::date_of(2035, 1, 2)).ok());
        CHECK_FALSE(
            people::receive_delivery(writing, made[0].id, 2, base::date_of(2035, 1, 2)).ok());
    });
    CHECK(erase().ok());
    // The others are delivered; nobody is left.
    CHECK(deliver(Role::leader, folder / "AVID.TRY.1000.2").error().code == "archive_empty");
}

TEST_CASE_FIXTURE(Archive, "R38: who may not is given nothing, and nothing is left behind") {
    for (const Role role : {Role::worker, Role::administrator, Role::data_protection_officer}) {
        CHECK(deliver(role).error().code == "archive_empty");
        CHECK_FALSE(fs::exists(package));
    }
    CHECK(deliver(Role::leader, folder / "archive").error().code == "archive_name");
    CHECK(deliver(Role::leader, folder / "AVID.TRY.1000.1 2").error().code == "archive_name");
    REQUIRE(deliver().ok());
    CHECK(deliver().error().code == "archive_folder");
    const store::TemporaryFolder elsewhere;
    CHECK(deliver(Role::leader, elsewhere / "AVID.TRY.1000.1").error().code == "archive_name_used");
    CHECK(findings().empty());
    // The interrupted ones count for nothing.
    store::WriteTransaction writing = database->write();
    const auto made = people::deliveries(writing, 0, 10);
    CHECK(made.size() == 4);
    for (const auto& delivery : made)
        if (!delivery.complete)
            CHECK_FALSE(
                people::receive_delivery(writing, delivery.id, 2, base::date_of(2035, 1, 2)).ok());
}

TEST_CASE_FIXTURE(Archive, "the structure check finds each thing that is wrong, by name") {
    REQUIRE(deliver().ok());
    REQUIRE(findings().empty());
    const std::string rows = "Tables/table1/table1.xml";
    const std::string index = "Indices/tableIndex.xml";
    SUBCASE("a missing file") {
        fs::remove(package / rows);
        CHECK(codes() == std::set<std::string>{"archive_missing", "archive_key_missing"});
    }
    SUBCASE("a missing index") {
        fs::remove(package / "Indices/archiveIndex.xml");
        CHECK(codes().contains("archive_missing"));
    }
    SUBCASE("an added file") {
        write_text(package / "Tables/table1/more.xml", "<a/>");
        const auto found = findings();
        REQUIRE(found.size() == 1);
        CHECK(found[0].error.code == "archive_unlisted");
        CHECK(found[0].file == "Tables/table1/more.xml");
    }
    SUBCASE("an edited file") {
        edit(rows, ">Bo<", ">Ib<");
        const auto found = findings();
        REQUIRE(found.size() == 1);
        CHECK(found[0].error.code == "archive_changed");
        CHECK(found[0].file == rows);
    }
    SUBCASE("a truncated one, with the index mended") {
        const std::string digest = exchange::md5_of(package / rows).value();
        const std::string text = text_of(package / rows);
        write_text(package / rows, text.substr(0, text.size() / 2));
        list_anew(rows, digest);
        CHECK(codes().contains("archive_malformed"));
    }
    SUBCASE("a row too few, with the index mended") {
        const std::string digest = exchange::md5_of(package / rows).value();
        std::string text = text_of(package / rows);
        const std::size_t from = text.rfind("<row>");
        const std::size_t to = text.find("</row>", from) + 6;
        write_text(package / rows, text.erase(from, to - from));
        list_anew(rows, digest);
        CHECK(codes().contains("archive_rows"));
        CHECK(codes().contains("archive_key_missing"));
    }
    SUBCASE("a key that occurs twice, and its line") {
        edit_unnoticed(rows, "<c1>2</c1>", "<c1>1</c1>");
        const auto found = findings();
        REQUIRE(!found.empty());
        CHECK(found[0].error.code == "archive_key_twice");
        CHECK(found[0].file == rows);
        const std::string text = text_of(package / rows);
        const std::size_t second = text.find("<c1>1</c1>", text.find("<c1>1</c1>") + 1);
        CHECK(found[0].line == 1 + std::count(text.begin(),
                                              text.begin() + static_cast<std::ptrdiff_t>(second),
                                              '\n'));
    }
    SUBCASE("a value of another type") {
        edit_unnoticed(rows, "<c1>2</c1>", "<c1>to</c1>");
        CHECK(codes().contains("archive_value"));
    }
    SUBCASE("an empty value where there must be one") {
        edit_unnoticed(rows, "<c1>2</c1>", "<c1 xsi:nil=\"true\"/>");
        CHECK(codes().contains("archive_null"));
    }
    SUBCASE("a column that isn't there") {
        edit_unnoticed(rows, "<c1>2</c1>", "");
        CHECK(codes().contains("archive_columns"));
    }
    SUBCASE("a schema with another type") {
        edit_unnoticed("Tables/table1/table1.xsd", "xs:integer", "xs:string");
        CHECK(codes() == std::set<std::string>{"archive_schema"});
    }
    SUBCASE("a table without description") {
        edit_unnoticed(index, "<description>Personer</description>", "<description/>");
        CHECK(codes() == std::set<std::string>{"archive_index"});
    }
    SUBCASE("a key to a table that isn't there") {
        edit_unnoticed(index, "<referencedTable>person<", "<referencedTable>nobody<");
        CHECK(codes().contains("archive_index"));
    }
    SUBCASE("an index with a place outside of the package") {
        edit("Indices/fileIndex.xml", "AVID.TRY.1000.1\\Indices<", "AVID.TRY.1000.1\\..\\..<");
        CHECK(codes().contains("archive_path"));
    }
    SUBCASE("a document type, and with it every entity") {
        edit_unnoticed(index, "<siardDiark", "<!DOCTYPE a [<!ENTITY b \"c\">]><siardDiark");
        CHECK(codes().contains("archive_malformed"));
    }
    SUBCASE("elements where none belong do no harm") {
        edit_unnoticed(index, "<tables>", "<column><name>a</name></column><tables>");
        edit_unnoticed(index, "<primaryKey>", "<column><type>a</type></column><primaryKey>");
        CHECK_FALSE(codes().contains("archive_changed"));
    }
}

TEST_CASE_FIXTURE(Archive, "cut anywhere, the check finds it and ends") {
    REQUIRE(deliver().ok());
    for (const char* file : {"Indices/tableIndex.xml", "Indices/fileIndex.xml",
                             "Tables/table1/table1.xml", "Tables/table1/table1.xsd"}) {
        CAPTURE(file);
        const std::string whole = text_of(package / file);
        for (std::size_t part = 0; part < 12; ++part) {
            const std::size_t size = whole.size() * part / 12;
            CAPTURE(size);
            write_text(package / file, whole.substr(0, size));
            CHECK_FALSE(findings().empty());
        }
        write_text(package / file, whole);
    }
    CHECK(findings().empty());
}

TEST_CASE_FIXTURE(Archive, "every changed byte of every file is found") {
    REQUIRE(deliver().ok());
    std::uint32_t random = 2026;
    for (const char* file : {"Indices/tableIndex.xml", "Indices/archiveIndex.xml",
                             "Tables/table1/table1.xml", "Tables/table2/table2.xsd"}) {
        CAPTURE(file);
        const std::string whole = text_of(package / file);
        for (int i = 0; i < 25; ++i) {
            random = random * 1664525U + 1013904223U;
            std::string changed = whole;
            const std::size_t place = random % whole.size();
            CAPTURE(place);
            changed[place] = static_cast<char>(changed[place] ^ (1 << (random >> 29)));
            write_text(package / file, changed);
            CHECK_FALSE(findings().empty());
        }
        write_text(package / file, whole);
    }
}

TEST_CASE("a package's name says archive and number") {
    for (const char* good : {"AVID.TRY.1", "AVID.ISHK.1000.1", "AVID.SA.18000.1.1"})
        CHECK(exchange::check_package_name(good).ok());
    for (const char* bad :
         {"", "AVID", "AVID.TRY", "avid.try.1", "AVID.TRY.1/..", "AVID.TRY.1.1.1.1"})
        CHECK(exchange::check_package_name(bad).error().code == "archive_name");
}
