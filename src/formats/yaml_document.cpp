#include "formats/yaml_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "base/text.h"
#include "base/utf8.h"

namespace formats {

const YamlNode* YamlNode::find(std::string_view name) const {
    const auto place = std::find(names.begin(), names.end(), name);
    return place == names.end() ? nullptr
                                : &children[static_cast<std::size_t>(place - names.begin())];
}

YamlNode YamlNode::scalar(std::string text, Quotes quotes) {
    YamlNode node;
    node.kind = Kind::scalar;
    node.text = std::move(text);
    node.quotes = quotes;
    return node;
}

YamlNode YamlNode::list() {
    YamlNode node;
    node.kind = Kind::list;
    return node;
}

YamlNode YamlNode::mapping() {
    YamlNode node;
    node.kind = Kind::mapping;
    return node;
}

void YamlNode::add(std::string name, YamlNode child) {
    names.push_back(std::move(name));
    name_lines.push_back(0);
    children.push_back(std::move(child));
}

void YamlNode::add(YamlNode child) {
    children.push_back(std::move(child));
}

namespace {

constexpr std::size_t most_mistakes = 100;

// Builds the tree from the parser's events; what our files do not use becomes a mistake.
class TreeBuilder : public YAML::EventHandler {
  public:
    TreeBuilder(std::string_view source, YamlDocument& document)
        : source_(source), document_(document) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        check_properties(mark, "", anchor);
        place(YamlNode{}, mark, "");
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        mistake(mark, base::refuse("alias", "Henvisninger med * bruges ikke her. Skriv værdien."));
        place(YamlNode{}, mark, "");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check_properties(mark, tag, anchor);
        check_closing_quote(mark);
        place(YamlNode::scalar(value), mark, value);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        check_properties(mark, tag, anchor);
        open(YamlNode::list(), mark);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        check_properties(mark, tag, anchor);
        open(YamlNode::mapping(), mark);
    }
    void OnMapEnd() override { close(); }

  private:
    // A collection that is not finished. In a mapping every second node is a name.
    struct Open {
        YamlNode node;
        bool name_next = true;
        std::string name;
        int name_line = 0;
        bool skip_value = false;
    };

    static int line_of(const YAML::Mark& mark) { return mark.line + 1; }

    void mistake(const YAML::Mark& mark, base::Error error) {
        if (document_.mistakes.size() < most_mistakes) {
            document_.mistakes.push_back({line_of(mark), std::move(error)});
        }
    }

