#include "reports/report_docx.h"

#include <algorithm>
#include <fstream>
#include <string_view>

#include "base/digest.h"
#include "formats/docx.h"
#include "formats/pdf.h"
#include "formats/temporary_directory.h"

namespace reports {
namespace {

constexpr std::string_view report_file = "report.html";

base::Error chart_failed() {
    return base::refuse("chart_failed", "Et diagram i rapporten kunne ikke tegnes.");
}

// The file that `html` becomes when Chromium has drawn its charts.
base::Result<std::string> with_charts(const std::string& html, const AssetReader& assets) {
    auto directory = formats::TemporaryDirectory::create();
    if (!directory) return directory.error();
    const auto file = write_print_folder(directory->path(), html, assets);
    if (!file) return file.error();
    auto drawn = formats::render_html(*file);
    if (!drawn) return drawn.error();
    if (drawn->bytes.find("data-failed-charts") < drawn->bytes.find("<head")) return chart_failed();
    return std::move(drawn->bytes);
}

base::Result<void> write(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    file.close();
    if (!file) return base::refuse("file_write", "En fil til rapporten kan ikke skrives.");
    return {};
}

// Writes the file with its pictures beside it. As addresses within the text pandoc reads them too,
// but takes many times as long.
base::Result<void> write_with_pictures(const std::filesystem::path& folder, std::string_view html) {
    constexpr std::string_view image = "<img data-scale=";  // no words can look like it
    constexpr std::string_view before = "src=\"data:image/png;base64,";
    std::string text;
    int pictures = 0;
    for (std::size_t at = html.find(image); at != std::string_view::npos; at = html.find(image)) {
        const std::size_t source = html.find(before, at);
        if (source == std::string_view::npos) return chart_failed();
        const std::size_t begin = source + before.size();
        const std::size_t end = std::min(html.find('"', begin), html.size());
        const auto bytes = base::decode_base64(html.substr(begin, end - begin));
        if (!bytes) return chart_failed();
        const std::string name = "chart-" + std::to_string(++pictures) + ".png";
        if (auto written = write(folder / name, *bytes); !written) return written;
        text.append(html.substr(0, source)).append("src=\"").append(name);
        html.remove_prefix(end);
    }
    return write(folder / report_file, text.append(html));
}

}  // namespace

base::Result<std::string> report_docx(const Document& document, const EditionFrame& frame,
                                      const web::Language& language, const AssetReader& assets) {
    const auto html = with_charts(print_html(document, frame, language, PrintForm::docx), assets);
    if (!html) return html.error();
    auto directory = formats::TemporaryDirectory::create();
    if (!directory) return directory.error();
    if (auto written = write_with_pictures(directory->path(), *html); !written)
        return written.error();
    formats::DocxOptions options;
    options.language = language.tag();
    options.title = document.title.in(language.tag());
    auto converted = formats::render_docx(directory->path() / report_file, options);
    if (!converted) return converted.error();
    return std::move(converted->bytes);
}

}  // namespace reports
