#pragma once

#include <string>
#include <vector>

#include "web/components/field.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

struct SelectOption {
    PlainText value;
    PlainText label;
    PlainText group = {};  // neighbours with the same group stand under it; empty: under none
};

// One of many from a list that unfolds. Only `name`, `label` and `options` must be given.
struct SelectField {
    PlainText name;
    PlainText label;
    std::vector<SelectOption> options;
    PlainText value;         // the chosen option's value
    PlainText empty_option;  // a first option with empty value ("Vælg", "Alle"); empty: none
    PlainText hint;
    PlainText error;
    Need need = Need::required;
    bool label_hidden = false;
    bool disabled = false;
    PlainText id;  // empty: field_id(name)
};

Html select_field(const SelectField& field, const Language& language);

}  // namespace web
