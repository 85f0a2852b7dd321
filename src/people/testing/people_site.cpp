#include "people/testing/people_site.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "access/assignment_store.h"
#include "access/relation_facts.h"
#include "access/testing/policy_world.h"
#include "organisation/agency_store.h"
#include "people/circle_pages.h"
#include "people/consent_pages.h"
#include "people/duplicate_pages.h"
#include "people/own_work_pages.h"
#include "people/person_pages.h"
#include "people/relation_pages.h"
#include "people/subject_fact_store.h"

namespace people::testing {
namespace {

access::Actor actor_of(const access::Visit& visit) {
    const std::int64_t account = visit.user().account_id;
    const auto& roles = visit.user().roles;
    const bool is_partner =
        std::find(roles.begin(), roles.end(), access::Role::partner) != roles.end();
    access::Actor actor = is_partner ? access::testing::police_officer(
                                           "ssp_now", organisation::ForumKind::ssp, account)
                                     : access::testing::town_worker(account);
    if (std::find(roles.begin(), roles.end(), access::Role::leader) != roles.end())
        actor.units_led = {"family_unit"};
    for (organisation::Seat& seat : actor.seats) seat.validity = {};
    actor.roles = visit.user().roles;
    actor.permissions = visit.user().permissions;
    return actor;
}

std::string kind_in(const std::string& path) {
    if (path.starts_with("/familier")) return "family";
    return path.starts_with("/grupper") ? "group" : "person";
}

std::int64_t id_in(const std::string& path) {
    return std::stoll(number_in(path));
}

std::string without_query(const std::string& location) {
    return location.substr(0, location.find('?'));
}

}  // namespace

PeopleSite::PeopleSite()
    : site([this](access::Routes& routes) { add_routes(routes); }),
      worker(site.client_as(access::Role::worker)),
      coordinator(site.client_as(access::Role::coordinator)),
      leader(site.client_as(access::Role::leader)) {
    store::WriteTransaction writing = site.database().write();
    organisation::put_agency(writing, {.cvr = std::string(access::testing::town),
                                       .name = "Prøvekøbing Kommune",
                                       .kind = organisation::AgencyKind::municipality});
    writing.commit();
}

void PeopleSite::add_routes(access::Routes& routes) {
    const auto& folder = routes.services().working_directory;
    keys = vault::Vault::open({folder / "person.keys", {{}, folder / "master.key"}}).value();
    auto law = std::make_shared<const access::Law>(access::testing::small_law());
    office = std::make_unique<access::WarrantOffice>(
        routes.services().database, [law] { return law; },
        std::vector<access::FactSource>{subject_facts(*keys), access::relation_facts(), told()});
    registry.reset(new Registry{*keys, *office, actor_of});
    add_person_routes(routes, *registry);
    add_consent_routes(routes, *registry);
    add_relation_routes(routes, *registry);
    add_circle_routes(routes, *registry);
    add_own_work_routes(routes, *registry);
    add_duplicate_routes(routes, *registry);
}

access::FactSource PeopleSite::told() {
    return [this](store::Connection&, const access::Actor&, const access::Question&,
                  access::SubjectFacts& facts) {
        const std::scoped_lock lock(mutex_);
        if (facts.subject.kind != access::SubjectKind::person ||
            !told_police_.contains(facts.subject.id))
            return;
        auto fact = access::testing::disclosure_to(access::testing::police, "ssp_now",
                                                   organisation::ForumKind::ssp);
        fact.shared_on = base::date_of(2024, 11, 1);
        facts.disclosures.push_back(std::move(fact));
    };
}

void PeopleSite::tell_police(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    told_police_.insert(id_in(path));
}

std::string PeopleSite::add_person(Site::Client& client, const std::string& given,
                                   const std::string& family, const Fields& more) {
    Fields fields{{"formaal", "support"},
                  {"given_names", given},
                  {"family_name", family},
                  {"besluttet", "1"}};
    fields.insert(fields.end(), more.begin(), more.end());
    const auto sent = site.post(client, "/personer/ny", fields);
    REQUIRE(sent.status == 303);
    return without_query(sent.header("location"));
}

std::string PeopleSite::add_circle(Site::Client& client, const std::string& kind,
                                   const std::string& name) {
    const auto sent =
        site.post(client, kind + "/ny",
                  {{"formaal", "support"}, {"name", name}, {"description", "Mødes ved hallen"}});
    REQUIRE(sent.status == 303);
    return without_query(sent.header("location"));
}

void PeopleSite::assign(access::Role role, const std::string& path, const std::string& unit) {
    store::WriteTransaction writing = site.database().write();
    writing.execute(
        "insert into assignment (subject_kind, subject_id, account_id, part, purpose, agency_cvr, "
        "unit_key, valid_from, assigned_by) "
        "values ($1, $2, $3, 'responsible', 'support', $4, $5, '2024-01-01', $3)",
        kind_in(path), id_in(path), site.account_id(role), access::testing::town, unit);
    writing.commit();
}

void PeopleSite::unassign(access::Role role, const std::string& path) {
    store::WriteTransaction writing = site.database().write();
    writing.execute(
        "delete from assignment where subject_kind = $1 and subject_id = $2 and "
        "account_id = $3",
        kind_in(path), id_in(path), site.account_id(role));
    writing.commit();
}

std::string PeopleSite::shown(Site::Client& client, const std::string& path) {
    return site.get_page(client, path + "?formaal=support").body;
}

PeopleSite::Site::Response PeopleSite::post(Site::Client& client, const std::string& path,
                                            Fields fields) {
    fields.emplace_back("formaal", "support");
    return site.post(client, path, std::move(fields));
}

std::vector<trail::StoredLine> PeopleSite::lines() {
    store::ReadTransaction reading = site.database().read();
    return trail::lines(reading, {});
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string number_in(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace people::testing
