#include "web/components/definition_list.h"

namespace web {

Html definition_list(const std::vector<Fact>& facts) {
    Html rows;
    for (const Fact& fact : facts) {
        if (fact.description.empty()) continue;
        rows.add("<div><dt>"_html, fact.term, "</dt><dd>"_html, fact.description,
                 "</dd></div>"_html);
    }
    Html html;
    if (!rows.empty()) html.add("<dl class=\"facts\">"_html, rows, "</dl>"_html);
    return html;
}

}  // namespace web
