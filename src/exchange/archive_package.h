#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "people/archive_store.h"

// How an archive version is laid out, for the export and for the check of it.
namespace exchange {

// "AVID.TRY.1000.1": letters of the archive and numbers. Refused with "archive_name".
base::Result<void> check_package_name(std::string_view name);

std::string table_folder(std::size_t place);  // "table1" of 0
std::string column_id(std::size_t place);     // "c1" of 0
std::string table_space(std::size_t place);   // the namespace of its rows

// As the table index and the tables' schemas name them.
std::string_view sql_type(people::ArchiveColumn::Type type);     // "INTEGER"
std::string_view schema_type(people::ArchiveColumn::Type type);  // "xs:integer"

// Whether a value may stand in a column of this type of the table index.
bool fits(std::string_view sql_type, std::string_view value);

// In hex; refused with "archive_file" when it can't be read.
base::Result<std::string> md5_of(const std::filesystem::path& file);

// What the archive needs to know beside the rows. Each is of one category of the order's.
enum class ContextCategory {
    purpose,      // what the system is for
    content,      // what it holds, and how to read that
    regulations,  // the rules that it follows
    user_guide    // how it was used
};
struct ContextDocument {
    std::string title;
    std::string description;
    ContextCategory category = ContextCategory::content;
    std::vector<std::string> pages;  // a TIFF file each
};
inline constexpr const char* context_folder = "ContextDocumentation/docCollection1";

struct PackageFacts {
    std::string name;
    std::string creator;  // the municipality
    base::Date from{};    // the period that the rows are of
    base::Date to{};
};

// The documents' files, numbered from 1, as are the pages of each. Refused with "archive_file".
base::Result<void> write_documents(const std::filesystem::path& folder,
                                   const std::vector<ContextDocument>& documents);

// The index files and the tables' schemas; `rows` of each table. The file index, which names all
// others, comes last. Refused with "archive_file".
base::Result<void> write_schemas(const std::filesystem::path& folder,
                                 const std::vector<people::ArchiveTable>& tables);
base::Result<void> write_indices(const std::filesystem::path& folder, const PackageFacts& facts,
                                 const std::vector<people::ArchiveTable>& tables,
                                 const std::vector<std::int64_t>& rows,
                                 const std::vector<ContextDocument>& documents);

}  // namespace exchange
