#include "people/circle_pages.h"

#include <algorithm>
#include <map>
#include <set>
#include <type_traits>

#include "access/relation_facts.h"
#include "access/visitor_assignment.h"
#include "history/record_change.h"
#include "people/circle_form.h"
#include "people/circle_store.h"
#include "people/ending_form.h"
#include "people/page_handler.h"
#include "people/person_search_pages.h"
#include "people/person_store.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/pagination.h"
#include "web/components/table.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::FamilyId;
using access::GroupId;
using access::OwnWork;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;

using PersonWarrant = access::Warrant<PersonId>;

constexpr int circles_on_page = 20;
constexpr std::size_t members_on_page = 25;

// What the pages of the two kinds say; the sentences are Danish.
struct Words {
    std::string_view path;
    std::string_view several;
    std::string_view one;
    std::string_view register_one;
    std::string_view list_caption;
    std::string_view none;
    std::string_view choose;  // on the way from a person's page
    std::string_view heading;
    std::string_view what_it_is;
};

template <class Circle>
const Words& words() {
    static const Words family{
        .path = "/familier",
        .several = base::danish("Familier"),
        .one = base::danish("Familie"),
        .register_one = base::danish("Registrer en familie"),
        .list_caption = base::danish("Familier, du har adgang til, de senest tilknyttede øverst"),
        .none = base::danish("Du er ikke tilknyttet nogen familier."),
        .choose = base::danish("Vælg den familie, personen hører til."),
        .heading = base::danish("Hvad en familie er her"),
        .what_it_is =
            base::danish("En familie samler dem, der hører sammen, så hjælpen kan gives samlet. "
                         "Hvad der er registreret om den ene, siger ikke noget om de andre.")};
    static const Words group{
        .path = "/grupper",
        .several = base::danish("Grupper"),
        .one = base::danish("Gruppe"),
        .register_one = base::danish("Registrer en gruppe"),
        .list_caption = base::danish("Grupper, du har adgang til, de senest tilknyttede øverst"),
        .none = base::danish("Du er ikke tilknyttet nogen grupper."),
        .choose = base::danish("Vælg den gruppe, personen hører til."),
        .heading = base::danish("En gruppe er ikke en liste over mistænkte"),
        .what_it_is = base::danish(
            "En gruppe er unge, der færdes sammen. At høre til den siger ikke noget om, hvad den "
            "enkelte har gjort eller vil gøre, og der kan ikke sluttes noget om nogen af det. Ved "
            "hver skal der stå, hvorfor det er nødvendigt at registrere. Systemet beregner ikke en "
            "risikoscore for enkeltpersoner.")};
    return std::is_same_v<Circle, FamilyId> ? family : group;
}

template <class Circle>
Circle circle_of(const Visit& visit) {
    return {history::number_of(visit.request.parameter("id"))};
}

template <class Circle>
std::string path_of(Circle circle) {
    return std::string(words<Circle>().path) + "/" + std::to_string(circle.value);
}

std::string with_purpose(const std::string& path, Purpose purpose) {
    return path + "?formaal=" + std::string(access::purpose_code(purpose));
}

template <class Circle>
Visit::PageOptions below_list(const Visit& visit, int status = 200) {
    return {.breadcrumb = {{std::string(visit.language.say("Personer")), "/personer"},
                           {std::string(visit.language.say(words<Circle>().several)),
                            std::string(words<Circle>().path)}},
            .charts = false,
            .status = status};
}

template <class Circle>
Visit::PageOptions below_circle(const Visit& visit, Circle circle, Purpose purpose,
                                int status = 200) {
    Visit::PageOptions options = below_list<Circle>(visit, status);
    options.breadcrumb.emplace_back(visit.language.say(words<Circle>().one),
                                    with_purpose(path_of(circle), purpose));
    return options;
}

template <class Circle>
base::Result<access::Warrant<Circle>> reading_warrant(const Visit& visit, const Registry& registry,
                                                      Purpose purpose) {
    return registry.office.for_reading(registry.actor(visit),
                                       confidential_question(visit, purpose, Action::read),
                                       circle_of<Circle>(visit), visit.now);
}

