#include "access/law_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <system_error>

#include "access/rule.h"
#include "formats/yaml_fields.h"

namespace access {

namespace {

namespace fs = std::filesystem;
using formats::YamlFields;

constexpr int oldest_age = 150;
constexpr int largest_limit = 100'000;
constexpr int longest_retention_days = 36'525;

constexpr std::array<std::string_view, 7> needed_limits = {
    "necessity_characters", "smallest_count",           "inform_days",           "breach_hours",
    "break_glass_minutes",  "break_glass_review_hours", "break_glass_characters"};

template <class Enum, class Codes, class CodeOf>
std::string expected(const Codes& values, CodeOf code_of) {
    std::string all;
    for (const Enum value : values) {
        if (!all.empty()) all += ", ";
        all += code_of(value);
    }
    return all;
}

base::Error unknown_code(const std::string& code, const std::string& expected_codes) {
    return base::refuse("unknown_code", "»{}« kendes ikke. Forventet: {}.", code, expected_codes);
}

// A list of codes of one enum.
template <class Enum, class ValueOf, class All, class CodeOf>
base::EnumSet<Enum> codes(YamlFields& fields, std::string_view name, ValueOf value_of,
                          const All& all, CodeOf code_of) {
    base::EnumSet<Enum> set;
    fields.each_text(name, [&](const std::string& code) -> std::optional<base::Error> {
        const std::optional<Enum> value = value_of(code);
        if (!value) return unknown_code(code, expected<Enum>(all, code_of));
        set.add(*value);
        return std::nullopt;
    });
    return set;
}

DataClasses data_classes(YamlFields& fields, std::string_view name) {
    return codes<DataClass>(fields, name, data_class_of, all_data_classes(), data_class_code);
}
AgencyKinds agency_kinds(YamlFields& fields, std::string_view name) {
    return codes<organisation::AgencyKind>(fields, name, organisation::agency_kind_of,
                                           organisation::all_agency_kinds(),
                                           organisation::agency_kind_code);
}
ForumKinds forum_kinds(YamlFields& fields, std::string_view name) {
    return codes<organisation::ForumKind>(fields, name, organisation::forum_kind_of,
                                          organisation::all_forum_kinds(),
                                          organisation::forum_kind_code);
}
InstitutionAreas institution_areas(YamlFields& fields, std::string_view name) {
    return codes<organisation::InstitutionArea>(fields, name, organisation::institution_area_of,
                                                organisation::all_institution_areas(),
                                                organisation::institution_area_code);
}

std::vector<std::string> texts(YamlFields& fields, std::string_view name) {
    std::vector<std::string> values;
    fields.each_text(name, [&](const std::string& value) -> std::optional<base::Error> {
        values.push_back(value);
        return std::nullopt;
    });
    return values;
}

organisation::Validity validity(YamlFields& fields) {
    organisation::Validity read{fields.optional_date("valid_from"),
                                fields.optional_date("valid_to")};
    if (read.from && read.to && *read.to <= *read.from) {
        fields.wrong("valid_to",
                     base::refuse("empty_period", "Perioden slutter, før den begynder."));
    }
    return read;
}

Source source(YamlFields& fields) {
    Source read;
    read.text = fields.text("source");
    read.confirmed = fields.yes_or_no("confirmed") ? Confirmed::yes : Confirmed::no;
    return read;
}

LegalBasis legal_basis(YamlFields& fields) {
    LegalBasis read;
    read.code = fields.text("code");
    read.statute = fields.text("statute");
    read.paragraph = fields.text("paragraph");
    read.text_da = fields.text("text_da");
    read.text_en = fields.text("text_en");
    read.validity = validity(fields);
    read.allowed_forums = forum_kinds(fields, "allowed_forums");
    read.min_age = fields.optional_number("min_age", 0, oldest_age);
    read.max_age = fields.optional_number("max_age", 0, oldest_age);
    if (read.min_age && read.max_age && *read.max_age < *read.min_age) {
        fields.wrong("max_age", base::refuse("empty_ages",
                                             "Den højeste alder er under den "
                                             "laveste."));
    }
    read.needs_consent = fields.yes_or_no("needs_consent");
    read.needs_necessity_text = fields.yes_or_no("needs_necessity_text");
    read.may_be_refused = fields.yes_or_no("may_be_refused");
    read.opens = data_classes(fields, "opens");
    read.hands_over_on_move = fields.optional_yes("hands_over_on_move");
    read.needs_assessment = fields.optional_yes("needs_assessment");
    read.informs_patient = fields.optional_yes("informs_patient");
    read.source = source(fields);
    return read;
}

// R06: not even the lawyer can add investigation.
Purpose purpose_in(YamlFields& fields) {
    const std::string code = fields.text("purpose");
    const base::Result<Purpose> purpose = chosen_purpose(code);
    if (purpose) return *purpose;
    if (purpose.error().code == rule_id(Rule::R06)) {
        fields.wrong("purpose", purpose.error());
    } else if (!code.empty()) {
        fields.wrong("purpose",
                     unknown_code(code, expected<Purpose>(all_purposes(), purpose_code)));
    }
    return Purpose::support;
}

PurposeEntry purpose_entry(YamlFields& fields) {
    PurposeEntry read;
    read.purpose = purpose_in(fields);
    read.text_da = fields.text("text_da");
    read.text_en = fields.text("text_en");
    read.validity = validity(fields);
    read.basis = fields.text("basis");
    read.agencies = agency_kinds(fields, "agencies");
    read.classes = data_classes(fields, "data_classes");
    read.forums = forum_kinds(fields, "forums");
    read.retention_class = fields.text("retention_class");
    read.for_every_assigned = fields.optional_yes("for_every_assigned");
    read.for_leaders = fields.optional_yes("for_leaders");
    read.source = source(fields);
    return read;
}

ForumEntry forum_entry(YamlFields& fields) {
    ForumEntry read;
    const std::string code = fields.text("kind");
    const auto kind = organisation::forum_kind_of(code);
    if (!kind && !code.empty()) {
        fields.wrong("kind", unknown_code(code, expected<organisation::ForumKind>(
                                                    organisation::all_forum_kinds(),
                                                    organisation::forum_kind_code)));
    }
    read.kind = kind.value_or(organisation::ForumKind::general);
    read.text_da = fields.text("text_da");
    read.text_en = fields.text("text_en");
    read.validity = validity(fields);
    read.agencies = agency_kinds(fields, "agencies");
    read.areas = institution_areas(fields, "institution_areas");
    read.exchanges_personal_data = fields.yes_or_no("exchanges_personal_data");
    read.needs_signed_consent = fields.yes_or_no("needs_signed_consent");
    read.needs_one_of = texts(fields, "needs_one_of");
    read.source = source(fields);
    return read;
}

AgeEntry age_entry(YamlFields& fields) {
    AgeEntry read;
    read.key = fields.text("key");
    read.years = fields.number("years", 0, oldest_age);
    read.text_da = fields.text("text_da");
    read.text_en = fields.text("text_en");
    read.validity = validity(fields);
    read.source = source(fields);
    return read;
}

LimitEntry limit_entry(YamlFields& fields) {
    LimitEntry read;
    read.key = fields.text("key");
    read.value = fields.number("value", 1, largest_limit);
    read.text_da = fields.text("text_da");
    read.text_en = fields.text("text_en");
    read.validity = validity(fields);
    read.source = source(fields);
    return read;
}

DataClassEntry data_class_entry(YamlFields& fields) {
    DataClassEntry read;
    const std::string code = fields.text("data_class");
    const std::optional<DataClass> data_class = data_class_of(code);
    if (!data_class && !code.empty()) {
        fields.wrong("data_class",
                     unknown_code(code, expected<DataClass>(all_data_classes(), data_class_code)));
    }
    read.data_class = data_class.value_or(DataClass::internal);
    read.text_da = fields.text("text_da");
    read.text_en = fields.text("text_en");
    read.source = source(fields);
    return read;
}

// The days of "P1825D".
std::optional<int> days_of(std::string_view period) {
    if (period.size() < 3 || period.front() != 'P' || period.back() != 'D') return std::nullopt;
    const std::string_view digits = period.substr(1, period.size() - 2);
    int days = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), days);
    const bool whole = problem == std::errc() && end == digits.data() + digits.size();
    if (!whole || days < 1 || days > longest_retention_days) return std::nullopt;
    return days;
}

