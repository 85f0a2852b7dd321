#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/yaml_document.h"
#include "initiatives/catalogue.h"
#include "initiatives/catalogue_check.h"
#include "initiatives/catalogue_fields.h"

// The lists that initiatives refer to, each as entries that can be read, put in and taken out one
// at a time, whatever their fields. What the fields are is said by their description alone.
namespace initiatives {

// One field of an entry, as the description has it.
struct ListField {
    enum class Shape {
        key,
        text,
        words,
        long_words,
        number,
        date,
        code,
        codes,
        reference,
        references,
        source_rows,
        years,
        entries  // a list of its own, with `fields`
    };
    std::string name;
    Shape shape = Shape::text;
    Presence presence = Presence::optional;
    CodeList code_list{};             // of code and codes
    std::string list;                 // of reference and references
    std::vector<ListField> fields{};  // of entries
};

class CatalogueList {
  public:
    virtual ~CatalogueList() = default;

    virtual std::string_view name() const = 0;  // "partners"
    virtual std::size_t size(const Catalogue& catalogue) const = 0;
    virtual const std::string& key(const Catalogue& catalogue, std::size_t place) const = 0;
    // An entry's fields as they stand in the file.
    virtual formats::YamlNode entry(const Catalogue& catalogue, std::size_t place) const = 0;
    // The other way. Mistakes of form only; the entry is changed as far as it could be read.
    virtual Mistakes set_entry(Catalogue& catalogue, std::size_t place,
                               const formats::YamlNode& fields) const = 0;
    // Makes room for a new entry at `place`, or takes the one there out.
    virtual void insert(Catalogue& catalogue, std::size_t place) const = 0;
    virtual void erase(Catalogue& catalogue, std::size_t place) const = 0;
    // Puts the entry at order[i] at place i; `order` names every place once.
    virtual void arrange(Catalogue& catalogue, const std::vector<std::size_t>& order) const = 0;
    virtual const std::vector<ListField>& fields() const = 0;

    std::string path() const { return std::string(name()) + ".yaml"; }
    // size() when there is no such entry.
    std::size_t place_of(const Catalogue& catalogue, std::string_view key) const;
    // "partners[3]": where check() says the mistakes of the entry at `place`.
    std::string field_of(std::size_t place) const;
};

// Every list that can be edited, goals first.
std::span<const CatalogueList* const> catalogue_lists();
// nullptr when there is no such list.
const CatalogueList* catalogue_list(std::string_view name);

// What an entry is called: its name or term, a goal's newest wording, otherwise its key.
Words entry_name(const formats::YamlNode& entry);

// Where in the catalogue a list's entry is referred to.
struct Referrer {
    std::string list;  // "initiatives", "municipality" or the name of a list
    std::string key;   // of the initiative or entry; empty for the municipality

    bool operator==(const Referrer&) const = default;
};
// Each once, an entry's references to itself left out.
std::vector<Referrer> referrers_of(const Catalogue& catalogue, std::string_view list,
                                   std::string_view key);

}  // namespace initiatives
