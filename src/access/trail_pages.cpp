#include "access/trail_pages.h"

#include <charconv>
#include <map>

#include "access/account_store.h"
#include "access/trail_words.h"
#include "base/text.h"
#include "trail/heads_file.h"
#include "trail/trail.h"
#include "trail/trail_search.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/select_field.h"
#include "web/components/table.h"
#include "web/components/text_field.h"

namespace access {

namespace {

using web::operator""_html;

constexpr int lines_on_page = 50;
constexpr std::string_view account_prefix = "account:";

std::int64_t number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number > 0 ? number : 0;
}

// What is asked for, as it stands in the address.
struct Question {
    std::string username;
    std::string action;
    std::string subject_kind;
    std::string subject_id;
    std::int64_t before = 0;
};

Question question_of(const web::Fields& query) {
    return Question{base::trim(query.value("bruger")), query.value("handling"),
                    base::trim(query.value("slags")), base::trim(query.value("nummer")),
                    number_in(query.value("foer"))};
}

std::string address_of(const Question& question, std::int64_t before) {
    return web::address_with_query("/sporet", {{"bruger", question.username},
                                               {"handling", question.action},
                                               {"slags", question.subject_kind},
                                               {"nummer", question.subject_id},
                                               {"foer", before > 0 ? std::to_string(before) : ""}});
}

// A user name, or the actor as it stands in the trail: "system", "command", "account:12".
std::string actor_of(store::Connection& connection, const std::string& typed) {
    if (typed.empty()) return "";
    const auto id = account_id_of(connection, normalised_username(typed));
    return id ? std::string(account_prefix) + std::to_string(*id) : typed;
}

trail::Filter filter_of(store::Connection& connection, const Question& question) {
    return trail::Filter{.actor = actor_of(connection, question.username),
                         .subject_kind = question.subject_kind,
                         .subject_id = question.subject_id,
                         .action = question.action,
                         .before = question.before,
                         .limit = lines_on_page};
}

std::int64_t account_in(const std::string& actor) {
    if (!actor.starts_with(account_prefix)) return 0;
    return number_in(std::string_view(actor).substr(account_prefix.size()));
}

std::map<std::int64_t, std::string> names_in(store::Connection& connection,
                                             const std::vector<trail::StoredLine>& lines) {
    std::vector<std::int64_t> ids;
    for (const auto& stored : lines) {
        const std::int64_t id = account_in(stored.line.actor);
        if (id > 0) ids.push_back(id);
    }
    return account_names(connection, ids);
}

web::Html filter_form(const Visit& visit, const Question& question) {
    const web::Language& language = visit.language;
    std::vector<web::SelectOption> actions;
    for (const ActionWords& words : all_action_words()) {
        actions.push_back(
            {.value = trail::action_code(words.action), .label = language.say(words.name)});
    }
    const auto field = [&](const char* name, std::string_view label, const std::string& value) {
        return web::text_field({.name = name,
                                .label = label,
                                .value = value,
                                .need = web::Need::unmarked,
                                .width = web::FieldWidth::m,
                                .autocomplete = "off"},
                               language);
    };
    web::Html fields = field("bruger", language.say("Brugernavn"), question.username);
    fields.add(web::select_field({.name = "handling",
                                  .label = language.say("Handling"),
                                  .options = std::move(actions),
                                  .value = question.action,
                                  .empty_option = language.say("Alle"),
                                  .need = web::Need::unmarked},
                                 language),
               field("slags", language.say("Slags"), question.subject_kind),
               field("nummer", language.say("Nummer eller nøgle"), question.subject_id),
               web::button({.label = language.say("Vis"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = "/sporet",
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Afgræns sporet")},
                     fields);
}

web::Html lines_table(const Visit& visit, const trail::SearchedLines& found,
                      const std::map<std::int64_t, std::string>& names) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Linjer i sporet, nyeste først"),
         .columns = {{.heading = language.say("Linje"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Tidspunkt")},
                     {.heading = language.say("Hvem")},
                     {.heading = language.say("Handling")},
                     {.heading = language.say("Slags")},
                     {.heading = language.say("Nummer eller nøgle")},
                     {.heading = language.say("Formål")},
                     {.heading = language.say("Hjemmel")},
                     {.heading = language.say("Rolle")},
                     {.heading = language.say("På vegne af")},
                     {.heading = language.say("Regel")},
                     {.heading = language.say("Henvisning")}},
         .empty_text = found.whole ? language.say("Der er ingen linjer, som passer.")
                                   : language.say("Ingen af de linjer, der er ledt i, passer."),
         .density = web::TableDescription::Density::compact},
        language);
    for (const auto& stored : found.lines) {
        const auto name = names.find(account_in(stored.line.actor));
        table.row(language.number(stored.sequence), language.instant(stored.at),
                  name != names.end() ? name->second : stored.line.actor,
                  action_name(visit, stored.line.action), stored.line.subject_kind,
                  stored.line.subject_id, stored.line.purpose, stored.line.basis, stored.line.role,
                  stored.line.authority, stored.line.rule, stored.line.reference);
    }
    return table.finish();
}

web::Html ways_on(const Visit& visit, const Question& question) {
    const web::Language& language = visit.language;
    web::Html ways;
    if (question.subject_kind == "person" && !question.subject_id.empty())
        ways.add("<p>"_html,
                 web::link("/sporet/person/" + web::encode_component(question.subject_id),
                           language.say("Hvem har slået denne person op")),
                 "</p>"_html);
    ways.add("<p>"_html, web::link("/sporet/person", language.say("Hvem har slået en person op?")),
             "</p><p>"_html, web::link("/sporet/hoved", language.say("Sporets underskrevne hoved")),
             "</p>"_html);
    return ways;
}

std::optional<trail::TreeHead> newest_head(const Visit& visit) {
    const auto heads = trail::read_heads(visit.services.trail_heads_file);
    if (!heads || heads->newest() == nullptr) return std::nullopt;
    return *heads->newest();
}

web::Response show_head(const Visit& visit) {
    const web::Language& language = visit.language;
    const std::optional<trail::TreeHead> head = newest_head(visit);
    web::Html content = web::paragraphs(
        language.say("Hver time underskrives, hvor mange linjer sporet har, og hvad de lægges "
                     "sammen til. Send hovedet til dig selv, og gem det uden for kommunens "
                     "systemer. Passer sporet engang ikke med det, er det ændret."));
    if (!head) {
        content.add(web::paragraphs(language.say("Der er endnu ikke underskrevet noget hoved.")));
    } else {
        content.add(web::definition_list(
                        {{language.say("Underskrevet"), web::text(language.instant(head->at))},
                         {language.say("Linjer"), web::text(language.number(head->lines))},
                         {language.say("Hashtræets rod"), web::text(head->root)},
                         {language.say("Nøgle"), web::text(head->key)}}),
                    web::link_button({.label = language.say("Hent som tekst til en mail"),
                                      .href = "/sporet/hoved.txt",
                                      .kind = web::ButtonKind::secondary}));
    }
    return visit.page(language.say("Sporets underskrevne hoved"), content,
                      {.breadcrumb = {{std::string(language.say("Sporet")), "/sporet"}}});
}

web::Response download_head(const Visit& visit) {
    const std::optional<trail::TreeHead> head = newest_head(visit);
    if (!head) return visit.not_found();
    const std::string text =
        visit.language.say_with("Sporets hoved, {}", visit.services.municipality_name) + "\n\n" +
        trail::head_line(*head) + "\n";
    return web::attachment("text/plain; charset=utf-8",
                           "trygby-trail-" + std::to_string(head->lines) + ".txt", text);
}

web::Response show_trail(const Visit& visit) {
    const Question question = question_of(visit.request.query);
    store::ReadTransaction transaction = visit.services.database.read();
    const trail::SearchedLines found = trail::search(transaction, filter_of(transaction, question));

    web::Html content = web::paragraphs(visit.language.say(
        "Sporet viser, hvem der har gjort hvad. Det kan ikke ændres, og det indeholder numre og "
        "koder, aldrig indhold."));
    content.add(ways_on(visit, question), filter_form(visit, question),
                lines_table(visit, found, names_in(transaction, found.lines)));
    if (!found.whole)
        content.add(web::paragraphs(visit.language.say_with(
            "Der er ledt i {} linjer. Gå til de ældre linjer for at lede videre.",
            visit.language.number(trail::most_lines_looked_through))));
    web::PreviousNext pages{.next_label = visit.language.say("Ældre linjer")};
    if (question.before > 0) {
        pages.previous = address_of(question, 0);
        pages.previous_label = visit.language.say("Nyeste linjer");
    }
    if (found.older > 0) pages.next = address_of(question, found.older);
    content.add(web::previous_next(pages, visit.language));
    return visit.page(visit.language.say("Sporet"), content);
}

}  // namespace

void add_trail_routes(Routes& routes) {
    routes.get("/sporet", Permission::see_trail, show_trail);
    routes.get("/sporet/hoved", Permission::see_trail, show_head);
    routes.get("/sporet/hoved.txt", Permission::see_trail, download_head);
}

}  // namespace access
