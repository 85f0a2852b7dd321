#include "web/components/card.h"

#include "web/components/attribute.h"
#include "web/components/icon.h"

namespace web {

Html card(const Card& card) {
    const Literal element = card.href.empty() ? "div"_html : "a"_html;
    const int level = static_cast<int>(card.heading_level);
    Html html;
    html.add("<"_html, element, " class=\"card\""_html);
    add_attribute(html, " href=\""_html, card.href);
    html.add("><div class=\"card-content\">"_html);
    if (!card.subheading.empty()) {
        html.add("<span class=\"card-subheading\">"_html, card.subheading, "</span>"_html);
    }
    if (!card.heading.empty()) {
        html.add("<h"_html, level, " class=\"card-heading\">"_html, card.heading, "</h"_html, level,
                 ">"_html);
    }
    html.add(card.content, "</div>"_html);
    if (!card.href.empty()) html.add(icon(Icon::arrow_forward, {}, "card-icon"_html));
    html.add("</"_html, element, ">"_html);
    return html;
}

Html card_grid(const std::vector<Card>& cards) {
    if (cards.empty()) return {};
    Html html("<ul class=\"card-grid\">"_html);
    for (const Card& one : cards) html.add("<li>"_html, card(one), "</li>"_html);
    html.add("</ul>"_html);
    return html;
}

Html panel(const Html& content) {
    Html html;
    html.add("<div class=\"panel\">"_html, content, "</div>"_html);
    return html;
}

Html callout(const Html& content, CalloutKind kind) {
    const bool legal = kind == CalloutKind::legal_basis;
    Html html;
    html.add("<div class=\""_html, legal ? "callout callout-legal-basis"_html : "callout"_html,
             "\">"_html, content, "</div>"_html);
    return html;
}

}  // namespace web
