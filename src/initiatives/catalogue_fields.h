#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "initiatives/catalogue.h"

// Which fields each value of the catalogue has in its file, and in which order. One description,
// used both to read and to write, so that the two can't drift apart.
namespace initiatives {

class FieldVisitor {
  public:
    virtual ~FieldVisitor() = default;

    virtual void text(std::string_view name, std::string& value) = 0;
    virtual void number(std::string_view name, int& value) = 0;  // always there
    virtual void number(std::string_view name, std::optional<int>& value) = 0;
    virtual void decimal(std::string_view name, std::optional<double>& value) = 0;
    virtual void date(std::string_view name, PartialDate& value) = 0;
    virtual void words(std::string_view name, Words& value) = 0;
    virtual void texts(std::string_view name, std::vector<std::string>& values) = 0;
    virtual void numbers(std::string_view name, std::vector<int>& values) = 0;
    virtual void words_list(std::string_view name, std::vector<Words>& values) = 0;
    virtual void kinds(std::string_view name, std::vector<Kind>& values) = 0;
    virtual void statuses(std::string_view name, std::map<int, Status>& values) = 0;
    // A mapping of its own under `name`.
    virtual void group(std::string_view name, const std::function<void(FieldVisitor&)>& fields) = 0;

    // A list of mappings.
    template <class Item>
    void list(std::string_view name, std::vector<Item>& items,
              void (*describe)(FieldVisitor&, Item&)) {
        items.resize(begin_list(name, items.size()));
        for (std::size_t i = 0; i < items.size(); ++i) {
            item(name, i, [&](FieldVisitor& fields) { describe(fields, items[i]); });
        }
    }

  protected:
    // How many items there are: when reading those of the file, when writing those of the value.
    virtual std::size_t begin_list(std::string_view name, std::size_t size) = 0;
    virtual void item(std::string_view name, std::size_t index,
                      const std::function<void(FieldVisitor&)>& fields) = 0;
};

void describe_initiative(FieldVisitor& fields, Initiative& initiative);
void describe_municipality(FieldVisitor& fields, Municipality& municipality);
void describe_goal(FieldVisitor& fields, Goal& goal);

// One of the list files whose entries are `Entry`: its place in the catalogue and its fields.
struct EntryList {
    std::string_view name;  // "partners"
    std::vector<Entry> Catalogue::*entries;
    void (*describe)(FieldVisitor&, Entry&);
};
// nullptr when there is no such list.
const EntryList* entry_list(std::string_view name);

}  // namespace initiatives
