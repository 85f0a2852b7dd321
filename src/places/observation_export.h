#pragma once

#include <filesystem>

#include "formats/table_output.h"
#include "initiatives/catalogue.h"
#include "places/observation_store.h"
#include "web/language.h"
#include "web/response.h"

namespace places {

// The filtered list as a download: exactly the columns of the page, all rows that match. The file
// is written to `folder` first and removed when it has been sent.
web::Response export_observations(store::Connection& connection,
                                  const initiatives::Catalogue& catalogue, ObservationFilter filter,
                                  const web::Language& language,
                                  const std::filesystem::path& folder, base::Instant now,
                                  formats::TableFormat format);

}  // namespace places