RetentionEntry retention_entry(YamlFields& fields) {
    RetentionEntry read;
    read.key = fields.text("key");
    read.text_da = fields.text("text_da");
    read.text_en = fields.text("text_en");
    read.validity = validity(fields);
    read.kle_number = fields.text("kle_number");
    const std::string period = fields.text("period");
    const std::optional<int> days = days_of(period);
    if (!days && !period.empty()) {
        fields.wrong("period", base::refuse("period",
                                            "»{}« er ikke en frist. Forventet: P<dage>D, "
                                            "som P1825D.",
                                            period));
    }
    read.days = days.value_or(0);
    read.start_event = fields.text("start_event");
    read.archive_first = fields.yes_or_no("archive_first");
    read.source = source(fields);
    return read;
}

// Open ends reach as far as one likes.
bool overlap(const organisation::Validity& left, const organisation::Validity& right) {
    const bool left_first = !left.to || !right.from || *right.from < *left.to;
    const bool right_first = !right.to || !left.from || *left.from < *right.to;
    return left_first && right_first;
}

// Reads the list of one file; afterwards `check` sees every entry with the fields it was read from.
template <class Entry, class Read, class Same>
void read_entries(const LawFiles& files, std::string_view list, formats::Mistakes& mistakes,
                  std::vector<Entry>& entries, Read read, Same same,
                  const std::function<void(YamlFields&, const Entry&)>& check = {}) {
    const std::string file = std::string(list) + ".yaml";
    const auto found = files.find(file);
    if (found == files.end()) {
        mistakes.push_back({file, 0, "", base::refuse("file_missing", "Filen mangler.")});
        return;
    }
    formats::read_yaml_fields(file, found->second, mistakes, [&](YamlFields& root) {
        root.each(list, [&](YamlFields& fields) {
            Entry entry = read(fields);
            for (const Entry& earlier : entries) {
                if (!same(earlier, entry)) continue;
                fields.wrong("", base::refuse("doubled",
                                              "Der er allerede en post, som gælder på "
                                              "samme tid."));
                break;
            }
            if (check) check(fields, entry);
            entries.push_back(std::move(entry));
        });
    });
}

