#include "people/person_pages.h"

#include <array>

#include "access/visitor_assignment.h"
#include "history/record_change.h"
#include "people/belonging_pages.h"
#include "people/consent_store.h"
#include "people/duty_store.h"
#include "people/merge_store.h"
#include "people/merged_origin.h"
#include "people/moving_pages.h"
#include "people/own_work_pages.h"
#include "people/page_handler.h"
#include "people/person_form.h"
#include "people/person_index_store.h"
#include "people/person_search_pages.h"
#include "people/person_store.h"
#include "people/staff_relative_pages.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/radio_group.h"
#include "web/components/table.h"
#include "web/components/text_area.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::DataClass;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;
using web::operator""_html;

using PersonWarrant = access::Warrant<PersonId>;

const std::vector<std::pair<std::string, std::string>>& no_breadcrumb() {
    static const std::vector<std::pair<std::string, std::string>> none;
    return none;
}

Visit::PageOptions below_persons(const Visit& visit, int status = 200) {
    return {.breadcrumb = {{std::string(visit.language.say("Personer")), "/personer"}},
            .charts = false,
            .status = status};
}

// With what is confidential where the visitor may see that, otherwise without.
base::Result<PersonWarrant> reading_warrant(const Visit& visit, const Registry& registry,
                                            Purpose purpose, PersonId person) {
    const access::Actor actor = registry.actor(visit);
    const access::Question plain = question_for(visit, purpose, Action::read);
    access::Question whole = plain;
    whole.classes.add(DataClass::confidential);
    const bool opens_all = [&] {
        store::ReadTransaction reading = visit.services.database.read();
        return registry.office.explain(reading, actor, whole, person, visit.now).allowed();
    }();
    return registry.office.for_reading(actor, opens_all ? whole : plain, person, visit.now);
}

web::Html person_table(const Visit& visit, Purpose purpose, const std::vector<Person>& persons) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Personer, du har adgang til"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Personnummer")},
                     {.heading = language.say("Født")}},
         .empty_text = language.say("Vi fandt ikke noget, du har adgang til at se."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Person& person : persons)
        table.row(web::link(person_path(person.id, purpose), person.name()), person.masked_cpr,
                  person.born_on ? language.short_date(*person.born_on) : std::string());
    return table.finish();
}

// Finding.

web::Html find_form(const Visit& visit, const Registry& registry, const web::Fields& filled,
                    const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = purpose_field(visit, registry, filled.value("formaal"),
                                     web::error_at(errors, "formaal", language));
    fields.add(search_fields(visit, filled, errors),
               web::button_row(web::button({.label = language.say("Søg")})));
    web::Html content;
    content.add(web::error_summary(errors, language),
                web::form({.action = "/personer/find", .csrf_token = visit.csrf_token()}, fields));
    return content;
}

// Where else work with persons begins, for those who may.
web::Html ways(const Visit& visit) {
    struct Way {
        Permission permission;
        std::string_view label;
        const char* href;
    };
    static constexpr std::array all{
        Way{Permission::change_persons, base::danish("Registrer en person"), "/personer/ny"},
        Way{Permission::see_persons, base::danish("Familier"), "/familier"},
        Way{Permission::see_persons, base::danish("Grupper"), "/grupper"},
        Way{Permission::change_persons, base::danish("Oplysningspligt"), "/personer/orientering"},
        Way{Permission::change_persons, base::danish("Nødadgang"), "/noedadgang"},
        Way{Permission::merge_persons, base::danish("Mulige dubletter"), "/dubletter"},
        Way{Permission::see_trail, base::danish("Fejlagtige sammenlægninger"),
            "/dubletter/adskilte"}};
    web::Html buttons;
    for (const Way& way : all)
        if (visit.may(way.permission))
            buttons.add(web::link_button({.label = visit.language.say(way.label),
                                          .href = way.href,
                                          .kind = web::ButtonKind::secondary}));
    return web::button_row(buttons);
}

