#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/spreadsheet_date.h"
#include "formats/xlsx_reader.h"
#include "formats/xml_stream.h"
#include "formats/zip_archive.h"

// The parts of a workbook file around the sheet itself. Only for xlsx_reader.
namespace formats {

struct Workbook {
    std::string sheet_name;
    std::string sheet_path;
    DateSystem date_system = DateSystem::from_1900;
    std::vector<NumberDisplay> displays;  // by cell style number
    std::vector<std::string> shared_texts;
};

base::Result<void> parse_part(ZipArchive& archive, std::string_view path, XmlHandler& handler);

// Refuses macros and links to other workbooks, finds the sheet, reads styles and shared texts.
base::Result<Workbook> read_workbook(ZipArchive& archive, const XlsxOptions& options);

// "_x000D_" in a workbook's text stands for the sign with that number.
std::string decode_escapes(std::string_view text);

}  // namespace formats
