#pragma once

#include <vector>

#include "web/components/choice.h"
#include "web/components/field.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// One of a few, all visible. Only `name`, `legend` and `choices` must be given.
struct RadioGroup {
    PlainText name;
    PlainText legend;
    std::vector<Choice> choices;
    PlainText value;  // of the chosen one; empty: none is chosen
    PlainText hint;
    PlainText error;
    Need need = Need::required;
    ChoiceLayout layout = ChoiceLayout::list;
    PlainText id;  // empty: field_id(name)
};

Html radio_group(const RadioGroup& group, const Language& language);

}  // namespace web
