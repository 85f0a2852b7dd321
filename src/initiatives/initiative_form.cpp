#include "initiatives/initiative_form.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "initiatives/catalogue_codes.h"
#include "initiatives/catalogue_key.h"

namespace initiatives {

namespace {

constexpr int most_rows = 40;  // of activities or figures

std::string joined(const std::vector<std::string>& values) {
    return base::join(values, ",");
}

void put(FormValues& values, const std::string& name, const Words& words) {
    values[name + "_da"] = words.da;
    values[name + "_en"] = words.en;
}

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

void put_lines(FormValues& values, const std::string& name, const std::vector<Words>& list) {
    std::vector<std::string> danish;
    std::vector<std::string> english;
    bool any_english = false;
    for (const Words& words : list) {
        danish.push_back(one_line(words.da));
        english.push_back(one_line(words.en));
        any_english = any_english || !words.en.empty();
    }
    values[name + "_da"] = base::join(danish, "\n");
    values[name + "_en"] = any_english ? base::join(english, "\n") : std::string();
}

std::string number_text(const std::optional<int>& number) {
    return number ? std::to_string(*number) : std::string();
}

std::string decimal_text(double number) {
    char digits[40];
    const auto [end, problem] = std::to_chars(digits, digits + sizeof digits, number);
    std::string text = problem == std::errc() ? std::string(digits, end) : std::string();
    std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

std::string row_name(std::string_view list, int row, std::string_view field) {
    return std::string(list) + "_" + std::to_string(row) + "_" + std::string(field);
}

void put_rows(FormValues& values, const Edition& edition) {
    int row = 0;
    for (const PlannedActivity& activity : edition.activities) {
        ++row;
        values[row_name("activity", row, "key")] = activity.key;
        put(values, row_name("activity", row, "name"), activity.name);
        put(values, row_name("activity", row, "text"), activity.text);
    }
    row = 0;
    for (const FigureDefinition& figure : edition.figures) {
        ++row;
        values[row_name("figure", row, "key")] = figure.key;
        put(values, row_name("figure", row, "name"), figure.name);
        put(values, row_name("figure", row, "unit"), figure.unit);
        values[row_name("figure", row, "target")] =
            figure.target ? decimal_text(*figure.target) : std::string();
        values[row_name("figure", row, "source")] = figure.source;
        values[row_name("figure", row, "counts")] = figure.counts;
    }
}

void put_plan(FormValues& values, const Initiative& initiative, const Edition& edition) {
    std::vector<std::string> kinds;
    for (const Kind kind : initiative.kinds) kinds.emplace_back(kind_code(kind));
    values["key"] = initiative.key;
    values["kinds"] = joined(kinds);
    values["period"] = edition.period == 0 ? "" : std::to_string(edition.period);
    put(values, "name", edition.name);
    values["goal"] = edition.goal;
    values["goal_basis"] = edition.goal_basis;
    values["other_goals"] = joined(edition.other_goals);
    values["listed_in"] = edition.listed_in;
    values["order"] = edition.order == 0 ? "" : std::to_string(edition.order);
    put(values, "purpose", edition.purpose);
    put(values, "period_text", edition.period_text);
    values["start"] = edition.start.text;
    values["end"] = edition.end.text;
    for (const auto& [year, status] : edition.status) {
        values["status_" + std::to_string(year)] = status_code(status);
    }
}

void put_content(FormValues& values, const Edition& edition) {
    put(values, "description", edition.description);
    put(values, "problem", edition.problem);
    put(values, "theory_of_change", edition.theory_of_change);
    values["prevention_level"] = edition.prevention_level;
    values["orientation"] = joined(edition.orientation);
    values["reach"] = edition.reach;
    values["principles"] = joined(edition.principles);
    values["settings"] = joined(edition.settings);
    values["target_groups"] = joined(edition.target_groups);
    put(values, "target_group_text", edition.target_group_text);
    values["age_from"] = number_text(edition.age_from);
    values["age_to"] = number_text(edition.age_to);
    values["districts"] = joined(edition.districts);
    put_lines(values, "places", edition.places);
    values["owner_unit"] = edition.owner_unit;
    std::vector<std::string> partners;
    for (const PartnerLink& link : edition.partners) partners.push_back(link.partner);
    values["partners"] = joined(partners);
    values["forums"] = joined(edition.forums);
}

void put_documentation(FormValues& values, const Edition& edition) {
    values["evaluation_design"] = edition.evaluation.design;
    put(values, "comparison", edition.evaluation.comparison);
    put_lines(values, "indicators", edition.evaluation.indicators);
    values["method_name"] = edition.method.name;
    put(values, "evidence", edition.method.evidence);
    values["citation"] = edition.method.citation;
    values["legal_basis"] = base::join(edition.legal_basis, ", ");
    values["personal_data"] = edition.personal_data;
    put(values, "funding", edition.funding);
    put(values, "steering", edition.steering);
    put_lines(values, "uncertain", edition.uncertain);
}

}  // namespace

FormValues form_values(const Initiative& initiative, const Edition& edition) {
    FormValues values;
    put_plan(values, initiative, edition);
    put_content(values, edition);
    put_rows(values, edition);
    put_documentation(values, edition);
    values["reason"] = "";
    return values;
}

FormValues sent_values(const web::Fields& fields) {
    FormValues values;
    for (const auto& [name, value] : fields.all()) {
        if (name == "csrf_token" || name == "version") continue;
        const std::string text = base::trim(base::normalise_lines(value));
        const auto [place, added] = values.try_emplace(name, text);
        if (!added && !text.empty()) {
            if (!place->second.empty()) place->second += ',';
            place->second += text;
        }
    }
    return values;
}

namespace {

// Reads the typed texts into an edition and notes what can't be read.
class EditionReader {
  public:
    EditionReader(const FormValues& values, ReadForm& form) : values_(values), form_(form) {}