// The list.

// The names of those one has a warrant for, each asked for with the purpose of the work.
template <class Circle>
base::Result<std::map<std::int64_t, std::string>> names_of(const Visit& visit,
                                                           const Registry& registry,
                                                           const std::vector<OwnWork>& work) {
    std::map<Purpose, std::vector<OwnWork>> by_purpose;
    for (const OwnWork& own : work) by_purpose[own.purpose].push_back(own);
    std::map<std::int64_t, std::string> names;  // by assignment
    const access::Actor actor = registry.actor(visit);
    for (const auto& [purpose, works] : by_purpose) {
        std::vector<Circle> ids;
        for (const OwnWork& own : works) ids.push_back({own.subject.id});
        const auto warrants = registry.office.for_list(
            actor, confidential_question(visit, purpose, Action::read), ids, visit.now);
        if (!warrants) return warrants.error();
        store::ReadTransaction reading = visit.services.database.read();
        for (const auto& warrant : *warrants) {
            const auto circle = find_circle(reading, registry.vault, warrant, visit.now);
            if (!circle) continue;
            for (const OwnWork& own : works)
                if (own.subject.id == circle->id.value)
                    names[own.assignment_id] = circle->details.name;
        }
    }
    return names;
}

// One's own, and for a leader those of the units led, the latest first.
std::vector<OwnWork> known_work(store::Connection& connection, const access::Actor& actor,
                                access::SubjectKind kind, base::Date today, std::int64_t before,
                                int limit) {
    std::vector<OwnWork> work = access::own_work(connection, actor, kind, today, before, limit);
    const auto led = access::led_work(connection, actor, kind, today, before, limit);
    work.insert(work.end(), led.begin(), led.end());
    std::sort(work.begin(), work.end(), [](const OwnWork& left, const OwnWork& right) {
        return left.assignment_id > right.assignment_id;
    });
    const auto is_same = [](const OwnWork& left, const OwnWork& right) {
        return left.assignment_id == right.assignment_id;
    };
    work.erase(std::unique(work.begin(), work.end(), is_same), work.end());
    if (work.size() > static_cast<std::size_t>(limit)) work.resize(static_cast<std::size_t>(limit));
    return work;
}

// Where a name in the list leads: to its page, or on with the person who is to belong to it.
template <class Circle>
std::string target_of(const Visit& visit, const OwnWork& own) {
    const std::string path = path_of(Circle{own.subject.id});
    const std::int64_t person = history::number_of(visit.request.query.value("person"));
    if (person <= 0) return with_purpose(path, own.purpose);
    return with_purpose(path + "/medlemmer/ny", own.purpose) + "&person=" + std::to_string(person);
}

template <class Circle>
web::Html list_table(const Visit& visit, const std::vector<OwnWork>& work,
                     const std::map<std::int64_t, std::string>& names) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say(words<Circle>().list_caption),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Formål")},
                     {.heading = language.say("Tilknyttet")}},
         .empty_text = language.say(words<Circle>().none),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    std::set<std::pair<std::int64_t, Purpose>> seen;  // several may work with one
    for (const OwnWork& own : work) {
        const auto name = names.find(own.assignment_id);
        if (name == names.end() || !seen.emplace(own.subject.id, own.purpose).second) continue;
        table.row(web::link(target_of<Circle>(visit, own), name->second),
                  language.say(access::purpose_name(own.purpose)), language.short_date(own.since));
    }
    return table.finish();
}

