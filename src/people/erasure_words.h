#pragma once

#include <string>
#include <string_view>

#include "access/law.h"
#include "people/retention_source.h"
#include "web/language.h"

// The codes of retention as words.
namespace people {

// "SSP-sag"; the code itself where the law no longer has the class.
std::string retention_class_words(const access::Law& law, std::string_view key,
                                  const web::Language& language);
// "Sagen blev lukket"; the code itself for one that a lawyer added.
std::string start_event_words(std::string_view code, const web::Language& language);
// "Person nr. 7", "Gruppe nr. 3": nobody is named where erasing is decided.
std::string subject_words(access::SubjectReference subject, const web::Language& language);
// What was removed, or what keeps somebody: "Samtykker".
std::string record_words(const RetentionSources& sources, std::string_view code,
                         const web::Language& language);

}  // namespace people
