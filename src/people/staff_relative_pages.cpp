#include "people/staff_relative_pages.h"

#include <map>

#include "access/account_store.h"
#include "access/rule.h"
#include "history/record_change.h"
#include "people/page_handler.h"
#include "people/staff_relative_store.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;

using PersonWarrant = access::Warrant<PersonId>;

constexpr std::string_view below_person = "/medarbejderfamilie";

std::string page_path(PersonId person, Purpose purpose) {
    return person_path(person) + std::string(below_person) +
           "?formaal=" + std::string(access::purpose_code(purpose));
}

struct Listed {
    std::vector<StaffRelative> relatives;
    std::map<std::int64_t, std::string> names;
    std::vector<web::SelectOption> colleagues;  // who may be chosen: not oneself
};

Listed read_list(const Visit& visit, const PersonWarrant& warrant) {
    store::ReadTransaction reading = visit.services.database.read();
    Listed listed;
    listed.relatives = staff_relatives(reading, warrant, visit.now);
    for (const access::Account& account : access::all_accounts(reading)) {
        listed.names.emplace(account.id, account.name);
        const bool is_own = account.id == visit.user().account_id;
        if (!is_own && account.is_open_on(visit.today()))
            listed.colleagues.push_back({std::to_string(account.id), account.name});
    }
    return listed;
}

web::Html relative_table(const Visit& visit, const Listed& listed, PersonId person,
                         Purpose purpose) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Medarbejdere, som personen er i familie med, de nyeste øverst"),
         .columns = {{.heading = language.say("Medarbejder"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Sat den")},
                     {.heading = language.say("Sat af")},
                     {.heading = language.say("Tilstand")},
                     {.heading = language.say("Handling"), .heading_hidden = true}},
         .empty_text = language.say("Personen er ikke i familie med nogen medarbejder, så vidt det "
                                    "vides."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    const auto name_of = [&listed](std::int64_t account) {
        const auto name = listed.names.find(account);
        return name == listed.names.end() ? std::to_string(account) : name->second;
    };
    for (const StaffRelative& relative : listed.relatives) {
        web::Html end;
        if (!relative.ended_on)
            end = web::post_button({.label = language.say("Ophæv"),
                                    .action = person_path(person) + std::string(below_person) +
                                              "/" + std::to_string(relative.id) + "/ophaev",
                                    .csrf_token = visit.csrf_token(),
                                    .hidden = purpose_hidden(purpose),
                                    .hidden_words = name_of(relative.account_id)});
        table.row(name_of(relative.account_id), language.short_date(relative.marked_on),
                  name_of(relative.marked_by),
                  relative.ended_on
                      ? web::status_tag(web::StatusKind::stopped, language.say("Ophævet"))
                      : web::status_tag(web::StatusKind::ongoing, language.say("Gælder")),
                  end);
    }
    return table.finish();
}

web::Response list_page(const Visit& visit, const PersonWarrant& warrant, Purpose purpose,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const PersonId person = warrant.subject();
    const Listed listed = read_list(visit, warrant);
    web::Html fields = web::select_field({.name = "colleague",
                                          .label = language.say("Medarbejder"),
                                          .options = listed.colleagues,
                                          .value = visit.request.form.value("colleague"),
                                          .empty_option = language.say("Vælg"),
                                          .error = web::error_at(errors, "colleague", language)},
                                         language);
    fields.add(web::button_row(web::button({.label = language.say("Sæt mærket")})));
    web::Html content = web::error_summary(errors, language);
    content.add(
        web::alert(web::AlertKind::info,
                   language.say("Medarbejderen kan hverken få opgaver hos personen eller bruge "
                                "nødadgangen, og hvert opslag, medarbejderen alligevel har adgang "
                                "til, udtages til kontrol. Kun ledere kan se mærket."),
                   language),
        relative_table(visit, listed, person, purpose),
        web::heading(web::HeadingLevel::h2, language.say("Sæt et mærke")),
        web::form({.action = person_path(person) + std::string(below_person),
                   .csrf_token = visit.csrf_token(),
                   .hidden = purpose_hidden(purpose)},
                  fields));
    return visit.page(
        language.say("Familie til medarbejdere"), content,
        {.breadcrumb = {{std::string(language.say("Personer")), "/personer"},
                        {std::string(language.say("Person")), person_path(person, purpose)}},
         .charts = false,
         .status = errors.empty() ? 200 : 422});
}

base::Result<PersonWarrant> approving_warrant(const Visit& visit, const Registry& registry,
                                              Purpose purpose) {
    return registry.office.for_reading(registry.actor(visit),
                                       question_for(visit, purpose, Action::approve),
                                       person_of(visit), visit.now);
}

// The list, with what was wrong.
web::Response show_with(const Visit& visit, const Registry& registry,
                        const base::FieldErrors& errors) {
    const auto purpose = leaders_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto warrant = approving_warrant(visit, registry, *purpose);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    return list_page(visit, *warrant, *purpose, errors);
}

web::Response show(const Visit& visit, const Registry& registry) {
    return show_with(visit, registry, {});
}

template <class Work>
web::Response change(const Visit& visit, const Registry& registry, Work work) {
    const auto purpose = leaders_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto done = registry.office.change(registry.actor(visit),
                                             question_for(visit, *purpose, Action::approve),
                                             person_of(visit), visit.now, work);
    if (done) return web::see_other(page_path(person_of(visit), *purpose) + "&besked=gemt");
    const std::string& code = done.error().code;
    if (code == "own_relative" || code == "relative_again")
        return show_with(visit, registry, {{"colleague", done.error()}});
    return refusal_page(visit, registry, done.error());
}

web::Response mark(const Visit& visit, const Registry& registry) {
    const std::int64_t account = history::number_of(visit.request.form.value("colleague"));
    if (account == 0)
        return show_with(visit, registry,
                         {{"colleague", base::refuse("required", "Vælg medarbejderen.")}});
    return change(visit, registry,
                  [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                      return mark_staff_relative(writing, warrant, account, moment_of(visit));
                  });
}

web::Response end(const Visit& visit, const Registry& registry) {
    const std::int64_t id = history::number_of(visit.request.parameter("maerke"));
    return change(visit, registry,
                  [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                      return end_staff_relative(writing, warrant, id, moment_of(visit));
                  });
}

}  // namespace

base::Result<Purpose> leaders_purpose(const Visit& visit) {
    const auto purpose = chosen_purpose(visit);
    if (purpose && *purpose == Purpose::retention) return access::refusal(access::Rule::R02);
    return purpose;
}

bool may_mark_relatives(const Visit& visit, const Registry& registry, Purpose purpose,
                        PersonId person) {
    store::ReadTransaction reading = visit.services.database.read();
    return registry.office
        .explain(reading, registry.actor(visit), question_for(visit, purpose, Action::approve),
                 person, visit.now)
        .allowed();
}

void add_staff_relative_routes(access::Routes& routes, const Registry& registry) {
    const std::string root = "/personer/{id}" + std::string(below_person);
    routes.get(root, Permission::change_persons, page_with(registry, show));
    routes.post(root, Permission::change_persons, page_with(registry, mark));
    routes.post(root + "/{maerke}/ophaev", Permission::change_persons, page_with(registry, end));
}

}  // namespace people
