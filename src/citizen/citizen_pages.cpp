#include "citizen/citizen_pages.h"

#include <string>
#include <vector>

#include "access/cookie.h"
#include "base/text.h"
#include "initiatives/story_store.h"
#include "reports/report_store.h"
#include "web/components/button.h"
#include "web/components/card.h"
#include "web/components/heading.h"
#include "web/components/table.h"

namespace citizen {
namespace {

using access::Visit;
using web::operator""_html;

constexpr int newest_stories = 6;
constexpr std::size_t excerpt_characters = 160;

web::Html paragraph(std::string_view words) {
    web::Html html("<p>"_html);
    return html.add(words, "</p>"_html);
}

web::Html heading(const Visit& visit, std::string_view danish) {
    return web::heading(web::HeadingLevel::h2, visit.language.say(danish));
}

web::Html list(const Visit& visit, std::initializer_list<std::string_view> sentences) {
    web::Html html("<ul>"_html);
    for (const std::string_view sentence : sentences)
        html.add("<li>"_html, visit.language.say(sentence), "</li>"_html);
    return html.add("</ul>"_html);
}

// ---- /offentligt

web::Html reports_part(const Visit& visit, const std::vector<reports::PublicReport>& published) {
    const web::Language& language = visit.language;
    web::Html part = heading(visit, base::danish("Årsrapporter"));
    if (published.empty())
        return part.add(paragraph(language.say("Der er endnu ikke udgivet en årsrapport.")));
    part.add("<ul>"_html);
    for (const reports::PublicReport& report : published) {
        const std::string day = language.date(web::to_local(report.published_at).date);
        part.add("<li>"_html,
                 web::link("/aarsrapport/" + std::to_string(report.year),
                           language.say_with("Årsrapport {}", std::to_string(report.year))),
                 " "_html,
                 report.correction.empty() ? language.say_with("(udgivet {})", day)
                                           : language.say_with("(rettet udgave {})", day),
                 "</li>"_html);
    }
    return part.add("</ul>"_html);
}

web::Html stories_part(const Visit& visit, const std::vector<initiatives::Story>& stories) {
    const web::Language& language = visit.language;
    web::Html part = heading(visit, base::danish("Gode historier"));
    if (stories.empty())
        return part.add(paragraph(language.say("Der er endnu ikke udgivet gode historier.")));
    std::vector<web::Card> cards;
    for (const initiatives::Story& story : stories) {
        const std::string excerpt = base::shorten(story.text.content, excerpt_characters);
        const bool shortened = excerpt.size() < story.text.content.size();
        cards.push_back({.heading = story.text.title,
                         .heading_level = web::HeadingLevel::h3,
                         .subheading = std::to_string(story.text.year),
                         .content = paragraph(excerpt + (shortened ? " …" : "")),
                         .href = "/gode-historier/" + std::to_string(story.id)});
    }
    return part.add(web::card_grid(cards), "<p>"_html,
                    web::link("/gode-historier", language.say("Alle gode historier")), "</p>"_html);
}

web::Response public_page(const Visit& visit) {
    web::Html content = paragraph(visit.language.say(
        "Her kan alle læse, hvad kommunen gør for tryghed og mod kriminalitet, og hvad tallene "
        "siger."));
    content.add(public_section(visit), "<p>"_html,
                web::link("/tal", visit.language.say("Hvad tallene i rapporterne betyder")),
                "</p>"_html);
    return visit.page(visit.language.say("Tryghed i kommunen"), content,
                      {.listing = web::PageShell::Listing::listed});
}

// ---- /was

web::Response accessibility_page(const Visit& visit) {
    const web::Language& language = visit.language;
    web::Html content = paragraph(language.say_with(
        "{} vil gøre løsningen tilgængelig for alle efter lov om tilgængelighed af offentlige "
        "organers websteder og mobilapplikationer.",
        visit.services.municipality_name));
    content.add(
        heading(visit, base::danish("Hvad der er gjort")),
        list(visit, {base::danish("Siderne er bygget med Det Fælles Designsystem og efter WCAG 2.2 "
                                  "niveau AA."),
                     base::danish("Alt kan nås med tastatur og læses op; intet afhænger af farve "
                                  "alene."),
                     base::danish("Hvert diagram har en beskrivelse i ord og en tabel med de samme "
                                  "tal."),
                     base::danish("Rapporterne findes som webside, som mærket PDF, som dokument og "
                                  "som regneark.")}),
        heading(visit, base::danish("Hvad der ikke er prøvet")),
        paragraph(language.say(
            "Siderne kontrolleres af et program i en rigtig browser, hver gang løsningen ændres. "
            "De er endnu ikke prøvet af brugere med hjælpemidler, og et program finder ikke alle "
            "fejl.")),
        heading(visit, base::danish("Kendte begrænsninger")),
        list(visit,
             {base::danish("Diagrammerne tegnes af browseren. Uden JavaScript står beskrivelsen "
                           "og tabellen der alene."),
              base::danish("Tekster, som kommunen selv skriver, kan mangle på engelsk og vises "
                           "da på dansk.")}),
        heading(visit, base::danish("Giv besked om en fejl")),
        paragraph(language.say(
            "Skriv til kommunen, hvis noget ikke kan læses eller bruges, eller hvis du har brug "
            "for indholdet på en anden måde. Digitaliseringsstyrelsen fører tilsyn med loven; "
            "dér kan du klage, hvis kommunens svar ikke hjælper dig.")));
    return visit.page(language.say("Tilgængelighedserklæring"), content,
                      {.listing = web::PageShell::Listing::listed});
}

// ---- /privatliv

// The cookies this program sets, by their names as the browser shows them.
web::Html cookie_table(const Visit& visit) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Cookies"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvad den bruges til")},
                     {.heading = language.say("Hvor længe")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    const auto row = [&](access::Cookie cookie, std::string_view purpose, std::string_view time) {
        table.row(access::cookie_name(visit.services, cookie), language.say(purpose),
                  language.say(time));
    };
    row(access::Cookie::session, base::danish("Holder en medarbejder logget ind."),
        base::danish("Til browseren lukkes, højst 12 timer."));
    row(access::Cookie::pending_code,
        base::danish("Husker, at adgangskoden er givet, mens engangskoden skrives."),
        base::danish("Til browseren lukkes."));
    row(access::Cookie::pending_authenticator,
        base::danish("Husker, hvor langt en medarbejder er med at sætte sin kode-app op."),
        base::danish("Til browseren lukkes."));
    row(access::Cookie::language, base::danish("Husker det valgte sprog."), base::danish("Et år."));
    return table.finish();
}

