#include "access/authenticator_pages.h"

#include <optional>

#include "access/account_store.h"
#include "access/base32.h"
#include "access/cookie.h"
#include "access/pending_sign_in.h"
#include "access/qr_code.h"
#include "access/request_visit.h"
#include "access/session_store.h"
#include "access/totp.h"
#include "web/components/button.h"
#include "web/components/details.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/text_field.h"

namespace access {

namespace {

using web::operator""_html;

constexpr int status_refused = 422;
constexpr int status_too_many = 429;
constexpr std::string_view picture_path = "/kode-app/billede";

// Empty when nothing is being set up, or it is someone else's.
std::optional<PendingAuthenticator> pending_of(const Visit& visit) {
    auto pending = open_pending_authenticator(
        visit.services.protection.secrets,
        cookie_value(visit.services, visit.request, Cookie::pending_authenticator), visit.now);
    if (!pending) return std::nullopt;
    const bool is_asked_for_in_own_account = pending->link_hash.empty();
    const bool is_own = visit.visitor && visit.visitor->account_id == pending->account_id;
    if (is_asked_for_in_own_account && !is_own) return std::nullopt;
    return pending;
}

std::string username_of(const Visit& visit, std::int64_t account_id) {
    store::ReadTransaction transaction = visit.services.database.read();
    const auto account = find_account(transaction, account_id);
    return account ? account->username : "";
}

std::string address_of(const Visit& visit, const PendingAuthenticator& pending) {
    return totp_address(pending.secret, "Trygby " + visit.services.municipality_name,
                        username_of(visit, pending.account_id));
}

std::string in_groups(const std::string& letters) {
    std::string grouped;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (i > 0 && i % 4 == 0) grouped += ' ';
        grouped += letters[i];
    }
    return grouped;
}

web::Response setup_page(const Visit& visit, const PendingAuthenticator& pending,
                         const base::FieldErrors& errors, int status) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(errors, language);
    content.add(
        web::paragraphs(language.say("Åbn en kode-app på din telefon, og vælg at tilføje en konto. "
                                     "Ret telefonens kamera mod billedet.")),
        "<p><img src=\""_html, picture_path, "\" width=\"240\" height=\"240\" alt=\""_html,
        language.say("QR-kode til din kode-app. Den samme hemmelighed står som tekst nedenfor."),
        "\"></p>"_html);
    web::Html by_hand = web::paragraphs(language.say("Nøglen, hvis du vil skrive den selv:"));
    by_hand.add("<p><code>"_html, in_groups(base32(pending.secret)), "</code></p>"_html,
                web::paragraphs(language.say("Eller hele adressen:")), "<p><code>"_html,
                address_of(visit, pending), "</code></p>"_html);
    content.add(web::details(language.say("Kan du ikke bruge billedet?"), by_hand));
    web::Html fields = web::text_field(
        {.name = "kode",
         .label = language.say("Kode"),
         .hint = language.say("De seks tal, appen nu viser. Så ved vi, at den virker."),
         .error = errors.empty() ? std::string() : language.say(errors.front().error),
         .width = web::FieldWidth::s,
         .autocomplete = "one-time-code",
         .input_mode = "numeric"},
        language);
    fields.add(web::button_row(web::button({.label = language.say("Bekræft")})));
    content.add(web::form({.action = "/kode-app", .csrf_token = visit.csrf_token()}, fields));
    return visit.page(language.say("Sæt din kode-app op"), content, {.status = status});
}

web::Response show_setup(const Visit& visit) {
    const auto pending = pending_of(visit);
    if (!pending) return web::see_other("/log-ind");
    return setup_page(visit, *pending, {}, 200);
}

web::Response show_picture(const Visit& visit) {
    const auto pending = pending_of(visit);
    if (!pending) return visit.not_found();
    web::Response response;
    response.content_type = "image/svg+xml";
    response.body = qr_code_svg(address_of(visit, *pending));
    return response;
}

void record_own(const Visit& visit, store::WriteTransaction& transaction, std::int64_t account_id,
                trail::Action action, std::string_view reference) {
    const std::string id = std::to_string(account_id);
    trail::append(
        transaction, visit.now,
        trail::Line{"account:" + id, action, "account", id, "", "", "", std::string(reference)});
}

