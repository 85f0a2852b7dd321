#include "web/components/text_field.h"

#include <stdexcept>

#include "web/components/attribute.h"
#include "web/components/field_frame.h"

namespace web {

namespace {

Literal name_of(InputType type) {
    switch (type) {
        case InputType::text:
            return "text"_html;
        case InputType::number:
            return "number"_html;
        case InputType::date:
            return "date"_html;
        case InputType::time:
            return "time"_html;
        case InputType::email:
            return "email"_html;
        case InputType::telephone:
            return "tel"_html;
        case InputType::password:
            return "password"_html;
        case InputType::search:
            return "search"_html;
        case InputType::file:
            return "file"_html;
    }
    throw std::logic_error("an input type without a name");
}

Literal class_of(FieldWidth width) {
    switch (width) {
        case FieldWidth::full:
            return ""_html;
        case FieldWidth::xxs:
            return " input-width-xxs"_html;
        case FieldWidth::xs:
            return " input-width-xs"_html;
        case FieldWidth::s:
            return " input-width-s"_html;
        case FieldWidth::m:
            return " input-width-m"_html;
        case FieldWidth::l:
            return " input-width-l"_html;
        case FieldWidth::xl:
            return " input-width-xl"_html;
    }
    throw std::logic_error("a field width without a class");
}

bool keeps_value(InputType type) {
    return type != InputType::password && type != InputType::file;
}

Html described_by(const TextField& field, const std::string& id) {
    DescribedBy ids(id, field.hint, field.error);
    if (!field.prefix.empty()) ids.add("-prefix"_html);
    if (!field.suffix.empty()) ids.add("-suffix"_html);
    if (field.character_limit) ids.add("-limit-message"_html);
    return ids.attribute();
}

Html input_of(const TextField& field, const std::string& id) {
    Html html;
    html.add("<input type=\""_html, name_of(field.type), "\" id=\""_html, id, "\" name=\""_html,
             field.name, "\" class=\"form-input"_html, class_of(field.width), "\""_html);
    if (keeps_value(field.type)) add_attribute(html, " value=\""_html, field.value);
    if (field.disabled) html.add(" disabled"_html);
    if (!field.error.empty()) html.add(" aria-invalid=\"true\""_html);
    html.add(described_by(field, id));
    if (field.read_only) html.add(" readonly"_html);
    if (is_required(field.need) && !field.disabled) html.add(" required"_html);
    add_attribute(html, " autocomplete=\""_html, field.autocomplete);
    add_attribute(html, " inputmode=\""_html, field.input_mode);
    add_attribute(html, " min=\""_html, field.minimum);
    add_attribute(html, " max=\""_html, field.maximum);
    add_attribute(html, " step=\""_html, field.step);
    add_attribute(html, " accept=\""_html, field.accept);
    if (!field.suggestions.empty()) html.add(" list=\""_html, id, "-suggestions\""_html);
    html.add(">"_html);
    return html;
}

Html suggestions_of(const TextField& field, const std::string& id) {
    Html html;
    if (field.suggestions.empty()) return html;
    html.add("<datalist id=\""_html, id, "-suggestions\">"_html);
    for (const PlainText& suggestion : field.suggestions) {
        html.add("<option value=\""_html, suggestion, "\"></option>"_html);
    }
    html.add("</datalist>"_html);
    return html;
}

// The unit beside the input. It is part of the description, because what is hidden from assistive
// technology may still describe.
Html wrapped_input(const TextField& field, const std::string& id) {
    if (field.prefix.empty() && field.suffix.empty()) return input_of(field, id);
    Html html("<div class=\"form-input-wrapper"_html);
    if (!field.prefix.empty()) html.add(" form-input-wrapper--prefix"_html);
    if (!field.suffix.empty()) html.add(" form-input-wrapper--suffix"_html);
    if (field.disabled) html.add(" disabled"_html);
    if (field.read_only) html.add(" readonly"_html);
    html.add("\">"_html);
    if (!field.prefix.empty()) {
        html.add("<div class=\"form-input-prefix\" id=\""_html, id,
                 "-prefix\" aria-hidden=\"true\">"_html, field.prefix, "</div>"_html);
    }
    html.add(input_of(field, id));
    if (!field.suffix.empty()) {
        html.add("<div class=\"form-input-suffix\" id=\""_html, id,
                 "-suffix\" aria-hidden=\"true\">"_html, field.suffix, "</div>"_html);
    }
    html.add("</div>"_html);
    return html;
}

}  // namespace

Html text_field(const TextField& field, const Language& language) {
    const std::string id = chosen_id(field.id, field.name);
    Html html("<div class=\"form-group"_html);
    if (!field.error.empty()) html.add(" form-error"_html);
    if (field.character_limit) {
        html.add(" form-limit\" data-maxlength=\""_html, *field.character_limit);
    }
    html.add("\">"_html, field_label({id, field.label, field.need, field.label_hidden}, language),
             field_hint(id, field.hint), field_error(id, field.error, language),
             wrapped_input(field, id), suggestions_of(field, id));
    if (field.character_limit)
        html.add(field_limit(id, *field.character_limit, field.value, language));
    html.add("</div>"_html);
    return html;
}

}  // namespace web
