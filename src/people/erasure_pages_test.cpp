#include "people/erasure_pages.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "access/relation_facts.h"
#include "access/testing/policy_world.h"
#include "access/testing/site.h"
#include "people/archive_pages.h"
#include "people/erasure_proposal_store.h"
#include "people/erasure_register_pages.h"
#include "people/legal_hold_pages.h"
#include "people/person_store.h"
#include "people/subject_fact_store.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::Method;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// A site with one person, registered in 2024, whose time was over in 2025.
struct Retention {
    std::unique_ptr<vault::Vault> keys;
    std::unique_ptr<access::WarrantOffice> office;
    std::unique_ptr<people::Registry> registry;
    const people::RetentionSources sources = people::own_retention_sources();
    std::unique_ptr<people::RetentionRegistry> retention;
    access::LawPointer law = std::make_shared<const access::Law>(access::testing::small_law());
    Site site{[this](access::Routes& routes) { add_routes(routes); }};
    const std::int64_t person = add_person();

    void add_routes(access::Routes& routes) {
        const auto& folder = routes.services().working_directory;
        keys = vault::Vault::open({folder / "person.keys", {{}, folder / "master.key"}}).value();
        office = std::make_unique<access::WarrantOffice>(
            routes.services().database, [this] { return law; },
            std::vector<access::FactSource>{
                people::subject_facts(*keys), access::relation_facts(),
                people::retention_facts(sources, [this] { return law; })});
        registry.reset(new people::Registry{
            *keys, *office, [](const access::Visit& visit) { return actor_of(visit); }});
        retention.reset(new people::RetentionRegistry{*registry, sources});
        people::add_erasure_routes(routes, *retention);
        people::add_erasure_register_routes(routes, *retention);
        people::add_legal_hold_routes(routes, *retention);
        people::add_archive_routes(routes);
    }
    static access::Actor actor_of(const access::Visit& visit) {
        access::Actor actor = access::testing::town_worker(visit.user().account_id);
        actor.roles = visit.user().roles;
        actor.permissions = visit.user().permissions;
        return actor;
    }

    std::int64_t add_person() {
        const std::string subject = keys->create("person").value();
        const base::Date day = base::date_of(2024, 11, 12);
        store::WriteTransaction writing = site.database().write();
        const auto id =
            people::add_person(writing, subject, std::string(access::testing::town), 1, day);
        const auto warrant = office->for_creating(
            writing, access::testing::town_worker(),
            access::testing::question(access::Purpose::support, access::Action::create), id,
            site.now());
        people::PersonDetails details;
        details.given_names = "Kanariefugl";
        details.family_name = "Eksempel";
        REQUIRE(people::fill_person(writing, *keys, *warrant, details, {site.now(), day}).ok());
        writing.commit();
        return id.value;
    }
    void propose(int expected = 1) {
        site.set_now(base::parse_instant("2026-01-05T10:00:00.000Z").value());
        const auto run = people::propose_erasures(site.database(), sources, *law,
                                                  {site.now(), base::date_of(2026, 1, 5)});
        REQUIRE(run.proposed == expected);
    }
    std::string person_number() const { return std::to_string(person); }
};

}  // namespace

TEST_CASE(
    "R36: only leaders and the data protection officer see what is due, and leaders approve") {
    Retention world;
    world.propose();
    Site& site = world.site;
    for (const char* path :
         {"/sletning", "/sletning/1", "/sletning/bero", "/sletning/attester", "/sletning/arkiv"})
        site.check_all_roles(Method::get, path, Permission::see_erasures);
    site.check_all_roles(Method::get, "/sletning/bero/ny", Permission::approve_erasures);
    site.check_all_roles(Method::post, "/sletning/1/godkend", Permission::approve_erasures);
    site.check_all_roles(Method::post, "/sletning/bero/ny", Permission::approve_erasures);
    site.check_all_roles(Method::post, "/sletning/bero/1/ophaev", Permission::approve_erasures);
    site.check_all_roles(Method::post, "/sletning/arkiv/1/modtaget", Permission::approve_erasures);
    Site::Client officer = site.client_as(Role::data_protection_officer);
    const auto shown = site.get_page(officer, "/sletning/1");
    CHECK_FALSE(has(shown.body, "Slet for altid"));
    CHECK(site.failures().empty());
}

