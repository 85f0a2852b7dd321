#include "people/relation_pages.h"

#include <algorithm>
#include <map>

#include "history/record_change.h"
#include "people/ending_form.h"
#include "people/page_handler.h"
#include "people/person_search_pages.h"
#include "people/relation_store.h"
#include "people/warrant_pages.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;

using PersonWarrant = access::Warrant<PersonId>;

// A person's relations stand on one page; more are not registered of anyone.
constexpr std::size_t relations_on_page = 50;
constexpr std::string_view reversed = "reversed_";

std::string page_path(PersonId person, Purpose purpose) {
    return person_path(person) +
           "/relationer?formaal=" + std::string(access::purpose_code(purpose));
}

base::Result<PersonWarrant> reading_warrant(const Visit& visit, const Registry& registry,
                                            Purpose purpose) {
    return registry.office.for_reading(registry.actor(visit),
                                       confidential_question(visit, purpose, Action::read),
                                       person_of(visit), visit.now);
}

// A relation as the form sends it, seen from the page's person: the kind may be turned round.
struct RelationInput {
    Relation relation;
    PersonId other;
    bool is_reversed = false;
    base::FieldErrors errors;
};

RelationInput read_relation(const Visit& visit) {
    web::FormReader form(visit.request.form);
    RelationInput input;
    input.other = {history::number_of(visit.request.form.value("person"))};
    if (input.other.value <= 0) form.refuse("person", base::refuse("missing", "Vælg en person."));
    std::string_view code = visit.request.form.value("kind");
    input.is_reversed = code.starts_with(reversed);
    if (input.is_reversed) code.remove_prefix(reversed.size());
    const auto kind = relation_of(code);
    if (!kind) form.refuse("kind", base::refuse("missing", "Vælg en relation."));
    Relation& relation = input.relation;
    relation.kind = kind.value_or(RelationKind::sibling);
    relation.from = form.optional_date("from", base::danish("startdatoen"));
    relation.note =
        form.optional_text("note", {base::danish("beskrivelsen"), relation_note_characters_max});
    relation.person = input.is_reversed ? input.other : person_of(visit);
    relation.other = input.is_reversed ? person_of(visit) : input.other;
    input.errors = form.errors();
    for (base::FieldError broken : check(relation)) {
        if (broken.field == "other") broken.field = "person";
        web::add_rules(input.errors, {broken});
    }
    return input;
}

std::vector<web::SelectOption> kind_options(const Visit& visit) {
    const web::Language& language = visit.language;
    std::vector<web::SelectOption> options;
    for (const RelationKind kind : all_relation_kinds()) {
        options.push_back({relation_code(kind), language.say(relation_name(kind))});
        if (relation_name(kind) != reverse_relation_name(kind))
            options.push_back({std::string(reversed) + std::string(relation_code(kind)),
                               language.say(reverse_relation_name(kind))});
    }
    return options;
}

web::Html relation_form(const Visit& visit, Purpose purpose, const std::vector<Person>& found,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const web::Fields& filled = visit.request.form;
    web::Html fields = web::select_field({.name = "kind",
                                          .label = language.say("Personen, siden handler om, er"),
                                          .options = kind_options(visit),
                                          .value = filled.value("kind"),
                                          .empty_option = language.say("Vælg en relation"),
                                          .error = web::error_at(errors, "kind", language)},
                                         language);
    fields.add(person_choice(visit, found, filled.value("person"),
                             web::error_at(errors, "person", language)),
               web::text_field({.name = "from",
                                .label = language.say("Fra og med"),
                                .type = web::InputType::date,
                                .value = filled.value("from"),
                                .error = web::error_at(errors, "from", language),
                                .need = web::Need::optional},
                               language),
               web::text_field({.name = "note",
                                .label = language.say("Hvilken anden relation"),
                                .value = filled.value("note"),
                                .error = web::error_at(errors, "note", language),
                                .need = web::Need::optional},
                               language),
               web::button_row(web::button({.label = language.say("Tilføj")})));
    return web::form({.action = person_path(person_of(visit)) + "/relationer",
                      .csrf_token = visit.csrf_token(),
                      .hidden = purpose_hidden(purpose)},
                     fields);
}

