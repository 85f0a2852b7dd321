#pragma once

#include "access/visit.h"
#include "base/date.h"
#include "initiatives/current_catalogue.h"

namespace activities {

// A month with its activities (?maaned=2024-05), all of them or those the visitor stands on the
// rota of (?vagt=min). On a phone the days that hold something stand below each other.
web::Response calendar_page(const access::Visit& visit, initiatives::CurrentCatalogue& current);

// ISO 8601: the week that holds the year's first Thursday is number 1.
int iso_week(base::Date day);

}  // namespace activities
