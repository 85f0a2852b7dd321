#include "people/legal_hold_pages.h"

#include "access/account_store.h"
#include "history/record_change.h"
#include "people/legal_hold_store.h"
#include "people/page_handler.h"
#include "people/warrant_pages.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::Permission;
using access::Purpose;
using access::Visit;

using PersonWarrant = access::Warrant<access::PersonId>;

constexpr std::string_view root = "/sletning/bero";
constexpr int rows_a_page = 50;

std::string path_of(std::int64_t id) {
    return std::string(root) + "/" + std::to_string(id);
}

Visit::PageOptions below_holds(const Visit& visit, const base::FieldErrors& errors = {}) {
    return {.breadcrumb = {{std::string(visit.language.say("Sletning")), "/sletning"},
                           {std::string(visit.language.say("Sat i bero")), std::string(root)}},
            .charts = false,
            .status = errors.empty() ? 200 : 422};
}

web::Html state_tag(const LegalHold& hold, const web::Language& language) {
    return hold.lifted_at ? web::status_tag(web::StatusKind::done, language.say("Ophævet"))
                          : web::status_tag(web::StatusKind::stopped, language.say("Sat i bero"));
}

std::string name_of(store::Connection& connection, std::int64_t account) {
    const auto names = access::account_names(connection, {account});
    const auto found = names.find(account);
    return found == names.end() ? std::to_string(account) : found->second;
}

