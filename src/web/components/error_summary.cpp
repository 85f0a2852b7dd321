#include "web/components/error_summary.h"

#include <string>

#include "web/components/alert.h"
#include "web/components/field.h"

namespace web {

Html error_summary(const base::FieldErrors& errors, const Language& language) {
    if (errors.empty()) return {};
    Html list("<ul class=\"nobullet-list\">"_html);
    for (const base::FieldError& error : errors) {
        const std::string words = language.say(error.error);
        if (error.field.empty()) {
            list.add("<li>"_html, words, "</li>"_html);
        } else {
            list.add("<li><a class=\"function-link\" href=\"#"_html, field_id(error.field),
                     "\">"_html, words, "</a></li>"_html);
        }
    }
    list.add("</ul>"_html);
    Html html("<div data-module=\"error-summary\" tabindex=\"-1\">"_html);
    html.add(alert({.kind = AlertKind::error,
                    .heading =
                        language.count("Der er en fejl i formularen", "Der er {} fejl i formularen",
                                       static_cast<std::int64_t>(errors.size())),
                    .content = list,
                    .urgency = AlertUrgency::urgent},
                   language),
             "</div>"_html);
    return html;
}

}  // namespace web
