#include "formats/yaml_fields.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace formats {

namespace {

std::optional<int> whole_number(std::string_view text) {
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string expected_names(const std::vector<std::string_view>& names) {
    std::string all;
    for (const std::string_view name : names) {
        if (!all.empty()) all += ", ";
        all += name;
    }
    return all;
}

base::Error fields_expected() {
    return base::refuse("fields_expected", "Forventet: felter med navn og værdi.");
}

}  // namespace

std::string YamlFields::path_of(std::string_view name) const {
    if (name.empty()) return path_;
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void YamlFields::add(int line, std::string field, base::Error error) {
    mistakes_.push_back({file_, line, std::move(field), std::move(error)});
}

void YamlFields::wrong(std::string_view name, base::Error error) {
    int line = mapping_.line;
    for (std::size_t i = 0; i < mapping_.names.size(); ++i) {
        if (mapping_.names[i] == name) line = mapping_.name_lines[i];
    }
    add(line, path_of(name), std::move(error));
}

const YamlNode* YamlFields::find(std::string_view name) {
    known_.push_back(name);
    return mapping_.find(name);
}

const YamlNode* YamlFields::scalar(std::string_view name) {
    const YamlNode* node = find(name);
    if (!node || node->kind == YamlNode::Kind::scalar) return node;
    if (node->kind == YamlNode::Kind::empty) {
        wrong(name,
              base::refuse("empty_value", "Feltet er tomt. Skriv en værdi, eller fjern det."));
    } else {
        wrong(name, base::refuse("text_expected", "Forventet: en tekst eller et tal."));
    }
    return nullptr;
}

std::string YamlFields::optional_text(std::string_view name) {
    const YamlNode* node = scalar(name);
    return node ? base::trim(node->text) : std::string();
}

std::string YamlFields::text(std::string_view name) {
    std::string value = optional_text(name);
    if (value.empty()) wrong(name, base::refuse("required", "Feltet skal udfyldes."));
    return value;
}

std::optional<int> YamlFields::optional_number(std::string_view name, int least, int most) {
    const YamlNode* node = scalar(name);
    if (!node) return std::nullopt;
    const std::optional<int> number = whole_number(base::trim(node->text));
    if (!number || *number < least || *number > most) {
        wrong(name, base::refuse("number_range", "Forventet: et helt tal fra {} til {}.",
                                 std::to_string(least), std::to_string(most)));
        return std::nullopt;
    }
    return number;
}

int YamlFields::number(std::string_view name, int least, int most) {
    if (!mapping_.find(name)) {
        known_.push_back(name);
        wrong(name, base::refuse("required", "Feltet skal udfyldes."));
        return least;
    }
    return optional_number(name, least, most).value_or(least);
}

bool YamlFields::optional_yes(std::string_view name) {
    const std::string value = optional_text(name);
    if (!value.empty() && value != "yes" && value != "no") {
        wrong(name, base::refuse("yes_or_no", "Forventet: yes eller no."));
    }
    return value == "yes";
}

bool YamlFields::yes_or_no(std::string_view name) {
    if (!mapping_.find(name)) wrong(name, base::refuse("required", "Feltet skal udfyldes."));
    return optional_yes(name);
}

std::optional<base::Date> YamlFields::optional_date(std::string_view name) {
    const std::string value = optional_text(name);
    if (value.empty()) return std::nullopt;
    const std::optional<base::Date> date = base::parse_date(value);
    if (!date) {
        wrong(name,
              base::refuse("day_expected", "»{}« er ikke en dato. Forventet: 2024-08-01.", value));
    }
    return date;
}

void YamlFields::each_text(std::string_view name, const TakeText& take) {
    const YamlNode* node = find(name);
    if (!node) return;
    if (node->kind != YamlNode::Kind::list) {
        wrong(name, base::refuse("list_expected", "Forventet: en liste."));
        return;
    }
    for (std::size_t i = 0; i < node->children.size(); ++i) {
        const YamlNode& child = node->children[i];
        const std::string path = path_of(name) + "[" + std::to_string(i + 1) + "]";
        if (child.kind != YamlNode::Kind::scalar) {
            add(child.line, path,
                base::refuse("text_expected", "Forventet: en tekst eller et tal."));
        } else if (auto error = take(base::trim(child.text))) {
            add(child.line, path, std::move(*error));
        }
    }
}

void YamlFields::each(std::string_view name, const std::function<void(YamlFields&)>& take) {
    const YamlNode* node = find(name);
    if (!node || node->kind != YamlNode::Kind::list) {
        wrong(name, base::refuse("list_expected", "Forventet: en liste."));
        return;
    }
    for (std::size_t i = 0; i < node->children.size(); ++i) {
        const YamlNode& child = node->children[i];
        const std::string path = path_of(name) + "[" + std::to_string(i + 1) + "]";
        if (child.kind != YamlNode::Kind::mapping) {
            add(child.line, path, fields_expected());
            continue;
        }
        YamlFields entry(child, file_, path, mistakes_);
        take(entry);
        entry.finish();
    }
}

void YamlFields::finish() {
    for (std::size_t i = 0; i < mapping_.names.size(); ++i) {
        const std::string& name = mapping_.names[i];
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        add(mapping_.name_lines[i], path_of(name),
            base::refuse("unknown_field", "Feltet »{}« kendes ikke her. Forventet: {}.", name,
                         expected_names(known_)));
    }
}

void read_yaml_fields(std::string_view file, std::string_view text, Mistakes& mistakes,
                      const std::function<void(YamlFields&)>& take) {
    const YamlDocument document = read_yaml(text);
    for (const YamlMistake& mistake : document.mistakes) {
        mistakes.push_back({std::string(file), mistake.line, "", mistake.error});
    }
    if (document.root.kind != YamlNode::Kind::mapping) {
        if (document.mistakes.empty()) {
            mistakes.push_back({std::string(file), document.root.line, "", fields_expected()});
        }
        return;
    }
    YamlFields fields(document.root, std::string(file), "", mistakes);
    take(fields);
    fields.finish();
}

}  // namespace formats
