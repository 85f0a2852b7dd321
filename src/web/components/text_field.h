#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "web/components/field.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

enum class InputType { text, number, date, time, email, telephone, password, search, file };

// One line of input. Only `name` and `label` must be given.
struct TextField {
    PlainText name;
    PlainText label;
    InputType type = InputType::text;
    PlainText value;  // never written back for passwords and files
    PlainText hint;
    PlainText error;  // as said in the user's language; empty: no error
    Need need = Need::required;
    FieldWidth width = FieldWidth::full;
    PlainText prefix;
    PlainText suffix;                    // a unit: "kr.", "%"
    PlainText autocomplete;              // "username", "one-time-code", "off"
    PlainText input_mode;                // "numeric", "decimal"
    PlainText minimum, maximum, step;    // of number, date and time
    PlainText accept;                    // of file: ".csv,.xlsx"
    std::optional<int> character_limit;  // shows how many are left; text only
    std::vector<PlainText> suggestions;  // offered while typing, anything else may be typed too
    bool label_hidden = false;           // only for assistive technology
    bool read_only = false;
    bool disabled = false;
    PlainText id;  // empty: field_id(name)
};

Html text_field(const TextField& field, const Language& language);

}  // namespace web
