#include "web/components/form.h"

#include <stdexcept>

#include "web/components/attribute.h"

namespace web {

namespace {

Literal class_of(FormLayout layout) {
    switch (layout) {
        case FormLayout::normal:
            return ""_html;
        case FormLayout::quick:
            return " class=\"quick-form\""_html;
        case FormLayout::filter:
            return " class=\"filter-bar\""_html;
        case FormLayout::inline_button:
            return " class=\"form-inline\""_html;
    }
    throw std::logic_error("a form layout without a class");
}

void check(const Form& form) {
    if (form.action.empty() || !form.action.address().starts_with('/')) {
        throw std::logic_error("a form needs an address within the program");
    }
    if (form.method == FormMethod::post && form.csrf_token.empty()) {
        throw std::logic_error("a form that changes something needs its csrf_token");
    }
}

}  // namespace

Html form(const Form& form, const Html& content) {
    check(form);
    const bool post = form.method == FormMethod::post;
    Html html("<form"_html);
    add_attribute(html, " id=\""_html, form.id);
    html.add(class_of(form.layout), " method=\""_html, post ? "post"_html : "get"_html,
             "\" action=\""_html, form.action.address(), "\""_html);
    if (form.encoding == FormEncoding::multipart) html.add(" enctype=\"multipart/form-data\""_html);
    add_attribute(html, " aria-label=\""_html, form.label);
    html.add(" novalidate>"_html);
    if (post) html.add(hidden_field(csrf_field_name, form.csrf_token));
    for (const auto& [name, value] : form.hidden) html.add(hidden_field(name, value));
    html.add(content, "</form>"_html);
    return html;
}

Html button_row(const Html& buttons) {
    Html html;
    html.add("<div class=\"button-row\">"_html, buttons, "</div>"_html);
    return html;
}

Html sending_row(const Html& buttons) {
    Html html;
    html.add("<div class=\"sending-row\">"_html, buttons, "</div>"_html);
    return html;
}

Html field_row(const Html& fields) {
    Html html;
    html.add("<div class=\"field-row\">"_html, fields, "</div>"_html);
    return html;
}

Html field_set(const PlainText& legend, const Html& fields, const PlainText& hint) {
    Html html;
    html.add("<div class=\"form-group\"><fieldset><legend class=\"form-label\">"_html, legend,
             "</legend>"_html);
    if (!hint.empty()) html.add("<span class=\"form-hint\">"_html, hint, "</span>"_html);
    html.add(fields, "</fieldset></div>"_html);
    return html;
}

Html hidden_field(const PlainText& name, const PlainText& value) {
    Html html;
    html.add("<input type=\"hidden\" name=\""_html, name, "\" value=\""_html, value, "\">"_html);
    return html;
}

}  // namespace web
