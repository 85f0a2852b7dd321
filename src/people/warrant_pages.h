#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/visit.h"
#include "access/warrant_office.h"
#include "people/moment.h"
#include "people/registry.h"
#include "people/warrant_answers.h"
#include "web/components/select_field.h"
#include "web/html.h"
#include "web/response.h"

// How this module's pages ask for warrants, and what they show when none is given.
namespace people {

// The purpose that was chosen in the form or the address (R02).
base::Result<access::Purpose> chosen_purpose(const access::Visit& visit);

Moment moment_of(const access::Visit& visit);

// The purposes that the visitor's agency has today.
std::vector<web::SelectOption> purpose_choices(const access::Visit& visit,
                                               const Registry& registry);
web::Html purpose_field(const access::Visit& visit, const Registry& registry,
                        std::string_view chosen, std::string_view error = {});

}  // namespace people
