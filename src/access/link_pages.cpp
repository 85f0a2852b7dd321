#include "access/link_pages.h"

#include <optional>

#include "access/account_store.h"
#include "access/cookie.h"
#include "access/password_form.h"
#include "access/pending_sign_in.h"
#include "access/request_visit.h"
#include "access/session_store.h"
#include "access/totp.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/text_field.h"

namespace access {

namespace {

constexpr int status_refused = 422;

struct OpenLink {
    Link link;
    Account account;
};

// Empty when the link is of another kind, used, too old, or its account is closed.
std::optional<OpenLink> open_link(const Visit& visit, LinkKind kind) {
    store::ReadTransaction transaction = visit.services.database.read();
    const auto link = find_link(transaction, visit.request.parameter("token"), visit.now);
    if (!link || link->kind != kind) return std::nullopt;
    const auto account = find_account(transaction, link->account_id);
    if (!account || !account->is_open_on(visit.today())) return std::nullopt;
    return OpenLink{*link, *account};
}

web::Response link_gone(const Visit& visit) {
    visit.services.protection.callers.note(visit.now, "link_refused", visit.pattern,
                                           visit.request.remote_address);
    return visit.page(
        visit.language.say("Linket virker ikke"),
        web::paragraphs(visit.language.say("Linket er brugt, udløbet eller erstattet af et nyere. "
                                           "Bed en administrator om et nyt.")),
        {.status = 404});
}

// Read only; lets password managers know whose password it is.
web::Html username_field(const Visit& visit, const Account& account) {
    return web::text_field({.name = "brugernavn",
                            .label = visit.language.say("Brugernavn"),
                            .value = account.username,
                            .width = web::FieldWidth::l,
                            .autocomplete = "username",
                            .read_only = true},
                           visit.language);
}

web::Html link_form(const Visit& visit, const OpenLink& open, const web::Html& fields) {
    web::Html content = username_field(visit, open.account);
    content.add(fields, web::button_row(web::button({.label = visit.language.say("Fortsæt")})));
    return web::form({.action = visit.request.path, .csrf_token = visit.csrf_token()}, content);
}

web::Response password_page(const Visit& visit, const OpenLink& open,
                            const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const bool is_invited = open.link.kind == LinkKind::invitation;
    web::Html content = web::error_summary(errors, language);
    content.add(
        web::paragraphs(
            is_invited
                ? language.say_with("Velkommen, {}. Vælg en adgangskode. Bagefter sætter du en "
                                    "kode-app op på din telefon.",
                                    open.account.name)
                : std::string(language.say("Vælg en ny adgangskode. Alle steder, hvor du er logget "
                                           "ind, bliver du logget af."))),
        link_form(visit, open, new_password_fields(visit, errors)));
    return visit.page(is_invited ? language.say("Kom i gang") : language.say("Ny adgangskode"),
                      content, {.status = errors.empty() ? 200 : status_refused});
}

web::Response authenticator_page(const Visit& visit, const OpenLink& open,
                                 const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(errors, language);
    content.add(web::paragraphs(language.say("Skriv din adgangskode. Bagefter sætter du en ny "
                                             "kode-app op på din telefon.")),
                link_form(visit, open,
                          web::text_field({.name = "adgangskode",
                                           .label = language.say("Adgangskode"),
                                           .type = web::InputType::password,
                                           .error = message_at(visit, errors, "adgangskode"),
                                           .width = web::FieldWidth::l,
                                           .autocomplete = "current-password"},
                                          language)));
    return visit.page(language.say("Ny kode-app"), content,
                      {.status = errors.empty() ? 200 : status_refused});
}

web::Response go_to_authenticator(const Visit& visit, const OpenLink& open,
                                  std::string password_hash) {
    web::Response response = web::see_other("/kode-app");
    give_cookie(response, visit.services, Cookie::pending_authenticator,
                sealed(visit.services.protection.secrets,
                       PendingAuthenticator{open.account.id, visit.now, open.link.token_hash,
                                            std::move(password_hash), random_totp_secret()}));
    return response;
}

// The account has its app already, so the password is all there is to set.
web::Response set_only_password(const Visit& visit, const OpenLink& open,
                                const std::string& password_hash) {
    store::WriteTransaction transaction = visit.services.database.write();
    if (!use_link(transaction, open.link.token_hash, visit.now)) return link_gone(visit);
    set_password(transaction, open.account.id, password_hash, visit.now);
    end_sessions(transaction, open.account.id, 0, visit.now);
    const std::string id = std::to_string(open.account.id);
    trail::append(
        transaction, visit.now,
        trail::Line{"account:" + id, trail::Action::change, "account", id, "", "", "", "password"});
    transaction.commit();
    visit.services.protection.sign_in_by_account.clear(open.account.username);
    return web::see_other("/log-ind?grund=adgangskode");
}

web::Response take_new_password(const Visit& visit, LinkKind kind) {
    const auto open = open_link(visit, kind);
    if (!open) return link_gone(visit);
    const base::FieldErrors errors =
        check_new_password_fields(visit.request.form, open->account.username);
    if (!errors.empty()) return password_page(visit, *open, errors);
    auto hash = visit.services.protection.passwords.hash(visit.request.form.value("adgangskode"));
    if (!hash) return busy_page(visit, hash.error());
    if (open->account.has_authenticator) return set_only_password(visit, *open, *hash);
    return go_to_authenticator(visit, *open, *hash);
}

web::Response take_password_for_authenticator(const Visit& visit) {
    const auto open = open_link(visit, LinkKind::authenticator);
    if (!open) return link_gone(visit);
    const auto checked =
        check_own_password(visit, open->account.id, visit.request.form.value("adgangskode"));
    if (!checked && checked.error().code == "busy") return busy_page(visit, checked.error());
    if (!checked) return authenticator_page(visit, *open, {{"adgangskode", checked.error()}});
    return go_to_authenticator(visit, *open, "");
}

PageHandler showing_password_page(LinkKind kind) {
    return [kind](const Visit& visit) {
        const auto open = open_link(visit, kind);
        return open ? password_page(visit, *open, {}) : link_gone(visit);
    };
}

PageHandler taking_new_password(LinkKind kind) {
    return [kind](const Visit& visit) { return take_new_password(visit, kind); };
}

web::Response show_authenticator_page(const Visit& visit) {
    const auto open = open_link(visit, LinkKind::authenticator);
    return open ? authenticator_page(visit, *open, {}) : link_gone(visit);
}

}  // namespace

void add_link_routes(Routes& routes) {
    for (const LinkKind kind : {LinkKind::invitation, LinkKind::password}) {
        const std::string pattern = std::string(link_path(kind)) + "{token}";
        routes.get_public(pattern, showing_password_page(kind));
        routes.post_public(pattern, taking_new_password(kind));
    }
    const std::string pattern = std::string(link_path(LinkKind::authenticator)) + "{token}";
    routes.get_public(pattern, show_authenticator_page);
    routes.post_public(pattern, take_password_for_authenticator);
}

}  // namespace access
