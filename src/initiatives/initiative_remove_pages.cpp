#include <algorithm>

#include "base/text.h"
#include "history/record_change.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/catalogue_words.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/empty_state.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/radio_group.h"
#include "web/components/text_field.h"
#include "web/form.h"

// Taking an initiative out of the catalogue, where nothing was registered under it; ending it,
// where something was.
namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::size_t most_reason_characters = 200;
constexpr int unprocessable = 422;
constexpr int conflict = 409;

struct Subject {
    std::shared_ptr<const Catalogue> catalogue;
    const Initiative* initiative = nullptr;
    std::int64_t revision = 0;
    std::vector<std::string> uses;

    std::string address() const { return initiative_address(initiative->key); }
};

Subject subject_in(store::Connection& connection, const Visit& visit, CurrentCatalogue& current,
                   const RegisteredUses& registered) {
    Subject subject;
    subject.catalogue = current.get(connection);
    const std::string& key = visit.request.parameter("key");
    subject.initiative = subject.catalogue->find_initiative(key);
    subject.revision = current_revision(connection, key).value_or(0);
    if (subject.initiative && registered)
        subject.uses = registered(connection, "initiatives", key, visit.language);
    return subject;
}

Subject find_subject(const Visit& visit, CurrentCatalogue& current,
                     const RegisteredUses& registered) {
    store::ReadTransaction reading = visit.services.database.read();
    return subject_in(reading, visit, current, registered);
}

web::Html reason_field(const Visit& visit, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    return web::text_field({.name = "reason",
                            .label = language.say("Hvorfor?"),
                            .value = visit.request.form.value("reason"),
                            .hint = language.say("Står i historikken."),
                            .error = web::error_at(errors, "reason", language),
                            .need = web::Need::unmarked,
                            .character_limit = static_cast<int>(most_reason_characters)},
                           language);
}

web::Html removal_form(const Visit& visit, const Subject& subject,
                       const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(reason_field(visit, errors),
               web::button_row(web::button(
                   {.label = language.say("Fjern indsatsen"), .kind = web::ButtonKind::warning})));
    web::Html html;
    html.add("<p>"_html,
             language.say("Der er ikke registreret noget under indsatsen, så den kan fjernes fra "
                          "kataloget. Historikken bevares, og den kan genskabes."),
             "</p>"_html,
             web::form({.action = subject.address() + "/fjern",
                        .csrf_token = visit.csrf_token(),
                        .hidden = {{"version", std::to_string(subject.revision)}}},
                       fields));
    return html;
}

web::Html ending_form(const Visit& visit, const Subject& subject, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const web::Fields& sent = visit.request.form;
    web::Html uses;
    for (const std::string& sentence : subject.uses) uses.add("<li>"_html, sentence, "</li>"_html);
    web::Html fields;
    fields.add(
        web::text_field(
            {.name = "end",
             .label = language.say("Slutter"),
             .value = sent.has("end") ? sent.value("end") : base::iso_date(visit.today()),
             .hint = language.say("Så nøjagtigt, som det vides: 2024, 2024-spring, 2024-08 eller "
                                  "2024-08-01."),
             .error = web::error_at(errors, "end", language),
             .need = web::Need::required_marked,
             .width = web::FieldWidth::s},
            language),
        web::radio_group({.name = "status",
                          .legend = language.say("Hvordan endte den?"),
                          .choices = {{.value = status_code(Status::ended),
                                       .label = language.say(status_name(Status::ended)),
                                       .hint = language.say("Den blev stoppet.")},
                                      {.value = status_code(Status::completed),
                                       .label = language.say(status_name(Status::completed)),
                                       .hint = language.say("Den nåede sin afslutning.")}},
                          .value = sent.has("status") ? sent.value("status")
                                                      : std::string(status_code(Status::ended)),
                          .error = web::error_at(errors, "status", language)},
                         language),
        reason_field(visit, errors),
        web::button_row(web::button({.label = language.say("Afslut indsatsen")})));
    web::Html html;
    html.add(web::alert(web::AlertKind::info,
                        language.say("Indsatsen kan ikke fjernes, for der er registreret noget "
                                     "under den. Den kan afsluttes: så står den stadig i de år, "
                                     "den gjaldt, og i deres rapporter, og alt registreret er "
                                     "bevaret, men der kan ikke registreres noget under den i "
                                     "årene efter."),
                        language),
             "<ul>"_html, uses, "</ul>"_html,
             web::form({.action = subject.address() + "/afslut",
                        .csrf_token = visit.csrf_token(),
                        .hidden = {{"version", std::to_string(subject.revision)}}},
                       fields));
    return html;
}

