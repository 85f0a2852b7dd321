#include "web/components/figure_card.h"

#include "web/components/button.h"

namespace web {

Html figure_cards(const std::vector<FigureCard>& cards, const Language& language) {
    if (cards.empty()) return {};
    Html html("<ul class=\"figure-cards\">"_html);
    for (const FigureCard& card : cards) {
        html.add("<li class=\"figure-card\"><span class=\"figure-label\">"_html, card.label,
                 "</span> <span class=\"figure-value\">"_html, card.figure, "</span>"_html);
        if (!card.note.empty() || !card.definition.empty()) {
            html.add(" <span class=\"figure-note\">"_html, card.note);
            if (!card.note.empty() && !card.definition.empty()) html.add(" "_html);
            if (!card.definition.empty()) {
                html.add(link(card.definition, language.say("Sådan er tallet lavet"),
                              PlainText("(" + card.label.string() + ")")));
            }
            html.add("</span>"_html);
        }
        html.add("</li>"_html);
    }
    html.add("</ul>"_html);
    return html;
}

}  // namespace web
