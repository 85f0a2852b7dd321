#include "initiatives/catalogue_check.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include "base/civil_registration_number.h"
#include "base/text.h"
#include "base/utf8.h"
#include "initiatives/catalogue_codes.h"
#include "initiatives/catalogue_fields.h"

namespace initiatives {

namespace {

std::string at(std::string_view list, std::size_t index) {
    return std::string(list) + "[" + std::to_string(index + 1) + "]";
}

std::string under(const std::string& parent, std::string_view field) {
    return parent.empty() ? std::string(field) : parent + "." + std::string(field);
}

bool holds_control_characters(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        const base::Utf8Character character = base::read_utf8(text, position);
        const char32_t c = character.code_point;
        if (!character.valid || (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0)) return true;
        position += character.bytes;
    }
    return false;
}

bool is_source_row(std::string_view text) {
    if (text.size() < 2 || text.size() > 4 || text[0] < 'A' || text[0] > 'Z') return false;
    return std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Collects mistakes of one file. Every function names the field inside that file.
class FileChecker {
  public:
    FileChecker(const Catalogue& catalogue, RequiredLanguages languages, std::string file,
                Mistakes& mistakes)
        : catalogue_(catalogue),
          languages_(languages),
          file_(std::move(file)),
          mistakes_(mistakes) {}

    void add(std::string field, base::Error error) {
        mistakes_.push_back({file_, 0, std::move(field), std::move(error)});
    }

    // One text as it stands, in either language.
    void plain(const std::string& field, const std::string& text) {
        if (base::length_in_characters(text) > most_text_characters) {
            add(field, base::refuse("too_long", "Teksten må højst have {} tegn.",
                                    std::to_string(most_text_characters)));
        } else if (holds_control_characters(text)) {
            add(field,
                base::refuse("control_character", "Teksten indeholder tegn, der ikke kan vises."));
        } else if (base::contains_civil_registration_number(text)) {
            add(field, base::refuse("R12",
                                    "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv "
                                    "stedet eller tendensen i stedet."));
        }
    }

    void words(const std::string& field, const Words& words, Presence presence) {
        if (words.da.empty()) {
            if (presence == Presence::required) {
                add(field, base::refuse("missing", "Den danske tekst mangler."));
            } else if (!words.en.empty()) {
                add(field, base::refuse("danish_missing",
                                        "Der er en engelsk tekst, men den danske mangler."));
            }
        } else if (words.en.empty() && languages_ == RequiredLanguages::both) {
            add(field, base::refuse("english_missing", "Den engelske tekst mangler."));
        }
        plain(under(field, "da"), words.da);
        plain(under(field, "en"), words.en);
    }

    void key(const std::string& field, const std::string& key) {
        if (base::is_key(key)) return;
        add(field, base::refuse("key",
                                "»{}« er ikke en nøgle. En nøgle består af små bogstaver a-z, tal "
                                "og understregning, begynder med et bogstav og har højst 60 tegn.",
                                key));
    }

    void code(const std::string& field, CodeList list, const std::string& value,
              Presence presence) {
        if (value.empty()) {
            if (presence == Presence::required) missing(field);
        } else if (!is_code(list, value)) {
            add(field, base::refuse("unknown_code", "»{}« kendes ikke. Forventet: {}.", value,
                                    all_codes(list)));
        }
    }

    void codes_of(const std::string& field, CodeList list, const std::vector<std::string>& values) {
        unique(field, values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            code(at(field, i), list, values[i], Presence::required);
        }
    }

    void reference(const std::string& field, const std::vector<Entry>& list,
                   std::string_view list_file, const std::string& key,
                   Presence presence = Presence::optional) {
        if (key.empty()) {
            if (presence == Presence::required) missing(field);
        } else if (!Catalogue::find(list, key)) {
            unknown_key(field, key, list_file);
        }
    }

    void references(const std::string& field, const std::vector<Entry>& list,
                    std::string_view list_file, const std::vector<std::string>& keys) {
        unique(field, keys);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            reference(at(field, i), list, list_file, keys[i], Presence::required);
        }
    }

    void unique(const std::string& field, const std::vector<std::string>& values) {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!seen.insert(values[i]).second) twice(at(field, i), values[i]);
        }
    }

    void source_rows(const std::string& field, const std::vector<std::string>& rows) {
        unique(field, rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (is_source_row(rows[i])) continue;
            add(at(field, i), base::refuse("source_row",
                                           "»{}« er ikke en række i kravtabellen. Forventet: et "
                                           "stort bogstav og et tal, som B2.",
                                           rows[i]));
        }
    }

    void span(const std::string& field, const PartialDate& from, const PartialDate& to) {
        if (from.empty() || to.empty() || from.first_day() <= to.last_day()) return;
        add(field, base::refuse("ends_before_start", "Slutter ({}), før den begynder ({}).",
                                to.text, from.text));
    }

    void ages(const std::string& field, std::optional<int> from, std::optional<int> to) {
        constexpr int oldest = 120;
        for (const auto& age : {from, to}) {
            if (age && (*age < 0 || *age > oldest)) {
                add(field, base::refuse("age", "En alder er et helt tal fra 0 til 120."));
                return;
            }
        }
        if (from && to && *from > *to) {
            add(field, base::refuse("age_order", "Den yngste alder er højere end den ældste."));
        }
    }

    void year(const std::string& field, int year) {
        if (year >= first_possible_year && year <= last_possible_year) return;
        add(field, base::refuse("year", "»{}« er ikke et årstal. Forventet: fire cifre.",
                                std::to_string(year)));
    }

    void missing(const std::string& field) {
        add(field, base::refuse("missing", "Feltet skal udfyldes."));
    }
    void twice(const std::string& field, std::string_view value) {
        add(field, base::refuse("twice", "»{}« står der to gange.", value));
    }
    void unknown_key(const std::string& field, std::string_view key, std::string_view file) {
        add(field, base::refuse("unknown_key", "Nøglen »{}« findes ikke i {}.", key, file));
    }
    void at_most(const std::string& field, std::size_t count, std::size_t most) {
        if (count <= most) return;
        add(field,
            base::refuse("too_many", "Der må højst være {} i listen.", std::to_string(most)));
    }

    const Catalogue& catalogue() const { return catalogue_; }

  private:
    const Catalogue& catalogue_;
    RequiredLanguages languages_;
    std::string file_;
    Mistakes& mistakes_;
};

