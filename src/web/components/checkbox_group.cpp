#include "web/components/checkbox_group.h"

#include <algorithm>

#include "web/components/choice_frame.h"
#include "web/components/field_frame.h"

namespace web {

namespace {

Html choices_of(const CheckboxGroup& group, const std::string& id) {
    Html html;
    for (std::size_t i = 0; i < group.choices.size(); ++i) {
        const Choice& choice = group.choices[i];
        const std::string own_id = choice_id(id, i);
        ChoiceInput input{.type = ChoiceType::checkbox, .id = own_id, .name = group.name};
        const auto chosen =
            std::find(group.values.begin(), group.values.end(), choice.value.string());
        if (chosen != group.values.end()) input.chosen = Chosen::yes;
        input.invalid = !group.error.empty();
        html.add(choice_input(input, choice));
    }
    return html;
}

}  // namespace

Html checkbox_group(const CheckboxGroup& group, const Language& language) {
    const std::string id = chosen_id(group.id, group.name);
    const std::string frame = group_id(id);
    Html html("<div class=\"form-group"_html);
    if (!group.error.empty()) html.add(" form-error"_html);
    html.add("\"><fieldset aria-labelledby=\""_html, frame, "-legend\""_html,
             DescribedBy(frame, group.hint, group.error).attribute(), ">"_html,
             group_legend(frame, group.legend, group.need, language), field_hint(frame, group.hint),
             field_error(frame, group.error, language));
    if (group.layout == ChoiceLayout::tiles) html.add("<div class=\"choice-tiles\">"_html);
    html.add(choices_of(group, id));
    if (group.layout == ChoiceLayout::tiles) html.add("</div>"_html);
    html.add("</fieldset></div>"_html);
    return html;
}

Html checkbox(const Checkbox& box, const Language& language) {
    const std::string id = chosen_id(box.id, box.name);
    const Choice choice{.value = box.value,
                        .label = box.label,
                        .hint = box.hint,
                        .revealed = box.revealed,
                        .disabled = box.disabled};
    const ChoiceInput input{.type = ChoiceType::checkbox,
                            .id = id,
                            .name = box.name,
                            .chosen = box.checked ? Chosen::yes : Chosen::no,
                            .invalid = !box.error.empty(),
                            .required = is_required(box.need),
                            .own_error = !box.error.empty()};
    Html html("<div class=\"form-group"_html);
    if (!box.error.empty()) html.add(" form-error"_html);
    html.add("\">"_html, field_error(id, box.error, language),
             choice_input(input, choice, need_mark(box.need, language)), "</div>"_html);
    return html;
}

}  // namespace web
