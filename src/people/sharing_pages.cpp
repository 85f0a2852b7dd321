#include "people/sharing_pages.h"

#include <algorithm>
#include <map>

#include "access/rule.h"
#include "history/record_change.h"
#include "organisation/agency_store.h"
#include "people/legal_basis_words.h"
#include "people/merged_origin.h"
#include "people/note_pages.h"
#include "people/note_store.h"
#include "people/page_handler.h"
#include "people/sharing_form.h"
#include "people/sharing_store.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::Ground;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;

using Answer = access::DisclosureFact::Answer;
using PersonWarrant = access::Warrant<PersonId>;

constexpr std::size_t rows_on_page = 50;

std::string list_path(PersonId person, Purpose purpose) {
    return person_path(person) +
           "/videregivelser?formaal=" + std::string(access::purpose_code(purpose));
}

Visit::PageOptions below_note(const Visit& visit, const Note& note, Purpose purpose, int status) {
    const web::Language& language = visit.language;
    return {.breadcrumb = {{std::string(language.say("Personer")), "/personer"},
                           {std::string(language.say("Person")), person_path(note.person, purpose)},
                           {std::string(language.say("Oplysninger")),
                            notes_path(note.person, purpose)}},
            .charts = false,
            .status = status};
}

// Everything one request about sharing needs.
struct Sharing {
    const Visit& visit;
    const Registry& registry;
    access::Actor actor;
    access::LawPointer law;
    Purpose purpose;
    NoteSeen seen;
    SharingChoices choices;
};

SharingChoices choices_for(const Visit& visit, const access::Actor& actor, const access::Law& law) {
    store::ReadTransaction reading = visit.services.database.read();
    return sharing_choices(organisation::all_agencies(reading), organisation::all_forums(reading),
                           actor.agency_cvr, law, visit.today());
}

// The note must be there to be seen before anything can be said about sharing it.
base::Result<Sharing> begin(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return purpose.error();
    auto seen = asked_note(visit, registry, *purpose);
    if (!seen) return seen.error();
    access::Actor actor = registry.actor(visit);
    access::LawPointer law = registry.office.law();
    SharingChoices choices = choices_for(visit, actor, *law);
    return Sharing{visit,    registry,         std::move(actor),  std::move(law),
                   *purpose, std::move(*seen), std::move(choices)};
}

bool only_received(const Sharing& sharing) {
    return sharing.seen.ground == Ground::disclosure;
}

access::Question question_about(const Sharing& sharing, Action action) {
    access::Question question = question_for(sharing.visit, sharing.purpose, action);
    question.classes = classes_of(sharing.seen.note.data_class);
    question.item = note_item(sharing.seen.note.id);
    return question;
}

// Sharing.

web::Response share_page(const Sharing& sharing, const web::Fields& filled,
                         const base::FieldErrors& errors, int status) {
    const web::Language& language = sharing.visit.language;
    web::Html fields = sharing_fields(sharing.choices, filled, errors, language);
    fields.add(web::button_row(web::button({.label = language.say("Del oplysningen")})));
    web::Html content = web::error_summary(errors, language);
    content.add(notices_of(sharing.visit, sharing.seen.obligations),
                note_facts(sharing.visit, sharing.seen),
                web::form({.action = note_path(sharing.seen.note, "/del", sharing.purpose),
                           .csrf_token = sharing.visit.csrf_token()},
                          fields));
    return sharing.visit.page(
        language.say("Del oplysningen"), content,
        below_note(sharing.visit, sharing.seen.note, sharing.purpose, status));
}

web::Response share_form(const Visit& visit, const Registry& registry) {
    const auto sharing = begin(visit, registry);
    if (!sharing) return refusal_page(visit, registry, sharing.error());
    if (only_received(*sharing)) return visit.not_found();
    return share_page(*sharing, {}, {}, 200);
}