TEST_CASE("R36: a proposal says why and until when, and names nobody; the approval is certified") {
    Retention world;
    Site& site = world.site;
    {
        Site::Client early = site.client_as(Role::leader);
        CHECK(has(site.get_page(early, "/sletning").body, "Der er ingen forslag om sletning."));
    }
    world.propose();
    Site::Client leader = site.client_as(Role::leader);
    const auto list = site.get_page(leader, "/sletning");
    CHECK(has(list.body, "Person nr. " + world.person_number()));
    CHECK(has(list.body, "Klasse concern_without_case"));
    CHECK(has(list.body, "27.03.00"));
    const auto shown = site.get_page(leader, "/sletning/1");
    CHECK(has(shown.body, "Registreret eller afgjort, 12. november 2024"));
    CHECK(has(shown.body, "12. november 2025"));
    CHECK_FALSE(has(list.body + shown.body, "Kanariefugl"));

    // Without the cross nothing happens.
    const auto again = site.post(leader, "/sletning/1/godkend");
    CHECK(again.status == 422);
    CHECK(has(again.body, "Sæt kryds, hvis der skal slettes."));
    const auto done = site.post(leader, "/sletning/1/godkend", {{"forstaaet", "ja"}});
    CHECK(done.status == 303);
    CHECK(done.header("location") == "/sletning/attester/1?besked=slettet");
    const auto certificate = site.get_page(leader, "/sletning/attester/1");
    CHECK(has(certificate.body, "Attest nr. 1 for sletning"));
    CHECK(has(certificate.body, "4. februar 2026"));
    CHECK(has(certificate.body, "person:"));
    CHECK_FALSE(has(certificate.body, "Kanariefugl"));
    CHECK(has(site.get_page(leader, "/sletning/attester").body, "Attest nr. 1"));
    CHECK(site.post(leader, "/sletning/1/godkend", {{"forstaaet", "ja"}}).status == 404);
    CHECK(leader.get("/sletning/1").status == 404);
    CHECK(leader.get("/sletning/attester/2").status == 404);
    for (const std::string& subject : world.keys->subjects())
        CHECK_FALSE(subject.starts_with("person:"));
    store::ReadTransaction reading = site.database().read();
    CHECK(trail::lines(reading, {.subject_kind = "person", .action = "erase"}).size() == 1);
    CHECK(site.failures().empty());
}

TEST_CASE("R36: a group that nobody belongs to is proposed, approved and certified by its number") {
    Retention world;
    Site& site = world.site;
    {
        store::WriteTransaction writing = site.database().write();
        writing.execute(
            "insert into youth_group (subject, version, controller_cvr, name, description, "
            "registered_on, registered_by) values ($1, 1, $2, x'00', x'00', '2024-11-12', 1)",
            world.keys->create("group").value(), access::testing::town);
        writing.commit();
    }
    world.propose(2);
    Site::Client leader = site.client_as(Role::leader);
    CHECK(has(site.get_page(leader, "/sletning").body, "Gruppe nr. 1"));
    const auto shown = site.get_page(leader, "/sletning/2");
    CHECK(has(shown.body, "Alt om familien eller gruppen slettes for altid"));
    CHECK(has(shown.body, "Ingen hørte længere til"));
    CHECK_FALSE(has(shown.body, "Sæt i bero"));
    REQUIRE(site.post(leader, "/sletning/2/godkend", {{"forstaaet", "ja"}}).status == 303);
    CHECK(has(site.get_page(leader, "/sletning/attester/1").body, "Grupper"));
    CHECK(leader.get("/sletning/2").status == 404);
    CHECK(site.failures().empty());
}

