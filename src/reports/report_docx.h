#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "reports/report_print.h"

namespace reports {

// A picture (PNG) of one chart. Takes about half a second and one Chromium; the caller limits how
// many run at once. Codes: what write_print_folder and formats::render_png refuse.
base::Result<std::string> chart_picture(const DocumentChart& chart, const web::Language& language,
                                        const AssetReader& assets);

// The document as an editable one. `pictures` are the charts' in their order; where one is missing
// or empty, its alternative text stands. Codes: what formats::render_docx refuses, "file_write".
base::Result<std::string> report_docx(const Document& document, const EditionFrame& frame,
                                      const web::Language& language,
                                      const std::vector<std::string>& pictures);

std::vector<const DocumentChart*> charts_of(const Document& document);

}  // namespace reports
