#include "exchange/archive_package.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <memory>
#include <regex>
#include <span>

#include "base/digest.h"
#include "formats/xml_writer.h"

namespace exchange {
namespace {

namespace fs = std::filesystem;
using formats::XmlWriter;
using people::ArchiveColumn;
using people::ArchiveTable;

constexpr std::string_view schema_space = "http://www.w3.org/2001/XMLSchema";
constexpr std::string_view index_space = "http://www.sa.dk/xmlns/diark/1.0";

base::Error file_error(const fs::path& file) {
    return base::refuse("archive_file", "Filen {} kan ikke læses eller skrives.", file.string());
}

// Writes one document; `content` writes what is in it.
template <class Content>
base::Result<void> write_document(const fs::path& file, Content content) {
    std::ofstream out(file, std::ios::binary);
    if (out) {
        XmlWriter writer(out);
        content(writer);
        out.flush();
    }
    if (!out) return file_error(file);
    return {};
}

void write_column(XmlWriter& writer, const ArchiveColumn& column, std::size_t place) {
    writer.start("column");
    writer.element("name", column.name);
    writer.element("columnID", column_id(place));
    writer.element("type", sql_type(column.type));
    writer.element("typeOriginal", sql_type(column.type));
    writer.element("nullable", column.nullable ? "true" : "false");
    writer.element("description", column.description);
    writer.end();
}

void write_references(XmlWriter& writer, const ArchiveTable& table) {
    if (table.references.empty()) return;
    writer.start("foreignKeys");
    for (const people::ArchiveReference& reference : table.references) {
        writer.start("foreignKey");
        writer.element("name", table.name + "_" + reference.column);
        writer.element("referencedTable", reference.table);
        writer.start("reference");
        writer.element("column", reference.column);
        writer.element("referenced", reference.referenced);
        writer.end();
        writer.end();
    }
    writer.end();
}

void write_table(XmlWriter& writer, const ArchiveTable& table, std::size_t place,
                 std::int64_t rows) {
    writer.start("table");
    writer.element("name", table.name);
    writer.element("folder", table_folder(place));
    writer.element("description", table.description);
    writer.start("columns");
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        write_column(writer, table.columns[i], i);
    writer.end();
    writer.start("primaryKey");
    writer.element("name", table.name + "_" + table.key);
    writer.element("column", table.key);
    writer.end();
    write_references(writer, table);
    writer.element("rows", std::to_string(rows));
    writer.end();
}

void write_table_index(XmlWriter& writer, const std::vector<ArchiveTable>& tables,
                       const std::vector<std::int64_t>& rows) {
    writer.start("siardDiark", {{"xmlns", index_space}});
    writer.element("version", "1.0");
    writer.element("dbName", "trygby");
    writer.element("databaseProduct", "SQLite 3");
    writer.start("tables");
    for (std::size_t i = 0; i < tables.size(); ++i) write_table(writer, tables[i], i, rows[i]);
    writer.end();
    writer.end();
}

void write_archive_index(XmlWriter& writer, const PackageFacts& facts) {
    writer.start("archiveIndex", {{"xmlns", index_space}});
    writer.element("archiveInformationPackageID", facts.name);
    writer.element("archivePeriodStart", base::iso_date(facts.from));
    writer.element("archivePeriodEnd", base::iso_date(facts.to));
    writer.element("archiveInformationPacketType", "false");
    writer.start("archiveCreatorList");
    writer.element("creatorName", facts.creator);
    writer.element("creationPeriodStart", base::iso_date(facts.from));
    writer.element("creationPeriodEnd", base::iso_date(facts.to));
    writer.end();
    writer.element("archiveType", "false");
    writer.element("systemName", "Trygby");
    writer.element("systemPurpose",
                   "Kommunens kriminalitetsforebyggende arbejde med enkelte personer");
    writer.element("systemContent",
                   "Personer, hvis frist for opbevaring er udløbet, med samtykker, relationer, "
                   "tilknytninger, tildelinger og videregivelser");
    writer.element("containsDigitalDocuments", "false");
    writer.element("personalDataRestrictedInfo", "true");
    writer.end();
}

struct CategoryNames {
    ContextCategory category;
    std::string_view group;
    std::string_view name;
};
constexpr std::array<CategoryNames, 4> categories = {{
    {ContextCategory::purpose, "systemInformation", "systemPurpose"},
    {ContextCategory::content, "systemInformation", "systemContent"},
    {ContextCategory::regulations, "systemInformation", "systemRegulations"},
    {ContextCategory::user_guide, "systemInformation", "systemAdministrativeFunctions"},
}};

void write_category(XmlWriter& writer, ContextCategory category) {
    for (const CategoryNames& names : categories) {
        if (names.category != category) continue;
        writer.start("documentCategory");
        writer.start(names.group);
        writer.element(names.name, "true");
        writer.end();
        writer.end();
    }
}

void write_context_index(XmlWriter& writer, const PackageFacts& facts,
                         const std::vector<ContextDocument>& documents) {
    writer.start("contextDocumentationIndex", {{"xmlns", index_space}});
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const ContextDocument& document = documents[i];
        writer.start("document");
        writer.element("documentID", std::to_string(i + 1));
        writer.element("documentTitle", document.title);
        writer.element("documentDescription", document.description);
        writer.element("documentDate", base::iso_date(facts.to));
        writer.start("documentAuthor");
        writer.element("authorName", "Trygby");
        writer.element("authorInstitution", facts.creator);
        writer.end();
        write_category(writer, document.category);
        writer.end();
    }
    writer.end();
}

void write_schema(XmlWriter& writer, const ArchiveTable& table, const std::string& space) {
    writer.start("xs:schema", {{"xmlns:xs", schema_space},
                               {"xmlns", space},
                               {"targetNamespace", space},
                               {"elementFormDefault", "qualified"}});
    writer.start("xs:element", {{"name", "table"}});
    writer.start("xs:complexType");
    writer.start("xs:sequence");
    writer.start("xs:element", {{"name", "row"}, {"minOccurs", "0"}, {"maxOccurs", "unbounded"}});
    writer.start("xs:complexType");
    writer.start("xs:sequence");
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const std::string id = column_id(i);
        writer.empty("xs:element", {{"name", id},
                                    {"type", schema_type(table.columns[i].type)},
                                    {"nillable", table.columns[i].nullable ? "true" : "false"}});
    }
    for (int open = 0; open < 7; ++open) writer.end();
}