    void check_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0) {
            mistake(mark, base::refuse("anchor", "Ankre med & bruges ikke her. Skriv værdien."));
        }
        const auto position = static_cast<std::size_t>(std::max(mark.pos, 0));
        const bool marked = position < source_.size() && source_[position] == '!';
        if (marked || (!tag.empty() && tag != "?" && tag != "!")) {
            mistake(mark, base::refuse("tag", "Typer med ! bruges ikke her. Skriv kun værdien."));
        }
    }

    // The parser lets a quotation run to the end of the file without a word.
    void check_closing_quote(const YAML::Mark& mark) {
        const auto begin = static_cast<std::size_t>(std::max(mark.pos, 0));
        if (begin >= source_.size()) return;
        const char quote = source_[begin];
        if (quote != '"' && quote != '\'') return;
        for (std::size_t i = begin + 1; i < source_.size(); ++i) {
            if (quote == '"' && source_[i] == '\\') {
                ++i;
            } else if (source_[i] == quote) {
                // Two single quotes stand for one.
                if (quote == '"' || i + 1 == source_.size() || source_[i + 1] != quote) return;
                ++i;
            }
        }
        mistake(mark, base::refuse("open_quote", "Et anførselstegn mangler sin afslutning."));
    }

    void open(YamlNode node, const YAML::Mark& mark) {
        node.line = line_of(mark);
        if (open_.size() + 1 == static_cast<std::size_t>(most_yaml_depth)) {
            mistake(mark, base::refuse("too_deep", "Der er for mange niveauer inde i hinanden."));
        }
        open_.emplace_back();
        open_.back().node = std::move(node);
    }

    void close() {
        YamlNode node = std::move(open_.back().node);
        open_.pop_back();
        attach(std::move(node), "");
    }

    void place(YamlNode node, const YAML::Mark& mark, const std::string& value) {
        node.line = line_of(mark);
        attach(std::move(node), value);
    }

    void attach(YamlNode node, const std::string& value) {
        if (open_.empty()) {
            document_.root = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (parent.node.kind == YamlNode::Kind::list) {
            parent.node.children.push_back(std::move(node));
        } else if (parent.name_next) {
            begin_field(parent, node, value);
        } else {
            end_field(parent, std::move(node));
        }
    }

    void begin_field(Open& parent, const YamlNode& node, const std::string& value) {
        parent.name = value;
        parent.name_line = node.line;
        parent.skip_value = false;
        parent.name_next = false;
        if (node.kind != YamlNode::Kind::scalar || value.empty()) {
            parent.skip_value = true;
            add_at(node.line, base::refuse("name_expected", "Forventet: et feltnavn."));
        } else if (parent.node.find(value)) {
            parent.skip_value = true;
            add_at(node.line, base::refuse("twice", "»{}« står der to gange.", value));
        }
    }

    void end_field(Open& parent, YamlNode node) {
        parent.name_next = true;
        if (parent.skip_value) return;
        // Nothing after the colon: the parser is already at what follows.
        if (node.kind == YamlNode::Kind::empty) node.line = parent.name_line;
        parent.node.names.push_back(parent.name);
        parent.node.name_lines.push_back(parent.name_line);
        parent.node.children.push_back(std::move(node));
    }

    void add_at(int line, base::Error error) {
        if (document_.mistakes.size() < most_mistakes) {
            document_.mistakes.push_back({line, std::move(error)});
        }
    }

    std::string_view source_;
    YamlDocument& document_;
    std::vector<Open> open_;
};

// What is wrong with the bytes, before any of it is understood as YAML.
void check_bytes(std::string_view text, YamlDocument& document) {
    if (text.size() > most_file_bytes) {
        document.mistakes.push_back(
            {0, base::refuse("too_large", "Filen er for stor. Højst {} KiB.",
                             std::to_string(most_file_bytes / 1024))});
        return;
    }
    int line = 1;
    for (std::size_t position = 0; position < text.size();) {
        const base::Utf8Character character = base::read_utf8(text, position);
        const char32_t c = character.code_point;
        if (!character.valid) {
            document.mistakes.push_back(
                {line, base::refuse("utf8", "Filen er ikke skrevet i UTF-8.")});
            return;
        }
        if (c == U'\t') {
            document.mistakes.push_back(
                {line, base::refuse("tab", "Linjen indeholder et tabulatortegn. Brug mellemrum.")});
        } else if ((c < 0x20 && c != U'\n' && c != U'\r') || c == 0x7F || c == 0xFEFF) {
            document.mistakes.push_back(
                {line, base::refuse("control_character",
                                    "Teksten indeholder tegn, der ikke kan vises.")});
        }
        if (document.mistakes.size() >= most_mistakes) return;
        if (c == U'\n') ++line;
        position += character.bytes;
    }
}

// The parser in use follows nesting with its own stack and time; brackets inside brackets beyond
// any sensible depth are refused before it sees them.
bool nests_too_deeply(std::string_view text) {
    int depth = 0;
    for (const char c : text) {
        if (c == '[' || c == '{') ++depth;
        if ((c == ']' || c == '}') && depth > 0) --depth;
        if (depth > 200) return true;
    }
    return false;
}

}  // namespace

