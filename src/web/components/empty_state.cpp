#include "web/components/empty_state.h"

namespace web {

Html empty_state(const PlainText& sentence, const Html& actions) {
    Html html;
    html.add("<div class=\"empty-state\"><p>"_html, sentence, "</p>"_html);
    if (!actions.empty()) html.add("<div class=\"button-row\">"_html, actions, "</div>"_html);
    html.add("</div>"_html);
    return html;
}

}  // namespace web