// Every file below the folder but the file index itself, in order.
std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const fs::path relative = entry.path().lexically_relative(folder);
        if (relative != fs::path("Indices") / "fileIndex.xml") files.push_back(relative);
    }
    std::sort(files.begin(), files.end());
    return files;
}

base::Result<void> write_file_index(const fs::path& folder, const std::string& package) {
    std::vector<std::pair<fs::path, std::string>> digests;
    for (const fs::path& file : files_below(folder)) {
        auto digest = md5_of(folder / file);
        if (!digest) return digest.error();
        digests.emplace_back(file, std::move(*digest));
    }
    return write_document(folder / "Indices" / "fileIndex.xml", [&](XmlWriter& writer) {
        writer.start("fileIndex", {{"xmlns", index_space}});
        for (const auto& [file, digest] : digests) {
            std::string place = package + "\\" + file.parent_path().generic_string();
            std::replace(place.begin(), place.end(), '/', '\\');
            writer.start("f");
            writer.element("foN", place);
            writer.element("fiN", file.filename().string());
            writer.element("md5", digest);
            writer.end();
        }
        writer.end();
    });
}

bool is_integer(std::string_view value) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    return failure == std::errc{} && end == value.data() + value.size();
}

}  // namespace

base::Result<void> check_package_name(std::string_view name) {
    static const std::regex pattern(R"(AVID\.[A-Z]{2,4}(\.[0-9]{1,6}){1,3})");
    if (std::regex_match(name.begin(), name.end(), pattern)) return {};
    return base::refuse("archive_name",
                        "En arkiveringsversion hedder som „AVID.TRY.1000.1“: arkivets bogstaver og "
                        "numre.");
}

