#include <algorithm>
#include <map>

#include "initiatives/catalogue_visit.h"
#include "initiatives/catalogue_words.h"
#include "initiatives/choice.h"
#include "initiatives/initiative_filter.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/table.h"
#include "web/components/tag.h"

// The plan read by its goals, its principles, the prevention model, and by who takes part.
namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

std::vector<std::pair<std::string, std::string>> breadcrumb(const web::Language& language) {
    return {{std::string(language.say("Indsatser")), "/indsatser"}};
}

int chosen_year(const Visit& visit, const Catalogue& catalogue) {
    const int year = year_in(visit.request.query.value("aar"));
    return year != 0 ? year : default_year(catalogue, base::year_of(visit.today()));
}

web::Html year_form(const Visit& visit, const Catalogue& catalogue, std::string_view action,
                    int year) {
    const web::Language& language = visit.language;
    const int today = base::year_of(visit.today());
    web::Html fields = web::select_field({.name = "aar",
                                          .label = language.say("År"),
                                          .options = year_choices(catalogue, today, year),
                                          .value = std::to_string(year),
                                          .need = web::Need::unmarked},
                                         language);
    fields.add(web::button({.label = language.say("Vis"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = action,
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg år")},
                     fields);
}

// The initiatives of the year's plan that `fits` picks, as a list of links.
template <class Fits>
web::Html initiative_list(const std::vector<const Initiative*>& plan, int year, const Fits& fits,
                          const web::Language& language) {
    web::Html items;
    for (const Initiative* initiative : plan) {
        const Edition& edition = *initiative->edition_in(year);
        if (!fits(edition)) continue;
        items.add("<li>"_html,
                  web::link(web::address_with_query(initiative_address(initiative->key),
                                                    {{"udgave", std::to_string(edition.period)}}),
                            edition.name.in(language.tag())),
                  "</li>"_html);
    }
    web::Html html;
    if (items.empty()) {
        html.add("<p>"_html, language.say("Ingen indsatser i planen."), "</p>"_html);
    } else {
        html.add("<ul>"_html, items, "</ul>"_html);
    }
    return html;
}

// ---- goals

web::Html wording_cell(const Goal& goal, int period, const web::Language& language) {
    web::Html cell;
    for (const GoalWording& wording : goal.wordings) {
        if (wording.period != period) continue;
        cell.add("<p><strong>"_html,
                 web::link(web::address_with_query(
                               "/indsatser", {{"aar", std::to_string(period)}, {"maal", goal.key}}),
                           std::to_string(wording.number) + ". " + wording.name.in(language.tag())),
                 "</strong></p>"_html, web::paragraphs(wording.text.in(language.tag())));
        const auto from = parse_partial_date(wording.from);
        if (from) {
            cell.add("<p>"_html, language.say_with("Gælder fra {}.", date_words(*from, language)),
                     "</p>"_html);
        }
    }
    return cell.empty() ? web::text("–") : cell;
}

web::Html goals_table(const Catalogue& catalogue, const web::Language& language) {
    std::vector<web::Column> columns = {
        {.heading = language.say("Mål"), .kind = web::ColumnKind::heading}};
    const std::vector<int> periods = catalogue.periods();
    for (const int period : periods) columns.push_back({.heading = std::to_string(period)});
    web::Table table({.caption = language.say("Målene, som hver periode siger dem"),
                      .columns = std::move(columns),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (const Goal& goal : catalogue.goals) {
        const std::string& name =
            goal.wordings.empty() ? goal.key : goal.wordings.back().name.in(language.tag());
        std::vector<web::Html> cells = {web::text(name)};
        for (const int period : periods) cells.push_back(wording_cell(goal, period, language));
        table.row_of(cells);
    }
    return table.finish();
}

web::Html policies(const Municipality& municipality, const web::Language& language) {
    web::Html html;
    if (municipality.policies.empty()) return html;
    html.add(web::heading(web::HeadingLevel::h2, language.say("Politikker bag målene")));
    for (const Municipality::Policy& policy : municipality.policies) {
        html.add(web::heading(web::HeadingLevel::h3, policy.name.in(language.tag())),
                 web::paragraphs(policy.text.in(language.tag())));
    }
    return html;
}

web::Html mandates(const Catalogue& catalogue, const web::Language& language) {
    web::Html html;
    if (catalogue.municipality.mandates.empty()) return html;
    web::Table table(
        {.caption = language.say("Vedtagelser og beslutninger"),
         .columns = {{.heading = language.say("Hvad"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvornår")},
                     {.heading = language.say("Hvem")},
                     {.heading = language.say("Indhold")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Municipality::Mandate& mandate : catalogue.municipality.mandates) {
        table.row(mandate.name.in(language.tag()), date_words(mandate.date, language),
                  Catalogue::name_in(catalogue.units, mandate.body, language.tag()),
                  mandate.text.in(language.tag()));
    }
    html.add(web::heading(web::HeadingLevel::h2, language.say("Det politiske grundlag")),
             table.finish());
    return html;
}

web::Html duties(const Municipality& municipality, const web::Language& language) {
    web::Html items;
    for (const Municipality::Duty& duty : municipality.statutory_duties) {
        items.add("<li><strong>"_html, duty.reference, "</strong> ("_html,
                  span_words(duty.from, duty.to, language), "): "_html,
                  duty.text.in(language.tag()), "</li>"_html);
    }
    web::Html html;
    if (items.empty()) return html;
    html.add(web::heading(web::HeadingLevel::h2, language.say("Kommunens pligt efter loven")),
             "<ul>"_html, items, "</ul>"_html);
    return html;
}

web::Response show_goals(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const web::Language& language = visit.language;
    web::Html content = change_link(visit, "maal");
    content.add(goals_table(*catalogue, language), policies(catalogue->municipality, language),
                mandates(*catalogue, language), duties(catalogue->municipality, language));
    return visit.page(language.say("Mål"), content, {.breadcrumb = breadcrumb(language)});
}

// ---- principles and the prevention model

bool holds(const std::vector<std::string>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

web::Response show_principles(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const web::Language& language = visit.language;
    const int year = chosen_year(visit, *catalogue);
    const std::vector<const Initiative*> plan = catalogue->in_plan(year);
    web::Html content = year_form(visit, *catalogue, "/principper", year);
    for (const Code& group : codes(CodeList::principle_group)) {
        web::Html principles;
        for (const Entry& principle : catalogue->principles) {
            if (principle.group != group.code) continue;
            principles.add(web::heading(web::HeadingLevel::h3, principle.name.in(language.tag()),
                                        principle.key),
                           web::paragraphs(principle.text.in(language.tag())),
                           initiative_list(
                               plan, year,
                               [&](const Edition& edition) {
                                   return holds(edition.principles, principle.key);
                               },
                               language));
        }
        if (principles.empty()) continue;
        content.add(web::heading(web::HeadingLevel::h2, language.say(group.name)), principles);
    }
    return visit.page(language.say_with("Principper i planen for {}", std::to_string(year)),
                      content, {.breadcrumb = breadcrumb(language)});
}

web::Html level_section(const Entry& level, const std::vector<const Initiative*>& plan, int year,
                        const Catalogue& catalogue, const web::Language& language) {
    web::Html html = web::heading(web::HeadingLevel::h2, level.name.in(language.tag()), level.key);
    const int period = catalogue.period_in(year);
    const bool focus = std::find(level.focus_of_plan.begin(), level.focus_of_plan.end(), period) !=
                       level.focus_of_plan.end();
    if (focus) {
        html.add("<p>"_html,
                 web::badge(language.say_with("Planens fokus i {}", std::to_string(period)),
                            web::BadgeKind::info),
                 "</p>"_html);
    }
    html.add(web::paragraphs(level.text.in(language.tag())));
    const auto on_level = [&](const Edition& edition) {
        return edition.prevention_level == level.key;
    };
    if (level.orientations.empty()) {
        html.add(initiative_list(plan, year, on_level, language));
        return html;
    }
    for (const std::string& orientation : level.orientations) {
        html.add(web::heading(web::HeadingLevel::h3,
                              code_words(CodeList::orientation, orientation, language)),
                 initiative_list(
                     plan, year,
                     [&](const Edition& edition) {
                         return on_level(edition) && holds(edition.orientation, orientation);
                     },
                     language));
    }
    const auto neither = [&](const Edition& edition) {
        return on_level(edition) &&
               std::none_of(level.orientations.begin(), level.orientations.end(),
                            [&](const std::string& orientation) {
                                return holds(edition.orientation, orientation);
                            });
    };
    const bool any = std::any_of(plan.begin(), plan.end(), [&](const Initiative* initiative) {
        return neither(*initiative->edition_in(year));
    });
    if (any) {
        html.add(web::heading(web::HeadingLevel::h3, language.say("Tilgang ikke angivet")),
                 initiative_list(plan, year, neither, language));
    }
    return html;
}

web::Response show_prevention_model(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const web::Language& language = visit.language;
    const int year = chosen_year(visit, *catalogue);
    const std::vector<const Initiative*> plan = catalogue->in_plan(year);
    web::Html content = year_form(visit, *catalogue, "/forebyggelsesmodel", year);
    for (const Entry& level : catalogue->prevention_levels) {
        content.add(level_section(level, plan, year, *catalogue, language));
    }
    return visit.page(
        language.say_with("Forebyggelsesmodellen i planen for {}", std::to_string(year)), content,
        {.breadcrumb = breadcrumb(language)});
}

// ---- partners

struct Partnership {
    const Initiative* initiative;
    const Edition* edition;
    const PartnerLink* link;
};

std::vector<Partnership> partnerships_of(const Catalogue& catalogue, std::string_view partner) {
    std::vector<Partnership> found;
    for (const Initiative& initiative : catalogue.initiatives) {
        for (const Edition& edition : initiative.editions) {
            for (const PartnerLink& link : edition.partners) {
                if (link.partner == partner) found.push_back({&initiative, &edition, &link});
            }
        }
    }
    return found;
}

web::Response show_partners(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const web::Language& language = visit.language;
    std::map<std::string_view, int> initiatives;  // with the partner in any edition
    for (const Initiative& initiative : catalogue->initiatives) {
        std::map<std::string_view, int> once;
        for (const Edition& edition : initiative.editions) {
            for (const PartnerLink& link : edition.partners) once[link.partner] = 1;
        }
        for (const auto& [partner, one] : once) initiatives[partner] += one;
    }
    web::Html content = change_link(visit, "partnere");
    for (const Code& kind : codes(CodeList::partner_kind)) {
        web::Html items;
        for (const Entry& partner : catalogue->partners) {
            if (partner.kind != kind.code) continue;
            items.add("<li>"_html,
                      web::link(partner_address(partner.key), partner.name.in(language.tag())),
                      " – "_html,
                      language.count("Én indsats", "{} indsatser", initiatives[partner.key]),
                      "</li>"_html);
        }
        if (items.empty()) continue;
        content.add(web::heading(web::HeadingLevel::h2, language.say(kind.name)), "<ul>"_html,
                    items, "</ul>"_html);
    }
    return visit.page(language.say("Samarbejdspartnere"), content,
                      {.breadcrumb = breadcrumb(language)});
}

web::Response show_partner(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const web::Language& language = visit.language;
    const Entry* partner = Catalogue::find(catalogue->partners, visit.request.parameter("key"));
    if (!partner) return visit.not_found();
    web::Table table(
        {.caption = language.say("Indsatser, partneren er med i"),
         .columns = {{.heading = language.say("Indsats"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Periode")},
                     {.heading = language.say("Rolle")},
                     {.heading = language.say("Mål")}},
         .empty_text = language.say("Partneren er ikke med i nogen indsats."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Partnership& found : partnerships_of(*catalogue, partner->key)) {
        const Edition& edition = *found.edition;
        table.row(web::link(web::address_with_query(initiative_address(found.initiative->key),
                                                    {{"udgave", std::to_string(edition.period)}}),
                            edition.name.in(language.tag())),
                  edition.period, found.link->role.in(language.tag()),
                  goal_words(*catalogue, edition.goal, edition.period, language));
    }
    web::Html content;
    content.add("<p>"_html, code_words(CodeList::partner_kind, partner->kind, language),
                "</p>"_html, table.finish());
    auto path = breadcrumb(language);
    path.emplace_back(std::string(language.say("Samarbejdspartnere")), "/partnere");
    return visit.page(partner->name.in(language.tag()), content, {.breadcrumb = std::move(path)});
}

}  // namespace

void add_plan_routes(access::Routes& routes, CurrentCatalogue& current) {
    using Page = web::Response (*)(const Visit&, CurrentCatalogue&);
    const std::pair<const char*, Page> pages[] = {{"/maal", show_goals},
                                                  {"/principper", show_principles},
                                                  {"/forebyggelsesmodel", show_prevention_model},
                                                  {"/partnere", show_partners},
                                                  {"/partnere/{key}", show_partner}};
    for (const auto& [pattern, page] : pages) {
        routes.get(pattern, Permission::see_initiatives,
                   [&current, page = page](const Visit& visit) { return page(visit, current); });
    }
}

}  // namespace initiatives
