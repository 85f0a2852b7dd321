#include "web/components/accordion.h"

#include <string>

namespace web {

namespace {

// The content isn't hidden here: the script folds it away, so without one everything can be read.
Html item_of(const AccordionItem& item, const std::string& id, int level) {
    const bool unfolded = item.unfolded == Unfolded::yes;
    Html html;
    html.add("<li><h"_html, level,
             "><button type=\"button\" class=\"accordion-button\" aria-expanded=\""_html,
             unfolded ? "true"_html : "false"_html, "\" aria-controls=\""_html, id,
             "\"><span class=\"accordion-title\">"_html, item.title, "</span></button></h"_html,
             level, "><div id=\""_html, id,
             "\" aria-hidden=\"false\" class=\"accordion-content\">"_html, item.content,
             "</div></li>"_html);
    return html;
}

}  // namespace

Html accordion(const Accordion& accordion, const Language& language) {
    const bool open_all = accordion.open_all_button == OpenAllButton::shown;
    Html html;
    if (open_all) {
        html.add("<div><button type=\"button\" class=\"accordion-bulk-button\" "_html,
                 "data-accordion-bulk-expand=\"true\">"_html, language.say("Åbn alle"),
                 "</button>"_html);
    }
    html.add("<ul class=\"accordion\">"_html);
    int number = 0;
    for (const AccordionItem& item : accordion.items) {
        const std::string id = accordion.id.string() + "-" + std::to_string(++number);
        html.add(item_of(item, id, static_cast<int>(accordion.heading_level)));
    }
    html.add("</ul>"_html);
    if (open_all) html.add("</div>"_html);
    return html;
}

}  // namespace web
