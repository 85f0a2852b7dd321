#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/field_error.h"
#include "history/history.h"
#include "initiatives/catalogue_list.h"
#include "initiatives/initiative_form.h"
#include "web/html.h"
#include "web/language.h"

// The form for one entry of one of the catalogue's lists, and how its fields are said in words: all
// made from the list's description.
namespace initiatives {

// An entry as text by field name, for its history and for merging. A list within the entry (seats,
// positions, wordings) is one field, so that two people's lists are never mixed row by row.
history::Snapshot entry_snapshot(const CatalogueList& list, const formats::YamlNode& entry);

// The same for the form, where each row of an inner list has fields of its own.
FormValues entry_form_values(const CatalogueList& list, const formats::YamlNode& entry);

struct ReadEntry {
    formats::YamlNode entry;
    // For each inner list the row of the form that each of its items came from, from 1.
    std::map<std::string, std::vector<int>> rows;
};
// What was sent as an entry with this key. Chosen keys keep the order they have in `base`. The
// fields may also be a snapshot's.
ReadEntry read_entry(const CatalogueList& list, const FormValues& values,
                     const formats::YamlNode& base, const std::string& key);

// A key for a new entry, made from its name and not among `taken`.
std::string new_entry_key(const CatalogueList& list, const FormValues& values,
                          std::set<std::string> taken);

// Mistakes of the entry at `place` as messages at the form's fields; all others stand without a
// field.
base::FieldErrors entry_errors(const CatalogueList& list, std::size_t place,
                               const Mistakes& mistakes, const ReadEntry& read);

// All fields, filled in, with their messages. `own_key` is the entry's, which it can't refer to.
web::Html entry_fields(const CatalogueList& list, const Catalogue& catalogue,
                       const FormValues& values, const base::FieldErrors& errors,
                       std::string_view own_key, const web::Language& language);

// Label and value of a snapshot's field in words.
std::string entry_field_words(std::string_view name, const web::Language& language);
std::string entry_value_words(const CatalogueList& list, const Catalogue& catalogue,
                              std::string_view name, const std::string& value,
                              const web::Language& language);

// A field of an entry in the reader's language; empty where it has none.
std::string field_in_words(const ListField& field, const formats::YamlNode& entry,
                           const Catalogue& catalogue, const web::Language& language);

}  // namespace initiatives