template <class Circle>
web::Response list(const Visit& visit, const Registry& registry) {
    const web::Language& language = visit.language;
    const std::string path(words<Circle>().path);
    const std::string person = visit.request.query.value("person");
    const std::int64_t before =
        std::max<std::int64_t>(0, history::number_of(visit.request.query.value("foer")));
    const access::Actor actor = registry.actor(visit);
    std::vector<OwnWork> work;
    {
        store::ReadTransaction reading = visit.services.database.read();
        work = known_work(reading, actor, Circle::kind, visit.today(), before, circles_on_page + 1);
    }
    const bool has_more = work.size() > circles_on_page;
    if (has_more) work.pop_back();
    const auto names = names_of<Circle>(visit, registry, work);
    if (!names) return refusal_page(visit, registry, names.error());
    web::PreviousNext pages;
    if (before > 0) pages.previous = web::address_with_query(path, {{"person", person}});
    if (has_more)
        pages.next = web::address_with_query(
            path, {{"person", person}, {"foer", std::to_string(work.back().assignment_id)}});
    web::Html content;
    if (!person.empty()) content.add(web::paragraphs(language.say(words<Circle>().choose)));
    if (visit.may(Permission::change_persons))
        content.add(
            web::button_row(web::link_button({.label = language.say(words<Circle>().register_one),
                                              .href = path + "/ny",
                                              .kind = web::ButtonKind::secondary})));
    content.add(list_table<Circle>(visit, work, *names), web::previous_next(pages, language));
    return visit.page(language.say(words<Circle>().several), content,
                      {.breadcrumb = {{std::string(language.say("Personer")), "/personer"}}});
}

// Registering and correcting.

template <class Circle>
web::Html explanation(const Visit& visit) {
    return web::alert({.kind = web::AlertKind::info,
                       .heading = visit.language.say(words<Circle>().heading),
                       .content = web::text(visit.language.say(words<Circle>().what_it_is))},
                      visit.language);
}

