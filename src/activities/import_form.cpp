#include "activities/import_form.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "activities/activity_form.h"
#include "activities/enquiry_form.h"
#include "base/digest.h"
#include "base/text.h"
#include "formats/csv.h"
#include "places/observation_input.h"

namespace activities {
namespace {

constexpr std::size_t preset_characters_max = 200;

// Reads one row after the other; knows where in the table each field stands.
class RowReader {
  public:
    explicit RowReader(const ImportRequest& request) : request_(request) {
        for (const ImportField& field : import_fields(request.kind)) {
            const auto source = request.mapping.find(field.name);
            if (source == request.mapping.end()) continue;
            places_.push_back({&field, source->second.heading, source->second.preset,
                               column_of(source->second.heading)});
        }
    }

    ImportRow read(const formats::TableRow& table_row);

  private:
    struct Place {
        const ImportField* field;
        std::string heading;
        std::string preset;
        std::optional<std::size_t> column;
    };

    std::optional<std::size_t> column_of(const std::string& heading) const {
        return heading.empty() ? std::nullopt : request_.table.column(heading);
    }
    void read_place(const Place& place, const formats::TableRow& table_row);
    void take(const Place& place, std::string text);
    void take_date(const std::string& name, const std::string& text);
    void take_choices(const Place& place, const std::string& text);
    void complete_activity();
    void read_record(ImportRow& row) const;
    void refuse(const std::string& field, base::Error error);
    std::string column_at(const std::string& field) const;

