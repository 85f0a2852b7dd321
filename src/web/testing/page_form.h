#pragma once

#include <string>
#include <string_view>

#include "web/testing/http_client.h"

namespace web::testing {

// What a browser would send for the form with this action (or the only form, when `action` is
// empty) if the user pressed its first submit button without touching anything: hidden fields,
// prefilled values, checked boxes, selected options. Throws std::runtime_error when the page has no
// such form.
NamesAndValues form_values(const HttpResponse& page, std::string_view action = {});

// The same with some fields filled in: each named field loses its old values and gets the new ones.
NamesAndValues filled_form(const HttpResponse& page, std::string_view action,
                           const NamesAndValues& filled);

}  // namespace web::testing
