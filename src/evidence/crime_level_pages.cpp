#include "evidence/crime_level_pages.h"

#include <array>
#include <cmath>
#include <functional>
#include <memory>

#include "base/text.h"
#include "evidence/analysis_page_parts.h"
#include "evidence/crime_facts.h"
#include "evidence/crime_level_words.h"
#include "evidence/crime_page_parts.h"
#include "evidence/crime_words.h"
#include "evidence/municipality_names.h"
#include "evidence/official_statistics_store.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/chart_figure.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/table.h"

namespace evidence {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;
using Catalogue = std::shared_ptr<const initiatives::Catalogue>;

constexpr std::string_view root = "/statistik/forventet";
constexpr int years_shown = 11;  // ten whole ones and the one that is running

// What an address asks for; what it doesn't say, or says wrongly, is the usual.
struct Choice {
    const CrimeSubject* subject = nullptr;
    int year = 0;  // 0: the newest
    Yardstick yardstick = Yardstick::country;
};

// All that a page says, read once.
struct Comparison {
    Choice choice;
    std::string municipality;  // its name
    std::string own_area;
    std::map<std::string, CountedYears, std::less<>> counted;  // by subject
    std::map<std::string, std::vector<LevelYear>, std::less<>> levels;
    CrimeFacts releases;  // without series: where the figures come from

