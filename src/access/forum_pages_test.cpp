#include "access/forum_pages.h"

#include <doctest/doctest.h>

#include <memory>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/agency_form.h"
#include "access/agency_pages.h"
#include "access/law_file.h"
#include "access/rule.h"
#include "access/testing/site.h"
#include "organisation/agency_store.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::Method;

namespace {

bool has(const Site::Response& response, std::string_view part) {
    return response.body.find(part) != std::string::npos;
}

struct Town {
    access::LawPointer law =
        std::make_shared<const access::Law>(access::read_law(access::built_in_law_files()).law);
    std::unique_ptr<access::WarrantOffice> office;
    Site site{[this](access::Routes& routes) {
        office = std::make_unique<access::WarrantOffice>(
            routes.services().database, [this] { return law; }, std::vector<access::FactSource>{});
        access::add_agency_routes(routes);
        access::add_forum_routes(routes, *office);
    }};
    Site::Client coordinator = site.client_as(Role::coordinator);
    Site::Client administrator = site.client_as(Role::administrator);

    Town() {
        store::WriteTransaction writing = site.database().write();
        organisation::put_agency(writing, {"11111111", "Prøvekøbing Kommune"});
        organisation::put_agency(
            writing, {"22222222", "Prøveegnens Politi", organisation::AgencyKind::police});
        organisation::put_agency(
            writing, {"55555555", "Prøveboliger", organisation::AgencyKind::housing_association});
        organisation::put_forum(writing, {"ssp_now", "SSP-nu", "", organisation::ForumKind::ssp});
        access::set_agency(writing, site.account_id(Role::partner), "22222222");
        writing.commit();
    }
    Site::Fields agency() const {
        return {{"cvr", "66666666"}, {"navn", "Prøveskolen"}, {"slags", "school"}};
    }
    Site::Response seat(const std::string& agency_cvr, Role role) {
        return site.post(
            coordinator, "/samarbejdsfora/ssp_now/pladser",
            {{"myndighed", agency_cvr}, {"person", std::to_string(site.account_id(role))}});
    }
    std::int64_t seats() {
        store::ReadTransaction reading = site.database().read();
        return reading.integer("select count(*) from seat where valid_to is null").value();
    }
    access::Account account(Role role) {
        store::ReadTransaction reading = site.database().read();
        return access::find_account(reading, site.account_id(role)).value();
    }
};

Site::Fields with(Site::Fields fields, const std::string& name, const std::string& value) {
    for (auto& field : fields)
        if (field.first == name) {
            field.second = value;
            return fields;
        }
    fields.emplace_back(name, value);
    return fields;
}

}  // namespace

TEST_CASE("who keeps agencies and forums, and who doesn't") {
    Town town;
    for (const char* page :
         {"/myndigheder", "/myndigheder/ny", "/myndigheder/22222222/rediger", "/samarbejdsfora",
          "/samarbejdsfora/ny", "/samarbejdsfora/ssp_now", "/samarbejdsfora/ssp_now/rediger"})
        town.site.check_all_roles(Method::get, page, Permission::manage_forums);
    town.site.check_all_roles(Method::post, "/samarbejdsfora/ssp_now/pladser",
                              Permission::manage_forums);
    CHECK(town.coordinator.get("/myndigheder/99999999/rediger").status == 404);
    CHECK(town.coordinator.get("/samarbejdsfora/nowhere").status == 404);
    CHECK(town.site.failures().empty());
}

TEST_CASE("an agency is added, corrected and ended, and each step is in the trail") {
    Town town;
    Site& site = town.site;
    const auto before = site.trail_lines(trail::Action::create);
    CHECK(site.post(town.coordinator, "/myndigheder/ny", town.agency()).status == 303);
    CHECK(site.trail_lines(trail::Action::create) == before + 1);
    CHECK(has(site.get_page(town.coordinator, "/myndigheder"), "Prøveskolen"));
    const std::string path = "/myndigheder/66666666/rediger";
    CHECK(site.post(town.coordinator, path, with(town.agency(), "til", "2024-11-01")).status ==
          303);
    CHECK(has(site.get_page(town.coordinator, "/myndigheder"), "Deltager ikke"));
    CHECK(has(site.get_page(town.coordinator, path), "value=\"2024-11-01\""));
    const auto twice = site.post(town.coordinator, "/myndigheder/ny", town.agency());
    CHECK(twice.status == 422);
    CHECK(has(twice, "Myndigheden er allerede registreret."));
}

