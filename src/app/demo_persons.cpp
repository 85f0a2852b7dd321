#include "app/demo_persons.h"

#include <array>
#include <string>
#include <string_view>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/assignment_store.h"
#include "organisation/agency_store.h"
#include "people/person_store.h"
#include "web/language.h"

namespace app {
namespace {

struct InventedPerson {
    std::string_view given_names;
    std::string_view family_name;
    std::string_view number;  // a replacement number: 60 is added to the day
    people::Sex sex;
    std::string_view street;
    bool address_protected;
};

constexpr std::array invented_persons{
    InventedPerson{"Alma", "Nørregård", "640309-4210", people::Sex::female, "Opdigtet Allé 3",
                   false},
    InventedPerson{"Yusuf", "Hellested", "710808-4633", people::Sex::male, "Opdigtet Allé 17",
                   false},
    InventedPerson{"Sigrid", "Aagaard", "881110-4154", people::Sex::female, "Tænkt Stræde 8", true},
    InventedPerson{"Bilal", "Tranekær", "620207-4917", people::Sex::male, "Tænkt Stræde 21", false},
    InventedPerson{"Clara-Marie", "Østervang", "751211-4302", people::Sex::female, "Påfundsvej 5",
                   false},
    InventedPerson{"Noah", "Rosenlund", "690609-4771", people::Sex::male, "Påfundsvej 40", false},
    InventedPerson{"Freja", "Kjeldgaard", "830506-4246", people::Sex::female, "Drømmeager 2",
                   false},
    InventedPerson{"Elias", "Sandmark", "770108-4519", people::Sex::male, "Drømmeager 9", false},
};

people::PersonDetails details_of(const InventedPerson& person) {
    people::PersonDetails details;
    details.given_names = person.given_names;
    details.family_name = person.family_name;
    details.cpr = people::CprNumber::parse(person.number).value();
    details.sex = person.sex;
    details.address = {std::string(person.street), "2635", "Ishøj", ""};
    details.address_protected = person.address_protected;
    return details;
}

}  // namespace

access::Actor demo_actor(store::Connection& connection, std::int64_t account_id,
                         base::Instant now) {
    const access::Account account = access::find_account(connection, account_id).value();
    access::Visitor visitor;
    visitor.account_id = account.id;
    visitor.staff_member_id = account.staff_member_id;
    visitor.roles = account.roles;
    visitor.permissions = access::permissions_of(account.roles);
    visitor.assurance = access::AssuranceLevel::substantial;
    return access::actor_of(connection, visitor, web::to_local(now).date, now);
}

base::Result<access::PersonId> add_demo_person(store::Database& database, PersonServices& services,
                                               const DemoPerson& person, base::Instant now) {
    const base::Date today = web::to_local(now).date;
    const auto subject = services.vault().create("person");
    if (!subject) return subject.error();
    store::WriteTransaction writing = database.write();
    const access::Actor actor = demo_actor(writing, person.account_id, now);
    access::Question question;
    question.purpose = person.purpose;
    question.action = access::Action::create;
    question.classes = {access::DataClass::personal, access::DataClass::cpr};
    question.reference = "demo";
    const access::PersonId id =
        people::add_person(writing, *subject, actor.agency_cvr, person.account_id, today);
    const auto warrant = services.office().for_creating(writing, actor, question, id, now);
    if (!warrant) return warrant.error();
    auto filled =
        people::fill_person(writing, services.vault(), *warrant, person.details, {now, today});
    if (!filled) return filled.error();
    std::vector<access::Purpose> purposes{person.purpose};
    if (person.has_asked_for_access) purposes.push_back(access::Purpose::subject_access);
    for (const access::Purpose purpose : purposes) {
        const auto assigned = access::add_assignment(writing, *warrant,
                                                     {.id = 0,
                                                      .account_id = person.account_id,
                                                      .part = access::Part::responsible,
                                                      .purpose = purpose,
                                                      .unit_key = {},
                                                      .validity = {today, {}},
                                                      .assigned_by = person.account_id},
                                                     now);
        if (!assigned) return assigned.error();
    }
    writing.commit();
    return id;
}

void make_demo_agencies(store::WriteTransaction& writing) {
    using organisation::AgencyKind;
    using organisation::ForumKind;
    // The municipality's own number is public; the others' are invented.
    const organisation::Agency agencies[] = {
        {.cvr = "11931316", .name = "Ishøj Kommune", .kind = AgencyKind::municipality},
        {.cvr = "99000001", .name = "Opdigtet Politikreds", .kind = AgencyKind::police},
        {.cvr = "99000002", .name = "Opdigtet Psykiatrisk Center", .kind = AgencyKind::psychiatry},
        {.cvr = "99000003", .name = "Opdigtet Kriminalforsorg", .kind = AgencyKind::prison_service},
        {.cvr = "99000004", .name = "Opdigtet Skole", .kind = AgencyKind::school},
        {.cvr = "99000005",
         .name = "Opdigtet Boligforening",
         .kind = AgencyKind::housing_association},
        {.cvr = "99000006",
         .name = "Opdigtet Værested",
         .kind = AgencyKind::self_governing_institution,
         .area = organisation::InstitutionArea::social,
         .public_task = organisation::PublicTask::yes}};
    for (const organisation::Agency& agency : agencies) organisation::put_agency(writing, agency);
    const organisation::Forum forums[] = {
        {.key = "ssp_now", .name_da = "SSP-nu", .name_en = "SSP now", .kind = ForumKind::ssp},
        {.key = "psp", .name_da = "PSP", .name_en = "PSP", .kind = ForumKind::psp},
        {.key = "ksp", .name_da = "KSP", .name_en = "KSP", .kind = ForumKind::ksp},
        {.key = "local_council",
         .name_da = "Lokalrådet",
         .name_en = "Local council",
         .kind = ForumKind::general}};
    for (const organisation::Forum& forum : forums) organisation::put_forum(writing, forum);
}

base::Result<void> make_demo_persons(store::Database& database, PersonServices& services,
                                     const std::vector<std::int64_t>& account_ids,
                                     base::Instant now) {
    std::size_t turn = 0;
    for (const InventedPerson& person : invented_persons) {
        const std::int64_t account_id = account_ids.at(turn++ % account_ids.size());
        const auto added = add_demo_person(database, services,
                                           {.details = details_of(person),
                                            .account_id = account_id,
                                            .purpose = access::Purpose::support,
                                            .has_asked_for_access = turn == 1},
                                           now);
        if (!added) return added.error();
    }
    return {};
}

}  // namespace app
