#include "initiatives/catalogue_list.h"

#include <algorithm>
#include <array>

#include "initiatives/catalogue_file.h"

namespace initiatives {

namespace {

using Shape = ListField::Shape;

// Walks through a description of an empty entry and writes down what it says.
class FieldCollector : public FieldVisitor {
  public:
    std::vector<ListField> take() { return std::move(fields_); }

    void text(std::string_view name, std::string&) override { add(name, Shape::text); }
    void number(std::string_view name, int&) override {
        add(name, Shape::number, Presence::required);
    }
    void number(std::string_view name, std::optional<int>&) override { add(name, Shape::number); }
    void decimal(std::string_view name, std::optional<double>&) override {
        add(name, Shape::number);
    }
    void date(std::string_view name, PartialDate&) override { add(name, Shape::date); }
    void words(std::string_view name, Words&) override { add(name, Shape::words); }
    void texts(std::string_view name, std::vector<std::string>&) override {
        add(name, Shape::source_rows);
    }
    void numbers(std::string_view name, std::vector<int>&) override { add(name, Shape::years); }
    void words_list(std::string_view, std::vector<Words>&) override {}
    void kinds(std::string_view, std::vector<Kind>&) override {}
    void statuses(std::string_view, std::map<int, Status>&) override {}
    void group(std::string_view, const std::function<void(FieldVisitor&)>&) override {}

    void key(std::string_view name, std::string&) override {
        add(name, Shape::key, Presence::required);
    }
    void code(std::string_view name, std::string&, CodeList list, Presence presence) override {
        add(name, Shape::code, presence).code_list = list;
    }
    void codes(std::string_view name, std::vector<std::string>&, CodeList list) override {
        add(name, Shape::codes).code_list = list;
    }
    void reference(std::string_view name, std::string&, std::string_view list,
                   Presence presence) override {
        add(name, Shape::reference, presence).list = list;
    }
    void references(std::string_view name, std::vector<std::string>&,
                    std::string_view list) override {
        add(name, Shape::references).list = list;
    }
    void source_rows(std::string_view name, std::vector<std::string>&) override {
        add(name, Shape::source_rows);
    }
    void required_words(std::string_view name, Words&) override {
        add(name, Shape::words, Presence::required);
    }
    void long_words(std::string_view name, Words&) override { add(name, Shape::long_words); }
    void whole(std::string_view name, std::optional<int>&, Range, Presence presence) override {
        add(name, Shape::number, presence);
    }
    using FieldVisitor::whole;

  protected:
    std::size_t begin_list(std::string_view name, std::size_t) override {
        add(name, Shape::entries);
        return 1;  // one is enough to see what its fields are
    }
    void item(std::string_view, std::size_t,
              const std::function<void(FieldVisitor&)>& fields) override {
        FieldCollector inner;
        fields(inner);
        fields_.back().fields = inner.take();
    }

  private:
    ListField& add(std::string_view name, Shape shape, Presence presence = Presence::optional) {
        fields_.push_back({.name = std::string(name), .shape = shape, .presence = presence});
        return fields_.back();
    }

    std::vector<ListField> fields_;
};

// A list of goals or of entries: the same in every way but the type of what it holds.
template <class Item>
class ListOf : public CatalogueList {
  public:
    using Describe = void (*)(FieldVisitor&, Item&);

    ListOf(std::string_view name, std::vector<Item> Catalogue::*items, Describe describe)
        : name_(name), items_(items), describe_(describe) {
        FieldCollector collector;
        Item empty;
        describe_(collector, empty);
        fields_ = collector.take();
    }

    std::string_view name() const override { return name_; }
    std::size_t size(const Catalogue& catalogue) const override {
        return (catalogue.*items_).size();
    }
    const std::string& key(const Catalogue& catalogue, std::size_t place) const override {
        return (catalogue.*items_)[place].key;
    }
    formats::YamlNode entry(const Catalogue& catalogue, std::size_t place) const override {
        Item copy = (catalogue.*items_)[place];
        return written_fields([&](FieldVisitor& fields) { describe_(fields, copy); });
    }
    Mistakes set_entry(Catalogue& catalogue, std::size_t place,
                       const formats::YamlNode& fields) const override {
        Item read;
        Mistakes mistakes = read_fields(fields, field_of(place),
                                        [&](FieldVisitor& visitor) { describe_(visitor, read); });
        for (Mistake& mistake : mistakes) mistake.file = path();
        (catalogue.*items_)[place] = std::move(read);
        return mistakes;
    }
    void insert(Catalogue& catalogue, std::size_t place) const override {
        auto& items = catalogue.*items_;
        items.insert(items.begin() + static_cast<std::ptrdiff_t>(place), Item{});
    }
    void erase(Catalogue& catalogue, std::size_t place) const override {
        auto& items = catalogue.*items_;
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(place));
    }
    void arrange(Catalogue& catalogue, const std::vector<std::size_t>& order) const override {
        std::vector<Item> arranged;
        arranged.reserve(order.size());
        for (const std::size_t place : order)
            arranged.push_back(std::move((catalogue.*items_).at(place)));
        catalogue.*items_ = std::move(arranged);
    }
    const std::vector<ListField>& fields() const override { return fields_; }

