#include "people/note_pages.h"

#include <algorithm>

#include "access/account_store.h"
#include "access/disclosure_store.h"
#include "access/rule.h"
#include "history/record_change.h"
#include "people/merged_origin.h"
#include "people/note_form.h"
#include "people/note_store.h"
#include "people/page_handler.h"
#include "people/warrant_pages.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::DataClass;
using access::Ground;
using access::OffenceStatus;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;

using PersonWarrant = access::Warrant<PersonId>;

constexpr std::size_t notes_on_page = 50;

Visit::PageOptions below_person(const Visit& visit, PersonId person, Purpose purpose,
                                int status = 200) {
    return {
        .breadcrumb = {{std::string(visit.language.say("Personer")), "/personer"},
                       {std::string(visit.language.say("Person")), person_path(person, purpose)}},
        .charts = false,
        .status = status};
}

web::HiddenFields purpose_hidden(Purpose purpose) {
    return {{"formaal", std::string(access::purpose_code(purpose))}};
}

bool is_unsettled(OffenceStatus status) {
    return status == OffenceStatus::suspected || status == OffenceStatus::charged ||
           status == OffenceStatus::indicted;
}

// R16: what isn't decided is never shown as if it were.
web::Html charge_of(const Visit& visit, const Note& note) {
    if (note.offence == OffenceStatus::none) return {};
    const std::string_view name = visit.language.say(charge_status_name(note.offence));
    if (!is_unsettled(note.offence)) return web::text(name);
    web::Html html = web::text(std::string(name) + " ");
    html.add(web::status_tag(web::StatusKind::attention, visit.language.say("ikke afklaret")));
    return html;
}

// Whoever received something can only read it.
bool is_own(Ground ground) {
    return ground != Ground::disclosure && ground != Ground::break_glass;
}

struct NotesSeen {
    std::vector<Note> notes;
    std::map<std::int64_t, std::string> names;
    bool own = false;
    web::Html notices;
    MergedOrigin origin;
};

NotesSeen read_notes(const Visit& visit, const Registry& registry, const PersonWarrant& warrant) {
    store::ReadTransaction reading = visit.services.database.read();
    NotesSeen seen{.origin = {reading, registry.vault, warrant, visit.now}};
    seen.notes = notes(reading, registry.vault, warrant, visit.now);
    seen.own = is_own(warrant.ground());
    seen.notices = warrant_notices(visit, warrant);
    std::vector<std::int64_t> authors;
    for (const Note& note : seen.notes) authors.push_back(note.account_id);
    if (seen.own) seen.names = access::account_names(reading, authors);
    return seen;
}

std::string author_of(const NotesSeen& seen, const Note& note) {
    const auto found = seen.names.find(note.account_id);
    return found == seen.names.end() ? std::string() : found->second;
}

