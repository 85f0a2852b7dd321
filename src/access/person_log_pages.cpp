#include "access/person_log_pages.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "access/account_store.h"
#include "access/trail_words.h"
#include "base/text.h"
#include "trail/citizen_log_store.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/pagination.h"
#include "web/components/radio_group.h"
#include "web/components/table.h"
#include "web/components/text_area.h"

namespace access {

namespace {

using trail::CitizenLine;
using trail::PersonLine;
using trail::StaffNames;
using web::operator""_html;

constexpr int lines_on_page = 50;
constexpr std::size_t longest_reason = 500;
constexpr int status_refused = 422;

// A civil registration number must not stand in an address, so it is nobody's id either.
bool is_person_id(const std::string& id) {
    const auto is_digit = [](char character) { return character >= '0' && character <= '9'; };
    const auto digits = std::count_if(id.begin(), id.end(), is_digit);
    const bool is_civil_number =
        digits == 10 && id.find_first_not_of("0123456789- ") == std::string::npos;
    return !id.empty() && id.size() <= 60 && !is_civil_number &&
           id.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
               ":._-") == std::string::npos;
}

std::string path_of(const std::string& person) {
    return "/sporet/person/" + web::encode_component(person);
}

std::int64_t number_in(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number > 0 ? number : 0;
}

// Reading the log about a person is itself something that was done.
void record_reading(const Visit& visit, const std::string& person) {
    store::WriteTransaction writing = visit.services.database.write();
    visit.record(writing, trail::Action::read, "person_log", person);
    writing.commit();
}

std::map<std::int64_t, std::string> names_of(store::Connection& connection,
                                             const std::vector<PersonLine>& lines) {
    std::vector<std::int64_t> ids;
    for (const PersonLine& line : lines) {
        if (line.actor.starts_with("account:")) ids.push_back(number_in(line.actor.substr(8)));
    }
    return account_names(connection, ids);
}

std::optional<std::string> name_of(const std::map<std::int64_t, std::string>& names,
                                   const std::string& actor) {
    if (!actor.starts_with("account:")) return std::nullopt;
    const auto found = names.find(number_in(actor.substr(8)));
    if (found == names.end()) return std::nullopt;
    return found->second;
}

std::string functions_of(const Visit& visit, const std::string& codes) {
    if (codes == "automatic") return std::string(visit.language.say("Automatisk"));
    if (codes.empty()) return std::string(visit.language.say("Ikke oplyst"));
    std::vector<std::string> names;
    for (const std::string& code : base::split(codes, ',')) {
        const auto role = role_of(code);
        names.emplace_back(role ? visit.language.say(role_name(*role)) : code);
    }
    return base::join(names, ", ");
}

std::string agency_of(const Visit& visit, const std::string& authority) {
    return authority.empty() ? visit.services.municipality_name : authority;
}

web::Html person_table(const Visit& visit, const std::vector<PersonLine>& lines,
                       const std::map<std::int64_t, std::string>& names) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Linjer om personen, nyeste først"),
         .columns = {{.heading = language.say("Linje"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Tidspunkt")},
                     {.heading = language.say("Hvem")},
                     {.heading = language.say("Rolle")},
                     {.heading = language.say("På vegne af")},
                     {.heading = language.say("Handling")},
                     {.heading = language.say("Formål")},
                     {.heading = language.say("Hjemmel")},
                     {.heading = language.say("Regel")}},
         .empty_text = language.say("Der er ingen linjer, som passer."),
         .density = web::TableDescription::Density::compact},
        language);
    for (const PersonLine& line : lines) {
        table.row(language.number(line.sequence), language.instant(line.at),
                  name_of(names, line.actor).value_or(line.actor), functions_of(visit, line.role),
                  agency_of(visit, line.authority), action_name(visit, line.action), line.purpose,
                  line.basis, line.rule);
    }
    return table.finish();
}

struct Page {
    std::string person;
    std::vector<PersonLine> lines;
    bool has_more = false;
};

Page page_of(store::Connection& connection, const std::string& person, std::int64_t before) {
    Page page{person, trail::lines_about_person(connection, person, before, lines_on_page + 1),
              false};
    page.has_more = page.lines.size() > lines_on_page;
    if (page.has_more) page.lines.pop_back();
    return page;
}

web::Html leafing(const Visit& visit, const std::string& path, const Page& page,
                  std::int64_t before) {
    web::PreviousNext pages{.next_label = visit.language.say("Ældre linjer")};
    if (before > 0) {
        pages.previous = path;
        pages.previous_label = visit.language.say("Nyeste linjer");
    }
    if (page.has_more)
        pages.next =
            web::address_with_query(path, {{"foer", std::to_string(page.lines.back().sequence)}});
    return web::previous_next(pages, visit.language);
}

web::Response show_person(const Visit& visit) {
    const std::string& person = visit.request.parameters.find("id")->second;
    if (!is_person_id(person)) return visit.not_found();
    record_reading(visit, person);
    const std::int64_t before = number_in(visit.request.query.value("foer"));
    store::ReadTransaction reading = visit.services.database.read();
    const Page page = page_of(reading, person, before);
    const web::Language& language = visit.language;
    web::Html content = web::paragraphs(language.say(
        "Alle, der har set eller gjort noget ved oplysningerne. Linjer, hvis tid er udløbet, er "
        "der ikke mere."));
    content.add("<p>"_html,
                web::link(path_of(person) + "/borger", language.say("Hvad borgeren får at vide")),
                "</p>"_html, person_table(visit, page.lines, names_of(reading, page.lines)),
                leafing(visit, path_of(person), page, before));
    return visit.page(language.say("Hvem har slået denne person op"), content,
                      {.breadcrumb = {{std::string(language.say("Sporet")), "/sporet"}}});
}