template <class Circle>
web::Response new_page(const Visit& visit, const Registry& registry, const web::Fields& filled,
                       const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = purpose_field(visit, registry, filled.value("formaal"),
                                     web::error_at(errors, "formaal", language));
    fields.add(circle_fields(visit, filled, errors),
               web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content = explanation<Circle>(visit);
    content.add(web::error_summary(errors, language),
                web::form({.action = std::string(words<Circle>().path) + "/ny",
                           .csrf_token = visit.csrf_token()},
                          fields));
    return visit.page(language.say(words<Circle>().register_one), content,
                      below_list<Circle>(visit, errors.empty() ? 200 : 422));
}

template <class Circle>
web::Response new_form(const Visit& visit, const Registry& registry) {
    return new_page<Circle>(visit, registry, visit.request.query, {});
}

template <class Circle>
base::Result<Circle> add_new(const Visit& visit, const Registry& registry, Purpose purpose,
                             const std::string& subject, const CircleDetails& details) {
    const access::Actor actor = registry.actor(visit);
    store::WriteTransaction writing = visit.services.database.write();
    const Circle id =
        add_circle<Circle>(writing, subject, actor.agency_cvr, actor.account_id, visit.today());
    const auto warrant = registry.office.for_creating(
        writing, actor, confidential_question(visit, purpose, Action::create), id, visit.now);
    if (!warrant) return warrant.error();
    const auto filled = fill_circle(writing, registry.vault, *warrant, details, moment_of(visit));
    if (!filled) return filled.error();
    const auto assigned = access::assign_to_visitor(writing, visit, *warrant);
    if (!assigned) return assigned.error();
    writing.commit();
    return id;
}

template <class Circle>
web::Response create(const Visit& visit, const Registry& registry) {
    CircleInput input = read_circle(visit.request.form);
    const auto purpose = chosen_purpose(visit);
    if (!purpose) input.errors.insert(input.errors.begin(), {"formaal", purpose.error()});
    if (!input.errors.empty())
        return new_page<Circle>(visit, registry, visit.request.form, input.errors);
    const auto subject = registry.vault.create(access::subject_kind_code(Circle::kind));
    if (!subject) return refusal_page(visit, registry, subject.error());
    const auto id = add_new<Circle>(visit, registry, *purpose, *subject, input.details);
    if (id) return web::see_other(circle_path(*id, *purpose) + "&besked=oprettet");
    // Nothing of it remains, so the refusal needs a line of its own, and the key is for nothing.
    visit.record_refusal(id.error().code);
    (void)registry.vault.destroy(*subject);
    return refusal_page(visit, registry, id.error());
}

template <class Circle>
web::Response edit_page(const Visit& visit, Purpose purpose, const web::Fields& filled,
                        const base::FieldErrors& errors, std::int64_t version) {
    const web::Language& language = visit.language;
    const Circle circle = circle_of<Circle>(visit);
    web::Html fields = circle_fields(visit, filled, errors);
    fields.add(web::button_row(web::button({.label = language.say("Gem")})));
    web::HiddenFields hidden = purpose_hidden(purpose);
    hidden.emplace_back("version", std::to_string(version));
    web::Html content;
    content.add(web::error_summary(errors, language),
                web::form({.action = path_of(circle) + "/rediger",
                           .csrf_token = visit.csrf_token(),
                           .hidden = std::move(hidden)},
                          fields));
    return visit.page(language.say("Ret oplysningerne"), content,
                      below_circle(visit, circle, purpose, errors.empty() ? 200 : 422));
}

template <class Circle>
web::Response edit_form(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto warrant = reading_warrant<Circle>(visit, registry, *purpose);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    std::optional<StoredCircle<Circle>> circle;
    {
        store::ReadTransaction reading = visit.services.database.read();
        circle = find_circle(reading, registry.vault, *warrant, visit.now);
    }
    if (!circle) return visit.not_found();
    return edit_page<Circle>(visit, *purpose, form_of(circle->details), {}, circle->version);
}

template <class Circle>
web::Response edit(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const web::Fields& form = visit.request.form;
    const CircleInput input = read_circle(form);
    const std::int64_t version = history::number_of(form.value("version"));
    if (!input.errors.empty())
        return edit_page<Circle>(visit, *purpose, form, input.errors, version);
    const auto changed = registry.office.change(
        registry.actor(visit), confidential_question(visit, *purpose, Action::change),
        circle_of<Circle>(visit), visit.now,
        [&](store::WriteTransaction& writing, const access::Warrant<Circle>& warrant) {
            return change_circle(writing, registry.vault, warrant, version, input.details,
                                 moment_of(visit));
        });
    if (!changed && changed.error().code == "version_conflict")
        return edit_page<Circle>(visit, *purpose, form, {{"", changed.error()}}, version);
    if (!changed) return refusal_page(visit, registry, changed.error());
    return web::see_other(circle_path(circle_of<Circle>(visit), *purpose) + "&besked=gemt");
}

// Showing.

template <class Circle>
struct Shown {
    StoredCircle<Circle> circle;
    std::vector<Membership> memberships;
    std::map<PersonId, std::string> names;
    std::optional<PersonId> next_after;  // the page of members goes on after this one
};

// The members after `after` that the reader may see. Who knows of the group through a disclosure
// only sees no member.
template <class Circle>
base::Result<std::optional<Shown<Circle>>> read_shown(const Visit& visit, const Registry& registry,
                                                      const access::Warrant<Circle>& warrant,
                                                      Purpose purpose, std::int64_t after) {
    Shown<Circle> shown;
    std::vector<PersonId> ids;
    {
        store::ReadTransaction reading = visit.services.database.read();
        auto circle = find_circle(reading, registry.vault, warrant, visit.now);
        if (!circle) return std::optional<Shown<Circle>>();
        shown.circle = std::move(*circle);
        if (warrant.ground() != access::Ground::disclosure)
            ids = member_ids(reading, warrant, visit.now);
    }
    ids.erase(ids.begin(), std::upper_bound(ids.begin(), ids.end(), PersonId{after}));
    const auto known = known_page(
        visit, registry, confidential_question(visit, purpose, Action::read), ids, members_on_page);
    if (!known) return known.error();
    if (known->has_more) shown.next_after = known->warrants.back().subject();
    store::ReadTransaction reading = visit.services.database.read();
    for (const PersonWarrant& person : known->warrants)
        if (const auto found = find_person(reading, registry.vault, person, visit.now))
            shown.names[found->id] = found->name();
    shown.memberships = memberships(reading, registry.vault, warrant, known->warrants, visit.now);
    std::stable_sort(shown.memberships.begin(), shown.memberships.end(),
                     [&](const Membership& left, const Membership& right) {
                         return shown.names[left.person] < shown.names[right.person];
                     });
    return std::optional(std::move(shown));
}

template <class Circle>
web::Html members_table(const Visit& visit, const Shown<Circle>& shown, Purpose purpose) {
    const web::Language& language = visit.language;
    std::vector<web::Column> columns = {
        {.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
        {.heading = language.say("Fra")},
        {.heading = language.say("Til og med")},
        {.heading = language.say("Hvorfor det er registreret")}};
    const bool may_change = visit.may(Permission::change_persons);
    if (may_change)
        columns.push_back({.heading = language.say("Handling"), .heading_hidden = true});
    web::Table table({.caption = language.say("Medlemmer, du har adgang til, efter navn"),
                      .columns = std::move(columns),
                      .empty_text = language.say("Vi fandt ikke noget, du har adgang til at se."),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (const Membership& membership : shown.memberships) {
        const auto name = shown.names.find(membership.person);
        if (name == shown.names.end()) continue;
        std::vector<web::Html> cells = {
            web::link(person_path(membership.person, purpose), name->second),
            web::text(language.short_date(membership.from)),
            web::text(membership.to ? language.short_date(*membership.to) : std::string()),
            web::text(membership.reason)};
        if (may_change) {
            web::HiddenFields hidden = purpose_hidden(purpose);
            hidden.emplace_back("person", std::to_string(membership.person.value));
            hidden.emplace_back("version", std::to_string(membership.version));
            cells.push_back(ending_forms(
                visit, path_of(shown.circle.id) + "/medlemmer/" + std::to_string(membership.id),
                hidden, name->second));
        }
        table.row_of(cells);
    }
    return table.finish();
}

template <class Circle>
web::Html members_section(const Visit& visit, const Shown<Circle>& shown, Purpose purpose,
                          std::int64_t after) {
    const web::Language& language = visit.language;
    const std::string path = circle_path(shown.circle.id, purpose);
    web::PreviousNext pages;
    if (after > 0) pages.previous = path;
    if (shown.next_after) pages.next = path + "&efter=" + std::to_string(shown.next_after->value);
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Medlemmer"));
    section.add(
        web::paragraphs(language.say(
            "Siden viser kun dem, du har adgang til at se. Andre kan høre til, uden at det kan "
            "ses her.")),
        members_table(visit, shown, purpose), web::previous_next(pages, language));
    if (visit.may(Permission::change_persons))
        section.add(web::button_row(web::link_button(
            {.label = language.say("Tilføj en person"),
             .href = with_purpose(path_of(shown.circle.id) + "/medlemmer/ny", purpose),
             .kind = web::ButtonKind::secondary})));
    return section;
}

template <class Circle>
web::Response show_with(const Visit& visit, const Registry& registry,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto warrant = reading_warrant<Circle>(visit, registry, *purpose);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    const std::int64_t after =
        std::max<std::int64_t>(0, history::number_of(visit.request.query.value("efter")));
    const auto shown = read_shown(visit, registry, *warrant, *purpose, after);
    if (!shown) return refusal_page(visit, registry, shown.error());
    if (!*shown) return visit.not_found();
    const CircleDetails& details = (*shown)->circle.details;
    web::Html content = web::error_summary(errors, language);
    content.add(explanation<Circle>(visit));
    if (visit.may(Permission::change_persons))
        content.add(web::button_row(web::link_button(
            {.label = language.say("Ret oplysningerne"),
             .href = with_purpose(path_of((*shown)->circle.id) + "/rediger", *purpose),
             .kind = web::ButtonKind::secondary})));
    content.add(
        web::definition_list(
            {{language.say("Navn"), web::text(details.name)},
             {language.say("Beskrivelse"),
              details.description.empty() ? web::Html() : web::paragraphs(details.description)}}),
        members_section(visit, **shown, *purpose, after));
    return visit.page(language.say(words<Circle>().one), content,
                      below_list<Circle>(visit, errors.empty() ? 200 : 422));
}

template <class Circle>
web::Response show(const Visit& visit, const Registry& registry) {
    return show_with<Circle>(visit, registry, {});
}

// Who belongs to it.

// The form with those found; without anyone found only the search.
template <class Circle>
web::Response member_page(const Visit& visit, Purpose purpose, const std::vector<Person>& found,
                          const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const Circle circle = circle_of<Circle>(visit);
    const web::Fields& filled = visit.request.form;
    const std::string path = path_of(circle) + "/medlemmer";
    web::Html content = explanation<Circle>(visit);
    content.add(web::error_summary(errors, language));
    if (!found.empty()) {
        web::Html fields = person_choice(visit, found, filled.value("person"),
                                         web::error_at(errors, "person", language));
        fields.add(membership_fields(visit, Circle::kind, filled, errors),
                   web::button_row(web::button({.label = language.say("Tilføj")})));
        content.add(web::form(
            {.action = path, .csrf_token = visit.csrf_token(), .hidden = purpose_hidden(purpose)},
            fields));
    }
    web::Html search = search_fields(visit, filled, errors);
    search.add(web::button_row(web::button(
        {.label = language.say("Søg"),
         .kind = found.empty() ? web::ButtonKind::primary : web::ButtonKind::secondary})));
    content.add(web::heading(web::HeadingLevel::h2, language.say("Find en person")),
                web::form({.action = path + "/find",
                           .csrf_token = visit.csrf_token(),
                           .hidden = purpose_hidden(purpose)},
                          search));
    return visit.page(language.say("Tilføj en person"), content,
                      below_circle(visit, circle, purpose, errors.empty() ? 200 : 422));
}

template <class Circle>
web::Response member_form(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const auto warrant = reading_warrant<Circle>(visit, registry, *purpose);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    const std::int64_t person = history::number_of(visit.request.query.value("person"));
    if (person <= 0) return member_page<Circle>(visit, *purpose, {}, {});
    const auto found = visible_persons(visit, registry, *purpose, {{person}});
    if (!found) return refusal_page(visit, registry, found.error());
    return member_page<Circle>(visit, *purpose, *found, {});
}

template <class Circle>
web::Response find_member(const Visit& visit, const Registry& registry) {
    const PersonSearch search = read_search(visit);
    if (!search.purpose) return refusal_page(visit, registry, search.errors.front().error);
    const auto warrant = reading_warrant<Circle>(visit, registry, *search.purpose);
    if (!warrant) return refusal_page(visit, registry, warrant.error());
    if (!search.errors.empty())
        return member_page<Circle>(visit, *search.purpose, {}, search.errors);
    const auto found = find_persons(visit, registry, search);
    if (!found) return refusal_page(visit, registry, found.error());
    if (found->empty())
        return member_page<Circle>(
            visit, *search.purpose, {},
            {{"name", base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.")}});
    return member_page<Circle>(visit, *search.purpose, *found, {});
}

template <class Circle>
web::Response add_member_to(const Visit& visit, const Registry& registry) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const Circle circle = circle_of<Circle>(visit);
    const MembershipInput input = read_membership(visit, circle);
    if (!input.errors.empty()) {
        const auto warrant = reading_warrant<Circle>(visit, registry, *purpose);
        if (!warrant) return refusal_page(visit, registry, warrant.error());
        const auto found = visible_persons(visit, registry, *purpose, {input.membership.person});
        if (!found) return refusal_page(visit, registry, found.error());
        return member_page<Circle>(visit, *purpose, *found, input.errors);
    }
    const auto added =
        change_both(visit, registry, confidential_question(visit, *purpose, Action::change), circle,
                    input.membership.person,
                    [&](store::WriteTransaction& writing, const access::Warrant<Circle>& whole,
                        const PersonWarrant& person) {
                        return add_member(writing, registry.vault, whole, person, input.membership,
                                          moment_of(visit));
                    });
    if (!added) return refusal_page(visit, registry, added.error());
    return web::see_other(circle_path(circle, *purpose) + "&besked=gemt");
}

// Ends or removes one belonging; `work` is given both warrants, its number and its version.
template <class Circle, class Work>
web::Response change_member(const Visit& visit, const Registry& registry, Work work) {
    const auto purpose = chosen_purpose(visit);
    if (!purpose) return refusal_page(visit, registry, purpose.error());
    const std::int64_t id = history::number_of(visit.request.parameter("medlem"));
    const std::int64_t version = history::number_of(visit.request.form.value("version"));
    const auto done = change_both(
        visit, registry, confidential_question(visit, *purpose, Action::change),
        circle_of<Circle>(visit), PersonId{history::number_of(visit.request.form.value("person"))},
        [&](store::WriteTransaction& writing, const access::Warrant<Circle>& circle,
            const PersonWarrant& person) { return work(writing, circle, person, id, version); });
    if (!done && (done.error().code == "version_conflict" || done.error().code == "order"))
        return show_with<Circle>(visit, registry, {{"", done.error()}});
    if (!done) return refusal_page(visit, registry, done.error());
    return web::see_other(circle_path(circle_of<Circle>(visit), *purpose) + "&besked=gemt");
}

template <class Circle>
web::Response end_member(const Visit& visit, const Registry& registry) {
    base::FieldErrors errors;
    const auto last_day = read_last_day(visit, errors);
    if (!last_day) return show_with<Circle>(visit, registry, errors);
    return change_member<Circle>(
        visit, registry,
        [&](store::WriteTransaction& writing, const access::Warrant<Circle>& circle,
            const PersonWarrant& person, std::int64_t id, std::int64_t version) {
            return end_membership(writing, circle, person, id, version, *last_day,
                                  moment_of(visit));
        });
}

template <class Circle>
web::Response remove_member(const Visit& visit, const Registry& registry) {
    return change_member<Circle>(
        visit, registry,
        [&](store::WriteTransaction& writing, const access::Warrant<Circle>& circle,
            const PersonWarrant& person, std::int64_t id, std::int64_t version) {
            return remove_membership(writing, circle, person, id, version, moment_of(visit));
        });
}

template <class Circle>
void add_routes_of(access::Routes& routes, const Registry& registry) {
    const std::string path(words<Circle>().path);
    const std::string one = path + "/{id}";
    const std::string member = one + "/medlemmer/{medlem}";
    routes.get(path, Permission::see_persons, page_with(registry, list<Circle>));
    routes.get(path + "/ny", Permission::change_persons, page_with(registry, new_form<Circle>));
    routes.post(path + "/ny", Permission::change_persons, page_with(registry, create<Circle>));
    routes.get(one, Permission::see_persons, page_with(registry, show<Circle>));
    routes.get(one + "/rediger", Permission::change_persons,
               page_with(registry, edit_form<Circle>));
    routes.post(one + "/rediger", Permission::change_persons, page_with(registry, edit<Circle>));
    routes.get(one + "/medlemmer/ny", Permission::change_persons,
               page_with(registry, member_form<Circle>));
    routes.post(one + "/medlemmer/find", Permission::change_persons,
                page_with(registry, find_member<Circle>));
    routes.post(one + "/medlemmer", Permission::change_persons,
                page_with(registry, add_member_to<Circle>));
    routes.post(member + "/afslut", Permission::change_persons,
                page_with(registry, end_member<Circle>));
    routes.post(member + "/slet", Permission::change_persons,
                page_with(registry, remove_member<Circle>));
}

}  // namespace

std::string circle_path(FamilyId family, Purpose purpose) {
    return with_purpose(path_of(family), purpose);
}

std::string circle_path(GroupId group, Purpose purpose) {
    return with_purpose(path_of(group), purpose);
}

void add_circle_routes(access::Routes& routes, const Registry& registry) {
    add_routes_of<FamilyId>(routes, registry);
    add_routes_of<GroupId>(routes, registry);
}

}  // namespace people