YamlDocument read_yaml(std::string_view text) {
    YamlDocument document;
    check_bytes(text, document);
    if (document.mistakes.empty() && nests_too_deeply(text)) {
        document.mistakes.push_back(
            {0, base::refuse("too_deep", "Der er for mange niveauer inde i hinanden.")});
    }
    if (!document.mistakes.empty()) return document;
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        TreeBuilder builder(text, document);
        if (!parser.HandleNextDocument(builder)) {
            document.mistakes.push_back({0, base::refuse("empty_file", "Filen er tom.")});
            return document;
        }
        YamlDocument rest;
        TreeBuilder rest_builder(text, rest);
        if (parser.HandleNextDocument(rest_builder)) {
            document.mistakes.push_back(
                {rest.root.line, base::refuse("second_document",
                                              "Filen må kun indeholde ét dokument (fjern ---).")});
        }
    } catch (const YAML::Exception& failure) {
        const int line = failure.mark.is_null() ? 0 : failure.mark.line + 1;
        document.mistakes.push_back(
            {line, base::refuse("yaml",
                                "Linjen kan ikke læses som YAML ({}). Tjek indrykning, kolon og "
                                "anførselstegn.",
                                failure.msg)});
    }
    return document;
}

namespace {

bool is_one_of_the_words(std::string_view text) {
    constexpr std::array<std::string_view, 18> words = {
        "null",  "Null", "NULL", "~",  "true", "True", "TRUE", "false", "False",
        "FALSE", "yes",  "Yes",  "no", "No",   "on",   "On",   "off",   "Off"};
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool looks_like_a_number(std::string_view text) {
    const char first = text.front();
    if (first == '+' || first == '-' || first == '.') {
        return text.size() > 1 && text[1] >= '0' && text[1] <= '9';
    }
    return first >= '0' && first <= '9' &&
           text.find_first_not_of("0123456789.,:-_eExXoO+") == std::string_view::npos;
}

bool needs_quotes(std::string_view text) {
    if (text.empty() || is_one_of_the_words(text) || looks_like_a_number(text)) return true;
    constexpr std::string_view at_start = " -?:,[]{}#&*!|>'\"%@`=~<";
    return at_start.find(text.front()) != text.npos || text.starts_with("...") ||
           text.back() == ' ' || text.back() == ':' || text.find(": ") != text.npos ||
           text.find(" #") != text.npos;
}

void append_hexadecimal(std::string& out, char32_t code_point, int digits) {
    constexpr std::string_view signs = "0123456789ABCDEF";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        out += signs[(code_point >> shift) & 0xF];
    }
}

bool must_be_escaped(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (std::size_t position = 0; position < text.size();) {
        const base::Utf8Character character = base::read_utf8(text, position);
        const char32_t c = character.code_point;
        if (c == U'"' || c == U'\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == U'\n') {
            out += "\\n";
        } else if (must_be_escaped(c)) {
            out += c <= 0xFF ? "\\x" : "\\u";
            append_hexadecimal(out, c, c <= 0xFF ? 2 : 4);
        } else {
            out += text.substr(position, character.bytes);
        }
        position += character.bytes;
    }
    return out + "\"";
}

enum class Place { own_line, in_brackets };

std::string scalar_text(const YamlNode& node, Place place) {
    if (node.quotes == YamlNode::Quotes::never) return node.text;
    bool quote = needs_quotes(node.text);
    for (std::size_t position = 0; !quote && position < node.text.size();) {
        const base::Utf8Character character = base::read_utf8(node.text, position);
        quote = must_be_escaped(character.code_point);
        position += character.bytes;
    }
    if (place == Place::in_brackets) {
        quote = quote || node.text.find_first_of(",[]{}") != std::string::npos;
    }
    return quote ? in_quotes(node.text) : node.text;
}

std::string in_brackets(const YamlNode& node) {
    std::string out;
    switch (node.kind) {
        case YamlNode::Kind::empty:
            return "null";
        case YamlNode::Kind::scalar:
            return scalar_text(node, Place::in_brackets);
        case YamlNode::Kind::list:
            for (const YamlNode& child : node.children) {
                out += (out.empty() ? "" : ", ") + in_brackets(child);
            }
            return "[" + out + "]";
        case YamlNode::Kind::mapping:
            for (std::size_t i = 0; i < node.names.size(); ++i) {
                out += (out.empty() ? "" : ", ") + node.names[i] + ": ";
                out += in_brackets(node.children[i]);
            }
            return "{" + out + "}";
    }
    return out;
}

constexpr std::size_t widest_line = 90;
constexpr std::size_t longest_text_in_brackets = 60;

bool is_collection(const YamlNode& node) {
    return node.kind == YamlNode::Kind::list || node.kind == YamlNode::Kind::mapping;
}

// Text in languages is for reading: it gets lines of its own unless it is short.
bool is_text_in_languages(const YamlNode& node) {
    return node.find("da") != nullptr;
}

bool is_short(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::list) {
        return std::none_of(node.children.begin(), node.children.end(), is_collection);
    }
    if (node.kind != YamlNode::Kind::mapping) return true;
    const bool words = is_text_in_languages(node);
    return std::all_of(node.children.begin(), node.children.end(), [&](const YamlNode& child) {
        return is_short(child) &&
               (!words || base::length_in_characters(child.text) <= longest_text_in_brackets);
    });
}

