#include "people/belonging_pages.h"

#include <map>
#include <string>

#include "people/circle_pages.h"
#include "people/circle_store.h"
#include "people/relation_pages.h"
#include "people/warrant_pages.h"
#include "web/components/button.h"
#include "web/components/heading.h"

namespace people {
namespace {

using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;
using web::operator""_html;

using PersonWarrant = access::Warrant<PersonId>;

constexpr std::size_t circles_on_page = 20;

// "3.5.2024 – 1.6.2024"
std::string span_of(const Visit& visit, const Membership& membership) {
    std::string text = visit.language.short_date(membership.from) + " –";
    if (membership.to) text += " " + visit.language.short_date(*membership.to);
    return text;
}

web::Html list_or_nothing(const Visit& visit, const web::Html& items, bool has_any) {
    if (!has_any)
        return web::paragraphs(visit.language.say("Vi fandt ikke noget, du har adgang til at se."));
    web::Html list;
    list.add("<ul>"_html, items, "</ul>"_html);
    return list;
}

template <class Circle>
base::Result<web::Html> circle_list(const Visit& visit, const Registry& registry,
                                    const PersonWarrant& person) {
    std::vector<Circle> ids;
    {
        store::ReadTransaction reading = visit.services.database.read();
        ids = circles_of<Circle>(reading, person, visit.now);
    }
    const auto known = known_page(
        visit, registry, confidential_question(visit, person.purpose(), access::Action::read), ids,
        circles_on_page);
    if (!known) return known.error();
    store::ReadTransaction reading = visit.services.database.read();
    std::map<std::int64_t, std::string> names;
    for (const access::Warrant<Circle>& warrant : known->warrants)
        if (const auto circle = find_circle(reading, registry.vault, warrant, visit.now))
            names[warrant.subject().value] = circle->details.name;
    web::Html items;
    bool has_any = false;
    for (const Membership& membership :
         memberships_of(reading, registry.vault, person, known->warrants, visit.now)) {
        const auto name = names.find(membership.circle.id);
        if (name == names.end()) continue;
        items.add(
            "<li>"_html,
            web::link(circle_path(Circle{membership.circle.id}, person.purpose()), name->second),
            ", "_html, span_of(visit, membership), "</li>"_html);
        has_any = true;
    }
    return list_or_nothing(visit, items, has_any);
}

base::Result<web::Html> relation_list(const Visit& visit, const Registry& registry,
                                      const PersonWarrant& person) {
    const auto known = known_relations(visit, registry, person);
    if (!known) return known.error();
    web::Html items;
    for (const KnownRelations::Entry& entry : known->entries) {
        if (!entry.relation.covers(visit.today())) continue;
        items.add("<li>"_html, visit.language.say(entry.words), " "_html,
                  web::link(person_path(entry.other.id, person.purpose()), entry.other.name()),
                  "</li>"_html);
    }
    return list_or_nothing(visit, items, !items.empty());
}

web::Html way(const Visit& visit, std::string_view label, const std::string& href) {
    return web::link_button(
        {.label = visit.language.say(label), .href = href, .kind = web::ButtonKind::secondary});
}

web::Html ways(const Visit& visit, const PersonWarrant& person) {
    const std::string purpose(access::purpose_code(person.purpose()));
    const std::string query =
        "?person=" + std::to_string(person.subject().value) + "&formaal=" + purpose;
    web::Html buttons = way(visit, base::danish("Alle relationer"),
                            person_path(person.subject()) + "/relationer?formaal=" + purpose);
    if (visit.may(Permission::change_persons))
        buttons.add(way(visit, base::danish("Tilføj til en familie"), "/familier" + query),
                    way(visit, base::danish("Tilføj til en gruppe"), "/grupper" + query));
    return web::button_row(buttons);
}

}  // namespace

base::Result<web::Html> belonging_section(const Visit& visit, const Registry& registry,
                                          PersonId person, Purpose purpose) {
    const web::Language& language = visit.language;
    const auto known =
        known_page(visit, registry, confidential_question(visit, purpose, access::Action::read),
                   std::vector<PersonId>{person}, 1);
    if (!known) return known.error();
    if (known->warrants.empty()) return web::Html();
    const PersonWarrant& warrant = known->warrants.front();
    const auto relations = relation_list(visit, registry, warrant);
    if (!relations) return relations.error();
    const auto families = circle_list<access::FamilyId>(visit, registry, warrant);
    if (!families) return families.error();
    const auto groups = circle_list<access::GroupId>(visit, registry, warrant);
    if (!groups) return groups.error();
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Relationer")), *relations,
                web::heading(web::HeadingLevel::h2, language.say("Familier")), *families,
                web::heading(web::HeadingLevel::h2, language.say("Grupper")), *groups,
                ways(visit, warrant));
    return section;
}

}  // namespace people
