#pragma once

#include "base/field_error.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// At the top of a form that came back: every message as a link to its field (field_id). Messages
// whose field is empty concern the form as a whole and are no links. Nothing when there are no
// errors. Takes the focus when scripts run.
Html error_summary(const base::FieldErrors& errors, const Language& language);

}  // namespace web
