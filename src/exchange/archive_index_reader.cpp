#include "exchange/archive_index_reader.h"

#include <array>
#include <fstream>
#include <utility>

#include "base/text.h"

namespace exchange {
namespace {

namespace fs = std::filesystem;
using formats::XmlAttributes;
using formats::XmlHandler;

// Elements as a path of names, with the text of the innermost.
class PathHandler : public XmlHandler {
  public:
    explicit PathHandler(const std::int64_t& line) : line_(line) {}

    void start(std::string_view name, const XmlAttributes& attributes) override {
        path_.emplace_back(name);
        text_.clear();
        opened(attributes);
    }
    void text(std::string_view text) override {
        constexpr std::size_t longest = 64 * 1024;
        if (text_.size() + text.size() > longest)
            fail(base::refuse("archive_malformed", "En værdi er for lang."));
        else
            text_ += text;
    }
    void end(std::string_view) override {
        closed(base::trim(text_));
        path_.pop_back();
        text_.clear();
    }

  protected:
    virtual void opened(const XmlAttributes&) {}
    virtual void closed(const std::string& value) = 0;
    bool is(std::string_view name) const { return !path_.empty() && path_.back() == name; }
    bool within(std::string_view name) const {
        return path_.size() > 1 && path_[path_.size() - 2] == name;
    }
    std::int64_t line() const { return line_; }

  private:
    const std::int64_t& line_;
    std::vector<std::string> path_;
    std::string text_;
};

class FileIndexHandler : public PathHandler {
  public:
    FileIndexHandler(const std::int64_t& line, const std::function<void(const ListedFile&)>& take)
        : PathHandler(line), take_(take) {}

  protected:
    void opened(const XmlAttributes&) override {
        if (is("f")) file_ = {{}, {}, {}, line()};
    }
    void closed(const std::string& value) override {
        if (is("foN")) file_.folder = value;
        if (is("fiN")) file_.name = value;
        if (is("md5")) file_.md5 = value;
        if (is("f")) take_(file_);
    }

  private:
    const std::function<void(const ListedFile&)>& take_;
    ListedFile file_;
};

class TableIndexHandler : public PathHandler {
  public:
    using PathHandler::PathHandler;
    std::vector<ListedTable> tables;

  protected:
    void opened(const XmlAttributes&) override {
        if (is("table")) {
            tables.emplace_back();
            tables.back().line = line();
        }
        if (tables.empty()) return;
        if (is("column") && within("columns")) tables.back().columns.emplace_back();
        if (is("foreignKey")) tables.back().references.emplace_back();
    }
    void closed(const std::string& value) override {
        if (tables.empty()) return;
        ListedTable& table = tables.back();
        if (within("table")) {
            if (is("name")) table.name = value;
            if (is("folder")) table.folder = value;
            if (is("description")) table.description = value;
            if (is("rows")) table.rows = value;
        }
        if (within("primaryKey") && is("column")) table.key = value;
        if (within("column") && !table.columns.empty()) column_part(table.columns.back(), value);
        if (table.references.empty()) return;
        if (within("foreignKey") && is("referencedTable")) table.references.back().table = value;
        if (within("reference") && is("column")) table.references.back().column = value;
        if (within("reference") && is("referenced")) table.references.back().referenced = value;
    }

  private:
    void column_part(ListedColumn& column, const std::string& value) {
        if (is("name")) column.name = value;
        if (is("columnID")) column.id = value;
        if (is("type")) column.type = value;
        if (is("nullable")) column.nullable = value;
        if (is("description")) column.description = value;
    }
};

class ContextIndexHandler : public PathHandler {
  public:
    using PathHandler::PathHandler;
    std::vector<ListedDocument> documents;

  protected:
    void opened(const XmlAttributes&) override {
        if (!is("document")) return;
        documents.emplace_back();
        documents.back().line = line();
    }
    void closed(const std::string& value) override {
        if (documents.empty()) return;
        ListedDocument& document = documents.back();
        if (is("documentID")) document.id = value;
        if (is("documentTitle")) document.title = value;
        if (within("systemInformation") && value == "true") document.has_category = true;
    }
};

class SchemaHandler : public PathHandler {
  public:
    using PathHandler::PathHandler;
    std::vector<SchemaColumn> columns;

  protected:
    void opened(const XmlAttributes& attributes) override {
        const auto type = attributes.find("type");
        if (!is("element") || !type) return;
        columns.push_back({std::string(attributes.find("name").value_or("")), std::string(*type),
                           std::string(attributes.find("nillable").value_or("false"))});
    }
    void closed(const std::string&) override {}
};

}  // namespace

base::Result<void> read_xml(const fs::path& file, XmlHandler& handler, std::int64_t& line) {
    line = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return base::refuse("archive_file", "Filen {} kan ikke læses eller skrives.",
                            file.string());
    line = 1;
    formats::XmlParser parser(handler);
    std::array<char, 65536> buffer{};
    while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
        std::string_view rest(buffer.data(), static_cast<std::size_t>(in.gcount()));
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            const std::string_view piece = rest.substr(0, end == rest.npos ? end : end + 1);
            if (auto fed = parser.feed(piece); !fed) return fed;
            if (end != rest.npos) ++line;
            rest.remove_prefix(piece.size());
        }
    }
    return parser.finish();
}

base::Result<void> read_file_index(const fs::path& file,
                                   const std::function<void(const ListedFile&)>& take,
                                   std::int64_t& line) {
    FileIndexHandler handler(line, take);
    return read_xml(file, handler, line);
}

base::Result<std::vector<ListedTable>> read_table_index(const fs::path& file, std::int64_t& line) {
    TableIndexHandler handler(line);
    if (auto read = read_xml(file, handler, line); !read) return read.error();
    return std::move(handler.tables);
}

base::Result<std::vector<ListedDocument>> read_context_index(const fs::path& file,
                                                             std::int64_t& line) {
    ContextIndexHandler handler(line);
    if (auto read = read_xml(file, handler, line); !read) return read.error();
    return std::move(handler.documents);
}

base::Result<std::vector<SchemaColumn>> read_table_schema(const fs::path& file,
                                                          std::int64_t& line) {
    SchemaHandler handler(line);
    if (auto read = read_xml(file, handler, line); !read) return read.error();
    return std::move(handler.columns);
}

}  // namespace exchange