std::string scalar_or_null(const YamlNode& node) {
    return node.kind == YamlNode::Kind::scalar ? scalar_text(node, Place::own_line) : "null";
}

// The whole value on the rest of the line, or empty when it needs lines of its own.
std::string on_the_line(const YamlNode& node, std::size_t used) {
    if (!is_collection(node)) return scalar_or_null(node);
    if (node.children.empty()) return in_brackets(node);
    if (!is_short(node)) return {};
    std::string line = in_brackets(node);
    return used + base::length_in_characters(line) <= widest_line ? line : std::string();
}

enum class Items { may_be_short, always_block };

void write_fields(std::string& out, const YamlNode& mapping, std::size_t indentation, Items items,
                  std::size_t first_indented);

void write_item(std::string& out, const YamlNode& item, std::size_t indentation, Items items) {
    out.append(indentation, ' ');
    out += "- ";
    const bool block = items == Items::always_block && item.kind == YamlNode::Kind::mapping;
    const std::string line = block ? "" : on_the_line(item, indentation + 2);
    if (!line.empty()) {
        out += line + "\n";
    } else if (item.kind == YamlNode::Kind::mapping && !item.children.empty()) {
        write_fields(out, item, indentation + 2, Items::may_be_short, 1);
    } else {
        out += in_brackets(item) + "\n";
    }
}

// The fields one under the other; those before `first_indented` follow what already stands on the
// line.
void write_fields(std::string& out, const YamlNode& mapping, std::size_t indentation, Items items,
                  std::size_t first_indented) {
    for (std::size_t i = 0; i < mapping.names.size(); ++i) {
        if (i >= first_indented) out.append(indentation, ' ');
        out += mapping.names[i] + ":";
        const YamlNode& value = mapping.children[i];
        const bool block = items == Items::always_block && value.kind == YamlNode::Kind::list &&
                           std::any_of(value.children.begin(), value.children.end(), is_collection);
        const std::string line =
            block ? "" : on_the_line(value, indentation + mapping.names[i].size() + 2);
        if (!line.empty()) {
            out += " " + line + "\n";
        } else if (value.kind == YamlNode::Kind::mapping) {
            out += '\n';
            write_fields(out, value, indentation + 2, Items::may_be_short, 0);
        } else {
            out += '\n';
            for (const YamlNode& item : value.children)
                write_item(out, item, indentation + 2, items);
        }
    }
}

}  // namespace

std::string write_yaml(const YamlNode& root) {
    std::string out;
    if (root.kind == YamlNode::Kind::mapping && !root.children.empty()) {
        write_fields(out, root, 0, Items::always_block, 0);
    } else {
        out = in_brackets(root) + "\n";
    }
    return out;
}

}  // namespace formats
