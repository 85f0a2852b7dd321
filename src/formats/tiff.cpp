#include "formats/tiff.h"

#include <algorithm>
#include <fstream>

#include "formats/external_process.h"
#include "formats/file_bytes.h"
#include "formats/temporary_directory.h"

namespace formats {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_bytes_max = 64 * 1024 * 1024;
constexpr std::size_t pages_max = 500;

base::Error failed() {
    return base::refuse("tiff_failed", "Siderne kunne ikke laves om til billeder.");
}

// What the program left, in the order of the pages: it fills the numbers up with zeros.
std::vector<fs::path> pages_in(const fs::path& folder) {
    std::vector<fs::path> pages;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, failure))
        if (entry.path().extension() == ".tif") pages.push_back(entry.path());
    std::sort(pages.begin(), pages.end());
    return pages;
}

}  // namespace

base::Result<std::vector<std::string>> render_tiff(const std::string& pdf,
                                                   const TiffOptions& options) {
    const auto program =
        find_program(options.program.empty() ? "pdftoppm" : options.program.string());
    if (!program)
        return base::refuse("tiff_missing",
                            "pdftoppm (pakken poppler-utils), som laver sider om til billeder, er "
                            "ikke installeret.");
    const auto directory = TemporaryDirectory::create();
    if (!directory) return directory.error();
    const fs::path source = directory->path() / "document.pdf";
    std::ofstream(source, std::ios::binary) << pdf;
    ProcessRequest request;
    request.program = *program;
    request.arguments = {"-r",
                         std::to_string(options.dots_per_inch),
                         "-gray",
                         "-tiff",
                         "-tiffcompression",
                         "lzw",
                         source.string(),
                         (directory->path() / "page").string()};
    request.limits.timeout_ms = options.timeout_ms;
    const auto outcome = run_process(request, *directory);
    if (!outcome) return outcome.error();
    const std::vector<fs::path> files = pages_in(directory->path());
    if (!outcome->succeeded() || files.empty() || files.size() > pages_max) return failed();
    std::vector<std::string> pages;
    for (const fs::path& file : files) {
        auto bytes = read_file_bytes(file, page_bytes_max, SymbolicLinks::refuse);
        if (!bytes) return bytes.error();
        if (!is_tiff(*bytes)) return failed();
        pages.push_back(std::move(*bytes));
    }
    return pages;
}

bool is_tiff(std::string_view bytes) {
    using namespace std::string_view_literals;
    return bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv);
}

}  // namespace formats
