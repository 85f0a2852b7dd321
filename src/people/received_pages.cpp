#include "people/received_pages.h"

#include <algorithm>

#include "access/relation_facts.h"
#include "access/rule.h"
#include "history/record_change.h"
#include "organisation/agency_store.h"
#include "people/merge_store.h"
#include "people/person_store.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/card.h"
#include "web/components/pagination.h"
#include "web/components/table.h"

namespace people {
namespace {

using access::Action;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;

constexpr int persons_on_page = 25;

// A forum where the visitor sits today, and what its work is for.
struct OwnForum {
    organisation::Forum forum;
    Purpose purpose = Purpose::ssp;
};

std::optional<Purpose> purpose_of_forum(const access::Law& law, organisation::ForumKind forum,
                                        organisation::AgencyKind agency, base::Date today) {
    for (const Purpose purpose : access::all_purposes()) {
        const access::PurposeEntry* entry = law.purpose(purpose, today);
        if (entry && entry->forums.has(forum) && entry->agencies.has(agency)) return purpose;
    }
    return std::nullopt;
}

std::vector<OwnForum> own_forums(const Visit& visit, const Registry& registry,
                                 const access::Actor& actor) {
    std::vector<OwnForum> forums;
    const access::LawPointer law = registry.office.law();
    store::ReadTransaction reading = visit.services.database.read();
    for (const organisation::Forum& forum : organisation::all_forums(reading)) {
        const bool sits = std::any_of(
            actor.seats.begin(), actor.seats.end(), [&](const organisation::Seat& seat) {
                return seat.forum_key == forum.key && seat.agency_cvr == actor.agency_cvr &&
                       seat.validity.covers(visit.today());
            });
        const auto purpose = purpose_of_forum(*law, forum.kind, actor.agency_kind, visit.today());
        if (sits && purpose) forums.push_back({forum, *purpose});
    }
    return forums;
}

std::string name_of(const Visit& visit, const organisation::Forum& forum) {
    const bool english = visit.language.code() == web::LanguageCode::english;
    return english && !forum.name_en.empty() ? forum.name_en : forum.name_da;
}

std::string forum_path(const organisation::Forum& forum) {
    return web::address_with_query("/delt", {{"forum", forum.key}});
}

web::Response choose_forum(const Visit& visit, const std::vector<OwnForum>& forums) {
    const web::Language& language = visit.language;
    std::vector<web::Card> cards;
    for (const OwnForum& own : forums)
        cards.push_back({.heading = name_of(visit, own.forum),
                         .content = web::text(language.say(access::purpose_name(own.purpose))),
                         .href = forum_path(own.forum)});
    web::Html content = web::paragraphs(language.say(
        "Vælg forummet, hvis arbejde det er. Du ser kun, hvad der er delt med jer dér, og hvert "
        "opslag skrives i sporet."));
    content.add(forums.empty()
                    ? web::paragraphs(language.say("Du har ikke plads i et forum i dag."))
                    : web::card_grid(cards));
    return visit.page(language.say("Delt med os"), content);
}

base::Result<std::vector<Person>> persons_of(const Visit& visit, const Registry& registry,
                                             const access::Actor& actor, const OwnForum& own,
                                             const std::vector<PersonId>& ids) {
    access::Question question = question_for(visit, own.purpose, Action::read);
    question.forum_key = own.forum.key;
    question.forum_name = own.forum.name_da;
    const auto warrants = registry.office.for_list(actor, question, ids, visit.now);
    if (!warrants) return warrants.error();
    std::vector<Person> persons;
    store::ReadTransaction reading = visit.services.database.read();
    for (const auto& warrant : *warrants)
        if (auto person = find_person(reading, registry.vault, warrant, visit.now))
            persons.push_back(std::move(*person));
    return persons;
}

// Records that were merged into one are one person here.
std::vector<PersonId> standing_records(const Visit& visit, const std::vector<PersonId>& records) {
    store::ReadTransaction reading = visit.services.database.read();
    std::vector<PersonId> standing;
    for (const PersonId record : records) {
        const PersonId id = standing_record(reading, record);
        if (std::find(standing.begin(), standing.end(), id) == standing.end())
            standing.push_back(id);
    }
    return standing;
}

web::Response show_forum(const Visit& visit, const Registry& registry, const access::Actor& actor,
                         const OwnForum& own) {
    const web::Language& language = visit.language;
    const std::int64_t after = history::number_of(visit.request.query.value("efter"));
    std::vector<PersonId> ids;
    {
        store::ReadTransaction reading = visit.services.database.read();
        for (const access::SubjectReference& subject :
             access::received_subjects(reading, actor, access::SubjectKind::person, own.forum.key,
                                       after, persons_on_page + 1))
            ids.push_back({subject.id});
    }
    const bool has_more = ids.size() > persons_on_page;
    if (has_more) ids.pop_back();
    const auto persons = persons_of(visit, registry, actor, own, standing_records(visit, ids));
    if (!persons) return refusal_page(visit, registry, persons.error());
    web::Table table(
        {.caption = language.say("Personer, der er delt oplysninger om"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Født")}},
         .empty_text = language.say("Der er ikke delt noget med jer her.")},
        language);
    for (const Person& person : *persons)
        table.row(web::link(person_path(person.id, own.purpose), person.name()),
                  person.born_on ? language.short_date(*person.born_on) : std::string());
    web::PreviousNext pages;
    if (after > 0) pages.previous = forum_path(own.forum);
    if (has_more) pages.next = forum_path(own.forum) + "&efter=" + std::to_string(ids.back().value);
    web::Html content = web::alert(
        web::AlertKind::info, language.say(access::rule_sentence(access::Rule::R06)), language);
    content.add(table.finish(), web::previous_next(pages, language));
    return visit.page(language.say_with("Delt med os i {}", name_of(visit, own.forum)), content,
                      {.breadcrumb = {{std::string(language.say("Delt med os")), "/delt"}}});
}

web::Response show(const Visit& visit, const Registry& registry) {
    const access::Actor actor = registry.actor(visit);
    // The municipality's own staff come to their persons through their work.
    if (actor.agency_kind == organisation::AgencyKind::municipality) return visit.not_found();
    const std::vector<OwnForum> forums = own_forums(visit, registry, actor);
    const std::string& chosen = visit.request.query.value("forum");
    if (chosen.empty()) return choose_forum(visit, forums);
    for (const OwnForum& own : forums)
        if (own.forum.key == chosen) return show_forum(visit, registry, actor, own);
    return visit.not_found();
}

}  // namespace

void add_received_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/delt", Permission::see_received,
               [&registry](const Visit& visit) { return show(visit, registry); });
}

}  // namespace people