web::Response find_page(const Visit& visit, const Registry& registry) {
    const auto own = own_persons_section(visit, registry);
    if (!own) return refusal_page(visit, registry, own.error());
    web::Html content = ways(visit);
    content.add(web::heading(web::HeadingLevel::h2, visit.language.say("Find en person")),
                find_form(visit, registry, {}, {}), *own);
    return visit.page(visit.language.say("Personer"), content);
}

web::Response find(const Visit& visit, const Registry& registry) {
    const PersonSearch search = read_search(visit);
    if (!search.errors.empty())
        return visit.page(visit.language.say("Personer"),
                          find_form(visit, registry, visit.request.form, search.errors),
                          {.breadcrumb = no_breadcrumb(), .status = 422});
    const auto persons = find_persons(visit, registry, search);
    if (!persons) return refusal_page(visit, registry, persons.error());
    web::Html content = person_table(visit, *search.purpose, *persons);
    content.add(web::heading(web::HeadingLevel::h2, visit.language.say("Søg igen")),
                find_form(visit, registry, visit.request.form, {}));
    return visit.page(visit.language.say("Fundne personer"), content, below_persons(visit));
}

// Registering.

web::Response new_page(const Visit& visit, const Registry& registry, const web::Fields& filled,
                       const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = purpose_field(visit, registry, filled.value("formaal"),
                                     web::error_at(errors, "formaal", language));
    fields.add(person_fields(filled, errors, language),
               web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content;
    content.add(
        web::alert(web::AlertKind::info,
                   language.say("Registrer kun det nødvendige. Personen skal orienteres inden en "
                                "måned, og det bliver en opgave."),
                   language),
        web::error_summary(errors, language),
        web::form({.action = "/personer/ny", .csrf_token = visit.csrf_token()}, fields));
    return visit.page(language.say("Registrer en person"), content,
                      below_persons(visit, errors.empty() ? 200 : 422));
}

web::Response new_form(const Visit& visit, const Registry& registry) {
    return new_page(visit, registry, visit.request.query, {});
}

web::HiddenFields sent_fields(const web::Fields& form) {
    web::HiddenFields hidden{{"besluttet", "1"}};
    for (const auto& [name, value] : form.all())
        if (name != web::csrf_field_name && name != "besluttet") hidden.emplace_back(name, value);
    return hidden;
}

// Before something is saved that looks like another's, or odd: what was found, and the choice.
web::Response second_look(const Visit& visit, Purpose purpose, const std::vector<Person>& alike,
                          const std::vector<base::Error>& odd) {
    const web::Language& language = visit.language;
    web::Html content;
    for (const base::Error& doubt : odd)
        content.add(web::alert(web::AlertKind::warning, language.say(doubt), language));
    if (!alike.empty())
        content.add(web::paragraphs(language.say("Er det en af disse? Så brug den, der findes.")),
                    person_table(visit, purpose, alike));
    content.add(web::form({.action = "/personer/ny",
                           .csrf_token = visit.csrf_token(),
                           .hidden = sent_fields(visit.request.form)},
                          web::button_row(web::button({.label = language.say("Registrer alligevel"),
                                                       .kind = web::ButtonKind::secondary}))));
    return visit.page(language.say("Se det efter en gang til"), content, below_persons(visit));
}

base::Result<PersonId> add_new(const Visit& visit, const Registry& registry, Purpose purpose,
                               const std::string& subject, const PersonDetails& details,
                               const std::vector<PersonId>& alike) {
    const access::Actor actor = registry.actor(visit);
    access::Question question = question_for(visit, purpose, Action::create);
    if (details.cpr) question.classes.add(DataClass::cpr);
    store::WriteTransaction writing = visit.services.database.write();
    const PersonId id =
        add_person(writing, subject, actor.agency_cvr, actor.account_id, visit.today());
    const auto warrant = registry.office.for_creating(writing, actor, question, id, visit.now);
    if (!warrant) return warrant.error();
    const auto filled = fill_person(writing, registry.vault, *warrant, details, moment_of(visit));
    if (!filled) return filled.error();
    const auto assigned = access::assign_to_visitor(writing, visit, *warrant);
    if (!assigned) return assigned.error();
    for (const PersonId other : alike) note_possible_duplicate(writing, id, other, visit.now);
    writing.commit();
    return id;
}

web::Response register_person(const Visit& visit, const Registry& registry, Purpose purpose,
                              const PersonDetails& details, const std::vector<PersonId>& alike) {
    const auto subject = registry.vault.create("person");
    if (!subject) return refusal_page(visit, registry, subject.error());
    const auto id = add_new(visit, registry, purpose, *subject, details, alike);
    if (id) return web::see_other(person_path(*id, purpose) + "&besked=oprettet");
    // Nothing of it remains, so the refusal needs a line of its own, and the key is for nobody.
    visit.record_refusal(id.error().code);
    (void)registry.vault.destroy(*subject);
    return refusal_page(visit, registry, id.error());
}

web::Response create(const Visit& visit, const Registry& registry) {
    PersonInput input = read_person(visit.request.form, visit.today());
    const auto purpose = chosen_purpose(visit);
    if (!purpose) input.errors.insert(input.errors.begin(), {"formaal", purpose.error()});
    if (!input.errors.empty()) return new_page(visit, registry, visit.request.form, input.errors);
    std::vector<PersonId> alike;
    {
        store::ReadTransaction reading = visit.services.database.read();
        alike = persons_like(reading, registry.vault, input.details, {});
    }
    if (!visit.request.form.has("besluttet")) {
        const auto seen = visible_persons(visit, registry, *purpose, alike);
        if (!seen) return refusal_page(visit, registry, seen.error());
        const std::vector<base::Error> odd = doubts(input.details);
        if (!seen->empty() || !odd.empty()) return second_look(visit, *purpose, *seen, odd);
    }
    return register_person(visit, registry, *purpose, input.details, alike);
}

// Showing.

web::Html with_button(const Visit& visit, const Person& person, Purpose purpose,
                      std::string_view shown, std::string_view label, const char* action) {
    web::Html html = web::text(shown);
    html.add(" "_html, web::post_button({.label = visit.language.say(label),
                                         .action = person_path(person.id) + action,
                                         .csrf_token = visit.csrf_token(),
                                         .hidden = purpose_hidden(purpose),
                                         .kind = web::ButtonKind::tertiary}));
    return html;
}

std::string address_line(const Address& address) {
    std::string line = address.street;
    const std::string town = address.postal_code + " " + address.town;
    if (town.size() > 1) line += (line.empty() ? "" : ", ") + town;
    return line;
}

web::Html facts_of(const Visit& visit, const Person& person, Purpose purpose, bool only_told) {
    const web::Language& language = visit.language;
    web::Html cpr = web::text(person.masked_cpr);
    if (!person.masked_cpr.empty() && !only_told)
        cpr = with_button(
            visit, person, purpose,
            person.has_replacement_number
                ? person.masked_cpr + " (" + std::string(language.say("erstatning")) + ")"
                : person.masked_cpr,
            base::danish("Vis hele personnummeret"), "/personnummer");
    web::Html address;
    if (person.address_protected)
        address = with_button(visit, person, purpose, language.say(address_is_protected()),
                              base::danish("Vis adressen"), "/adresse");
    else if (person.address)
        address = web::text(address_line(*person.address));
    return web::definition_list(
        {{language.say("Navn"), web::text(person.name())},
         {language.say("Personnummer"), cpr},
         {language.say("Født"),
          web::text(person.born_on ? language.date(*person.born_on) : std::string())},
         {language.say("Køn"),
          person.sex == Sex::unknown ? web::Html() : web::text(language.say(sex_name(person.sex)))},
         {language.say("Adresse"), address},
         {language.say("Registreret"), web::text(language.date(person.registered_on))}});
}

web::Html duty_form(const Visit& visit, PersonId person, Purpose purpose, const DutyToInform& duty,
                    const web::Fields& filled, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(web::radio_group(
                   {.name = "outcome",
                    .legend = language.say("Er personen orienteret?"),
                    .choices = {{"informed", language.say("Ja, personen er orienteret")},
                                {"exempted", language.say("Nej, personen skal ikke orienteres")}},
                    .value = filled.value("outcome"),
                    .error = web::error_at(errors, "outcome", language)},
                   language),
               web::text_area({.name = "explanation",
                               .label = language.say("Hvordan, eller hvorfor ikke"),
                               .value = filled.value("explanation"),
                               .error = web::error_at(errors, "explanation", language),
                               .need = web::Need::optional,
                               .character_limit = static_cast<int>(explanation_characters_max),
                               .access_reminder = web::AccessReminder::shown},
                              language),
               web::button_row(web::button({.label = language.say("Afslut opgaven")})));
    web::HiddenFields hidden = purpose_hidden(purpose);
    hidden.emplace_back("duty", std::to_string(duty.id));
    return web::form({.action = person_path(person) + "/orienteret",
                      .csrf_token = visit.csrf_token(),
                      .hidden = std::move(hidden)},
                     fields);
}

// What is shown of one person: everything a warrant for reading gives.
struct Shown {
    Person person;
    std::vector<Person> merged;
    std::vector<DutyToInform> duties;
    std::vector<Consent> consents;
    MergedOrigin origin;
    std::optional<Move> move;
    web::Html notices;
    bool only_told = false;  // opened through a disclosure: nothing but what was disclosed (R04)
    bool opens_address = false;
};

std::optional<Shown> read_shown(const Visit& visit, const Registry& registry,
                                const PersonWarrant& warrant) {
    store::ReadTransaction reading = visit.services.database.read();
    auto person = find_person(reading, registry.vault, warrant, visit.now);
    if (!person) return std::nullopt;
    return Shown{std::move(*person),
                 merged_persons(reading, registry.vault, warrant, visit.now),
                 duties(reading, registry.vault, warrant, visit.now),
                 consents(reading, registry.vault, warrant, visit.now),
                 {reading, registry.vault, warrant, visit.now},
                 move_of(reading, registry.vault, warrant, visit.now),
                 warrant_notices(visit, warrant),
                 warrant.obliges(access::Obligation::only_disclosed_items),
                 warrant.covers(DataClass::confidential)};
}

web::Html duties_section(const Visit& visit, const Shown& shown, Purpose purpose,
                         const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Oplysningspligt"));
    bool has_form = false;
    for (const DutyToInform& duty : shown.duties) {
        if (duty.outcome == DutyOutcome::open) {
            section.add("<p>"_html,
                        language.say_with("Personen skal orienteres senest den {}.",
                                          language.date(duty.due_on)),
                        "</p>"_html);
            if (visit.may(Permission::change_persons) && !has_form)
                section.add(
                    duty_form(visit, shown.person.id, purpose, duty, visit.request.form, errors));
            has_form = true;
            continue;
        }
        section.add("<p>"_html,
                    duty.outcome == DutyOutcome::informed
                        ? language.say_with("Personen blev orienteret den {}.",
                                            language.date(*duty.settled_on))
                        : language.say_with("Den {} blev det besluttet ikke at orientere personen.",
                                            language.date(*duty.settled_on)),
                    "</p>"_html, web::paragraphs(duty.explanation));
    }
    return section;
}

web::Html consent_state(const Visit& visit, const Consent& consent) {
    const auto usable = usable_on(consent, visit.today());
    return web::text(usable ? std::string(visit.language.say("Gælder"))
                            : visit.language.say(usable.error()));
}

web::Html consents_section(const Visit& visit, const Shown& shown, Purpose purpose) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Samtykker, de nyeste øverst"),
         .columns = {{.heading = language.say("Hvad"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Givet")},
                     {.heading = language.say("Hvordan")},
                     {.heading = language.say("Status")},
                     {.heading = language.say("Handling"), .heading_hidden = true}},
         .empty_text = language.say("Der er ingen samtykker."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Consent& consent : shown.consents) {
        web::Html withdraw;
        if (!consent.withdrawn_on && visit.may(Permission::change_persons))
            withdraw = web::post_button({.label = language.say("Træk tilbage"),
                                         .action = person_path(shown.person.id) + "/samtykker/" +
                                                   std::to_string(consent.id) + "/tilbage",
                                         .csrf_token = visit.csrf_token(),
                                         .hidden = purpose_hidden(purpose),
                                         .hidden_words = language.say("samtykket")});
        table.row(shown.origin.behind(language, web::text(consent.data), consent.record),
                  language.short_date(consent.given_on),
                  language.say(consent_manner_name(consent.manner)), consent_state(visit, consent),
                  withdraw);
    }
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Samtykker"));
    section.add(table.finish());
    if (visit.may(Permission::change_persons))
        section.add(web::button_row(web::link_button(
            {.label = language.say("Nyt samtykke"),
             .href = person_path(shown.person.id) +
                     "/samtykker/ny?formaal=" + std::string(access::purpose_code(purpose)),
             .kind = web::ButtonKind::secondary})));
    return section;
}

web::Html merged_section(const Visit& visit, const Shown& shown) {
    web::Html section;
    if (shown.merged.empty()) return section;
    section.add(web::heading(web::HeadingLevel::h2, visit.language.say("Også registreret som")),
                "<ul>"_html);
    for (const Person& person : shown.merged)
        section.add("<li>"_html, person.name(), " "_html, person.masked_cpr, "</li>"_html);
    section.add("</ul>"_html);
    return section;
}

// The pages about this person's notes and who works with them.
web::Html work_links(const Visit& visit, const Registry& registry, const Shown& shown,
                     Purpose purpose) {
    const web::Language& language = visit.language;
    const std::string query = "?formaal=" + std::string(access::purpose_code(purpose));
    const auto page = [&](std::string_view label, const char* path) {
        return web::link_button({.label = language.say(label),
                                 .href = person_path(shown.person.id) + path + query,
                                 .kind = web::ButtonKind::secondary});
    };
    web::Html buttons = page(shown.only_told ? base::danish("Oplysninger, der er delt med jer")
                                             : base::danish("Oplysninger"),
                             "/oplysninger");
    buttons.add(page(base::danish("Videregivelser"), "/videregivelser"));
    if (shown.only_told) return web::button_row(buttons);
    buttons.add(page(base::danish("Tildelinger"), "/tildelinger"));
    if (visit.may(Permission::change_persons))
        buttons.add(page(base::danish("Fraflytning"), "/fraflytning"));
    if (may_mark_relatives(visit, registry, purpose, shown.person.id))
        buttons.add(page(base::danish("Familie til medarbejdere"), "/medarbejderfamilie"));
    return web::button_row(buttons);
}

// To the citizen's access, for those whose work it is; to who has looked, for those who read the
// trail.
web::Html rights_links(const Visit& visit, const Registry& registry, PersonId person) {
    web::Html links;
    const access::Actor actor = registry.actor(visit);
    {
        store::ReadTransaction reading = visit.services.database.read();
        const access::Decision access_work = registry.office.explain(
            reading, actor, question_for(visit, Purpose::subject_access, Action::read), person,
            visit.now);
        if (access_work.allowed())
            links.add(web::link_button({.label = visit.language.say("Borgerens indsigt"),
                                        .href = person_path(person) + "/indsigt",
                                        .kind = web::ButtonKind::tertiary}));
    }
    if (visit.may(Permission::see_trail))
        links.add(web::link_button({.label = visit.language.say("Hvem har slået op?"),
                                    .href = "/sporet/person/" + std::to_string(person.value),
                                    .kind = web::ButtonKind::tertiary}));
    return links.empty() ? links : web::button_row(links);
}

web::Response person_page(const Visit& visit, const Registry& registry, const Shown& shown,
                          Purpose purpose, const web::Html& above, const web::Html& belonging,
                          const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html content;
    content.add(web::error_summary(errors, language), shown.notices,
                moved_notice(visit, shown.move), above);
    if (visit.may(Permission::change_persons) && !shown.only_told)
        content.add(web::button_row(web::link_button(
            {.label = language.say("Ret oplysningerne"),
             .href = person_path(shown.person.id) +
                     "/rediger?formaal=" + std::string(access::purpose_code(purpose)),
             .kind = web::ButtonKind::secondary})));
    content.add(rights_links(visit, registry, shown.person.id));
    content.add(facts_of(visit, shown.person, purpose, shown.only_told),
                work_links(visit, registry, shown, purpose));
    if (!shown.only_told)
        content.add(merged_section(visit, shown), belonging,
                    duties_section(visit, shown, purpose, errors),
                    consents_section(visit, shown, purpose));
    return visit.page(language.say("Person"), content,
                      below_persons(visit, errors.empty() ? 200 : 422));
}

// Asks for the warrant and shows the person; `above` stands over the facts.
web::Response show_with(const Visit& visit, const Registry& registry, const web::Html& above,
                        const base::FieldErrors& errors) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto warrant = reading_warrant(visit, registry, *purpose, person_of(visit));
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    const std::optional<Shown> shown = read_shown(visit, registry, *warrant);
    if (!shown) return visit.not_found();
    const auto belonging = shown->only_told
                               ? base::Result(web::Html())
                               : belonging_section(visit, registry, person_of(visit), *purpose);
    if (!belonging) return refusal_page(visit, registry, belonging.error());
    return person_page(visit, registry, *shown, *purpose, above, *belonging, errors);
}

web::Response show(const Visit& visit, const Registry& registry) {
    return show_with(visit, registry, {}, {});
}

// R17, R19: what is revealed stands in the answer to the press of a button, with a line of its own.
base::Result<PersonWarrant> revealing_warrant(const Visit& visit, const Registry& registry,
                                              access::DataClasses classes) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose)
        return classes.has(DataClass::cpr) ? access::refusal(access::Rule::R17) : purpose.error();
    access::Question question = question_for(visit, *purpose, Action::reveal);
    question.classes = classes;
    if (!classes.has(DataClass::cpr)) question.address = access::AddressUse::shown;
    return registry.office.for_reading(registry.actor(visit), question, person_of(visit),
                                       visit.now);
}

