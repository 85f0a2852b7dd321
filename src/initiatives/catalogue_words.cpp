#include "initiatives/catalogue_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "initiatives/catalogue_file.h"

namespace initiatives {

namespace {

struct SeasonWords {
    std::string_view code;
    std::string_view words;
};
constexpr std::array<SeasonWords, 5> seasons = {{
    {"spring", base::danish("foråret {}")},
    {"summer", base::danish("sommeren {}")},
    {"late_summer", base::danish("sensommeren {}")},
    {"autumn", base::danish("efteråret {}")},
    {"winter", base::danish("vinteren {}")},
}};

web::StatusKind status_kind(Status status) {
    switch (status) {
        case Status::planned:
            return web::StatusKind::planned;
        case Status::in_progress:
        case Status::continues:
            return web::StatusKind::ongoing;
        case Status::carried_out:
        case Status::completed:
            return web::StatusKind::done;
        case Status::ended:
            return web::StatusKind::stopped;
    }
    return web::StatusKind::planned;
}

}  // namespace

std::string date_words(const PartialDate& date, const web::Language& language) {
    if (date.empty()) return {};
    std::string year = date.text.substr(0, 4);
    if (date.text.size() == 4) return year;
    const std::string rest = date.text.substr(5);
    for (const SeasonWords& season : seasons) {
        if (rest == season.code) return language.say_with(season.words, year);
    }
    if (rest.size() == 2) return language.month(base::month_of(date.first_day())) + " " + year;
    return language.date(date.first_day());
}

std::string span_words(const PartialDate& from, const PartialDate& to,
                       const web::Language& language) {
    if (from.empty() && to.empty()) return {};
    if (to.empty()) return language.say_with("fra {}", date_words(from, language));
    if (from.empty()) return language.say_with("til {}", date_words(to, language));
    return language.say_with("fra {} til {}", date_words(from, language), date_words(to, language));
}

std::string age_words(std::optional<int> from, std::optional<int> to,
                      const web::Language& language) {
    if (from && to) {
        return language.say_with("{}–{} år", std::to_string(*from), std::to_string(*to));
    }
    if (from) return language.say_with("fra {} år", std::to_string(*from));
    if (to) return language.say_with("til og med {} år", std::to_string(*to));
    return {};
}

std::string code_words(CodeList list, std::string_view code, const web::Language& language) {
    return std::string(language.say(code_name(list, code)));
}

web::Html status_words(Status status, const web::Language& language) {
    return web::status_tag(status_kind(status), language.say(status_name(status)));
}

std::string goal_words(const Catalogue& catalogue, std::string_view goal, int year,
                       const web::Language& language) {
    const Goal* found = catalogue.find_goal(goal);
    const GoalWording* wording = found ? found->wording_in(year) : nullptr;
    if (!wording) return std::string(goal);
    return std::to_string(wording->number) + ". " + wording->name.in(language.tag());
}

namespace {

struct Label {
    std::string_view name;
    std::string_view words;
};

constexpr Label labels[] = {
    {"key", base::danish("Nøgle")},
    {"kinds", base::danish("Slags")},
    {"source_rows", base::danish("Rækker i kravtabellen")},
    {"period", base::danish("Periode")},
    {"name", base::danish("Navn")},
    {"goal", base::danish("Mål")},
    {"goal_basis", base::danish("Grundlag for målet")},
    {"other_goals", base::danish("Andre mål")},
    {"listed_in", base::danish("Liste")},
    {"order", base::danish("Plads i listen")},
    {"purpose", base::danish("Formål")},
    {"period_text", base::danish("Periode i ord")},
    {"start", base::danish("Begynder")},
    {"end", base::danish("Slutter")},
    {"status", base::danish("Status")},
    {"description", base::danish("Beskrivelse")},
    {"problem", base::danish("Problem")},
    {"theory_of_change", base::danish("Hvorfor det virker")},
    {"prevention_level", base::danish("Forebyggelsesniveau")},
    {"orientation", base::danish("Tilgang")},
    {"reach", base::danish("Rækkevidde")},
    {"principles", base::danish("Principper")},
    {"settings", base::danish("Arena")},
    {"target_groups", base::danish("Målgrupper")},
    {"target_group_text", base::danish("Målgruppe i ord")},
    {"age_from", base::danish("Alder fra")},
    {"age_to", base::danish("Alder til")},
    {"districts", base::danish("Distrikter")},
    {"places", base::danish("Steder")},
    {"owner_unit", base::danish("Ansvarlig enhed")},
    {"partners", base::danish("Samarbejdspartnere")},
    {"partner", base::danish("Partner")},
    {"role", base::danish("Rolle")},
    {"forums", base::danish("Mødefora")},
    {"activities", base::danish("Aktiviteter")},
    {"activity", base::danish("Aktivitet")},
    {"text", base::danish("Tekst")},
    {"figures", base::danish("Tal")},
    {"figure", base::danish("Tal")},
    {"unit", base::danish("Enhed")},
    {"target", base::danish("Mål for året")},
    {"source", base::danish("Kilde")},
    {"counts", base::danish("Hvad det tæller")},
    {"evaluation", base::danish("Evaluering")},
    {"evaluation_design", base::danish("Evalueringens design")},
    {"design", base::danish("Design")},
    {"comparison", base::danish("Sammenligning")},
    {"indicators", base::danish("Indikatorer")},
    {"method", base::danish("Metode")},
    {"method_name", base::danish("Metode")},
    {"evidence", base::danish("Viden om metoden")},
    {"citation", base::danish("Henvisning")},
    {"legal_basis", base::danish("Hjemmel")},
    {"personal_data", base::danish("Personoplysninger")},
    {"funding", base::danish("Finansiering")},
    {"steering", base::danish("Styring")},
    {"history", base::danish("Historie")},
    {"date", base::danish("Dato")},
    {"uncertain", base::danish("Det uafklarede")},
    {"reason", base::danish("Begrundelse")},
    {"term", base::danish("Ord")},
    {"see", base::danish("Se også")},
    {"kind", base::danish("Slags")},
    {"group", base::danish("Gruppe")},
    {"parent", base::danish("Hører under")},
    {"successor", base::danish("Afløses af")},
    {"district", base::danish("Distrikt")},
    {"from", base::danish("Gælder fra")},
    {"to", base::danish("Gælder til")},
    {"month", base::danish("Måned")},
    {"day", base::danish("Dag")},
    {"recurrence", base::danish("Hvor ofte")},
    {"names_persons", base::danish("Enkeltpersoner")},
    {"orientations", base::danish("Tilgange")},
    {"focus_of_plan", base::danish("I fokus i planerne")},
    {"seats", base::danish("Pladser")},
    {"seat", base::danish("Plads")},
    {"positions", base::danish("Stillinger")},
    {"position", base::danish("Stilling")},
    {"headcount", base::danish("Antal personer")},
    {"wordings", base::danish("Ordlyde")},
    {"wording", base::danish("Ordlyd")},
    {"number", base::danish("Nummer")},
    {"da", base::danish("dansk")},
    {"en", base::danish("engelsk")},
};

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// What tells one entry of a list from the others.
std::string identity_of(const formats::YamlNode& entry, std::size_t index) {
    for (const std::string_view name : {"period", "key", "partner"}) {
        if (const formats::YamlNode* node = entry.find(name)) return node->text;
    }
    return std::to_string(index + 1);
}

class Flattener {
  public:
    history::Snapshot take() { return std::move(snapshot_); }

