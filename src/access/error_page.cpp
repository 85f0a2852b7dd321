#include "access/error_page.h"

#include <array>
#include <string_view>

#include "access/request_visit.h"

namespace access {

namespace {

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
    {503, base::danish("Der er travlt lige nu"),
     base::danish("Vent et øjeblik, og prøv igen. Intet er ændret.")},
    {507, base::danish("Der kan ikke gemmes lige nu"),
     base::danish("Du kan stadig læse, men intet kan gemmes. Kontakt driften.")},
}};

const Words& words_for(int status) {
    for (const Words& entry : words) {
        if (entry.status == status) return entry;
    }
    return status < 500 ? words[0] : words[6];
}

}  // namespace

web::Response error_page(const Services& services, const web::Request& request, int status) {
    const Words& entry = words_for(status);
    const auto* visitor = dynamic_cast<const Visitor*>(request.admitted.get());
    const Visit visit = make_visit(services, request, visitor, services.now(), "");
    web::Html content = web::paragraphs(visit.language.say(entry.sentence));
    if (!request.number.empty()) {
        content.add(web::paragraphs(visit.language.say_with("Nummer: {}", request.number)));
    }
    return visit.page(visit.language.say(entry.title), content, {.status = status});
}

int status_of_exception(const std::exception& exception) {
    const auto* failure = dynamic_cast<const store::Failure*>(&exception);
    if (!failure) return 500;
    if (failure->kind == store::Failure::Kind::busy) return 503;
    if (failure->kind == store::Failure::Kind::read_only) return 507;
    return 500;
}

}  // namespace access
