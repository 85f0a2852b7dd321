#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// The part of YAML that our files use: mappings, lists and one kind of text. No anchors,
// aliases, tags, tabs, directives or second documents; everything else is refused with its line.
namespace formats {

struct YamlNode {
    enum class Kind { empty, scalar, list, mapping };
    enum class Quotes { when_needed, never };

    Kind kind = Kind::empty;
    std::string text;                     // of a scalar
    int line = 0;                         // from 1; 0 when it was not read
    std::vector<std::string> names;       // of a mapping, in order, each once
    std::vector<int> name_lines;          // their lines
    std::vector<YamlNode> children;       // of a mapping or list
    Quotes quotes = Quotes::when_needed;  // never: numbers and dates, which stand as they are

    const YamlNode* find(std::string_view name) const;

    static YamlNode scalar(std::string text, Quotes quotes = Quotes::when_needed);
    static YamlNode list();
    static YamlNode mapping();
    void add(std::string name, YamlNode child);  // to a mapping
    void add(YamlNode child);                    // to a list
};

struct YamlMistake {
    int line = 0;
    base::Error error;
};

struct YamlDocument {
    YamlNode root;
    std::vector<YamlMistake> mistakes;  // empty when the text is fine
};

inline constexpr std::size_t most_file_bytes = 256 * 1024;
inline constexpr int most_yaml_depth = 12;

// Never throws for anything in the text.
YamlDocument read_yaml(std::string_view text);

// Two spaces of indentation, one line a scalar, LF, no comments; a short list of words or a short
// mapping stands on one line as [a, b] or {a: b}. Reading it gives the same node.
std::string write_yaml(const YamlNode& root);

}  // namespace formats
