#include "citizen/breach_pages.h"

#include "base/text.h"
#include "citizen/breach_form.h"
#include "citizen/breach_store.h"
#include "history/record_change.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"

namespace citizen {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::string_view root = "/brud";
constexpr int rows_a_page = 50;
constexpr int unprocessable = 422;

std::string path_of(std::int64_t id) {
    return std::string(root) + "/" + std::to_string(id);
}

BreachChanger changer_of(const Visit& visit) {
    return {visit.user().account_id, visit.now};
}

web::Html clock_tag(const Breach& breach, const Visit& visit) {
    const web::Language& language = visit.language;
    switch (notice_clock(breach, moments_of(breach, visit.now))) {
        case NoticeClock::running:
            return web::status_tag(web::StatusKind::ongoing, language.say("Fristen løber"));
        case NoticeClock::overdue:
            return web::status_tag(web::StatusKind::attention,
                                   language.say("Fristen er overskredet"));
        case NoticeClock::met:
            return web::status_tag(web::StatusKind::done, language.say("Anmeldt til tiden"));
        case NoticeClock::late:
            return web::status_tag(web::StatusKind::attention, language.say("Anmeldt for sent"));
        case NoticeClock::stopped:
            return web::status_tag(web::StatusKind::stopped, language.say("Skal ikke anmeldes"));
    }
    return {};
}

std::string due_words(const Breach& breach, const Visit& visit) {
    return visit.language.instant(notice_due(moments_of(breach, visit.now)));
}

std::string kind_words(std::string_view codes, const web::Language& language) {
    std::string words;
    for (const std::string& code : base::split(codes, ',')) {
        const auto kind = breach_kind_of(code);
        if (kind)
            words +=
                (words.empty() ? "" : "; ") + std::string(language.say(breach_kind_name(*kind)));
    }
    return words;
}

std::string class_words(std::string_view codes, const web::Language& language) {
    std::string words;
    for (const std::string& code : base::split(codes, ',')) {
        const auto data_class = access::data_class_of(code);
        if (data_class)
            words += (words.empty() ? "" : ", ") +
                     std::string(language.say(access::data_class_name(*data_class)));
    }
    return words;
}

struct FieldWords {
    std::string_view key;
    std::string_view label;
};

constexpr FieldWords field_words[] = {
    {"discovered_on", base::danish("Opdaget den")},
    {"discovered_time", base::danish("Klokken")},
    {"kinds", base::danish("Slags brud")},
    {"classes", base::danish("Slags oplysninger")},
    {"persons", base::danish("Omtrent antal personer")},
    {"what", base::danish("Hvad skete der?")},
    {"consequences", base::danish("Sandsynlige følger")},
    {"measures", base::danish("Hvad er gjort, og hvad bliver gjort?")},
    {"authority", base::danish("Anmeldelse til Datatilsynet")},
    {"authority_told_on", base::danish("Anmeldt den")},
    {"authority_told_time", base::danish("Klokken")},
    {"authority_reason", base::danish("Begrundelse")},
    {"subjects", base::danish("Underretning af de berørte")},
    {"subjects_told_on", base::danish("Underrettet den")},
    {"subjects_reason", base::danish("Begrundelse for ikke at underrette")},
};

std::string telling_words(std::string_view key, std::string_view code,
                          const web::Language& language) {
    if (code == "undecided") return std::string(language.say("Ikke afgjort endnu"));
    const bool authority = key == "authority";
    if (code == "told")
        return std::string(
            language.say(authority ? base::danish("Anmeldt") : base::danish("Underrettet")));
    return std::string(language.say(authority ? base::danish("Skal ikke anmeldes")
                                              : base::danish("Skal ikke underrettes")));
}

std::string value_words(std::string_view key, const std::string& value,
                        const web::Language& language) {
    if (key == "kinds") return kind_words(value, language);
    if (key == "classes") return class_words(value, language);
    if (key == "authority" || key == "subjects") return telling_words(key, value, language);
    const auto day = base::parse_date(value);
    return day ? language.date(*day) : value;
}

history::Wording wording_of(const web::Language& language) {
    return {[&language](std::string_view key) {
                for (const FieldWords& words : field_words)
                    if (words.key == key) return std::string(language.say(words.label));
                return std::string(key);
            },
            [&language](std::string_view key, const std::string& value) {
                return value_words(key, value, language);
            }};
}

// ---- the list

web::Response list(const Visit& visit) {
    const web::Language& language = visit.language;
    const std::int64_t before = history::number_of(visit.request.query.value("foer"));
    std::vector<Breach> found;
    {
        store::ReadTransaction reading = visit.services.database.read();
        found = breaches(reading, before, rows_a_page + 1);
    }
    const bool more = found.size() > static_cast<std::size_t>(rows_a_page);
    if (more) found.pop_back();
    web::Table table(
        {.caption = language.say("Brud på persondatasikkerheden, de nyeste øverst"),
         .columns = {{.heading = language.say("Brud"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Opdaget")},
                     {.heading = language.say("Frist for anmeldelse")},
                     {.heading = language.say("Status")}},
         .empty_text = language.say("Der er ingen brud i registret."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Breach& breach : found)
        table.row(web::link(path_of(breach.id),
                            language.say_with("Brud nr. {}", std::to_string(breach.id))),
                  language.local_time(breach.discovered_at), due_words(breach, visit),
                  clock_tag(breach, visit));
    web::Html content;
    content.add(
        "<p>"_html,
        language.say("Registret over brud på persondatasikkerheden "
                     "(databeskyttelsesforordningens artikel 33). Det nævner ingen personer."),
        "</p>"_html);
    if (visit.may(Permission::keep_breaches))
        content.add(web::button_row(web::link_button(
            {.label = language.say("Skriv et brud ind"), .href = std::string(root) + "/ny"})));
    content.add(table.finish());
    if (more)
        content.add(web::previous_next(
            {.next = web::address_with_query(root, {{"foer", std::to_string(found.back().id)}}),
             .next_label = language.say("Ældre")},
            language));
    return visit.page(language.say("Brud på persondatasikkerheden"), std::move(content));
}

// ---- the form

web::Response form_page(const Visit& visit, std::string_view title, const std::string& action,
                        const web::Fields& filled, const base::FieldErrors& errors,
                        web::HiddenFields hidden) {
    const web::Language& language = visit.language;
    web::Html fields = breach_fields(filled, errors, language);
    fields.add(web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content = web::error_summary(errors, language);
    content.add(web::form(
        {.action = action, .csrf_token = visit.csrf_token(), .hidden = std::move(hidden)}, fields));
    return visit.page(title, std::move(content),
                      {.breadcrumb = {{std::string(language.say("Brud på persondatasikkerheden")),
                                       std::string(root)}},
                       .charts = false,
                       .status = errors.empty() ? 200 : unprocessable});
}

web::Response new_form(const Visit& visit) {
    const base::LocalTime now = web::to_local(visit.now);
    web::Fields filled;
    filled.add("discovered_on", base::iso_date(now.date));
    filled.add("discovered_time", base::time_of_day(now.minute_of_day));
    filled.add("authority", "undecided");
    filled.add("subjects", "undecided");
    return form_page(visit, visit.language.say("Skriv et brud ind"), std::string(root) + "/ny",
                     filled, {}, {});
}

web::Response create(const Visit& visit) {
    const BreachInput input = read_breach_form(visit.request.form, visit.now);
    if (!input.errors.empty())
        return form_page(visit, visit.language.say("Skriv et brud ind"), std::string(root) + "/ny",
                         visit.request.form, input.errors, {});
    store::WriteTransaction writing = visit.services.database.write();
    const std::int64_t id = add_breach(writing, input.breach, changer_of(visit));
    visit.record(writing, trail::Action::create, "breach", std::to_string(id));
    writing.commit();
    return web::see_other(path_of(id) + "?besked=oprettet");
}

// ---- one breach

web::Html facts_of(const Breach& breach, const Visit& visit) {
    const web::Language& language = visit.language;
    const history::Snapshot fields = snapshot(breach);
    const history::Wording wording = wording_of(language);
    const auto fact = [&](std::string_view key) {
        return web::Fact{wording.label(key),
                         web::paragraphs(wording.value(key, fields.at(std::string(key))))};
    };
    std::string told;
    if (breach.authority_told_at) told = language.local_time(*breach.authority_told_at);
    return web::definition_list(
        {{language.say("Status"), clock_tag(breach, visit)},
         {language.say("Opdaget"), web::text(language.local_time(breach.discovered_at))},
         {language.say("Frist for anmeldelse"), web::text(due_words(breach, visit))},
         fact("what"),
         fact("kinds"),
         fact("classes"),
         fact("persons"),
         fact("consequences"),
         fact("measures"),
         fact("authority"),
         {language.say("Anmeldt"), web::text(told)},
         fact("authority_reason"),
         fact("subjects"),
         fact("subjects_told_on"),
         fact("subjects_reason")});
}

web::Response show(const Visit& visit) {
    const web::Language& language = visit.language;
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    std::optional<Breach> breach;
    std::vector<history::Version> versions;
    {
        store::ReadTransaction reading = visit.services.database.read();
        breach = find_breach(reading, id);
        if (!breach) return visit.not_found();
        versions = history::versions(reading, "breach", id);
    }
    const bool may_change = visit.may(Permission::keep_breaches);
    web::Html content;
    if (may_change)
        content.add(web::button_row(
            web::link_button({.label = language.say("Ret"), .href = path_of(id) + "/rediger"})));
    content.add(facts_of(*breach, visit),
                history::versions_section(visit, versions, wording_of(language),
                                          may_change ? path_of(id) + "/genskab" : std::string()));
    return visit.page(language.say_with("Brud nr. {}", std::to_string(id)), std::move(content),
                      {.breadcrumb = {{std::string(language.say("Brud på persondatasikkerheden")),
                                       std::string(root)}}});
}

// What the entry's own pages need; it may be one that doesn't exist.
history::RecordPages pages_of(const Visit& visit) {
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    const auto save = [&visit, id](Breach breach) {
        breach.id = id;
        return [&visit, breach](store::WriteTransaction& writing, std::int64_t version,
                                history::Change change) mutable {
            breach.version = version;
            return change_breach(writing, breach, changer_of(visit), change);
        };
    };
    history::RecordPages pages;
    pages.kind = "breach";
    pages.id = id;
    pages.path = path_of(id);
    pages.wording = wording_of(visit.language);
    pages.find = [id, save](store::Connection& connection) -> std::optional<history::StoredDraft> {
        const std::optional<Breach> stored = find_breach(connection, id);
        if (!stored) return std::nullopt;
        return history::StoredDraft{stored->version, false, {snapshot(*stored), {}, save(*stored)}};
    };
    pages.read = [&visit, save](const web::Fields& form) {
        BreachInput input = read_breach_form(form, visit.now);
        return history::Draft{snapshot(input.breach), std::move(input.errors), save(input.breach)};
    };
    pages.form_page = [&visit, id](const web::Fields& form, const base::FieldErrors& errors,
                                   std::int64_t version) {
        return form_page(visit, visit.language.say("Ret bruddet"), path_of(id) + "/rediger", form,
                         errors, {{"version", std::to_string(version)}});
    };
    return pages;
}

}  // namespace

void add_breach_routes(access::Routes& routes) {
    routes.get("/brud", Permission::see_breaches, list);
    routes.get("/brud/ny", Permission::keep_breaches, new_form);
    routes.post("/brud/ny", Permission::keep_breaches, create);
    routes.get("/brud/{id}", Permission::see_breaches, show);
    routes.get("/brud/{id}/rediger", Permission::keep_breaches,
               [](const Visit& visit) { return history::edit_form(visit, pages_of(visit)); });
    routes.post("/brud/{id}/rediger", Permission::keep_breaches, [](const Visit& visit) {
        return history::save_form(visit, pages_of(visit), history::resolve(visit.request.form));
    });
    routes.post("/brud/{id}/genskab", Permission::keep_breaches,
                [](const Visit& visit) { return history::restore_record(visit, pages_of(visit)); });
}

}  // namespace citizen