bool is_code_of_digits(std::string_view code) {
    return std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_municipality_codes(FileChecker& file, const Municipality& municipality) {
    const std::string& code = municipality.code;
    if (code.size() < 3 || code.size() > 4 || !is_code_of_digits(code)) {
        file.add(
            "municipality.codes.municipality",
            base::refuse("municipality_code",
                         "»{}« er ikke en kommunekode. Forventet: tre eller fire cifre.", code));
    }
    const std::pair<const char*, const std::string&> others[] = {
        {"municipality.codes.region", municipality.region_code},
        {"municipality.codes.statbank_group", municipality.statbank_group}};
    for (const auto& [field, value] : others) {
        if (is_code_of_digits(value)) continue;
        file.add(field, base::refuse("code_of_digits", "»{}« er ikke en kode af cifre.", value));
    }
}

void check_neighbours(FileChecker& file, const Municipality& municipality) {
    std::set<std::string_view> seen{municipality.code};
    for (std::size_t i = 0; i < municipality.neighbour_codes.size(); ++i) {
        const std::string& code = municipality.neighbour_codes[i];
        const std::string where = at("municipality.codes.neighbours", i);
        if (code.size() < 3 || code.size() > 4 || !is_code_of_digits(code))
            file.add(where, base::refuse("municipality_code",
                                         "»{}« er ikke en kommunekode. Forventet: tre eller fire "
                                         "cifre.",
                                         code));
        if (!seen.insert(code).second) file.twice(where, code);
    }
}

void check_years(FileChecker& file, const std::string& field, const std::vector<int>& years) {
    std::set<int> seen;
    for (std::size_t i = 0; i < years.size(); ++i) {
        file.year(at(field, i), years[i]);
        if (!seen.insert(years[i]).second) file.twice(at(field, i), std::to_string(years[i]));
    }
}

void check_mandates_and_duties(FileChecker& file, const Municipality& municipality) {
    std::set<std::string_view> keys;
    for (std::size_t i = 0; i < municipality.mandates.size(); ++i) {
        const Municipality::Mandate& mandate = municipality.mandates[i];
        const std::string where = at("municipality.mandates", i);
        file.key(under(where, "key"), mandate.key);
        if (!keys.insert(mandate.key).second) file.twice(under(where, "key"), mandate.key);
        file.words(under(where, "name"), mandate.name, Presence::required);
        file.words(under(where, "text"), mandate.text, Presence::optional);
        file.reference(under(where, "body"), file.catalogue().units, "units.yaml", mandate.body);
        file.source_rows(under(where, "source_rows"), mandate.source_rows);
    }
    keys.clear();
    for (std::size_t i = 0; i < municipality.statutory_duties.size(); ++i) {
        const Municipality::Duty& duty = municipality.statutory_duties[i];
        const std::string where = at("municipality.statutory_duties", i);
        file.key(under(where, "key"), duty.key);
        if (!keys.insert(duty.key).second) file.twice(under(where, "key"), duty.key);
        if (duty.reference.empty()) file.missing(under(where, "reference"));
        file.plain(under(where, "reference"), duty.reference);
        file.words(under(where, "text"), duty.text, Presence::required);
        file.span(under(where, "to"), duty.from, duty.to);
        file.source_rows(under(where, "source_rows"), duty.source_rows);
    }
}

void check_municipality(FileChecker& file, const Municipality& municipality) {
    file.key("municipality.key", municipality.key);
    file.words("municipality.name", municipality.name, Presence::required);
    check_municipality_codes(file, municipality);
    check_neighbours(file, municipality);
    check_years(file, "municipality.plan_years", municipality.plan_years);
    check_years(file, "municipality.report_years", municipality.report_years);
    for (std::size_t i = 0; i < municipality.policies.size(); ++i) {
        const Municipality::Policy& policy = municipality.policies[i];
        const std::string where = at("municipality.policies", i);
        file.key(under(where, "key"), policy.key);
        file.words(under(where, "name"), policy.name, Presence::required);
        file.words(under(where, "text"), policy.text, Presence::optional);
    }
    check_mandates_and_duties(file, municipality);
    for (std::size_t i = 0; i < municipality.notes.size(); ++i) {
        file.words(at("municipality.notes", i), municipality.notes[i], Presence::required);
    }
}

// The entries that references to a list ("units") lead to; goals are found by find_goal().
const std::vector<Entry>& entries_of(const Catalogue& catalogue, std::string_view list) {
    const EntryList* found = entry_list(list);
    if (!found) throw std::logic_error("no such list: " + std::string(list));
    return catalogue.*(found->entries);
}

// What the description of a list's entry says of each field, applied to one entry.
class EntryChecker : public FieldVisitor {
  public:
    EntryChecker(FileChecker& file, std::string path) : file_(file), path_(std::move(path)) {}

    void text(std::string_view name, std::string& value) override {
        file_.plain(under(path_, name), value);
    }
    void number(std::string_view, int&) override {}
    void number(std::string_view, std::optional<int>&) override {}
    void decimal(std::string_view, std::optional<double>&) override {}
    void date(std::string_view, PartialDate&) override {}  // what is none can't be read
    void words(std::string_view name, Words& value) override {
        file_.words(under(path_, name), value, Presence::optional);
    }
    void required_words(std::string_view name, Words& value) override {
        file_.words(under(path_, name), value, Presence::required);
    }
    void texts(std::string_view, std::vector<std::string>&) override {}
    void numbers(std::string_view, std::vector<int>&) override {}
    void words_list(std::string_view, std::vector<Words>&) override {}
    void kinds(std::string_view, std::vector<Kind>&) override {}
    void statuses(std::string_view, std::map<int, Status>&) override {}
    void group(std::string_view name, const std::function<void(FieldVisitor&)>& fields) override {
        EntryChecker group(file_, under(path_, name));
        fields(group);
    }
    void key(std::string_view name, std::string& value) override {
        file_.key(under(path_, name), value);
    }
    void code(std::string_view name, std::string& value, CodeList list,
              Presence presence) override {
        file_.code(under(path_, name), list, value, presence);
    }
    void codes(std::string_view name, std::vector<std::string>& values, CodeList list) override {
        file_.codes_of(under(path_, name), list, values);
    }
    void reference(std::string_view name, std::string& value, std::string_view list,
                   Presence presence) override {
        file_.reference(under(path_, name), entries_of(file_.catalogue(), list),
                        std::string(list) + ".yaml", value, presence);
    }
    void references(std::string_view name, std::vector<std::string>& values,
                    std::string_view list) override {
        file_.references(under(path_, name), entries_of(file_.catalogue(), list),
                         std::string(list) + ".yaml", values);
    }
    void source_rows(std::string_view name, std::vector<std::string>& values) override {
        file_.source_rows(under(path_, name), values);
    }
    void year(std::string_view name, int& value) override { file_.year(under(path_, name), value); }
    void years(std::string_view name, std::vector<int>& values) override {
        for (std::size_t i = 0; i < values.size(); ++i) {
            file_.year(at(under(path_, name), i), values[i]);
        }
    }
    void whole(std::string_view name, int& value, Range range) override {
        in_range(under(path_, name), value, range);
    }
    void whole(std::string_view name, std::optional<int>& value, Range range,
               Presence presence) override {
        if (value) {
            in_range(under(path_, name), *value, range);
        } else if (presence == Presence::required) {
            file_.missing(under(path_, name));
        }
    }

  protected:
    std::size_t begin_list(std::string_view name, std::size_t size) override {
        file_.at_most(under(path_, name), size, most_entries);
        return size;
    }
    void item(std::string_view name, std::size_t index,
              const std::function<void(FieldVisitor&)>& fields) override {
        EntryChecker entry(file_, at(under(path_, name), index));
        fields(entry);
    }

  private:
    void in_range(const std::string& field, int value, Range range) {
        if (value >= range.least && (!range.most || value <= *range.most)) return;
        if (range.most) {
            file_.add(field,
                      base::refuse("range", "Forventet: et helt tal fra {} til {}.",
                                   std::to_string(range.least), std::to_string(*range.most)));
        } else {
            file_.add(field, base::refuse("number", "Forventet: et helt tal fra 1 og opad."));
        }
    }

    FileChecker& file_;
    std::string path_;
};

void check_goals(FileChecker& file, const std::vector<Goal>& goals) {
    if (goals.empty()) file.missing("goals");
    std::set<std::string_view> keys;
    std::set<std::pair<int, int>> numbers;
    for (std::size_t i = 0; i < goals.size(); ++i) {
        const Goal& goal = goals[i];
        const std::string field = at("goals", i);
        Goal described = goal;  // the description serves reading too and takes no const value
        EntryChecker fields(file, field);
        describe_goal(fields, described);
        if (!keys.insert(goal.key).second) file.twice(under(field, "key"), goal.key);
        if (goal.wordings.empty()) file.missing(under(field, "wordings"));
        std::set<int> periods;
        for (std::size_t w = 0; w < goal.wordings.size(); ++w) {
            const GoalWording& wording = goal.wordings[w];
            const std::string where = at(under(field, "wordings"), w);
            if (!periods.insert(wording.period).second) {
                file.twice(under(where, "period"), std::to_string(wording.period));
            }
            if (!numbers.insert({wording.period, wording.number}).second) {
                file.add(
                    under(where, "number"),
                    base::refuse("number_taken", "Et andet mål har nummer {} i {}.",
                                 std::to_string(wording.number), std::to_string(wording.period)));
            }
        }
    }
}

// What several lists have in common beside what their description says.
void check_spans(FileChecker& file, const std::string& field, const Entry& entry) {
    file.span(under(field, "to"), entry.from, entry.to);
    if (entry.age_from && entry.age_to && *entry.age_from > *entry.age_to) {
        file.add(under(field, "age_from"),
                 base::refuse("age_order", "Den yngste alder er højere end den ældste."));
    }
}

void check_seats_and_positions(FileChecker& file, const std::string& field, const Entry& entry) {
    for (std::size_t i = 0; i < entry.seats.size(); ++i) {
        const Entry::Seat& seat = entry.seats[i];
        if (seat.partner.empty() || seat.unit.empty()) continue;
        file.add(at(under(field, "seats"), i),
                 base::refuse("seat_twice", "En plads tilhører enten en partner eller en enhed."));
    }
    std::set<std::string_view> keys;
    for (std::size_t i = 0; i < entry.positions.size(); ++i) {
        const Entry::Position& position = entry.positions[i];
        const std::string where = at(under(field, "positions"), i);
        if (!keys.insert(position.key).second) file.twice(under(where, "key"), position.key);
        file.span(under(where, "to"), position.from, position.to);
    }
}

using EntryRule = void (*)(FileChecker&, const std::string& field, const Entry&);

void check_list(FileChecker& file, const EntryList& list, EntryRule rule) {
    const std::vector<Entry>& entries = file.catalogue().*(list.entries);
    file.at_most(std::string(list.name), entries.size(), most_entries);
    std::set<std::string_view> keys;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string field = at(list.name, i);
        Entry described = entries[i];  // as above
        EntryChecker fields(file, field);
        list.describe(fields, described);
        check_spans(file, field, entries[i]);
        check_seats_and_positions(file, field, entries[i]);
        if (!keys.insert(entries[i].key).second) file.twice(under(field, "key"), entries[i].key);
        if (rule) rule(file, field, entries[i]);
    }
}