template <class Entry, class Field>
auto same_at_one_time(Field Entry::*field) {
    return [field](const Entry& left, const Entry& right) {
        return left.*field == right.*field && overlap(left.validity, right.validity);
    };
}

bool is_code(const Law& law, const std::string& code) {
    return std::any_of(law.bases.begin(), law.bases.end(),
                       [&](const LegalBasis& basis) { return basis.code == code; });
}

base::Error unknown_basis(const std::string& code) {
    return base::refuse("unknown_basis", "Hjemlen »{}« står ikke i legal_bases.yaml.", code);
}

// The class must be there, and hold at some time when the purpose does: what has no term is never
// erased.
void check_retention_class(const Law& law, YamlFields& fields, const PurposeEntry& entry) {
    const bool is_known = std::any_of(law.retention.begin(), law.retention.end(),
                                      [&](const RetentionEntry& retention) {
                                          return retention.key == entry.retention_class &&
                                                 overlap(retention.validity, entry.validity);
                                      });
    if (is_known || entry.retention_class.empty()) return;
    fields.wrong(
        "retention_class",
        base::refuse("unknown_retention_class",
                     "Sletteklassen »{}« står ikke i retention.yaml, eller den gælder ikke "
                     "på samme tid.",
                     entry.retention_class));
}

// The numbers the program can't do without have to hold on every day.
void check_limits(const Law& law, formats::Mistakes& mistakes) {
    for (const std::string_view key : needed_limits) {
        const bool there = std::any_of(
            law.limits.begin(), law.limits.end(),
            [key](const LimitEntry& entry) { return entry.key == key && !entry.validity.to; });
        if (there) continue;
        mistakes.push_back(
            {"limits.yaml", 0, "",
             base::refuse("limit_missing", "Tallet »{}« mangler eller holder op med at gælde.",
                          key)});
    }
}

}  // namespace