  private:
    std::string_view name_;
    std::vector<Item> Catalogue::*items_;
    Describe describe_;
    std::vector<ListField> fields_;
};

struct AllLists {
    ListOf<Goal> goals{"goals", &Catalogue::goals, describe_goal};
    std::vector<ListOf<Entry>> entries;
    std::vector<const CatalogueList*> all;

    AllLists() {
        for (const EntryList& list : entry_lists())
            entries.emplace_back(list.name, list.entries, list.describe);
        all.push_back(&goals);
        for (const ListOf<Entry>& list : entries) all.push_back(&list);
    }
};

// Whether anything under a description refers to one entry of one list.
class ReferenceFinder : public FieldVisitor {
  public:
    ReferenceFinder(std::string_view list, std::string_view key) : list_(list), key_(key) {}

    bool found() const { return found_; }

    void text(std::string_view, std::string&) override {}
    void number(std::string_view, int&) override {}
    void number(std::string_view, std::optional<int>&) override {}
    void decimal(std::string_view, std::optional<double>&) override {}
    void date(std::string_view, PartialDate&) override {}
    void words(std::string_view, Words&) override {}
    void texts(std::string_view, std::vector<std::string>&) override {}
    void numbers(std::string_view, std::vector<int>&) override {}
    void words_list(std::string_view, std::vector<Words>&) override {}
    void kinds(std::string_view, std::vector<Kind>&) override {}
    void statuses(std::string_view, std::map<int, Status>&) override {}
    void group(std::string_view, const std::function<void(FieldVisitor&)>& fields) override {
        fields(*this);
    }
    void reference(std::string_view, std::string& value, std::string_view list, Presence) override {
        found_ = found_ || (list == list_ && value == key_);
    }
    void references(std::string_view, std::vector<std::string>& values,
                    std::string_view list) override {
        if (list != list_) return;
        found_ = found_ || std::find(values.begin(), values.end(), key_) != values.end();
    }

  protected:
    std::size_t begin_list(std::string_view, std::size_t size) override { return size; }
    void item(std::string_view, std::size_t,
              const std::function<void(FieldVisitor&)>& fields) override {
        fields(*this);
    }

  private:
    std::string_view list_;
    std::string_view key_;
    bool found_ = false;
};

}  // namespace

std::size_t CatalogueList::place_of(const Catalogue& catalogue, std::string_view key_wanted) const {
    std::size_t place = 0;
    while (place < size(catalogue) && key(catalogue, place) != key_wanted) ++place;
    return place;
}

std::string CatalogueList::field_of(std::size_t place) const {
    return std::string(name()) + "[" + std::to_string(place + 1) + "]";
}

std::span<const CatalogueList* const> catalogue_lists() {
    static const AllLists lists;
    return lists.all;
}

const CatalogueList* catalogue_list(std::string_view name) {
    for (const CatalogueList* list : catalogue_lists()) {
        if (list->name() == name) return list;
    }
    return nullptr;
}

Words entry_name(const formats::YamlNode& entry) {
    const formats::YamlNode* named = &entry;
    const formats::YamlNode* wordings = entry.find("wordings");
    if (wordings && !wordings->children.empty()) named = &wordings->children.back();
    for (const std::string_view name : {"name", "term"}) {
        const formats::YamlNode* words = named->find(name);
        if (!words) continue;
        const formats::YamlNode* danish = words->find("da");
        const formats::YamlNode* english = words->find("en");
        return {danish ? danish->text : std::string(), english ? english->text : std::string()};
    }
    const formats::YamlNode* key = entry.find("key");
    return {key ? key->text : std::string(), {}};
}

std::vector<Referrer> referrers_of(const Catalogue& catalogue, std::string_view list,
                                   std::string_view key) {
    Catalogue copy = catalogue;  // the descriptions serve reading too and take no const value
    std::vector<Referrer> found;
    const auto look = [&](const Referrer& where, const auto& describe) {
        if (where.list == list && where.key == key) return;
        ReferenceFinder finder(list, key);
        describe(finder);
        if (finder.found()) found.push_back(where);
    };
    for (Initiative& initiative : copy.initiatives) {
        look({"initiatives", initiative.key},
             [&](FieldVisitor& fields) { describe_initiative(fields, initiative); });
    }
    for (const EntryList& entries : entry_lists()) {
        for (Entry& entry : copy.*(entries.entries)) {
            look({std::string(entries.name), entry.key},
                 [&](FieldVisitor& fields) { entries.describe(fields, entry); });
        }
    }
    look({"municipality", ""},
         [&](FieldVisitor& fields) { describe_municipality(fields, copy.municipality); });
    return found;
}

}  // namespace initiatives