    const CrimeSubject& subject() const { return *choice.subject; }
    const std::vector<LevelYear>& years() const { return levels.find(subject().key)->second; }
    // The year that is shown; null where there are no figures.
    const LevelYear* shown() const { return find_year(subject()); }
    const LevelYear* find_year(const CrimeSubject& of) const {
        const auto found = levels.find(of.key);
        if (found == levels.end()) return nullptr;
        for (const LevelYear& year : found->second)
            if (year.year == choice.year) return &year;
        return nullptr;
    }
    const std::map<std::string, CountedPlace>& places() const {
        return counted.find(subject().key)->second.at(choice.year);
    }
};

constexpr std::array<std::pair<std::string_view, Yardstick>, 3> yardsticks{
    {{"landet", Yardstick::country},
     {"regionen", Yardstick::region},
     {"naboerne", Yardstick::neighbours}}};

std::string yardstick_key(Yardstick yardstick) {
    for (const auto& [key, value] : yardsticks)
        if (value == yardstick) return std::string(key);
    return {};
}

const ComparedLevel* level_of(const LevelYear& year, Yardstick yardstick) {
    for (const ComparedLevel& level : year.levels)
        if (level.yardstick == yardstick) return &level;
    return nullptr;
}

// What the address asks for and there isn't, as sentences.
using Complaints = std::vector<std::string>;

void choose_year(Comparison& comparison, const std::string& asked, Complaints& complaints,
                 const web::Language& language) {
    const std::vector<LevelYear>& years = comparison.years();
    if (years.empty()) return;
    comparison.choice.year = years.back().year;
    if (asked.empty()) return;
    for (const LevelYear& year : years)
        if (std::to_string(year.year) == asked) {
            comparison.choice.year = year.year;
            return;
        }
    complaints.push_back(language.say_with("Der er ingen tal for året »{}«. Her vises {}.",
                                           base::shorten(asked, 20),
                                           std::to_string(comparison.choice.year)));
}

void choose_yardstick(Comparison& comparison, const std::string& asked, Complaints& complaints,
                      const web::Language& language) {
    if (asked.empty()) return;
    const LevelYear* shown = comparison.shown();
    for (const auto& [key, yardstick] : yardsticks)
        if (key == asked && (!shown || level_of(*shown, yardstick))) {
            comparison.choice.yardstick = yardstick;
            return;
        }
    complaints.push_back(language.say_with(
        "Der kan ikke sammenlignes med »{}«. Her sammenlignes med: {}.", base::shorten(asked, 20),
        yardstick_name(comparison.choice.yardstick, language)));
}

Comparison comparison_of(const Visit& visit, initiatives::CurrentCatalogue& current,
                         const CrimeSubject& subject, std::span<const CrimeSubject> read,
                         Complaints& complaints) {
    store::ReadTransaction reading = visit.services.database.read();
    const Catalogue catalogue = current.get(reading);
    const initiatives::Municipality& own = catalogue->municipality;
    Comparison found;
    found.choice.subject = &subject;
    found.municipality = own.name.in(visit.language.tag());
    found.own_area = own.code;
    found.counted = counted_places(reading, read, base::year_of(visit.today()), years_shown);
    for (const auto& [key, counted] : found.counted)
        found.levels[key] =
            levels_of(counted, {own.code, region_area(own.region_code), own.neighbour_codes});
    found.releases.crime = latest_release(reading, crime_table);
    found.releases.population = latest_release(reading, population_table);
    choose_year(found, visit.request.query.value("aar"), complaints, visit.language);
    choose_yardstick(found, visit.request.query.value("mod"), complaints, visit.language);
    return found;
}

web::Html ratio_cell(const ComparedLevel& level, const web::Language& language) {
    web::Html cell;
    if (level.verdict != LevelVerdict::unsaid) {
        const RatioWords ratio = ratio_words(level.ratio, language);
        cell.add(language.say_with("{} ({} til {})", ratio.value, ratio.lower, ratio.upper),
                 "<br>"_html);
    }
    cell.add(verdict_words(level.verdict, language));
    return cell;
}

web::Html years_table(const Comparison& comparison, const web::Language& language) {
    std::vector<web::Column> columns{
        {.heading = language.say("År"), .kind = web::ColumnKind::heading},
        {.heading = language.say("Anmeldt"), .kind = web::ColumnKind::number},
        {.heading = language.say("At vente efter resten af landet"),
         .kind = web::ColumnKind::number}};
    for (const ComparedLevel& level : comparison.years().back().levels)
        columns.push_back({.heading = yardstick_name(level.yardstick, language)});
    web::Table table(
        {.caption = language.say("Anmeldt i forhold til det forventede (95 %-interval)"),
         .columns = std::move(columns),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    const std::vector<LevelYear>& years = comparison.years();
    for (auto year = years.rbegin(); year != years.rend(); ++year) {
        const ComparedLevel& country = year->levels.front();
        const bool known = country.expected > 0;
        std::vector<web::Html> cells{
            web::text(std::to_string(year->year)),
            web::text(known ? language.number(std::llround(country.observed))
                            : std::string(language.say("ikke oplyst"))),
            web::text(known ? language.number(std::llround(country.expected)) : "–")};
        for (const ComparedLevel& level : year->levels)
            cells.push_back(ratio_cell(level, language));
        table.row_of(cells);
    }
    return table.finish();
}

// The sentences of a year, one for each yardstick.
web::Html verdicts(const Comparison& comparison, const web::Language& language) {
    web::Html list("<ul>"_html);
    for (const ComparedLevel& level : comparison.shown()->levels)
        list.add("<li>"_html,
                 verdict_sentence(comparison.subject(), comparison.choice.year, level,
                                  comparison.municipality, language),
                 "</li>"_html);
    list.add("</ul>"_html);
    return list;
}

using Query = std::vector<std::pair<std::string, std::string>>;

Query query_of(const Choice& choice) {
    return {{"aar", std::to_string(choice.year)}, {"mod", yardstick_key(choice.yardstick)}};
}

// Of a picture or a file about the subject that is shown.
std::string address_of(const Comparison& comparison, std::string_view which) {
    return web::address_with_query(
        std::string(root) + "/" + std::string(comparison.subject().key) + "/" + std::string(which),
        query_of(comparison.choice));
}

// ---- what is shown

web::Html choice_form(const Comparison& comparison, const web::Language& language) {
    std::vector<web::SelectOption> years, against;
    for (auto year = comparison.years().rbegin(); year != comparison.years().rend(); ++year)
        years.push_back({std::to_string(year->year), std::to_string(year->year)});
    for (const ComparedLevel& level : comparison.shown()->levels)
        against.push_back(
            {yardstick_key(level.yardstick), yardstick_name(level.yardstick, language)});
    web::Html fields;
    fields.add(web::select_field({.name = "aar",
                                  .label = language.say("År"),
                                  .options = std::move(years),
                                  .value = std::to_string(comparison.choice.year)},
                                 language),
               web::select_field({.name = "mod",
                                  .label = language.say("Sammenlign med"),
                                  .options = std::move(against),
                                  .value = yardstick_key(comparison.choice.yardstick)},
                                 language),
               web::button({.label = language.say("Vis")}));
    return web::form({.action = std::string(root),
                      .method = web::FormMethod::get,
                      .hidden = {{"emne", std::string(comparison.subject().key)}},
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg år og sammenligning")},
                     fields);
}

web::Html years_section(const Comparison& comparison, const web::Language& language) {
    const charts::Plot plot =
        level_plot(comparison.subject(), comparison.years(), comparison.choice.yardstick,
                   comparison.municipality, language);
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("År for år")),
                web::chart_figure({.title = plot.words.title,
                                   .specification = address_of(comparison, "diagram"),
                                   .description = plot.words.description,
                                   .data_table = years_table(comparison, language),
                                   .note = source_note(comparison.releases, language),
                                   .links = file_link(address_of(comparison, "tabel"), language)},
                                  language),
                "<p>"_html, reporting_note(language), "</p>"_html);
    return section;
}

// ---- every kind of crime

std::vector<ComparedKind> kinds_of(const Comparison& comparison) {
    std::vector<ComparedKind> kinds;
    for (const CrimeSubject& subject : compared_subjects())
        if (const LevelYear* year = comparison.find_year(subject))
            if (const ComparedLevel* level = level_of(*year, comparison.choice.yardstick))
                kinds.push_back({&subject, *level});
    return kinds;
}

charts::Forest forest_of(const Comparison& comparison, const web::Language& language) {
    return kinds_forest(kinds_of(comparison), comparison.choice.year, comparison.choice.yardstick,
                        comparison.municipality, language);
}

web::Html kinds_table(const std::vector<ComparedKind>& kinds, const std::string& caption,
                      const web::Language& language) {
    web::Table table(
        {.caption = caption,
         .columns = {{.heading = language.say("Slags kriminalitet"),
                      .kind = web::ColumnKind::heading},
                     {.heading = language.say("Anmeldt"), .kind = web::ColumnKind::number},
                     {.heading = language.say("At vente"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Forhold (95 %-interval)")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const ComparedKind& kind : kinds)
        table.row(language.say(kind.subject->name),
                  language.number(std::llround(kind.level.observed)),
                  kind.level.expected > 0 ? language.number(std::llround(kind.level.expected))
                                          : std::string("–"),
                  ratio_cell(kind.level, language));
    return table.finish();
}

web::Html kinds_section(const Comparison& comparison, const web::Language& language) {
    const charts::Forest forest = forest_of(comparison, language);
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Alle slags på én gang")),
                web::chart_figure(
                    {.title = forest.words.title,
                     .specification = address_of(comparison, "slags"),
                     .description = forest.words.description,
                     .data_table = kinds_table(kinds_of(comparison), forest.words.title, language),
                     .note = source_note(comparison.releases, language),
                     .links = file_link(address_of(comparison, "slagstabel"), language)},
                    language),
                "<p>"_html, reporting_note(language), "</p>"_html);
    return section;
}

// ---- every municipality

charts::Plot funnel_of(const Comparison& comparison, const CrimeFunnel& funnel,
                       const web::Language& language) {
    return funnel_plot(comparison.subject(), comparison.choice.year, funnel, comparison.own_area,
                       comparison.municipality, language);
}

charts::PlotTable municipalities(const CrimeFunnel& funnel, const web::Language& language) {
    charts::PlotTable table;
    for (const std::string_view head :
         {language.say("Kommune"), language.say("Forventet antal"), language.say("Forhold"),
          language.say("Nedre grænse (95 %)"), language.say("Øvre grænse (95 %)")})
        table.heads.emplace_back(head);
    for (const CrimeFunnel::Area& area : funnel.areas)
        table.rows.push_back({{std::string(municipality_name(area.area)), std::nullopt},
                              {"", std::round(area.expected)},
                              {"", area.ratio},
                              {"", area.lower},
                              {"", area.upper}});
    return table;
}

web::Html funnel_section(const Comparison& comparison, const web::Language& language) {
    const auto funnel = crime_funnel(municipalities_of(comparison.places()));
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Mod alle andre kommuner")));
    if (!funnel) {
        section.add("<p>"_html, language.say(funnel.error()), "</p>"_html);
        return section;
    }
    const charts::Plot plot = funnel_of(comparison, *funnel, language);
    section.add(
        web::chart_figure({.title = plot.words.title,
                           .specification = address_of(comparison, "tragt"),
                           .description = plot.words.description,
                           .data_table = picture_table(std::string(language.say("Alle kommuner")),
                                                       municipalities(*funnel, language), language),
                           .note = source_note(comparison.releases, language),
                           .links = file_link(address_of(comparison, "kommuner"), language)},
                          language),
        "<p>"_html,
        language.say_with("Kommuner varierer {} gange så meget, som tilfældet alene ville give "
                          "(målt som varians). Grænserne er gjort så meget bredere; ellers ville "
                          "næsten alle kommuner se usædvanlige ud.",
                          language.decimal(funnel->spread.dispersion, 1)),
        "</p><p>"_html, reporting_note(language), "</p>"_html);
    return section;
}

web::Html how_it_is_made(const web::Language& language) {
    web::Html text("<p>"_html);
    text.add(
        language.say("Det forventede er de andres anmeldelser pr. indbygger gange med kommunens "
                     "egne indbyggere. Kommunen er aldrig sin egen målestok. Der er ikke taget "
                     "højde for, hvem der bor i kommunen, eller hvor mange der kommer på besøg."),
        "</p><p>"_html,
        language.say("Ét af tyve intervaller ligger ved siden af ved et tilfælde. Se derfor efter "
                     "det, der går igen år efter år, og ikke efter et enkelt udsving."),
        "</p>"_html);
    return text;
}

web::Html no_figures(const Visit& visit) {
    web::Html text("<p>"_html);
    text.add(visit.language.say("Der er endnu ikke indlæst tal herom."), " "_html);
    if (visit.may(Permission::import_statistics))
        text.add(web::link("/statistik#indlaes", visit.language.say("Indlæs nye tal")));
    text.add("</p>"_html);
    return text;
}

web::Html sections_of(const Comparison& comparison, const web::Language& language) {
    web::Html content;
    content.add(choice_form(comparison, language),
                web::heading(web::HeadingLevel::h2,
                             language.say_with("{} i {}", language.say(comparison.subject().name),
                                               std::to_string(comparison.choice.year))),
                verdicts(comparison, language), years_section(comparison, language),
                kinds_section(comparison, language), funnel_section(comparison, language));
    return content;
}

web::Response page(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    const std::string& asked = visit.request.query.value("emne");
    const CrimeSubject* wanted = find_compared_subject(asked);
    const CrimeSubject& subject = wanted ? *wanted : compared_subjects().front();
    Complaints complaints;
    const Comparison comparison =
        comparison_of(visit, current, subject, compared_subjects(), complaints);
    web::Html content;
    if (!wanted && !asked.empty()) content.add(unknown_subject_alert(asked, subject, language));
    for (const std::string& complaint : complaints)
        content.add(web::alert(web::AlertKind::warning, complaint, language));
    const bool is_known = comparison.shown() != nullptr;
    content.add(generated_alert(comparison.releases, language),
                subject_tabs(root, compared_subjects(), subject, language,
                             is_known ? query_of(comparison.choice) : Query()),
                is_known ? sections_of(comparison, language) : no_figures(visit),
                web::heading(web::HeadingLevel::h2, language.say("Sådan er det regnet ud")),
                how_it_is_made(language), "<p>"_html,
                web::link("/analyser", language.say("Se analyserne")), "</p>"_html,
                words_explained(language));
    const std::string title(language.say("Anmeldt mod det forventede"));
    if (is_known)
        content.add(how_to_quote(
            visit, title,
            web::address_with_query(root, {{"emne", std::string(subject.key)},
                                           {"aar", std::to_string(comparison.choice.year)},
                                           {"mod", yardstick_key(comparison.choice.yardstick)}}),
            source_note(comparison.releases, language)));
    return visit.page(
        title, content,
        {.breadcrumb = {{std::string(language.say("Statistik")), "/statistik"}}, .charts = true});
}

// ---- pictures and files

web::Response json_response(std::string text) {
    web::Response response;
    response.content_type = "application/json";
    response.body = std::move(text);
    return response;
}

using Write = std::function<std::optional<web::Response>(const Comparison&, const web::Language&)>;

// Not found where the address asks for what there isn't: a picture can't say what is wrong.
web::Response part(const Visit& visit, initiatives::CurrentCatalogue& current, bool every_kind,
                   const Write& write) {
    const CrimeSubject* subject = find_compared_subject(visit.request.parameter("subject"));
    if (!subject) return visit.not_found();
    Complaints complaints;
    const Comparison comparison =
        comparison_of(visit, current, *subject,
                      every_kind ? compared_subjects() : std::span(subject, 1), complaints);
    if (!comparison.shown() || !complaints.empty()) return visit.not_found();
    auto response = write(comparison, visit.language);
    return response ? std::move(*response) : visit.not_found();
}

charts::TableHeads heads_of(const web::Language& language) {
    return {std::string(language.say("Slags kriminalitet")), std::string(language.say("Nedre")),
            std::string(language.say("Øvre"))};
}

std::string file_name(const Comparison& comparison, std::string_view which) {
    return "forventet_" + std::string(comparison.subject().key) + "_" + std::string(which);
}

// Every year against every yardstick, a row each.
charts::PlotTable all_comparisons(const Comparison& comparison, const web::Language& language) {
    charts::PlotTable table;
    for (const std::string_view head :
         {language.say("År"), language.say("Sammenlignet med"), language.say("Anmeldt"),
          language.say("At vente"), language.say("Forhold"), language.say("Nedre"),
          language.say("Øvre"), language.say("Vurdering")})
        table.heads.emplace_back(head);
    for (const LevelYear& year : comparison.years())
        for (const ComparedLevel& level : year.levels) {
            const bool said = level.verdict != LevelVerdict::unsaid;
            const auto number = [&](double value) {
                return charts::PlotTable::Cell{"", said ? std::optional(value) : std::nullopt};
            };
            table.rows.push_back(
                {{std::to_string(year.year), std::nullopt},
                 {std::string(yardstick_name(level.yardstick, language)), std::nullopt},
                 {"", level.expected > 0 ? std::optional(level.observed) : std::nullopt},
                 {"", level.expected > 0 ? std::optional(level.expected) : std::nullopt},
                 number(level.ratio.value),
                 number(level.ratio.interval.lower),
                 number(level.ratio.interval.upper),
                 {std::string(verdict_words(level.verdict, language)), std::nullopt}});
        }
    return table;
}

std::optional<web::Response> funnel_part(
    const Comparison& comparison, const std::function<web::Response(const CrimeFunnel&)>& write) {
    const auto funnel = crime_funnel(municipalities_of(comparison.places()));
    if (!funnel) return std::nullopt;
    return write(*funnel);
}

}  // namespace

void add_crime_level_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue) {
    routes.get(std::string(root), Permission::see_statistics,
               [&catalogue](const Visit& visit) { return page(visit, catalogue); });
    const auto add = [&](std::string_view last, bool every_kind, const Write& write) {
        routes.get(std::string(root) + "/{subject}/" + std::string(last),
                   Permission::see_statistics, [&catalogue, every_kind, write](const Visit& visit) {
                       return part(visit, catalogue, every_kind, write);
                   });
    };
    add("diagram", false, [](const Comparison& comparison, const web::Language& language) {
        return json_response(charts::vega_lite(
            level_plot(comparison.subject(), comparison.years(), comparison.choice.yardstick,
                       comparison.municipality, language),
            language.tag()));
    });
    add("tabel", false, [](const Comparison& comparison, const web::Language& language) {
        return picture_file(file_name(comparison, "aar"), all_comparisons(comparison, language));
    });
    add("slags", true, [](const Comparison& comparison, const web::Language& language) {
        return json_response(charts::vega_lite(forest_of(comparison, language), language.tag()));
    });
    add("slagstabel", true, [](const Comparison& comparison, const web::Language& language) {
        return picture_file(
            "forventet_slags_" + std::to_string(comparison.choice.year),
            charts::data_table(forest_of(comparison, language), heads_of(language)));
    });
    add("tragt", false, [](const Comparison& comparison, const web::Language& language) {
        return funnel_part(comparison, [&](const CrimeFunnel& funnel) {
            return json_response(
                charts::vega_lite(funnel_of(comparison, funnel, language), language.tag()));
        });
    });
    add("kommuner", false, [](const Comparison& comparison, const web::Language& language) {
        return funnel_part(comparison, [&](const CrimeFunnel& funnel) {
            return picture_file(
                file_name(comparison, "kommuner_" + std::to_string(comparison.choice.year)),
                municipalities(funnel, language));
        });
    });
}

}  // namespace evidence
