#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/xml_stream.h"

// Reads the indices of an archive version, for the check. Each value comes with its line.
namespace exchange {

// Feeds a file to a handler piece by piece; `line` is the one being read, from 1. Refused with
// "archive_file", or as the parser or the handler refuses.
base::Result<void> read_xml(const std::filesystem::path& file, formats::XmlHandler& handler,
                            std::int64_t& line);

struct ListedFile {
    std::string folder;  // as written: "AVID.TRY.1\Tables\table1"
    std::string name;
    std::string md5;
    std::int64_t line = 0;
};
base::Result<void> read_file_index(const std::filesystem::path& file,
                                   const std::function<void(const ListedFile&)>& take,
                                   std::int64_t& line);

struct ListedColumn {
    std::string name;
    std::string id;
    std::string type;
    std::string nullable;
    std::string description;
};
struct ListedReference {
    std::string column;
    std::string table;
    std::string referenced;
};
struct ListedTable {
    std::string name;
    std::string folder;
    std::string description;
    std::vector<ListedColumn> columns;
    std::string key;
    std::vector<ListedReference> references;
    std::string rows;
    std::int64_t line = 0;
};
base::Result<std::vector<ListedTable>> read_table_index(const std::filesystem::path& file,
                                                        std::int64_t& line);

struct ListedDocument {
    std::string id;
    std::string title;
    bool has_category = false;
    std::int64_t line = 0;
};
base::Result<std::vector<ListedDocument>> read_context_index(const std::filesystem::path& file,
                                                             std::int64_t& line);

struct SchemaColumn {
    std::string id;
    std::string type;
    std::string nillable;
};
// What a table's schema says of a row.
base::Result<std::vector<SchemaColumn>> read_table_schema(const std::filesystem::path& file,
                                                          std::int64_t& line);

}  // namespace exchange