    const ImportRequest& request_;
    std::vector<Place> places_;
    // Of the row being read.
    std::map<std::string, std::string> values_;
    std::vector<ImportError> errors_;
};

std::string RowReader::column_at(const std::string& field) const {
    for (const Place& place : places_)
        if (place.field->name == field) return place.heading;
    return {};
}

void RowReader::refuse(const std::string& field, base::Error error) {
    errors_.push_back({field, column_at(field), std::move(error)});
}

// What keeps a cell from being used, whatever it is for.
std::optional<base::Error> cell_error(const formats::Cell& cell, ImportValue value) {
    if (cell.has_formula)
        return base::refuse("formula", "Cellen er en formel. Skriv værdien i stedet.");
    if (cell.kind == formats::CellKind::error)
        return base::refuse("cell_error", "Cellen viser en fejl. Ret den i filen.");
    if (formats::is_formula_like(cell.text))
        return base::refuse("formula_like",
                            "Cellen begynder som en formel. Skriv teksten uden =, +, - eller @ "
                            "forrest.");
    const bool has_decimals = cell.kind == formats::CellKind::number &&
                              cell.text.find_first_of(".e") != std::string::npos;
    if (value == ImportValue::whole_number && has_decimals)
        return base::refuse("not_whole", "Skriv et helt tal.");
    return std::nullopt;
}

// A date with its month as a word, in Danish or English: "3. maj 2024", "3 May 2024".
struct WrittenDate {
    std::string date;        // 3.5.2024
    std::size_t length = 0;  // of it in the text
};
std::optional<WrittenDate> written_out(const std::string& text) {
    static constexpr std::array<std::string_view, 14> months{"jan", "feb", "mar", "apr", "maj",
                                                             "jun", "jul", "aug", "sep", "okt",
                                                             "nov", "dec", "may", "oct"};
    const std::size_t first = text.find(' ');
    const std::size_t second = first == std::string::npos ? first : text.find(' ', first + 1);
    if (second == std::string::npos) return std::nullopt;
    const std::string month =
        base::fold_for_search(std::string_view(text).substr(first, second - first));
    const auto found = std::find(months.begin(), months.end(), month.substr(0, 3));
    if (found == months.end()) return std::nullopt;
    std::size_t number = static_cast<std::size_t>(found - months.begin()) + 1;
    if (number > 12) number = number == 13 ? 5 : 10;
    const std::size_t end = std::min(text.find(' ', second + 1), text.size());
    std::string day = text.substr(0, first);
    if (day.ends_with('.')) day.pop_back();
    return WrittenDate{
        day + "." + std::to_string(number) + "." + text.substr(second + 1, end - second - 1), end};
}

void RowReader::read_place(const Place& place, const formats::TableRow& table_row) {
    std::string text = place.preset;
    if (place.column && !table_row.cells[*place.column].text.empty()) {
        const formats::Cell& cell = table_row.cells[*place.column];
        if (auto error = cell_error(cell, place.field->value)) {
            refuse(place.field->name, std::move(*error));
            return;
        }
        text = cell.text;
    }
    if (!text.empty()) take(place, std::move(text));
}

void RowReader::take(const Place& place, std::string text) {
    const std::string& name = place.field->name;
    switch (place.field->value) {
        case ImportValue::date:
            take_date(name, text);
            return;
        case ImportValue::choices:
            take_choices(place, text);
            return;
        case ImportValue::choice: {
            // Without its initiative, which has its own message, it can't be looked up.
            if (name == "planned_activity" && values_["initiative"].empty()) return;
            auto key = request_.vocabulary.key_of(name, text, values_["initiative"]);
            if (!key) return refuse(name, key.error());
            values_[name] = *key;
            return;
        }
        case ImportValue::words:
        case ImportValue::time:
        case ImportValue::whole_number:
            values_[name] = std::move(text);
    }
}

// 2024-05-03T18:00:00, "03.05.2024 18:00", "3/5/2024 kl. 18.00" and "3. maj 2024 18:00" hold a time
// as well.
void RowReader::take_date(const std::string& name, const std::string& text) {
    const bool is_iso_moment = text.size() > 10 && text[10] == 'T';
    const std::string_view whole = text;
    std::size_t gap = is_iso_moment ? 10 : whole.find(' ');
    std::string date(whole.substr(0, gap));
    if (const auto written = written_out(text)) {
        date = written->date;
        gap = written->length < whole.size() ? written->length : std::string_view::npos;
    }
    values_[name] = std::move(date);
    if (gap == std::string_view::npos) return;
    std::string time = base::trim(whole.substr(gap + 1));
    for (const std::string_view word : {"kl.", "kl"})
        if (time.starts_with(word)) {
            time = base::trim(std::string_view(time).substr(word.size()));
            break;
        }
    std::string& kept = values_[time_field_of(name)];
    if (kept.empty()) kept = time;
}

void RowReader::take_choices(const Place& place, const std::string& text) {
    const std::string& name = place.field->name;
    std::string parted = text;
    const bool by_comma = text.find_first_of(";\n") == std::string::npos;
    std::replace_if(
        parted.begin(), parted.end(),
        [&](char sign) { return sign == '\n' || (by_comma && sign == ','); }, ';');
    std::vector<std::string> keys;
    for (const std::string& part : base::split(parted, ';')) {
        if (base::trim(part).empty()) continue;
        auto key = request_.vocabulary.key_of(name, base::trim(part));
        if (!key) return refuse(name, key.error());
        keys.push_back(*key);
    }
    values_[name] = base::join(keys, ",");
}

// A list of what was held often says nothing of how many came: then they weren't counted.
void RowReader::complete_activity() {
    if (request_.kind != ImportKind::activities || values_["state"] != "held") return;
    const bool counted = std::any_of(values_.begin(), values_.end(), [](const auto& value) {
        return value.first.starts_with("attendance_") && !value.second.empty();
    });
    const bool refused = std::any_of(errors_.begin(), errors_.end(), [](const auto& error) {
        return error.field.starts_with("attendance_");
    });
    if (!counted && !refused) values_["attendance"] = "not_counted";
}

void RowReader::read_record(ImportRow& row) const {
    web::Fields form;
    for (const auto& [name, value] : values_) form.add(name, value);
    base::FieldErrors found;
    if (request_.kind == ImportKind::activities) {
        ActivityInput input = read_activity(form, {request_.catalogue, {}}, request_.now);
        row.record = std::move(input.activity);
        found = std::move(input.errors);
    } else if (request_.kind == ImportKind::enquiries) {
        EnquiryInput input = read_enquiry_form(form, request_.catalogue, request_.now);
        row.record = std::move(input.enquiry);
        found = std::move(input.errors);
    } else {
        places::ObservationInput input =
            places::read_observation(form, request_.catalogue, request_.now);
        row.record = std::move(input.observation);
        found = std::move(input.errors);
    }
    // A cell that could not be used has its message already, and counts as empty.
    std::set<std::string> said;
    for (const ImportError& error : row.errors) said.insert(error.field);
    for (base::FieldError& error : found)
        if (said.insert(error.field).second)
            row.errors.push_back({error.field, column_at(error.field), std::move(error.error)});
}

ImportRow RowReader::read(const formats::TableRow& table_row) {
    values_.clear();
    errors_.clear();
    // The initiative first: what may be chosen of it depends on it. A time of its own goes before
    // one that a date brings along.
    const auto pass = [&](const auto& belongs) {
        for (const Place& place : places_)
            if (belongs(place)) read_place(place, table_row);
    };
    const auto is_initiative = [](const Place& place) { return place.field->name == "initiative"; };
    const auto has_column = [](const Place& place) { return place.column.has_value(); };
    const auto is_time = [](const Place& place) { return place.field->value == ImportValue::time; };
    pass(is_initiative);
    pass([&](const Place& place) { return is_time(place) && has_column(place); });
    pass([&](const Place& place) { return !is_initiative(place) && !is_time(place); });
    for (const Place& place : places_)
        if (is_time(place) && !has_column(place) && values_[place.field->name].empty())
            read_place(place, table_row);
    complete_activity();
    ImportRow row;
    row.line = table_row.line;
    row.errors = std::move(errors_);
    read_record(row);
    return row;
}

std::string content_of(ImportKind kind, const ImportRecord& record) {
    std::string content(import_kind_code(kind));
    for (const auto& [key, value] : snapshot_of(record))
        content += "\n" + key + " " + std::to_string(value.size()) + " " + value;
    return content;
}

std::optional<std::size_t> column_number(const std::string& text, std::size_t columns) {
    std::size_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (number < 1 || number > columns) return std::nullopt;
    return number - 1;
}

std::vector<std::string> words_for(const ImportField& field, ImportLanguages languages) {
    std::vector<std::string> words{field.name};
    for (const web::Language* language : {&languages.danish, &languages.english}) {
        std::string label(language->say(field.label));
        if (!field.second_label.empty())
            label += ", " + std::string(language->say(field.second_label));
        words.push_back(std::move(label));
    }
    for (const std::string_view heading : field.other_headings) words.emplace_back(heading);
    return words;
}

}  // namespace

history::Snapshot snapshot_of(const ImportRecord& record) {
    if (const auto* activity = std::get_if<Activity>(&record)) return snapshot(*activity);
    if (const auto* enquiry = std::get_if<Enquiry>(&record)) return snapshot(*enquiry);
    return places::snapshot(std::get<places::Observation>(record));
}

std::vector<ImportRow> read_import(const ImportRequest& request) {
    RowReader reader(request);
    std::map<std::string, int> times_seen;
    std::vector<ImportRow> rows;
    rows.reserve(request.table.rows.size());
    for (const formats::TableRow& table_row : request.table.rows) {
        ImportRow row = reader.read(table_row);
        if (row.errors.empty()) {
            const std::string content = base::sha256_hex(content_of(request.kind, row.record));
            row.key = base::sha256_hex(content + " " + std::to_string(++times_seen[content]));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

ImportMapping guess_mapping(ImportKind kind, const std::vector<std::string>& headings,
                            ImportLanguages languages) {
    ImportMapping mapping;
    std::set<std::string> taken;
    // A field's own words first, so that a looser one of another field doesn't take its column.
    for (const std::size_t looseness : {3u, 100u}) {
        for (const ImportField& field : import_fields(kind)) {
            if (mapping.contains(field.name)) continue;
            std::vector<std::string> words = words_for(field, languages);
            words.resize(std::min(words.size(), std::size_t{looseness}));
            for (const std::string& heading : headings) {
                const std::string folded = base::fold_for_search(heading);
                const bool fits = std::any_of(words.begin(), words.end(), [&](const auto& word) {
                    return base::fold_for_search(word) == folded;
                });
                if (!fits || !taken.insert(heading).second) continue;
                mapping[field.name].heading = heading;
                break;
            }
        }
    }
    if (kind == ImportKind::activities && !mapping.contains("state"))
        mapping["state"].preset = languages.danish.say(state_name(State::held));
    return mapping;
}

ImportMapping usable(const ImportMapping& remembered, const std::vector<std::string>& headings) {
    ImportMapping mapping;
    for (const auto& [field, source] : remembered) {
        ImportSource kept{{}, source.preset};
        for (const std::string& heading : headings)
            if (base::fold_for_search(heading) == base::fold_for_search(source.heading))
                kept.heading = heading;
        if (kept != ImportSource{}) mapping[field] = kept;
    }
    return mapping;
}

MappingInput read_mapping(const web::Fields& form, ImportKind kind,
                          const std::vector<std::string>& headings) {
    MappingInput input;
    std::set<std::string> taken;
    std::set<std::string> with_source;
    for (const ImportField& field : import_fields(kind)) {
        ImportSource source;
        source.preset = base::trim(form.value("preset." + field.name));
        const std::string& chosen = form.value("column." + field.name);
        if (const auto column = column_number(chosen, headings.size()))
            source.heading = headings[*column];
        if (!source.heading.empty() && !taken.insert(source.heading).second)
            input.errors.push_back(
                {"column." + field.name,
                 base::refuse("taken", "Kolonnen er valgt til et andet felt allerede.")});
        if (base::length_in_characters(source.preset) > preset_characters_max)
            input.errors.push_back(
                {"preset." + field.name, base::refuse("too_long", "Skriv højst {} tegn.",
                                                      std::to_string(preset_characters_max))});
        if (source == ImportSource{}) continue;
        with_source.insert(field.name);
        // A date's column may hold the time as well.
        if (field.value == ImportValue::date && !source.heading.empty())
            with_source.insert(time_field_of(field.name));
        input.mapping[field.name] = std::move(source);
    }
    for (const ImportField& field : import_fields(kind))
        if (field.required && !with_source.contains(field.name))
            input.errors.push_back(
                {"column." + field.name,
                 base::refuse("missing",
                              "Vælg en kolonne, eller skriv en værdi for alle rækker.")});
    return input;
}

web::Fields fields_of(const ImportMapping& mapping, const std::vector<std::string>& headings) {
    web::Fields fields;
    for (const auto& [field, source] : mapping) {
        const auto found = std::find(headings.begin(), headings.end(), source.heading);
        if (found != headings.end())
            fields.add("column." + field, std::to_string(found - headings.begin() + 1));
        fields.add("preset." + field, source.preset);
    }
    return fields;
}

}  // namespace activities
