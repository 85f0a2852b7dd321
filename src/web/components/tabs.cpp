#include "web/components/tabs.h"

#include "web/components/attribute.h"

namespace web {

Html tabs(const PlainText& label, const std::vector<Tab>& tabs) {
    Html html("<nav class=\"tab-container\""_html);
    add_attribute(html, " aria-label=\""_html, label);
    html.add("><ul class=\"tab-list\">"_html);
    for (const Tab& tab : tabs) {
        html.add("<li><a"_html);
        add_attribute(html, " href=\""_html, tab.href);
        html.add(" class=\"tab-button\""_html);
        if (tab.current) html.add(" aria-current=\"true\""_html);
        html.add("><span>"_html, tab.label, "</span></a></li>"_html);
    }
    html.add("</ul></nav>"_html);
    return html;
}

}  // namespace web
