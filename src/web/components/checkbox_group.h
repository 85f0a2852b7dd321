#pragma once

#include <string>
#include <vector>

#include "web/components/choice.h"
#include "web/components/field.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// Several of a few, all visible; sent as the same name several times. Only `name`, `legend` and
// `choices` must be given.
struct CheckboxGroup {
    PlainText name;
    PlainText legend;
    std::vector<Choice> choices;
    std::vector<std::string> values;  // of the chosen ones
    PlainText hint;
    PlainText error;
    Need need = Need::unmarked;
    ChoiceLayout layout = ChoiceLayout::list;
    PlainText id;  // empty: field_id(name)
};

Html checkbox_group(const CheckboxGroup& group, const Language& language);

// One box of its own; not sent when it isn't checked.
struct Checkbox {
    PlainText name;
    PlainText label;
    PlainText value = "1";
    bool checked = false;
    PlainText hint;
    PlainText error;
    Need need = Need::unmarked;
    Html revealed;  // folded away until the box is checked
    bool disabled = false;
    PlainText id;  // empty: field_id(name)
};

Html checkbox(const Checkbox& box, const Language& language);

}  // namespace web