void check_parent(FileChecker& file, const std::string& field, const Entry& entry,
                  const std::vector<Entry>& list) {
    std::set<std::string_view> passed = {entry.key};
    for (const Entry* parent = Catalogue::find(list, entry.parent); parent;
         parent = Catalogue::find(list, parent->parent)) {
        if (!passed.insert(parent->key).second) {
            file.add(under(field, "parent"),
                     base::refuse("circle", "»{}« ligger under sig selv.", entry.key));
            return;
        }
    }
}

void check_unit(FileChecker& file, const std::string& field, const Entry& entry) {
    if (!entry.from.empty() && !entry.to.empty() && entry.from.first_day() <= entry.to.last_day() &&
        entry.from.first_day() >= entry.to.first_day_after()) {
        file.add(under(field, "to"),
                 base::refuse("ends_before_start", "Slutter ({}), før den begynder ({}).",
                              entry.to.text, entry.from.text));
    }
    check_parent(file, field, entry, file.catalogue().units);
}

void check_district(FileChecker& file, const std::string& field, const Entry& entry) {
    check_parent(file, field, entry, file.catalogue().districts);
}

void check_lists(const Catalogue& all, RequiredLanguages languages, Mistakes& mistakes) {
    for (const EntryList& list : entry_lists()) {
        FileChecker file(all, languages, std::string(list.name) + ".yaml", mistakes);
        const EntryRule rule = list.name == "units"       ? check_unit
                               : list.name == "districts" ? check_district
                                                          : nullptr;
        check_list(file, list, rule);
    }
}

