#include "formats/yaml_document.h"

#include <doctest/doctest.h>

using namespace formats;

namespace {

struct Refused {
    const char* text;
    int line;
    const char* code;
};

YamlNode scalar_document(const std::string& value) {
    YamlNode root = YamlNode::mapping();
    root.add("value", YamlNode::scalar(value));
    YamlNode list = YamlNode::list();
    list.add(YamlNode::scalar(value));
    root.add("list", std::move(list));
    return root;
}

}  // namespace

TEST_CASE("reads the part of YAML that our files use") {
    const YamlDocument document = read_yaml(
        "# a comment\nkey: one\nlist: [a, b c]\nwords: {da: \"x: y\", en: 'it''s'}\nblock:\n"
        "  - name: first\n    number: 2\n  - name: second\n");
    REQUIRE(document.mistakes.empty());
    const YamlNode& root = document.root;
    REQUIRE(root.kind == YamlNode::Kind::mapping);
    CHECK(root.names == std::vector<std::string>{"key", "list", "words", "block"});
    CHECK(root.name_lines == std::vector<int>{2, 3, 4, 5});
    CHECK(root.find("list")->children.at(1).text == "b c");
    CHECK(root.find("words")->find("da")->text == "x: y");
    CHECK(root.find("words")->find("en")->text == "it's");
    CHECK(root.find("block")->children.at(1).line == 8);
    CHECK(root.find("missing") == nullptr);
}

TEST_CASE("refuses the rest with its line") {
    for (const Refused& refused : {Refused{"a: 1\n\tb: 2\n", 2, "tab"},
                                   Refused{"a: 1\nb: \"x\ty\"\n", 2, "tab"},
                                   Refused{"a: &anchor 1\nb: 2\n", 1, "anchor"},
                                   Refused{"a: 1\nb: &x [1]\n", 2, "anchor"},
                                   Refused{"a: &x 1\nb: *x\n", 1, "anchor"},
                                   Refused{"a: !!str 1\n", 1, "tag"},
                                   Refused{"a: 1\nb: ! x\n", 2, "tag"},
                                   Refused{"a: !custom {b: c}\n", 1, "tag"},
                                   Refused{"a: 1\nb: 2\na: 3\n", 3, "twice"},
                                   Refused{"a: {x: 1, x: 2}\n", 1, "twice"},
                                   Refused{"a: [1, 2\nb: 3\n", 2, "yaml"},
                                   Refused{"a: \"open\n", 1, "open_quote"},
                                   Refused{"a: 1\nb: 'it''s\n", 2, "open_quote"},
                                   Refused{"a: 1\nb: \"x\\\"\n", 2, "open_quote"},
                                   Refused{"", 0, "empty_file"},
                                   Refused{"a: 1\n---\nb: 2\n", 3, "second_document"},
                                   Refused{"? [x]\n: y\n", 1, "name_expected"},
                                   Refused{"a: \x01\n", 1, "control_character"},
                                   Refused{"a: 1\nb: \xff\n", 2, "utf8"},
                                   Refused{"\xef\xbb\xbf"
                                           "a: 1\n",
                                           1, "control_character"}}) {
        CAPTURE(std::string(refused.text));
        const YamlDocument document = read_yaml(refused.text);
        REQUIRE_FALSE(document.mistakes.empty());
        CHECK(document.mistakes.front().error.code == refused.code);
        CHECK(document.mistakes.front().line == refused.line);
    }
}

TEST_CASE("refuses what is too large or too deep") {
    const YamlDocument large = read_yaml(std::string(most_file_bytes + 1, 'a'));
    REQUIRE(large.mistakes.size() == 1);
    CHECK(large.mistakes[0].error.code == "too_large");
    CHECK(read_yaml("a: " + std::string(most_file_bytes - 3, 'a')).mistakes.empty());

    std::string deep = "a: ";
    for (int i = 0; i < most_yaml_depth; ++i) deep += "[";
    for (int i = 0; i < most_yaml_depth; ++i) deep += "]";
    CHECK(read_yaml(deep).mistakes.at(0).error.code == "too_deep");
    CHECK(read_yaml("a: [[[[1]]]]\n").mistakes.empty());
    CHECK(read_yaml("a: " + std::string(100'000, '[')).mistakes.at(0).error.code == "too_deep");
    std::string indented;
    for (int i = 0; i < 400; ++i)
        indented += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
    CHECK_FALSE(read_yaml(indented).mistakes.empty());
    CHECK_FALSE(read_yaml(std::string(20'000, '-') + " a").mistakes.size() > 100);
}

TEST_CASE("reports several mistakes, but not without end") {
    CHECK(read_yaml("a: &x 1\nb: &y 2\nc: !z 3\n").mistakes.size() == 3);
    std::string many;
    for (int i = 0; i < 5000; ++i) many += "a" + std::to_string(i) + ": &x 1\n";
    CHECK(read_yaml(many).mistakes.size() == 100);
}

TEST_CASE("every text that is written is read again as it was") {
    for (const std::string value : {"plain",       "Ære, øl & ål",
                                    "with: colon", "ends:",
                                    "#hash",       "a #comment",
                                    "a#b",         "- dash",
                                    "-dash",       "? q",
                                    "true",        "No",
                                    "null",        "~",
                                    "12",          "-3.5",
                                    "2024-08-01",  "1e5",
                                    "0x1F",        "\"quoted\"",
                                    "it's",        "'single'",
                                    "back\\slash", "a, b",
                                    "[x]",         "{y}",
                                    "x]",          "line\nbreak",
                                    "&amp",        "*star",
                                    "!bang",       "%percent",
                                    "@at",         "`tick",
                                    "|pipe",       ">fold",
                                    "=",           "<",
                                    "...",         "---",
                                    "--- x",       "\u2028separator",
                                    "\u0085next",  "12:30",
                                    "1_000",       ".5",
                                    "+4",          "+",
                                    "kl. 18.00",   "50 %",
                                    "a:b",         ":x",
                                    ",x",          "x,",
                                    "  ",          "trailing "}) {
        CAPTURE(value);
        const std::string text = write_yaml(scalar_document(value));
        CAPTURE(text);
        const YamlDocument document = read_yaml(text);
        REQUIRE(document.mistakes.empty());
        CHECK(document.root.find("value")->text == value);
        CHECK(document.root.find("list")->children.at(0).text == value);
    }
}

TEST_CASE("short values stand on one line, longer ones below each other") {
    YamlNode words = YamlNode::mapping();
    words.add("da", YamlNode::scalar("kort"));
    words.add("en", YamlNode::scalar("short"));
    YamlNode root = YamlNode::mapping();
    root.add("name", words);
    words.children[0].text = std::string(61, 'x');
    root.add("text", words);
    YamlNode items = YamlNode::list();
    YamlNode item = YamlNode::mapping();
    item.add("key", YamlNode::scalar("a"));
    item.add("empty", YamlNode::list());
    items.add(item);
    root.add("items", items);
    YamlNode outer = YamlNode::mapping();
    outer.add("inner", items);
    root.add("outer", outer);
    CHECK(write_yaml(root) ==
          "name: {da: kort, en: short}\n"
          "text:\n"
          "  da: " +
              std::string(61, 'x') +
              "\n"
              "  en: short\n"
              "items:\n"
              "  - key: a\n"
              "    empty: []\n"
              "outer:\n"
              "  inner:\n"
              "    - {key: a, empty: []}\n");
}
