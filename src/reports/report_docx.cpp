#include "reports/report_docx.h"

#include <fstream>

#include "formats/docx.h"
#include "formats/pdf.h"
#include "formats/temporary_directory.h"

namespace reports {
namespace {

bool write(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    file.close();
    return static_cast<bool>(file);
}

}  // namespace

std::vector<const DocumentChart*> charts_of(const Document& document) {
    std::vector<const DocumentChart*> charts;
    for (const DocumentBlock& block : document.blocks)
        if (const auto* chart = std::get_if<DocumentChart>(&block)) charts.push_back(chart);
    return charts;
}

base::Result<std::string> chart_picture(const DocumentChart& chart, const web::Language& language,
                                        const AssetReader& assets) {
    auto directory = formats::TemporaryDirectory::create();
    if (!directory) return directory.error();
    const auto file = write_print_folder(directory->path(), picture_html(chart, language), assets);
    if (!file) return file.error();
    auto rendered = formats::render_png(*file, picture_width_px, picture_height_px);
    if (!rendered) return rendered.error();
    return std::move(rendered->bytes);
}

base::Result<std::string> report_docx(const Document& document, const EditionFrame& frame,
                                      const web::Language& language,
                                      const std::vector<std::string>& pictures) {
    auto directory = formats::TemporaryDirectory::create();
    if (!directory) return directory.error();
    const std::filesystem::path folder = directory->path();
    bool written =
        write(folder / "report.html", print_html(document, frame, language, PrintForm::docx));
    for (std::size_t i = 0; i < pictures.size(); ++i)
        if (!pictures[i].empty())
            written =
                write(folder / ("chart-" + std::to_string(i + 1) + ".png"), pictures[i]) && written;
    if (!written) return base::refuse("file_write", "En fil til rapporten kan ikke skrives.");
    formats::DocxOptions options;
    options.language = language.tag();
    options.title = document.title.in(language.tag());
    auto converted = formats::render_docx(folder / "report.html", options);
    if (!converted) return converted.error();
    return std::move(converted->bytes);
}

}  // namespace reports
