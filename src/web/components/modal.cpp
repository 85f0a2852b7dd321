#include "web/components/modal.h"

#include "web/components/icon.h"

namespace web {

Html modal(const Modal& modal, const Language& language) {
    Html html;
    html.add(
        "<div class=\"fds-modal\" id=\""_html, modal.id,
        "\" aria-hidden=\"true\" role=\"dialog\" aria-modal=\"true\" aria-labelledby=\""_html,
        modal.id, "-heading\"><div class=\"modal-content\"><div class=\"modal-header\">"_html,
        "<h2 class=\"modal-title\" id=\""_html, modal.id, "-heading\">"_html, modal.heading,
        "</h2><button type=\"button\" class=\"modal-close function-link\" data-modal-close>"_html,
        icon(Icon::close), language.say("Luk"), "</button></div><div class=\"modal-body\">"_html,
        modal.content, "</div>"_html);
    if (!modal.actions.empty()) {
        html.add("<div class=\"modal-footer\">"_html, modal.actions, "</div>"_html);
    }
    html.add("</div></div>"_html);
    return html;
}

Html modal_link(const PlainText& label, const PlainText& modal_id, const Link& page) {
    Html html;
    html.add("<a class=\"button button-secondary\" href=\""_html, page.address(),
             "\" data-module=\"modal\" data-target=\""_html, modal_id, "\">"_html, label,
             "</a>"_html);
    return html;
}

Html modal_close_button(const PlainText& label) {
    Html html;
    html.add("<button type=\"button\" class=\"button button-secondary\" data-modal-close>"_html,
             label, "</button>"_html);
    return html;
}

}  // namespace web
