#include "web/components/heading.h"

#include "web/components/attribute.h"

namespace web {

Html heading(HeadingLevel level, const PlainText& words, const PlainText& id) {
    const int number = static_cast<int>(level);
    Html html;
    html.add("<h"_html, number);
    add_attribute(html, " id=\""_html, id);
    html.add(">"_html, words, "</h"_html, number, ">"_html);
    return html;
}

}  // namespace web
