#include "exchange/archive_check.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "exchange/archive_index_reader.h"
#include "exchange/archive_key_store.h"
#include "exchange/archive_package.h"
#include "formats/tiff.h"

namespace exchange {
namespace {

namespace fs = std::filesystem;
using formats::XmlAttributes;

constexpr const char* required_indices[] = {"archiveIndex.xml", "contextDocumentationIndex.xml",
                                            "fileIndex.xml", "tableIndex.xml"};

class Findings {
  public:
    void add(const std::string& file, std::int64_t line, base::Error error) {
        if (found_.size() < archive_findings_max) found_.push_back({file, line, std::move(error)});
    }
    bool full() const { return found_.size() == archive_findings_max; }
    std::vector<ArchiveFinding> take() { return std::move(found_); }

  private:
    std::vector<ArchiveFinding> found_;
};

// The schema's word for a type of the table index; empty for one that this check doesn't know.
std::string_view expected_schema_type(std::string_view type) {
    using Type = people::ArchiveColumn::Type;
    for (const Type known : {Type::integer, Type::day, Type::moment, Type::text})
        if (sql_type(known) == type) return schema_type(known);
    return {};
}

// Only to see whether a document is well-formed.
struct AnyDocument : formats::XmlHandler {
    void start(std::string_view, const XmlAttributes&) override {}
};

// The rows of one table against the table index.
class RowHandler : public formats::XmlHandler {
  public:
    RowHandler(const ListedTable& table, const std::string& file, const std::int64_t& line,
               ArchiveKeys& keys, Findings& findings)
        : table_(table), file_(file), line_(line), keys_(keys), findings_(findings) {}

    std::int64_t rows() const { return rows_; }

    void start(std::string_view name, const XmlAttributes& attributes) override {
        ++depth_;
        if (depth_ == 2) start_row(name);
        if (depth_ == 3) start_value(name, attributes);
        if (depth_ == 4) note("archive_columns");
    }
    void text(std::string_view text) override {
        if (depth_ == 3 && value_.size() < longest_value) value_ += text;
    }
    void end(std::string_view) override {
        if (depth_ == 3) end_value();
        if (depth_ == 2 && column_ != table_.columns.size()) note("archive_columns");
        --depth_;
    }

  private:
    static constexpr std::size_t longest_value = 1024 * 1024;

    void start_row(std::string_view name) {
        ++rows_;
        column_ = 0;
        if (name != "row") note("archive_columns");
    }
    void start_value(std::string_view name, const XmlAttributes& attributes) {
        value_.clear();
        is_null_ = attributes.find("nil") == "true";
        is_known_ = column_ < table_.columns.size() && table_.columns[column_].id == name;
        if (!is_known_) note("archive_columns");
    }
    void end_value() {
        const std::size_t place = column_++;
        if (!is_known_) return;
        const ListedColumn& column = table_.columns[place];
        if (is_null_) {
            if (column.nullable != "true") note("archive_null");
            return;
        }
        if (!fits(column.type, value_)) note("archive_value");
        if (column.name == table_.key && !keys_.add(table_.name, value_)) note("archive_key_twice");
        for (const ListedReference& reference : table_.references)
            if (reference.column == column.name) keys_.use({reference.table, value_, file_, line_});
    }
    void note(std::string_view code) {
        if (findings_.full()) return;
        if (code == "archive_columns")
            findings_.add(file_, line_,
                          base::refuse("archive_columns",
                                       "Rækken har ikke de kolonner, som tabellen skal have."));
        if (code == "archive_null")
            findings_.add(file_, line_,
                          base::refuse("archive_null", "En værdi mangler, hvor der skal stå en."));
        if (code == "archive_value")
            findings_.add(
                file_, line_,
                base::refuse("archive_value", "En værdi passer ikke til kolonnens type."));
        if (code == "archive_key_twice")
            findings_.add(file_, line_,
                          base::refuse("archive_key_twice", "Nøglen {} findes to gange.", value_));
    }

    const ListedTable& table_;
    const std::string& file_;
    const std::int64_t& line_;
    ArchiveKeys& keys_;
    Findings& findings_;
    int depth_ = 0;
    std::size_t column_ = 0;
    std::int64_t rows_ = 0;
    std::string value_;
    bool is_null_ = false;
    bool is_known_ = false;
};

class Check {
  public:
    Check(fs::path folder, const fs::path& working) : folder_(std::move(folder)), keys_(working) {}

