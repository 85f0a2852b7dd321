#include "evidence/crime_level_pages.h"

#include <cmath>
#include <memory>

#include "evidence/crime_facts.h"
#include "evidence/crime_level_words.h"
#include "evidence/crime_page_parts.h"
#include "evidence/crime_words.h"
#include "evidence/official_statistics_store.h"
#include "web/components/chart_figure.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/tabs.h"

namespace evidence {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;
using Catalogue = std::shared_ptr<const initiatives::Catalogue>;

constexpr std::string_view root = "/statistik/forventet";
constexpr int years_shown = 11;  // ten whole ones and the one that is running

// All that a page about one subject says, read once.
struct Comparison {
    const CrimeSubject* subject = nullptr;
    std::string municipality;  // its name
    std::string own_area;
    CountedYears counted;
    std::vector<LevelYear> years;
    CrimeFacts releases;  // without series: where the figures come from

    const LevelYear* newest() const { return years.empty() ? nullptr : &years.back(); }
};

Comparison comparison_of(const Visit& visit, initiatives::CurrentCatalogue& current,
                         const CrimeSubject& subject) {
    store::ReadTransaction reading = visit.services.database.read();
    const Catalogue catalogue = current.get(reading);
    const initiatives::Municipality& own = catalogue->municipality;
    Comparison found{&subject, std::string(own.name.in(visit.language.tag())), own.code, {}, {},
                     {}};
    found.counted = counted_places(reading, subject, base::year_of(visit.today()), years_shown);
    found.years =
        levels_of(found.counted, {own.code, region_area(own.region_code), own.neighbour_codes});
    found.releases.crime = latest_release(reading, crime_table);
    found.releases.population = latest_release(reading, population_table);
    return found;
}

web::Html ratio_cell(const ComparedLevel& level, const web::Language& language) {
    web::Html cell;
    if (level.verdict != LevelVerdict::unsaid)
        cell.add(language.say_with("{} ({} til {})", language.decimal(level.ratio.value, 2),
                                   language.decimal(level.ratio.interval.lower, 2),
                                   language.decimal(level.ratio.interval.upper, 2)),
                 "<br>"_html);
    cell.add(verdict_words(level.verdict, language));
    return cell;
}

web::Html years_table(const Comparison& comparison, const web::Language& language) {
    std::vector<web::Column> columns{
        {.heading = language.say("År"), .kind = web::ColumnKind::heading},
        {.heading = language.say("Anmeldt"), .kind = web::ColumnKind::number},
        {.heading = language.say("At vente efter resten af landet"),
         .kind = web::ColumnKind::number}};
    if (const LevelYear* newest = comparison.newest())
        for (const ComparedLevel& level : newest->levels)
            columns.push_back({.heading = yardstick_name(level.yardstick, language)});
    web::Table table(
        {.caption = language.say("Anmeldt i forhold til det forventede (95 %-interval)"),
         .columns = std::move(columns),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (auto year = comparison.years.rbegin(); year != comparison.years.rend(); ++year) {
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

// The sentences of the newest year, one for each yardstick.
web::Html verdicts(const Comparison& comparison, const web::Language& language) {
    web::Html list("<ul>"_html);
    for (const ComparedLevel& level : comparison.newest()->levels)
        list.add("<li>"_html,
                 verdict_sentence(*comparison.subject, comparison.newest()->year, level,
                                  comparison.municipality, language),
                 "</li>"_html);
    list.add("</ul>"_html);
    return list;
}

std::string diagram(const Comparison& comparison, std::string_view which) {
    return std::string(root) + "/" + std::string(comparison.subject->key) + "/" +
           std::string(which);
}

web::Html municipalities_table(const CrimeFunnel& funnel, const web::Language& language) {
    web::Table table(
        {.caption = language.say("Alle kommuner"),
         .columns = {{.heading = language.say("Kommunekode"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Forventet antal"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Forhold"), .kind = web::ColumnKind::number}},
         .density = web::TableDescription::Density::compact},
        language);
    for (const CrimeFunnel::Area& area : funnel.areas)
        table.row(area.area, language.number(std::llround(area.expected)),
                  language.decimal(area.ratio, 2));
    return table.finish();
}

web::Html funnel_section(const Comparison& comparison, const web::Language& language) {
    const LevelYear& newest = *comparison.newest();
    const auto funnel = crime_funnel(municipalities_of(comparison.counted.at(newest.year)));
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Mod alle andre kommuner")));
    if (!funnel) {
        section.add("<p>"_html, language.say(funnel.error()), "</p>"_html);
        return section;
    }
    const charts::Plot plot = funnel_plot(*comparison.subject, newest.year, *funnel,
                                          comparison.own_area, comparison.municipality, language);
    section.add(web::chart_figure({.title = plot.words.title,
                                   .specification = diagram(comparison, "tragt"),
                                   .description = plot.words.description,
                                   .data_table = municipalities_table(*funnel, language),
                                   .note = source_note(comparison.releases, language)},
                                  language),
                "<p>"_html,
                language.say_with(
                    "Kommuner varierer {} gange så meget, som tilfældet alene ville give (målt som "
                    "varians). Grænserne er gjort så meget bredere; ellers ville næsten alle "
                    "kommuner se usædvanlige ud.",
                    language.decimal(funnel->spread.dispersion, 1)),
                "</p>"_html);
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
        "</p><p>"_html, reporting_note(language), "</p>"_html);
    return text;
}

web::Response page(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    const CrimeSubject* asked = find_crime_subject(visit.request.query.value("emne"));
    const Comparison comparison =
        comparison_of(visit, current, asked ? *asked : crime_subjects().front());
    web::Html content;
    content.add(generated_alert(comparison.releases, language),
                subject_tabs(root, *comparison.subject, language));
    if (!comparison.newest()) {
        content.add("<p>"_html, language.say("Der er endnu ikke indlæst tal herom."), "</p>"_html);
    } else {
        const charts::Plot plot = level_plot(*comparison.subject, comparison.years,
                                             Yardstick::country, comparison.municipality, language);
        content.add(verdicts(comparison, language),
                    web::chart_figure({.title = plot.words.title,
                                       .specification = diagram(comparison, "diagram"),
                                       .description = plot.words.description,
                                       .data_table = years_table(comparison, language),
                                       .note = source_note(comparison.releases, language)},
                                      language),
                    funnel_section(comparison, language));
    }
    content.add(web::heading(web::HeadingLevel::h2, language.say("Sådan er det regnet ud")),
                how_it_is_made(language));
    return visit.page(
        language.say("Anmeldt mod det forventede"), content,
        {.breadcrumb = {{std::string(language.say("Statistik")), "/statistik"}}, .charts = true});
}

web::Response picture(const Visit& visit, initiatives::CurrentCatalogue& current,
                      bool all_municipalities) {
    const CrimeSubject* subject = find_crime_subject(visit.request.parameter("subject"));
    if (!subject) return visit.not_found();
    const Comparison comparison = comparison_of(visit, current, *subject);
    if (!comparison.newest()) return visit.not_found();
    const int year = comparison.newest()->year;
    web::Response response;
    response.content_type = "application/json";
    if (!all_municipalities) {
        response.body = charts::vega_lite(level_plot(*subject, comparison.years, Yardstick::country,
                                                     comparison.municipality, visit.language),
                                          visit.language.tag());
        return response;
    }
    const auto funnel = crime_funnel(municipalities_of(comparison.counted.at(year)));
    if (!funnel) return visit.not_found();
    response.body = charts::vega_lite(funnel_plot(*subject, year, *funnel, comparison.own_area,
                                                  comparison.municipality, visit.language),
                                      visit.language.tag());
    return response;
}

}  // namespace

void add_crime_level_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue) {
    routes.get(std::string(root), Permission::see_statistics,
               [&catalogue](const Visit& visit) { return page(visit, catalogue); });
    routes.get(std::string(root) + "/{subject}/diagram", Permission::see_statistics,
               [&catalogue](const Visit& visit) { return picture(visit, catalogue, false); });
    routes.get(std::string(root) + "/{subject}/tragt", Permission::see_statistics,
               [&catalogue](const Visit& visit) { return picture(visit, catalogue, true); });
}

}  // namespace evidence
