#include "people/log_search_pages.h"

#include "people/cpr_number.h"
#include "people/person_index_store.h"
#include "people/warrant_pages.h"
#include "trail/search_criteria_store.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {
namespace {

using access::Permission;
using access::PersonId;
using access::Visit;

constexpr int status_refused = 422;

web::Response search_page(const Visit& visit, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = web::text_field(
        {.name = "cpr",
         .label = language.say("Personnummer"),
         .value = visit.request.form.value("cpr"),
         .hint = language.say("Søgningen skrives i sporet. Nummeret står ikke i nogen adresse."),
         .error = web::error_at(errors, "cpr", language),
         .width = web::FieldWidth::m,
         .autocomplete = "off"},
        language);
    fields.add(web::button_row(web::button({.label = language.say("Find linjerne")})));
    web::Html content = web::error_summary(errors, language);
    content.add(
        web::form({.action = "/sporet/person/find", .csrf_token = visit.csrf_token()}, fields));
    return visit.page(language.say("Hvem har slået en person op?"), content,
                      {.breadcrumb = {{std::string(language.say("Sporet")), "/sporet"}},
                       .status = errors.empty() ? 200 : status_refused});
}

// Numbers and nothing else: reading the trail gives no right to read a name.
web::Response found_page(const Visit& visit, const std::vector<PersonId>& found) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Personer med dette personnummer"),
         .columns = {{.heading = language.say("Person"), .kind = web::ColumnKind::heading}},
         .empty_text = language.say("Der er ikke registreret nogen med dette personnummer.")},
        language);
    for (const PersonId person : found)
        table.row(web::link("/sporet/person/" + std::to_string(person.value),
                            language.say_with("Person nr. {}", std::to_string(person.value))));
    return visit.page(language.say("Hvem har slået en person op?"), table.finish(),
                      {.breadcrumb = {{std::string(language.say("Sporet")), "/sporet"},
                                      {std::string(language.say("Hvem har slået en person op?")),
                                       "/sporet/person"}}});
}

web::Response find(const Visit& visit, const Registry& registry) {
    const auto number = CprNumber::parse(visit.request.form.value("cpr"));
    if (!number) return search_page(visit, {{"cpr", number.error()}});
    Criteria criteria;
    criteria.cpr = *number;
    const auto sealed = trail::seal_criteria(registry.vault, visit.now, canonical_text(criteria));
    if (!sealed) return refusal_page(visit, registry, sealed.error());
    const auto warrant = registry.office.for_search(
        registry.actor(visit),
        question_for(visit, access::Purpose::supervision, access::Action::search),
        access::SubjectKind::person, *sealed, visit.now);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    std::vector<PersonId> found;
    {
        store::ReadTransaction reading = visit.services.database.read();
        found = search_persons(reading, registry.vault, *warrant, criteria, visit.now);
    }
    return found_page(visit, found);
}

}  // namespace

void add_log_search_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/sporet/person", Permission::see_trail,
               [](const Visit& visit) { return search_page(visit, {}); });
    routes.post("/sporet/person/find", Permission::see_trail,
                [&registry](const Visit& visit) { return find(visit, registry); });
}

}  // namespace people
