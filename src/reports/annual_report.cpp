#include "reports/annual_report.h"

#include <array>
#include <stdexcept>

#include "base/civil_registration_number.h"
#include "base/digest.h"
#include "base/text.h"

namespace reports {
namespace {

template <class Value>
struct Coded {
    Value value;
    std::string_view code;
};

constexpr std::array<Coded<Stage>, 3> stages{
    {{Stage::draft, "draft"}, {Stage::frozen, "frozen"}, {Stage::published, "published"}}};
constexpr std::array<Coded<Publication>, 3> publications{{{Publication::none, "none"},
                                                          {Publication::open, "open"},
                                                          {Publication::withdrawn, "withdrawn"}}};
constexpr std::array<Coded<Step>, 6> steps{{{Step::freeze, "freeze"},
                                            {Step::reopen, "reopen"},
                                            {Step::publish, "publish"},
                                            {Step::correct, "correct"},
                                            {Step::withdraw, "withdraw"},
                                            {Step::send, "send"}}};

template <class Table, class Value>
std::string_view code_in(const Table& table, Value value) {
    for (const auto& entry : table)
        if (entry.value == value) return entry.code;
    throw std::logic_error("reports: a value without a code");
}

template <class Value, class Table>
std::optional<Value> value_in(const Table& table, std::string_view code) {
    for (const auto& entry : table)
        if (entry.code == code) return entry.value;
    return std::nullopt;
}

constexpr std::array<SectionKind, 8> kinds{{
    {"dating", base::danish("Om dateringen"),
     base::danish("Kun når rapportens dato kræver en forklaring; ellers tomt.")},
    {"introduction", base::danish("Indledning"),
     base::danish("Hvad rapporten bygger på, og hvem den er skrevet til.")},
    {"year", base::danish("Året der gik"), base::danish("Hvad der skete i årets løb.")},
    {"organisation", base::danish("Organisering"),
     base::danish("Hvem der gør hvad; enhederne selv kommer fra kataloget.")},
    {"goals", base::danish("De fire målsætninger"),
     base::danish("Hvordan der er arbejdet med målene; tabellerne kommer fra kataloget.")},
    {"focus", base::danish("Fokus det kommende år"),
     base::danish("Hvad der skal lægges vægt på næste år.")},
    {"facts", base::danish("Fakta – hvad ved vi?"),
     base::danish("Ord til tallene; diagrammer og tabeller kommer af sig selv.")},
    {"annexes", base::danish("Bilag"), base::danish("Hvad der hører til rapporten.")},
}};

base::Error wrong_standing() {
    return base::refuse("wrong_standing",
                        "Det kan ikke lade sig gøre, som rapporten står nu. Se siden igen: en "
                        "anden kan have flyttet den imens.");
}

bool fits(Standing from, Step step) {
    switch (step) {
        case Step::freeze:
            return from.stage == Stage::draft;
        case Step::reopen:
        case Step::publish:
            return from.stage == Stage::frozen;
        case Step::correct:
            return from.stage == Stage::published;
        case Step::withdraw:
            return from.publication == Publication::open;
        case Step::send:
            return from.stage == Stage::published && from.publication == Publication::open;
    }
    return false;
}

Standing after(Standing from, Step step) {
    switch (step) {
        case Step::freeze:
            return {Stage::frozen, from.publication};
        case Step::reopen:
        case Step::correct:
            return {Stage::draft, from.publication};
        case Step::publish:
            return {Stage::published, Publication::open};
        case Step::withdraw:
            return {from.stage, Publication::withdrawn};
        case Step::send:
            return from;
    }
    return from;
}

std::optional<base::Error> reason_error(Step step, const std::string& reason) {
    if (step != Step::correct && step != Step::withdraw) return std::nullopt;
    if (base::trim(reason).empty())
        return base::refuse("reason", "Skriv hvad og hvorfor. Det vises for alle.");
    if (base::length_in_characters(reason) > reason_characters_max)
        return base::refuse("reason", "Begrundelsen må højst fylde {} tegn.",
                            std::to_string(reason_characters_max));
    if (base::contains_civil_registration_number(reason))
        return base::refuse("reason", "Skriv ikke cpr-numre i rapporten (R12).");
    return std::nullopt;
}

}  // namespace

std::string_view stage_code(Stage stage) {
    return code_in(stages, stage);
}
std::optional<Stage> stage_of(std::string_view code) {
    return value_in<Stage>(stages, code);
}
std::string_view publication_code(Publication publication) {
    return code_in(publications, publication);
}
std::optional<Publication> publication_of(std::string_view code) {
    return value_in<Publication>(publications, code);
}
std::string_view step_code(Step step) {
    return code_in(steps, step);
}
std::optional<Step> step_of(std::string_view code) {
    return value_in<Step>(steps, code);
}

std::string_view standing_name(Standing standing) {
    using base::danish;
    if (standing.publication == Publication::withdrawn) {
        if (standing.stage == Stage::published) return danish("Trukket tilbage");
        return standing.stage == Stage::draft
                   ? danish("Trukket tilbage; en ny udgave skrives")
                   : danish("Trukket tilbage; en ny udgave er låst, men ikke udgivet");
    }
    if (standing.publication == Publication::open) {
        if (standing.stage == Stage::published) return danish("Udgivet");
        return standing.stage == Stage::draft ? danish("Udgivet; en rettelse skrives")
                                              : danish("Udgivet; en rettelse er låst");
    }
    return standing.stage == Stage::draft ? danish("Udkast") : danish("Låst, men ikke udgivet");
}

base::Result<Standing> move(Standing from, Step step, const Attempt& attempt) {
    if (!attempt.permissions.test(static_cast<std::size_t>(access::Permission::sign_reports)))
        return base::refuse("sign_reports",
                            "Kun en leder kan låse, udgive, rette eller trække "
                            "rapporten tilbage.");
    if (!fits(from, step)) return wrong_standing();
    if (step == Step::freeze && !attempt.unread.empty())
        return base::refuse("unread",
                            "Rapporten kan ikke låses, før alle enheder har læst de nuværende "
                            "tekster igennem. Mangler: {}.",
                            base::join(attempt.unread, ", "));
    if (auto error = reason_error(step, attempt.reason)) return *error;
    return after(from, step);
}

std::vector<Step> steps_from(Standing standing) {
    std::vector<Step> found;
    for (const auto& entry : steps)
        if (fits(standing, entry.value)) found.push_back(entry.value);
    return found;
}

bool is_writable(Standing standing) {
    return standing.stage == Stage::draft;
}

std::span<const SectionKind> section_kinds() {
    return kinds;
}

const SectionKind* find_section_kind(std::string_view key) {
    for (const SectionKind& kind : kinds)
        if (kind.key == key) return &kind;
    return nullptr;
}

base::FieldErrors check(const Section& section) {
    base::FieldErrors errors;
    for (const auto& [field, text] :
         {std::pair{"text_da", &section.text_da}, std::pair{"text_en", &section.text_en}}) {
        if (base::length_in_characters(*text) > section_characters_max)
            errors.push_back({field, base::refuse("too_long", "Teksten må højst fylde {} tegn.",
                                                  std::to_string(section_characters_max))});
        if (base::contains_civil_registration_number(*text))
            errors.push_back(
                {field, base::refuse("R12", "Skriv ikke cpr-numre i rapporten (R12).")});
    }
    if (section.unit_key.empty())
        errors.push_back(
            {"unit_key", base::refuse("missing", "Vælg den enhed, der har ansvaret.")});
    return errors;
}

history::Snapshot snapshot(const Section& section) {
    return {
        {"unit_key", section.unit_key}, {"text_da", section.text_da}, {"text_en", section.text_en}};
}

std::string fingerprint(const std::vector<Section>& sections) {
    std::string all;
    for (const Section& section : sections)
        for (const std::string* part :
             {&section.key, &section.unit_key, &section.text_da, &section.text_en})
            all += std::to_string(part->size()) + ":" + *part;
    return base::sha256_hex(all);
}

}  // namespace reports
