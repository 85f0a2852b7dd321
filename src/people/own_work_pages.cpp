#include "people/own_work_pages.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "access/relation_facts.h"
#include "history/record_change.h"
#include "people/duty_store.h"
#include "people/merge_store.h"
#include "people/page_handler.h"
#include "people/person_store.h"
#include "people/warrant_pages.h"
#include "web/components/button.h"
#include "web/components/heading.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"

namespace people {
namespace {

using access::OwnWork;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;

using Names = std::map<std::pair<Purpose, PersonId>, std::string>;

constexpr int persons_on_page = 10;
constexpr std::size_t duties_on_page = 20;
// More than anyone can work with; the list of duties looks no further.
constexpr int own_persons_max = 500;

struct OwnPerson {
    PersonId id;
    Purpose purpose = Purpose::support;
    base::Date since{};
};

// Records that were merged into one are one person here.
std::vector<OwnPerson> own_persons(store::Connection& connection,
                                   const std::vector<OwnWork>& work) {
    std::vector<OwnPerson> persons;
    std::set<std::pair<Purpose, PersonId>> seen;
    for (const OwnWork& own : work) {
        const PersonId id = standing_record(connection, {own.subject.id});
        if (seen.emplace(own.purpose, id).second) persons.push_back({id, own.purpose, own.since});
    }
    return persons;
}

// A warrant for each, asked for with the purpose of the work.
base::Result<Names> names_of(const Visit& visit, const Registry& registry,
                             const std::vector<OwnPerson>& persons) {
    std::map<Purpose, std::vector<PersonId>> by_purpose;
    for (const OwnPerson& own : persons) by_purpose[own.purpose].push_back(own.id);
    Names names;
    const access::Actor actor = registry.actor(visit);
    for (const auto& [purpose, ids] : by_purpose) {
        const auto warrants = registry.office.for_list(
            actor, question_for(visit, purpose, access::Action::read), ids, visit.now);
        if (!warrants) return warrants.error();
        store::ReadTransaction reading = visit.services.database.read();
        for (const auto& warrant : *warrants)
            if (const auto person = find_person(reading, registry.vault, warrant, visit.now))
                names[{purpose, person->id}] = person->name();
    }
    return names;
}

web::Html own_table(const Visit& visit, const std::vector<OwnPerson>& persons, const Names& names) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Personer, du arbejder med, de senest tilknyttede øverst"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Formål")},
                     {.heading = language.say("Tilknyttet")}},
         .empty_text = language.say("Du er ikke tilknyttet nogen personer."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const OwnPerson& own : persons) {
        const auto name = names.find({own.purpose, own.id});
        if (name == names.end()) continue;
        table.row(web::link(person_path(own.id, own.purpose), name->second),
                  language.say(access::purpose_name(own.purpose)), language.short_date(own.since));
    }
    return table.finish();
}

struct OwnDuty {
    OwnPerson person;
    base::Date due_on{};
};

std::vector<OwnDuty> own_duties(const Visit& visit, const Registry& registry) {
    const access::Actor actor = registry.actor(visit);
    store::ReadTransaction reading = visit.services.database.read();
    const auto work = access::own_work(reading, actor, access::SubjectKind::person, visit.today(),
                                       0, own_persons_max);
    std::map<PersonId, OwnPerson> persons;
    std::vector<PersonId> ids;
    for (const OwnPerson& own : own_persons(reading, work))
        if (persons.emplace(own.id, own).second) ids.push_back(own.id);
    std::vector<OwnDuty> duties;
    for (const OpenDuty& duty : open_duties(reading, ids))
        duties.push_back({persons.at(duty.person), duty.due_on});
    return duties;
}

web::Html duty_table(const Visit& visit, const std::vector<OwnDuty>& duties, const Names& names) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Hvem der skal orienteres, den nærmeste frist øverst"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Senest")},
                     {.heading = language.say("Status")}},
         .empty_text = language.say("Der er ingen, du mangler at orientere."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const OwnDuty& duty : duties) {
        const auto name = names.find({duty.person.purpose, duty.person.id});
        if (name == names.end()) continue;
        const bool is_late = duty.due_on < visit.today();
        table.row(web::link(person_path(duty.person.id, duty.person.purpose), name->second),
                  language.short_date(duty.due_on),
                  is_late ? web::status_tag(web::StatusKind::attention,
                                            language.say("Fristen er overskredet"))
                          : web::status_tag(web::StatusKind::ongoing, language.say("Mangler")));
    }
    return table.finish();
}

web::Response duties_page(const Visit& visit, const Registry& registry) {
    const web::Language& language = visit.language;
    const std::vector<OwnDuty> all = own_duties(visit, registry);
    const std::size_t pages =
        std::max<std::size_t>(1, (all.size() + duties_on_page - 1) / duties_on_page);
    const auto wanted =
        static_cast<std::size_t>(history::number_of(visit.request.query.value("side")));
    const std::size_t page = std::clamp<std::size_t>(wanted, 1, pages);
    std::vector<OwnDuty> shown;
    std::vector<OwnPerson> persons;
    const std::size_t end = std::min(all.size(), page * duties_on_page);
    for (std::size_t i = (page - 1) * duties_on_page; i < end; ++i) {
        shown.push_back(all[i]);
        persons.push_back(all[i].person);
    }
    const auto names = names_of(visit, registry, persons);
    if (!names) return refusal_page(visit, registry, names.error());
    web::Html content = web::paragraphs(
        language.say("Den, der er registreret, skal have det at vide inden en måned. Opgaven "
                     "afsluttes på personens side: orienteret, eller undtaget med en grund."));
    content.add(
        duty_table(visit, shown, *names),
        web::pagination(
            {.current = static_cast<int>(page),
             .total = static_cast<int>(pages),
             .address_of =
                 [](int number) { return "/personer/orientering?side=" + std::to_string(number); }},
            language));
    return visit.page(language.say("Oplysningspligt"), content,
                      {.breadcrumb = {{std::string(language.say("Personer")), "/personer"}}});
}

}  // namespace

base::Result<web::Html> own_persons_section(const Visit& visit, const Registry& registry) {
    const web::Language& language = visit.language;
    const std::int64_t before = history::number_of(visit.request.query.value("foer"));
    std::vector<OwnWork> work;
    std::vector<OwnPerson> persons;
    bool has_more = false;
    const access::Actor actor = registry.actor(visit);
    {
        store::ReadTransaction reading = visit.services.database.read();
        work = access::own_work(reading, actor, access::SubjectKind::person, visit.today(),
                                std::max<std::int64_t>(before, 0), persons_on_page + 1);
        has_more = work.size() > persons_on_page;
        if (has_more) work.pop_back();
        persons = own_persons(reading, work);
    }
    const auto names = names_of(visit, registry, persons);
    if (!names) return names.error();
    web::PreviousNext pages;
    if (before > 0) pages.previous = "/personer";
    if (has_more) pages.next = "/personer?foer=" + std::to_string(work.back().assignment_id);
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Dine personer"));
    section.add(own_table(visit, persons, *names), web::previous_next(pages, language));
    return section;
}

void add_own_work_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/personer/orientering", Permission::change_persons,
               page_with(registry, duties_page));
}

}  // namespace people
