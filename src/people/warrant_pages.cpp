#include "people/warrant_pages.h"

namespace people {

base::Result<access::Purpose> chosen_purpose(const access::Visit& visit) {
    const std::string& sent = visit.request.form.value("formaal");
    return access::chosen_purpose(sent.empty() ? visit.request.query.value("formaal") : sent);
}

Moment moment_of(const access::Visit& visit) {
    return {visit.now, visit.today()};
}

std::vector<web::SelectOption> purpose_choices(const access::Visit& visit,
                                               const Registry& registry) {
    const access::Actor actor = registry.actor(visit);
    const access::LawPointer law = registry.office.law();
    std::vector<web::SelectOption> choices;
    for (const access::Purpose purpose : access::all_purposes()) {
        const access::PurposeEntry* entry = law->purpose(purpose, visit.today());
        if (!entry || !entry->agencies.has(actor.agency_kind)) continue;
        choices.push_back(
            {access::purpose_code(purpose), visit.language.say(access::purpose_name(purpose))});
    }
    return choices;
}

web::Html purpose_field(const access::Visit& visit, const Registry& registry,
                        std::string_view chosen, std::string_view error) {
    return web::select_field(
        {.name = "formaal",
         .label = visit.language.say("Hvad skal du bruge oplysningerne til?"),
         .options = purpose_choices(visit, registry),
         .value = chosen,
         .empty_option = visit.language.say("Vælg et formål"),
         .hint = visit.language.say("Formålet skrives i sporet og kan vises til borgeren."),
         .error = error},
        visit.language);
}

}  // namespace people
