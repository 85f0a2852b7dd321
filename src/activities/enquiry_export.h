#pragma once

#include <filesystem>

#include "activities/enquiry_store.h"
#include "formats/table_output.h"
#include "initiatives/catalogue.h"
#include "web/language.h"
#include "web/response.h"

namespace activities {

// All enquiries that match, as a download. The file is written to `folder` first and removed when
// it has been sent.
web::Response export_enquiries(store::Connection& connection,
                               const initiatives::Catalogue& catalogue, EnquiryFilter filter,
                               const web::Language& language, const std::filesystem::path& folder,
                               base::Instant now, formats::TableFormat format);

}  // namespace activities
