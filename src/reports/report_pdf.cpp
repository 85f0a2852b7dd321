#include "reports/report_pdf.h"

#include "formats/pdf.h"
#include "formats/temporary_directory.h"

namespace reports {

base::Result<std::string> report_pdf(const Document& document, const EditionFrame& frame,
                                     const web::Language& language, const AssetReader& assets) {
    auto directory = formats::TemporaryDirectory::create();
    if (!directory) return directory.error();
    const auto file = write_print_folder(
        directory->path(), print_html(document, frame, language, PrintForm::pdf), assets);
    if (!file) return file.error();
    auto rendered = formats::render_pdf(*file);
    if (!rendered) return rendered.error();
    return std::move(rendered->bytes);
}

}  // namespace reports
