#include "history/version_view.h"

#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/radio_group.h"
#include "web/components/table.h"

namespace history {
namespace {

using web::operator""_html;

constexpr std::string_view choice_prefix = "choose.";
constexpr std::string_view mine_prefix = "mine.";
constexpr std::string_view theirs_prefix = "theirs.";

std::string shown(const Wording& wording, std::string_view key, const std::string& value) {
    return value.empty() ? "–" : wording.value(key, value);
}

// What a version changed, as a list; the first version shows what it held.
web::Html changes_of(const std::vector<Difference>& differences, const Wording& wording) {
    web::Html list;
    list.add("<ul class=\"nobullet-list\">"_html);
    for (const Difference& difference : differences) {
        list.add("<li><strong>"_html, wording.label(difference.key), "</strong>: "_html);
        if (!difference.before.empty())
            list.add("<del>"_html, shown(wording, difference.key, difference.before),
                     "</del> → "_html);
        list.add(shown(wording, difference.key, difference.after), "</li>"_html);
    }
    list.add("</ul>"_html);
    return list;
}

std::string account_name(store::Connection& connection, std::int64_t account_id) {
    return connection
        .text(
            "select staff_member.name from account "
            "join staff_member on staff_member.id = account.staff_member_id where account.id = $1",
            account_id)
        .value_or("–");
}

web::Html restore_button(const access::Visit& visit, const Version& version,
                         std::string_view restore_path) {
    return web::post_button(
        {.label = visit.language.say("Gør til den gældende"),
         .action = restore_path,
         .csrf_token = visit.csrf_token(),
         .hidden = {{"restore_version", std::to_string(version.version)}},
         .hidden_words = visit.language.say_with("version {}", std::to_string(version.version))});
}

}  // namespace

web::Html versions_section(const access::Visit& visit, const std::vector<Version>& versions,
                           const Wording& wording, std::string_view restore_path) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Alle versioner, den nyeste øverst"),
         .columns = {{.heading = language.say("Version"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvornår og hvem")},
                     {.heading = language.say("Hvad")},
                     {.heading = language.say("Fortryd"), .heading_hidden = true}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    store::ReadTransaction reading = visit.services.database.read();
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const Version& version = versions[i];
        const Snapshot before = i + 1 < versions.size() ? versions[i + 1].content : Snapshot{};
        web::Html who;
        who.add(language.instant(version.at), "<br>"_html,
                account_name(reading, version.account_id));
        web::Html what;
        what.add("<p>"_html, language.say(change_name(version.change)), "</p>"_html,
                 changes_of(differences(before, version.content), wording));
        const bool older = i > 0 && !restore_path.empty();
        table.row(std::to_string(version.version), who, what,
                  older ? restore_button(visit, version, restore_path) : web::Html());
    }
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Historik")), table.finish());
    return section;
}

web::Response conflict_page(const access::Visit& visit, std::string_view title, const Merge& merge,
                            const Version& theirs, const Wording& wording,
                            std::string_view action) {
    const web::Language& language = visit.language;
    std::string who;
    {
        store::ReadTransaction reading = visit.services.database.read();
        who = account_name(reading, theirs.account_id);
    }
    web::HiddenFields hidden{{"version", std::to_string(theirs.version)}};
    for (const auto& [key, value] : merge.merged) hidden.emplace_back(key, value);
    web::Html choices;
    for (const Difference& difference : merge.differing) {
        hidden.emplace_back(std::string(theirs_prefix) + difference.key, difference.before);
        hidden.emplace_back(std::string(mine_prefix) + difference.key, difference.after);
        choices.add(web::radio_group(
            {.name = std::string(choice_prefix) + difference.key,
             .legend = wording.label(difference.key),
             .choices = {{.value = "mine",
                          .label = language.say_with(
                              "Min: {}", shown(wording, difference.key, difference.after))},
                         {.value = "theirs",
                          .label = language.say_with(
                              "Den andens: {}",
                              shown(wording, difference.key, difference.before))}},
             .value = "mine"},
            language));
    }
    if (merge.differing.empty())
        choices.add("<p>"_html,
                    language.say("I har ændret forskellige felter. Begge ændringer kan bevares."),
                    "</p>"_html);
    choices.add(web::button_row(web::button({.label = language.say("Gem det valgte")})));
    web::Html content;
    content.add(
        web::alert(web::AlertKind::warning,
                   theirs.change == Change::removed
                       ? language.say_with("{} har slettet det imens ({}). Intet er gemt endnu: "
                                           "gem kun, hvis det skal genskabes med din rettelse.",
                                           who, language.instant(theirs.at))
                       : language.say_with("{} har ændret det samme imens ({}). Intet er gemt "
                                           "endnu: vælg, hvad der skal gælde.",
                                           who, language.instant(theirs.at)),
                   language),
        web::form({.action = action, .csrf_token = visit.csrf_token(), .hidden = hidden}, choices));
    return visit.page(title, content, {.breadcrumb = {}, .charts = false, .status = 409});
}

web::Fields resolve(const web::Fields& form) {
    bool chosen = false;
    for (const auto& [name, value] : form.all()) chosen = chosen || name.starts_with(choice_prefix);
    if (!chosen) return form;
    web::Fields resolved;
    for (const auto& [name, value] : form.all()) {
        const bool helper = name.starts_with(choice_prefix) || name.starts_with(mine_prefix) ||
                            name.starts_with(theirs_prefix);
        if (helper) continue;
        const std::string& choice = form.value(std::string(choice_prefix) + name);
        if (choice == "theirs")
            resolved.add(name, form.value(std::string(theirs_prefix) + name));
        else if (choice == "mine")
            resolved.add(name, form.value(std::string(mine_prefix) + name));
        else
            resolved.add(name, value);
    }
    return resolved;
}

}  // namespace history