    void add(const std::string& path, const formats::YamlNode& node) {
        switch (node.kind) {
            case formats::YamlNode::Kind::empty:
                return;
            case formats::YamlNode::Kind::scalar:
                snapshot_[path] = node.text;
                return;
            case formats::YamlNode::Kind::mapping:
                for (std::size_t i = 0; i < node.names.size(); ++i) {
                    add(under(path, node.names[i]), node.children[i]);
                }
                return;
            case formats::YamlNode::Kind::list:
                add_list(path, node);
                return;
        }
    }

  private:
    static std::string under(const std::string& path, const std::string& name) {
        return path.empty() ? name : path + "." + name;
    }

    void add_list(const std::string& path, const formats::YamlNode& list) {
        std::vector<std::string> words;
        for (std::size_t i = 0; i < list.children.size(); ++i) {
            const formats::YamlNode& child = list.children[i];
            if (child.kind == formats::YamlNode::Kind::scalar) {
                words.push_back(child.text);
            } else {
                // Editions are told apart by their period alone: "2014.purpose.da".
                const std::string parent = path == "editions" ? "" : path;
                add(under(parent, identity_of(child, i)), child);
            }
        }
        if (!words.empty()) snapshot_[path] = base::join(words, ",");
    }

    history::Snapshot snapshot_;
};

// "purpose_da" → purpose, da; "status_2024" → status, 2024; "figure_1_name_da" → figure, 1, name,
// da.
std::vector<std::string> form_parts(std::string_view name) {
    std::string rest(name);
    std::vector<std::string> after;
    for (;;) {
        const std::size_t cut = rest.rfind('_');
        if (cut == std::string::npos || field_label(rest) != rest) break;
        after.insert(after.begin(), rest.substr(cut + 1));
        rest.resize(cut);
    }
    after.insert(after.begin(), rest);
    return after;
}

std::vector<std::string> parts_of(std::string_view path) {
    if (path.find('.') != path.npos) return base::split(path, '.');
    if (field_label(path) != path) return {std::string(path)};
    return form_parts(path);
}

// The field that says what kind of value this is: the last part that is no language or number.
std::string meaning_of(const std::vector<std::string>& parts) {
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        if (*part != "da" && *part != "en" && !is_number(*part)) return *part;
    }
    return {};
}

std::optional<CodeList> code_list_of(std::string_view field) {
    if (field == "goal_basis") return CodeList::goal_basis;
    if (field == "listed_in") return CodeList::listed_in;
    if (field == "orientation") return CodeList::orientation;
    if (field == "reach") return CodeList::reach;
    if (field == "settings") return CodeList::setting;
    if (field == "personal_data") return CodeList::personal_data;
    if (field == "source") return CodeList::figure_source;
    if (field == "counts") return CodeList::figure_counts;
    if (field == "design" || field == "evaluation_design") return CodeList::evaluation_design;
    return std::nullopt;
}

const std::vector<Entry>* entries_of(const Catalogue& catalogue, std::string_view field) {
    if (field == "prevention_level") return &catalogue.prevention_levels;
    if (field == "principles") return &catalogue.principles;
    if (field == "target_groups") return &catalogue.target_groups;
    if (field == "districts") return &catalogue.districts;
    if (field == "owner_unit") return &catalogue.units;
    if (field == "partners" || field == "partner") return &catalogue.partners;
    if (field == "forums") return &catalogue.forums;
    return nullptr;
}

std::string one_value_words(const Catalogue& catalogue, std::string_view field,
                            const std::string& value, const web::Language& language) {
    if (const auto list = code_list_of(field)) return code_words(*list, value, language);
    if (const std::vector<Entry>* entries = entries_of(catalogue, field)) {
        return Catalogue::name_in(*entries, value, language.tag());
    }
    if (field == "goal" || field == "other_goals") {
        const Goal* goal = catalogue.find_goal(value);
        if (goal && !goal->wordings.empty()) return goal->wordings.back().name.in(language.tag());
    }
    if (field == "kinds") {
        if (const auto kind = kind_of(value)) return std::string(language.say(kind_name(*kind)));
    }
    if (field == "status") {
        if (const auto status = status_of(value)) {
            return std::string(language.say(status_name(*status)));
        }
    }
    return value;
}

bool is_list_of_keys(std::string_view field) {
    return field == "kinds" || field == "other_goals" || field == "orientation" ||
           field == "settings" || field == "principles" || field == "target_groups" ||
           field == "districts" || field == "partners" || field == "forums";
}

}  // namespace

