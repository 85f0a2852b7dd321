#pragma once

#include <filesystem>

#include "base/result.h"
#include "reports/report_document.h"
#include "reports/report_words.h"
#include "web/language.h"

namespace reports {

// Every table of the document on a sheet of its own, behind a sheet that lists them. Numbers are
// numbers, intervals stand in columns of their own, hidden ones are the word they have everywhere.
// Codes: what formats::XlsxWriter refuses.
base::Result<void> write_report_xlsx(const std::filesystem::path& path, const Document& document,
                                     const EditionFrame& frame, const web::Language& language);

}  // namespace reports