    void read(Edition& edition) {
        read_plan(edition);
        read_content(edition);
        read_activities(edition);
        read_figures(edition);
        read_documentation(edition);
    }

    const std::string& text(const std::string& name) const {
        static const std::string nothing;
        const auto found = values_.find(name);
        return found == values_.end() ? nothing : found->second;
    }

    std::vector<std::string> list(const std::string& name) const {
        std::vector<std::string> found;
        for (const std::string& part : base::split(text(name), ',')) {
            std::string value = base::trim(part);
            if (!value.empty()) found.push_back(std::move(value));
        }
        return found;
    }

  private:
    Words words(const std::string& name) const { return {text(name + "_da"), text(name + "_en")}; }

    void refuse(const std::string& name, base::Error error) {
        form_.errors.push_back({name, std::move(error)});
    }

    std::optional<int> number(const std::string& name) {
        const std::string& typed = text(name);
        if (typed.empty()) return std::nullopt;
        int value = 0;
        const auto [end, problem] =
            std::from_chars(typed.data(), typed.data() + typed.size(), value);
        if (problem == std::errc() && end == typed.data() + typed.size()) return value;
        refuse(name, base::refuse("whole_number_expected", "»{}« er ikke et helt tal.", typed));
        return std::nullopt;
    }

    std::optional<double> decimal(const std::string& name) {
        std::string typed = text(name);
        if (typed.empty()) return std::nullopt;
        std::replace(typed.begin(), typed.end(), ',', '.');
        double value = 0;
        const auto [end, problem] =
            std::from_chars(typed.data(), typed.data() + typed.size(), value);
        if (problem == std::errc() && end == typed.data() + typed.size()) return value;
        refuse(name, base::refuse("number_expected", "Forventet: et tal."));
        return std::nullopt;
    }

    PartialDate date(const std::string& name) {
        const std::string& typed = text(name);
        if (typed.empty()) return {};
        if (const auto date = parse_partial_date(typed)) return *date;
        refuse(name,
               base::refuse("date",
                            "»{}« er ikke en dato. Forventet: 2024, 2024-spring, 2024-08 eller "
                            "2024-08-01.",
                            typed));
        return {};
    }

    // The chosen keys: those that were there in their old order, then the new ones.
    void choose(const std::string& name, std::vector<std::string>& keys) const {
        const std::vector<std::string> chosen = list(name);
        const auto is_chosen = [&](const std::string& key) {
            return std::find(chosen.begin(), chosen.end(), key) != chosen.end();
        };
        std::erase_if(keys, [&](const std::string& key) { return !is_chosen(key); });
        for (const std::string& key : chosen) {
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
        }
    }

