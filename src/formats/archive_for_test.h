#pragma once

#include <doctest/doctest.h>
#include <zip.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace formats {

struct ArchiveEntry {
    std::string name;
    std::string bytes;
};

// A ZIP archive in memory, encrypted when a password is given. Only for tests.
inline std::string make_archive(const std::vector<ArchiveEntry>& entries,
                                const std::string& password = "") {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    REQUIRE(target != nullptr);
    zip_source_keep(target);
    zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    REQUIRE(archive != nullptr);
    for (const ArchiveEntry& entry : entries) {
        zip_source_t* source =
            zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0);
        const auto index = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
        REQUIRE(index >= 0);
        if (!password.empty()) {
            REQUIRE(zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index),
                                            ZIP_EM_AES_256, password.c_str()) == 0);
        }
    }
    REQUIRE(zip_close(archive) == 0);
    REQUIRE(zip_source_open(target) == 0);
    zip_stat_t status;
    REQUIRE(zip_source_stat(target, &status) == 0);
    std::string bytes(status.size, '\0');
    REQUIRE(zip_source_read(target, bytes.data(), bytes.size()) ==
            static_cast<zip_int64_t>(bytes.size()));
    zip_source_close(target);
    zip_source_free(target);
    zip_error_fini(&error);
    return bytes;
}

// A workbook with the two sheets "Ark1" (the rows given) and "Ark2" (A1 is "to"). Cell styles:
// 0 general, 1 date, 2 date and time, 3 two decimals with a unit, 4 elapsed time.
struct WorkbookForTest {
    std::string rows{};
    std::string shared_texts = "<si><t>nul</t></si>";
    std::string workbook_properties{};
    std::string first_sheet_attributes{};
    std::vector<ArchiveEntry> more_entries{};
};

inline std::string make_workbook(const WorkbookForTest& workbook) {
    const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const std::string office =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const std::string package = "http://schemas.openxmlformats.org/package/2006/relationships";
    std::vector<ArchiveEntry> entries = {
        {"_rels/.rels", head + "<Relationships xmlns=\"" + package +
                            "\"><Relationship Id=\"rId1\" Type=\"" + office +
                            "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
        {"xl/workbook.xml",
         head + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office + "\">" +
             workbook.workbook_properties +
             "<sheets><sheet name=\"Ark1\" sheetId=\"1\" r:id=\"rId1\" " +
             workbook.first_sheet_attributes +
             "/><sheet name=\"Ark2\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         head + "<Relationships xmlns=\"" + package + "\">" + "<Relationship Id=\"rId1\" Type=\"" +
             office + "/worksheet\" Target=\"worksheets/sheet1.xml\"/>" +
             "<Relationship Id=\"rId2\" Type=\"" + office +
             "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>" +
             "<Relationship Id=\"rId3\" Type=\"" + office + "/styles\" Target=\"styles.xml\"/>" +
             "<Relationship Id=\"rId4\" Type=\"" + office +
             "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"},
        {"xl/styles.xml",
         head + "<styleSheet xmlns=\"" + main + "\"><numFmts count=\"2\">" +
             "<numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/>" +
             "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot; dage&quot;\"/></numFmts>" +
             "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" +
             "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>" +
             "<xf numFmtId=\"165\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>"},
        {"xl/sharedStrings.xml",
         head + "<sst xmlns=\"" + main + "\">" + workbook.shared_texts + "</sst>"},
        {"xl/worksheets/sheet1.xml", head + "<worksheet xmlns=\"" + main + "\"><sheetData>" +
                                         workbook.rows + "</sheetData></worksheet>"},
        {"xl/worksheets/sheet2.xml",
         head + "<x:worksheet xmlns:x=\"" + main +
             "\"><x:sheetData><x:row><x:c "
             "t=\"inlineStr\"><x:is><x:t>to</x:t></x:is></x:c></x:row>" +
             "</x:sheetData></x:worksheet>"},
    };
    entries.insert(entries.end(), workbook.more_entries.begin(), workbook.more_entries.end());
    return make_archive(entries);
}

}  // namespace formats