    std::vector<ArchiveFinding> run() {
        for (const char* name : required_indices) check_document(std::string("Indices/") + name);
        check_files();
        check_unlisted();
        check_documents();
        check_tables();
        keys_.for_each_missing([this](const ArchiveKeys::Use& use) {
            findings_.add(use.file, use.line,
                          base::refuse("archive_key_missing",
                                       "Nøglen {} findes ikke i tabellen {}.", use.key, use.table));
        });
        return findings_.take();
    }

  private:
    void check_document(const std::string& file) {
        if (!fs::is_regular_file(folder_ / file)) return missing(file);
        AnyDocument any;
        std::int64_t line = 0;
        if (const auto read = read_xml(folder_ / file, any, line); !read) malformed(file, line);
    }
    void missing(const std::string& file) {
        findings_.add(file, 0, base::refuse("archive_missing", "Filen mangler."));
    }
    void malformed(const std::string& file, std::int64_t line) {
        findings_.add(file, line,
                      base::refuse("archive_malformed", "Filen er ikke velformet XML."));
    }

    // The place below the folder; empty when it isn't one.
    std::optional<std::string> place_of(const ListedFile& listed) const {
        std::string place = listed.folder + "/" + listed.name;
        std::replace(place.begin(), place.end(), '\\', '/');
        const std::size_t slash = place.find('/');
        if (place.substr(0, slash) != folder_.filename().string()) return std::nullopt;
        const fs::path below = place.substr(slash + 1);
        if (below.is_absolute() || listed.name.empty()) return std::nullopt;
        for (const fs::path& part : below)
            if (part == ".." || part == ".") return std::nullopt;
        return below.generic_string();
    }
    void check_files() {
        const std::string index = "Indices/fileIndex.xml";
        std::int64_t line = 0;
        // A malformed index has been found already.
        (void)read_file_index(
            folder_ / index,
            [this, &index](const ListedFile& listed) {
                const auto place = place_of(listed);
                if (!place)
                    return findings_.add(
                        index, listed.line,
                        base::refuse("archive_path", "Filens plads er ikke i pakken."));
                listed_.insert(*place);
                if (!fs::is_regular_file(folder_ / *place)) return missing(*place);
                const auto digest = md5_of(folder_ / *place);
                if (!digest || *digest != listed.md5)
                    findings_.add(*place, 0,
                                  base::refuse("archive_changed",
                                               "Filen er en anden end den, der står i indekset."));
            },
            line);
    }
    void check_unlisted() {
        std::error_code failure;
        for (const auto& entry : fs::recursive_directory_iterator(folder_, failure)) {
            if (entry.is_directory() && !entry.is_symlink()) continue;
            const std::string place = entry.path().lexically_relative(folder_).generic_string();
            if (place != "Indices/fileIndex.xml" && !listed_.contains(place))
                findings_.add(place, 0,
                              base::refuse("archive_unlisted", "Filen står ikke i indekset."));
        }
    }
    // Each document of the index has its folder with pages from 1 on, and no other folder is there.
    void check_documents() {
        const std::string index = "Indices/contextDocumentationIndex.xml";
        std::int64_t line = 0;
        const auto documents = read_context_index(folder_ / index, line);
        if (!documents) return;
        std::set<std::string> known;
        for (const ListedDocument& document : *documents) {
            const bool is_number = !document.id.empty() && document.id.size() < 10 &&
                                   document.id.find_first_not_of("0123456789") == document.id.npos;
            if (!is_number || document.title.empty() || !document.has_category ||
                !known.insert(document.id).second || !has_pages(document.id))
                wrong_document(index, document.line, document.id);
        }
        std::error_code failure;
        for (const auto& entry : fs::directory_iterator(folder_ / context_folder, failure)) {
            const std::string id = entry.path().filename().string();
            if (!known.contains(id)) wrong_document(std::string(context_folder) + "/" + id, 0, id);
        }
    }
    bool has_pages(const std::string& id) const {
        std::error_code failure;
        std::size_t files = 0;
        for ([[maybe_unused]] const auto& entry :
             fs::directory_iterator(folder_ / context_folder / id, failure))
            ++files;
        for (std::size_t page = 1; page <= files; ++page) {
            std::array<char, 4> begin{};
            std::ifstream file(folder_ / context_folder / id / (std::to_string(page) + ".tif"),
                               std::ios::binary);
            if (!file.read(begin.data(), begin.size()) ||
                !formats::is_tiff({begin.data(), begin.size()}))
                return false;
        }
        return files > 0;
    }
    void wrong_document(const std::string& file, std::int64_t line, const std::string& id) {
        findings_.add(file, line,
                      base::refuse("archive_document",
                                   "Dokumentet {} er ikke beskrevet, eller dets sider er ikke "
                                   "TIFF-filer, der er talt op fra 1.",
                                   id));
    }
    void check_tables() {
        std::int64_t line = 0;
        const std::string index = "Indices/tableIndex.xml";
        const auto tables = read_table_index(folder_ / index, line);
        if (!tables) return;
        std::map<std::string, std::string> keys;  // of each table its key's column
        for (const ListedTable& table : *tables) keys.emplace(table.name, table.key);
        for (const ListedTable& table : *tables) {
            check_entry(table, keys, index);
            check_schema(table);
            check_rows(table);
        }
    }
    void check_entry(const ListedTable& table, const std::map<std::string, std::string>& keys,
                     const std::string& index) {
        const auto wrong = [&](std::string_view what) {
            findings_.add(index, table.line,
                          base::refuse("archive_index", "Tabellen {} er beskrevet forkert: {}.",
                                       table.name, std::string(what)));
        };
        if (table.name.empty() || table.folder.empty() || table.columns.empty()) wrong("table");
        if (table.description.empty()) wrong("description");
        bool has_key = false;
        std::set<std::string> ids;
        for (const ListedColumn& column : table.columns) {
            has_key = has_key || column.name == table.key;
            if (!ids.insert(column.id).second || column.name.empty()) wrong(column.id);
            if (column.description.empty()) wrong(column.id);
            if (expected_schema_type(column.type).empty()) wrong(column.id);
        }
        if (!has_key) wrong("primaryKey");
        for (const ListedReference& reference : table.references) {
            const auto key = keys.find(reference.table);
            if (key == keys.end() || key->second != reference.referenced) wrong("foreignKey");
        }
    }
    static std::string file_of(const ListedTable& table, const char* ending) {
        return "Tables/" + table.folder + "/" + table.folder + ending;
    }
    // A folder from the index that leads elsewhere is no folder of this package.
    static bool is_plain(const std::string& folder) {
        return folder.starts_with("table") && folder.find_first_of("/\\.") == folder.npos;
    }
    void check_schema(const ListedTable& table) {
        if (!is_plain(table.folder)) return;
        const std::string file = file_of(table, ".xsd");
        std::int64_t line = 0;
        if (!fs::is_regular_file(folder_ / file)) {
            if (!listed_.contains(file)) missing(file);
            return;
        }
        const auto columns = read_table_schema(folder_ / file, line);
        if (!columns) return malformed(file, line);
        bool same = columns->size() == table.columns.size();
        for (std::size_t i = 0; same && i < columns->size(); ++i) {
            const SchemaColumn& schema = (*columns)[i];
            const ListedColumn& listed = table.columns[i];
            same = schema.id == listed.id && schema.type == expected_schema_type(listed.type) &&
                   schema.nillable == listed.nullable;
        }
        if (!same)
            findings_.add(
                file, 0,
                base::refuse("archive_schema",
                             "Skemaet har andre kolonner eller typer end tabelindekset."));
    }
    void check_rows(const ListedTable& table) {
        if (!is_plain(table.folder)) return;
        const std::string file = file_of(table, ".xml");
        if (!fs::is_regular_file(folder_ / file)) {
            if (!listed_.contains(file)) missing(file);
            return;
        }
        std::int64_t line = 0;
        RowHandler rows(table, file, line, keys_, findings_);
        if (const auto read = read_xml(folder_ / file, rows, line); !read)
            return malformed(file, line);
        if (std::to_string(rows.rows()) != table.rows)
            findings_.add(
                file, 0,
                base::refuse("archive_rows", "Tabellen har {} rækker, og der skulle være {}.",
                             std::to_string(rows.rows()), table.rows));
    }

    const fs::path folder_;
    ArchiveKeys keys_;
    Findings findings_;
    std::set<std::string> listed_;
};

}  // namespace

std::vector<ArchiveFinding> check_archive(const fs::path& folder, const fs::path& working) {
    return Check(folder, working).run();
}

}  // namespace exchange
