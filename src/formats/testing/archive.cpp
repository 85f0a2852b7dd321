#include "formats/testing/archive.h"

#include <zip.h>

#include <cstdint>
#include <memory>
#include <stdexcept>

#include "formats/zip_archive.h"

namespace formats::testing {

namespace {

void require(bool holds) {
    if (!holds) throw std::runtime_error("a test archive could not be made");
}

struct FreeSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

std::string bytes_of(zip_source_t* source) {
    require(zip_source_open(source) == 0);
    zip_stat_t status;
    require(zip_source_stat(source, &status) == 0);
    std::string bytes(status.size, '\0');
    require(zip_source_read(source, bytes.data(), bytes.size()) ==
            static_cast<zip_int64_t>(bytes.size()));
    zip_source_close(source);
    return bytes;
}

constexpr const char* declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
constexpr const char* main_namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr const char* office =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr const char* package = "http://schemas.openxmlformats.org/package/2006/relationships";

std::string document(const std::string& element, const std::string& content) {
    return declaration + ("<" + element) + " xmlns=\"" + main_namespace + "\" xmlns:r=\"" + office +
           "\">" + content + "</" + element + ">";
}

std::string relationship(const char* id, const char* type, const char* target) {
    return std::string("<Relationship Id=\"") + id + "\" Type=\"" + office + "/" + type +
           "\" Target=\"" + target + "\"/>";
}

std::string relationships(const std::string& content) {
    return declaration + std::string("<Relationships xmlns=\"") + package + "\">" + content +
           "</Relationships>";
}

std::string styles() {
    return document("styleSheet",
                    "<numFmts count=\"2\"><numFmt numFmtId=\"164\" "
                    "formatCode=\"dd/mm/yyyy\\ hh:mm\"/><numFmt numFmtId=\"165\" "
                    "formatCode=\"0.00&quot; dage&quot;\"/></numFmts>"
                    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>"
                    "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
                    "<xf numFmtId=\"165\"/><xf numFmtId=\"46\"/></cellXfs>");
}

}  // namespace

std::string make_archive(const std::vector<ArchiveEntry>& entries, const std::string& password) {
    const std::unique_ptr<zip_source_t, FreeSource> target(
        zip_source_buffer_create(nullptr, 0, 0, nullptr));
    require(target != nullptr);
    zip_source_keep(target.get());
    zip_t* archive = zip_open_from_source(target.get(), ZIP_TRUNCATE, nullptr);
    require(archive != nullptr);
    for (const ArchiveEntry& entry : entries) {
        zip_source_t* source =
            zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0);
        const auto index = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
        require(index >= 0);
        if (password.empty()) continue;
        require(zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256,
                                        password.c_str()) == 0);
    }
    require(zip_close(archive) == 0);
    return bytes_of(target.get());
}

std::string entry_of(const std::string& archive, const std::string& name) {
    auto opened = ZipArchive::open(archive);
    std::string bytes;
    const auto take = [&bytes](std::string_view piece) {
        bytes += piece;
        return base::Result<void>();
    };
    if (!opened || !opened->read(name, take).ok())
        throw std::runtime_error("a test can't read " + name);
    return bytes;
}

std::string make_workbook(const WorkbookParts& parts) {
    std::vector<ArchiveEntry> entries = {
        {"_rels/.rels", relationships(relationship("rId1", "officeDocument", "xl/workbook.xml"))},
        {"xl/workbook.xml",
         document("workbook", parts.workbook_properties +
                                  "<sheets><sheet name=\"Ark1\" sheetId=\"1\" r:id=\"rId1\" " +
                                  parts.first_sheet_attributes +
                                  "/><sheet name=\"Ark2\" sheetId=\"2\" r:id=\"rId2\"/></sheets>")},
        {"xl/_rels/workbook.xml.rels",
         relationships(relationship("rId1", "worksheet", "worksheets/sheet1.xml") +
                       relationship("rId2", "worksheet", "/xl/worksheets/sheet2.xml") +
                       relationship("rId3", "styles", "styles.xml") +
                       relationship("rId4", "sharedStrings", "sharedStrings.xml"))},
        {"xl/styles.xml", styles()},
        {"xl/sharedStrings.xml", document("sst", parts.shared_texts)},
        {"xl/worksheets/sheet1.xml",
         document("worksheet", "<sheetData>" + parts.rows + "</sheetData>")},
        // As some programs write it: with a prefix, and without addresses.
        {"xl/worksheets/sheet2.xml",
         declaration + std::string("<x:worksheet xmlns:x=\"") + main_namespace +
             "\"><x:sheetData><x:row><x:c t=\"inlineStr\"><x:is><x:t>to</x:t></x:is></x:c>"
             "</x:row></x:sheetData></x:worksheet>"}};
    entries.insert(entries.end(), parts.more_entries.begin(), parts.more_entries.end());
    return make_archive(entries);
}

}  // namespace formats::testing
