#include "formats/xlsx_package.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace formats {

namespace {

constexpr std::size_t most_styles = 100'000;

base::Error not_a_workbook() {
    return base::refuse("xlsx_not_a_workbook", "Filen er ikke et regneark (.xlsx).");
}

struct Relationship {
    std::string id;
    std::string type;  // the last part of its address, e.g. "worksheet"
    std::string target;
    bool is_external = false;
};

class RelationshipHandler : public XmlHandler {
  public:
    std::vector<Relationship> relationships;

    void start(std::string_view name, const XmlAttributes& attributes) override {
        if (name != "Relationship") return;
        const std::string_view type = attributes.find("Type").value_or("");
        relationships.push_back(
            {std::string(attributes.find("Id").value_or("")),
             std::string(type.substr(type.rfind('/') + 1)),
             std::string(attributes.find("Target").value_or("")),
             attributes.find("TargetMode").value_or("") == std::string_view("External")});
    }
};

bool is_true(std::optional<std::string_view> value) {
    return value && (*value == "1" || *value == "true" || *value == "on");
}

class WorkbookHandler : public XmlHandler {
  public:
    struct Sheet {
        std::string name;
        std::string relationship_id;
        bool is_hidden = false;
    };
    std::vector<Sheet> sheets;
    DateSystem date_system = DateSystem::from_1900;

    void start(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "sheet") {
            sheets.push_back({std::string(attributes.find("name").value_or("")),
                              std::string(attributes.find("id").value_or("")),
                              attributes.find("state").value_or("visible") != "visible"});
        } else if (name == "workbookPr" && is_true(attributes.find("date1904"))) {
            date_system = DateSystem::from_1904;
        }
    }
};

std::optional<unsigned> parse_unsigned(std::string_view text) {
    unsigned value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

class StyleHandler : public XmlHandler {
  public:
    std::vector<NumberDisplay> displays;

    void start(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "numFmt") {
            const auto id = parse_unsigned(attributes.find("numFmtId").value_or(""));
            const std::string_view code = attributes.find("formatCode").value_or("");
            if (id) own_formats_[*id] = display_of_format_code(code);
        } else if (name == "cellXfs") {
            in_cell_styles_ = true;
        } else if (name == "xf" && in_cell_styles_) {
            add_style(parse_unsigned(attributes.find("numFmtId").value_or("0")).value_or(0));
        }
    }
    void end(std::string_view name) override {
        if (name == "cellXfs") in_cell_styles_ = false;
    }

  private:
    void add_style(unsigned format_id) {
        if (displays.size() == most_styles) return fail(not_a_workbook());
        const auto own = own_formats_.find(format_id);
        displays.push_back(own != own_formats_.end() ? own->second
                                                     : display_of_builtin_format(format_id));
    }

    std::map<unsigned, NumberDisplay> own_formats_;
    bool in_cell_styles_ = false;
};

class SharedTextHandler : public XmlHandler {
  public:
    explicit SharedTextHandler(const XlsxLimits& limits) : limits_(limits) {}

    std::vector<std::string> texts;

    void start(std::string_view name, const XmlAttributes&) override {
        if (name == "si") {
            text_.clear();
            if (texts.size() == limits_.shared_texts) fail(too_many());
        }
        if (name == "rPh") in_phonetic_ = true;
        if (name == "t") in_text_ = !in_phonetic_;
    }
    void end(std::string_view name) override {
        if (name == "t") in_text_ = false;
        if (name == "rPh") in_phonetic_ = false;
        if (name == "si") texts.push_back(decode_escapes(text_));
    }
    void text(std::string_view text) override {
        if (!in_text_) return;
        total_bytes_ += text.size();
        if (total_bytes_ > limits_.shared_text_bytes) return fail(too_many());
        if (text_.size() + text.size() > limits_.cell_bytes) {
            return fail(base::refuse("xlsx_cell_too_long", "En celle fylder mere end {} byte.",
                                     std::to_string(limits_.cell_bytes)));
        }
        text_ += text;
    }

  private:
    static base::Error too_many() {
        return base::refuse("xlsx_too_many_texts", "Regnearket indeholder for megen tekst.");
    }

    const XlsxLimits& limits_;
    std::string text_;
    std::size_t total_bytes_ = 0;
    bool in_text_ = false;
    bool in_phonetic_ = false;
};

std::string folder_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? "" : path.substr(0, slash + 1));
}

// The path in the archive of a target written relative to the part `from`.
std::string resolve(std::string_view from, std::string_view target) {
    if (!target.empty() && target.front() == '/') return std::string(target.substr(1));
    std::string folder = folder_of(from);
    while (target.substr(0, 3) == "../" && !folder.empty()) {
        target.remove_prefix(3);
        folder.pop_back();
        folder = folder_of(folder);
    }
    return folder + std::string(target);
}

base::Result<std::vector<Relationship>> read_relationships(ZipArchive& archive,
                                                           std::string_view part) {
    const std::string folder = folder_of(part);
    const std::string path = folder + "_rels/" + std::string(part.substr(folder.size())) + ".rels";
    RelationshipHandler handler;
    if (auto parsed = parse_part(archive, path, handler); !parsed) return parsed.error();
    return std::move(handler.relationships);
}