TEST_CASE("what is no agency is refused, with the form as it was") {
    Town town;
    Site& site = town.site;
    const auto post = [&](const Site::Fields& fields) {
        return site.post(town.coordinator, "/myndigheder/ny", fields);
    };
    const auto short_number = post(with(town.agency(), "cvr", "1234"));
    CHECK(short_number.status == 422);
    CHECK(has(short_number, "Et CVR-nummer har 8 cifre."));
    CHECK(has(short_number, "Prøveskolen"));
    CHECK(post(with(town.agency(), "navn", "")).status == 422);
    CHECK(post(with(town.agency(), "slags", "ministry")).status == 422);
    CHECK(has(post(with(town.agency(), "slags", "municipality")),
              "Kommunen er registreret: Prøvekøbing Kommune."));
    // The municipality stays one; and what an agency is doesn't change under its seats.
    const auto own = [&](const Site::Fields& fields) {
        return site.post(town.coordinator, "/myndigheder/11111111/rediger", fields);
    };
    CHECK(own({{"navn", "Prøvekøbing"}, {"slags", "police"}}).status == 422);
    CHECK(own({{"navn", "Prøvekøbing"}, {"slags", "municipality"}, {"til", "2024-12-01"}}).status ==
          422);
    CHECK(own({{"navn", "Prøvekøbing"}, {"slags", "municipality"}}).status == 303);
    CHECK(site.post(town.coordinator, "/myndigheder/22222222/rediger",
                    {{"navn", "Politiet"}, {"slags", "psychiatry"}})
              .status == 422);
}

TEST_CASE("a forum is added and corrected, and stays the kind it was") {
    Town town;
    Site& site = town.site;
    const auto made = site.post(town.coordinator, "/samarbejdsfora/ny",
                                {{"navn", "PSP nord"}, {"slags", "psp"}, {"fra", "2024-01-01"}});
    CHECK(made.status == 303);
    CHECK(made.header("location") == "/samarbejdsfora/psp_nord?besked=oprettet");
    CHECK(
        site.post(town.coordinator, "/samarbejdsfora/ny", {{"navn", "PSP Nord"}, {"slags", "psp"}})
            .status == 422);
    const std::string path = "/samarbejdsfora/psp_nord/rediger";
    const auto other_kind =
        site.post(town.coordinator, path, {{"navn", "PSP nord"}, {"slags", "ssp"}});
    CHECK(other_kind.status == 422);
    CHECK(has(other_kind, "Slagsen kan ikke ændres"));
    CHECK(site.post(town.coordinator, path, {{"navn", "PSP syd"}, {"slags", "psp"}}).status == 303);
    CHECK(has(site.get_page(town.coordinator, "/samarbejdsfora"), "PSP syd"));
}

TEST_CASE("R11: a seat only for agencies that may sit there, and for their own people") {
    Town town;
    const auto housing = town.seat("55555555", Role::worker);
    CHECK(housing.status == 403);
    CHECK(has(housing,
              "Denne institution kan ikke deltage i udveksling af personoplysninger efter "
              "retsplejeloven § 115, stk. 3."));
    const auto worker = town.seat("22222222", Role::worker);
    CHECK(worker.status == 422);
    CHECK(has(worker, "Medarbejderen hører ikke til myndigheden."));
    CHECK(town.seat("", Role::partner).status == 422);
    CHECK(town.seats() == 0);
    CHECK(town.seat("22222222", Role::partner).status == 303);
    CHECK(has(town.site.get_page(town.coordinator, "/samarbejdsfora/ssp_now"), "Pia Partner"));
    CHECK(has(town.seat("22222222", Role::partner), "Personen har allerede plads."));
    CHECK(town.seats() == 1);
    CHECK(town.site.post(town.coordinator, "/samarbejdsfora/ssp_now/pladser/1/afslut").status ==
          303);
    CHECK(town.seats() == 0);
    CHECK(town.site.post(town.coordinator, "/samarbejdsfora/ssp_now/pladser/1/afslut").status ==
          404);
}

TEST_CASE("an account belongs to an agency, and a partner to one that isn't the municipality") {
    Town town;
    Site& site = town.site;
    const access::Account partner = town.account(Role::partner);
    const std::string path = "/brugere/" + std::to_string(partner.id);
    CHECK(has(site.get_page(town.administrator, path), "Prøveegnens Politi"));
    const auto send = [&](const std::string& agency, const std::string& role) {
        return site.post(town.administrator, path,
                         {{"navn", partner.name}, {"rolle", role}, {"myndighed", agency}});
    };
    const auto nowhere = send("", "partner");
    CHECK(nowhere.status == 422);
    CHECK(has(nowhere, "Vælg den myndighed, samarbejdspartneren kommer fra."));
    CHECK(has(send("22222222", "worker"),
              "Brugere fra en anden myndighed er samarbejdspartnere og har ingen anden rolle."));
    CHECK(has(send("99999999", "partner"), "Myndigheden findes ikke."));
    CHECK(send("55555555", "partner").status == 303);
    store::ReadTransaction reading = site.database().read();
    CHECK(access::agency_of_account(reading, partner.id) == "55555555");
}

TEST_CASE("who leaves a partner for the municipality is its own again") {
    Town town;
    const access::Account partner = town.account(Role::partner);
    CHECK(town.site
              .post(town.administrator, "/brugere/" + std::to_string(partner.id),
                    {{"navn", partner.name}, {"rolle", "worker"}, {"myndighed", ""}})
              .status == 303);
    store::ReadTransaction reading = town.site.database().read();
    CHECK(access::agency_of_account(reading, partner.id) == "11111111");
}
