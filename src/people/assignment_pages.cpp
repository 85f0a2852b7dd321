#include "people/assignment_pages.h"

#include <algorithm>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/assignment_store.h"
#include "history/record_change.h"
#include "organisation/organisation_store.h"
#include "people/assignment_form.h"
#include "people/page_handler.h"
#include "people/staff_relative_store.h"
#include "people/warrant_pages.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"

namespace people {
namespace {

using access::Action;
using access::Assignment;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;

using PersonWarrant = access::Warrant<PersonId>;

std::string list_path(PersonId person, Purpose purpose) {
    return person_path(person) +
           "/tildelinger?formaal=" + std::string(access::purpose_code(purpose));
}

std::string unit_name(const Visit& visit, const organisation::Unit& unit) {
    const bool english = visit.language.code() == web::LanguageCode::english;
    return english && !unit.name_en.empty() ? unit.name_en : unit.name_da;
}

// Staff of the visitor's own agency who may work with persons at all.
AssignmentChoices choices_for(const Visit& visit, const Registry& registry) {
    AssignmentChoices choices;
    const access::Actor actor = registry.actor(visit);
    store::ReadTransaction reading = visit.services.database.read();
    for (const access::Account& account : access::all_accounts(reading)) {
        const auto may = access::permissions_of(account.roles);
        const bool works_with_persons =
            may.test(static_cast<std::size_t>(Permission::change_persons)) &&
            account.is_open_on(visit.today());
        if (works_with_persons &&
            access::agency_of_account(reading, account.id) == actor.agency_cvr)
            choices.colleagues.push_back({std::to_string(account.id), account.name});
    }
    for (const organisation::Unit& unit : organisation::all_units(reading))
        if (unit.validity.covers(visit.today()))
            choices.units.push_back({unit.key, unit_name(visit, unit)});
    choices.purposes = purpose_choices(visit, registry);
    return choices;
}

struct Listed {
    std::vector<Assignment> assignments;
    std::map<std::int64_t, std::string> names;
    std::map<std::string, std::string> units;
    bool may_assign = false;
    web::Html notices;
};

base::Result<Listed> read_list(const Visit& visit, const Registry& registry, Purpose purpose) {
    const PersonId person = person_of(visit);
    const access::Actor actor = registry.actor(visit);
    const auto warrant = registry.office.for_reading(
        actor, question_for(visit, purpose, Action::read), person, visit.now);
    if (!warrant) return warrant.error();
    Listed listed;
    store::ReadTransaction reading = visit.services.database.read();
    listed.assignments = access::assignments_of(reading, *warrant, visit.now);
    std::vector<std::int64_t> accounts;
    for (const Assignment& assignment : listed.assignments) {
        accounts.push_back(assignment.account_id);
        if (const auto unit = organisation::find_unit(reading, assignment.unit_key))
            listed.units.emplace(unit->key, unit_name(visit, *unit));
    }
    listed.names = access::account_names(reading, accounts);
    listed.notices = warrant_notices(visit, *warrant);
    listed.may_assign = registry.office
                            .explain(reading, actor, question_for(visit, purpose, Action::assign),
                                     person, visit.now)
                            .allowed();
    return listed;
}

web::Html state_of(const Visit& visit, const Assignment& assignment) {
    const auto& validity = assignment.validity;
    if (validity.covers(visit.today()))
        return web::status_tag(web::StatusKind::ongoing, visit.language.say("I gang"));
    if (validity.from && *validity.from > visit.today())
        return web::status_tag(web::StatusKind::planned, visit.language.say("Ikke begyndt"));
    return web::status_tag(web::StatusKind::stopped, visit.language.say("Afsluttet"));
}

template <class Key>
std::string name_in(const std::map<Key, std::string>& names, const Key& key) {
    const auto found = names.find(key);
    return found == names.end() ? std::string() : found->second;
}

web::Html assignment_table(const Visit& visit, const Listed& listed, Purpose purpose) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Hvem der arbejder med personen"),
         .columns = {{.heading = language.say("Medarbejder"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Rolle i arbejdet")},
                     {.heading = language.say("Formål")},
                     {.heading = language.say("Enhed")},
                     {.heading = language.say("Fra")},
                     {.heading = language.say("Til")},
                     {.heading = language.say("Tilstand")},
                     {.heading = language.say("Handling"), .heading_hidden = true}},
         .empty_text = language.say("Ingen, du har adgang til at se."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Assignment& assignment : listed.assignments) {
        const auto& validity = assignment.validity;
        web::Html end;
        if (listed.may_assign && validity.covers(visit.today()) && !validity.to)
            end = web::post_button(
                {.label = language.say("Afslut"),
                 .action = person_path(person_of(visit)) + "/tildelinger/" +
                           std::to_string(assignment.id) + "/afslut",
                 .csrf_token = visit.csrf_token(),
                 .hidden = {{"formaal", std::string(access::purpose_code(purpose))}},
                 .hidden_words = name_in(listed.names, assignment.account_id)});
        table.row(
            name_in(listed.names, assignment.account_id),
            language.say(access::part_name(assignment.part)),
            language.say(access::purpose_name(assignment.purpose)),
            name_in(listed.units, assignment.unit_key),
            validity.from ? language.short_date(*validity.from) : std::string(),
            validity.to ? language.short_date(base::add_days(*validity.to, -1)) : std::string(),
            state_of(visit, assignment), end);
    }
    return table.finish();
}

web::Response list_page(const Visit& visit, const Registry& registry, const Listed& listed,
                        Purpose purpose, const web::Fields& filled,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(errors, language);
    content.add(listed.notices, assignment_table(visit, listed, purpose));
    if (listed.may_assign) {
        const AssignmentChoices choices = choices_for(visit, registry);
        web::Html fields = assignment_fields(choices, filled, errors, language);
        fields.add(web::button_row(web::button({.label = language.say("Giv opgaven")})));
        content.add(web::heading(web::HeadingLevel::h2, language.say("Giv en kollega en opgave")),
                    web::form({.action = person_path(person_of(visit)) + "/tildelinger",
                               .csrf_token = visit.csrf_token(),
                               .hidden = {{"formaal", std::string(access::purpose_code(purpose))}}},
                              fields));
    }
    return visit.page(language.say("Tildelinger"), content,
                      {.breadcrumb = {{std::string(language.say("Personer")), "/personer"},
                                      {std::string(language.say("Person")),
                                       person_path(person_of(visit), purpose)}},
                       .charts = false,
                       .status = errors.empty() ? 200 : 422});
}

web::Response show(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto listed = read_list(visit, registry, *purpose);
    if (!listed) return refusal_page(visit, registry, listed.error());
    web::Fields filled;
    filled.add("from", base::iso_date(visit.today()));
    return list_page(visit, registry, *listed, *purpose, filled, {});
}

// The list again, with what was wrong.
web::Response again(const Visit& visit, const Registry& registry, Purpose purpose,
                    const base::FieldErrors& errors) {
    const auto listed = read_list(visit, registry, purpose);
    if (!listed) return refusal_page(visit, registry, listed.error());
    return list_page(visit, registry, *listed, purpose, visit.request.form, errors);
}

web::Response assign(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const AssignmentChoices choices = choices_for(visit, registry);
    const AssignmentInput input = read_assignment(visit.request.form, choices, visit.today());
    if (!input.errors.empty()) return again(visit, registry, *purpose, input.errors);
    const auto added = registry.office.change(
        registry.actor(visit), question_for(visit, *purpose, Action::assign), person_of(visit),
        visit.now,
        [&](store::WriteTransaction& writing,
            const PersonWarrant& warrant) -> base::Result<std::int64_t> {
            if (is_staff_relative(writing, warrant.subject(), input.assignment.account_id))
                return base::refuse("staff_relative",
                                    "Medarbejderen er i familie med personen og kan ikke få "
                                    "opgaven.");
            return access::add_assignment(writing, warrant, input.assignment, visit.now);
        });
    if (!added && added.error().code == "staff_relative")
        return again(visit, registry, *purpose, {{"colleague", added.error()}});
    if (!added) return refusal_page(visit, registry, added.error());
    return web::see_other(list_path(person_of(visit), *purpose) + "&besked=gemt");
}

web::Response end(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const std::int64_t id = history::number_of(visit.request.parameter("tildeling"));
    const auto listed = read_list(visit, registry, *purpose);
    if (!listed) return refusal_page(visit, registry, listed.error());
    if (const auto possible = check_ending(listed->assignments, id, visit.today()); !possible) {
        if (possible.error().code == "not_found") return visit.not_found();
        return list_page(visit, registry, *listed, *purpose, {}, {{"", possible.error()}});
    }
    const auto ended = registry.office.change(
        registry.actor(visit), question_for(visit, *purpose, Action::assign), person_of(visit),
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return access::end_assignment(writing, warrant, id, visit.today(), visit.now);
        });
    if (!ended) return refusal_page(visit, registry, ended.error());
    const auto& all = listed->assignments;
    const bool was_own = std::any_of(all.begin(), all.end(), [&](const Assignment& assignment) {
        return assignment.id == id && assignment.account_id == visit.user().account_id;
    });
    if (was_own) return web::see_other("/personer?besked=gemt");
    return web::see_other(list_path(person_of(visit), *purpose) + "&besked=gemt");
}

}  // namespace

void add_assignment_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/personer/{id}/tildelinger", Permission::see_persons, page_with(registry, show));
    routes.post("/personer/{id}/tildelinger", Permission::change_persons,
                page_with(registry, assign));
    routes.post("/personer/{id}/tildelinger/{tildeling}/afslut", Permission::change_persons,
                page_with(registry, end));
}

}  // namespace people