web::Html note_table(const Visit& visit, const NotesSeen& seen, Purpose purpose,
                     std::span<const Note> shown) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Oplysninger, de nyeste øverst"),
         .columns = {{.heading = language.say("Oplysning"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Slags")},
                     {.heading = language.say("Sigtelse")},
                     {.heading = language.say("Dag")},
                     {.heading = language.say("Skrevet af")}},
         .empty_text = language.say("Der er ingen oplysninger, du har adgang til at se."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Note& note : shown)
        table.row(seen.origin.behind(language, web::link(note_path(note, "", purpose), note.text),
                                     note.record),
                  language.say(access::data_class_name(note.data_class)), charge_of(visit, note),
                  language.short_date(note.noted_on), author_of(seen, note));
    return table.finish();
}

web::Response show_notes(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const PersonId person = person_of(visit);
    const auto warrant = registry.office.for_reading(
        registry.actor(visit), question_for_notes(visit, registry, *purpose, person), person,
        visit.now);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    const NotesSeen seen = read_notes(visit, registry, *warrant);
    const std::int64_t before = history::number_of(visit.request.query.value("foer"));
    const auto first =
        std::find_if(seen.notes.begin(), seen.notes.end(),
                     [before](const Note& note) { return before == 0 || note.id < before; });
    const std::size_t left = static_cast<std::size_t>(seen.notes.end() - first);
    const std::span<const Note> shown(first, std::min(left, notes_on_page));
    web::Html content = seen.notices;
    if (seen.own && visit.may(Permission::change_persons))
        content.add(web::button_row(web::link_button(
            {.label = visit.language.say("Ny oplysning"),
             .href = person_path(person) +
                     "/oplysninger/ny?formaal=" + std::string(access::purpose_code(*purpose))})));
    web::PreviousNext pages;
    if (before > 0) pages.previous = notes_path(person, *purpose);
    if (left > notes_on_page)
        pages.next = notes_path(person, *purpose) + "&foer=" + std::to_string(shown.back().id);
    content.add(note_table(visit, seen, *purpose, shown),
                web::previous_next(pages, visit.language));
    return visit.page(visit.language.say("Oplysninger"), content,
                      below_person(visit, person, *purpose));
}

// Writing.

web::Response form_page(const Visit& visit, PersonId person, Purpose purpose,
                        const web::Fields& filled, const base::FieldErrors& errors, int status) {
    const web::Language& language = visit.language;
    web::Html fields = note_fields(filled, errors, language);
    fields.add(web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content;
    content.add(web::error_summary(errors, language),
                web::form({.action = person_path(person) + "/oplysninger/ny",
                           .csrf_token = visit.csrf_token(),
                           .hidden = purpose_hidden(purpose)},
                          fields));
    return visit.page(language.say("Ny oplysning"), content,
                      below_person(visit, person, purpose, status));
}

web::Response new_form(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const PersonId person = person_of(visit);
    const auto warrant = registry.office.for_reading(
        registry.actor(visit), question_for(visit, *purpose, Action::read), person, visit.now);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    if (!is_own(warrant->ground())) return visit.not_found();
    web::Fields filled;
    filled.add("noted_on", base::iso_date(visit.today()));
    return form_page(visit, person, *purpose, filled, {}, 200);
}

web::Response create(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const PersonId person = person_of(visit);
    const NoteInput input = read_note(visit.request.form, visit.today());
    if (!input.errors.empty())
        return form_page(visit, person, *purpose, visit.request.form, input.errors, 422);
    const access::Actor actor = registry.actor(visit);
    access::Question question = question_for(visit, *purpose, Action::create);
    question.classes = classes_of(input.note.data_class);
    const auto added =
        registry.office.change(actor, question, person, visit.now,
                               [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                                   return add_note(writing, registry.vault, warrant, input.note,
                                                   actor.agency_kind, moment_of(visit));
                               });
    if (added) return web::see_other(notes_path(person, *purpose) + "&besked=oprettet");
    const access::Rule* rule = access::rule_of(added.error());
    // Who may write, but not of this class for this purpose, gets the form back.
    if (rule && *rule == access::Rule::R15)
        return form_page(visit, person, *purpose, visit.request.form,
                         {{"data_class", added.error()}}, access::refusal_status(added.error()));
    return refusal_page(visit, registry, added.error());
}

// One note.

web::Html charge_form(const Visit& visit, const Note& note, Purpose purpose,
                      const std::string& error) {
    const web::Language& language = visit.language;
    const std::string chosen(visit.request.method == web::Method::post
                                 ? visit.request.form.value("offence")
                                 : access::offence_status_code(note.offence));
    web::Html fields = charge_field(chosen, error, web::Need::required, language);
    fields.add(web::button_row(
        web::button({.label = language.say("Gem sigtelsen"), .kind = web::ButtonKind::secondary})));
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Sigtelsen"));
    section.add(web::paragraphs(language.say(
                    "Er sigtelsen frafaldet, skjules oplysningen straks for alle, og for altid.")),
                web::form({.action = note_path(note, "/sigtelse", purpose),
                           .csrf_token = visit.csrf_token()},
                          fields));
    return section;
}

web::Response note_page(const Visit& visit, const NoteSeen& seen, Purpose purpose,
                        const std::string& error) {
    const web::Language& language = visit.language;
    const Note& note = seen.note;
    web::Html content = notices_of(visit, seen.obligations);
    content.add(note_facts(visit, seen));
    if (is_own(seen.ground) && visit.may(Permission::change_persons)) {
        web::Html buttons = web::link_button(
            {.label = language.say("Del oplysningen"), .href = note_path(note, "/del", purpose)});
        buttons.add(web::link_button({.label = language.say("Deles ikke"),
                                      .href = note_path(note, "/deles-ikke", purpose),
                                      .kind = web::ButtonKind::secondary}));
        content.add(web::button_row(buttons));
        if (note.data_class == DataClass::offence)
            content.add(charge_form(visit, note, purpose, error));
    }
    Visit::PageOptions options =
        below_person(visit, note.person, purpose, error.empty() ? 200 : 422);
    options.breadcrumb.emplace_back(language.say("Oplysninger"), notes_path(note.person, purpose));
    return visit.page(language.say("Oplysning"), content, options);
}

web::Response show_note(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto seen = asked_note(visit, registry, *purpose);
    if (!seen) return refusal_page(visit, registry, seen.error());
    return note_page(visit, *seen, *purpose, "");
}

web::Response settle_charge(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto seen = asked_note(visit, registry, *purpose);
    if (!seen) return refusal_page(visit, registry, seen.error());
    const auto status = access::offence_status_of(visit.request.form.value("offence"));
    const auto possible =
        check_charge_change(seen->note.offence, status.value_or(OffenceStatus::none));
    if (!possible) return note_page(visit, *seen, *purpose, visit.language.say(possible.error()));
    access::Question question = question_for(visit, *purpose, Action::change);
    question.classes = classes_of(seen->note.data_class);
    question.item = note_item(seen->note.id);
    const auto changed =
        registry.office.change(registry.actor(visit), question, person_of(visit), visit.now,
                               [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                                   return change_charge(writing, warrant, *status, visit.now);
                               });
    if (!changed) return refusal_page(visit, registry, changed.error());
    return web::see_other(notes_path(person_of(visit), *purpose) + "&besked=gemt");
}

}  // namespace

access::Question question_for_notes(const Visit& visit, const Registry& registry, Purpose purpose,
                                    PersonId person, std::optional<access::ItemReference> item) {
    const access::Actor actor = registry.actor(visit);
    access::Question question = question_for(visit, purpose, Action::read);
    question.item = std::move(item);
    store::ReadTransaction reading = visit.services.database.read();
    for (const DataClass data_class : note_classes()) {
        access::Question wider = question;
        wider.classes.add(data_class);
        if (registry.office.explain(reading, actor, wider, person, visit.now).allowed())
            question.classes = wider.classes;
    }
    return question;
}

base::Result<NoteSeen> asked_note(const Visit& visit, const Registry& registry, Purpose purpose) {
    const PersonId person = person_of(visit);
    const access::ItemReference item =
        note_item(history::number_of(visit.request.parameter("oplysning")));
    const auto warrant = registry.office.for_reading(
        registry.actor(visit), question_for_notes(visit, registry, purpose, person, item), person,
        visit.now);
    if (!warrant) return warrant.error();
    store::ReadTransaction reading = visit.services.database.read();
    std::vector<Note> found = notes(reading, registry.vault, *warrant, visit.now);
    if (found.empty()) return access::refusal(access::Rule::R01);
    const MergedOrigin origin(reading, registry.vault, *warrant, visit.now);
    return NoteSeen{std::move(found.front()), warrant->ground(), warrant->obligations(),
                    origin.words(visit.language, found.front().record)};
}

web::Html note_facts(const Visit& visit, const NoteSeen& seen) {
    const web::Language& language = visit.language;
    return web::definition_list(
        {{language.say("Oplysning"),
          web::text(seen.origin.empty() ? seen.note.text : seen.note.text + " " + seen.origin)},
         {language.say("Slags"),
          web::text(language.say(access::data_class_name(seen.note.data_class)))},
         {language.say("Sigtelse"), charge_of(visit, seen.note)},
         {language.say("Dag"), web::text(language.date(seen.note.noted_on))}});
}

std::string notes_path(PersonId person, Purpose purpose) {
    return person_path(person) +
           "/oplysninger?formaal=" + std::string(access::purpose_code(purpose));
}

std::string note_path(const Note& note, std::string_view action, Purpose purpose) {
    return person_path(note.person) + "/oplysninger/" + std::to_string(note.id) +
           std::string(action) + "?formaal=" + std::string(access::purpose_code(purpose));
}

void add_note_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/personer/{id}/oplysninger", Permission::see_persons,
               page_with(registry, show_notes));
    routes.get("/personer/{id}/oplysninger/ny", Permission::change_persons,
               page_with(registry, new_form));
    routes.post("/personer/{id}/oplysninger/ny", Permission::change_persons,
                page_with(registry, create));
    routes.get("/personer/{id}/oplysninger/{oplysning}", Permission::see_persons,
               page_with(registry, show_note));
    routes.post("/personer/{id}/oplysninger/{oplysning}/sigtelse", Permission::change_persons,
                page_with(registry, settle_charge));
}

}  // namespace people
