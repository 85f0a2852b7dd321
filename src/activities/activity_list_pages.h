#pragma once

#include "access/visit.h"
#include "formats/table_output.h"
#include "initiatives/current_catalogue.h"

namespace activities {

// The list with its filter, 50 a page, and the list of deleted ones.
web::Response list_page(const access::Visit& visit, initiatives::CurrentCatalogue& current);
web::Response removed_list_page(const access::Visit& visit, initiatives::CurrentCatalogue& current);

// The list of the same filter as a download, with a line in the trail.
web::Response export_page(const access::Visit& visit, initiatives::CurrentCatalogue& current,
                          formats::TableFormat format);

// One activity with everything that is known of it and what may be done about it. A deleted one is
// shown to those who may bring it back.
web::Response activity_page(const access::Visit& visit, initiatives::CurrentCatalogue& current);

}  // namespace activities
