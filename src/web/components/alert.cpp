#include "web/components/alert.h"

#include <stdexcept>

#include "web/components/icon.h"

namespace web {

namespace {

struct Appearance {
    Literal class_name;
    Icon icon;
    std::string_view label;
};

Appearance appearance_of(AlertKind kind, const Language& language) {
    switch (kind) {
        case AlertKind::info:
            return {"alert-info"_html, Icon::info, language.say("Information")};
        case AlertKind::success:
            return {"alert-success"_html, Icon::success, language.say("Succes")};
        case AlertKind::warning:
            return {"alert-warning"_html, Icon::warning, language.say("Advarsel")};
        case AlertKind::error:
            return {"alert-error"_html, Icon::error, language.say("Fejl")};
    }
    throw std::logic_error("an alert kind without an appearance");
}

// Phrases need the paragraph around them; blocks may not stand in one.
bool begins_with_block(const Html& content) {
    const std::string_view markup = content.markup();
    for (const std::string_view block :
         {"<p>", "<p ", "<ul", "<ol", "<dl", "<div", "<table", "<form", "<details", "<h"}) {
        if (markup.starts_with(block)) return true;
    }
    return false;
}

}  // namespace

Html alert(const Alert& alert, const Language& language) {
    const Appearance appearance = appearance_of(alert.kind, language);
    Html html;
    html.add("<div class=\"alert "_html, appearance.class_name, "\""_html);
    if (alert.urgency == AlertUrgency::urgent) html.add(" role=\"alert\""_html);
    html.add(">"_html, icon(appearance.icon, appearance.label, "alert-icon"_html),
             "<div class=\"alert-body\">"_html);
    if (!alert.heading.empty()) {
        const int level = static_cast<int>(alert.heading_level);
        html.add("<h"_html, level, " class=\"alert-heading\">"_html, alert.heading, "</h"_html,
                 level, ">"_html);
    }
    if (begins_with_block(alert.content)) {
        html.add(alert.content);
    } else if (!alert.content.empty()) {
        html.add("<p class=\"alert-text\">"_html, alert.content, "</p>"_html);
    }
    html.add("</div></div>"_html);
    return html;
}

Html alert(AlertKind kind, const PlainText& sentence, const Language& language) {
    return alert({.kind = kind, .content = text(sentence)}, language);
}

}  // namespace web
