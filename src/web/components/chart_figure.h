#pragma once

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// A chart drawn by the browser from a specification. Without scripts the description and the table
// remain. The page must set PageShell::charts.
struct ChartFigure {
    PlainText title;
    Link specification;     // address of the JSON
    PlainText description;  // what the chart shows, in a sentence or two
    Html data_table;        // table() with the same figures; always there, folded
    PlainText note = {};    // source and date of the data
    Html links = {};        // to the definition, a download
};

Html chart_figure(const ChartFigure& chart, const Language& language);

}  // namespace web
