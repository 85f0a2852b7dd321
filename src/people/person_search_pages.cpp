#include "people/person_search_pages.h"

#include <algorithm>

#include "people/warrant_pages.h"
#include "web/components/radio_group.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {

using access::Action;
using access::PersonId;
using access::Purpose;
using access::Visit;

PersonSearch read_search(const Visit& visit) {
    PersonSearch search;
    web::FormReader form(visit.request.form);
    const auto purpose = chosen_purpose(visit);
    if (purpose)
        search.purpose = *purpose;
    else
        form.refuse("formaal", purpose.error());
    search.criteria.name = form.optional_text("name", {base::danish("navnet")});
    const std::string cpr = form.optional_text("cpr", {base::danish("personnummeret"), 20});
    if (!cpr.empty()) {
        const auto number = CprNumber::parse(cpr);
        if (number)
            search.criteria.cpr = *number;
        else
            form.refuse("cpr", number.error());
    }
    if (form.ok() && search.criteria.empty())
        form.refuse("name", base::refuse("missing", "Skriv et navn eller et personnummer."));
    search.errors = form.errors();
    return search;
}

web::Html search_fields(const Visit& visit, const web::Fields& filled,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const auto field = [&](std::string_view name, std::string_view label) {
        return web::text_field({.name = name,
                                .label = language.say(label),
                                .value = filled.value(name),
                                .error = web::error_at(errors, name, language),
                                .need = web::Need::optional,
                                .autocomplete = "off"},
                               language);
    };
    web::Html fields;
    fields.add(field("name", base::danish("Navn")), field("cpr", base::danish("Personnummer")));
    return fields;
}

base::Result<std::vector<Person>> find_persons(const Visit& visit, const Registry& registry,
                                               const PersonSearch& search) {
    const auto criteria =
        trail::seal_criteria(registry.vault, visit.now, canonical_text(search.criteria));
    if (!criteria) return criteria.error();
    const auto warrant = registry.office.for_search(
        registry.actor(visit), question_for(visit, *search.purpose, Action::search),
        access::SubjectKind::person, *criteria, visit.now);
    if (!warrant) return warrant.error();
    std::vector<PersonId> ids;
    {
        store::ReadTransaction reading = visit.services.database.read();
        ids = search_persons(reading, registry.vault, *warrant, search.criteria, visit.now);
    }
    return visible_persons(visit, registry, *search.purpose, ids);
}

namespace {

// Asked first without opening anything, so that those who are hidden take nobody's place among the
// found, and neither the page nor the trail differs by them.
std::vector<PersonId> open_persons(const Visit& visit, const Registry& registry,
                                   const access::Actor& actor, const access::Question& question,
                                   const std::vector<PersonId>& ids) {
    store::ReadTransaction reading = visit.services.database.read();
    std::vector<PersonId> open;
    for (const PersonId id : ids) {
        if (open.size() == shown_persons_max) break;
        if (registry.office.explain(reading, actor, question, id, visit.now).allowed())
            open.push_back(id);
    }
    return open;
}

}  // namespace

base::Result<std::vector<Person>> visible_persons(const Visit& visit, const Registry& registry,
                                                  Purpose purpose,
                                                  const std::vector<PersonId>& ids) {
    const access::Actor actor = registry.actor(visit);
    const access::Question question = question_for(visit, purpose, Action::read);
    const auto warrants = registry.office.for_list(
        actor, question, open_persons(visit, registry, actor, question, ids), visit.now);
    if (!warrants) return warrants.error();
    store::ReadTransaction reading = visit.services.database.read();
    std::vector<Person> persons;
    for (const access::Warrant<PersonId>& warrant : *warrants)
        if (auto person = find_person(reading, registry.vault, warrant, visit.now))
            persons.push_back(std::move(*person));
    std::sort(persons.begin(), persons.end(),
              [](const Person& left, const Person& right) { return left.name() < right.name(); });
    return persons;
}

web::Html person_choice(const Visit& visit, const std::vector<Person>& persons,
                        std::string_view chosen, std::string_view error) {
    std::vector<web::Choice> choices;
    for (const Person& person : persons)
        choices.push_back({.value = std::to_string(person.id.value),
                           .label = person.masked_cpr.empty()
                                        ? person.name()
                                        : person.name() + ", " + person.masked_cpr});
    const std::string only =
        persons.size() == 1 ? std::to_string(persons.front().id.value) : std::string(chosen);
    return web::radio_group({.name = "person",
                             .legend = visit.language.say("Hvem?"),
                             .choices = std::move(choices),
                             .value = only,
                             .error = error},
                            visit.language);
}

}  // namespace people
