#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What can be imported from a table, and which columns of a file fill which fields.
namespace activities {

enum class ImportKind { activities, enquiries, observations };
std::span<const ImportKind> all_import_kinds();
std::string_view import_kind_code(ImportKind kind);
std::string_view import_kind_path(ImportKind kind);  // in addresses: "aktiviteter"
std::string_view import_kind_name(ImportKind kind);  // Danish
std::optional<ImportKind> import_kind_at(std::string_view path);

enum class ImportValue {
    words,
    date,  // may bring the time along
    time,
    whole_number,
    choice,  // a key or a name
    choices  // several of them, parted by semicolons, commas or lines
};

struct ImportField {
    std::string name;               // as in the record's own form
    std::string_view label;         // Danish
    std::string_view second_label;  // Danish, after a comma; may be empty
    ImportValue value = ImportValue::words;
    bool required = false;
    std::vector<std::string_view> other_headings;  // that mean the same, Danish or English
};
// In the order they are shown.
const std::vector<ImportField>& import_fields(ImportKind kind);

// Of a date's field ("starts_on") the field of its time ("starts_time").
std::string time_field_of(const std::string& date_field);

// Where a field comes from: a column by its heading, and the value for where there is no column or
// the cell is empty. Both may be empty.
struct ImportSource {
    std::string heading;
    std::string preset;
    bool operator==(const ImportSource&) const = default;
};
using ImportMapping = std::map<std::string, ImportSource>;  // by field

// The same for the same headings in another order or with other capitals.
std::string headings_hash(const std::vector<std::string>& headings);

}  // namespace activities