web::Response reveal_number(const Visit& visit, const Registry& registry) {
    const auto warrant = revealing_warrant(visit, registry, {DataClass::personal, DataClass::cpr});
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    std::optional<CprNumber> number;
    {
        store::ReadTransaction reading = visit.services.database.read();
        number = reveal_cpr(reading, registry.vault, *warrant, visit.now);
    }
    web::Html above;
    if (number)
        above = web::alert({.kind = web::AlertKind::info,
                            .heading = visit.language.say("Personnummer"),
                            .content = web::text(number->full())},
                           visit.language);
    return show_with(visit, registry, above, {});
}

web::Response show_address(const Visit& visit, const Registry& registry) {
    const auto warrant =
        revealing_warrant(visit, registry, {DataClass::personal, DataClass::confidential});
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    std::optional<Address> address;
    std::optional<Move> move;
    {
        store::ReadTransaction reading = visit.services.database.read();
        address = reveal_address(reading, registry.vault, *warrant, visit.now);
        move = move_of(reading, registry.vault, *warrant, visit.now);
    }
    web::Html above = moved_notice(visit, move);
    if (address)
        above.add(web::alert({.kind = web::AlertKind::info,
                              .heading = visit.language.say("Beskyttet adresse"),
                              .content = web::text(address_line(*address))},
                             visit.language));
    return show_with(visit, registry, above, {});
}

