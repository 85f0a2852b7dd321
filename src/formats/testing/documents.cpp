#include "formats/testing/documents.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "formats/external_process.h"
#include "formats/temporary_directory.h"
#include "formats/xlsx_reader.h"
#include "formats/zip_archive.h"

namespace formats::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t output_bytes_max = 64 * 1024 * 1024;

std::string bytes_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("no file " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

// Reads the outline that pdfinfo writes: an element a line, deeper ones further in, and the words
// in quotes.
class TableReader {
  public:
    void read(std::string_view line) {
        const std::size_t depth = line.find_first_not_of(' ');
        if (depth == std::string_view::npos) return;
        const std::string_view content = line.substr(depth);
        if (content.front() == '"') return add_words(content);
        if (content.front() == '/') return;  // an attribute of the element above
        begin(content.substr(0, content.find_first_of(" :")), depth);
    }
    std::vector<Words> take() { return std::move(tables_); }

  private:
    void begin(std::string_view element, std::size_t depth) {
        if (in_table_ && depth <= table_depth_) in_table_ = false;
        if (in_cell_ && depth <= cell_depth_) in_cell_ = false;
        if (element == "Table") {
            tables_.emplace_back();
            in_table_ = true;
            table_depth_ = depth;
        } else if (in_table_ && element == "TR") {
            tables_.back().emplace_back();
        } else if (in_table_ && (element == "TH" || element == "TD")) {
            tables_.back().back().emplace_back();
            in_cell_ = true;
            cell_depth_ = depth;
        }
    }
    void add_words(std::string_view quoted) {
        if (in_cell_) tables_.back().back().back() += quoted.substr(1, quoted.size() - 2);
    }

    std::vector<Words> tables_;
    bool in_table_ = false;
    bool in_cell_ = false;
    std::size_t table_depth_ = 0;
    std::size_t cell_depth_ = 0;
};

}  // namespace

bool is_installed(const std::string& program) {
    return find_program(program).has_value();
}

std::string output_of(const std::string& program, const std::vector<std::string>& arguments,
                      const fs::path& file) {
    auto directory = TemporaryDirectory::create();
    if (!directory) throw std::runtime_error(directory.error().code);
    fs::copy(file, directory->path() / "file");
    ProcessRequest request;
    request.program = find_program(program).value_or("");
    request.arguments = arguments;
    request.limits.output_bytes = output_bytes_max;
    auto outcome = run_process(request, *directory);
    if (!outcome) throw std::runtime_error(program + ": " + outcome.error().code);
    if (!outcome->succeeded()) throw std::runtime_error(program + ": " + outcome->errors);
    return std::move(outcome->output);
}

std::string part_of(const fs::path& archive, const std::string& name) {
    const std::string bytes = bytes_of(archive);
    auto opened = ZipArchive::open(bytes);
    if (!opened) throw std::runtime_error(opened.error().code);
    std::string text;
    const auto read = opened->read(name, [&](std::string_view piece) -> base::Result<void> {
        text += piece;
        return {};
    });
    if (!read) throw std::runtime_error(name + ": " + read.error().code);
    return text;
}

std::vector<std::string> sheet_names(const fs::path& workbook) {
    const std::string index = part_of(workbook, "xl/workbook.xml");
    constexpr std::string_view before = "<sheet name=\"";
    std::vector<std::string> names;
    for (std::size_t at = index.find(before); at != std::string::npos;
         at = index.find(before, at + 1)) {
        const std::size_t begin = at + before.size();
        names.push_back(index.substr(begin, index.find('"', begin) - begin));
    }
    return names;
}

Words sheet_rows(const fs::path& workbook, const std::string& sheet) {
    Words rows;
    XlsxOptions options;
    options.sheet_name = sheet;
    const auto read = read_xlsx_file(workbook, options, [&](const SheetRow& row) {
        rows.emplace_back();
        for (const Cell& cell : row.cells) rows.back().push_back(cell.text);
        return base::Result<void>();
    });
    if (!read) throw std::runtime_error(sheet + ": " + read.error().code);
    return rows;
}

std::vector<Words> pdf_tables(const fs::path& pdf) {
    std::istringstream lines(output_of("pdfinfo", {"-struct-text", "file"}, pdf));
    TableReader reader;
    for (std::string line; std::getline(lines, line);) reader.read(line);
    return reader.take();
}

}  // namespace formats::testing