void check_goal_of(FileChecker& file, const std::string& field, const Edition& edition) {
    const Catalogue& all = file.catalogue();
    if (edition.goal.empty()) {
        file.missing(under(field, "goal"));
    } else if (!all.find_goal(edition.goal)) {
        file.unknown_key(under(field, "goal"), edition.goal, "goals.yaml");
    }
    file.code(under(field, "goal_basis"), CodeList::goal_basis, edition.goal_basis,
              Presence::required);
    file.unique(under(field, "other_goals"), edition.other_goals);
    for (std::size_t i = 0; i < edition.other_goals.size(); ++i) {
        const std::string& goal = edition.other_goals[i];
        const std::string where = at(under(field, "other_goals"), i);
        if (!all.find_goal(goal)) {
            file.unknown_key(where, goal, "goals.yaml");
        } else if (goal == edition.goal) {
            file.add(where, base::refuse("primary_goal_again",
                                         "»{}« er allerede indsatsens hovedmål.", goal));
        }
    }
}

void check_period(FileChecker& file, const std::string& field, const Edition& edition) {
    const std::vector<int> periods = file.catalogue().periods();
    if (std::find(periods.begin(), periods.end(), edition.period) == periods.end()) {
        std::string expected;
        for (const int period : periods) {
            if (!expected.empty()) expected += ", ";
            expected += std::to_string(period);
        }
        file.add(
            under(field, "period"),
            base::refuse("unknown_period", "{} er ikke en periode i goals.yaml. Forventet: {}.",
                         std::to_string(edition.period), expected));
    }
    file.words(under(field, "period_text"), edition.period_text, Presence::optional);
    file.span(under(field, "end"), edition.start, edition.end);
    if (edition.status.empty()) {
        file.add(under(field, "status"),
                 base::refuse("status_missing", "Angiv status for mindst ét år."));
    }
    for (const auto& [year, status] : edition.status) {
        file.year(under(field, "status." + std::to_string(year)), year);
    }
}

