#include "evidence/crime_page_parts.h"

#include "base/text.h"
#include "web/components/alert.h"
#include "web/components/link.h"
#include "web/components/tabs.h"

namespace evidence {

web::Html subject_tabs(std::string_view root, std::span<const CrimeSubject> subjects,
                       const CrimeSubject& chosen, const web::Language& language,
                       const std::vector<std::pair<std::string, std::string>>& kept) {
    std::vector<web::Tab> tabs;
    for (const CrimeSubject& subject : subjects) {
        std::vector<std::pair<std::string, std::string>> query{{"emne", std::string(subject.key)}};
        query.insert(query.end(), kept.begin(), kept.end());
        tabs.push_back({language.say(subject.name), web::address_with_query(root, query),
                        subject.key == chosen.key});
    }
    return web::tabs(language.say("Slags kriminalitet"), tabs);
}

web::Html unknown_subject_alert(const std::string& asked, const CrimeSubject& shown,
                                const web::Language& language) {
    return web::alert(
        web::AlertKind::warning,
        language.say_with("Der er ingen slags kriminalitet, der hedder »{}«. Her vises: {}.",
                          base::shorten(asked, 40), language.say(shown.name)),
        language);
}

web::Html generated_alert(const CrimeFacts& facts, const web::Language& language) {
    if (!facts.generated()) return {};
    return web::alert(
        web::AlertKind::warning,
        language.say("Tallene er opdigtede til demonstrationen og siger intet om virkeligheden."),
        language);
}

}  // namespace evidence