    // One text a line; the English lines belong to the Danish ones at the same place. A stored text
    // that only differs by its line breaks stays as it is.
    void read_lines(const std::string& name, std::vector<Words>& list) const {
        std::vector<std::string> danish = lines(name + "_da");
        std::vector<std::string> english = lines(name + "_en");
        std::vector<Words> read(std::max(danish.size(), english.size()));
        for (std::size_t i = 0; i < read.size(); ++i) {
            if (i < danish.size()) read[i].da = danish[i];
            if (i < english.size()) read[i].en = english[i];
            const bool same = i < list.size() && one_line(list[i].da) == read[i].da &&
                              one_line(list[i].en) == read[i].en;
            if (same) read[i] = list[i];
        }
        list = std::move(read);
    }

    std::vector<std::string> lines(const std::string& name) const {
        std::vector<std::string> found;
        for (const std::string& line : base::split(text(name), '\n')) {
            std::string trimmed = base::trim(line);
            if (!trimmed.empty()) found.push_back(std::move(trimmed));
        }
        return found;
    }

    void read_plan(Edition& edition) {
        edition.name = words("name");
        edition.goal = text("goal");
        edition.goal_basis = text("goal_basis");
        choose("other_goals", edition.other_goals);
        edition.listed_in = text("listed_in");
        edition.order = number("order").value_or(0);
        edition.purpose = words("purpose");
        edition.period_text = words("period_text");
        edition.start = date("start");
        edition.end = date("end");
        edition.status.clear();
        for (const auto& [name, value] : values_) {
            constexpr std::string_view prefix = "status_";
            if (!name.starts_with(prefix) || value.empty()) continue;
            int year = 0;
            const char* end = name.data() + name.size();
            const auto read = std::from_chars(name.data() + prefix.size(), end, year);
            const auto status = status_of(value);
            if (read.ptr == end && read.ec == std::errc() && status) {
                edition.status[year] = *status;
            } else {
                refuse(name, base::refuse("unknown_code", "»{}« kendes ikke. Forventet: {}.", value,
                                          "planned, in_progress, carried_out, continues, ended, "
                                          "completed"));
            }
        }
    }

    void read_content(Edition& edition) {
        edition.description = words("description");
        edition.problem = words("problem");
        edition.theory_of_change = words("theory_of_change");
        edition.prevention_level = text("prevention_level");
        choose("orientation", edition.orientation);
        edition.reach = text("reach");
        choose("principles", edition.principles);
        choose("settings", edition.settings);
        choose("target_groups", edition.target_groups);
        edition.target_group_text = words("target_group_text");
        edition.age_from = number("age_from");
        edition.age_to = number("age_to");
        choose("districts", edition.districts);
        read_lines("places", edition.places);
        edition.owner_unit = text("owner_unit");
        read_partners(edition.partners);
        choose("forums", edition.forums);
    }

    void read_partners(std::vector<PartnerLink>& links) {
        std::vector<std::string> keys;
        for (const PartnerLink& link : links) keys.push_back(link.partner);
        choose("partners", keys);
        std::vector<PartnerLink> chosen;
        for (const std::string& key : keys) {
            const auto old = std::find_if(links.begin(), links.end(), [&](const PartnerLink& link) {
                return link.partner == key;
            });
            chosen.push_back(old == links.end() ? PartnerLink{key, {}} : *old);
        }
        links = std::move(chosen);
    }

    // A key for a row that is new: from its name, and not one that another row has.
    std::string new_key(const Words& name, std::set<std::string>& taken) const;

    void read_activities(Edition& edition) {
        edition.activities.clear();
        std::set<std::string> taken = keys_of("activity");
        for (int row = 1; row <= most_rows; ++row) {
            PlannedActivity activity{text(row_name("activity", row, "key")),
                                     words(row_name("activity", row, "name")),
                                     words(row_name("activity", row, "text"))};
            if (activity.name.empty() && activity.text.empty()) continue;
            if (activity.key.empty()) activity.key = new_key(activity.name, taken);
            edition.activities.push_back(std::move(activity));
            form_.activity_rows.push_back(row);
        }
    }

