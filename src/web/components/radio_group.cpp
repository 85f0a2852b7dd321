#include "web/components/radio_group.h"

#include <algorithm>

#include "web/components/choice_frame.h"
#include "web/components/field_frame.h"

namespace web {

namespace {

Html choices_of(const RadioGroup& group, const std::string& id) {
    Html html;
    for (std::size_t i = 0; i < group.choices.size(); ++i) {
        const Choice& choice = group.choices[i];
        const std::string own_id = choice_id(id, i);
        ChoiceInput input{.type = ChoiceType::radio, .id = own_id, .name = group.name};
        if (choice.value == group.value) input.chosen = Chosen::yes;
        html.add(choice_input(input, choice));
    }
    return html;
}

}  // namespace

Html radio_group(const RadioGroup& group, const Language& language) {
    const std::string id = chosen_id(group.id, group.name);
    const std::string frame = group_id(id);
    const bool folds = std::any_of(group.choices.begin(), group.choices.end(),
                                   [](const Choice& choice) { return !choice.revealed.empty(); });
    Html html("<div class=\"form-group"_html);
    if (!group.error.empty()) html.add(" form-error"_html);
    if (folds) html.add(" js-radio-toggle-group"_html);
    html.add("\"><fieldset role=\"radiogroup\" aria-labelledby=\""_html, frame, "-legend\""_html,
             DescribedBy(frame, group.hint, group.error).attribute());
    if (!group.error.empty()) html.add(" aria-invalid=\"true\""_html);
    if (is_required(group.need)) html.add(" aria-required=\"true\""_html);
    html.add(">"_html, group_legend(frame, group.legend, group.need, language),
             field_hint(frame, group.hint), field_error(frame, group.error, language));
    if (group.layout == ChoiceLayout::tiles) html.add("<div class=\"choice-tiles\">"_html);
    html.add(choices_of(group, id));
    if (group.layout == ChoiceLayout::tiles) html.add("</div>"_html);
    html.add("</fieldset></div>"_html);
    return html;
}

}  // namespace web
