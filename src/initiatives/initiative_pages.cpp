#include "initiatives/initiative_pages.h"

#include <set>

#include "base/text.h"
#include "history/record_change.h"
#include "history/version_view.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/catalogue_words.h"
#include "initiatives/choice.h"
#include "initiatives/initiative_filter.h"
#include "initiatives/initiative_view.h"
#include "initiatives/story_store.h"
#include "web/components/button.h"
#include "web/components/empty_state.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/pagination.h"
#include "web/components/select_field.h"
#include "web/components/table.h"
#include "web/components/tabs.h"
#include "web/components/text_field.h"

namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::string_view root = "/indsatser";
constexpr std::size_t longest_query = 200;
constexpr int versions_on_a_page = 20;

// ---- the list

InitiativeFilter filter_of(const Visit& visit, const Catalogue& catalogue) {
    const web::Fields& query = visit.request.query;
    InitiativeFilter filter;
    filter.goal = query.value("maal");
    filter.principle = query.value("princip");
    filter.prevention_level = query.value("niveau");
    filter.kind = query.value("slags");
    filter.district = query.value("distrikt");
    filter.unit = query.value("enhed");
    filter.status = query.value("status");
    filter.query = base::shorten(query.value("q"), longest_query);
    // Who searches without naming a year looks for it in all of them.
    const bool asked = query.has("aar") || !filter.query.empty();
    filter.year =
        asked ? year_in(query.value("aar")) : default_year(catalogue, base::year_of(visit.today()));
    return filter;
}

std::vector<web::SelectOption> entry_options(const std::vector<Entry>& entries,
                                             const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const Entry& entry : entries) {
        options.push_back({entry.key, entry.name.in(language.tag())});
    }
    return options;
}

std::vector<web::SelectOption> goal_options(const Catalogue& catalogue, int year,
                                            const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const Goal& goal : catalogue.goals) {
        options.push_back(
            {goal.key, goal_words(catalogue, goal.key, year == 0 ? 9999 : year, language)});
    }
    return options;
}

// Only units that are responsible for something.
std::vector<web::SelectOption> owner_options(const Catalogue& catalogue,
                                             const web::Language& language) {
    std::set<std::string_view> owners;
    for (const Initiative& initiative : catalogue.initiatives) {
        for (const Edition& edition : initiative.editions) owners.insert(edition.owner_unit);
    }
    std::vector<web::SelectOption> options;
    for (const Entry& unit : catalogue.units) {
        if (owners.contains(unit.key)) options.push_back({unit.key, unit.name.in(language.tag())});
    }
    return options;
}

std::vector<web::SelectOption> kind_options(const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const Kind kind : {Kind::casework, Kind::activity, Kind::forum, Kind::place_work,
                            Kind::project, Kind::guide, Kind::analysis}) {
        options.push_back({kind_code(kind), language.say(kind_name(kind))});
    }
    return options;
}

std::vector<web::SelectOption> status_options(const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const Status status : {Status::planned, Status::in_progress, Status::carried_out,
                                Status::continues, Status::ended, Status::completed}) {
        options.push_back({status_code(status), language.say(status_name(status))});
    }
    return options;
}