void check_listing(FileChecker& file, const std::string& field, const Edition& edition) {
    file.code(under(field, "listed_in"), CodeList::listed_in, edition.listed_in,
              Presence::required);
    const bool ordered = edition.listed_in != "context";
    if (edition.order < (ordered ? 1 : 0)) {
        file.add(under(field, "order"),
                 base::refuse("number", "Forventet: et helt tal fra 1 og opad."));
    }
}

void check_who_and_where(FileChecker& file, const std::string& field, const Edition& edition) {
    const Catalogue& all = file.catalogue();
    file.references(under(field, "target_groups"), all.target_groups, "target_groups.yaml",
                    edition.target_groups);
    file.words(under(field, "target_group_text"), edition.target_group_text, Presence::optional);
    file.ages(under(field, "age_from"), edition.age_from, edition.age_to);
    file.codes_of(under(field, "settings"), CodeList::setting, edition.settings);
    file.references(under(field, "districts"), all.districts, "districts.yaml", edition.districts);
    for (std::size_t i = 0; i < edition.places.size(); ++i) {
        file.words(at(under(field, "places"), i), edition.places[i], Presence::required);
    }
    file.reference(under(field, "owner_unit"), all.units, "units.yaml", edition.owner_unit);
    file.references(under(field, "forums"), all.forums, "forums.yaml", edition.forums);
    std::set<std::string_view> partners;
    for (std::size_t i = 0; i < edition.partners.size(); ++i) {
        const PartnerLink& link = edition.partners[i];
        const std::string where = at(under(field, "partners"), i);
        file.reference(under(where, "partner"), all.partners, "partners.yaml", link.partner,
                       Presence::required);
        file.words(under(where, "role"), link.role, Presence::optional);
        if (!partners.insert(link.partner).second) {
            file.twice(under(where, "partner"), link.partner);
        }
    }
}

