#include "web/components/tag.h"

#include <stdexcept>

namespace web {

namespace {

Literal class_of(BadgeKind kind) {
    switch (kind) {
        case BadgeKind::neutral:
            return "badge"_html;
        case BadgeKind::info:
            return "badge badge-info"_html;
        case BadgeKind::success:
            return "badge badge-success"_html;
        case BadgeKind::warning:
            return "badge badge-warning"_html;
        case BadgeKind::error:
            return "badge badge-error"_html;
    }
    throw std::logic_error("a badge kind without a class");
}

}  // namespace

// What can't be pressed must not look as if it could: without a link a keyword is a badge.
Html tag(const PlainText& word, const Link& href) {
    if (href.empty()) return badge(word);
    Html html;
    html.add("<a class=\"tag\" href=\""_html, href.address(), "\">"_html, word, "</a>"_html);
    return html;
}

Html badge(const PlainText& word, BadgeKind kind) {
    Html html;
    html.add("<span class=\""_html, class_of(kind), "\">"_html, word, "</span>"_html);
    return html;
}

}  // namespace web