    void read_figures(Edition& edition) {
        edition.figures.clear();
        std::set<std::string> taken = keys_of("figure");
        for (int row = 1; row <= most_rows; ++row) {
            FigureDefinition figure;
            figure.key = text(row_name("figure", row, "key"));
            figure.name = words(row_name("figure", row, "name"));
            figure.unit = words(row_name("figure", row, "unit"));
            figure.target = decimal(row_name("figure", row, "target"));
            figure.source = text(row_name("figure", row, "source"));
            figure.counts = text(row_name("figure", row, "counts"));
            // These two alone are choices left over from a row that was emptied.
            if (figure.name.empty() && figure.unit.empty() && !figure.target) continue;
            if (figure.key.empty()) figure.key = new_key(figure.name, taken);
            edition.figures.push_back(std::move(figure));
            form_.figure_rows.push_back(row);
        }
    }

    std::set<std::string> keys_of(std::string_view list) const {
        std::set<std::string> keys;
        for (int row = 1; row <= most_rows; ++row) {
            const std::string& key = text(row_name(list, row, "key"));
            if (!key.empty()) keys.insert(key);
        }
        return keys;
    }

    void read_documentation(Edition& edition) {
        edition.evaluation.design = text("evaluation_design");
        edition.evaluation.comparison = words("comparison");
        read_lines("indicators", edition.evaluation.indicators);
        edition.method.name = text("method_name");
        edition.method.evidence = words("evidence");
        edition.method.citation = text("citation");
        edition.legal_basis = list("legal_basis");
        edition.personal_data = text("personal_data");
        edition.funding = words("funding");
        edition.steering = words("steering");
        read_lines("uncertain", edition.uncertain);
    }