// Correcting.

web::Response edit_page(const Visit& visit, PersonId person, Purpose purpose,
                        const web::Fields& filled, const base::FieldErrors& errors,
                        std::int64_t version, AddressFields address) {
    const web::Language& language = visit.language;
    web::Html fields =
        person_fields(filled, errors, language, CprField::empty_means_unchanged, address);
    fields.add(web::button_row(web::button({.label = language.say("Gem")})));
    web::HiddenFields hidden = purpose_hidden(purpose);
    hidden.emplace_back("version", std::to_string(version));
    if (address == AddressFields::left_out) hidden.emplace_back("address_left_out", "1");
    web::Html content;
    content.add(web::error_summary(errors, language),
                web::form({.action = person_path(person) + "/rediger",
                           .csrf_token = visit.csrf_token(),
                           .hidden = std::move(hidden)},
                          fields));
    return visit.page(language.say("Ret oplysningerne"), content,
                      below_persons(visit, errors.empty() ? 200 : 422));
}

web::Response edit_form(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto warrant = reading_warrant(visit, registry, *purpose, person_of(visit));
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    const std::optional<Shown> shown = read_shown(visit, registry, *warrant);
    if (!shown) return visit.not_found();
    return edit_page(
        visit, shown->person.id, *purpose, form_of(shown->person), {}, shown->person.version,
        shown->person.address_protected || !shown->opens_address ? AddressFields::left_out
                                                                 : AddressFields::shown);
}

