#include "people/merged_origin.h"

#include "people/person_store.h"

namespace people {

using web::operator""_html;

MergedOrigin::MergedOrigin(store::Connection& connection, vault::Vault& vault,
                           const access::Warrant<access::PersonId>& warrant, base::Instant now) {
    for (const Person& merged : merged_persons(connection, vault, warrant, now))
        names_.emplace(merged.id, merged.name());
}

std::string MergedOrigin::words(const web::Language& language, access::PersonId record) const {
    const auto name = names_.find(record);
    if (name == names_.end()) return {};
    return language.say_with("(fra registreringen {})", name->second);
}

web::Html MergedOrigin::behind(const web::Language& language, const web::Html& content,
                               access::PersonId record) const {
    const std::string origin = words(language, record);
    if (origin.empty()) return content;
    web::Html html = content;
    html.add(" "_html, origin);
    return html;
}

}  // namespace people