// What the link was for, done in one go with the app: either all of it, or the link can be used
// again. False when it can't be used any more.
bool finish_link(const Visit& visit, store::WriteTransaction& transaction,
                 const PendingAuthenticator& pending) {
    if (!use_link(transaction, pending.link_hash, visit.now)) return false;
    if (!pending.password_hash.empty()) {
        set_password(transaction, pending.account_id, pending.password_hash, visit.now);
        record_own(visit, transaction, pending.account_id, trail::Action::change, "password");
    }
    return true;
}

struct SetUp {
    std::vector<std::string> recovery_codes;
    std::string session_token;  // empty: the session goes on
};

std::optional<SetUp> set_up(const Visit& visit, const PendingAuthenticator& pending,
                            std::int64_t step) {
    store::WriteTransaction transaction = visit.services.database.write();
    const bool is_with_link = !pending.link_hash.empty();
    const auto account = find_account(transaction, pending.account_id);
    if (!account || !account->is_open_on(visit.today())) return std::nullopt;
    if (is_with_link && !finish_link(visit, transaction, pending)) return std::nullopt;

    set_authenticator(
        transaction, pending.account_id,
        visit.services.protection.secrets.seal(totp_context(pending.account_id), pending.secret),
        step);
    SetUp done{renew_recovery_codes(transaction, pending.account_id), ""};
    record_own(visit, transaction, pending.account_id, trail::Action::change, "authenticator");
    const std::int64_t kept_session = is_with_link ? 0 : visit.user().session_id;
    end_sessions(transaction, pending.account_id, kept_session, visit.now);
    if (is_with_link) {
        done.session_token =
            start_session(transaction, pending.account_id,
                          browser_name(visit.request.header("user-agent")), visit.now);
        record_own(visit, transaction, pending.account_id, trail::Action::sign_in, "totp");
    }
    transaction.commit();
    return done;
}

web::Response refuse_code(const Visit& visit, const PendingAuthenticator& pending,
                          base::Error error, int status) {
    return setup_page(visit, pending, {{"kode", std::move(error)}}, status);
}

web::Response take_setup(const Visit& visit) {
    const auto pending = pending_of(visit);
    if (!pending) return web::see_other("/log-ind");
    Throttle& throttle = visit.services.protection.codes_by_account;
    const std::string key = "app:" + std::to_string(pending->account_id);
    if (throttle.begin(key, visit.now) > std::chrono::seconds(0)) {
        return refuse_code(visit, *pending,
                           base::refuse("throttled", "For mange forsøg. Vent lidt, og prøv igen."),
                           status_too_many);
    }
    const auto step =
        matching_totp_step(pending->secret, visit.request.form.value("kode"), visit.now, 0);
    if (!step) {
        return refuse_code(
            visit, *pending,
            base::refuse("code_wrong",
                         "Koden passer ikke. Se efter, at telefonens ur går rigtigt, og prøv med "
                         "den næste kode."),
            status_refused);
    }
    throttle.clear(key);
    const auto done = set_up(visit, *pending, *step);
    if (!done) return web::see_other("/log-ind");
    web::Response response = recovery_codes_page(visit, done->recovery_codes,
                                                 pending->link_hash.empty() ? "/konto" : "/");
    remove_cookie(response, visit.services, Cookie::pending_authenticator);
    if (!done->session_token.empty()) {
        give_cookie(response, visit.services, Cookie::session, done->session_token);
    }
    return response;
}

}  // namespace

web::Response recovery_codes_page(const Visit& visit, const std::vector<std::string>& codes,
                                  std::string_view next) {
    const web::Language& language = visit.language;
    web::Html content = web::paragraphs(language.say(
        "Gem koderne et sikkert sted, for eksempel i en adgangskodehusker. Hver af dem "
        "kan bruges én gang i stedet for kode-appen. De vises kun nu."));
    content.add("<ul>"_html);
    for (const std::string& code : codes) content.add("<li><code>"_html, code, "</code></li>"_html);
    content.add("</ul>"_html, web::link_button({.label = language.say("Jeg har gemt koderne"),
                                                .href = web::Link(next)}));
    return visit.page(language.say("Dine gendannelseskoder"), content);
}

void add_authenticator_routes(Routes& routes) {
    routes.get_public("/kode-app", show_setup);
    routes.get_public(std::string(picture_path), show_picture);
    routes.post_public("/kode-app", take_setup);
}

}  // namespace access
