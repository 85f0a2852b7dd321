#include "app/start_pages.h"

#include "access/break_glass_store.h"
#include "activities/activity_pages.h"
#include "activities/activity_store.h"
#include "initiatives/choice.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/card.h"
#include "web/components/form.h"
#include "web/components/heading.h"

namespace app {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

struct Shortcut {
    std::string_view label;
    std::string_view text;
    std::string_view href;
    Permission permission;
};

constexpr Shortcut shortcuts[] = {
    {base::danish("Ny observation"),
     base::danish("Noget, du så på et sted: hærværk, støj, eller liv og fællesskab."),
     "/observationer/ny", Permission::register_observations},
    {base::danish("Ny henvendelse"),
     base::danish("En borger spurgte om noget, og I svarede eller henviste."), "/henvendelser/ny",
     Permission::register_enquiries},
    {base::danish("Planlæg en aktivitet"), base::danish("Én gang eller en hel række, med vagter."),
     "/aktiviteter/ny", Permission::register_activities},
    {base::danish("Indlæs et regneark"),
     base::danish("Aktiviteter, henvendelser eller observationer, som andre har skrevet op."),
     "/import", Permission::import_rows},
    {base::danish("Find en indsats"),
     base::danish("Hvad vi gør, for hvem, hvor og sammen med hvem."), "/indsatser",
     Permission::see_initiatives},
    {base::danish("Fakta om kriminalitet"),
     base::danish("De officielle tal med dato, region og hele landet."), "/statistik",
     Permission::see_statistics},
    {base::danish("Årsrapporten"), base::danish("Skriv, gennemgå og udgiv årets rapport."),
     "/rapporter", Permission::see_report_drafts},
    {base::danish("Gode historier"),
     base::danish("Det, der lykkedes, fortalt så andre kan bruge det."), "/historier",
     Permission::see_stories},
    {base::danish("Drift"), base::danish("Planlagte job og deres seneste resultater."), "/drift",
     Permission::see_operation},
    {base::danish("Brugere"), base::danish("Inviter nye, ret roller, og luk for dem, der stopper."),
     "/brugere", Permission::manage_accounts},
    {base::danish("Brud på persondatasikkerheden"),
     base::danish("Registret med fristen på 72 timer."), "/brud", Permission::see_breaches},
    {base::danish("Sporet"), base::danish("Hvem gjorde hvad hvornår, linje for linje."), "/sporet",
     Permission::see_trail},
    {base::danish("Kontrol af opslag"),
     base::danish("Gå månedens udtrukne opslag på personer igennem."), "/opslagskontrol",
     Permission::review_look_ups},
};

// What is on the visitor's own rota in the days to come.
web::Html own_rota(const Visit& visit, store::Connection& connection,
                   const initiatives::Catalogue& catalogue) {
    const web::Language& language = visit.language;
    if (!visit.may(Permission::see_activities) || visit.user().staff_member_id == 0) return {};
    const std::string from = base::iso_date(visit.today());
    const std::vector<activities::Activity> rota =
        activities::rota_of(connection, visit.user().staff_member_id, from, 5);
    web::Html list;
    list.add(web::heading(web::HeadingLevel::h2, language.say("Dine næste vagter")));
    if (rota.empty())
        return list.add("<p>"_html, language.say("Der er ingen planlagte vagter til dig."),
                        "</p>"_html);
    list.add("<ul>"_html);
    for (const activities::Activity& activity : rota)
        list.add("<li>"_html,
                 web::link("/aktiviteter/" + std::to_string(activity.id),
                           language.local_time(activity.starts_at) + ": " +
                               initiatives::initiative_name(catalogue, activity.initiative,
                                                            base::year_of(activity.starts_at.date),
                                                            language)),
                 "</li>"_html);
    return list.add("</ul>"_html);
}

// The alarm (R41): an emergency door that nobody has looked at yet stands above everything else.
web::Html emergency_alarm(const Visit& visit, store::Connection& connection) {
    if (!visit.may(Permission::review_look_ups)) return {};
    const access::ReviewCounts counts = access::count_reviews(connection, visit.now);
    if (counts.waiting == 0) return {};
    const web::Language& language = visit.language;
    web::Html content = web::text(language.count("{} nødadgang er åbnet og venter på gennemgang.",
                                                 "{} nødadgange er åbnet og venter på gennemgang.",
                                                 counts.waiting) +
                                  " ");
    if (counts.overdue > 0)
        content.add(language.count("{} er ikke gennemgået inden 24 timer.",
                                   "{} er ikke gennemgået inden 24 timer.", counts.overdue),
                    " "_html);
    content.add(web::link("/noedadgange", language.say("Se hvem og hvornår")));
    return web::alert(
        {.kind = web::AlertKind::warning, .heading = language.say("Nødadgang"), .content = content},
        language);
}

web::Html shortcut_cards(const Visit& visit) {
    const web::Language& language = visit.language;
    std::vector<web::Card> cards;
    for (const Shortcut& shortcut : shortcuts)
        if (visit.may(shortcut.permission))
            cards.push_back({.heading = language.say(shortcut.label),
                             .content = web::text(language.say(shortcut.text)),
                             .href = shortcut.href});
    web::Html html = web::heading(web::HeadingLevel::h2, language.say("Genveje"));
    return html.add(web::card_grid(cards));
}

web::Response start(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    store::ReadTransaction reading = visit.services.database.read();
    const auto catalogue = current.get(reading);
    web::Html content = emergency_alarm(visit, reading);
    if (visit.may(Permission::see_received))
        content.add(web::button_row(web::link_button(
            {.label = language.say("Se, hvad der er delt med jer"), .href = "/delt"})));
    if (visit.may(Permission::register_activities))
        content.add(web::heading(web::HeadingLevel::h2, language.say("Registrer hurtigt")),
                    activities::quick_registration_form(visit, *catalogue, current.kept()));
    content.add(
        own_rota(visit, reading, *catalogue),
        *current.kept().html(*catalogue, "shortcuts " + visit.user().permissions.to_string(),
                             language, [&] { return shortcut_cards(visit); }));
    return visit.page(language.say_with("Goddag, {}", visit.user().name), std::move(content));
}

web::Response health(const Visit& visit) {
    // Answers only when the database does.
    store::ReadTransaction reading = visit.services.database.read();
    const bool alive = reading.integer("select 1") == 1;
    if (!alive) return web::text_response("database\n", 503);
    // Still 200: a proxy that looks here must go on sending those who read.
    const bool read_only = visit.services.database.statistics().read_only;
    return web::text_response(read_only ? "read_only, no sign-in\n" : "ok\n");
}

}  // namespace

void add_start_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue) {
    routes.get("/", Permission::own_account,
               [&catalogue](const Visit& visit) { return start(visit, catalogue); });
    routes.get_public("/sundhed", health);
    routes.get_public("/robots.txt", [](const Visit&) {
        return web::text_response(
            "User-agent: *\nAllow: /aarsrapport/\nAllow: /offentligt\nAllow: /gode-historier\n"
            "Allow: /was\nAllow: /assets/\nDisallow: /\n");
    });
}

}  // namespace app
