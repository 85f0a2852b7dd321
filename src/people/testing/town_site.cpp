#include "people/testing/town_site.h"

#include <doctest/doctest.h>

#include "access/actor_store.h"
#include "access/assignment_store.h"
#include "access/law_file.h"
#include "access/relation_facts.h"
#include "access/rule.h"
#include "organisation/agency_store.h"
#include "organisation/organisation_store.h"
#include "people/assignment_pages.h"
#include "people/break_glass_pages.h"
#include "people/consent_pages.h"
#include "people/duplicate_pages.h"
#include "people/moving_pages.h"
#include "people/note_pages.h"
#include "people/person_pages.h"
#include "people/received_pages.h"
#include "people/sharing_pages.h"
#include "people/staff_relative_pages.h"
#include "web/html.h"

namespace people::testing {
namespace {

using access::Role;
using organisation::AgencyKind;
using organisation::ForumKind;

access::Actor actor_of(const access::Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    access::Actor actor = access::actor_of(reading, visit.user(), visit.today(), visit.now);
    actor.assurance = access::AssuranceLevel::substantial;
    return actor;
}

std::string with_purpose(const std::string& path, const std::string& purpose) {
    return path + "?formaal=" + purpose;
}

}  // namespace

TownSite::TownSite() {
    make_town();
}

void TownSite::add_routes(access::Routes& routes) {
    const auto& folder = routes.services().working_directory;
    keys_ = vault::Vault::open({folder / "person.keys", {{}, folder / "master.key"}}).value();
    law_ = std::make_shared<const access::Law>(access::read_law(access::built_in_law_files()).law);
    office_ = std::make_unique<access::WarrantOffice>(
        routes.services().database, [this] { return law_; },
        std::vector<access::FactSource>{subject_facts(*keys_), access::relation_facts()});
    registry_.reset(new Registry{*keys_, *office_, actor_of, [this](std::string_view line) {
                                     const std::scoped_lock lock(mutex_);
                                     alarms_.emplace_back(line);
                                 }});
    add_person_routes(routes, *registry_);
    add_consent_routes(routes, *registry_);
    add_note_routes(routes, *registry_);
    add_sharing_routes(routes, *registry_);
    add_assignment_routes(routes, *registry_);
    add_received_routes(routes, *registry_);
    add_break_glass_routes(routes, *registry_);
    add_duplicate_routes(routes, *registry_);
    add_moving_routes(routes, *registry_);
    add_staff_relative_routes(routes, *registry_);
}

void TownSite::make_town() {
    store::WriteTransaction writing = site.database().write();
    const auto agency = [&](std::string_view cvr, const char* name, AgencyKind kind) {
        organisation::put_agency(writing, {std::string(cvr), name, kind});
    };
    agency(town, "Prøvekøbing Kommune", AgencyKind::municipality);
    agency(police, "Prøveegnens Politi", AgencyKind::police);
    agency(psychiatry, "Prøvepsykiatrien", AgencyKind::psychiatry);
    agency(prisons, "Prøvefængslet", AgencyKind::prison_service);
    agency(housing, "Prøveboliger", AgencyKind::housing_association);
    const auto forum = [&](const char* key, const char* name, ForumKind kind) {
        organisation::put_forum(writing, {key, name, "", kind, {}});
    };
    forum("ssp_now", "SSP-nu", ForumKind::ssp);
    forum("psp", "PSP", ForumKind::psp);
    forum("ksp", "KSP", ForumKind::ksp);
    forum("exit", "Exit", ForumKind::exit_unit);
    access::set_agency(writing, site.account_id(Role::partner), police);
    writing.commit();
    add_seat(Role::partner, police, "ssp_now");
}

void TownSite::add_seat(Role role, std::string_view agency, const std::string& forum) {
    store::WriteTransaction writing = site.database().write();
    organisation::Seat seat;
    seat.forum_key = forum;
    seat.agency_cvr = agency;
    seat.staff_member_id =
        writing.integer("select staff_member_id from account where id = $1", site.account_id(role))
            .value();
    seat.validity.from = base::date_of(2024, 1, 1);
    organisation::add_seat(writing, seat);
    writing.commit();
}

void TownSite::lead(const std::string& unit) {
    store::WriteTransaction writing = site.database().write();
    organisation::put_unit(writing, {unit, unit, unit, "team", "", "", {}});
    const auto member = writing.integer("select staff_member_id from account where id = $1",
                                        site.account_id(Role::leader));
    organisation::add_unit_leader(writing, unit, member.value(), {base::date_of(2024, 1, 1), {}});
    writing.execute("update assignment set unit_key = $1", unit);
    writing.commit();
}

void TownSite::end_seats(Role role) {
    store::WriteTransaction writing = site.database().write();
    writing.execute(
        "update seat set valid_to = '2024-02-01' where staff_member_id = "
        "(select staff_member_id from account where id = $1)",
        site.account_id(role));
    writing.commit();
}

void TownSite::move_partner(std::string_view agency, const std::string& forum) {
    {
        store::WriteTransaction writing = site.database().write();
        access::set_agency(writing, site.account_id(Role::partner), agency);
        writing.commit();
    }
    add_seat(Role::partner, agency, forum);
}

std::string TownSite::add_person(Client& client, const std::string& purpose, const std::string& cpr,
                                 const std::string& family_name) {
    const auto sent = site.post(client, "/personer/ny",
                                {{"formaal", purpose},
                                 {"given_names", "Anna"},
                                 {"family_name", family_name},
                                 {"cpr", cpr},
                                 {"street", "Ågade 3"},
                                 {"postal_code", "2635"},
                                 {"town", "Ishøj"},
                                 {"sex", "female"},
                                 {"besluttet", "1"}});
    REQUIRE(sent.status == 303);
    const std::string location = sent.header("location");
    return location.substr(0, location.find('?'));
}

void TownSite::assign(Client& client, const std::string& person, Role role,
                      const std::string& purpose, const std::string& part) {
    const auto sent = site.post(client, person + "/tildelinger",
                                {{"formaal", "support"},
                                 {"colleague", std::to_string(site.account_id(role))},
                                 {"part", part},
                                 {"purpose", purpose},
                                 {"from", "2024-11-12"}});
    REQUIRE(sent.status == 303);
}

std::string TownSite::add_note(Client& client, const std::string& person,
                               const std::string& purpose, const std::string& text,
                               const std::string& data_class, const std::string& offence) {
    const auto sent = site.post(client, person + "/oplysninger/ny",
                                {{"formaal", purpose},
                                 {"text", text},
                                 {"data_class", data_class},
                                 {"offence", offence},
                                 {"noted_on", "2024-11-10"}});
    REQUIRE(sent.status == 303);
    return person + "/oplysninger/" + std::to_string(count("select max(id) from note"));
}

TownSite::Fields TownSite::share_fields(std::string_view receiver, const std::string& forum,
                                        const std::string& basis) {
    return {{"receiver", std::string(receiver)},
            {"forum", forum},
            {"basis", basis},
            {"necessity", "Politiet skal kunne støtte den aftale, som familien har lavet."}};
}

TownSite::Response TownSite::share(Client& client, const std::string& note,
                                   const std::string& purpose, const Fields& fields) {
    return site.post(client, with_purpose(note + "/del", purpose), fields);
}

TownSite::Response TownSite::decline(Client& client, const std::string& note,
                                     const std::string& purpose, std::string_view receiver,
                                     const std::string& forum) {
    return site.post(client, with_purpose(note + "/deles-ikke", purpose),
                     {{"receiver", std::string(receiver)}, {"forum", forum}});
}

std::int64_t TownSite::count(const std::string& sql) {
    store::ReadTransaction reading = site.database().read();
    return reading.integer(sql).value();
}

std::vector<trail::StoredLine> TownSite::lines() {
    store::ReadTransaction reading = site.database().read();
    return trail::lines(reading, {});
}

std::vector<std::string> TownSite::alarms() {
    const std::scoped_lock lock(mutex_);
    return alarms_;
}

bool has(const access::testing::Site::Response& response, std::string_view part) {
    return response.body.find(part) != std::string::npos;
}

std::string sentence(access::Rule rule) {
    return std::string(access::rule_sentence(rule));
}

}  // namespace people::testing