// Which of the two ways there is; `warning` when something was just refused.
web::Response way_out(const Visit& visit, const Subject& subject, const base::FieldErrors& errors,
                      int status = 200, std::string_view warning = {}) {
    const web::Language& language = visit.language;
    const std::string& name = subject.initiative->latest().name.in(language.tag());
    web::Html content = web::error_summary(errors, language);
    if (!warning.empty())
        content.add(web::alert(web::AlertKind::warning, language.say(warning), language));
    content.add(subject.uses.empty() ? removal_form(visit, subject, errors)
                                     : ending_form(visit, subject, errors));
    return visit.page(
        language.say_with(
            subject.uses.empty() ? base::danish("Fjern {}") : base::danish("Afslut {}"), name),
        content,
        {.breadcrumb = {{std::string(language.say("Indsatser")), "/indsatser"},
                        {name, subject.address()}},
         .charts = false,
         .status = status});
}

constexpr std::string_view overtaken =
    base::danish("En anden har ændret det samme imens, så der er ikke sket noget.");

web::Response show(const Visit& visit, CurrentCatalogue& current,
                   const RegisteredUses& registered) {
    const Subject subject = find_subject(visit, current, registered);
    return subject.initiative ? way_out(visit, subject, {}) : visit.not_found();
}

base::FieldErrors reason_errors(const Visit& visit) {
    if (base::length_in_characters(visit.request.form.value("reason")) <= most_reason_characters)
        return {};
    return {{"reason", base::refuse("too_long", "Teksten må højst have {} tegn.",
                                    std::to_string(most_reason_characters))}};
}

InitiativeChange change_of(const Visit& visit) {
    InitiativeChange change;
    change.expected_revision = history::number_of(visit.request.form.value("version"));
    change.account_id = visit.user().account_id;
    change.now = visit.now;
    change.reason = base::trim(visit.request.form.value("reason"));
    return change;
}

web::Response remove(const Visit& visit, CurrentCatalogue& current,
                     const RegisteredUses& registered) {
    const base::FieldErrors errors = reason_errors(visit);
    Subject subject;
    bool removed = false;
    {
        store::WriteTransaction writing = visit.services.database.write();
        subject = subject_in(writing, visit, current, registered);
        if (!subject.initiative) return visit.not_found();
        if (subject.uses.empty() && errors.empty()) {
            const auto revision =
                remove_initiative(writing, subject.initiative->key, change_of(visit));
            if (revision) {
                visit.record(writing, trail::Action::remove, "initiative", subject.initiative->key,
                             "revision " + std::to_string(*revision));
                writing.commit();
                removed = true;
            }
        }
    }
    if (removed) return web::see_other(subject.address() + "/historik?besked=slettet");
    if (!errors.empty()) return way_out(visit, subject, errors, unprocessable);
    return way_out(visit, find_subject(visit, current, registered), {}, conflict,
                   subject.uses.empty() ? overtaken : std::string_view());
}

