#include "people/erasure_words.h"

#include <utility>

#include "base/result.h"

namespace people {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

constexpr Word start_events[] = {
    {"received", base::danish("Modtaget")},
    {"decided", base::danish("Registreret eller afgjort")},
    {"case_closed", base::danish("Sagen blev lukket")},
    {"course_ended", base::danish("Forløbet sluttede")},
    {"members_left", base::danish("Ingen hørte længere til")},
    {"consent_ended", base::danish("Samtykket ophørte")},
    {"searched", base::danish("Søgningen")},
    {"written", base::danish("Skrevet")},
};

// What this module removes besides the sources.
constexpr Word own_records[] = {
    {"person", base::danish("Personer")},
    {"family", base::danish("Familier")},
    {"group", base::danish("Grupper")},
    {"version", base::danish("Tidligere udgaver")},
    {"hold", base::danish("Begrundelser for berostillelse")},
};

}  // namespace

std::string retention_class_words(const access::Law& law, std::string_view key,
                                  const web::Language& language) {
    const bool english = language.code() == web::LanguageCode::english;
    for (const access::RetentionEntry& entry : law.retention)
        if (entry.key == key) return english ? entry.text_en : entry.text_da;
    return std::string(key);
}

std::string start_event_words(std::string_view code, const web::Language& language) {
    for (const auto& [known, words] : start_events)
        if (known == code) return std::string(language.say(words));
    return std::string(code);
}

std::string subject_words(access::SubjectReference subject, const web::Language& language) {
    const std::string number = std::to_string(subject.id);
    switch (subject.kind) {
        case access::SubjectKind::family:
            return language.say_with("Familie nr. {}", number);
        case access::SubjectKind::group:
            return language.say_with("Gruppe nr. {}", number);
        case access::SubjectKind::person:
            break;
    }
    return language.say_with("Person nr. {}", number);
}

std::string record_words(const RetentionSources& sources, std::string_view code,
                         const web::Language& language) {
    for (const RetentionSource& source : sources)
        if (source.code == code) return std::string(language.say(source.name));
    for (const auto& [known, words] : own_records)
        if (known == code) return std::string(language.say(words));
    return std::string(code);
}

}  // namespace people
