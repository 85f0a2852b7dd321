#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "reports/report_document.h"
#include "reports/report_words.h"
#include "web/language.h"

// The document as an HTML file of its own, from which the PDF and the DOCX are made. No page of the
// program: no navigation, no links to rows.
namespace reports {

// The front end's files by their path in the folder ("js/report-chart.js"); empty text for one that
// isn't there. The caller has them embedded.
using AssetReader = std::function<std::string(std::string_view path)>;

enum class PrintForm {
    pdf,  // charts are drawn by the script when it is printed
    docx  // charts are pictures, which the script puts in
};

std::string print_html(const Document& document, const EditionFrame& frame,
                       const web::Language& language, PrintForm form);

// Writes report.html (`html`) with the style, the script and the fonts it refers to. Codes:
// "asset_missing", "file_write".
base::Result<std::filesystem::path> write_print_folder(const std::filesystem::path& folder,
                                                       const std::string& html,
                                                       const AssetReader& assets);

}  // namespace reports
