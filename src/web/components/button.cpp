#include "web/components/button.h"

#include <stdexcept>

#include "web/components/attribute.h"

namespace web {

namespace {

Literal class_of(ButtonKind kind) {
    switch (kind) {
        case ButtonKind::primary:
            return "button button-primary"_html;
        case ButtonKind::secondary:
            return "button button-secondary"_html;
        case ButtonKind::tertiary:
            return "button button-tertiary"_html;
        case ButtonKind::warning:
            return "button button-warning"_html;
    }
    throw std::logic_error("a button kind without a class");
}

void add_words(Html& html, const PlainText& words, const PlainText& hidden_words) {
    html.add(words);
    if (!hidden_words.empty()) {
        html.add("<span class=\"sr-only\"> "_html, hidden_words, "</span>"_html);
    }
}

}  // namespace

Html button(const Button& button) {
    Html html;
    html.add("<button class=\""_html, class_of(button.kind), "\" type=\"submit\""_html);
    add_attribute(html, " name=\""_html, button.name);
    if (!button.name.empty()) html.add(" value=\""_html, button.value, "\""_html);
    add_attribute(html, " form=\""_html, button.form_id);
    html.add(">"_html);
    if (button.icon) html.add(icon(*button.icon));
    add_words(html, button.label, button.hidden_words);
    html.add("</button>"_html);
    return html;
}

Html link_button(const LinkButton& button) {
    Html html;
    html.add("<a class=\""_html, class_of(button.kind), "\""_html);
    add_attribute(html, " href=\""_html, button.href);
    html.add(">"_html);
    if (button.icon) html.add(icon(*button.icon));
    add_words(html, button.label, button.hidden_words);
    html.add("</a>"_html);
    return html;
}

Html post_button(const PostButton& description) {
    const Form around{.action = description.action,
                      .csrf_token = description.csrf_token,
                      .hidden = description.hidden,
                      .layout = FormLayout::inline_button};
    return form(around, button({.label = description.label,
                                .kind = description.kind,
                                .icon = description.icon,
                                .hidden_words = description.hidden_words}));
}

Html link(const Link& href, const PlainText& words, const PlainText& hidden_words) {
    Html html("<a"_html);
    add_attribute(html, " href=\""_html, href);
    html.add(">"_html);
    add_words(html, words, hidden_words);
    html.add("</a>"_html);
    return html;
}

}  // namespace web