// The newest edition with its end, and nothing said of the years after it.
base::FieldErrors end_edition(Edition& edition, const web::Fields& form) {
    base::FieldErrors errors;
    const std::string typed = base::trim(form.value("end"));
    const auto end = parse_partial_date(typed);
    const auto status = status_of(form.value("status"));
    if (!end) {
        errors.push_back({"end", base::refuse("date",
                                              "»{}« er ikke en dato. Forventet: 2024, "
                                              "2024-spring, 2024-08 eller 2024-08-01.",
                                              typed)});
    } else if (base::year_of(end->last_day()) < edition.period) {
        errors.push_back({"end", base::refuse("before_edition",
                                              "Udgaven gælder fra {}, så den kan ikke slutte før.",
                                              std::to_string(edition.period))});
    }
    if (status != Status::ended && status != Status::completed)
        errors.push_back({"status", base::refuse("choice", "Vælg, hvordan den endte.")});
    if (!errors.empty()) return errors;
    const int year = base::year_of(end->last_day());
    edition.end = *end;
    edition.status.erase(edition.status.upper_bound(year), edition.status.end());
    edition.status[year] = *status;
    return errors;
}

web::Response end(const Visit& visit, CurrentCatalogue& current, const RegisteredUses& registered) {
    base::FieldErrors errors = reason_errors(visit);
    Subject subject;
    bool changed_meanwhile = false;
    {
        store::WriteTransaction writing = visit.services.database.write();
        subject = subject_in(writing, visit, current, registered);
        if (!subject.initiative) return visit.not_found();
        Initiative ended = *subject.initiative;
        for (base::FieldError& error : end_edition(ended.editions.back(), visit.request.form))
            errors.push_back(std::move(error));
        const std::string edition = "editions[" + std::to_string(ended.editions.size()) + "].";
        if (errors.empty()) {
            for (const Mistake& mistake :
                 check_with(*subject.catalogue, ended, RequiredLanguages::danish))
                errors.push_back({mistake.field == edition + "end" ? "end" : "", mistake.error});
        }
        if (errors.empty()) {
            const InitiativeChange change = change_of(visit);
            const auto revision = save_initiative(writing, ended, change);
            changed_meanwhile = !revision;
            if (revision && *revision != change.expected_revision) {
                visit.record(writing, trail::Action::change, "initiative", ended.key,
                             "revision " + std::to_string(*revision));
                writing.commit();
            }
        }
    }
    if (!errors.empty()) return way_out(visit, subject, errors, unprocessable);
    if (changed_meanwhile)
        return way_out(visit, find_subject(visit, current, registered), {}, conflict, overtaken);
    return web::see_other(subject.address() + "?besked=gemt");
}

web::Response removed_list(const Visit& visit) {
    const web::Language& language = visit.language;
    std::vector<Initiative> removed;
    {
        store::ReadTransaction reading = visit.services.database.read();
        removed = removed_initiatives(reading);
    }
    web::Html items;
    for (const Initiative& initiative : removed)
        items.add("<li>"_html,
                  web::link(initiative_address(initiative.key) + "/historik",
                            initiative.latest().name.in(language.tag())),
                  "</li>"_html);
    web::Html content;
    if (removed.empty()) {
        content = web::empty_state(language.say("Ingen indsatser er fjernet."));
    } else {
        content.add("<p>"_html,
                    language.say("De er ude af kataloget. Hver af dem kan genskabes i sin "
                                 "historik."),
                    "</p><ul>"_html, items, "</ul>"_html);
    }
    return visit.page(language.say("Fjernede indsatser"), content,
                      {.breadcrumb = {{std::string(language.say("Indsatser")), "/indsatser"}}});
}

}  // namespace

void add_remove_routes(access::Routes& routes, CurrentCatalogue& current,
                       const RegisteredUses& registered) {
    routes.get("/indsatser/fjernede", Permission::edit_initiatives, removed_list);
    routes.get(
        "/indsatser/{key}/fjern", Permission::edit_initiatives,
        [&current, registered](const Visit& visit) { return show(visit, current, registered); });
    routes.post(
        "/indsatser/{key}/fjern", Permission::edit_initiatives,
        [&current, registered](const Visit& visit) { return remove(visit, current, registered); });
    routes.post(
        "/indsatser/{key}/afslut", Permission::edit_initiatives,
        [&current, registered](const Visit& visit) { return end(visit, current, registered); });
}

}  // namespace initiatives
