#include "people/moving_pages.h"

#include "access/rule.h"
#include "people/page_handler.h"
#include "people/staff_relative_pages.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;
using web::operator""_html;

using PersonWarrant = access::Warrant<PersonId>;

std::string path_of(PersonId person) {
    return person_path(person) + "/fraflytning";
}

web::Html move_form(const Visit& visit, PersonId person, Purpose purpose, const web::Fields& filled,
                    const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = web::text_field({.name = "moved_on",
                                        .label = language.say("Fraflyttet den"),
                                        .type = web::InputType::date,
                                        .value = filled.value("moved_on"),
                                        .error = web::error_at(errors, "moved_on", language)},
                                       language);
    fields.add(web::text_field({.name = "moved_to",
                                .label = language.say("Den nye kommune"),
                                .value = filled.value("moved_to"),
                                .error = web::error_at(errors, "moved_to", language)},
                               language),
               web::button_row(web::button({.label = language.say("Gem fraflytningen")})));
    web::Html content = web::alert(
        web::AlertKind::warning,
        language.say("Efter fraflytningen kan intet om personen skrives eller ændres, og fristen "
                     "for at slette regnes fra dagen. Kun en leder kan tage det tilbage."),
        language);
    content.add(web::form({.action = path_of(person),
                           .csrf_token = visit.csrf_token(),
                           .hidden = purpose_hidden(purpose)},
                          fields));
    return content;
}

web::Html take_back_button(const Visit& visit, PersonId person, Purpose purpose) {
    return web::button_row(
        web::post_button({.label = visit.language.say("Tag fraflytningen tilbage"),
                          .action = path_of(person) + "/tilbage",
                          .csrf_token = visit.csrf_token(),
                          .hidden = purpose_hidden(purpose),
                          .kind = web::ButtonKind::secondary}));
}

web::Response move_page(const Visit& visit, const Registry& registry, const web::Fields& filled,
                        const base::FieldErrors& errors) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const PersonId person = person_of(visit);
    const auto warrant = registry.office.for_reading(
        registry.actor(visit), question_for(visit, *purpose, Action::read), person, visit.now);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    // Whoever was only told of something learns nothing else of the record.
    if (warrant->obliges(access::Obligation::only_disclosed_items)) return visit.not_found();
    std::optional<Move> move;
    {
        store::ReadTransaction reading = visit.services.database.read();
        move = move_of(reading, registry.vault, *warrant, visit.now);
    }
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(errors, language);
    content.add(warrant_notices(visit, *warrant), moved_notice(visit, move));
    if (!move)
        content.add(move_form(visit, person, *purpose, filled, errors));
    else if (may_mark_relatives(visit, registry, *purpose, person))
        content.add(take_back_button(visit, person, *purpose));
    return visit.page(
        language.say("Fraflytning"), content,
        {.breadcrumb = {{std::string(language.say("Personer")), "/personer"},
                        {std::string(language.say("Person")), person_path(person, *purpose)}},
         .charts = false,
         .status = errors.empty() ? 200 : 422});
}

web::Response show(const Visit& visit, const Registry& registry) {
    return move_page(visit, registry, {}, {});
}

web::Response save(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    web::FormReader form(visit.request.form);
    Move move;
    const auto day = form.required_date("moved_on", base::danish("dagen for fraflytningen"));
    move.to = form.optional_text("moved_to", {base::danish("kommunen")});
    move.on = day.value_or(visit.today());
    base::FieldErrors errors = form.errors();
    const base::FieldErrors broken = check(move, visit.today());
    errors.insert(errors.end(), broken.begin(), broken.end());
    if (!errors.empty()) return move_page(visit, registry, visit.request.form, errors);
    const auto saved = registry.office.change(
        registry.actor(visit), question_for(visit, *purpose, Action::change), person_of(visit),
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return note_move(writing, registry.vault, warrant, move, moment_of(visit));
        });
    if (!saved) return refusal_page(visit, registry, saved.error());
    return web::see_other(person_path(person_of(visit), *purpose) + "&besked=gemt");
}

web::Response take_back(const Visit& visit, const Registry& registry) {
    const auto purpose = leaders_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto taken = registry.office.change(
        registry.actor(visit), question_for(visit, *purpose, Action::approve), person_of(visit),
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return take_back_move(writing, warrant, moment_of(visit));
        });
    if (!taken) return refusal_page(visit, registry, taken.error());
    return web::see_other(person_path(person_of(visit), *purpose) + "&besked=gemt");
}

}  // namespace

web::Html moved_notice(const Visit& visit, const std::optional<Move>& move) {
    if (!move) return {};
    const web::Language& language = visit.language;
    return web::alert(
        {.kind = web::AlertKind::warning,
         .heading = move->to.empty() ? language.say_with("Flyttet den {}", language.date(move->on))
                                     : language.say_with("Flyttet den {} til {}",
                                                         language.date(move->on), move->to),
         .content = web::text(language.say(access::rule_sentence(access::Rule::R48)))},
        language);
}

void add_moving_routes(access::Routes& routes, const Registry& registry) {
    const std::string root = "/personer/{id}/fraflytning";
    routes.get(root, Permission::see_persons, page_with(registry, show));
    routes.post(root, Permission::change_persons, page_with(registry, save));
    routes.post(root + "/tilbage", Permission::change_persons, page_with(registry, take_back));
}

}  // namespace people
