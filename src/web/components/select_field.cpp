#include "web/components/select_field.h"

#include "web/components/field_frame.h"

namespace web {

namespace {

void add_options(Html& html, const SelectField& field) {
    if (!field.empty_option.empty()) {
        html.add("<option value=\"\">"_html, field.empty_option, "</option>"_html);
    }
    const PlainText* group = nullptr;
    for (const SelectOption& option : field.options) {
        const bool same_group = group ? option.group == *group : option.group.empty();
        if (!same_group) {
            if (group) html.add("</optgroup>"_html);
            group = option.group.empty() ? nullptr : &option.group;
            if (group) html.add("<optgroup label=\""_html, *group, "\">"_html);
        }
        html.add("<option value=\""_html, option.value, "\""_html);
        if (option.value == field.value) html.add(" selected"_html);
        html.add(">"_html, option.label, "</option>"_html);
    }
    if (group) html.add("</optgroup>"_html);
}

}  // namespace

Html select_field(const SelectField& field, const Language& language) {
    const std::string id = chosen_id(field.id, field.name);
    constexpr std::size_t usual_option_bytes = 100;
    Html html("<div class=\"form-group"_html);
    html.reserve((field.options.size() + 10) * usual_option_bytes);
    if (!field.error.empty()) html.add(" form-error"_html);
    html.add("\">"_html, field_label({id, field.label, field.need, field.label_hidden}, language),
             field_hint(id, field.hint), field_error(id, field.error, language));
    html.add("<select class=\"form-select\" name=\""_html, field.name, "\" id=\""_html, id,
             "\""_html);
    if (field.disabled) html.add(" disabled"_html);
    if (!field.error.empty()) html.add(" aria-invalid=\"true\""_html);
    html.add(DescribedBy(id, field.hint, field.error).attribute());
    // A required list must be able to say that nothing is chosen yet.
    const bool can_be_empty = !field.empty_option.empty();
    if (is_required(field.need) && !field.disabled && can_be_empty) html.add(" required"_html);
    html.add(">"_html);
    add_options(html, field);
    html.add("</select></div>"_html);
    return html;
}

}  // namespace web
