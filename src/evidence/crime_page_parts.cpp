#include "evidence/crime_page_parts.h"

#include <string>
#include <vector>

#include "web/components/alert.h"
#include "web/components/link.h"
#include "web/components/tabs.h"

namespace evidence {

web::Html subject_tabs(std::string_view root, const CrimeSubject& chosen,
                       const web::Language& language) {
    std::vector<web::Tab> tabs;
    for (const CrimeSubject& subject : crime_subjects())
        tabs.push_back({language.say(subject.name),
                        web::address_with_query(root, {{"emne", std::string(subject.key)}}),
                        subject.key == chosen.key});
    return web::tabs(language.say("Slags kriminalitet"), tabs);
}

web::Html generated_alert(const CrimeFacts& facts, const web::Language& language) {
    if (!facts.generated()) return {};
    return web::alert(
        web::AlertKind::warning,
        language.say("Tallene er opdigtede til demonstrationen og siger intet om virkeligheden."),
        language);
}

}  // namespace evidence