std::string_view field_label(std::string_view name) {
    for (const Label& label : labels) {
        if (label.name == name) return label.words;
    }
    return name;
}

history::Snapshot initiative_snapshot(const Initiative& initiative) {
    Flattener flattener;
    flattener.add("", initiative_fields(initiative));
    return flattener.take();
}

std::string field_words(std::string_view path, const web::Language& language) {
    std::string words;
    std::string language_word;
    const std::vector<std::string> parts = parts_of(path);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string& part = parts[i];
        if (part == "da" || part == "en") {
            language_word = " (" + std::string(language.say(field_label(part))) + ")";
        } else if (words.empty()) {
            words = language.say(field_label(part));
            if (is_number(part) && parts.size() > 1) words += ":";
        } else {
            words += " ";
            const std::string word(language.say(field_label(part)));
            words += words.ends_with(": ") || is_number(part) ? word : "· " + word;
        }
    }
    return words + language_word;
}

std::string value_words(const Catalogue& catalogue, std::string_view path, const std::string& value,
                        const web::Language& language) {
    const std::string field = meaning_of(parts_of(path));
    if (!is_list_of_keys(field)) return one_value_words(catalogue, field, value, language);
    std::vector<std::string> words;
    for (const std::string& part : base::split(value, ',')) {
        words.push_back(one_value_words(catalogue, field, base::trim(part), language));
    }
    return base::join(words, ", ");
}

}  // namespace initiatives
