#include "web/components/breadcrumb.h"

#include "web/components/icon.h"

namespace web {

Html breadcrumb(const std::vector<BreadcrumbItem>& items, const Language& language) {
    if (items.empty()) return {};
    Html html;
    html.add("<nav class=\"breadcrumbs\" aria-label=\""_html, language.say("Brødkrumme"),
             "\"><ol class=\"breadcrumbs__list\">"_html);
    bool first = true;
    for (const BreadcrumbItem& item : items) {
        html.add("<li class=\"breadcrumbs__list-item\""_html);
        if (item.href.empty()) html.add(" aria-current=\"page\""_html);
        html.add(">"_html);
        if (!first) html.add(icon(Icon::chevron_right));
        if (item.href.empty()) {
            html.add(item.label);
        } else {
            html.add("<a class=\"breadcrumbs__link\" href=\""_html, item.href.address(), "\">"_html,
                     item.label, "</a>"_html);
        }
        html.add("</li>"_html);
        first = false;
    }
    html.add("</ol></nav>"_html);
    return html;
}

Html back_link(const Link& href, const Language& language, const PlainText& label) {
    Html html;
    html.add("<div><a href=\""_html, href.address(), "\" class=\"back-link\">"_html,
             icon(Icon::chevron_left),
             label.empty() ? language.say("Tilbage") : std::string_view(label), "</a></div>"_html);
    return html;
}

}  // namespace web