TEST_CASE("R36: a hold is put with its reason, stops the erasure, and is taken back with one") {
    Retention world;
    world.propose();
    Site& site = world.site;
    Site::Client leader = site.client_as(Role::leader);
    site.get_page(leader, "/sletning/bero/ny?person=1");
    const Site::Fields nothing = {{"person", ""}, {"begrundelse", ""}};
    const auto missing = site.post(leader, "/sletning/bero/ny", nothing);
    CHECK(missing.status == 422);
    CHECK(has(missing.body, "Skriv personens nummer."));
    CHECK(has(missing.body, "Skriv begrundelsen."));
    // Nobody with that number: what an unknown address gets.
    CHECK(site.post(leader, "/sletning/bero/ny", {{"person", "999"}, {"begrundelse", "Klage"}})
              .status == 404);
    const Site::Fields put = {{"person", world.person_number()},
                              {"begrundelse", "Klagesag om tilbageholdt attest"}};
    const auto held = site.post(leader, "/sletning/bero/ny", put);
    CHECK(held.status == 303);
    CHECK(has(site.post(leader, "/sletning/bero/ny", put).body,
              "Sletningen er allerede sat i bero."));
    const std::string sentence =
        "Sletningen er sat i bero. Den, der satte den i bero, kan ophæve det.";
    CHECK(has(site.get_page(leader, "/sletning/1").body, sentence));
    const auto refused = site.post(leader, "/sletning/1/godkend", {{"forstaaet", "ja"}});
    CHECK(refused.status == 403);
    CHECK(has(refused.body, sentence));

    CHECK(has(site.get_page(leader, "/sletning/bero").body, "Sat i bero"));
    const auto hold = site.get_page(leader, "/sletning/bero/1");
    CHECK(has(hold.body, "Klagesag om tilbageholdt attest"));
    CHECK(site.post(leader, "/sletning/bero/1/ophaev", {{"begrundelse", ""}}).status == 422);
    CHECK(site.post(leader, "/sletning/bero/1/ophaev", {{"begrundelse", "Sagen er slut"}}).status ==
          303);
    CHECK(has(site.get_page(leader, "/sletning/bero/1").body, "Sagen er slut"));
    CHECK(site.post(leader, "/sletning/bero/1/ophaev", {{"begrundelse", "Igen"}}).status == 404);
    CHECK(site.post(leader, "/sletning/1/godkend", {{"forstaaet", "ja"}}).status == 303);
    CHECK(leader.get("/sletning/bero/2").status == 404);
    CHECK(site.failures().empty());
}

TEST_CASE("R36: a leader writes down that the archive has a package, once") {
    Retention world;
    Site& site = world.site;
    Site::Client leader = site.client_as(Role::leader);
    CHECK(has(site.get_page(leader, "/sletning/arkiv").body, "Der er ingen afleveringer."));
    {
        store::WriteTransaction writing = site.database().write();
        writing.execute(
            "insert into archive_delivery (package, made_at, made_by) values "
            "('AVID.TRY.1.1', '2024-11-11T10:00:00.000Z', 1), "
            "('incomplete:AVID.TRY.1.2:2', '2024-11-11T10:00:00.000Z', 1)");
        writing.commit();
    }
    const auto shown = site.get_page(leader, "/sletning/arkiv");
    CHECK(has(shown.body, "AVID.TRY.1.1"));
    CHECK(has(shown.body, "Afbrudt"));
    CHECK(site.post(leader, "/sletning/arkiv/2/modtaget").status == 404);
    CHECK(site.post(leader, "/sletning/arkiv/1/modtaget").status == 303);
    CHECK(has(site.get_page(leader, "/sletning/arkiv").body, "Modtaget"));
    CHECK(site.post(leader, "/sletning/arkiv/1/modtaget").status == 404);
    store::ReadTransaction reading = site.database().read();
    CHECK(trail::lines(reading, {.subject_kind = "archive_delivery"}).size() == 1);
    CHECK(site.failures().empty());
}
