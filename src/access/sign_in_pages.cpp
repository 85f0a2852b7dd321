#include "access/sign_in_pages.h"

#include <algorithm>
#include <array>

#include "access/account_store.h"
#include "access/cookie.h"
#include "access/kept_form_store.h"
#include "access/openid_pages.h"
#include "access/own_path.h"
#include "access/passkey_pages.h"
#include "access/pending_sign_in.h"
#include "access/remote_network.h"
#include "access/request_visit.h"
#include "access/session_store.h"
#include "access/sign_in_completion.h"
#include "access/totp.h"
#include "base/text.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/details.h"
#include "web/components/form.h"
#include "web/components/text_field.h"

namespace access {

namespace {

using std::chrono::seconds;

constexpr int status_refused = 422;
constexpr int status_too_many = 429;
constexpr std::size_t longest_password_bytes = 2048;

struct Reason {
    std::string_view code;
    web::AlertKind kind;
    std::string_view sentence;
};

// Why someone was led to the sign-in page.
constexpr std::array<Reason, 5> reasons = {{
    {"udlogget", web::AlertKind::success, base::danish("Du er logget af.")},
    {"overalt", web::AlertKind::success, base::danish("Du er logget af alle steder.")},
    {"adgangskode", web::AlertKind::success,
     base::danish("Din nye adgangskode er gemt. Log ind med den.")},
    {"gemt", web::AlertKind::info,
     base::danish("Din session var udløbet. Det, du sendte, er gemt, og du kan sende det igen, når "
                  "du har logget ind.")},
    {"for-stor", web::AlertKind::warning,
     base::danish("Din session var udløbet, og det, du sendte, var for stort til at blive gemt. Gå "
                  "tilbage i browseren for at kopiere det, før du logger ind.")},
}};

web::Html reason_for(const Visit& visit) {
    const std::string& asked = visit.request.query.value("grund");
    for (const Reason& reason : reasons) {
        if (reason.code == asked) {
            return web::alert(reason.kind, visit.language.say(reason.sentence), visit.language);
        }
    }
    return {};
}

struct SignInForm {
    std::string username;
    std::string next_path;
    web::Html message;  // what went wrong before, or why the user is here
};

web::Response sign_in_page(const Visit& visit, const SignInForm& values, int status) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(web::text_field({.name = "brugernavn",
                                .label = language.say("Brugernavn"),
                                .value = values.username,
                                .width = web::FieldWidth::l,
                                .autocomplete = "username"},
                               language),
               web::text_field({.name = "adgangskode",
                                .label = language.say("Adgangskode"),
                                .type = web::InputType::password,
                                .width = web::FieldWidth::l,
                                .autocomplete = "current-password"},
                               language),
               web::button_row(web::button({.label = language.say("Fortsæt")})));
    web::Html content = values.message;
    content.add(web::form({.action = "/log-ind",
                           .csrf_token = visit.csrf_token(),
                           .hidden = {{"side", values.next_path}}},
                          fields),
                passkey_sign_in(visit, values.next_path), openid_sign_in(visit, values.next_path),
                web::details(language.say("Kan du ikke logge ind?"),
                             web::paragraphs(language.say(
                                 "Har du glemt din adgangskode eller mistet din kode-app, kan en "
                                 "administrator give dig et nyt link."))));
    return visit.page(language.say("Log ind"), content, {.status = status});
}

web::Response show_sign_in(const Visit& visit) {
    const std::string next_path = next_path_in(visit.request.query);
    if (visit.visitor) return web::see_other(next_path);
    web::Html message = reason_for(visit);
    if (!can_sign_in_now(visit))
        message.add(web::alert(web::AlertKind::warning,
                               visit.language.say("Ingen kan logge ind lige nu, fordi serveren "
                                                  "ikke kan gemme noget. Prøv igen om lidt."),
                               visit.language));
    return sign_in_page(visit, {.next_path = next_path, .message = std::move(message)}, 200);
}

// Both counts are taken before the password is looked at, so that many attempts at a time count
// too.
seconds wait_before_attempt(const Visit& visit, const std::string& username,
                            const std::string& network) {
    Protection& protection = visit.services.protection;
    const seconds wait_of_network = protection.sign_in_by_network.begin(network, visit.now);
    if (wait_of_network > seconds(0)) return wait_of_network;
    const seconds wait_of_account = protection.sign_in_by_account.begin(username, visit.now);
    if (wait_of_account > seconds(0)) protection.sign_in_by_network.take_back(network);
    return wait_of_account;
}

std::optional<Credentials> usable_credentials(const Visit& visit, const std::string& username) {
    store::ReadTransaction transaction = visit.services.database.read();
    auto credentials = credentials_of(transaction, username);
    const bool usable = credentials && !credentials->password_hash.empty() &&
                        (!credentials->closed_on || visit.today() < *credentials->closed_on);
    return usable ? credentials : std::nullopt;
}

base::Result<bool> is_password_right(const Visit& visit,
                                     const std::optional<Credentials>& credentials,
                                     const std::string& password) {
    PasswordHasher& passwords = visit.services.protection.passwords;
    if (!credentials || password.size() > longest_password_bytes) {
        return passwords.verify_nobody(password.substr(0, longest_password_bytes));
    }
    return passwords.verify(credentials->password_hash, password);
}

void renew_outdated_hash(const Visit& visit, const Credentials& credentials,
                         const std::string& password) {
    PasswordHasher& passwords = visit.services.protection.passwords;
    if (!passwords.is_outdated(credentials.password_hash)) return;
    const auto hash = passwords.hash(password);
    if (!hash) return;  // busy; the next sign-in does it
    store::WriteTransaction transaction = visit.services.database.write();
    renew_password_hash(transaction, credentials.account_id, *hash);
    transaction.commit();
}

web::Response refuse_sign_in(const Visit& visit, SignInForm values, int status,
                             std::string_view sentence) {
    values.message = urgent_alert(visit, sentence);
    return sign_in_page(visit, values, status);
}

web::Response take_password(const Visit& visit) {
    if (!can_sign_in_now(visit)) return no_sign_in_page(visit);
    const web::Fields& form = visit.request.form;
    const std::string username = base::shorten(normalised_username(form.value("brugernavn")), 64);
    const std::string network = caller_network(visit.request.remote_address);
    const SignInForm values{.username = username, .next_path = next_path_in(form), .message = {}};

    const seconds wait = wait_before_attempt(visit, username, network);
    if (wait > seconds(0)) {
        note_caller(visit, "sign_in_throttled");
        web::Response response =
            refuse_sign_in(visit, values, status_too_many, wait_sentence(visit, wait));
        response.header("Retry-After", std::to_string(wait.count()));
        return response;
    }
    Protection& protection = visit.services.protection;
    const auto credentials = usable_credentials(visit, username);
    const auto right = is_password_right(visit, credentials, form.value("adgangskode"));
    if (!right) {
        protection.sign_in_by_network.take_back(network);
        protection.sign_in_by_account.take_back(username);
        return busy_page(visit, right.error());
    }
    if (!*right) {
        note_caller(visit, "sign_in_refused");
        return refuse_sign_in(visit, values, status_refused,
                              visit.language.say("Brugernavn eller adgangskode er forkert."));
    }
    protection.sign_in_by_network.take_back(network);
    protection.sign_in_by_account.clear(username);
    renew_outdated_hash(visit, *credentials, form.value("adgangskode"));
    if (!credentials->totp_secret) {
        return refuse_sign_in(
            visit, values, status_refused,
            visit.language.say("Din konto mangler en kode-app. Brug det link, du "
                               "har fået, eller bed en administrator om et nyt."));
    }
    web::Response response = web::see_other("/log-ind/kode");
    give_cookie(response, visit.services, Cookie::pending_code,
                sealed(protection.secrets,
                       PendingCode{credentials->account_id, visit.now, values.next_path}));
    return response;
}

std::optional<PendingCode> pending_code_of(const Visit& visit) {
    return open_pending_code(visit.services.protection.secrets,
                             cookie_value(visit.services, visit.request, Cookie::pending_code),
                             visit.now);
}

web::Response code_page(const Visit& visit, const web::Html& message, int status) {
    const web::Language& language = visit.language;
    web::Html fields = web::text_field(
        {.name = "kode",
         .label = language.say("Kode"),
         .hint = language.say("De seks tal, din kode-app viser lige nu, eller en af "
                              "dine gendannelseskoder."),
         .width = web::FieldWidth::m,
         .autocomplete = "one-time-code"},
        language);
    fields.add(web::button_row(web::button({.label = language.say("Log ind")})));
    web::Html content = message;
    content.add(web::form({.action = "/log-ind/kode", .csrf_token = visit.csrf_token()}, fields),
                web::details(
                    language.say("Har du ikke din kode-app?"),
                    web::paragraphs(language.say(
                        "Brug en af de gendannelseskoder, du gemte. Har du heller ikke dem, kan en "
                        "administrator give dig et link, så du kan sætte en ny kode-app op."))));
    return visit.page(language.say("Skriv din kode"), content, {.status = status});
}

web::Response show_code(const Visit& visit) {
    if (visit.visitor || !pending_code_of(visit)) return web::see_other("/log-ind");
    return code_page(visit, {}, 200);
}

// Which kind of proof was accepted, for the trail; empty when none was.
std::string accept_code(const Visit& visit, store::WriteTransaction& transaction,
                        const Credentials& credentials, const std::string& typed) {
    if (use_recovery_code(transaction, credentials.account_id, typed, visit.now)) {
        return "recovery_code";
    }
    if (!credentials.totp_secret) return "";
    const auto secret = visit.services.protection.secrets.open(totp_context(credentials.account_id),
                                                               *credentials.totp_secret);
    if (!secret) return "";
    const auto step = matching_totp_step(*secret, typed, visit.now, credentials.totp_last_step);
    const bool used = step && use_totp_step(transaction, credentials.account_id, *step);
    return used ? "totp" : "";
}

// Empty when the code was not accepted.
std::optional<web::Response> signed_in(const Visit& visit, const PendingCode& pending,
                                       const std::string& typed) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto credentials = credentials_of(transaction, pending.account_id);
    const bool open =
        credentials && (!credentials->closed_on || visit.today() < *credentials->closed_on);
    if (!open) return std::nullopt;
    const std::string proof = accept_code(visit, transaction, *credentials, typed);
    if (proof.empty()) return std::nullopt;

