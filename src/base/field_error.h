#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace base {

// One message at one field of a form or file. `field` is the field's name as sent.
struct FieldError {
    std::string field;
    Error error;

    bool operator==(const FieldError&) const = default;
};

using FieldErrors = std::vector<FieldError>;

}  // namespace base