    const FormValues& values_;
    ReadForm& form_;
};

std::string EditionReader::new_key(const Words& name, std::set<std::string>& taken) const {
    return free_key(key_from(name), taken);
}

void read_kinds(const EditionReader& reader, ReadForm& form) {
    std::vector<Kind> kinds;
    for (const std::string& code : reader.list("kinds")) {
        const auto kind = kind_of(code);
        if (kind) kinds.push_back(*kind);
        if (!kind) {
            form.errors.push_back(
                {"kinds", base::refuse("unknown_code", "»{}« kendes ikke. Forventet: {}.", code,
                                       "casework, activity, forum, place_work, project, guide, "
                                       "analysis")});
        }
    }
    std::vector<Kind>& old = form.initiative.kinds;
    std::erase_if(
        old, [&](Kind kind) { return std::find(kinds.begin(), kinds.end(), kind) == kinds.end(); });
    for (const Kind kind : kinds) {
        if (std::find(old.begin(), old.end(), kind) == old.end()) old.push_back(kind);
    }
}

// The edition for the period, made when there is none.
Edition& edition_for(int period, ReadForm& form) {
    std::vector<Edition>& editions = form.initiative.editions;
    auto place = std::find_if(editions.begin(), editions.end(),
                              [&](const Edition& edition) { return edition.period >= period; });
    if (place == editions.end() || place->period != period) {
        Edition edition;
        if (!editions.empty()) edition = editions.back();
        edition.period = period;
        edition.history.clear();
        place = editions.insert(place, std::move(edition));
    }
    form.edition = static_cast<std::size_t>(place - editions.begin());
    return *place;
}

int next_order(const Catalogue& catalogue, const Edition& edition) {
    int highest = 0;
    for (const Initiative& initiative : catalogue.initiatives) {
        for (const Edition& other : initiative.editions) {
            const bool same_list =
                other.period == edition.period && other.listed_in == edition.listed_in &&
                (edition.listed_in != "goal_table" || other.goal == edition.goal);
            if (same_list) highest = std::max(highest, other.order);
        }
    }
    return highest + 1;
}

}  // namespace

ReadForm read_form(const FormValues& values, const Initiative& base, const Catalogue& catalogue) {
    ReadForm form;
    form.initiative = base;
    EditionReader reader(values, form);
    int period = 0;
    const std::string& typed = reader.text("period");
    std::from_chars(typed.data(), typed.data() + typed.size(), period);
    Edition& edition = edition_for(period, form);
    reader.read(edition);
    read_kinds(reader, form);
    const bool listed =
        edition.listed_in == "goal_table" || edition.listed_in == "next_years_focus";
    if (listed && reader.text("order").empty()) edition.order = next_order(catalogue, edition);
    if (base.key.empty()) {
        std::set<std::string> taken = {"ny", "fjernede"};
        for (const Initiative& other : catalogue.initiatives) taken.insert(other.key);
        const std::string& key = reader.text("key");
        form.initiative.key = key.empty() ? free_key(key_from(edition.name), taken) : key;
        if (!key.empty() && taken.contains(key)) {
            form.errors.push_back(
                {"key", base::refuse("key_taken", "Der findes allerede en indsats med nøglen »{}«.",
                                     key)});
        }
    }
    return form;
}

namespace {

// "places[2].da" → name "places", index 2, rest "da".
struct FieldPath {
    std::string name;
    std::size_t index = 0;
    std::string rest;
};

FieldPath split_path(const std::string& path) {
    FieldPath parts;
    const std::size_t end = path.find_first_of(".[");
    parts.name = path.substr(0, end);
    if (end == std::string::npos) return parts;
    std::size_t rest = end;
    if (path[end] == '[') {
        const std::size_t close = path.find(']', end);
        std::from_chars(path.data() + end + 1, path.data() + close, parts.index);
        rest = close + 1;
    }
    if (rest < path.size()) parts.rest = path.substr(rest + 1);
    return parts;
}

bool has_languages(std::string_view name) {
    for (const std::string_view known :
         {"name", "purpose", "period_text", "description", "problem", "theory_of_change",
          "target_group_text", "places", "funding", "steering", "uncertain", "comparison",
          "indicators", "evidence", "text", "unit"}) {
        if (name == known) return true;
    }
    return false;
}

std::string with_language(const std::string& name, const std::string& rest,
                          const base::Error& error) {
    if (rest == "da" || rest == "en") return name + "_" + rest;
    return name + (error.code == "english_missing" ? "_en" : "_da");
}

std::string row_field(std::string_view list, const FieldPath& path, const std::vector<int>& rows,
                      const base::Error& error) {
    const int row = path.index >= 1 && path.index <= rows.size() ? rows[path.index - 1] : 1;
    const FieldPath inner = split_path(path.rest.empty() ? "name" : path.rest);
    const std::string field = inner.name == "key" ? "name" : inner.name;
    const std::string name = row_name(list, row, field);
    return has_languages(field) ? with_language(name, inner.rest, error) : name;
}

std::string edition_field(const std::string& path, const ReadForm& form, const base::Error& error) {
    const FieldPath parts = split_path(path);
    if (parts.name == "activities") return row_field("activity", parts, form.activity_rows, error);
    if (parts.name == "figures") return row_field("figure", parts, form.figure_rows, error);
    if (parts.name == "evaluation" || parts.name == "method") {
        const FieldPath inner = split_path(parts.rest);
        if (inner.name == "design") return "evaluation_design";
        if (inner.name == "name") return "method_name";
        return has_languages(inner.name) ? with_language(inner.name, inner.rest, error)
                                         : inner.name;
    }
    if (parts.name == "status") {
        const int period = form.initiative.editions[form.edition].period;
        return "status_" + (parts.rest.empty() ? std::to_string(period) : parts.rest);
    }
    // The form has no field of its own for these; they stay as they were.
    if (parts.name == "history") return "";
    return has_languages(parts.name) ? with_language(parts.name, parts.rest, error) : parts.name;
}

}  // namespace

base::FieldErrors form_errors(const Mistakes& mistakes, const ReadForm& form) {
    base::FieldErrors errors = form.errors;
    const std::string edition = "editions[" + std::to_string(form.edition + 1) + "].";
    for (const Mistake& mistake : mistakes) {
        std::string field;
        if (mistake.field.starts_with(edition)) {
            field = edition_field(mistake.field.substr(edition.size()), form, mistake.error);
        } else if (mistake.field == "key" || mistake.field.starts_with("kinds")) {
            field = split_path(mistake.field).name;
        }
        const bool told = std::any_of(
            errors.begin(), errors.end(),
            [&](const base::FieldError& error) { return !field.empty() && error.field == field; });
        if (!told) errors.push_back({field, mistake.error});
    }
    return errors;
}

}  // namespace initiatives