web::Html citizen_table(const Visit& visit, const std::vector<CitizenLine>& lines,
                        StaffNames names) {
    const web::Language& language = visit.language;
    std::vector<web::Column> columns = {{.heading = language.say("Dato")},
                                        {.heading = language.say("Handling")},
                                        {.heading = language.say("Formål")},
                                        {.heading = language.say("Myndighed")},
                                        {.heading = language.say("Funktion")}};
    if (names == StaffNames::shown) columns.push_back({.heading = language.say("Navn")});
    web::Table table({.caption = language.say("Borgerens udgave"),
                      .columns = std::move(columns),
                      .empty_text = language.say("Der er ingen linjer, som passer.")},
                     language);
    for (const CitizenLine& line : lines) {
        const std::string day = language.date(web::to_local(line.at).date);
        const std::string action = action_name(visit, line.action);
        const std::string purpose =
            line.purpose.empty() ? std::string(language.say("Ikke oplyst")) : line.purpose;
        const std::string agency = agency_of(visit, line.authority);
        const std::string function = functions_of(visit, line.function);
        if (names == StaffNames::shown) {
            table.row(day, action, purpose, agency, function,
                      line.name.value_or(std::string(language.say("Ikke oplyst"))));
        } else {
            table.row(day, action, purpose, agency, function);
        }
    }
    return table.finish();
}

web::Html decision_form(const Visit& visit, const std::string& person, StaffNames names,
                        const std::string& reason, const std::string& error) {
    const web::Language& language = visit.language;
    web::Html fields = web::radio_group(
        {.name = "navne",
         .legend = language.say("Skal borgeren have navnene at vide?"),
         .choices = {{.value = "hidden", .label = language.say("Nej, kun myndighed og funktion")},
                     {.value = "shown", .label = language.say("Ja, også navne")}},
         .value = names == StaffNames::shown ? "shown" : "hidden"},
        language);
    fields.add(web::text_area({.name = "begrundelse",
                               .label = language.say("Begrundelse"),
                               .value = reason,
                               .error = error,
                               .rows = 3,
                               .character_limit = static_cast<int>(longest_reason),
                               .access_reminder = web::AccessReminder::shown},
                              language),
               web::button_row(web::button({.label = language.say("Gem afgørelsen")})));
    return web::form({.action = path_of(person) + "/navne", .csrf_token = visit.csrf_token()},
                     fields);
}

web::Response citizen_page(const Visit& visit, const std::string& person,
                           const std::string& typed_reason, const std::string& error) {
    const std::int64_t before = number_in(visit.request.query.value("foer"));
    store::ReadTransaction reading = visit.services.database.read();
    const Page page = page_of(reading, person, before);
    const auto decision = trail::name_decision(reading, person);
    const StaffNames names = decision ? decision->names : StaffNames::hidden;
    const std::map<std::int64_t, std::string> staff = names_of(reading, page.lines);
    const web::Language& language = visit.language;
    web::Html content = web::paragraphs(
        language.say("Borgeren får dato, formål, myndighed og funktion at vide. Navne oplyses kun, "
                     "når databeskyttelsesrådgiveren har afgjort det."));
    content.add(citizen_table(visit,
                              trail::citizen_log(page.lines, names,
                                                 [&staff](const std::string& actor) {
                                                     return name_of(staff, actor);
                                                 }),
                              names),
                leafing(visit, path_of(person) + "/borger", page, before));
    if (visit.may(Permission::decide_names))
        content.add(
            web::heading(web::HeadingLevel::h2, language.say("Afgørelse om navne")),
            decision_form(visit, person, names,
                          decision && error.empty() ? decision->reason : typed_reason, error));
    return visit.page(language.say("Hvad borgeren får at vide"), content,
                      {.breadcrumb = {{std::string(language.say("Sporet")), "/sporet"},
                                      {std::string(language.say("Hvem har slået denne person op")),
                                       path_of(person)}},
                       .status = error.empty() ? 200 : status_refused});
}

web::Response show_citizen(const Visit& visit) {
    const std::string& person = visit.request.parameters.find("id")->second;
    if (!is_person_id(person)) return visit.not_found();
    record_reading(visit, person);
    return citizen_page(visit, person, "", "");
}

web::Response decide(const Visit& visit) {
    const std::string& person = visit.request.parameters.find("id")->second;
    if (!is_person_id(person)) return visit.not_found();
    const std::string reason =
        base::trim(base::normalise_lines(visit.request.form.value("begrundelse")));
    if (reason.empty() || base::length_in_characters(reason) > longest_reason)
        return citizen_page(
            visit, person, reason,
            std::string(visit.language.say("Skriv en begrundelse på højst 500 tegn.")));
    const std::string& names = visit.request.form.value("navne");
    store::WriteTransaction writing = visit.services.database.write();
    trail::decide_names(writing, person,
                        {names == "shown" ? StaffNames::shown : StaffNames::hidden, reason,
                         visit.now, visit.user().account_id});
    visit.record(writing, trail::Action::sign, "person", person,
                 names == "shown" ? "names shown" : "names hidden");
    writing.commit();
    return web::see_other(path_of(person) + "/borger?besked=gemt");
}

}  // namespace

void add_person_log_routes(Routes& routes) {
    routes.get("/sporet/person/{id}", Permission::see_trail, show_person);
    routes.get("/sporet/person/{id}/borger", Permission::see_trail, show_citizen);
    routes.post("/sporet/person/{id}/navne", Permission::decide_names, decide);
}

}  // namespace access
