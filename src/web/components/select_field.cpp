#include "web/components/select_field.h"

#include <algorithm>
#include <functional>

#include "web/components/field_frame.h"

namespace web {

namespace {

// Calls `each` with an option's value and what stands before and after the mark that it is chosen.
using EachOption =
    std::function<void(const std::string& value, const Html& before, const Html& after)>;
void each_option(const std::vector<SelectOption>& options, const EachOption& each) {
    const PlainText* group = nullptr;
    for (const SelectOption& option : options) {
        Html before;
        const bool same_group = group ? option.group == *group : option.group.empty();
        if (!same_group) {
            if (group) before.add("</optgroup>"_html);
            group = option.group.empty() ? nullptr : &option.group;
            if (group) before.add("<optgroup label=\""_html, *group, "\">"_html);
        }
        before.add("<option value=\""_html, option.value, "\""_html);
        Html after(">"_html);
        after.add(option.label, "</option>"_html);
        if (group && &option == &options.back()) after.add("</optgroup>"_html);
        each(option.value.string(), before, after);
    }
}

void add_option(Html& html, const Html& before, bool chosen, const Html& after) {
    html.add(before);
    if (chosen) html.add(" selected"_html);
    html.add(after);
}

void add_options(Html& html, const SelectField& field) {
    if (!field.empty_option.empty()) {
        html.add("<option value=\"\">"_html, field.empty_option, "</option>"_html);
    }
    if (field.ready_options) return field.ready_options->add_to(html, field.value);
    each_option(field.options,
                [&](const std::string& value, const Html& before, const Html& after) {
                    add_option(html, before, value == field.value.string(), after);
                });
}

}  // namespace

ReadyOptions::ReadyOptions(const std::vector<SelectOption>& options) {
    each_option(options, [this](const std::string& value, const Html& before, const Html& after) {
        add_option(whole_, before, false, after);
        pieces_.push_back({value, before, after});
    });
}

void ReadyOptions::add_to(Html& html, std::string_view chosen) const {
    const bool any = std::any_of(pieces_.begin(), pieces_.end(),
                                 [&](const Piece& piece) { return piece.value == chosen; });
    if (!any) {
        html.add(whole_);
        return;
    }
    for (const Piece& piece : pieces_)
        add_option(html, piece.before, piece.value == chosen, piece.after);
}

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
