#include "access/request_visit.h"

#include "access/cookie.h"
#include "web/components/button.h"

namespace access {

Visit make_visit(const Services& services, const web::Request& request, const Visitor* visitor,
                 base::Instant now, std::string_view pattern) {
    const bool is_english = visitor && visitor->language == web::LanguageCode::english;
    const web::Language& language = visitor ? (is_english ? services.english : services.danish)
                                            : language_of(services, request, "");
    return Visit{request, services, visitor, language, now, pattern};
}

const web::Language& language_of(const Services& services, const web::Request& request,
                                 std::string_view account_language) {
    const std::string& chosen = cookie_value(services, request, Cookie::language);
    if (chosen == "en") return services.english;
    if (chosen == "da") return services.danish;
    return account_language == "en" ? services.english : services.danish;
}

web::Response sign_in_needed_page(const Visit& visit) {
    web::Html content =
        web::paragraphs(visit.language.say("Du er ikke logget ind, eller din session er udløbet."));
    content.add(web::link_button({.label = visit.language.say("Log ind"), .href = "/log-ind"}));
    return visit.page(visit.language.say("Log ind først"), content, {.status = 401});
}

web::Response unprotected_form_page(const Visit& visit) {
    return visit.page(visit.language.say("Formularen blev ikke godkendt"),
                      web::paragraphs(visit.language.say(
                          "Formularen kunne ikke godkendes, og intet er ændret. Gå tilbage, "
                          "genindlæs siden, og prøv igen.")),
                      {.status = 403});
}

web::Response busy_page(const Visit& visit, const base::Error& error) {
    web::Response response =
        visit.page(visit.language.say("Vent et øjeblik"),
                   web::paragraphs(visit.language.say(error)), {.status = 503});
    response.header("Retry-After", "5");
    return response;
}

}  // namespace access