base::Result<std::int64_t> share_with(const Sharing& sharing, const SharingInput& input) {
    access::Question question = question_about(sharing, Action::disclose);
    question.disclosure = input.draft;
    question.forum_key = input.draft.forum_key;
    question.forum_name = input.forum_name;
    {
        store::ReadTransaction reading = sharing.visit.services.database.read();
        question.disclosure->receiver_has_seat = organisation::agency_sits_in(
            reading, input.draft.receiver_cvr, input.draft.forum_key, sharing.visit.today());
    }
    return sharing.registry.office.change(
        sharing.actor, question, sharing.seen.note.person, sharing.visit.now,
        [&](store::WriteTransaction& writing,
            const PersonWarrant& warrant) -> base::Result<std::int64_t> {
            return share_item(writing, sharing.registry.vault, warrant, sharing.visit.now);
        });
}

web::Response share(const Visit& visit, const Registry& registry) {
    const auto sharing = begin(visit, registry);
    if (!sharing) return refusal_page(visit, registry, sharing.error());
    const SharingInput input = read_sharing(visit.request.form, sharing->choices);
    if (!input.errors.empty()) {
        if (only_received(*sharing)) return visit.not_found();
        return share_page(*sharing, visit.request.form, input.errors, 422);
    }
    const auto shared = share_with(*sharing, input);
    if (shared)
        return web::see_other(list_path(person_of(visit), sharing->purpose) + "&besked=gemt");
    const bool says_why =
        access::rule_of(shared.error()) != nullptr && access::refusal_status(shared.error()) != 404;
    if (only_received(*sharing) || !says_why) return refusal_page(visit, registry, shared.error());
    return share_page(*sharing, visit.request.form,
                      {{std::string(field_of(shared.error())), shared.error()}},
                      access::refusal_status(shared.error()));
}

// "Deles ikke".

web::Response decline_page(const Sharing& sharing, const web::Fields& filled,
                           const base::FieldErrors& errors, int status) {
    const web::Language& language = sharing.visit.language;
    web::Html fields = receiver_fields(sharing.choices, filled, errors, language);
    fields.add(web::button_row(web::button(
        {.label = language.say("Oplysningen deles ikke"), .kind = web::ButtonKind::warning})));
    web::Html content = web::error_summary(errors, language);
    content.add(
        web::alert(web::AlertKind::warning,
                   language.say("Svaret er endeligt: oplysningen kan aldrig senere deles med denne "
                                "myndighed. Du skal ikke give en grund."),
                   language),
        note_facts(sharing.visit, sharing.seen),
        web::form({.action = note_path(sharing.seen.note, "/deles-ikke", sharing.purpose),
                   .csrf_token = sharing.visit.csrf_token()},
                  fields));
    return sharing.visit.page(
        language.say("Deles ikke"), content,
        below_note(sharing.visit, sharing.seen.note, sharing.purpose, status));
}

web::Response decline_form(const Visit& visit, const Registry& registry) {
    const auto sharing = begin(visit, registry);
    if (!sharing) return refusal_page(visit, registry, sharing.error());
    if (only_received(*sharing)) return visit.not_found();
    return decline_page(*sharing, {}, {}, 200);
}

web::Response decline(const Visit& visit, const Registry& registry) {
    const auto sharing = begin(visit, registry);
    if (!sharing) return refusal_page(visit, registry, sharing.error());
    if (only_received(*sharing)) return visit.not_found();
    const SharingInput input = read_declining(visit.request.form, sharing->choices);
    if (!input.errors.empty()) return decline_page(*sharing, visit.request.form, input.errors, 422);
    const auto declined = registry.office.change(
        sharing->actor, question_about(*sharing, Action::decline), person_of(visit), visit.now,
        [&](store::WriteTransaction& writing, const PersonWarrant& warrant) -> base::Result<void> {
            access::decline(writing, warrant, input.draft.receiver_cvr, input.draft.forum_key,
                            visit.now);
            return {};
        });
    if (!declined) return refusal_page(visit, registry, declined.error());
    return web::see_other(list_path(person_of(visit), sharing->purpose) + "&besked=gemt");
}

// The list.

struct Listed {
    std::vector<MadeDisclosure> made;
    std::map<std::int64_t, std::string> texts;  // of the notes that may be seen
    std::map<std::string, std::string> agencies;
    std::map<std::string, std::string> forums;
    access::LawPointer law;
    MergedOrigin origin;
};

