#include "evidence/figure_pages.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

#include "evidence/crime_facts.h"
#include "evidence/crime_words.h"
#include "evidence/entered_figure_pages.h"
#include "evidence/figure.h"
#include "evidence/figure_store.h"
#include "initiatives/choice.h"
#include "statistics/rate.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
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

constexpr std::string_view root = "/tal";

std::string definition_address(const FigureDefinition& figure) {
    return std::string(root) + "/" + std::string(figure.key);
}

std::string number_words(const FigureDefinition& figure, const std::optional<double>& value,
                         const web::Language& language) {
    if (!value) return "–";
    return language.decimal(*value, figure.counted == Counted::minutes ? 1 : 0);
}

// Those who may see every row behind some figure; to them nothing is hidden.
std::vector<const FigureDefinition*> figures_open_to(const Visit& visit) {
    std::vector<const FigureDefinition*> open;
    for (const FigureDefinition& figure : all_figures()) {
        // The rows of stories are published ones; they are no reason to show the others.
        if (figure.rows_permission == Permission::see_stories &&
            !visit.may(Permission::see_activities))
            continue;
        if (visit.may(figure.rows_permission)) open.push_back(&figure);
    }
    return open;
}

web::Html closed_note(const web::Language& language) {
    web::Html note;
    note.add("<p>"_html,
             language.say("Tallene for indsatserne står i de udgivne årsrapporter, hvor små antal "
                          "af personer er skjult."),
             " "_html, web::link("/offentligt", language.say("Se årsrapporterne")), "</p>"_html);
    return note;
}

// ---- definitions

std::string counted_words(const FigureDefinition& figure, const web::Language& language) {
    switch (figure.counted) {
        case Counted::things:
            return std::string(language.say("Ting, ikke personer: vises, som det er."));
        case Counted::persons:
            return std::string(
                language.say("Personer: 1 til 4 skjules i rapporter sammen med de tal, der kunne "
                             "røbe dem."));
        case Counted::part_of_persons:
            return std::string(
                language.say("En del af et antal personer: skjules i rapporter, når delen eller "
                             "resten er 1 til 4."));
        case Counted::minutes:
            return std::string(
                language.say("En tid: skjules i rapporter, hvor antallet bag er skjult."));
    }
    return {};
}

std::string_view data_date_words(const FigureDefinition& figure, const web::Language& language) {
    if (&figure == &entered_definition())
        return language.say("Dagen, tallet er opgjort, står ved det.");
    if (&figure == &crime_definition())
        return language.say("Dagen, tallene blev hentet hos Danmarks Statistik, står ved dem.");
    return language.say(
        "Tallene tælles op, når siden vises. I en rapport er de talt op den dag, "
        "den blev låst.");
}

web::Response definition_page(const Visit& visit) {
    const web::Language& language = visit.language;
    const FigureDefinition* figure = find_definition(visit.request.parameter("figure"));
    if (!figure) return visit.not_found();
    web::Html content;
    content.add(web::definition_list({
        {language.say("Hvad der tælles"), web::text(language.say(figure->explanation))},
        {language.say("Hvilke rækker"), web::text(language.say(figure->rows))},
        {language.say("Enhed"), web::text(language.say(figure->unit))},
        {language.say("Hvad tallet ikke kan sige"), web::text(language.say(figure->limits))},
        {language.say("Små tal"), web::text(counted_words(*figure, language))},
        {language.say("Datadato"), web::text(data_date_words(*figure, language))},
    }));
    content.add("<p>"_html, web::link(root, language.say("Alle tal")), "</p>"_html);
    return visit.page(language.say(figure->name), content,
                      {.breadcrumb = {{std::string(language.say("Tal")), std::string(root)}}});
}

