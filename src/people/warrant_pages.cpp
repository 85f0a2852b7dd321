#include "people/warrant_pages.h"

#include "access/rule.h"
#include "web/components/alert.h"

namespace people {

base::Result<access::Purpose> chosen_purpose(const access::Visit& visit) {
    const std::string& sent = visit.request.form.value("formaal");
    return access::chosen_purpose(sent.empty() ? visit.request.query.value("formaal") : sent);
}

access::Question confidential_question(const access::Visit& visit, access::Purpose purpose,
                                       access::Action action) {
    access::Question question = question_for(visit, purpose, action);
    question.classes.add(access::DataClass::confidential);
    return question;
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

template <class Subject>
base::Result<KnownPage<Subject>> known_page(const access::Visit& visit, const Registry& registry,
                                            const access::Question& question,
                                            const std::vector<Subject>& ids, std::size_t most) {
    const access::Actor actor = registry.actor(visit);
    KnownPage<Subject> page;
    std::vector<Subject> known;
    {
        store::ReadTransaction reading = visit.services.database.read();
        for (const Subject id : ids) {
            const access::Decision decision =
                registry.office.explain(reading, actor, question, id, visit.now);
            if (!decision.allowed() || decision.ground == access::Ground::disclosure) continue;
            if (known.size() == most) {
                page.has_more = true;
                break;
            }
            known.push_back(id);
        }
    }
    auto warrants = registry.office.for_list(actor, question, known, visit.now);
    if (!warrants) return warrants.error();
    page.warrants = std::move(*warrants);
    return page;
}

template base::Result<KnownPage<access::PersonId>> known_page(const access::Visit&, const Registry&,
                                                              const access::Question&,
                                                              const std::vector<access::PersonId>&,
                                                              std::size_t);
template base::Result<KnownPage<access::FamilyId>> known_page(const access::Visit&, const Registry&,
                                                              const access::Question&,
                                                              const std::vector<access::FamilyId>&,
                                                              std::size_t);
template base::Result<KnownPage<access::GroupId>> known_page(const access::Visit&, const Registry&,
                                                             const access::Question&,
                                                             const std::vector<access::GroupId>&,
                                                             std::size_t);

web::Html notices_of(const access::Visit& visit, access::Obligations obligations) {
    const web::Language& language = visit.language;
    web::Html notices;
    if (obligations.has(access::Obligation::review_within_a_day))
        notices.add(web::alert(web::AlertKind::warning,
                               language.say("Du ser dette gennem nødadgangen. Lederne har fået "
                                            "besked, og det gennemgås inden et døgn."),
                               language));
    if (obligations.has(access::Obligation::show_banner))
        notices.add(web::alert(web::AlertKind::info,
                               language.say(access::rule_sentence(access::Rule::R06)), language));
    return notices;
}

web::Html warrant_notices(const access::Visit& visit, const access::WarrantContent& warrant) {
    return notices_of(visit, warrant.obligations());
}

web::HiddenFields purpose_hidden(access::Purpose purpose) {
    return {{"formaal", std::string(access::purpose_code(purpose))}};
}

}  // namespace people
