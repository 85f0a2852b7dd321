#include "web/components/details.h"

namespace web {

Html details(const PlainText& summary, const Html& content, DetailsState state) {
    Html html("<details class=\"details\""_html);
    if (state == DetailsState::open) html.add(" open"_html);
    html.add("><summary class=\"details-summary\">"_html, summary,
             "</summary><div class=\"details-text\">"_html, content, "</div></details>"_html);
    return html;
}

}  // namespace web
