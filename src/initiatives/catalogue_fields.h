#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "initiatives/catalogue.h"
#include "initiatives/catalogue_codes.h"

// Which fields each value of the catalogue has, in which order, and what each may hold. One
// description, used to read and write files, to check, and for the forms and tables of the lists,
// so that they can't drift apart.
namespace initiatives {

enum class Presence { required, optional };

// The whole numbers that a field may hold.
struct Range {
    int least = 1;
    std::optional<int> most{};
};

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

    // The same by what they mean. Who only reads or writes need not tell them apart.
    virtual void key(std::string_view name, std::string& value) { text(name, value); }
    virtual void code(std::string_view name, std::string& value, CodeList, Presence) {
        text(name, value);
    }
    virtual void codes(std::string_view name, std::vector<std::string>& values, CodeList) {
        texts(name, values);
    }
    // The key of an entry of another list ("units"), or of this one.
    virtual void reference(std::string_view name, std::string& value, std::string_view list,
                           Presence = Presence::optional) {
        text(name, value);
        (void)list;
    }
    virtual void references(std::string_view name, std::vector<std::string>& values,
                            std::string_view list) {
        texts(name, values);
        (void)list;
    }
    virtual void source_rows(std::string_view name, std::vector<std::string>& values) {
        texts(name, values);
    }
    virtual void required_words(std::string_view name, Words& value) { words(name, value); }
    virtual void long_words(std::string_view name, Words& value) { words(name, value); }
    virtual void year(std::string_view name, int& value) { number(name, value); }
    virtual void years(std::string_view name, std::vector<int>& values) { numbers(name, values); }
    virtual void whole(std::string_view name, int& value, Range) { number(name, value); }
    virtual void whole(std::string_view name, std::optional<int>& value, Range,
                       Presence = Presence::optional) {
        number(name, value);
    }

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
// In the order the files are read.
std::span<const EntryList> entry_lists();
// nullptr when there is no such list.
const EntryList* entry_list(std::string_view name);

}  // namespace initiatives