void check_work(FileChecker& file, const std::string& field, const Edition& edition) {
    std::set<std::string_view> keys;
    for (std::size_t i = 0; i < edition.activities.size(); ++i) {
        const PlannedActivity& activity = edition.activities[i];
        const std::string where = at(under(field, "activities"), i);
        file.key(under(where, "key"), activity.key);
        if (!keys.insert(activity.key).second) file.twice(under(where, "key"), activity.key);
        file.words(under(where, "name"), activity.name, Presence::required);
        file.words(under(where, "text"), activity.text, Presence::optional);
    }
    keys.clear();
    for (std::size_t i = 0; i < edition.figures.size(); ++i) {
        const FigureDefinition& figure = edition.figures[i];
        const std::string where = at(under(field, "figures"), i);
        file.key(under(where, "key"), figure.key);
        if (!keys.insert(figure.key).second) file.twice(under(where, "key"), figure.key);
        file.words(under(where, "name"), figure.name, Presence::required);
        file.words(under(where, "unit"), figure.unit, Presence::optional);
        file.code(under(where, "source"), CodeList::figure_source, figure.source,
                  Presence::required);
        file.code(under(where, "counts"), CodeList::figure_counts, figure.counts,
                  Presence::optional);
        if (figure.target && !std::isfinite(*figure.target)) {
            file.add(under(where, "target"), base::refuse("number_expected", "Forventet: et tal."));
        }
    }
}

