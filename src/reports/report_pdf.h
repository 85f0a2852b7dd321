#pragma once

#include <string>

#include "base/result.h"
#include "reports/report_print.h"

namespace reports {

// The document as a tagged PDF with drawn charts. Takes about a second and one Chromium; the caller
// limits how many run at once. Codes: what write_print_folder and formats::render_pdf refuse.
base::Result<std::string> report_pdf(const Document& document, const EditionFrame& frame,
                                     const web::Language& language, const AssetReader& assets);

}  // namespace reports