web::Response edit(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const web::Fields& form = visit.request.form;
    const PersonInput input = read_person(form, visit.today());
    const std::int64_t version = history::number_of(form.value("version"));
    const bool no_address = form.has("address_left_out");
    if (!input.errors.empty())
        return edit_page(visit, person_of(visit), *purpose, form, input.errors, version,
                         no_address ? AddressFields::left_out : AddressFields::shown);
    access::Question question = question_for(visit, *purpose, Action::change);
    if (input.details.cpr) question.classes.add(DataClass::cpr);
    if (!no_address) question.classes.add(DataClass::confidential);
    const auto changed = registry.office.change(
        registry.actor(visit), question, person_of(visit), visit.now,
        [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return change_person(writing, registry.vault, warrant, version, input.details,
                                 {.cpr = !input.details.cpr, .address = no_address},
                                 moment_of(visit));
        });
    if (!changed && changed.error().code == "version_conflict")
        return edit_page(visit, person_of(visit), *purpose, form, {{"", changed.error()}}, version,
                         no_address ? AddressFields::left_out : AddressFields::shown);
    if (!changed) return refusal_page(visit, registry, changed.error());
    return web::see_other(person_path(person_of(visit), *purpose) + "&besked=gemt");
}

web::Response settle(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    web::FormReader form(visit.request.form);
    DutyToInform duty;
    duty.id = history::number_of(visit.request.form.value("duty"));
    duty.outcome = duty_outcome_of(visit.request.form.value("outcome")).value_or(DutyOutcome::open);
    duty.settled_on = visit.today();
    duty.explanation = form.optional_text(
        "explanation", {base::danish("forklaringen"), explanation_characters_max});
    base::FieldErrors errors = form.errors();
    const base::FieldErrors broken = check(duty, visit.today(), visit.today());
    errors.insert(errors.end(), broken.begin(), broken.end());
    if (!errors.empty()) return show_with(visit, registry, {}, errors);
    const auto done = registry.office.change(
        registry.actor(visit), question_for(visit, *purpose, Action::change), person_of(visit),
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return settle_duty(writing, registry.vault, warrant, duty, moment_of(visit));
        });
    if (!done) return refusal_page(visit, registry, done.error());
    return web::see_other(person_path(person_of(visit), *purpose) + "&besked=gemt");
}

}  // namespace

void add_person_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/personer", Permission::see_persons, page_with(registry, find_page));
    routes.post("/personer/find", Permission::see_persons, page_with(registry, find));
    routes.get("/personer/ny", Permission::change_persons, page_with(registry, new_form));
    routes.post("/personer/ny", Permission::change_persons, page_with(registry, create));
    routes.get("/personer/{id}", Permission::see_persons, page_with(registry, show));
    routes.post("/personer/{id}/personnummer", Permission::see_persons,
                page_with(registry, reveal_number));
    routes.post("/personer/{id}/adresse", Permission::see_persons,
                page_with(registry, show_address));
    routes.get("/personer/{id}/rediger", Permission::change_persons,
               page_with(registry, edit_form));
    routes.post("/personer/{id}/rediger", Permission::change_persons, page_with(registry, edit));
    routes.post("/personer/{id}/orienteret", Permission::change_persons,
                page_with(registry, settle));
}

}  // namespace people