void check_basis_and_evaluation(FileChecker& file, const std::string& field,
                                const Edition& edition) {
    file.code(under(field, "evaluation.design"), CodeList::evaluation_design,
              edition.evaluation.design, Presence::optional);
    file.words(under(field, "evaluation.comparison"), edition.evaluation.comparison,
               Presence::optional);
    for (std::size_t i = 0; i < edition.evaluation.indicators.size(); ++i) {
        file.words(at(under(field, "evaluation.indicators"), i), edition.evaluation.indicators[i],
                   Presence::required);
    }
    file.plain(under(field, "method.name"), edition.method.name);
    file.words(under(field, "method.evidence"), edition.method.evidence, Presence::optional);
    file.plain(under(field, "method.citation"), edition.method.citation);
    file.code(under(field, "personal_data"), CodeList::personal_data, edition.personal_data,
              Presence::optional);
    file.unique(under(field, "legal_basis"), edition.legal_basis);
    for (std::size_t i = 0; i < edition.legal_basis.size(); ++i)
        file.code(at(under(field, "legal_basis"), i), CodeList::legal_basis, edition.legal_basis[i],
                  Presence::required);
}

void check_notes(FileChecker& file, const std::string& field, const Edition& edition) {
    for (std::size_t i = 0; i < edition.history.size(); ++i) {
        const std::string where = at(under(field, "history"), i);
        if (edition.history[i].date.empty()) file.missing(under(where, "date"));
        file.words(under(where, "text"), edition.history[i].text, Presence::required);
    }
    for (std::size_t i = 0; i < edition.uncertain.size(); ++i) {
        file.words(at(under(field, "uncertain"), i), edition.uncertain[i], Presence::required);
    }
}

void check_edition(FileChecker& file, const std::string& field, const Edition& edition) {
    check_period(file, field, edition);
    file.words(under(field, "name"), edition.name, Presence::required);
    check_goal_of(file, field, edition);
    check_listing(file, field, edition);
    file.words(under(field, "purpose"), edition.purpose, Presence::required);
    file.words(under(field, "description"), edition.description, Presence::optional);
    file.words(under(field, "problem"), edition.problem, Presence::optional);
    file.words(under(field, "theory_of_change"), edition.theory_of_change, Presence::optional);
    file.reference(under(field, "prevention_level"), file.catalogue().prevention_levels,
                   "prevention_levels.yaml", edition.prevention_level);
    file.codes_of(under(field, "orientation"), CodeList::orientation, edition.orientation);
    file.code(under(field, "reach"), CodeList::reach, edition.reach, Presence::optional);
    file.references(under(field, "principles"), file.catalogue().principles, "principles.yaml",
                    edition.principles);
    check_who_and_where(file, field, edition);
    check_work(file, field, edition);
    check_basis_and_evaluation(file, field, edition);
    file.words(under(field, "funding"), edition.funding, Presence::optional);
    file.words(under(field, "steering"), edition.steering, Presence::optional);
    check_notes(file, field, edition);
}