    web::Response response = complete_sign_in(
        visit, transaction, pending.account_id,
        SessionOrigin{.proof = proof, .provider = "", .agency_cvr = ""}, pending.next_path);
    remove_cookie(response, visit.services, Cookie::pending_code);
    return response;
}

web::Response take_code(const Visit& visit) {
    const auto pending = pending_code_of(visit);
    if (!pending) return web::see_other("/log-ind");
    if (!can_sign_in_now(visit)) return no_sign_in_page(visit);
    Throttle& throttle = visit.services.protection.codes_by_account;
    const std::string key = std::to_string(pending->account_id);
    const seconds wait = throttle.begin(key, visit.now);
    if (wait > seconds(0)) {
        note_caller(visit, "code_throttled");
        web::Response response =
            code_page(visit, urgent_alert(visit, wait_sentence(visit, wait)), status_too_many);
        response.header("Retry-After", std::to_string(wait.count()));
        return response;
    }
    auto response = counting_only_attempts(throttle, key, [&] {
        return signed_in(visit, *pending, base::trim(visit.request.form.value("kode")));
    });
    if (!response) {
        note_caller(visit, "code_refused");
        return code_page(
            visit,
            urgent_alert(visit,
                         visit.language.say("Koden er forkert eller allerede brugt. Vent på den "
                                            "næste, og prøv igen.")),
            status_refused);
    }
    throttle.clear(key);
    return *response;
}