std::string table_folder(std::size_t place) {
    return "table" + std::to_string(place + 1);
}

std::string column_id(std::size_t place) {
    return "c" + std::to_string(place + 1);
}

std::string_view sql_type(ArchiveColumn::Type type) {
    switch (type) {
        case ArchiveColumn::Type::integer:
            return "INTEGER";
        case ArchiveColumn::Type::day:
            return "DATE";
        case ArchiveColumn::Type::moment:
            return "TIMESTAMP";
        case ArchiveColumn::Type::text:
            break;
    }
    return "CHARACTER VARYING(4000)";
}

std::string_view schema_type(ArchiveColumn::Type type) {
    switch (type) {
        case ArchiveColumn::Type::integer:
            return "xs:integer";
        case ArchiveColumn::Type::day:
            return "xs:date";
        case ArchiveColumn::Type::moment:
            return "xs:dateTime";
        case ArchiveColumn::Type::text:
            break;
    }
    return "xs:string";
}

bool fits(std::string_view type, std::string_view value) {
    if (type == "INTEGER") return is_integer(value);
    if (type == "DATE") return base::parse_date(value).has_value();
    if (type == "TIMESTAMP") return base::parse_instant(value).has_value();
    return true;
}

base::Result<std::string> md5_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return file_error(file);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(),
                                                                         EVP_MD_CTX_free);
    EVP_DigestInit_ex(digest.get(), EVP_md5(), nullptr);
    std::array<char, 65536> buffer{};
    while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
        EVP_DigestUpdate(digest.get(), buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return file_error(file);
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    EVP_DigestFinal_ex(digest.get(), bytes.data(), &size);
    return base::hex(std::span(bytes).first(size));
}

base::Result<void> write_documents(const fs::path& folder,
                                   const std::vector<ContextDocument>& documents) {
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const fs::path place = folder / context_folder / std::to_string(i + 1);
        std::error_code failure;
        fs::create_directories(place, failure);
        for (std::size_t page = 0; page < documents[i].pages.size(); ++page) {
            const fs::path file = place / (std::to_string(page + 1) + ".tif");
            std::ofstream out(file, std::ios::binary);
            out << documents[i].pages[page];
            out.close();
            if (!out) return file_error(file);
        }
    }
    return {};
}

base::Result<void> write_schemas(const fs::path& folder, const std::vector<ArchiveTable>& tables) {
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const std::string name = table_folder(i);
        const std::string space = table_space(i);
        auto written =
            write_document(folder / "Tables" / name / (name + ".xsd"),
                           [&](XmlWriter& writer) { write_schema(writer, tables[i], space); });
        if (!written) return written;
    }
    return {};
}

base::Result<void> write_indices(const fs::path& folder, const PackageFacts& facts,
                                 const std::vector<ArchiveTable>& tables,
                                 const std::vector<std::int64_t>& rows,
                                 const std::vector<ContextDocument>& documents) {
    const fs::path indices = folder / "Indices";
    auto written = write_document(indices / "archiveIndex.xml",
                                  [&](XmlWriter& writer) { write_archive_index(writer, facts); });
    if (!written) return written;
    written = write_document(indices / "contextDocumentationIndex.xml", [&](XmlWriter& writer) {
        write_context_index(writer, facts, documents);
    });
    if (!written) return written;
    written = write_document(indices / "tableIndex.xml",
                             [&](XmlWriter& writer) { write_table_index(writer, tables, rows); });
    if (!written) return written;
    return write_file_index(folder, facts.name);
}

std::string table_space(std::size_t place) {
    return "http://www.sa.dk/xmlns/siard/1.0/schema0/" + table_folder(place) + ".xsd";
}

}  // namespace exchange