void check_initiative(FileChecker& file, const Initiative& initiative) {
    file.key("key", initiative.key);
    if (initiative.kinds.empty()) file.missing("kinds");
    std::set<Kind> kinds;
    for (std::size_t i = 0; i < initiative.kinds.size(); ++i) {
        if (!kinds.insert(initiative.kinds[i]).second) {
            file.twice(at("kinds", i), kind_code(initiative.kinds[i]));
        }
    }
    file.source_rows("source_rows", initiative.source_rows);
    if (initiative.editions.empty()) file.missing("editions");
    file.at_most("editions", initiative.editions.size(), most_editions);
    int before = 0;
    for (std::size_t i = 0; i < initiative.editions.size(); ++i) {
        const Edition& edition = initiative.editions[i];
        check_edition(file, at("editions", i), edition);
        if (edition.period <= before) {
            file.add(under(at("editions", i), "period"),
                     base::refuse("edition_order",
                                  "Udgaverne står med den ældste først, og hver periode én gang."));
        }
        before = edition.period;
    }
}

// Two initiatives can't have the same place in one list of one document.
void check_orders(const Catalogue& all, Mistakes& mistakes) {
    using Place = std::tuple<int, std::string, std::string, int>;
    struct Holder {
        const Initiative* initiative;
        std::size_t edition;
    };
    std::map<Place, std::vector<Holder>> places;
    for (const Initiative& initiative : all.initiatives) {
        for (std::size_t i = 0; i < initiative.editions.size(); ++i) {
            const Edition& edition = initiative.editions[i];
            if (edition.listed_in == "context" || edition.order < 1) continue;
            const bool by_goal = edition.listed_in == "goal_table";
            places[{edition.period, edition.listed_in, by_goal ? edition.goal : "", edition.order}]
                .push_back({&initiative, i});
        }
    }
    for (const auto& [place, holders] : places) {
        for (const Holder& holder : holders) {
            if (holders.size() < 2) break;
            const Holder& other = holders[holders[0].initiative == holder.initiative ? 1 : 0];
            mistakes.push_back(
                {initiative_path(holder.initiative->key), 0,
                 at("editions", holder.edition) + ".order",
                 base::refuse("order_taken", "Plads {} i listen er også »{}«s.",
                              std::to_string(std::get<3>(place)), other.initiative->key)});
        }
    }
}

}  // namespace

std::string initiative_path(std::string_view key) {
    return "initiatives/" + std::string(key) + ".yaml";
}

Mistakes check(const Catalogue& catalogue, RequiredLanguages languages) {
    Mistakes mistakes;
    FileChecker municipality(catalogue, languages, "municipality.yaml", mistakes);
    check_municipality(municipality, catalogue.municipality);
    FileChecker goals(catalogue, languages, "goals.yaml", mistakes);
    check_goals(goals, catalogue.goals);
    check_lists(catalogue, languages, mistakes);
    std::set<std::string_view> keys;
    for (const Initiative& initiative : catalogue.initiatives) {
        FileChecker file(catalogue, languages, initiative_path(initiative.key), mistakes);
        check_initiative(file, initiative);
        if (!keys.insert(initiative.key).second) file.twice("key", initiative.key);
    }
    check_orders(catalogue, mistakes);
    return mistakes;
}

Mistakes check_with(const Catalogue& catalogue, const Initiative& initiative,
                    RequiredLanguages languages) {
    Catalogue changed = catalogue;
    const auto place = std::lower_bound(
        changed.initiatives.begin(), changed.initiatives.end(), initiative.key,
        [](const Initiative& other, const std::string& key) { return other.key < key; });
    if (place != changed.initiatives.end() && place->key == initiative.key) {
        *place = initiative;
    } else {
        changed.initiatives.insert(place, initiative);
    }
    Mistakes mistakes = check(changed, languages);
    const std::string own = initiative_path(initiative.key);
    std::erase_if(mistakes, [&](const Mistake& mistake) { return mistake.file != own; });
    return mistakes;
}

}  // namespace initiatives