web::Response list(const Visit& visit, const RetentionRegistry&) {
    const web::Language& language = visit.language;
    std::vector<LegalHold> found;
    {
        store::ReadTransaction reading = visit.services.database.read();
        found =
            holds(reading, history::number_of(visit.request.query.value("foer")), rows_a_page + 1);
    }
    const bool more = found.size() > static_cast<std::size_t>(rows_a_page);
    if (more) found.pop_back();
    web::Table table(
        {.caption = language.say("Sletninger, der er sat i bero, de nyeste øverst"),
         .columns = {{.heading = language.say("Berostillelse"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Sat i bero")},
                     {.heading = language.say("Status")}},
         .empty_text = language.say("Ingen sletning er sat i bero."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const LegalHold& hold : found)
        table.row(web::link(path_of(hold.id),
                            language.say_with("Person nr. {}", std::to_string(hold.person.value))),
                  language.instant(hold.put_at), state_tag(hold, language));
    web::Html content;
    if (visit.may(Permission::approve_erasures))
        content.add(web::button_row(web::link_button(
            {.label = language.say("Sæt en sletning i bero"), .href = "/sletning/bero/ny"})));
    content.add(table.finish());
    if (more)
        content.add(web::previous_next(
            {.next = web::address_with_query(root, {{"foer", std::to_string(found.back().id)}}),
             .next_label = language.say("Ældre")},
            language));
    return visit.page(language.say("Sletninger, der er sat i bero"), std::move(content),
                      {.breadcrumb = {{std::string(language.say("Sletning")), "/sletning"}}});
}

web::Html reason_field(const Visit& visit, const web::Fields& filled,
                       const base::FieldErrors& errors) {
    return web::text_area({.name = "begrundelse",
                           .label = visit.language.say("Begrundelse"),
                           .value = filled.value("begrundelse"),
                           .error = web::error_at(errors, "begrundelse", visit.language),
                           .character_limit = static_cast<int>(hold_reason_max),
                           .access_reminder = web::AccessReminder::shown},
                          visit.language);
}

web::Response new_page(const Visit& visit, const web::Fields& filled,
                       const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(web::text_field(
                   {.name = "person",
                    .label = language.say("Personens nummer i Trygby"),
                    .value = filled.value("person"),
                    .hint = language.say("Nummeret står i adressen på personens side. Det er ikke "
                                         "personnummeret."),
                    .error = web::error_at(errors, "person", language),
                    .autocomplete = "off",
                    .input_mode = "numeric"},
                   language),
               reason_field(visit, filled, errors),
               web::button_row(web::button({.label = language.say("Sæt i bero")})));
    web::Html content = web::error_summary(errors, language);
    content.add(
        web::form({.action = "/sletning/bero/ny", .csrf_token = visit.csrf_token()}, fields));
    return visit.page(language.say("Sæt en sletning i bero"), content, below_holds(visit, errors));
}

web::Response new_form(const Visit& visit, const RetentionRegistry&) {
    return new_page(visit, visit.request.query, {});
}

web::Response create(const Visit& visit, const RetentionRegistry& retention) {
    const web::Fields& form = visit.request.form;
    const std::string reason = form.value("begrundelse");
    const access::PersonId person{history::number_of(form.value("person"))};
    base::FieldErrors errors;
    if (person.value == 0)
        errors.push_back({"person", base::refuse("person", "Skriv personens nummer.")});
    if (const auto checked = check_hold_reason(reason); !checked)
        errors.push_back({"begrundelse", checked.error()});
    if (!errors.empty()) return new_page(visit, form, errors);
    const Registry& people = retention.people;
    const auto hold = people.office.change(
        people.actor(visit), question_for(visit, Purpose::retention, Action::approve), person,
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return put_hold(writing, people.vault, warrant, reason, moment_of(visit));
        });
    if (hold) return web::see_other(path_of(*hold) + "?besked=gemt");
    if (hold.error().code == "held_already")
        return new_page(visit, form, {{"person", hold.error()}});
    return refusal_page(visit, people, hold.error());
}

web::Html facts_of(const Visit& visit, const LegalHold& hold, const HoldReasons& reasons) {
    const web::Language& language = visit.language;
    store::ReadTransaction reading = visit.services.database.read();
    web::Html lifted;
    if (hold.lifted_at)
        lifted = web::text(language.instant(*hold.lifted_at) + ", " +
                           name_of(reading, hold.lifted_by.value_or(0)));
    return web::definition_list(
        {{language.say("Person"),
          web::text(language.say_with("Person nr. {}", std::to_string(hold.person.value)))},
         {language.say("Sat i bero"),
          web::text(language.instant(hold.put_at) + ", " + name_of(reading, hold.put_by))},
         {language.say("Begrundelse"),
          reasons.put.empty() ? web::Html() : web::paragraphs(reasons.put)},
         {language.say("Ophævet"), lifted},
         {language.say("Begrundelse for at ophæve"),
          reasons.lifted.empty() ? web::Html() : web::paragraphs(reasons.lifted)},
         {language.say("Status"), state_tag(hold, language)}});
}

std::optional<LegalHold> hold_of(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    return find_hold(reading, history::number_of(visit.request.parameter("id")));
}

// Its reasons under a warrant. Of someone who was erased there are none, and no warrant either.
web::Response hold_page(const Visit& visit, const RetentionRegistry& retention,
                        const LegalHold& hold, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const Registry& people = retention.people;
    const auto warrant = people.office.for_reading(
        people.actor(visit), question_for(visit, Purpose::retention, Action::approve), hold.person,
        visit.now);
    if (!warrant) return refusal_page(visit, people, warrant.error());
    HoldReasons reasons;
    {
        store::ReadTransaction reading = visit.services.database.read();
        reasons = hold_reasons(reading, people.vault, *warrant, hold.id, visit.now)
                      .value_or(HoldReasons());
    }
    web::Html content = web::error_summary(errors, language);
    content.add(facts_of(visit, hold, reasons));
    if (!hold.lifted_at) {
        web::Html fields = reason_field(visit, visit.request.form, errors);
        fields.add(web::button_row(
            web::button({.label = language.say("Ophæv"), .kind = web::ButtonKind::secondary})));
        content.add(web::form(
            {.action = path_of(hold.id) + "/ophaev", .csrf_token = visit.csrf_token()}, fields));
    }
    return visit.page(language.say_with("Berostillelse nr. {}", std::to_string(hold.id)),
                      std::move(content), below_holds(visit, errors));
}

web::Response show(const Visit& visit, const RetentionRegistry& retention) {
    const auto hold = hold_of(visit);
    return hold ? hold_page(visit, retention, *hold, {}) : visit.not_found();
}

web::Response lift(const Visit& visit, const RetentionRegistry& retention) {
    const auto hold = hold_of(visit);
    if (!hold || hold->lifted_at) return visit.not_found();
    const std::string reason = visit.request.form.value("begrundelse");
    if (const auto checked = check_hold_reason(reason); !checked)
        return hold_page(visit, retention, *hold, {{"begrundelse", checked.error()}});
    const Registry& people = retention.people;
    const auto lifted = people.office.change(
        people.actor(visit), question_for(visit, Purpose::retention, Action::approve), hold->person,
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return lift_hold(writing, people.vault, warrant, hold->id, reason, moment_of(visit));
        });
    if (!lifted) return refusal_page(visit, people, lifted.error());
    return web::see_other(path_of(hold->id) + "?besked=gemt");
}

}  // namespace

void add_legal_hold_routes(access::Routes& routes, const RetentionRegistry& retention) {
    routes.get("/sletning/bero", Permission::see_erasures, page_with(retention, list));
    routes.get("/sletning/bero/ny", Permission::approve_erasures, page_with(retention, new_form));
    routes.post("/sletning/bero/ny", Permission::approve_erasures, page_with(retention, create));
    routes.get("/sletning/bero/{id}", Permission::approve_erasures, page_with(retention, show));
    routes.post("/sletning/bero/{id}/ophaev", Permission::approve_erasures,
                page_with(retention, lift));
}

}  // namespace people
