#include "web/components/choice.h"

#include "web/components/choice_frame.h"
#include "web/components/field_frame.h"

namespace web {

namespace {

// Names and values that the design system's script looks for; it folds the content away itself, so
// that nothing is hidden where it doesn't run.
Html reveals(const ChoiceInput& input) {
    const bool chosen = input.chosen == Chosen::yes;
    const Literal state = chosen ? "true"_html : "false"_html;
    Html html;
    if (input.type == ChoiceType::radio) {
        html.add(" data-controls=\"#"_html, input.id, "-collapse\" data-expanded=\""_html);
    } else {
        html.add(" data-aria-controls=\""_html, input.id, "-collapse\" data-aria-expanded=\""_html);
    }
    html.add(state, "\""_html);
    return html;
}

Html input_element(const ChoiceInput& input, const Choice& choice) {
    const bool radio = input.type == ChoiceType::radio;
    Html html;
    html.add("<input type=\""_html, radio ? "radio"_html : "checkbox"_html, "\" id=\""_html,
             input.id, "\" name=\""_html, input.name, "\" class=\""_html,
             radio ? "form-radio"_html : "form-checkbox"_html);
    if (!radio && !choice.revealed.empty()) html.add(" js-checkbox-toggle-content"_html);
    html.add("\" value=\""_html, choice.value, "\""_html);
    if (input.invalid) html.add(" aria-invalid=\"true\""_html);
    DescribedBy described_by(input.id, choice.hint, {});
    if (input.own_error) described_by.add("-error"_html);
    html.add(described_by.attribute());
    if (choice.disabled) html.add(" disabled"_html);
    if (input.required && !choice.disabled) html.add(" required"_html);
    if (input.chosen == Chosen::yes) html.add(" checked"_html);
    if (!choice.revealed.empty()) html.add(reveals(input));
    html.add(">"_html);
    return html;
}

}  // namespace

Html choice_input(const ChoiceInput& input, const Choice& choice, const Html& mark) {
    const bool radio = input.type == ChoiceType::radio;
    const bool folds = !choice.revealed.empty();
    Html html;
    if (folds) html.add("<div class=\"hidden-content-wrapper\">"_html);
    html.add("<div class=\""_html, radio ? "form-group-radio"_html : "form-group-checkbox"_html,
             "\">"_html, input_element(input, choice), "<label class=\"form-label\" for=\""_html,
             input.id, "\">"_html, choice.label, mark, "</label>"_html,
             field_hint(input.id, choice.hint), "</div>"_html);
    if (folds) {
        html.add("<div id=\""_html, input.id, "-collapse\" class=\""_html,
                 radio ? "radio-content"_html : "checkbox-content"_html, "\">"_html,
                 choice.revealed, "</div></div>"_html);
    }
    return html;
}

std::string choice_id(const std::string& id, std::size_t position) {
    return position == 0 ? id : id + "-option" + std::to_string(position + 1);
}

std::string group_id(const std::string& id) {
    return id + "-group";
}

Html group_legend(const std::string& group_id, const PlainText& legend, Need need,
                  const Language& language) {
    Html html;
    html.add("<legend class=\"form-label\" id=\""_html, group_id, "-legend\">"_html, legend,
             need_mark(need, language), "</legend>"_html);
    return html;
}

}  // namespace web
