#include "access/error_page.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "access/request_visit.h"
#include "web/components/button.h"
#include "web/components/form.h"

namespace access {

namespace {

constexpr int status_busy = 503;
constexpr int status_not_writable = 507;

struct Words {
    int status;
    std::string_view title;
    std::string_view sentence;
};

constexpr std::array<Words, 9> words = {{
    {400, base::danish("Forespørgslen kunne ikke læses"),
     base::danish("Gå tilbage, og prøv igen.")},
    {404, base::danish("Siden findes ikke"),
     base::danish("Vi fandt ikke noget, du har adgang til at se.")},
    {405, base::danish("Det kan man ikke her"),
     base::danish("Adressen findes, men kan ikke bruges på den måde.")},
    {408, base::danish("Det tog for lang tid"),
     base::danish("Forbindelsen var for langsom. Prøv igen.")},
    {413, base::danish("Det er for stort"),
     base::danish("Det, du sendte, er større, end siden kan tage imod.")},
    {431, base::danish("Forespørgslen kunne ikke læses"),
     base::danish("Gå tilbage, og prøv igen.")},
    {500, base::danish("Der skete en fejl"),
     base::danish("Fejlen er skrevet i loggen. Prøv igen, eller kontakt driften med nummeret.")},
    {status_busy, base::danish("Der er travlt lige nu"),
     base::danish("Vent et øjeblik, og prøv igen. Intet er ændret.")},
    {status_not_writable, base::danish("Der kan ikke gemmes lige nu"),
     base::danish("Du kan stadig læse, men intet kan gemmes. Kontakt driften.")},
}};

// To whom nobody is signed in: reading on is no comfort there.
constexpr Words no_sign_in = {
    status_not_writable, base::danish("Du kan ikke logge ind lige nu"),
    base::danish("Der er ikke noget galt med din adgangskode eller din kode. Serveren kan ikke "
                 "gemme noget, for eksempel fordi disken er fuld, og et login skal kunne gemmes. "
                 "De, der allerede er logget ind, kan læse videre. Kontakt driften, og prøv igen "
                 "om lidt.")};
constexpr Words nothing_kept = {
    status_not_writable, base::danish("Der kan ikke gemmes lige nu"),
    base::danish("Det, du sendte, er ikke gemt. Gå tilbage i browseren for at kopiere det, kontakt "
                 "driften, og prøv igen om lidt.")};

// Passwords are typed again.
bool holds_password(const web::Request& request) {
    const auto& fields = request.form.all();
    return request.path.starts_with("/konto") ||
           std::any_of(fields.begin(), fields.end(),
                       [](const auto& field) { return field.first.starts_with("adgangskode"); });
}

bool can_be_sent_again(const Visit& visit, int status) {
    const web::Request& request = visit.request;
    const bool was_not_saved = status == status_busy || status == status_not_writable;
    return was_not_saved && visit.visitor && request.method == web::Method::post &&
           request.files.empty() && !holds_password(request);
}

// Who can't save now must not lose what was typed together with the page it was typed on.
web::Html send_again_form(const Visit& visit) {
    web::HiddenFields hidden;
    for (const auto& field : visit.request.form.all())
        if (field.first != web::csrf_field_name) hidden.push_back(field);
    web::Html content = web::paragraphs(visit.language.say(
        "Det, du skrev, står stadig på denne side. Lad den være åben, og send det igen om lidt."));
    content.add(
        web::form({.action = visit.request.target,
                   .csrf_token = visit.csrf_token(),
                   .hidden = std::move(hidden)},
                  web::button_row(web::button({.label = visit.language.say("Send igen")}))));
    return content;
}

const Words& words_for(const web::Request& request, bool signed_in, int status) {
    if (status == status_not_writable && !signed_in) {
        if (request.path.starts_with("/log-ind")) return no_sign_in;
        if (request.method == web::Method::post) return nothing_kept;
    }
    for (const Words& entry : words) {
        if (entry.status == status) return entry;
    }
    return status < 500 ? words[0] : words[6];
}

}  // namespace

web::Response error_page(const Services& services, const web::Request& request, int status) {
    const auto* visitor = dynamic_cast<const Visitor*>(request.admitted.get());
    const Words& entry = words_for(request, visitor != nullptr, status);
    const Visit visit = make_visit(services, request, visitor, services.now(), "");
    web::Html content = web::paragraphs(visit.language.say(entry.sentence));
    if (can_be_sent_again(visit, status)) content.add(send_again_form(visit));
    if (!request.number.empty()) {
        content.add(web::paragraphs(visit.language.say_with("Nummer: {}", request.number)));
    }
    return visit.page(visit.language.say(entry.title), content, {.status = status});
}

int status_of_exception(const std::exception& exception) {
    const auto* failure = dynamic_cast<const store::Failure*>(&exception);
    if (!failure) return 500;
    if (failure->kind == store::Failure::Kind::busy) return status_busy;
    if (failure->kind == store::Failure::Kind::read_only) return status_not_writable;
    return 500;
}

}  // namespace access
