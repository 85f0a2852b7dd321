#include "citizen/retention_overview_pages.h"

#include "citizen/retention_overview.h"
#include "people/erasure_words.h"
#include "web/components/table.h"

namespace citizen {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

std::string cell_words(const RetentionOverview::Cell& cell, const web::Language& language) {
    return cell ? std::to_string(*cell) : std::string(language.say("under 5 eller skjult"));
}

// The months stand below each other, so that the table doesn't grow sideways.
web::Html table_of(const Visit& visit, const RetentionOverview& overview, const access::Law& law) {
    const web::Language& language = visit.language;
    std::vector<web::Column> columns = {
        {.heading = language.say("Måned"), .kind = web::ColumnKind::heading}};
    std::vector<std::string> headings;
    for (const std::string& key : overview.classes)
        headings.push_back(people::retention_class_words(law, key, language));
    headings.emplace_back(language.say("I alt"));
    for (const std::string& heading : headings)
        columns.push_back({.heading = heading, .kind = web::ColumnKind::number});
    web::Table table({.caption = language.say("Personer, der kan slettes, efter sletteklasse og "
                                              "måned"),
                      .columns = std::move(columns),
                      .empty_text = language.say("Ingen personer har en frist endnu."),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    const std::size_t rows = overview.cells.empty() ? 0 : overview.months.size() + 1;
    for (std::size_t month = 0; month < rows; ++month) {
        const bool is_sum = month == overview.months.size();
        std::vector<web::Html> cells;
        cells.push_back(web::text(is_sum                           ? language.say("I alt")
                                  : overview.months[month].empty() ? language.say("Senere")
                                                                   : overview.months[month]));
        for (const auto& of_class : overview.cells)
            cells.push_back(web::text(cell_words(of_class[month], language)));
        table.row_of(cells);
    }
    return table.finish();
}

web::Response show(const Visit& visit, const people::RetentionRegistry& retention) {
    const web::Language& language = visit.language;
    people::Forecast forecast;
    {
        store::ReadTransaction reading = visit.services.database.read();
        forecast = people::kept_forecast(reading);
    }
    web::Html content;
    content.add("<p>"_html,
                language.say("Så mange personer kan slettes, når fristerne er, som de er nu. "
                             "Tabellen tælles hver nat og ændrer intet. Små tal, og tal, som de "
                             "kan regnes ud af, vises ikke."),
                "</p>"_html);
    if (!forecast.counts.empty())
        content.add("<p>"_html,
                    language.say_with("Talt den {}.", language.date(forecast.counted_on)),
                    "</p>"_html);
    content.add(table_of(visit, retention_overview(forecast), *retention.people.office.law()));
    return visit.page(language.say("Overblik over frister for sletning"), std::move(content),
                      {.breadcrumb = {{std::string(language.say("Sletning")), "/sletning"}}});
}

}  // namespace

void add_retention_overview_routes(access::Routes& routes,
                                   const people::RetentionRegistry& retention) {
    routes.get("/sletning/overblik", Permission::see_erasures,
               [&retention](const Visit& visit) { return show(visit, retention); });
}

}  // namespace citizen
