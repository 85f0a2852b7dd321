#include "exchange/testing/package_pieces.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <string>

#include "exchange/archive_package.h"

namespace exchange::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* package_name = "AVID.TRY.1";
constexpr std::array pieces = {"Indices/tableIndex.xml", "Tables/table1/table1.xml",
                               "Tables/table1/table1.xsd", "Indices/contextDocumentationIndex.xml",
                               "Indices/fileIndex.xml"};

void write_file(const fs::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::string take_piece(std::string_view& bytes) {
    const std::size_t end = std::min(bytes.find('\0'), bytes.size());
    const std::string piece(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    return piece;
}

// All files but the index itself, as the index should have them.
std::string right_file_index(const fs::path& package) {
    std::string index = "<fileIndex>";
    for (const char* file :
         {"Indices/tableIndex.xml", "Tables/table1/table1.xml", "Tables/table1/table1.xsd",
          "Indices/contextDocumentationIndex.xml", "Indices/archiveIndex.xml"}) {
        const fs::path place(file);
        std::string folder = std::string(package_name) + "\\" + place.parent_path().string();
        std::replace(folder.begin(), folder.end(), '/', '\\');
        index += "<f><foN>" + folder + "</foN><fiN>" + place.filename().string() + "</fiN><md5>" +
                 md5_of(package / place).value() + "</md5></f>";
    }
    return index + "</fileIndex>";
}

void require(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

}  // namespace

std::vector<ArchiveFinding> check_pieces(std::string_view bytes, const fs::path& folder) {
    const fs::path package = folder / package_name;
    const fs::path working = folder / "working";
    fs::create_directories(package / "Indices");
    fs::create_directories(package / "Tables" / "table1");
    fs::create_directories(working);
    write_file(package / "Indices/archiveIndex.xml", "<archiveIndex/>");
    for (const char* place : pieces) write_file(package / place, take_piece(bytes));
    const fs::path index = package / "Indices/fileIndex.xml";
    if (fs::file_size(index) == 0) write_file(index, right_file_index(package));

    auto findings = check_archive(package, working);
    require(findings.size() <= archive_findings_max, "more findings than the limit");
    for (const ArchiveFinding& finding : findings) {
        require(!finding.error.message.empty() && !finding.error.code.empty(),
                "a finding without words");
        require(finding.line >= 0, "a finding before the first line");
        const fs::path place(finding.file);
        require(place.is_relative() &&
                    std::find(place.begin(), place.end(), fs::path("..")) == place.end(),
                "a finding outside of the package");
    }
    return findings;
}

}  // namespace exchange::testing
