#include "activities/import_fields.h"

#include <algorithm>
#include <stdexcept>

#include "activities/activity.h"
#include "base/digest.h"
#include "base/result.h"
#include "base/text.h"

namespace activities {
namespace {

struct KindWords {
    ImportKind kind;
    std::string_view code;
    std::string_view path;
    std::string_view name;
};
constexpr std::array kinds{
    KindWords{ImportKind::activities, "activities", "aktiviteter", base::danish("Aktiviteter")},
    KindWords{ImportKind::enquiries, "enquiries", "henvendelser", base::danish("Henvendelser")},
    KindWords{ImportKind::observations, "observations", "observationer",
              base::danish("Observationer")},
};

const KindWords& words_of(ImportKind kind) {
    for (const KindWords& words : kinds)
        if (words.kind == kind) return words;
    throw std::logic_error("unknown kind of import");
}

using Headings = std::vector<std::string_view>;

ImportField field(const char* name, std::string_view label, ImportValue value, Headings others) {
    return {name, label, {}, value, false, std::move(others)};
}
ImportField required(const char* name, std::string_view label, ImportValue value, Headings others) {
    return {name, label, {}, value, true, std::move(others)};
}

ImportField initiative_field() {
    return field("initiative", base::danish("Indsats"), ImportValue::choice,
                 {"initiative", "projekt", "project"});
}
ImportField district_field() {
    return field("district", base::danish("Distrikt"), ImportValue::choice,
                 {"district", "område", "area", "bydel", "skoledistrikt"});
}
ImportField place_field() {
    return field("place", base::danish("Sted"), ImportValue::words,
                 {"place", "lokation", "location", "adresse", "hvor", "where"});
}

std::vector<ImportField> activity_fields() {
    using enum ImportValue;
    std::vector<ImportField> fields{
        required("initiative", base::danish("Indsats"), choice,
                 {"initiative", "projekt", "project"}),
        required("starts_on", base::danish("Dato"), date,
                 {"date", "startdato", "start date", "dag", "day", "hvornår", "when"}),
        required("starts_time", base::danish("Start"), time,
                 {"starttid", "starttidspunkt", "start time", "klokken", "tid", "time", "fra"}),
        field("ends_on", base::danish("Slutdato"), date, {"end date"}),
        field("ends_time", base::danish("Slut"), time,
              {"end", "sluttid", "sluttidspunkt", "end time", "til"}),
        field("planned_activity", base::danish("Slags"), choice,
              {"kind", "type", "aktivitet", "activity"}),
        field("title", base::danish("Titel"), words, {"title", "navn på aktivitet", "emne"}),
        district_field(),
        place_field(),
        required("state", base::danish("Status"), choice, {"state", "tilstand"}),
        field("attendance_total", base::danish("Deltagere i alt"), whole_number,
              {"deltagere", "antal deltagere", "antal", "participants", "attendance",
               "participants in total", "total"}),
        field("partners", base::danish("Samarbejdspartnere til stede"), choices,
              {"samarbejdspartnere", "partnere", "partners", "partners present"}),
        field("materials", base::danish("Materialer"), words, {"materials"}),
        field("note", base::danish("Note"), words,
              {"noter", "notes", "bemærkning", "bemærkninger", "kommentar", "beskrivelse",
               "description", "comment"}),
        field("cancel_reason", base::danish("Hvorfor aflyst"), words,
              {"aflysningsgrund", "årsag til aflysning", "reason for cancelling"}),
    };
    for (const AgeGroup group : all_age_groups())
        for (const Sex sex : all_sexes())
            fields.push_back({attendance_key(group, sex),
                              age_group_name(group),
                              sex_name(sex),
                              whole_number,
                              false,
                              {}});
    return fields;
}

std::vector<ImportField> enquiry_fields_to_import() {
    using enum ImportValue;
    return {
        required("received_on", base::danish("Modtaget"), date,
                 {"dato", "date", "received", "modtaget dato", "henvendelsesdato"}),
        required("received_time", base::danish("Klokken"), time,
                 {"time", "tid", "tidspunkt", "modtaget klokken"}),
        required("channel", base::danish("Kanal"), choice,
                 {"channel", "hvordan", "måde", "henvendelsesform"}),
        required("subject", base::danish("Emne"), choice, {"subject", "topic", "kategori"}),
        required("question", base::danish("Henvendelse"), words,
                 {"spørgsmål", "question", "enquiry", "beskrivelse", "description", "tekst"}),
        district_field(),
        required("initiative", base::danish("Indsats"), choice,
                 {"initiative", "projekt", "project"}),
        field("answer", base::danish("Svar"), words, {"answer", "rådgivning", "advice"}),
        field("answered_on", base::danish("Besvaret"), date,
              {"svardato", "answered", "besvaret dato", "answer date"}),
        field("answered_time", base::danish("Besvaret klokken"), time, {"answered at"}),
        field("referred_to", base::danish("Henvist til"), choice,
              {"henvisning", "referred to", "viderestillet til"}),
    };
}

std::vector<ImportField> observation_fields_to_import() {
    using enum ImportValue;
    return {
        required("observed_on", base::danish("Dato"), date,
                 {"date", "hvornår", "when", "observeret"}),
        required("observed_time", base::danish("Klokken"), time,
                 {"time", "tid", "tidspunkt", "kl"}),
        required("category", base::danish("Hvad"), choice,
                 {"category", "kategori", "what", "type", "emne"}),
        required("district", base::danish("Distrikt"), choice,
                 {"district", "område", "area", "bydel", "skoledistrikt"}),
        place_field(),
        required("text", base::danish("Beskrivelse"), words,
                 {"description", "tekst", "text", "observation", "bemærkning", "note"}),
        initiative_field(),
    };
}

}  // namespace

std::span<const ImportKind> all_import_kinds() {
    static constexpr std::array all{ImportKind::activities, ImportKind::enquiries,
                                    ImportKind::observations};
    return all;
}
std::string_view import_kind_code(ImportKind kind) {
    return words_of(kind).code;
}
std::string_view import_kind_path(ImportKind kind) {
    return words_of(kind).path;
}
std::string_view import_kind_name(ImportKind kind) {
    return words_of(kind).name;
}
std::optional<ImportKind> import_kind_at(std::string_view path) {
    for (const KindWords& words : kinds)
        if (words.path == path) return words.kind;
    return std::nullopt;
}

const std::vector<ImportField>& import_fields(ImportKind kind) {
    static const std::vector<ImportField> activity = activity_fields();
    static const std::vector<ImportField> enquiry = enquiry_fields_to_import();
    static const std::vector<ImportField> observation = observation_fields_to_import();
    if (kind == ImportKind::activities) return activity;
    return kind == ImportKind::enquiries ? enquiry : observation;
}

std::string time_field_of(const std::string& date_field) {
    return date_field.substr(0, date_field.rfind("_on")) + "_time";
}

std::string headings_hash(const std::vector<std::string>& headings) {
    std::vector<std::string> folded;
    for (const std::string& heading : headings) folded.push_back(base::fold_for_search(heading));
    std::sort(folded.begin(), folded.end());
    return base::sha256_hex(base::join(folded, "\n"));
}

}  // namespace activities