base::Result<std::string> workbook_path(ZipArchive& archive) {
    if (!archive.contains("_rels/.rels")) return not_a_workbook();
    const auto relationships = read_relationships(archive, "");
    if (!relationships) return relationships.error();
    for (const Relationship& relationship : *relationships) {
        if (relationship.type == "officeDocument" && !relationship.is_external) {
            return resolve("", relationship.target);
        }
    }
    return not_a_workbook();
}

base::Result<void> refuse_active_content(const ZipArchive& archive) {
    for (const std::string& name : archive.names()) {
        if (name.find("externalLinks/") != std::string::npos) {
            return base::refuse("xlsx_external_link",
                                "Regnearket henter data fra en anden fil. Gem det med værdier i "
                                "stedet for henvisninger og prøv igen.");
        }
        if (name.find("vbaProject") != std::string::npos ||
            name.find("macrosheets/") != std::string::npos) {
            return base::refuse("xlsx_macros",
                                "Regnearket indeholder makroer. Gem det som .xlsx og prøv igen.");
        }
    }
    return {};
}

base::Result<const WorkbookHandler::Sheet*> choose_sheet(
    const std::vector<WorkbookHandler::Sheet>& sheets, const std::string& wanted) {
    for (const WorkbookHandler::Sheet& sheet : sheets) {
        if (wanted.empty() ? !sheet.is_hidden : sheet.name == wanted) return &sheet;
    }
    if (wanted.empty()) {
        return base::refuse("xlsx_sheet_missing", "Regnearket har ingen synlige ark.");
    }
    return base::refuse("xlsx_sheet_missing", "Regnearket har intet ark med navnet »{}«.", wanted);
}

const Relationship* find_by_id(const std::vector<Relationship>& relationships,
                               std::string_view id) {
    const auto found =
        std::find_if(relationships.begin(), relationships.end(),
                     [&](const Relationship& relationship) { return relationship.id == id; });
    return found == relationships.end() ? nullptr : &*found;
}

// Styles and shared texts; a workbook may lack both.
base::Result<void> read_shared_parts(ZipArchive& archive, std::string_view workbook_part,
                                     const std::vector<Relationship>& relationships,
                                     const XlsxLimits& limits, Workbook& workbook) {
    for (const Relationship& relationship : relationships) {
        const std::string path = resolve(workbook_part, relationship.target);
        if (relationship.is_external || !archive.contains(path)) continue;
        if (relationship.type == "styles") {
            StyleHandler handler;
            if (auto parsed = parse_part(archive, path, handler); !parsed) return parsed;
            workbook.displays = std::move(handler.displays);
        } else if (relationship.type == "sharedStrings") {
            SharedTextHandler handler(limits);
            if (auto parsed = parse_part(archive, path, handler); !parsed) return parsed;
            workbook.shared_texts = std::move(handler.texts);
        }
    }
    return {};
}

}  // namespace

base::Result<void> parse_part(ZipArchive& archive, std::string_view path, XmlHandler& handler) {
    XmlParser parser(handler);
    auto fed = archive.read(path, [&](std::string_view bytes) { return parser.feed(bytes); });
    return fed ? parser.finish() : fed;
}

base::Result<Workbook> read_workbook(ZipArchive& archive, const XlsxOptions& options) {
    if (auto checked = refuse_active_content(archive); !checked) return checked.error();
    const auto path = workbook_path(archive);
    if (!path) return path.error();
    if (!archive.contains(*path)) return not_a_workbook();
    WorkbookHandler handler;
    if (auto parsed = parse_part(archive, *path, handler); !parsed) return parsed.error();
    const auto relationships = read_relationships(archive, *path);
    if (!relationships) return relationships.error();
    const auto sheet = choose_sheet(handler.sheets, options.sheet_name);
    if (!sheet) return sheet.error();
    const Relationship* target = find_by_id(*relationships, (*sheet)->relationship_id);
    if (target == nullptr || target->is_external || target->type != "worksheet") {
        return not_a_workbook();
    }
    Workbook workbook;
    workbook.sheet_name = (*sheet)->name;
    workbook.sheet_path = resolve(*path, target->target);
    workbook.date_system = handler.date_system;
    auto shared = read_shared_parts(archive, *path, *relationships, options.limits, workbook);
    if (!shared) return shared.error();
    return workbook;
}

std::string decode_escapes(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned sign = 0;
        const bool has_frame =
            i + 7 <= text.size() && text[i] == '_' && text[i + 1] == 'x' && text[i + 6] == '_';
        const char* first = text.data() + i + 2;
        if (!has_frame || std::from_chars(first, first + 4, sign, 16).ptr != first + 4) {
            decoded += text[i];
            continue;
        }
        i += 6;
        // Other control characters have no meaning in a table; signs beyond ASCII aren't written
        // this way.
        if (sign == '\t' || sign == '\n' || sign == '\r' || (sign >= ' ' && sign < 0x7F)) {
            decoded += static_cast<char>(sign);
        }
    }
    return decoded;
}

}  // namespace formats