web::Html definitions_table(const web::Language& language) {
    web::Table table(
        {.caption = language.say("Hvad tallene betyder"),
         .columns = {{.heading = language.say("Tal"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvad der tælles")},
                     {.heading = language.say("Enhed")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    const auto row = [&](const FigureDefinition& figure) {
        table.row(web::link(definition_address(figure), language.say(figure.name)),
                  language.say(figure.explanation), language.say(figure.unit));
    };
    for (const FigureDefinition& figure : all_figures()) row(figure);
    row(entered_definition());
    row(crime_definition());
    return table.finish();
}

// ---- the figures of a year

int asked_year(const Visit& visit) {
    const std::string& text = visit.request.query.value("aar");
    int year = 0;
    std::from_chars(text.data(), text.data() + text.size(), year);
    return year >= 1900 && year <= 2200 ? year : base::year_of(visit.today());
}

web::Html year_form(const Visit& visit, const initiatives::Catalogue& catalogue, int year) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(web::select_field({.name = "aar",
                                  .label = language.say("År"),
                                  .options = initiatives::year_choices(
                                      catalogue, base::year_of(visit.today()), year),
                                  .value = std::to_string(year),
                                  .need = web::Need::unmarked},
                                 language),
               web::button({.label = language.say("Vis"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = root,
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg år")},
                     fields);
}

std::string initiative_name(const initiatives::Catalogue& catalogue, const std::string& key,
                            int year, const web::Language& language) {
    const initiatives::Initiative* initiative = catalogue.find_initiative(key);
    if (!initiative) return key;
    const initiatives::Edition* edition = initiative->edition_in(year);
    return (edition ? *edition : initiative->latest()).name.in(language.tag());
}

web::Html data_date(const Visit& visit) {
    web::Html note;
    note.add("<p class=\"muted small-text\">"_html,
             visit.language.say_with("Talt op {}.", visit.language.instant(visit.now)),
             "</p>"_html);
    return note;
}

// Sums only of what can be added.
web::Html sum_cell(const FigureDefinition& figure, const InitiativeFigures& sum,
                   const web::Language& language) {
    if (figure.counted == Counted::minutes) return web::text("–");
    return web::text(number_words(figure, value_of(sum, figure.key), language));
}

web::Html year_table(const Visit& visit, const initiatives::Catalogue& catalogue,
                     const YearFigures& year, const std::vector<const FigureDefinition*>& figures) {
    const web::Language& language = visit.language;
    std::vector<web::Column> columns{
        {.heading = language.say("Indsats"), .kind = web::ColumnKind::heading}};
    for (const FigureDefinition* figure : figures)
        columns.push_back({.heading = language.say(figure->name), .kind = web::ColumnKind::number});
    web::Table table({.caption = language.say_with("Registreret i {}", std::to_string(year.year)),
                      .columns = std::move(columns),
                      .empty_text = language.say("Der er ikke registreret noget i året.")},
                     language);
    InitiativeFigures sum;
    for (const auto& [key, values] : year.initiatives) {
        sum += values;
        std::vector<web::Html> cells{
            web::text(initiative_name(catalogue, key, year.year, language))};
        for (const FigureDefinition* figure : figures) {
            const std::string words =
                number_words(*figure, value_of(values, figure->key), language);
            cells.push_back(words == "0" || words == "–"
                                ? web::text(words)
                                : web::link(rows_address(*figure, key, year.year), words,
                                            language.say(figure->name)));
        }
        table.row_of(cells);
    }
    if (year.initiatives.empty()) return table.finish();
    std::vector<web::Html> cells{web::text(language.say("I alt"))};
    for (const FigureDefinition* figure : figures)
        cells.push_back(sum_cell(*figure, sum, language));
    table.row_of(cells);
    return table.finish();
}

web::Response overview(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    web::Html content;
    content.add(definitions_table(language));
    const auto open =
        visit.visitor ? figures_open_to(visit) : std::vector<const FigureDefinition*>();
    if (open.empty()) {
        content.add(closed_note(language));
        return visit.page(language.say("Tal"), content);
    }
    const int year = asked_year(visit);
    Catalogue catalogue;
    YearFigures figures;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        figures = figures_of_year(reading, year);
    }
    content.add(web::heading(web::HeadingLevel::h2, language.say("Årets tal")),
                year_form(visit, *catalogue, year), year_table(visit, *catalogue, figures, open),
                data_date(visit));
    return visit.page(language.say("Tal"), content);
}

// ---- on an initiative's page

std::string change_words(const FigureDefinition& figure, const InitiativeFigures& now,
                         const InitiativeFigures* before, const web::Language& language) {
    if (!before || figure.counted == Counted::minutes) return "–";
    const auto value = value_of(now, figure.key);
    const auto earlier = value_of(*before, figure.key);
    if (!value || !earlier) return "–";
    const auto change = change_in_percent(std::llround(*value), std::llround(*earlier));
    if (change) return percent_with_interval(*change, language);
    return signed_decimal(*value - *earlier, 0, language);
}

std::string interval_words(const FigureDefinition& figure, const std::optional<double>& value,
                           const web::Language& language) {
    if (!value || figure.counted == Counted::minutes) return "–";
    const auto interval = statistics::poisson_interval(std::llround(*value));
    if (!interval) return "–";
    return language.say_with("{} til {}", language.decimal(interval->lower, 1),
                             language.decimal(interval->upper, 1));
}

// The figures that say something about this initiative: those it names, and those with anything.
bool is_shown(const FigureDefinition& figure, const initiatives::Initiative& initiative,
              const std::map<int, InitiativeFigures>& years) {
    for (const initiatives::FigureDefinition& named : initiative.latest().figures)
        if (named.source == figure.key) return true;
    return std::any_of(years.begin(), years.end(), [&](const auto& entry) {
        return value_of(entry.second, figure.key).value_or(0) != 0;
    });
}

web::Html figure_table(const Visit& visit, const FigureDefinition& figure,
                       const std::string& initiative,
                       const std::map<int, InitiativeFigures>& years) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption =
             language.say_with("{} ({})", language.say(figure.name), language.say(figure.unit)),
         .columns = {{.heading = language.say("År"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Tal"), .kind = web::ColumnKind::number},
                     {.heading = language.say("95 %-interval"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Ændring fra året før"),
                      .kind = web::ColumnKind::number},
                     {.heading = language.say("Rækker")}},
         .density = web::TableDescription::Density::compact},
        language);
    for (auto year = years.rbegin(); year != years.rend(); ++year) {
        const auto before = years.find(year->first - 1);
        const auto value = value_of(year->second, figure.key);
        table.row(
            std::to_string(year->first), number_words(figure, value, language),
            interval_words(figure, value, language),
            change_words(figure, year->second, before == years.end() ? nullptr : &before->second,
                         language),
            web::link(rows_address(figure, initiative, year->first), language.say("Se rækkerne"),
                      language.say_with("bag {} i {}", language.say(figure.name),
                                        std::to_string(year->first))));
    }
    web::Html html = table.finish();
    html.add("<p>"_html,
             web::link(definition_address(figure), language.say("Sådan er tallet lavet"),
                       language.say(figure.name)),
             "</p>"_html);
    return html;
}

// ---- beside what was observed

bool counts_observations(const initiatives::Edition& edition) {
    return std::any_of(edition.figures.begin(), edition.figures.end(),
                       [](const auto& figure) { return figure.source == "observations"; });
}

web::Html months_table(const Visit& visit, const MonthsBeside& months, int year,
                       std::string_view observed) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say_with("{}, måned for måned", std::to_string(year)),
         .columns = {{.heading = language.say("Måned"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Holdte aktiviteter"),
                      .kind = web::ColumnKind::number},
                     {.heading = observed, .kind = web::ColumnKind::number}},
         .density = web::TableDescription::Density::compact},
        language);
    const bool this_year = year == base::year_of(visit.today());
    const unsigned last = this_year ? base::month_of(visit.today()) : 12;
    for (unsigned month = 1; month <= last; ++month)
        table.row(language.month(month), months[month - 1].held, months[month - 1].observed);
    return table.finish();
}

// Plain counts of this year and the last: what there is to see of an effect before anyone has
// measured it.
web::Html months_section(const Visit& visit, const initiatives::Initiative& initiative) {
    const web::Language& language = visit.language;
    const initiatives::Edition& edition = initiative.latest();
    web::Html section;
    if (!counts_observations(edition) || !visit.may(Permission::see_observations) ||
        !visit.may(Permission::see_activities))
        return section;
    const bool by_district = !edition.districts.empty();
    section.add(
        web::heading(web::HeadingLevel::h3, language.say("Ved siden af det, der blev observeret")),
        "<p>"_html,
        by_district ? language.say("Alle observationer i indsatsens distrikt er talt med, uanset "
                                   "hvilken indsats de hører til.")
                    : language.say("De observationer, der hører til indsatsen, er talt med."),
        " "_html,
        language.say("Observationer af liv og fællesskab er ikke med. At det ene tal falder, når "
                     "det andet stiger, viser ikke, at det ene skyldes det andet."),
        "</p>"_html);
    const std::string_view observed =
        by_district ? language.say("Observationer i distriktet") : language.say("Observationer");
    const int this_year = base::year_of(visit.today());
    store::ReadTransaction reading = visit.services.database.read();
    for (const int year : {this_year, this_year - 1})
        section.add(months_table(visit,
                                 months_beside(reading, initiative.key, edition.districts, year),
                                 year, observed));
    return section;
}

}  // namespace

void add_figure_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue) {
    routes.get_public("/tal",
                      [&catalogue](const Visit& visit) { return overview(visit, catalogue); });
    routes.get_public("/tal/{figure}", definition_page);
}

web::Html figures_section(const Visit& visit, const initiatives::Catalogue& catalogue,
                          const initiatives::Initiative& initiative) {
    const web::Language& language = visit.language;
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Tal"), "tal"));
    const auto open =
        visit.visitor ? figures_open_to(visit) : std::vector<const FigureDefinition*>();
    if (open.empty()) return section.add(closed_note(language));
    std::map<int, InitiativeFigures> years;
    {
        store::ReadTransaction reading = visit.services.database.read();
        years = figures_of_initiative(reading, initiative.key);
    }
    const web::Html entered = entered_figures_section(visit, catalogue, initiative);
    if (years.empty())
        return section.add("<p>"_html, language.say("Der er ikke registreret noget endnu."),
                           "</p>"_html, entered);
    for (const FigureDefinition* figure : open)
        if (is_shown(*figure, initiative, years))
            section.add(figure_table(visit, *figure, initiative.key, years));
    section.add("<p>"_html,
                language.say("Intervallet er Poisson-fordelingens: hvor meget tallet kan svinge "
                             "tilfældigt, når hver optælling er uafhængig af de andre. Deltagelser "
                             "kommer i grupper, så dér er usikkerheden større."),
                "</p>"_html, months_section(visit, initiative), data_date(visit), entered);
    return section;
}

}  // namespace evidence