Listed read_list(const Visit& visit, const Registry& registry, const PersonWarrant& warrant) {
    store::ReadTransaction reading = visit.services.database.read();
    Listed listed{.law = registry.office.law(),
                  .origin = {reading, registry.vault, warrant, visit.now}};
    listed.made = disclosures(reading, registry.vault, warrant, visit.now);
    for (Note& note : notes(reading, registry.vault, warrant, visit.now))
        listed.texts.emplace(note.id, std::move(note.text));
    for (organisation::Agency& agency : organisation::all_agencies(reading))
        listed.agencies.emplace(agency.cvr, std::move(agency.name));
    for (organisation::Forum& forum : organisation::all_forums(reading))
        listed.forums.emplace(forum.key, std::move(forum.name_da));
    return listed;
}

std::string name_in(const std::map<std::string, std::string>& names, const std::string& key) {
    const auto found = names.find(key);
    return found == names.end() ? key : found->second;
}

web::Html answer_tag(const Visit& visit, Answer answer) {
    return answer == Answer::shared
               ? web::status_tag(web::StatusKind::done, visit.language.say("Delt"))
               : web::status_tag(web::StatusKind::stopped, visit.language.say("Deles ikke"));
}

void add_row(web::Table& table, const Visit& visit, const Listed& listed,
             const MadeDisclosure& made) {
    const access::Disclosure& disclosure = made.disclosure;
    const auto text = listed.texts.find(disclosure.item.id);
    const std::string words =
        text == listed.texts.end() ? std::string(visit.language.say("Vises ikke")) : text->second;
    table.row(
        listed.origin.behind(visit.language, web::text(words), PersonId{disclosure.record.id}),
        answer_tag(visit, disclosure.answer), name_in(listed.agencies, disclosure.holder_cvr),
        name_in(listed.agencies, disclosure.receiver_cvr),
        name_in(listed.forums, disclosure.forum_key),
        legal_basis_words(*listed.law, disclosure.bases, web::to_local(disclosure.made_at).date),
        made.necessity, visit.language.instant(disclosure.made_at));
}

web::Response show_list(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const PersonId person = person_of(visit);
    const auto warrant = registry.office.for_reading(
        registry.actor(visit), question_for_notes(visit, registry, *purpose, person), person,
        visit.now);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    const Listed listed = read_list(visit, registry, *warrant);
    const std::int64_t before = history::number_of(visit.request.query.value("foer"));
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Delt og ikke delt, det nyeste øverst"),
         .columns = {{.heading = language.say("Oplysning"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Svar")},
                     {.heading = language.say("Fra")},
                     {.heading = language.say("Til")},
                     {.heading = language.say("Forum")},
                     {.heading = language.say("Hjemmel")},
                     {.heading = language.say("Nødvendigt, fordi")},
                     {.heading = language.say("Tidspunkt")}},
         .empty_text = language.say("Der er ikke delt noget."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    web::PreviousNext pages;
    if (before > 0) pages.previous = list_path(person, *purpose);
    std::int64_t last = 0;
    for (const MadeDisclosure& made : listed.made) {
        if (before > 0 && made.disclosure.id >= before) continue;
        if (table.rows() == rows_on_page) {
            pages.next = list_path(person, *purpose) + "&foer=" + std::to_string(last);
            break;
        }
        add_row(table, visit, listed, made);
        last = made.disclosure.id;
    }
    web::Html content = warrant_notices(visit, *warrant);
    content.add(table.finish(), web::previous_next(pages, language));
    return visit.page(
        language.say("Videregivelser"), content,
        {.breadcrumb = {{std::string(language.say("Personer")), "/personer"},
                        {std::string(language.say("Person")), person_path(person, *purpose)}}});
}

}  // namespace

void add_sharing_routes(access::Routes& routes, const Registry& registry) {
    const std::string note = "/personer/{id}/oplysninger/{oplysning}";
    routes.get(note + "/del", Permission::change_persons, page_with(registry, share_form));
    routes.post(note + "/del", Permission::change_persons, page_with(registry, share));
    routes.get(note + "/deles-ikke", Permission::change_persons, page_with(registry, decline_form));
    routes.post(note + "/deles-ikke", Permission::change_persons, page_with(registry, decline));
    routes.get("/personer/{id}/videregivelser", Permission::see_persons,
               page_with(registry, show_list));
}

}  // namespace people
