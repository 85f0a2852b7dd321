#pragma once

#include <optional>

#include "web/components/field.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// What stands fixed at a text area about persons (rule R44).
enum class AccessReminder { none, shown };

// Several lines of input. Only `name` and `label` must be given.
struct TextArea {
    PlainText name;
    PlainText label;
    PlainText value;
    PlainText hint;
    PlainText error;
    Need need = Need::required;
    int rows = 5;
    std::optional<int> character_limit;  // shows how many are left
    AccessReminder access_reminder = AccessReminder::none;
    bool label_hidden = false;  // only for assistive technology
    bool read_only = false;
    bool disabled = false;
    PlainText id;  // empty: field_id(name)
};

Html text_area(const TextArea& field, const Language& language);

}  // namespace web
