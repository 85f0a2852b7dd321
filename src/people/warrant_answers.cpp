#include "people/warrant_answers.h"

#include "access/rule.h"
#include "history/record_change.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"

namespace people {

namespace {

web::Response purpose_page(const access::Visit& visit, const Registry& registry,
                           const base::Error& error) {
    const web::Language& language = visit.language;
    web::Html fields = purpose_field(visit, registry, "", language.say(error));
    fields.add(web::button_row(web::button({.label = language.say("Vis oplysningerne")})));
    web::Html content;
    content.add(web::form({.action = visit.request.path, .method = web::FormMethod::get}, fields));
    return visit.page(language.say("Vælg et formål"), content, {.status = 422});
}

}  // namespace

access::Question question_for(const access::Visit& visit, access::Purpose purpose,
                              access::Action action) {
    access::Question question;
    question.purpose = purpose;
    question.action = action;
    question.reference = std::string(visit.pattern);
    return question;
}

web::Response refusal_page(const access::Visit& visit, const Registry& registry,
                           const base::Error& error) {
    const access::Rule* rule = access::rule_of(error);
    const int status = access::refusal_status(error);
    if (status == 404 || error.code == "not_found") return visit.not_found();
    if (rule && *rule == access::Rule::R02 && visit.request.method == web::Method::get)
        return purpose_page(visit, registry, error);
    return visit.page(
        visit.language.say("Det kan ikke lade sig gøre"),
        web::alert(web::AlertKind::warning, visit.language.say(error), visit.language),
        {.status = status});
}

std::string person_path(access::PersonId person) {
    return "/personer/" + std::to_string(person.value);
}

std::string person_path(access::PersonId person, access::Purpose purpose) {
    return person_path(person) + "?formaal=" + std::string(access::purpose_code(purpose));
}

access::PersonId person_of(const access::Visit& visit) {
    return {history::number_of(visit.request.parameter("id"))};
}

}  // namespace people
