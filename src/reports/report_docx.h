#pragma once

#include <string>

#include "base/result.h"
#include "reports/report_print.h"

namespace reports {

// The document as an editable one, its charts as pictures with alternative texts. Takes about two
// seconds, a Chromium and then a pandoc; the caller limits how many run at once. Codes: what
// write_print_folder, formats::render_html and formats::render_docx refuse, "file_write",
// "chart_failed".
base::Result<std::string> report_docx(const Document& document, const EditionFrame& frame,
                                      const web::Language& language, const AssetReader& assets);

}  // namespace reports
