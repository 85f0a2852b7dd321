#include "citizen/certificate_pages.h"

#include <doctest/doctest.h>

#include <memory>
#include <mutex>

#include "access/testing/policy_world.h"
#include "access/testing/site.h"
#include "people/erasure_register_pages.h"
#include "people/person_store.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::Method;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// One erasure in the register. The PDF is the HTML that it would be made of.
struct Register {
    std::unique_ptr<vault::Vault> keys;
    std::unique_ptr<access::WarrantOffice> office;
    std::unique_ptr<people::Registry> registry;
    const people::RetentionSources sources = people::own_retention_sources();
    std::unique_ptr<people::RetentionRegistry> retention;
    bool press_fails = false;
    citizen::Press press{
        [this](const std::string& html, const web::Language&) -> base::Result<std::string> {
            if (press_fails) return base::refuse("busy", "Der bliver lavet en anden fil lige nu.");
            return html;
        },
        {}};
    Site site{[this](access::Routes& routes) { add_routes(routes); }};

    Register() { erase(); }

    void add_routes(access::Routes& routes) {
        const auto& folder = routes.services().working_directory;
        keys = vault::Vault::open({folder / "person.keys", {{}, folder / "master.key"}}).value();
        auto law = std::make_shared<const access::Law>(access::testing::small_law());
        office = std::make_unique<access::WarrantOffice>(
            routes.services().database, [law] { return law; }, std::vector<access::FactSource>{});
        registry.reset(new people::Registry{*keys, *office, {}, {}});
        retention.reset(new people::RetentionRegistry{*registry, sources});
        people::add_erasure_register_routes(routes, *retention);
        citizen::add_certificate_routes(routes, *retention, press);
    }

    void erase() {
        const std::string subject = keys->create("person").value();
        store::WriteTransaction writing = site.database().write();
        const auto person = people::add_person(writing, subject, std::string(access::testing::town),
                                               1, base::date_of(2024, 11, 12));
        writing.execute(
            "insert into erasure_proposal (subject_kind, subject_id, record, retention_class, "
            "kle_number,"
            " start_event, started_on, due_on, proposed_on, outcome, decided_at, decided_by)"
            " values ('person', $1, 'person', 'concern_without_case', '27.03.00', 'decided',"
            " '2024-11-12', '2025-11-12', '2025-11-13', 'approved', '2026-01-05T10:00:00.000Z',"
            " $2)",
            person.value, site.account_id(Role::leader));
        writing.execute(
            "insert into erasure (proposal_id, retention_class, kle_number, start_event,"
            " started_on, due_on, approved_by, begun_at, finished_at) values (1,"
            " 'concern_without_case', '27.03.00', 'decided', '2024-11-12', '2025-11-12', $1,"
            " '2026-01-05T10:00:00.000Z', '2026-01-05T10:00:01.000Z')",
            site.account_id(Role::leader));
        writing.execute(
            "insert into erasure_key (key_name, erasure_id, subject_kind, subject_id,"
            " destroyed_at) values ('person:abc', 1, 'person', 1, '2026-01-05T10:00:01.000Z')");
        writing.execute(
            "insert into erasure_part (erasure_id, part, pieces) values (1, 'consent', 17)");
        writing.commit();
    }
    std::size_t extracts() {
        store::ReadTransaction reading = site.database().read();
        return trail::lines(reading, {.subject_kind = "erasure_certificate", .action = "extract"})
            .size();
    }
};

}  // namespace

TEST_CASE("R36: a certificate of erasure is handed out as a file that says what its page says") {
    Register world;
    Site& site = world.site;
    for (const char* path : {"/sletning/attester/1", "/sletning/attester/1/pdf"}) {
        CAPTURE(std::string(path));
        auto stranger = site.anonymous();
        CHECK(stranger.get(path).status == 303);
        auto worker = site.client_as(Role::worker);
        CHECK(worker.get(path).status == 403);
    }
    CHECK(world.extracts() == 0);
    Site::Client leader = site.client_as(Role::leader);
    const auto page = site.get_page(leader, "/sletning/attester/1");
    CHECK(has(page.body, "href=\"/sletning/attester/1/pdf\""));
    const auto file = leader.get("/sletning/attester/1/pdf");
    REQUIRE(file.status == 200);
    CHECK(file.header("content-type") == "application/pdf");
    CHECK(has(file.header("content-disposition"), "sletteattest-1.pdf"));
    CHECK(world.extracts() == 1);
    for (const char* words :
         {"Attest nr. 1 for sletning", "og ikke hvem det handlede om.", "Sletningen",
          "Klasse concern_without_case", "27.03.00", "Registreret eller afgjort, 12. november 2024",
          "12. november 2025", "Lone Leder", "Nøglerne destrueret", "Mangler",
          "Hvad der er slettet", ">17<", "Destruerede nøgler", "person:abc", "Hvad der er tilbage",
          "4. februar 2026", "slettes inden et døgn.", "personens nummer og intet andet."}) {
        CAPTURE(std::string(words));
        CHECK(has(page.body, words));
        CHECK(has(file.body, words));
    }
    CHECK(has(file.body, "<h1>Attest nr. 1 for sletning</h1>"));
    CHECK_FALSE(has(file.body, "<h2></h2>"));
    leader.cookies()["sprog"] = "en";
    CHECK(has(leader.get("/sletning/attester/1/pdf").body, "<html lang=\"en\">"));
    CHECK(site.failures().empty());
    CHECK(site.full_scans().empty());
}

TEST_CASE("R36: no certificate, no file, and none without its line in the trail") {
    Register world;
    Site::Client leader = world.site.client_as(Role::leader);
    for (const char* path :
         {"/sletning/attester/2/pdf", "/sletning/attester/0/pdf", "/sletning/attester/x/pdf"}) {
        CAPTURE(std::string(path));
        CHECK(leader.get(path).status == 404);
    }
    world.press_fails = true;
    const auto refused = leader.get("/sletning/attester/1/pdf");
    CHECK(refused.status == 503);
    CHECK(has(refused.body, "Der bliver lavet en anden fil lige nu."));
    CHECK(world.extracts() == 0);
}
