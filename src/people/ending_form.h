#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/visit.h"
#include "base/date.h"
#include "base/field_error.h"
#include "web/components/form.h"
#include "web/html.h"

// What holds from a day to a day can be ended with a last day, or taken away because it was wrong
// from the beginning.
namespace people {

// Both forms, folded away: `path`/afslut and `path`/slet. `hidden` is what both send; `what` says
// for assistive technology what they act on.
web::Html ending_forms(const access::Visit& visit, const std::string& path,
                       const web::HiddenFields& hidden, std::string_view what);

// The last day that was sent; empty with a message in `errors` when it is no date.
std::optional<base::Date> read_last_day(const access::Visit& visit, base::FieldErrors& errors);

}  // namespace people
