#include "web/components/step_indicator.h"

#include "web/components/attribute.h"
#include "web/components/icon.h"

namespace web {

namespace {

Html mark_of(const Step& step, int number, const Language& language) {
    const std::string digits = std::to_string(number);
    Html html;
    if (step.state == StepState::upcoming) {
        html.add("<span class=\"step-number\"><span>"_html, number, "</span></span>"_html);
        return html;
    }
    html.add("<span class=\"step-icon\">"_html);
    if (step.state == StepState::done) {
        html.add(icon(Icon::check, language.say_with("Trin {} gennemført", digits)));
    } else {
        html.add(icon(Icon::error, language.say_with("Fejl i trin {}", digits)));
    }
    html.add("</span>"_html);
    return html;
}

void add_class(Html& classes, Literal name) {
    if (!classes.empty()) classes.add(" "_html);
    classes.add(name);
}

Html class_attribute(const Step& step, bool current) {
    Html classes;
    if (step.href.empty()) add_class(classes, "disabled"_html);
    if (current) add_class(classes, "current"_html);
    if (step.state == StepState::failed) add_class(classes, "error"_html);
    Html html;
    if (!classes.empty()) html.add(" class=\""_html, classes, "\""_html);
    return html;
}

}  // namespace

Html step_indicator(const std::vector<Step>& steps, int current, const Language& language) {
    Html html("<ol class=\"step-indicator\">"_html);
    int number = 0;
    for (const Step& step : steps) {
        ++number;
        const Literal element = step.href.empty() ? "div"_html : "a"_html;
        html.add("<li"_html, class_attribute(step, number == current), "><"_html, element,
                 " class=\"step\""_html);
        add_attribute(html, " href=\""_html, step.href);
        if (number == current) html.add(" aria-current=\"step\""_html);
        html.add(">"_html, mark_of(step, number, language), "<div><span class=\"step-title\">"_html,
                 step.title, "</span>"_html);
        if (!step.note.empty()) {
            html.add("<span class=\"step-information\">"_html, step.note, "</span>"_html);
        }
        html.add("</div></"_html, element, "></li>"_html);
    }
    html.add("</ol>"_html);
    return html;
}

Html step_subheading(int current, int total, const Language& language) {
    Html html;
    html.add("<p class=\"step-subheading\">"_html,
             language.say_with("Trin {} af {}", std::to_string(current), std::to_string(total)),
             "</p>"_html);
    return html;
}

}  // namespace web
