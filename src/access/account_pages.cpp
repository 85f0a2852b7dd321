#include "access/account_pages.h"

#include "access/account_store.h"
#include "access/authenticator_pages.h"
#include "access/cookie.h"
#include "access/kept_form_store.h"
#include "access/password_form.h"
#include "access/pending_sign_in.h"
#include "access/request_visit.h"
#include "access/session_store.h"
#include "access/totp.h"
#include "base/text.h"
#include "organisation/organisation_store.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/radio_group.h"
#include "web/components/text_field.h"

namespace access {

namespace {

constexpr int status_refused = 422;
constexpr const char* saved = "/konto?besked=gemt";

std::string own_id(const Visit& visit) {
    return std::to_string(visit.user().account_id);
}

std::string roles_in_words(const Visit& visit, const std::vector<Role>& roles) {
    std::vector<std::string> names;
    for (const Role role : roles) names.emplace_back(visit.language.say(role_name(role)));
    return base::join(names, ", ");
}

std::string unit_name(const Visit& visit, store::Connection& connection) {
    const auto unit = organisation::find_unit(connection, visit.user().unit_key);
    if (!unit) return "";
    const bool is_english = visit.language.code() == web::LanguageCode::english;
    return is_english && !unit->name_en.empty() ? unit->name_en : unit->name_da;
}

web::Html about_section(const Visit& visit, store::Connection& connection, const Account& account) {
    const web::Language& language = visit.language;
    return web::definition_list(
        {{language.say("Navn"), web::text(account.name)},
         {language.say("Brugernavn"), web::text(account.username)},
         {language.say("E-mail"), web::text(account.email)},
         {language.say("Enhed"), web::text(unit_name(visit, connection))},
         {language.say("Roller"), web::text(roles_in_words(visit, account.roles))},
         {language.say("Loginnets sikringsniveau"),
          web::text(language.say(assurance_name(visit.user().assurance)))}});
}

web::Html language_section(const Visit& visit, const Account& account) {
    const web::Language& language = visit.language;
    web::Html fields = web::radio_group(
        {.name = "sprog",
         .legend = language.say("Sprog på alle sider"),
         .choices = {{.value = "da", .label = "Dansk"}, {.value = "en", .label = "English"}},
         .value = account.language},
        language);
    fields.add(web::button_row(
        web::button({.label = language.say("Gem sprog"), .kind = web::ButtonKind::secondary})));
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Sprog"));
    section.add(web::form({.action = "/konto/sprog", .csrf_token = visit.csrf_token()}, fields));
    return section;
}

// A password field of which a page may hold several, told apart by what they are for.
web::Html own_password_field(const Visit& visit, const base::FieldErrors& errors,
                             const std::string& name) {
    return web::text_field({.name = name,
                            .label = visit.language.say("Din nuværende adgangskode"),
                            .type = web::InputType::password,
                            .error = message_at(visit, errors, name),
                            .width = web::FieldWidth::l,
                            .autocomplete = "current-password"},
                           visit.language);
}

web::Html password_section(const Visit& visit, const base::FieldErrors& errors) {
    web::Html fields = own_password_field(visit, errors, "nuvaerende");
    fields.add(new_password_fields(visit, errors),
               web::button_row(web::button({.label = visit.language.say("Skift adgangskode"),
                                            .kind = web::ButtonKind::secondary})));
    web::Html section = web::heading(web::HeadingLevel::h2, visit.language.say("Adgangskode"));
    section.add(
        web::form({.action = "/konto/adgangskode", .csrf_token = visit.csrf_token()}, fields));
    return section;
}

web::Html authenticator_section(const Visit& visit, store::Connection& connection,
                                const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html app_fields = own_password_field(visit, errors, "adgangskode_app");
    app_fields.add(web::button_row(web::button(
        {.label = language.say("Sæt en ny kode-app op"), .kind = web::ButtonKind::secondary})));
    web::Html code_fields = own_password_field(visit, errors, "adgangskode_koder");
    code_fields.add(web::button_row(web::button(
        {.label = language.say("Lav nye gendannelseskoder"), .kind = web::ButtonKind::secondary})));
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Kode-app"));
    section.add(
        web::paragraphs(language.say("Får du en ny telefon, så sæt kode-appen op her, mens du "
                                     "stadig har den gamle.")),
        web::form({.action = "/konto/kode-app", .csrf_token = visit.csrf_token()}, app_fields),
        web::heading(web::HeadingLevel::h2, language.say("Gendannelseskoder")),
        web::paragraphs(language.count("Du har {} ubrugt kode tilbage. Laver du nye, gælder de "
                                       "gamle ikke længere.",
                                       "Du har {} ubrugte koder tilbage. Laver du nye, gælder de "
                                       "gamle ikke længere.",
                                       unused_recovery_codes(connection, visit.user().account_id))),
        web::form({.action = "/konto/gendannelseskoder", .csrf_token = visit.csrf_token()},
                  code_fields));
    return section;
}

web::Html further_pages(const Visit& visit) {
    const web::Language& language = visit.language;
    web::Html links = web::link_button({.label = language.say("Adgangsnøgler"),
                                        .href = "/konto/adgangsnoegler",
                                        .kind = web::ButtonKind::secondary});
    links.add(web::link_button({.label = language.say("Her er du logget ind"),
                                .href = "/konto/sessioner",
                                .kind = web::ButtonKind::secondary}));
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Login"));
    section.add(web::button_row(links));
    return section;
}

web::Html kept_forms_section(const Visit& visit, store::Connection& connection) {
    const web::Language& language = visit.language;
    web::Html section;
    for (const std::string& id : kept_forms_of(connection, visit.user().account_id, visit.now)) {
        if (section.empty()) {
            section.add(web::heading(web::HeadingLevel::h2, language.say("Gemte formularer")));
        }
        section.add(web::link_button({.label = language.say("Se en formular, der ikke blev sendt"),
                                      .href = "/fortsaet/" + id,
                                      .kind = web::ButtonKind::secondary}));
    }
    return section;
}

web::Response account_page(const Visit& visit, const base::FieldErrors& errors) {
    store::ReadTransaction transaction = visit.services.database.read();
    const auto account = find_account(transaction, visit.user().account_id);
    if (!account) return visit.not_found();
    web::Html content = web::error_summary(errors, visit.language);
    content.add(about_section(visit, transaction, *account), kept_forms_section(visit, transaction),
                language_section(visit, *account), password_section(visit, errors),
                authenticator_section(visit, transaction, errors), further_pages(visit));
    return visit.page(visit.language.say("Min konto"), content,
                      {.status = errors.empty() ? 200 : status_refused});
}

web::Response show_account(const Visit& visit) {
    return account_page(visit, {});
}

// What to answer when the own password was not accepted.
web::Response refuse_password(const Visit& visit, const base::Error& error,
                              const std::string& field) {
    if (error.code == "busy") return busy_page(visit, error);
    return account_page(visit, {{field, error}});
}

web::Response change_password(const Visit& visit) {
    const web::Fields& form = visit.request.form;
    const base::FieldErrors errors = check_new_password_fields(form, visit.user().username);
    if (!errors.empty()) return account_page(visit, errors);
    const auto checked =
        check_own_password(visit, visit.user().account_id, form.value("nuvaerende"));
    if (!checked) return refuse_password(visit, checked.error(), "nuvaerende");
    const auto hash = visit.services.protection.passwords.hash(form.value("adgangskode"));
    if (!hash) return busy_page(visit, hash.error());

    store::WriteTransaction transaction = visit.services.database.write();
    set_password(transaction, visit.user().account_id, *hash, visit.now);
    end_links(transaction, visit.user().account_id, visit.now);
    end_sessions(transaction, visit.user().account_id, visit.user().session_id, visit.now);
    const std::string token = rotate_session(transaction, visit.user().session_id);
    visit.record(transaction, trail::Action::change, "account", own_id(visit), "password");
    transaction.commit();
    web::Response response = web::see_other(saved);
    give_cookie(response, visit.services, Cookie::session, token);
    return response;
}

web::Response change_language(const Visit& visit) {
    const std::string& language = visit.request.form.value("sprog");
    if (language != "da" && language != "en") return show_account(visit);
    store::WriteTransaction transaction = visit.services.database.write();
    set_language(transaction, visit.user().account_id, language);
    visit.record(transaction, trail::Action::change, "account", own_id(visit), "language");
    transaction.commit();
    web::Response response = web::see_other(saved);
    give_cookie(response, visit.services, Cookie::language, language);
    return response;
}

web::Response start_authenticator(const Visit& visit) {
    const auto checked = check_own_password(visit, visit.user().account_id,
                                            visit.request.form.value("adgangskode_app"));
    if (!checked) return refuse_password(visit, checked.error(), "adgangskode_app");
    web::Response response = web::see_other("/kode-app");
    give_cookie(response, visit.services, Cookie::pending_authenticator,
                sealed(visit.services.protection.secrets,
                       PendingAuthenticator{visit.user().account_id, visit.now, "", "",
                                            random_totp_secret()}));
    return response;
}

web::Response make_recovery_codes(const Visit& visit) {
    const auto checked = check_own_password(visit, visit.user().account_id,
                                            visit.request.form.value("adgangskode_koder"));
    if (!checked) return refuse_password(visit, checked.error(), "adgangskode_koder");
    store::WriteTransaction transaction = visit.services.database.write();
    const auto codes = renew_recovery_codes(transaction, visit.user().account_id);
    visit.record(transaction, trail::Action::change, "account", own_id(visit), "recovery_codes");
    transaction.commit();
    return recovery_codes_page(visit, codes, "/konto");
}

}  // namespace

void add_account_routes(Routes& routes) {
    routes.get("/konto", Permission::own_account, show_account);
    routes.post("/konto/adgangskode", Permission::own_account, change_password);
    routes.post("/konto/sprog", Permission::own_account, change_language);
    routes.post("/konto/kode-app", Permission::own_account, start_authenticator);
    routes.post("/konto/gendannelseskoder", Permission::own_account, make_recovery_codes);
}

}  // namespace access