web::Html filter_form(const Visit& visit, const Catalogue& catalogue,
                      const InitiativeFilter& filter) {
    const web::Language& language = visit.language;
    const auto select = [&](std::string_view name, std::string_view label,
                            std::vector<web::SelectOption> options, const std::string& value,
                            std::string_view empty_option) {
        return web::select_field({.name = name,
                                  .label = label,
                                  .options = std::move(options),
                                  .value = value,
                                  .empty_option = empty_option,
                                  .need = web::Need::unmarked},
                                 language);
    };
    const std::string_view all = language.say("Alle");
    web::Html fields;
    fields.add(
        web::text_field({.name = "q",
                         .label = language.say("Søg i navn, formål og partnere"),
                         .type = web::InputType::search,
                         .value = filter.query,
                         .need = web::Need::unmarked},
                        language),
        select("aar", language.say("År"),
               year_choices(catalogue, base::year_of(visit.today()), filter.year),
               filter.year == 0 ? "" : std::to_string(filter.year), language.say("Alle år")),
        select("maal", language.say("Mål"), goal_options(catalogue, filter.year, language),
               filter.goal, all),
        select("princip", language.say("Princip"), entry_options(catalogue.principles, language),
               filter.principle, all),
        select("niveau", language.say("Forebyggelsesniveau"),
               entry_options(catalogue.prevention_levels, language), filter.prevention_level, all),
        select("slags", language.say("Slags"), kind_options(language), filter.kind, all),
        select("distrikt", language.say("Distrikt"), entry_options(catalogue.districts, language),
               filter.district, all),
        select("enhed", language.say("Ansvarlig enhed"), owner_options(catalogue, language),
               filter.unit, all),
        select("status", language.say("Status"), status_options(language), filter.status, all),
        web::button({.label = language.say("Vis"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = root,
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg, hvilke indsatser der vises")},
                     fields);
}

web::Html initiative_table(const Catalogue& catalogue, const std::string& caption,
                           const std::vector<const FoundInitiative*>& rows,
                           const web::Language& language) {
    web::Table table(
        {.caption = caption,
         .columns = {{.heading = language.say("Indsats"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Formål")},
                     {.heading = language.say("Periode")},
                     {.heading = language.say("Status")},
                     {.heading = language.say("Ansvarlig enhed")}},
         .caption_hidden = true,
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const FoundInitiative* found : rows) {
        const Edition& edition = *found->edition;
        const std::string_view tag = language.tag();
        table.row(web::link(initiative_address(found->initiative->key), edition.name.in(tag)),
                  edition.purpose.in(tag), edition.period_text.in(tag),
                  found->status ? status_words(*found->status, language) : web::Html(),
                  Catalogue::name_in(catalogue.units, edition.owner_unit, tag));
    }
    return table.finish();
}

// Which table an initiative stands in.
struct Group {
    int period;
    std::string listed_in;
    std::string goal;  // of goal tables only

    bool operator==(const Group&) const = default;
};

Group group_of(const FoundInitiative& found) {
    const Edition& edition = *found.edition;
    const bool by_goal = edition.listed_in == "goal_table";
    return {edition.period, edition.listed_in, by_goal ? edition.goal : std::string()};
}

std::string group_title(const Catalogue& catalogue, const Group& group, int year,
                        const web::Language& language) {
    const std::string title =
        group.goal.empty()
            ? code_words(CodeList::listed_in, group.listed_in, language)
            : goal_words(catalogue, group.goal, year == 0 ? group.period : year, language);
    return year == 0 ? std::to_string(group.period) + " – " + title : title;
}

// One table a goal, under the goal's wording of the year; then what stands outside the goals'
// tables.
web::Html tables_by_goal(const Catalogue& catalogue, const InitiativeFilter& filter,
                         const std::vector<FoundInitiative>& found, const web::Language& language) {
    web::Html html;
    for (std::size_t begin = 0; begin < found.size();) {
        const Group group = group_of(found[begin]);
        std::vector<const FoundInitiative*> rows;
        std::size_t end = begin;
        while (end < found.size() && group_of(found[end]) == group) rows.push_back(&found[end++]);
        const std::string title = group_title(catalogue, group, filter.year, language);
        html.add(
            web::heading(web::HeadingLevel::h2, title), "<p>"_html,
            language.count("Én indsats", "{} indsatser", static_cast<std::int64_t>(rows.size())),
            "</p>"_html, initiative_table(catalogue, title, rows, language));
        begin = end;
    }
    return html;
}

web::Html list_actions(const Visit& visit) {
    const web::Language& language = visit.language;
    web::Html actions;
    if (visit.may(Permission::edit_initiatives)) {
        actions.add(
            web::link_button({.label = language.say("Ny indsats"), .href = "/indsatser/ny"}));
    }
    const auto more = [&](std::string_view label, const char* href) {
        actions.add(
            web::link_button({.label = label, .href = href, .kind = web::ButtonKind::tertiary}));
    };
    more(language.say("Mål"), "/maal");
    more(language.say("Principper"), "/principper");
    more(language.say("Forebyggelsesmodel"), "/forebyggelsesmodel");
    more(language.say("Samarbejdspartnere"), "/partnere");
    more(language.say("Mødefora"), "/fora");
    more(language.say("Årshjul"), "/aarshjul");
    more(language.say("Ordliste"), "/ordliste");
    more(language.say("Alle lister"), "/lister");
    if (visit.may(Permission::edit_initiatives))
        more(language.say("Fjernede indsatser"), "/indsatser/fjernede");
    return web::button_row(actions);
}

web::Response list(const Visit& visit, CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    CurrentCatalogue::Searchable searchable;
    {
        store::ReadTransaction reading = visit.services.database.read();
        searchable = current.get_searchable(reading);
    }
    const Catalogue& catalogue = *searchable.catalogue;
    const InitiativeFilter filter = filter_of(visit, catalogue);
    const std::vector<FoundInitiative> found =
        find_initiatives(catalogue, *searchable.search, filter);
    web::Html content;
    content.add(list_actions(visit), filter_form(visit, catalogue, filter));
    if (found.empty()) {
        content.add(web::empty_state(language.say("Ingen indsatser passer til det valgte.")));
    } else {
        const std::string count =
            language.count("Én indsats", "{} indsatser", static_cast<std::int64_t>(found.size()));
        content.add("<p><strong>"_html,
                    filter.year == 0 ? count
                                     : language.say_with("{} i planen for {}", count,
                                                         std::to_string(filter.year)),
                    "</strong></p>"_html, tables_by_goal(catalogue, filter, found, language));
    }
    return visit.page(language.say("Indsatser"), content);
}

// ---- one initiative

std::string edition_address(const Initiative& initiative, int period) {
    return web::address_with_query(initiative_address(initiative.key),
                                   {{"udgave", std::to_string(period)}});
}

enum class Part { edition, comparison, history };

web::Html part_tabs(const Initiative& initiative, Part part, int period,
                    const web::Language& language) {
    const std::string address = initiative_address(initiative.key);
    std::vector<web::Tab> all;
    for (auto edition = initiative.editions.rbegin(); edition != initiative.editions.rend();
         ++edition) {
        all.push_back({.label = language.say_with("Udgave {}", std::to_string(edition->period)),
                       .href = edition_address(initiative, edition->period),
                       .current = part == Part::edition && edition->period == period});
    }
    if (initiative.editions.size() > 1) {
        all.push_back({.label = language.say("Side om side"),
                       .href = address + "/sammenlign",
                       .current = part == Part::comparison});
    }
    all.push_back({.label = language.say("Historik"),
                   .href = address + "/historik",
                   .current = part == Part::history});
    return web::tabs(language.say("Dele af indsatsen"), all);
}

std::vector<std::pair<std::string, std::string>> list_breadcrumb(const web::Language& language) {
    return {{std::string(language.say("Indsatser")), std::string(root)}};
}

// The edition asked for by its period, or the latest.
const Edition& chosen_edition(const Visit& visit, const Initiative& initiative) {
    const int period = year_in(visit.request.query.value("udgave"));
    for (const Edition& edition : initiative.editions) {
        if (edition.period == period) return edition;
    }
    return initiative.latest();
}

web::Html edit_actions(const Visit& visit, const Catalogue& catalogue, const Initiative& initiative,
                       const Edition& edition) {
    if (!visit.may(Permission::edit_initiatives)) return {};
    const web::Language& language = visit.language;
    const std::string address = initiative_address(initiative.key);
    web::Html actions =
        web::link_button({.label = language.say("Ret"),
                          .href = web::address_with_query(
                              address + "/rediger", {{"udgave", std::to_string(edition.period)}})});
    for (const int period : catalogue.periods()) {
        if (period <= initiative.latest().period) continue;
        actions.add(web::link_button(
            {.label = language.say_with("Ny udgave for {}", std::to_string(period)),
             .href = web::address_with_query(address + "/ny-udgave",
                                             {{"periode", std::to_string(period)}}),
             .kind = web::ButtonKind::secondary}));
    }
    actions.add(web::link_button({.label = language.say("Fjern eller afslut"),
                                  .href = address + "/fjern",
                                  .kind = web::ButtonKind::tertiary}));
    return web::button_row(actions);
}

web::Response show(const Visit& visit, CurrentCatalogue& current, const FiguresSection& figures) {
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<Story> stories;
    const std::string& key = visit.request.parameter("key");
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        stories = published_stories_of(reading, key);
    }
    const Initiative* initiative = catalogue->find_initiative(key);
    if (!initiative) return visit.not_found();
    const Edition& edition = chosen_edition(visit, *initiative);
    web::Html content;
    content.add(edit_actions(visit, *catalogue, *initiative, edition),
                part_tabs(*initiative, Part::edition, edition.period, visit.language),
                edition_sections(*catalogue, *initiative, edition,
                                 figures ? figures(visit, *catalogue, *initiative) : web::Html(),
                                 stories, visit.language));
    return visit.page(edition.name.in(visit.language.tag()), content,
                      {.breadcrumb = list_breadcrumb(visit.language)});
}

web::Response compare(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const Initiative* initiative = catalogue->find_initiative(visit.request.parameter("key"));
    if (!initiative) return visit.not_found();
    web::Html content;
    content.add(part_tabs(*initiative, Part::comparison, 0, visit.language),
                editions_side_by_side(*catalogue, *initiative, visit.language));
    return visit.page(visit.language.say_with("{}: side om side",
                                              initiative->latest().name.in(visit.language.tag())),
                      content, {.breadcrumb = list_breadcrumb(visit.language)});
}

history::Change change_of(const InitiativeRevision& revision) {
    if (revision.removed) return history::Change::removed;
    switch (revision.origin) {
        case Origin::file:
            return history::Change::imported;
        case Origin::restored:
            return history::Change::restored;
        case Origin::browser:
            break;
    }
    return revision.revision == 1 ? history::Change::created : history::Change::changed;
}

history::Version version_of(const InitiativeRevision& revision) {
    history::Version version;
    version.version = revision.revision;
    version.change = change_of(revision);
    version.account_id = revision.account_id.value_or(0);
    version.at = revision.made_at;
    version.content = initiative_snapshot(revision.initiative);
    if (!revision.reason.empty()) version.content["reason"] = revision.reason;
    return version;
}

web::Html removed_note(const Visit& visit, const std::string& key, std::int64_t revision) {
    const web::Language& language = visit.language;
    web::Html note;
    note.add("<p><strong>"_html, language.say("Indsatsen er fjernet fra kataloget."),
             "</strong></p>"_html);
    if (visit.may(Permission::edit_initiatives)) {
        note.add(web::button_row(
            web::post_button({.label = language.say("Genskab indsatsen"),
                              .action = initiative_address(key) + "/genskab",
                              .csrf_token = visit.csrf_token(),
                              .hidden = {{"restore_version", std::to_string(revision)}}})));
    }
    return note;
}

web::Response show_history(const Visit& visit, CurrentCatalogue& current) {
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<history::Version> versions;
    std::string name;
    const std::string& key = visit.request.parameter("key");
    const std::int64_t before = history::number_of(visit.request.query.value("foer"));
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        for (const InitiativeRevision& revision :
             revisions_of(reading, key, versions_on_a_page, before)) {
            versions.push_back(version_of(revision));
            if (name.empty()) name = revision.initiative.latest().name.in(visit.language.tag());
        }
    }
    const Initiative* initiative = catalogue->find_initiative(key);
    // One that was removed is found here, where it can be brought back.
    if (!initiative && versions.empty()) return visit.not_found();
    const web::Language& language = visit.language;
    const history::Wording wording{
        [&](std::string_view path) { return field_words(path, language); },
        [&](std::string_view path, const std::string& value) {
            return value_words(*catalogue, path, value, language);
        }};
    web::Html content;
    if (initiative) {
        content.add(part_tabs(*initiative, Part::history, 0, language));
    } else {
        content.add(removed_note(visit, key, versions.front().version));
    }
    content.add(history::versions_section(visit, versions, wording,
                                          visit.may(Permission::edit_initiatives)
                                              ? initiative_address(key) + "/genskab"
                                              : std::string()));
    if (!versions.empty() && versions.back().version > 1) {
        content.add(web::previous_next(
            {.next = web::address_with_query(
                 initiative_address(key) + "/historik",
                 // The last one again: what it changed is only seen beside the one before.
                 {{"foer", std::to_string(versions.back().version + 1)}}),
             .next_label = language.say("Ældre versioner")},
            language));
    }
    return visit.page(language.say_with("{}: historik", name), content,
                      {.breadcrumb = list_breadcrumb(language)});
}

}  // namespace

void add_initiative_routes(access::Routes& routes, CurrentCatalogue& current,
                           FiguresSection figures, const RegisteredUses& registered) {
    routes.get("/indsatser", Permission::see_initiatives,
               [&current](const Visit& visit) { return list(visit, current); });
    routes.get("/indsatser/{key}", Permission::see_initiatives,
               [&current, figures = std::move(figures)](const Visit& visit) {
                   return show(visit, current, figures);
               });
    routes.get("/indsatser/{key}/sammenlign", Permission::see_initiatives,
               [&current](const Visit& visit) { return compare(visit, current); });
    routes.get("/indsatser/{key}/historik", Permission::see_initiatives,
               [&current](const Visit& visit) { return show_history(visit, current); });
    add_edit_routes(routes, current);
    add_remove_routes(routes, current, registered);
    add_plan_routes(routes, current);
    add_reference_routes(routes, current);
    add_list_order_routes(routes, current);
    add_list_routes(routes, current, registered);
}

}  // namespace initiatives