web::Response privacy_page(const Visit& visit) {
    const web::Language& language = visit.language;
    web::Html content;
    content.add(
        heading(visit, base::danish("Hvad der er registreret om borgere")),
        paragraph(language.say(
            "Denne del af løsningen har ingen felter til borgeres navne eller cpr-numre. Den "
            "holder styr på indsatser, aktiviteter, henvendelser og observationer af steder.")),
        list(visit,
             {base::danish("Aktiviteter: hvad, hvor og hvornår, og hvor mange der kom, som "
                           "antal efter aldersgruppe og køn."),
              base::danish("Henvendelser: hvad der blev spurgt om og svaret, uden at skrive, hvem "
                           "der spurgte."),
              base::danish("Observationer: hvad der blev set på et sted, aldrig hvem."),
              base::danish("Tekst, der ligner et cpr-nummer, afvises.")}),
        heading(visit, base::danish("Hvad der er registreret om medarbejdere")),
        list(visit, {base::danish("Navn, e-mail, enhed, stilling og vagter."),
                     base::danish("Hvem der har ændret, hentet eller underskrevet hvad, i et spor, "
                                  "der ikke kan ændres.")}),
        heading(visit, base::danish("Tal, der offentliggøres")),
        paragraph(language.say(
            "I rapporter skjules antal af 1 til 4 personer sammen med de tal, der kunne røbe dem. "
            "Mønsteret lægges fast, når rapporten låses, og er det samme på siden og i filerne.")),
        heading(visit, base::danish("Cookies")),
        paragraph(language.say(
            "Der er ingen statistik- eller reklamecookies, og intet hentes fra andre steder. "
            "Derfor spørges der heller ikke om samtykke.")),
        cookie_table(visit), heading(visit, base::danish("Dine rettigheder")),
        paragraph(language.say_with(
            "{} er dataansvarlig. Du kan bede kommunen om indsigt i, rettelse og sletning af "
            "oplysninger om dig og klage til Datatilsynet.",
            visit.services.municipality_name)));
    return visit.page(language.say("Privatliv og cookies"), content);
}

}  // namespace

web::Html public_section(const Visit& visit) {
    std::vector<reports::PublicReport> published;
    std::vector<initiatives::Story> stories;
    {
        store::ReadTransaction reading = visit.services.database.read();
        published = reports::public_reports(reading);
        stories = initiatives::published_stories(reading, newest_stories);
    }
    web::Html section = reports_part(visit, published);
    return section.add(stories_part(visit, stories));
}

void add_citizen_routes(access::Routes& routes) {
    routes.get_public("/offentligt", public_page);
    routes.get_public("/was", accessibility_page);
    routes.get_public("/privatliv", privacy_page);
}

}  // namespace citizen