web::Html relations_table(const Visit& visit, const KnownRelations& known, Purpose purpose) {
    const web::Language& language = visit.language;
    std::vector<web::Column> columns = {
        {.heading = language.say("Relation"), .kind = web::ColumnKind::heading},
        {.heading = language.say("Til")},
        {.heading = language.say("Fra")},
        {.heading = language.say("Til og med")}};
    const bool may_change = visit.may(Permission::change_persons);
    if (may_change)
        columns.push_back({.heading = language.say("Handling"), .heading_hidden = true});
    web::Table table({.caption = language.say("Relationer til personer, du har adgang til"),
                      .columns = std::move(columns),
                      .empty_text = language.say("Vi fandt ikke noget, du har adgang til at se."),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (const KnownRelations::Entry& entry : known.entries) {
        const Relation& relation = entry.relation;
        std::string words(language.say(entry.words));
        if (!relation.note.empty()) words += " (" + relation.note + ")";
        std::vector<web::Html> cells = {
            web::text(words), web::link(person_path(entry.other.id, purpose), entry.other.name()),
            web::text(relation.from ? language.short_date(*relation.from) : std::string()),
            web::text(relation.to ? language.short_date(*relation.to) : std::string())};
        if (may_change) {
            web::HiddenFields hidden = purpose_hidden(purpose);
            hidden.emplace_back("person", std::to_string(relation.person.value));
            hidden.emplace_back("other", std::to_string(relation.other.value));
            hidden.emplace_back("version", std::to_string(relation.version));
            cells.push_back(ending_forms(
                visit, person_path(person_of(visit)) + "/relationer/" + std::to_string(relation.id),
                hidden, entry.other.name()));
        }
        table.row_of(cells);
    }
    return table.finish();
}

web::Html adding(const Visit& visit, Purpose purpose, const std::vector<Person>& found,
                 const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Tilføj en relation"));
    if (!found.empty()) section.add(relation_form(visit, purpose, found, errors));
    web::Html search = search_fields(visit, visit.request.form, errors);
    search.add(web::button_row(web::button(
        {.label = language.say("Søg"),
         .kind = found.empty() ? web::ButtonKind::primary : web::ButtonKind::secondary})));
    section.add(web::form({.action = person_path(person_of(visit)) + "/relationer/find",
                           .csrf_token = visit.csrf_token(),
                           .hidden = purpose_hidden(purpose)},
                          search));
    return section;
}

web::Response page_with(const Visit& visit, const Registry& registry, Purpose purpose,
                        const std::vector<Person>& found, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const auto warrant = reading_warrant(visit, registry, purpose);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    const auto known = known_relations(visit, registry, *warrant);
    if (!known) return refusal_page(visit, registry, known.error());
    web::Html content = web::error_summary(errors, language);
    content.add(web::paragraphs(language.say(
                    "Siden viser kun relationer til dem, du har adgang til at se. Der kan være "
                    "andre, uden at det kan ses her.")),
                relations_table(visit, *known, purpose));
    if (visit.may(Permission::change_persons)) content.add(adding(visit, purpose, found, errors));
    return visit.page(language.say("Relationer"), content,
                      {.breadcrumb = {{std::string(language.say("Personer")), "/personer"},
                                      {std::string(language.say("Person")),
                                       person_path(person_of(visit), purpose)}},
                       .charts = false,
                       .status = errors.empty() ? 200 : 422});
}

web::Response show(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    return page_with(visit, registry, *purpose, {}, {});
}

web::Response find(const Visit& visit, const Registry& registry) {
    const PersonSearch search = read_search(visit);
    if (!search.purpose) return refusal_page(visit, registry, search.errors.front().error);
    if (!search.errors.empty())
        return page_with(visit, registry, *search.purpose, {}, search.errors);
    // Who may not see the person has nobody to look for.
    const auto warrant = reading_warrant(visit, registry, *search.purpose);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    auto found = find_persons(visit, registry, search);
    if (!found) return refusal_page(visit, registry, found.error());
    found->erase(
        std::remove_if(found->begin(), found->end(),
                       [&](const Person& person) { return person.id == person_of(visit); }),
        found->end());
    base::FieldErrors errors;
    if (found->empty())
        errors.push_back(
            {"name", base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.")});
    return page_with(visit, registry, *search.purpose, *found, errors);
}

web::Response add(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const RelationInput input = read_relation(visit);
    if (!input.errors.empty()) {
        const auto found = visible_persons(visit, registry, *purpose, {input.other});
        if (!found) return refusal_page(visit, registry, found.error());
        return page_with(visit, registry, *purpose, *found, input.errors);
    }
    const auto added =
        change_both(visit, registry, confidential_question(visit, *purpose, Action::change),
                    input.relation.person, input.relation.other,
                    [&](store::WriteTransaction& writing, const PersonWarrant& person,
                        const PersonWarrant& other) {
                        return add_relation(writing, registry.vault, person, other, input.relation,
                                            moment_of(visit));
                    });
    if (!added) return refusal_page(visit, registry, added.error());
    return web::see_other(page_path(person_of(visit), *purpose) + "&besked=gemt");
}

// Ends or removes one; `work` is given both warrants, its number and its version.
template <class Work>
web::Response change_relation(const Visit& visit, const Registry& registry, Work work) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const web::Fields& form = visit.request.form;
    const std::int64_t id = history::number_of(visit.request.parameter("relation"));
    const std::int64_t version = history::number_of(form.value("version"));
    const auto done = change_both(
        visit, registry, confidential_question(visit, *purpose, Action::change),
        PersonId{history::number_of(form.value("person"))},
        PersonId{history::number_of(form.value("other"))},
        [&](store::WriteTransaction& writing, const PersonWarrant& person,
            const PersonWarrant& other) { return work(writing, person, other, id, version); });
    if (!done && (done.error().code == "version_conflict" || done.error().code == "order"))
        return page_with(visit, registry, *purpose, {}, {{"", done.error()}});
    if (!done) return refusal_page(visit, registry, done.error());
    return web::see_other(page_path(person_of(visit), *purpose) + "&besked=gemt");
}

web::Response end(const Visit& visit, const Registry& registry) {
    base::FieldErrors errors;
    const auto last_day = read_last_day(visit, errors);
    if (!last_day) {
        const auto purpose = chosen_purpose(visit);
        if (!purpose) return refusal_page(visit, registry, purpose.error());
        return page_with(visit, registry, *purpose, {}, errors);
    }
    return change_relation(visit, registry,
                           [&](store::WriteTransaction& writing, const PersonWarrant& person,
                               const PersonWarrant& other, std::int64_t id, std::int64_t version) {
                               return end_relation(writing, person, other, id, version, *last_day,
                                                   moment_of(visit));
                           });
}

web::Response remove(const Visit& visit, const Registry& registry) {
    return change_relation(visit, registry,
                           [&](store::WriteTransaction& writing, const PersonWarrant& person,
                               const PersonWarrant& other, std::int64_t id, std::int64_t version) {
                               return remove_relation(writing, person, other, id, version,
                                                      moment_of(visit));
                           });
}

}  // namespace

base::Result<KnownRelations> known_relations(const Visit& visit, const Registry& registry,
                                             const PersonWarrant& warrant) {
    KnownRelations known;
    // Who knows of someone through a disclosure was told the item only (R04).
    if (warrant.ground() == access::Ground::disclosure) return known;
    std::vector<PersonId> ids;
    {
        store::ReadTransaction reading = visit.services.database.read();
        ids = related_persons(reading, warrant, visit.now);
    }
    const auto others =
        known_page(visit, registry, confidential_question(visit, warrant.purpose(), Action::read),
                   ids, relations_on_page);
    if (!others) return others.error();
    known.has_more = others->has_more;
    store::ReadTransaction reading = visit.services.database.read();
    std::map<PersonId, Person> persons;
    for (const PersonWarrant& other : others->warrants)
        if (auto person = find_person(reading, registry.vault, other, visit.now))
            persons.emplace(other.subject(), std::move(*person));
    for (Relation& relation :
         relations(reading, registry.vault, warrant, others->warrants, visit.now)) {
        const bool is_first = relation.person == warrant.subject();
        const auto other = persons.find(is_first ? relation.other : relation.person);
        if (other == persons.end()) continue;
        const std::string_view words =
            is_first ? relation_name(relation.kind) : reverse_relation_name(relation.kind);
        known.entries.push_back({std::move(relation), other->second, words});
    }
    return known;
}

void add_relation_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/personer/{id}/relationer", Permission::see_persons, page_with(registry, show));
    routes.post("/personer/{id}/relationer", Permission::change_persons, page_with(registry, add));
    routes.post("/personer/{id}/relationer/find", Permission::change_persons,
                page_with(registry, find));
    routes.post("/personer/{id}/relationer/{relation}/afslut", Permission::change_persons,
                page_with(registry, end));
    routes.post("/personer/{id}/relationer/{relation}/slet", Permission::change_persons,
                page_with(registry, remove));
}

}  // namespace people
