#include "reports/report_docx.h"

#include <fstream>

#include "formats/docx.h"
#include "formats/pdf.h"
#include "formats/temporary_directory.h"

namespace reports {
namespace {

// The file that `html` becomes when Chromium has drawn its charts.
base::Result<std::string> with_pictures(const std::string& html, const AssetReader& assets) {
    auto directory = formats::TemporaryDirectory::create();
    if (!directory) return directory.error();
    const auto file = write_print_folder(directory->path(), html, assets);
    if (!file) return file.error();
    auto drawn = formats::render_html(*file);
    if (!drawn) return drawn.error();
    if (drawn->bytes.find("data-failed-charts") < drawn->bytes.find("<head"))
        return base::refuse("chart_failed", "Et diagram i rapporten kunne ikke tegnes.");
    return std::move(drawn->bytes);
}

}  // namespace

base::Result<std::string> report_docx(const Document& document, const EditionFrame& frame,
                                      const web::Language& language, const AssetReader& assets) {
    const auto html = with_pictures(print_html(document, frame, language, PrintForm::docx), assets);
    if (!html) return html.error();
    auto directory = formats::TemporaryDirectory::create();
    if (!directory) return directory.error();
    const std::filesystem::path file = directory->path() / "report.html";
    std::ofstream stream(file, std::ios::binary);
    stream << *html;
    stream.close();
    if (!stream) return base::refuse("file_write", "En fil til rapporten kan ikke skrives.");
    formats::DocxOptions options;
    options.language = language.tag();
    options.title = document.title.in(language.tag());
    auto converted = formats::render_docx(file, options);
    if (!converted) return converted.error();
    return std::move(converted->bytes);
}

}  // namespace reports
