#include "web/components/chart_figure.h"

#include "web/components/details.h"

namespace web {

Html chart_figure(const ChartFigure& chart, const Language& language) {
    Html html;
    html.add("<figure class=\"chart\" data-chart-url=\""_html, chart.specification.address(),
             "\"><figcaption>"_html, chart.title, "</figcaption>"_html);
    if (!chart.description.empty()) {
        html.add("<p class=\"chart-note\">"_html, chart.description, "</p>"_html);
    }
    html.add(details(language.say("Vis tallene i en tabel"), chart.data_table));
    if (!chart.note.empty()) html.add("<p class=\"chart-note\">"_html, chart.note, "</p>"_html);
    html.add(chart.links, "</figure>"_html);
    return html;
}

}  // namespace web
