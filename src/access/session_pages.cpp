#include "access/session_pages.h"

#include <array>
#include <charconv>
#include <string_view>

#include "access/cookie.h"
#include "access/openid_provider.h"
#include "access/session_store.h"
#include "web/components/button.h"
#include "web/components/table.h"

namespace access {

namespace {

constexpr const char* own_sessions = "/konto/sessioner";

std::string own_id(const Visit& visit) {
    return std::to_string(visit.user().account_id);
}

struct System {
    std::string_view name;  // as browser_name() writes it
    std::string_view sentence;
};

constexpr std::array<System, 6> systems = {{
    {"Windows", base::danish("{} på en computer med Windows")},
    {"macOS", base::danish("{} på en Mac")},
    {"Linux", base::danish("{} på en computer med Linux")},
    {"Android", base::danish("{} på en telefon eller tablet med Android")},
    {"iPhone", base::danish("{} på en iPhone")},
    {"iPad", base::danish("{} på en iPad")},
}};

// Only what browser_name() keeps is stored: "Firefox, Windows".
std::string device_in_words(const web::Language& language, const std::string& stored) {
    if (stored.empty()) return std::string(language.say("Ukendt enhed"));
    const std::size_t comma = stored.find(", ");
    if (comma == std::string::npos) return stored;
    for (const System& system : systems) {
        if (stored.substr(comma + 2) == system.name)
            return language.say_with(system.sentence, stored.substr(0, comma));
    }
    return stored;
}

std::string way_in_words(const Visit& visit, const OpenSession& session) {
    const web::Language& language = visit.language;
    if (session.proof == "passkey") return std::string(language.say("Adgangsnøgle"));
    if (session.proof == "recovery_code")
        return std::string(language.say("Adgangskode og gendannelseskode"));
    if (session.proof != "openid") return std::string(language.say("Adgangskode og kode-app"));
    const IdentityProviders* providers = visit.services.identity_providers;
    const OpenIdProvider* provider = providers ? providers->find(session.provider) : nullptr;
    return provider ? provider->settings().name : session.provider;
}

web::Html session_action(const Visit& visit, const OpenSession& session,
                         const std::string& device) {
    const web::Language& language = visit.language;
    if (session.id == visit.user().session_id) return web::text(language.say("Denne her"));
    return web::post_button(
        {.label = language.say("Log af"),
         .action = std::string(own_sessions) + "/" + std::to_string(session.id) + "/afslut",
         .csrf_token = visit.csrf_token(),
         .hidden_words = device});
}

web::Html sessions_table(const Visit& visit, const std::vector<OpenSession>& sessions) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Her er du logget ind"),
         .columns = {{.heading = language.say("Enhed"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Logget ind")},
                     {.heading = language.say("Sidst brugt")},
                     {.heading = language.say("Logget ind med")},
                     {.heading = language.say("Handling"), .heading_hidden = true}},
         .caption_hidden = true},
        language);
    for (const OpenSession& session : sessions) {
        const std::string device = device_in_words(language, session.browser);
        table.row(device, language.instant(session.times.created_at),
                  language.instant(session.times.last_used_at), way_in_words(visit, session),
                  session_action(visit, session, device));
    }
    return table.finish();
}

web::Response show_sessions(const Visit& visit) {
    const web::Language& language = visit.language;
    std::vector<OpenSession> sessions;
    {
        store::ReadTransaction transaction = visit.services.database.read();
        sessions = open_sessions(transaction, visit.user().account_id, visit.now);
    }
    web::Html content = web::paragraphs(language.say(
        "En session slutter af sig selv efter en halv time uden brug og senest efter "
        "tolv timer. Kender du ikke en af dem, så log ud overalt, og skift adgangskode."));
    content.add(sessions_table(visit, sessions));
    if (sessions.size() > 1) {
        content.add(web::post_button({.label = language.say("Log af alle andre steder"),
                                      .action = std::string(own_sessions) + "/afslut-andre",
                                      .csrf_token = visit.csrf_token()}));
    }
    content.add(web::post_button({.label = language.say("Log ud overalt"),
                                  .action = std::string(own_sessions) + "/afslut-alle",
                                  .csrf_token = visit.csrf_token(),
                                  .kind = web::ButtonKind::warning}));
    return visit.page(language.say("Her er du logget ind"), content,
                      {.breadcrumb = {{std::string(language.say("Min konto")), "/konto"},
                                      {std::string(language.say("Her er du logget ind")), ""}}});
}

web::Response sessions_ended() {
    return web::see_other(std::string(own_sessions) + "?besked=afsluttet");
}

web::Response end_one_session(const Visit& visit) {
    const std::string& text = visit.request.parameter("id");
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) return visit.not_found();
    store::WriteTransaction transaction = visit.services.database.write();
    if (!end_session(transaction, visit.user().account_id, id, visit.now)) {
        return visit.not_found();
    }
    visit.record(transaction, trail::Action::change, "account", own_id(visit), "session_ended");
    transaction.commit();
    return sessions_ended();
}

web::Response end_other_sessions(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    end_sessions(transaction, visit.user().account_id, visit.user().session_id, visit.now);
    visit.record(transaction, trail::Action::change, "account", own_id(visit), "sessions_ended");
    transaction.commit();
    return sessions_ended();
}

web::Response sign_out_everywhere(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    end_sessions(transaction, visit.user().account_id, 0, visit.now);
    visit.record(transaction, trail::Action::sign_out, "account", own_id(visit), "everywhere");
    transaction.commit();
    web::Response response = web::see_other("/log-ind?grund=overalt");
    remove_cookie(response, visit.services, Cookie::session);
    return response;
}

}  // namespace

void add_session_routes(Routes& routes) {
    constexpr Permission own = Permission::own_account;
    routes.get(own_sessions, own, show_sessions);
    routes.post(std::string(own_sessions) + "/afslut-andre", own, end_other_sessions);
    routes.post(std::string(own_sessions) + "/afslut-alle", own, sign_out_everywhere);
    routes.post(std::string(own_sessions) + "/{id}/afslut", own, end_one_session);
}

}  // namespace access