web::Response sign_out(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    end_session(transaction, visit.user().account_id, visit.user().session_id, visit.now);
    visit.record(transaction, trail::Action::sign_out, "account",
                 std::to_string(visit.user().account_id));
    transaction.commit();
    web::Response response = web::see_other("/log-ind?grund=udlogget");
    remove_cookie(response, visit.services, Cookie::session);
    return response;
}

web::Response choose_language(const Visit& visit) {
    web::Response response = web::see_other(next_path_in(visit.request.query));
    const std::string& language = visit.request.query.value("til");
    if (language == "da" || language == "en") {
        give_cookie(response, visit.services, Cookie::language, language);
    }
    return response;
}

web::Response show_kept_form(const Visit& visit) {
    const std::string& id = visit.request.parameter("id");
    store::ReadTransaction transaction = visit.services.database.read();
    const auto form = find_kept_form(transaction, visit.services.protection.secrets,
                                     visit.user().account_id, id, visit.now);
    if (!form) return visit.not_found();
    const web::Language& language = visit.language;
    web::HiddenFields hidden = form->fields;
    hidden.emplace_back(std::string(kept_form_field), id);
    web::Html content = web::paragraphs(
        language.say("Din session var udløbet, da du sendte en formular. Det, du skrev, er gemt. "
                     "Send det nu, så er intet gået tabt. Vedhæftede filer skal vælges igen."));
    content.add(
        web::form(
            {.action = form->target, .csrf_token = visit.csrf_token(), .hidden = std::move(hidden)},
            web::button_row(web::button({.label = language.say("Send igen")}))),
        web::post_button({.label = language.say("Kassér det, jeg skrev"),
                          .action = "/fortsaet/" + id + "/kasser",
                          .csrf_token = visit.csrf_token(),
                          .kind = web::ButtonKind::tertiary}));
    return visit.page(language.say("Fortsæt, hvor du slap"), content);
}

web::Response discard_kept_form(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    remove_kept_form(transaction, visit.user().account_id, visit.request.parameter("id"));
    transaction.commit();
    return web::see_other("/");
}

}  // namespace

web::Response refused_sign_in_page(const Visit& visit, const std::string& next_path, int status,
                                   std::string_view sentence) {
    return refuse_sign_in(visit, {.username = "", .next_path = next_path, .message = {}}, status,
                          sentence);
}

void add_sign_in_routes(Routes& routes) {
    routes.get_public("/log-ind", show_sign_in);
    routes.post_public("/log-ind", take_password);
    routes.get_public("/log-ind/kode", show_code);
    routes.post_public("/log-ind/kode", take_code);
    routes.post("/log-ud", Permission::own_account, sign_out);
    routes.get_public("/sprog", choose_language);
    routes.get("/fortsaet/{id}", Permission::own_account, show_kept_form);
    routes.post("/fortsaet/{id}/kasser", Permission::own_account, discard_kept_form);
}

}  // namespace access
