#include "initiatives/list_form.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "initiatives/catalogue_json.h"
#include "initiatives/catalogue_key.h"
#include "initiatives/catalogue_words.h"

namespace initiatives {

namespace {

using Shape = ListField::Shape;
using Fields = std::vector<ListField>;

constexpr int most_rows = 60;

const std::string& text_at(const FormValues& values, const std::string& name) {
    static const std::string nothing;
    const auto found = values.find(name);
    return found == values.end() ? nothing : found->second;
}

bool is_list_of_texts(Shape shape) {
    return shape == Shape::codes || shape == Shape::references || shape == Shape::source_rows ||
           shape == Shape::years;
}

bool has_languages(Shape shape) {
    return shape == Shape::words || shape == Shape::long_words;
}

std::string joined(const formats::YamlNode& list) {
    std::vector<std::string> texts;
    for (const formats::YamlNode& child : list.children) texts.push_back(child.text);
    return base::join(texts, ",");
}

std::string row_prefix(const std::string& list, int row) {
    return list + "_" + std::to_string(row) + "_";
}

const ListField* field_named(const Fields& fields, std::string_view name) {
    for (const ListField& field : fields) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

enum class InnerLists { as_rows, as_one_field };

void put(FormValues& values, const Fields& fields, const formats::YamlNode& entry,
         const std::string& prefix, InnerLists inner) {
    for (const ListField& field : fields) {
        const formats::YamlNode* node = entry.find(field.name);
        if (!node) continue;
        const std::string name = prefix + field.name;
        if (has_languages(field.shape)) {
            for (const char* language : {"da", "en"}) {
                const formats::YamlNode* words = node->find(language);
                if (words) values[name + "_" + language] = words->text;
            }
        } else if (is_list_of_texts(field.shape)) {
            values[name] = joined(*node);
        } else if (field.shape != Shape::entries) {
            values[name] = node->text;
        } else if (inner == InnerLists::as_one_field) {
            if (!node->children.empty()) values[name] = to_json(*node);
        } else {
            int row = 0;
            for (const formats::YamlNode& item : node->children)
                put(values, field.fields, item, row_prefix(name, ++row), inner);
        }
    }
}

// Rows in place of an inner list that came as one field.
FormValues with_rows(const Fields& fields, FormValues values) {
    for (const ListField& field : fields) {
        if (field.shape != Shape::entries) continue;
        const auto whole = from_json(text_at(values, field.name));
        if (!whole || whole->kind != formats::YamlNode::Kind::list) continue;
        formats::YamlNode entry = formats::YamlNode::mapping();
        entry.add(field.name, *whole);
        values.erase(field.name);
        put(values, {field}, entry, "", InnerLists::as_rows);
    }
    return values;
}

// Turns texts by name back into fields.
class EntryReader {
  public:
    EntryReader(const FormValues& values, ReadEntry& read) : values_(values), read_(read) {}

    formats::YamlNode entry(const Fields& fields, const std::string& prefix,
                            const formats::YamlNode* base) {
        formats::YamlNode entry = formats::YamlNode::mapping();
        for (const ListField& field : fields) {
            const std::string name = prefix + field.name;
            const formats::YamlNode* before = base ? base->find(field.name) : nullptr;
            if (has_languages(field.shape)) {
                add_words(entry, field.name, name);
            } else if (is_list_of_texts(field.shape)) {
                add_texts(entry, field, name, before);
            } else if (field.shape == Shape::entries) {
                add_items(entry, field, name);
            } else if (!text_at(values_, name).empty()) {
                entry.add(field.name, formats::YamlNode::scalar(text_at(values_, name)));
            }
        }
        return entry;
    }

  private:
    void add_words(formats::YamlNode& entry, const std::string& field,
                   const std::string& name) const {
        formats::YamlNode words = formats::YamlNode::mapping();
        for (const char* language : {"da", "en"}) {
            const std::string& text = text_at(values_, name + "_" + language);
            if (!text.empty()) words.add(language, formats::YamlNode::scalar(text));
        }
        if (!words.children.empty()) entry.add(field, std::move(words));
    }

    // Those that were there in their old order, then the new ones.
    void add_texts(formats::YamlNode& entry, const ListField& field, const std::string& name,
                   const formats::YamlNode* before) const {
        std::vector<std::string> sent;
        for (const std::string& part : base::split(text_at(values_, name), ',')) {
            std::string text = base::trim(part);
            if (!text.empty()) sent.push_back(std::move(text));
        }
        const bool chosen = field.shape == Shape::codes || field.shape == Shape::references;
        if (chosen && before) {
            const auto rank = [&](const std::string& text) {
                std::size_t place = 0;
                while (place < before->children.size() && before->children[place].text != text)
                    ++place;
                return place;
            };
            std::stable_sort(
                sent.begin(), sent.end(),
                [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
        }
        if (sent.empty()) return;
        formats::YamlNode list = formats::YamlNode::list();
        for (std::string& text : sent) list.add(formats::YamlNode::scalar(std::move(text)));
        entry.add(field.name, std::move(list));
    }

    void add_items(formats::YamlNode& entry, const ListField& field, const std::string& name) {
        formats::YamlNode list = formats::YamlNode::list();
        std::set<std::string> taken;
        for (int row = 1; row <= most_rows; ++row)
            taken.insert(text_at(values_, row_prefix(name, row) + "key"));
        for (int row = 1; row <= most_rows; ++row) {
            const std::string prefix = row_prefix(name, row);
            if (!text_at(values_, prefix + "remove").empty()) continue;
            formats::YamlNode item = this->entry(field.fields, prefix, nullptr);
            const bool keyed = field_named(field.fields, "key") != nullptr;
            const bool has_key = item.find("key") != nullptr;
            if (item.children.size() == (has_key ? 1U : 0U)) continue;  // nothing but a key
            if (keyed && !has_key) add_key(item, taken);
            list.add(std::move(item));
            read_.rows[name].push_back(row);
        }
        if (!list.children.empty()) entry.add(field.name, std::move(list));
    }

    static void add_key(formats::YamlNode& item, std::set<std::string>& taken) {
        item.add("key", formats::YamlNode::scalar(free_key(key_from(entry_name(item)), taken)));
    }

    const FormValues& values_;
    ReadEntry& read_;
};

// "seats[2].name.da" within an entry → "seats_3_name_da" in its form, where the second seat stands
// in row 3.
std::string form_field(const Fields& fields, std::string_view path, const ReadEntry& read,
                       const base::Error& error) {
    const std::size_t end = path.find_first_of(".[");
    std::string name(path.substr(0, end));
    const ListField* field = field_named(fields, name);
    if (!field) return name;
    std::string_view rest = end == path.npos ? std::string_view() : path.substr(end);
    std::size_t index = 0;
    if (rest.starts_with('[')) {
        std::from_chars(rest.data() + 1, rest.data() + rest.size(), index);
        rest.remove_prefix(rest.find(']') + 1);
    }
    if (rest.starts_with('.')) rest.remove_prefix(1);
    if (has_languages(field->shape)) {
        const bool english = rest == "en" || error.code == "english_missing";
        return name + (english ? "_en" : "_da");
    }
    if (field->shape != Shape::entries) return name;
    const auto rows = read.rows.find(name);
    const bool known = rows != read.rows.end() && index >= 1 && index <= rows->second.size();
    const std::string prefix = row_prefix(name, known ? rows->second[index - 1] : 1);
    const std::string first = field->fields.front().name;
    const std::string inner =
        form_field(field->fields, rest.empty() ? std::string_view(first) : rest, read, error);
    // A row's key has no field to stand at; its name is what it is made of.
    return prefix + (inner == "key" ? "name_da" : inner);
}

std::string name_of_reference(const std::string& list, const std::string& key,
                              const Catalogue& catalogue, const web::Language& language) {
    if (list == "goals") return goal_words(catalogue, key, last_possible_year, language);
    const EntryList* entries = entry_list(list);
    return entries ? Catalogue::name_in(catalogue.*(entries->entries), key, language.tag()) : key;
}

// One text of a field in the reader's language.
std::string one_in_words(const ListField& field, const std::string& text,
                         const Catalogue& catalogue, const web::Language& language) {
    switch (field.shape) {
        case Shape::code:
        case Shape::codes:
            return code_words(field.code_list, text, language);
        case Shape::reference:
        case Shape::references:
            return name_of_reference(field.list, text, catalogue, language);
        case Shape::date: {
            const auto date = parse_partial_date(text);
            return date ? date_words(*date, language) : text;
        }
        default:
            return text;
    }
}

std::string all_in_words(const ListField& field, const std::string& texts,
                         const Catalogue& catalogue, const web::Language& language) {
    std::vector<std::string> words;
    for (const std::string& text : base::split(texts, ','))
        words.push_back(one_in_words(field, base::trim(text), catalogue, language));
    return base::join(words, ", ");
}

}  // namespace

history::Snapshot entry_snapshot(const CatalogueList& list, const formats::YamlNode& entry) {
    history::Snapshot snapshot;
    put(snapshot, list.fields(), entry, "", InnerLists::as_one_field);
    return snapshot;
}

FormValues entry_form_values(const CatalogueList& list, const formats::YamlNode& entry) {
    FormValues values;
    put(values, list.fields(), entry, "", InnerLists::as_rows);
    return values;
}

ReadEntry read_entry(const CatalogueList& list, const FormValues& values,
                     const formats::YamlNode& base, const std::string& key) {
    ReadEntry read;
    FormValues rows = with_rows(list.fields(), values);
    rows["key"] = key;
    read.entry = EntryReader(rows, read).entry(list.fields(), "", &base);
    return read;
}

std::string new_entry_key(const CatalogueList& list, const FormValues& values,
                          std::set<std::string> taken) {
    const ReadEntry read = read_entry(list, values, formats::YamlNode::mapping(), "");
    return free_key(key_from(entry_name(read.entry)), taken);
}

base::FieldErrors entry_errors(const CatalogueList& list, std::size_t place,
                               const Mistakes& mistakes, const ReadEntry& read) {
    base::FieldErrors errors;
    const std::string own = list.field_of(place);
    for (const Mistake& mistake : mistakes) {
        std::string field;
        const bool here = mistake.file == list.path() && mistake.field.starts_with(own) &&
                          mistake.field.size() > own.size();
        if (here) {
            field = form_field(list.fields(), mistake.field.substr(own.size() + 1), read,
                               mistake.error);
        }
        const bool told =
            std::any_of(errors.begin(), errors.end(), [&](const base::FieldError& error) {
                return error.field == field && (!field.empty() || error.error == mistake.error);
            });
        if (!told) errors.push_back({field, mistake.error});
    }
    return errors;
}

std::string field_in_words(const ListField& field, const formats::YamlNode& entry,
                           const Catalogue& catalogue, const web::Language& language) {
    const formats::YamlNode* node = entry.find(field.name);
    if (!node) return {};
    if (has_languages(field.shape)) {
        const formats::YamlNode* wanted = node->find(language.tag());
        if (!wanted) wanted = node->find("da");
        return wanted ? wanted->text : std::string();
    }
    if (is_list_of_texts(field.shape))
        return all_in_words(field, joined(*node), catalogue, language);
    if (field.shape != Shape::entries) return one_in_words(field, node->text, catalogue, language);
    std::vector<std::string> items;
    for (const formats::YamlNode& item : node->children) {
        std::vector<std::string> parts;
        for (const ListField& inner : field.fields) {
            if (inner.shape == Shape::key || inner.shape == Shape::source_rows) continue;
            std::string words = field_in_words(inner, item, catalogue, language);
            if (!words.empty()) parts.push_back(std::move(words));
        }
        items.push_back(base::join(parts, ", "));
    }
    return base::join(items, "; ");
}

std::string entry_field_words(std::string_view name, const web::Language& language) {
    for (const std::string_view tag : {"da", "en"}) {
        const std::string ending = "_" + std::string(tag);
        if (!name.ends_with(ending)) continue;
        const std::string_view field = name.substr(0, name.size() - ending.size());
        return std::string(language.say(field_label(field))) + " (" +
               std::string(language.say(field_label(tag))) + ")";
    }
    return std::string(language.say(field_label(name)));
}

std::string entry_value_words(const CatalogueList& list, const Catalogue& catalogue,
                              std::string_view name, const std::string& value,
                              const web::Language& language) {
    const ListField* field = field_named(list.fields(), name);
    if (!field || value.empty()) return value;
    if (field->shape != Shape::entries) return all_in_words(*field, value, catalogue, language);
    const auto whole = from_json(value);
    if (!whole) return value;
    formats::YamlNode entry = formats::YamlNode::mapping();
    entry.add(field->name, *whole);
    return field_in_words(*field, entry, catalogue, language);
}

}  // namespace initiatives
