#include "initiatives/catalogue_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "initiatives/catalogue_fields.h"

namespace initiatives {

namespace {

constexpr std::array<std::string_view, 11> all_list_files = {
    "municipality.yaml", "goals.yaml",         "prevention_levels.yaml",
    "principles.yaml",   "target_groups.yaml", "partners.yaml",
    "units.yaml",        "districts.yaml",     "forums.yaml",
    "year_wheel.yaml",   "glossary.yaml"};

constexpr std::string_view initiative_folder = "initiatives/";
constexpr std::string_view extension = ".yaml";

std::string_view stem_of(std::string_view path) {
    const std::size_t folder = path.rfind('/');
    if (folder != std::string_view::npos) path.remove_prefix(folder + 1);
    if (path.ends_with(extension)) path.remove_suffix(extension.size());
    return path;
}

std::optional<int> whole_number(std::string_view text) {
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<double> decimal_number(std::string_view text) {
    constexpr std::size_t most_digits = 40;
    if (text.empty() || text.size() > most_digits) return std::nullopt;
    if (text.find_first_not_of("0123456789.-+eE") != text.npos) return std::nullopt;
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string decimal_text(double number) {
    std::array<char, 40> digits{};
    const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return problem == std::errc() ? std::string(digits.data(), end) : "0";
}

// Where fields stand in one file, and what is wrong there.
struct Reading {
    std::string file;
    std::map<std::string, int> lines;
    Mistakes mistakes;

    void add(int line, std::string field, base::Error error) {
        mistakes.push_back({file, line, std::move(field), std::move(error)});
    }
};

std::string expected_names(const std::vector<std::string_view>& names) {
    std::string all;
    for (const std::string_view name : names) {
        if (!all.empty()) all += ", ";
        all += name;
    }
    return all;
}

class FieldReader : public FieldVisitor {
  public:
    FieldReader(const formats::YamlNode& mapping, std::string path, Reading& reading)
        : mapping_(mapping), path_(std::move(path)), reading_(reading) {}

    // Call once all fields have been visited: names that nobody asked for are mistakes.
    void finish() {
        for (std::size_t i = 0; i < mapping_.names.size(); ++i) {
            const std::string& name = mapping_.names[i];
            if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
            reading_.add(
                mapping_.name_lines[i], path_of(name),
                base::refuse("unknown_field", "Feltet »{}« kendes ikke her. Forventet: {}.", name,
                             expected_names(known_)));
        }
    }

    void text(std::string_view name, std::string& value) override {
        if (const formats::YamlNode* node = find(name)) value = scalar(*node, path_of(name));
    }
    void number(std::string_view name, int& value) override {
        const formats::YamlNode* node = find(name);
        if (node) value = number_of(*node, path_of(name)).value_or(0);
    }
    void number(std::string_view name, std::optional<int>& value) override {
        if (const formats::YamlNode* node = find(name)) value = number_of(*node, path_of(name));
    }
    void decimal(std::string_view name, std::optional<double>& value) override {
        const formats::YamlNode* node = find(name);
        if (!node) return;
        value = decimal_number(scalar(*node, path_of(name)));
        if (!value)
            wrong(*node, path_of(name), base::refuse("number_expected", "Forventet: et tal."));
    }
    void date(std::string_view name, PartialDate& value) override {
        const formats::YamlNode* node = find(name);
        if (!node) return;
        const std::string text = scalar(*node, path_of(name));
        if (const auto date = parse_partial_date(text)) {
            value = *date;
        } else {
            wrong(*node, path_of(name),
                  base::refuse("date",
                               "»{}« er ikke en dato. Forventet: 2024, 2024-spring, 2024-08 eller "
                               "2024-08-01.",
                               text));
        }
    }
    void words(std::string_view name, Words& value) override {
        if (const formats::YamlNode* node = find(name)) value = words_of(*node, path_of(name));
    }
    void texts(std::string_view name, std::vector<std::string>& values) override {
        each(name, [&](const formats::YamlNode& node, const std::string& path) {
            values.push_back(scalar(node, path));
        });
    }
    void numbers(std::string_view name, std::vector<int>& values) override {
        each(name, [&](const formats::YamlNode& node, const std::string& path) {
            if (const auto number = number_of(node, path)) values.push_back(*number);
        });
    }
    void words_list(std::string_view name, std::vector<Words>& values) override {
        each(name, [&](const formats::YamlNode& node, const std::string& path) {
            values.push_back(words_of(node, path));
        });
    }
    void kinds(std::string_view name, std::vector<Kind>& values) override {
        each(name, [&](const formats::YamlNode& node, const std::string& path) {
            const std::string code = scalar(node, path);
            if (const auto kind = kind_of(code)) {
                values.push_back(*kind);
            } else {
                wrong(node, path,
                      base::refuse("unknown_code", "»{}« kendes ikke. Forventet: {}.", code,
                                   "casework, activity, forum, place_work, project, guide, "
                                   "analysis"));
            }
        });
    }
    void statuses(std::string_view name, std::map<int, Status>& values) override;
    void group(std::string_view name, const std::function<void(FieldVisitor&)>& fields) override {
        const formats::YamlNode* node = find(name);
        const formats::YamlNode nothing = formats::YamlNode::mapping();
        const bool usable = node && is(*node, formats::YamlNode::Kind::mapping, path_of(name));
        FieldReader group(usable ? *node : nothing, path_of(name), reading_);
        fields(group);
        group.finish();
    }

  protected:
    std::size_t begin_list(std::string_view name, std::size_t) override {
        const formats::YamlNode* node = find(name);
        if (!node || !is(*node, formats::YamlNode::Kind::list, path_of(name))) return 0;
        if (node->children.size() > most_entries) {
            wrong(*node, path_of(name),
                  base::refuse("too_many", "Der må højst være {} i listen.",
                               std::to_string(most_entries)));
            return 0;
        }
        return node->children.size();
    }
    void item(std::string_view name, std::size_t index,
              const std::function<void(FieldVisitor&)>& fields) override {
        const formats::YamlNode& node = mapping_.find(name)->children[index];
        const std::string path = path_of(name) + "[" + std::to_string(index + 1) + "]";
        reading_.lines[path] = node.line;
        const formats::YamlNode nothing = formats::YamlNode::mapping();
        const bool usable = is(node, formats::YamlNode::Kind::mapping, path);
        FieldReader entry(usable ? node : nothing, path, reading_);
        fields(entry);
        entry.finish();
    }

  private:
    std::string path_of(std::string_view name) const {
        return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
    }

    const formats::YamlNode* find(std::string_view name) {
        known_.push_back(name);
        const auto place = std::find(mapping_.names.begin(), mapping_.names.end(), name);
        if (place == mapping_.names.end()) return nullptr;
        const auto index = static_cast<std::size_t>(place - mapping_.names.begin());
        reading_.lines[path_of(name)] = mapping_.name_lines[index];
        return &mapping_.children[index];
    }

    void wrong(const formats::YamlNode& node, const std::string& path, base::Error error) {
        reading_.add(node.line, path, std::move(error));
    }

    bool is(const formats::YamlNode& node, formats::YamlNode::Kind kind, const std::string& path) {
        if (node.kind == kind) return true;
        if (node.kind == formats::YamlNode::Kind::empty) {
            wrong(node, path,
                  base::refuse("empty_value", "Feltet er tomt. Skriv en værdi, eller fjern det."));
        } else if (kind == formats::YamlNode::Kind::scalar) {
            wrong(node, path, base::refuse("text_expected", "Forventet: en tekst eller et tal."));
        } else if (kind == formats::YamlNode::Kind::list) {
            wrong(node, path, base::refuse("list_expected", "Forventet: en liste."));
        } else {
            wrong(node, path,
                  base::refuse("fields_expected", "Forventet: felter med navn og værdi."));
        }
        return false;
    }

    std::string scalar(const formats::YamlNode& node, const std::string& path) {
        return is(node, formats::YamlNode::Kind::scalar, path) ? base::trim(node.text)
                                                               : std::string();
    }

    std::optional<int> number_of(const formats::YamlNode& node, const std::string& path) {
        if (!is(node, formats::YamlNode::Kind::scalar, path)) return std::nullopt;
        const auto number = whole_number(node.text);
        if (!number) {
            wrong(node, path,
                  base::refuse("whole_number_expected", "»{}« er ikke et helt tal.", node.text));
        }
        return number;
    }

    Words words_of(const formats::YamlNode& node, const std::string& path) {
        Words words;
        reading_.lines[path] = node.line;
        if (node.kind == formats::YamlNode::Kind::scalar) {
            wrong(node, path,
                  base::refuse("languages_expected", "Forventet: teksten på begge sprog, som {}.",
                               "{da: …, en: …}"));
            return words;
        }
        if (!is(node, formats::YamlNode::Kind::mapping, path)) return words;
        FieldReader languages(node, path, reading_);
        languages.text("da", words.da);
        languages.text("en", words.en);
        languages.finish();
        return words;
    }

    template <class Take>
    void each(std::string_view name, const Take& take) {
        const formats::YamlNode* node = find(name);
        if (!node || !is(*node, formats::YamlNode::Kind::list, path_of(name))) return;
        for (std::size_t i = 0; i < node->children.size(); ++i) {
            const std::string path = path_of(name) + "[" + std::to_string(i + 1) + "]";
            reading_.lines[path] = node->children[i].line;
            take(node->children[i], path);
        }
    }

    const formats::YamlNode& mapping_;
    std::string path_;
    Reading& reading_;
    std::vector<std::string_view> known_;
};

void FieldReader::statuses(std::string_view name, std::map<int, Status>& values) {
    const formats::YamlNode* node = find(name);
    if (!node || !is(*node, formats::YamlNode::Kind::mapping, path_of(name))) return;
    for (std::size_t i = 0; i < node->names.size(); ++i) {
        const std::string path = path_of(name) + "." + node->names[i];
        reading_.lines[path] = node->name_lines[i];
        const auto year = whole_number(node->names[i]);
        const std::string code = scalar(node->children[i], path);
        const auto status = status_of(code);
        if (!year) {
            reading_.add(node->name_lines[i], path,
                         base::refuse("year", "»{}« er ikke et årstal. Forventet: fire cifre.",
                                      node->names[i]));
        } else if (!status) {
            reading_.add(node->children[i].line, path,
                         base::refuse("unknown_code", "»{}« kendes ikke. Forventet: {}.", code,
                                      "planned, in_progress, carried_out, continues, ended, "
                                      "completed"));
        } else {
            values[*year] = *status;
        }
    }
}

// Leaves out what is empty, so that a file says only what is known.
class FieldWriter : public FieldVisitor {
  public:
    formats::YamlNode take() { return std::move(mapping_); }

    void text(std::string_view name, std::string& value) override {
        if (!value.empty()) add(name, formats::YamlNode::scalar(value));
    }
    void number(std::string_view name, int& value) override { add(name, number_node(value)); }
    void number(std::string_view name, std::optional<int>& value) override {
        if (value) add(name, number_node(*value));
    }
    void decimal(std::string_view name, std::optional<double>& value) override {
        if (value)
            add(name,
                formats::YamlNode::scalar(decimal_text(*value), formats::YamlNode::Quotes::never));
    }
    void date(std::string_view name, PartialDate& value) override {
        if (!value.empty())
            add(name, formats::YamlNode::scalar(value.text, formats::YamlNode::Quotes::never));
    }
    void words(std::string_view name, Words& value) override {
        if (!value.empty()) add(name, words_node(value));
    }
    void texts(std::string_view name, std::vector<std::string>& values) override {
        formats::YamlNode list = formats::YamlNode::list();
        for (const std::string& value : values) list.add(formats::YamlNode::scalar(value));
        // These two say something also when they are empty.
        const bool always = name == "other_goals" || name == "orientations";
        if (!values.empty() || always) add(name, std::move(list));
    }
    void numbers(std::string_view name, std::vector<int>& values) override {
        formats::YamlNode list = formats::YamlNode::list();
        for (const int value : values) list.add(number_node(value));
        if (!values.empty()) add(name, std::move(list));
    }
    void words_list(std::string_view name, std::vector<Words>& values) override {
        formats::YamlNode list = formats::YamlNode::list();
        for (const Words& value : values) list.add(words_node(value));
        if (!values.empty()) add(name, std::move(list));
    }
    void kinds(std::string_view name, std::vector<Kind>& values) override {
        formats::YamlNode list = formats::YamlNode::list();
        for (const Kind value : values)
            list.add(formats::YamlNode::scalar(std::string(kind_code(value))));
        add(name, std::move(list));
    }
    void statuses(std::string_view name, std::map<int, Status>& values) override {
        formats::YamlNode years = formats::YamlNode::mapping();
        for (const auto& [year, status] : values) {
            years.add(std::to_string(year),
                      formats::YamlNode::scalar(std::string(status_code(status))));
        }
        if (!values.empty()) add(name, std::move(years));
    }
    void group(std::string_view name, const std::function<void(FieldVisitor&)>& fields) override {
        FieldWriter group;
        fields(group);
        formats::YamlNode node = group.take();
        if (!node.children.empty()) add(name, std::move(node));
    }

  protected:
    std::size_t begin_list(std::string_view name, std::size_t size) override {
        if (size > 0) add(name, formats::YamlNode::list());
        return size;
    }
    void item(std::string_view, std::size_t,
              const std::function<void(FieldVisitor&)>& fields) override {
        FieldWriter item;
        fields(item);
        mapping_.children.back().add(item.take());
    }

  private:
    static formats::YamlNode number_node(int value) {
        return formats::YamlNode::scalar(std::to_string(value), formats::YamlNode::Quotes::never);
    }
    static formats::YamlNode words_node(const Words& value) {
        formats::YamlNode node = formats::YamlNode::mapping();
        if (!value.da.empty()) node.add("da", formats::YamlNode::scalar(value.da));
        if (!value.en.empty()) node.add("en", formats::YamlNode::scalar(value.en));
        return node;
    }
    void add(std::string_view name, formats::YamlNode node) {
        mapping_.add(std::string(name), std::move(node));
    }

    formats::YamlNode mapping_ = formats::YamlNode::mapping();
};

void take_mistakes(Reading& reading, const formats::YamlDocument& document) {
    for (const formats::YamlMistake& mistake : document.mistakes) {
        reading.add(mistake.line, "", mistake.error);
    }
}

// The root, when it is a mapping and the text is sound YAML.
bool is_usable(Reading& reading, const formats::YamlDocument& document) {
    take_mistakes(reading, document);
    if (document.root.kind == formats::YamlNode::Kind::mapping) return true;
    if (document.mistakes.empty()) {
        reading.add(document.root.line, "",
                    base::refuse("fields_expected", "Forventet: felter med navn og værdi."));
    }
    return false;
}

std::optional<Initiative> read_initiative_file(Reading& reading, std::string_view text) {
    const formats::YamlDocument document = formats::read_yaml(text);
    if (!is_usable(reading, document)) return std::nullopt;
    Initiative initiative;
    FieldReader fields(document.root, "", reading);
    describe_initiative(fields, initiative);
    fields.finish();
    const std::string_view expected = stem_of(reading.file);
    if (initiative.key != expected) {
        const auto line = reading.lines.find("key");
        reading.add(line == reading.lines.end() ? 1 : line->second, "key",
                    base::refuse("key_and_file", "Nøglen er »{}«, men filen hedder »{}«.",
                                 initiative.key, expected));
    }
    return initiative;
}

// The wrapper of a list file: one field, named as the file.
class ListFile {
  public:
    explicit ListFile(Catalogue& catalogue) : catalogue_(catalogue) {}

    void describe(FieldVisitor& fields, std::string_view name) {
        if (name == "municipality") {
            fields.group(name, [&](FieldVisitor& group) {
                describe_municipality(group, catalogue_.municipality);
            });
        } else if (name == "goals") {
            fields.list(name, catalogue_.goals, describe_goal);
        } else if (const EntryList* list = entry_list(name)) {
            fields.list(name, catalogue_.*(list->entries), list->describe);
        }
    }

  private:
    Catalogue& catalogue_;
};

void read_list_file(Reading& reading, std::string_view text, Catalogue& catalogue) {
    const formats::YamlDocument document = formats::read_yaml(text);
    if (!is_usable(reading, document)) return;
    const std::string_view name = stem_of(reading.file);
    FieldReader fields(document.root, "", reading);
    ListFile(catalogue).describe(fields, name);
    fields.finish();
    if (!document.root.find(name)) {
        reading.add(1, std::string(name),
                    base::refuse("field_missing", "Feltet »{}« mangler.", name));
    }
}

// The line of a field, or of the nearest thing around it that has one.
int line_of(const Reading& reading, std::string field) {
    for (;;) {
        const auto place = reading.lines.find(field);
        if (place != reading.lines.end()) return place->second;
        const std::size_t cut = field.find_last_of(".[");
        if (cut == std::string::npos) return 0;
        field.resize(cut);
    }
}

bool is_at_or_under(std::string_view field, std::string_view parent) {
    if (!field.starts_with(parent)) return false;
    return field.size() == parent.size() || parent.empty() || field[parent.size()] == '.' ||
           field[parent.size()] == '[';
}

class CatalogueReader {
  public:
    void read(const CatalogueFiles& files) {
        for (const std::string_view path : all_list_files) {
            const auto file = files.find(std::string(path));
            if (file == files.end()) continue;
            Reading& reading = begin(path);
            read_list_file(reading, file->second, result.catalogue);
        }
        for (const auto& [path, text] : files) {
            if (is_list(path)) continue;
            if (!path.starts_with(initiative_folder) || !path.ends_with(extension)) {
                Reading& reading = begin(path);
                reading.add(0, "", base::refuse("unknown_file", "Filen hører ikke til kataloget."));
            } else {
                auto initiative = read_initiative_file(begin(path), text);
                if (initiative) {
                    // A wrong key is reported; the file's name keeps the catalogue in order.
                    initiative->key = std::string(stem_of(path));
                    result.catalogue.initiatives.push_back(std::move(*initiative));
                }
            }
        }
        for (const std::string_view required : {all_list_files[0], all_list_files[1]}) {
            if (files.contains(std::string(required))) continue;
            begin(required).add(0, "", base::refuse("file_missing", "Filen mangler."));
        }
        std::sort(result.catalogue.initiatives.begin(), result.catalogue.initiatives.end(),
                  [](const Initiative& a, const Initiative& b) { return a.key < b.key; });
    }

    void check_content(RequiredLanguages languages) {
        for (Mistake& mistake : check(result.catalogue, languages)) {
            Reading& reading = readings_[mistake.file];
            if (is_told_already(reading, mistake) || follows_from_unread_file(mistake)) continue;
            mistake.line = line_of(reading, mistake.field);
            found_.push_back(std::move(mistake));
        }
    }

    void collect() {
        for (auto& [path, reading] : readings_) {
            for (Mistake& mistake : reading.mistakes) found_.push_back(std::move(mistake));
        }
        std::stable_sort(found_.begin(), found_.end(), [](const Mistake& a, const Mistake& b) {
            return a.file != b.file ? a.file < b.file : a.line < b.line;
        });
        result.mistakes = std::move(found_);
    }

    ReadCatalogue result;

  private:
    static bool is_list(std::string_view path) {
        return std::find(all_list_files.begin(), all_list_files.end(), path) !=
               all_list_files.end();
    }

    Reading& begin(std::string_view path) {
        Reading& reading = readings_[std::string(path)];
        reading.file = path;
        return reading;
    }

    // What could not be read is not also reported as missing.
    static bool is_told_already(const Reading& reading, const Mistake& mistake) {
        return std::any_of(reading.mistakes.begin(), reading.mistakes.end(),
                           [&](const Mistake& told) {
                               return is_at_or_under(mistake.field, told.field) ||
                                      (mistake.error.code == "missing" &&
                                       is_at_or_under(told.field, mistake.field));
                           });
    }

    // A list that could not be read has no keys; saying so for every reference helps nobody.
    bool follows_from_unread_file(const Mistake& mistake) const {
        std::string_view list;
        if (mistake.error.code == "unknown_key") list = mistake.error.arguments.at(1);
        if (mistake.error.code == "unknown_period") list = "goals.yaml";
        const auto reading = readings_.find(std::string(list));
        return reading != readings_.end() && !reading->second.mistakes.empty();
    }

    std::map<std::string, Reading> readings_;
    Mistakes found_;
};

}  // namespace

std::span<const std::string_view> list_files() {
    return all_list_files;
}

ReadCatalogue read_catalogue(const CatalogueFiles& files, RequiredLanguages languages) {
    CatalogueReader reader;
    reader.read(files);
    reader.check_content(languages);
    reader.collect();
    return std::move(reader.result);
}

ReadInitiative read_initiative(std::string_view path, std::string_view text) {
    Reading reading;
    reading.file = path;
    ReadInitiative result;
    result.initiative = read_initiative_file(reading, text);
    result.mistakes = std::move(reading.mistakes);
    return result;
}

Mistakes read_list(std::string_view path, std::string_view text, Catalogue& catalogue) {
    Reading reading;
    reading.file = path;
    read_list_file(reading, text, catalogue);
    return std::move(reading.mistakes);
}

formats::YamlNode written_fields(const DescribedFields& describe) {
    FieldWriter fields;
    describe(fields);
    return fields.take();
}

Mistakes read_fields(const formats::YamlNode& fields, const std::string& path,
                     const DescribedFields& describe) {
    Reading reading;
    FieldReader reader(fields, path, reading);
    describe(reader);
    reader.finish();
    return std::move(reading.mistakes);
}

formats::YamlNode initiative_fields(const Initiative& initiative) {
    Initiative copy = initiative;  // the description serves reading too and takes no const value
    return written_fields([&](FieldVisitor& fields) { describe_initiative(fields, copy); });
}

std::optional<Initiative> initiative_of(const formats::YamlNode& fields) {
    if (fields.kind != formats::YamlNode::Kind::mapping) return std::nullopt;
    Initiative initiative;
    const Mistakes mistakes = read_fields(
        fields, "", [&](FieldVisitor& visitor) { describe_initiative(visitor, initiative); });
    if (!mistakes.empty()) return std::nullopt;
    return initiative;
}

std::string write_initiative(const Initiative& initiative) {
    return formats::write_yaml(initiative_fields(initiative));
}

std::string write_list(std::string_view path, const Catalogue& catalogue) {
    FieldWriter fields;
    Catalogue copy = catalogue;
    ListFile(copy).describe(fields, stem_of(path));
    formats::YamlNode node = fields.take();
    if (node.children.empty()) node.add(std::string(stem_of(path)), formats::YamlNode::list());
    return formats::write_yaml(node);
}

}  // namespace initiatives
