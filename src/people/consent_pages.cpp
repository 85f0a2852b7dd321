#include "people/consent_pages.h"

#include "history/record_change.h"
#include "people/consent_store.h"
#include "people/page_handler.h"
#include "people/person_store.h"
#include "people/warrant_pages.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/radio_group.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
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

Consent read_consent(const Visit& visit, base::FieldErrors& errors) {
    web::FormReader form(visit.request.form);
    Consent consent;
    consent.giver =
        consent_giver_of(visit.request.form.value("giver")).value_or(ConsentGiver::person);
    consent.data = form.optional_text(
        "data", {base::danish("hvad samtykket gælder"), consent_data_characters_max});
    consent.receiver_cvr = form.optional_text("receiver_cvr", {base::danish("modtageren"), 20});
    consent.forum = organisation::forum_kind_of(visit.request.form.value("forum"))
                        .value_or(organisation::ForumKind::general);
    consent.manner = consent_manner_of(visit.request.form.value("manner"))
                         .value_or(ConsentManner::signed_on_paper);
    consent.text_version = form.optional_text(
        "text_version", {base::danish("udgaven af teksten"), text_version_characters_max});
    consent.given_on =
        form.required_date("given_on", base::danish("datoen")).value_or(visit.today());
    consent.ends_on = form.optional_date("ends_on", base::danish("slutdatoen"));
    errors = form.errors();
    const base::FieldErrors broken = check(consent, visit.today());
    errors.insert(errors.end(), broken.begin(), broken.end());
    return consent;
}

web::Html who_and_how(const Visit& visit, const web::Fields& filled) {
    const web::Language& language = visit.language;
    std::vector<web::Choice> givers;
    for (const ConsentGiver giver : all_consent_givers())
        givers.push_back({consent_giver_code(giver), language.say(consent_giver_name(giver))});
    std::vector<web::Choice> manners;
    for (const ConsentManner manner : all_consent_manners())
        manners.push_back({consent_manner_code(manner), language.say(consent_manner_name(manner))});
    web::Html fields;
    fields.add(web::radio_group({.name = "giver",
                                 .legend = language.say("Hvem giver samtykket?"),
                                 .choices = std::move(givers),
                                 .value = filled.value("giver")},
                                language),
               web::radio_group({.name = "manner",
                                 .legend = language.say("Hvordan blev det givet?"),
                                 .choices = std::move(manners),
                                 .value = filled.value("manner")},
                                language));
    return fields;
}

web::Html to_whom(const Visit& visit, const web::Fields& filled, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    std::vector<web::SelectOption> forums;
    for (const organisation::ForumKind forum : organisation::all_forum_kinds())
        forums.push_back({organisation::forum_kind_code(forum),
                          language.say(organisation::forum_kind_name(forum))});
    web::Html fields;
    fields.add(web::text_field({.name = "receiver_cvr",
                                .label = language.say("Modtagerens CVR-nummer"),
                                .value = filled.value("receiver_cvr"),
                                .error = web::error_at(errors, "receiver_cvr", language),
                                .input_mode = "numeric"},
                               language),
               web::select_field({.name = "forum",
                                  .label = language.say("Samarbejde"),
                                  .options = std::move(forums),
                                  .value = filled.value("forum")},
                                 language));
    return fields;
}

web::Html when(const Visit& visit, const web::Fields& filled, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html row;
    row.add(web::text_field({.name = "given_on",
                             .label = language.say("Givet den"),
                             .type = web::InputType::date,
                             .value = filled.value("given_on"),
                             .error = web::error_at(errors, "given_on", language)},
                            language),
            web::text_field({.name = "ends_on",
                             .label = language.say("Gælder til og med"),
                             .type = web::InputType::date,
                             .value = filled.value("ends_on"),
                             .error = web::error_at(errors, "ends_on", language),
                             .need = web::Need::optional},
                            language));
    return web::field_row(row);
}

web::Response form_page(const Visit& visit, PersonId person, Purpose purpose,
                        const web::Fields& filled, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(web::text_area({.name = "data",
                               .label = language.say("Hvilke oplysninger, og til hvad?"),
                               .value = filled.value("data"),
                               .error = web::error_at(errors, "data", language),
                               .character_limit = static_cast<int>(consent_data_characters_max),
                               .access_reminder = web::AccessReminder::shown},
                              language),
               to_whom(visit, filled, errors), who_and_how(visit, filled),
               web::text_field({.name = "text_version",
                                .label = language.say("Udgave af samtykketeksten"),
                                .value = filled.value("text_version"),
                                .error = web::error_at(errors, "text_version", language)},
                               language),
               when(visit, filled, errors),
               web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content;
    content.add(web::error_summary(errors, language),
                web::form({.action = person_path(person) + "/samtykker/ny",
                           .csrf_token = visit.csrf_token(),
                           .hidden = {{"formaal", std::string(access::purpose_code(purpose))}}},
                          fields));
    return visit.page(
        language.say("Nyt samtykke"), content,
        {.breadcrumb = {{std::string(language.say("Personer")), "/personer"},
                        {std::string(language.say("Person")), person_path(person, purpose)}},
         .charts = false,
         .status = errors.empty() ? 200 : 422});
}

web::Response new_form(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto warrant = registry.office.for_reading(registry.actor(visit),
                                                     question_for(visit, *purpose, Action::read),
                                                     person_of(visit), visit.now);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    web::Fields filled;
    filled.add("given_on", base::iso_date(visit.today()));
    return form_page(visit, person_of(visit), *purpose, filled, {});
}

web::Response create(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    base::FieldErrors errors;
    const Consent consent = read_consent(visit, errors);
    if (!errors.empty())
        return form_page(visit, person_of(visit), *purpose, visit.request.form, errors);
    const auto added = registry.office.change(
        registry.actor(visit), question_for(visit, *purpose, Action::change), person_of(visit),
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return add_consent(writing, registry.vault, warrant, consent, moment_of(visit));
        });
    if (!added) return refusal_page(visit, registry, added.error());
    return web::see_other(person_path(person_of(visit), *purpose) + "&besked=oprettet");
}

web::Response withdraw(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const std::int64_t id = history::number_of(visit.request.parameter("samtykke"));
    const auto done = registry.office.change(
        registry.actor(visit), question_for(visit, *purpose, Action::change), person_of(visit),
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return withdraw_consent(writing, registry.vault, warrant, id, visit.today(),
                                    moment_of(visit));
        });
    if (!done) return refusal_page(visit, registry, done.error());
    return web::see_other(person_path(person_of(visit), *purpose) + "&besked=trukket");
}

}  // namespace

void add_consent_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/personer/{id}/samtykker/ny", Permission::change_persons,
               page_with(registry, new_form));
    routes.post("/personer/{id}/samtykker/ny", Permission::change_persons,
                page_with(registry, create));
    routes.post("/personer/{id}/samtykker/{samtykke}/tilbage", Permission::change_persons,
                page_with(registry, withdraw));
}

}  // namespace people