ReadLaw read_law(const LawFiles& files) {
    ReadLaw read;
    Law& law = read.law;
    formats::Mistakes& mistakes = read.mistakes;
    read_entries(files, "legal_bases", mistakes, law.bases, legal_basis,
                 same_at_one_time(&LegalBasis::code));
    read_entries(files, "retention", mistakes, law.retention, retention_entry,
                 same_at_one_time(&RetentionEntry::key));
    read_entries<PurposeEntry>(files, "purposes", mistakes, law.purposes, purpose_entry,
                               same_at_one_time(&PurposeEntry::purpose),
                               [&law](YamlFields& fields, const PurposeEntry& entry) {
                                   if (!is_code(law, entry.basis))
                                       fields.wrong("basis", unknown_basis(entry.basis));
                                   check_retention_class(law, fields, entry);
                               });
    read_entries<ForumEntry>(files, "forums", mistakes, law.forums, forum_entry,
                             same_at_one_time(&ForumEntry::kind),
                             [&law](YamlFields& fields, const ForumEntry& entry) {
                                 for (const std::string& code : entry.needs_one_of) {
                                     if (!is_code(law, code)) {
                                         fields.wrong("needs_one_of", unknown_basis(code));
                                     }
                                 }
                             });
    read_entries(files, "ages", mistakes, law.ages, age_entry, same_at_one_time(&AgeEntry::key));
    read_entries(files, "limits", mistakes, law.limits, limit_entry,
                 same_at_one_time(&LimitEntry::key));
    read_entries(files, "data_classes", mistakes, law.data_classes, data_class_entry,
                 [](const DataClassEntry& left, const DataClassEntry& right) {
                     return left.data_class == right.data_class;
                 });
    check_limits(law, mistakes);
    return read;
}

base::Result<LawFiles> law_files(const fs::path& folder) {
    LawFiles files;
    std::error_code problem;
    if (!fs::is_directory(folder, problem)) {
        return base::refuse("no_folder", "Mappen {} findes ikke.", folder.string());
    }
    for (const LawFile& known : embedded_law_files()) {
        const fs::path path = folder / known.name;
        if (!fs::exists(path, problem)) continue;
        const bool fits = fs::file_size(path, problem) <= formats::most_file_bytes && !problem;
        std::ifstream stream(path, std::ios::binary);
        if (!stream || !fits)
            return base::refuse("unreadable", "{} kan ikke læses.", path.string());
        files[std::string(known.name)] =
            std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return files;
}

LawFiles built_in_law_files() {
    LawFiles files;
    for (const LawFile& file : embedded_law_files()) {
        files[std::string(file.name)] = std::string(file.text);
    }
    return files;
}

std::vector<std::string> unconfirmed(const Law& law) {
    std::vector<std::string> found;
    const auto note = [&found](std::string_view file, std::string_view name, const Source& source) {
        if (source.confirmed == Confirmed::no) {
            found.push_back(std::string(file) + ": " + std::string(name) + " (" + source.text +
                            ")");
        }
    };
    for (const auto& entry : law.bases) note("legal_bases.yaml", entry.code, entry.source);
    for (const auto& entry : law.purposes) {
        note("purposes.yaml", purpose_code(entry.purpose), entry.source);
    }
    for (const auto& entry : law.forums) {
        note("forums.yaml", organisation::forum_kind_code(entry.kind), entry.source);
    }
    for (const auto& entry : law.ages) note("ages.yaml", entry.key, entry.source);
    for (const auto& entry : law.limits) note("limits.yaml", entry.key, entry.source);
    for (const auto& entry : law.data_classes) {
        note("data_classes.yaml", data_class_code(entry.data_class), entry.source);
    }
    for (const auto& entry : law.retention) note("retention.yaml", entry.key, entry.source);
    return found;
}

}  // namespace access
