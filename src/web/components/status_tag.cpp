#include "web/components/status_tag.h"

#include <stdexcept>

namespace web {

namespace {

Literal class_of(StatusKind kind) {
    switch (kind) {
        case StatusKind::planned:
            return "status status-planned"_html;
        case StatusKind::ongoing:
            return "status status-ongoing"_html;
        case StatusKind::done:
            return "status status-done"_html;
        case StatusKind::stopped:
            return "status status-stopped"_html;
        case StatusKind::attention:
            return "status status-attention"_html;
    }
    throw std::logic_error("a status without a class");
}

}  // namespace

Html status_tag(StatusKind kind, const PlainText& word) {
    Html html;
    html.add("<span class=\""_html, class_of(kind), "\">"_html, word, "</span>"_html);
    return html;
}

}  // namespace web
