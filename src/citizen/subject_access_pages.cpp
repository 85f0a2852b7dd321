#include "citizen/subject_access_pages.h"

#include <map>

#include "access/account_store.h"
#include "access/trail_words.h"
#include "base/digest.h"
#include "base/text.h"
#include "citizen/access_request_store.h"
#include "citizen/subject_access_form.h"
#include "citizen/subject_access_package.h"
#include "formats/zip_writer.h"
#include "history/record_change.h"
#include "people/own_access_sources.h"
#include "people/person_store.h"
#include "people/warrant_answers.h"
#include "trail/citizen_log_store.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace citizen {
namespace {

using access::Action;
using access::DataClass;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;
using people::AccessSection;
using people::Registry;
using PersonWarrant = access::Warrant<PersonId>;

constexpr int requests_shown = 50;
constexpr int status_refused = 422;
constexpr int status_busy = 503;

// What the handlers need; lives as long as the routes.
struct Desk {
    const Registry& registry;
    const std::vector<people::SubjectAccessSource>& sources;
    Press& press;
};

std::string path_of(PersonId person) {
    return people::person_path(person) + "/indsigt";
}

std::string path_of(PersonId person, std::int64_t request) {
    return path_of(person) + "/" + std::to_string(request);
}

// Everything that the law lets be opened for access, but the number, which is revealed on its own,
// and threat assessments, which only the exit unit opens.
access::Question question_of(const Visit& visit, const Desk& desk, Action action) {
    access::Question question = people::question_for(visit, Purpose::subject_access, action);
    const access::LawPointer law = desk.registry.office.law();
    if (const auto* entry = law->purpose(Purpose::subject_access, visit.today()))
        question.classes = entry->classes - access::DataClasses{DataClass::cpr, DataClass::threat};
    return question;
}

base::Result<PersonWarrant> reading_warrant(const Visit& visit, const Desk& desk) {
    return desk.registry.office.for_reading(desk.registry.actor(visit),
                                            question_of(visit, desk, Action::read),
                                            people::person_of(visit), visit.now);
}

base::Result<PersonWarrant> revealing_warrant(const Visit& visit, const Desk& desk) {
    access::Question question =
        people::question_for(visit, Purpose::subject_access, Action::reveal);
    question.classes = {DataClass::personal, DataClass::confidential, DataClass::cpr};
    question.address = access::AddressUse::shown;
    return desk.registry.office.for_reading(desk.registry.actor(visit), question,
                                            people::person_of(visit), visit.now);
}

// ---- what is in the package

struct Contents {
    std::string person_name;
    std::vector<AccessSection> sections;
    std::vector<Narrative> narratives;
    std::vector<PersonId> records;  // the person's own and those merged into it
};

Contents read_contents(const Visit& visit, const Desk& desk, store::Connection& reading,
                       const PersonWarrant& warrant) {
    Contents contents;
    contents.records.push_back(warrant.subject());
    std::vector<std::string> own_names;
    const auto note_names = [&own_names](const people::Person& person) {
        for (const std::string& word : base::split(person.name(), ' '))
            if (!word.empty()) own_names.push_back(word);
    };
    const auto person = people::find_person(reading, desk.registry.vault, warrant, visit.now);
    if (person) {
        contents.person_name = person->name();
        note_names(*person);
    }
    for (const people::Person& merged :
         people::merged_persons(reading, desk.registry.vault, warrant, visit.now)) {
        note_names(merged);
        contents.records.push_back(merged.id);
    }
    const access::LawPointer law = desk.registry.office.law();
    const people::AccessReading asked{reading,        desk.registry.vault, warrant,      *law,
                                      visit.language, visit.now,           visit.today()};
    for (const people::SubjectAccessSource& source : desk.sources)
        for (AccessSection& section : source(asked))
            contents.sections.push_back(std::move(section));
    contents.narratives = narratives_in(contents.sections, own_names);
    return contents;
}

AccessSection read_revealed(const Visit& visit, const Desk& desk, store::Connection& reading,
                            const PersonWarrant& warrant, const PersonWarrant& revealing) {
    const access::LawPointer law = desk.registry.office.law();
    return people::revealed_section(
        {reading, desk.registry.vault, warrant, *law, visit.language, visit.now, visit.today()},
        revealing);
}

// ---- the log

std::vector<trail::PersonLine> lines_about(store::Connection& reading,
                                           const std::vector<PersonId>& records) {
    constexpr int lines_at_once = 500;
    std::vector<trail::PersonLine> all;
    for (const PersonId record : records) {
        const std::string id = std::to_string(record.value);
        std::int64_t before = 0;
        for (;;) {
            auto lines = trail::lines_about_person(reading, id, before, lines_at_once);
            if (lines.empty()) break;
            before = lines.back().sequence;
            all.insert(all.end(), lines.begin(), lines.end());
        }
    }
    return all;
}

std::string function_words(const Visit& visit, const std::string& codes) {
    if (codes == "automatic") return std::string(visit.language.say("Automatisk"));
    std::vector<std::string> names;
    for (const std::string& code : base::split(codes, ',')) {
        const auto role = access::role_of(code);
        if (role) names.emplace_back(visit.language.say(access::role_name(*role)));
    }
    return names.empty() ? std::string(visit.language.say("Ikke oplyst")) : base::join(names, ", ");
}

std::string purpose_words(const Visit& visit, const std::string& code) {
    const auto purpose = access::purpose_of(code);
    return std::string(purpose ? visit.language.say(access::purpose_name(*purpose))
                               : visit.language.say("Ikke oplyst"));
}

std::string staff_name(store::Connection& reading, const std::string& actor) {
    constexpr std::string_view prefix = "account:";
    if (!actor.starts_with(prefix)) return {};
    const std::int64_t id = history::number_of(actor.substr(prefix.size()));
    const auto names = access::account_names(reading, {id});
    return names.empty() ? std::string() : names.begin()->second;
}

void read_log(const Visit& visit, store::Connection& reading, const Contents& contents,
              AccessPackage& package) {
    const auto decision =
        trail::name_decision(reading, std::to_string(contents.records.front().value));
    const trail::StaffNames names = decision ? decision->names : trail::StaffNames::hidden;
    package.with_names = names == trail::StaffNames::shown;
    for (const trail::CitizenLine& line : trail::citizen_log(
             lines_about(reading, contents.records), names, [&reading](const std::string& actor) {
                 return std::optional(staff_name(reading, actor));
             }))
        package.log.push_back(
            {web::to_local(line.at).date, access::action_name(visit, line.action),
             purpose_words(visit, line.purpose),
             line.authority.empty() ? visit.services.municipality_name : line.authority,
             function_words(visit, line.function), line.name.value_or(std::string())});
}

// ---- pages

Visit::PageOptions below(const Visit& visit, PersonId person, int status) {
    return {.breadcrumb = {{std::string(visit.language.say("Personer")), "/personer"},
                           {std::string(visit.language.say("Indsigt")), path_of(person)}},
            .status = status};
}

web::Html state_tag(const Visit& visit, const AccessRequest& request) {
    if (request.released_at)
        return web::status_tag(web::StatusKind::done, visit.language.say("Udleveret"));
    if (request.is_late(visit.today()))
        return web::status_tag(web::StatusKind::attention,
                               visit.language.say("Fristen er overskredet"));
    return web::status_tag(web::StatusKind::ongoing, visit.language.say("I gang"));
}

web::Html requests_table(const Visit& visit, PersonId person,
                         const std::vector<AccessRequest>& requests) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Anmodninger om indsigt, de nyeste øverst"),
         .columns = {{.heading = language.say("Anmodning"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Modtaget")},
                     {.heading = language.say("Frist")},
                     {.heading = language.say("Status")}},
         .empty_text = language.say("Der er ingen anmodninger."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const AccessRequest& request : requests)
        table.row(web::link(path_of(person, request.id),
                            language.say_with("Anmodning nr. {}", std::to_string(request.id))),
                  language.short_date(request.received_on), language.short_date(request.due_on),
                  state_tag(visit, request));
    return table.finish();
}

web::Html new_form(const Visit& visit, PersonId person, const web::Fields& filled,
                   const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields =
        web::text_field({.name = "received_on",
                         .label = language.say("Hvornår blev anmodningen modtaget?"),
                         .type = web::InputType::date,
                         .value = filled.has("received_on") ? filled.value("received_on")
                                                            : base::iso_date(visit.today()),
                         .hint = language.say("Den skal besvares inden en måned."),
                         .error = web::error_at(errors, "received_on", language),
                         .width = web::FieldWidth::m},
                        language);
    fields.add(web::button_row(web::button({.label = language.say("Skriv anmodningen ind")})));
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Ny anmodning"));
    section.add(web::form({.action = path_of(person), .csrf_token = visit.csrf_token()}, fields));
    return section;
}

web::Response list_page(const Visit& visit, const Desk& desk, const base::FieldErrors& errors) {
    const auto warrant = reading_warrant(visit, desk);
    if (!warrant) return people::refusal_page(visit, desk.registry, warrant.error());
    const PersonId person = warrant->subject();
    std::vector<AccessRequest> requests;
    {
        store::ReadTransaction reading = visit.services.database.read();
        requests = access_requests(reading, *warrant, requests_shown, visit.now);
    }
    web::Html content = web::error_summary(errors, visit.language);
    content.add(
        web::paragraphs(visit.language.say(
            "Borgeren har ret til at se, hvad der er registreret, hvor det kommer fra, hvem "
            "der har fået det, og hvem der har set det. Andre personer nævnes ikke.")),
        requests_table(visit, person, requests));
    if (visit.may(Permission::change_persons))
        content.add(new_form(visit, person, visit.request.form, errors));
    return visit.page(visit.language.say("Indsigt"), content,
                      {.breadcrumb = {{std::string(visit.language.say("Personer")), "/personer"}},
                       .status = errors.empty() ? 200 : status_refused});
}

web::Response list(const Visit& visit, const Desk& desk) {
    return list_page(visit, desk, {});
}

web::Response add(const Visit& visit, const Desk& desk) {
    web::FormReader form(visit.request.form);
    const auto received = form.required_date("received_on", base::danish("datoen"));
    if (!received) return list_page(visit, desk, form.errors());
    const auto added = desk.registry.office.change(
        desk.registry.actor(visit), question_of(visit, desk, Action::change),
        people::person_of(visit), visit.now,
        [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return add_access_request(writing, warrant, *received, visit.today(), visit.now);
        });
    if (added)
        return web::see_other(path_of(people::person_of(visit), *added) + "?besked=oprettet");
    if (added.error().code == "future")
        return list_page(visit, desk, {{"received_on", added.error()}});
    return people::refusal_page(visit, desk.registry, added.error());
}

web::Html request_facts(const Visit& visit, const AccessRequest& request) {
    const web::Language& language = visit.language;
    std::vector<web::Fact> facts = {
        {language.say("Status"), state_tag(visit, request)},
        {language.say("Modtaget"), web::text(language.date(request.received_on))},
        {language.say("Skal besvares senest"), web::text(language.date(request.due_on))}};
    if (request.released_at) {
        facts.push_back(
            {language.say("Udleveret"), web::text(language.instant(*request.released_at))});
        facts.push_back({language.say("Pakkens SHA-256"), web::text(request.package_sha256)});
    }
    return web::definition_list(facts);
}

web::Html review_form(const Visit& visit, const AccessRequest& request, const Contents& contents,
                      const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields =
        review_fields(contents.sections, contents.narratives, visit.request.form, errors, language);
    fields.add(web::paragraphs(language.say(
                   "Pakken indeholder også personnummer og adresse, beskyttet eller ej, og listen "
                   "over, hvem der har set oplysningerne. Den gemmes ikke her. Gem den, når den "
                   "hentes, og slet den, når den er afleveret.")),
               web::button_row(web::button({.label = language.say("Udlever pakken")})));
    return web::form({.action = path_of(request.person, request.id),
                      .csrf_token = visit.csrf_token(),
                      .hidden = {{"content", content_hash(contents.sections)}}},
                     fields);
}

web::Response request_page(const Visit& visit, const AccessRequest& request,
                           const Contents& contents, const base::FieldErrors& errors, int status) {
    web::Html content = web::error_summary(errors, visit.language);
    content.add(request_facts(visit, request));
    if (!request.released_at) content.add(review_form(visit, request, contents, errors));
    return visit.page(visit.language.say_with("Anmodning nr. {}", std::to_string(request.id)),
                      content, below(visit, request.person, status));
}

// A request with what is in its package now; the answer to give where there is none.
struct Opened {
    std::optional<AccessRequest> request;
    Contents contents;
};

Opened open_request(const Visit& visit, const Desk& desk, const PersonWarrant& warrant) {
    store::ReadTransaction reading = visit.services.database.read();
    Opened opened;
    opened.request = find_access_request(
        reading, warrant, history::number_of(visit.request.parameter("request")), visit.now);
    if (opened.request && !opened.request->released_at)
        opened.contents = read_contents(visit, desk, reading, warrant);
    return opened;
}

web::Response show(const Visit& visit, const Desk& desk) {
    const auto warrant = reading_warrant(visit, desk);
    if (!warrant) return people::refusal_page(visit, desk.registry, warrant.error());
    const Opened opened = open_request(visit, desk, *warrant);
    if (!opened.request) return visit.not_found();
    return request_page(visit, *opened.request, opened.contents, {}, 200);
}

AccessPackage package_of(const Visit& visit, const Desk& desk, const Opened& opened,
                         const AccessDecisions& decisions, const PersonWarrant& warrant,
                         const PersonWarrant& revealing) {
    AccessPackage package;
    package.municipality = visit.services.municipality_name;
    package.person_name = opened.contents.person_name;
    package.received_on = opened.request->received_on;
    package.due_on = opened.request->due_on;
    package.made_on = visit.today();
    package.sections = released_sections(opened.contents.sections, opened.contents.narratives,
                                         decisions, visit.language);
    store::ReadTransaction reading = visit.services.database.read();
    package.sections.insert(package.sections.begin() + (package.sections.empty() ? 0 : 1),
                            read_revealed(visit, desk, reading, warrant, revealing));
    read_log(visit, reading, opened.contents, package);
    return package;
}

base::Result<std::string> files_of(const Visit& visit, const Desk& desk,
                                   const AccessPackage& package) {
    auto pdf = desk.press.pdf(paper_of(package, visit.language), visit.language);
    if (!pdf) return pdf.error();
    return formats::zip_of({{"indsigt.pdf", std::move(*pdf)}, {"indsigt.json", json_of(package)}});
}

base::Result<void> note_release(const Visit& visit, const Desk& desk, const AccessRequest& request,
                                const std::string& sha256) {
    return desk.registry.office.change(
        desk.registry.actor(visit), question_of(visit, desk, Action::extract), request.person,
        visit.now, [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            auto released = release_access_request(writing, warrant, request.id, sha256, visit.now);
            if (released)
                visit.record(writing, trail::Action::extract, "access_request",
                             std::to_string(request.id), "sha256 " + sha256);
            return released;
        });
}

web::Response release(const Visit& visit, const Desk& desk) {
    const auto warrant = reading_warrant(visit, desk);
    if (!warrant) return people::refusal_page(visit, desk.registry, warrant.error());
    const Opened opened = open_request(visit, desk, *warrant);
    if (!opened.request) return visit.not_found();
    if (opened.request->released_at)
        return request_page(visit, *opened.request, {},
                            {{"", base::refuse("released", "Pakken er allerede udleveret.")}},
                            status_refused);
    ReviewInput input = read_review(visit.request.form, opened.contents.sections.size(),
                                    opened.contents.narratives);
    if (visit.request.form.value("content") != content_hash(opened.contents.sections))
        input.errors.push_back(
            {"", base::refuse("changed", "Oplysningerne er ændret imens. Gennemgå dem igen.")});
    if (!input.errors.empty())
        return request_page(visit, *opened.request, opened.contents, input.errors, status_refused);
    const auto revealing = revealing_warrant(visit, desk);
    if (!revealing) return people::refusal_page(visit, desk.registry, revealing.error());
    const auto files = files_of(
        visit, desk, package_of(visit, desk, opened, input.decisions, *warrant, *revealing));
    if (!files)
        return request_page(visit, *opened.request, opened.contents, {{"", files.error()}},
                            status_busy);
    const auto noted = note_release(visit, desk, *opened.request, base::sha256_hex(*files));
    if (!noted) return people::refusal_page(visit, desk.registry, noted.error());
    return web::attachment("application/zip",
                           "indsigt-" + std::to_string(opened.request->id) + ".zip", *files);
}

}  // namespace

void add_subject_access_routes(access::Routes& routes, const Registry& registry,
                               const std::vector<people::SubjectAccessSource>& sources,
                               Press& press) {
    const auto page = [desk = Desk{registry, sources, press}](
                          web::Response (*handler)(const Visit&, const Desk&)) {
        return [desk, handler](const Visit& visit) { return handler(visit, desk); };
    };
    routes.get("/personer/{id}/indsigt", Permission::see_persons, page(list));
    routes.post("/personer/{id}/indsigt", Permission::change_persons, page(add));
    routes.get("/personer/{id}/indsigt/{request}", Permission::see_persons, page(show));
    routes.post("/personer/{id}/indsigt/{request}", Permission::see_persons, page(release));
}

}  // namespace citizen
