#include "access/passkey_pages.h"

#include <boost/json.hpp>

#include <charconv>
#include <optional>

#include "access/account_store.h"
#include "access/cookie.h"
#include "access/passkey_store.h"
#include "access/password_form.h"
#include "access/pending_sign_in.h"
#include "access/random_token.h"
#include "access/remote_network.h"
#include "access/request_visit.h"
#include "access/sign_in_completion.h"
#include "access/sign_in_pages.h"
#include "access/spent_token_store.h"
#include "base/digest.h"
#include "base/text.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/text_field.h"

namespace access {

namespace {

using web::operator""_html;

constexpr int status_refused = 422;
constexpr int status_too_many = 429;
constexpr std::size_t longest_name = 60;
constexpr web::RouteLimits answer_limits{.body_bytes = 64 * 1024};
constexpr const char* own_passkeys = "/konto/adgangsnoegler";
constexpr const char* making_page = "/konto/adgangsnoegler/opret";

PasskeySite site_of(const Visit& visit) {
    return passkey_site(visit.absolute_address(""));
}

std::string own_id(const Visit& visit) {
    return std::to_string(visit.user().account_id);
}

std::optional<PendingPasskey> pending_of(const Visit& visit, std::int64_t account_id) {
    auto pending = open_pending_passkey(
        visit.services.protection.secrets,
        cookie_value(visit.services, visit.request, Cookie::pending_passkey), visit.now);
    return pending && pending->account_id == account_id ? pending : std::nullopt;
}

void give_pending(const Visit& visit, web::Response& response, const PendingPasskey& pending) {
    give_cookie(response, visit.services, Cookie::pending_passkey,
                sealed(visit.services.protection.secrets, pending));
}

// What the page's script put into a field: bytes as base64url. Empty for what is no such text.
std::string bytes_in(const Visit& visit, std::string_view field) {
    return base::decode_base64url(visit.request.form.value(field)).value_or("");
}

// The own passkeys.

web::Html passkey_table(const Visit& visit, const std::vector<StoredPasskey>& passkeys) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Dine adgangsnøgler"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Tilføjet")},
                     {.heading = language.say("Sidst brugt")},
                     {.heading = language.say("Handling"), .heading_hidden = true}},
         .empty_text = language.say("Du har ingen adgangsnøgler."),
         .caption_hidden = true},
        language);
    for (const StoredPasskey& passkey : passkeys) {
        table.row(passkey.name, language.instant(passkey.created_at),
                  passkey.last_used_at ? language.instant(*passkey.last_used_at)
                                       : std::string(language.say("Aldrig")),
                  web::post_button({.label = language.say("Fjern"),
                                    .action = std::string(own_passkeys) + "/" +
                                              std::to_string(passkey.id) + "/fjern",
                                    .csrf_token = visit.csrf_token(),
                                    .hidden_words = passkey.name}));
    }
    return table.finish();
}

web::Html new_passkey_form(const Visit& visit, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields =
        web::text_field({.name = "navn",
                         .label = language.say("Navn"),
                         .value = visit.request.form.value("navn"),
                         .hint = language.say("Så du kan kende den igen, for eksempel „Min "
                                              "arbejdstelefon“."),
                         .error = message_at(visit, errors, "navn"),
                         .width = web::FieldWidth::l,
                         .autocomplete = "off"},
                        language);
    fields.add(web::text_field({.name = "nuvaerende",
                                .label = language.say("Din nuværende adgangskode"),
                                .type = web::InputType::password,
                                .error = message_at(visit, errors, "nuvaerende"),
                                .width = web::FieldWidth::l,
                                .autocomplete = "current-password"},
                               language),
               web::button_row(web::button({.label = language.say("Fortsæt")})));
    return web::form({.action = own_passkeys, .csrf_token = visit.csrf_token()}, fields);
}

web::Response passkeys_page(const Visit& visit, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    std::vector<StoredPasskey> passkeys;
    {
        store::ReadTransaction transaction = visit.services.database.read();
        passkeys = passkeys_of(transaction, visit.user().account_id);
    }
    web::Html content = web::error_summary(errors, language);
    content.add(web::paragraphs(language.say(
                    "Med en adgangsnøgle logger du ind med din enheds skærmlås i stedet for "
                    "adgangskode og kode. Den bliver på enheden eller i din adgangskodehusker, og "
                    "adgangskode og kode virker stadig.")),
                passkey_table(visit, passkeys),
                web::heading(web::HeadingLevel::h2, language.say("Tilføj en adgangsnøgle")));
    if (site_of(visit).domain.empty()) {
        content.add(web::paragraphs(language.say(
            "Adgangsnøgler virker ikke på den adresse, du bruger nu: den skal have et navn og være "
            "krypteret.")));
    } else {
        content.add(new_passkey_form(visit, errors));
    }
    return visit.page(language.say("Adgangsnøgler"), content,
                      {.breadcrumb = {{std::string(language.say("Min konto")), "/konto"},
                                      {std::string(language.say("Adgangsnøgler")), ""}},
                       .status = errors.empty() ? 200 : status_refused});
}

web::Response show_passkeys(const Visit& visit) {
    return passkeys_page(visit, {});
}

base::FieldErrors check_name(const std::string& name) {
    if (name.empty())
        return {{"navn", base::refuse("required", "Skriv et navn til adgangsnøglen.")}};
    if (base::length_in_characters(name) > longest_name)
        return {{"navn", base::refuse("too_long", "Navnet må højst være på 60 tegn.")}};
    return {};
}

// A device keeps one passkey for each user, so the same user must always have the same name there.
std::string user_handle_of(const Visit& visit) {
    store::ReadTransaction transaction = visit.services.database.read();
    const auto passkeys = passkeys_of(transaction, visit.user().account_id);
    return passkeys.empty() ? random_bytes(passkey_user_handle_bytes)
                            : passkeys.front().known.user_handle;
}

web::Response start_passkey(const Visit& visit) {
    const std::string name = base::trim(base::normalise_lines(visit.request.form.value("navn")));
    const base::FieldErrors errors = check_name(name);
    if (!errors.empty()) return passkeys_page(visit, errors);
    const auto checked =
        check_own_password(visit, visit.user().account_id, visit.request.form.value("nuvaerende"));
    if (!checked && checked.error().code == "busy") return busy_page(visit, checked.error());
    if (!checked) return passkeys_page(visit, {{"nuvaerende", checked.error()}});
    web::Response response = web::see_other(making_page);
    give_pending(visit, response,
                 {visit.user().account_id, visit.now, random_bytes(passkey_challenge_bytes),
                  user_handle_of(visit), name});
    return response;
}

// The ids of what the user has already, so that a device doesn't make a second one.
std::string known_ids(const Visit& visit) {
    store::ReadTransaction transaction = visit.services.database.read();
    std::vector<std::string> ids;
    for (const StoredPasskey& passkey : passkeys_of(transaction, visit.user().account_id))
        ids.push_back(base::base64url_of(passkey.known.record.credential_id));
    return base::join(ids, " ");
}

web::Html making_form(const Visit& visit, const PendingPasskey& pending) {
    web::Html html;
    html.add("<div data-passkey=\"create\" data-challenge=\""_html,
             base::base64url_of(pending.challenge), "\" data-domain=\""_html, site_of(visit).domain,
             "\" data-user=\""_html, base::base64url_of(pending.user_handle),
             "\" data-username=\""_html, visit.user().username, "\" data-display-name=\""_html,
             visit.user().name, "\" data-known=\""_html, known_ids(visit), "\" hidden>"_html,
             web::form({.action = making_page,
                        .csrf_token = visit.csrf_token(),
                        .hidden = {{"klientdata", ""}, {"attestation", ""}}},
                       web::button_row(
                           web::button({.label = visit.language.say("Opret adgangsnøglen")}))),
             "</div><p data-passkey=\"without\">"_html,
             visit.language.say("Adgangsnøgler kræver, at JavaScript er slået til, og at browseren "
                                "kender dem. Adgangskode og kode virker altid."),
             "</p>"_html);
    return html;
}

web::Response making(const Visit& visit, const PendingPasskey& pending, const web::Html& message,
                     int status) {
    const web::Language& language = visit.language;
    web::Html content = message;
    content.add(web::paragraphs(language.say_with(
                    "Din browser beder dig nu vælge, hvor „{}“ skal gemmes, og bekræfte, at det er "
                    "dig. Du har fem minutter.",
                    pending.name)),
                making_form(visit, pending),
                web::link_button({.label = language.say("Fortryd"),
                                  .href = own_passkeys,
                                  .kind = web::ButtonKind::secondary}));
    return visit.page(language.say("Opret adgangsnøglen"), content,
                      {.breadcrumb = {{std::string(language.say("Min konto")), "/konto"},
                                      {std::string(language.say("Adgangsnøgler")), own_passkeys},
                                      {std::string(language.say("Opret")), ""}},
                       .status = status});
}

web::Response show_making(const Visit& visit) {
    const auto pending = pending_of(visit, visit.user().account_id);
    if (!pending) return web::see_other(own_passkeys);
    return making(visit, *pending, {}, 200);
}

base::Result<void> keep_passkey(const Visit& visit, const PendingPasskey& pending,
                                const PasskeyRecord& record, const PasskeySite& site) {
    store::WriteTransaction transaction = visit.services.database.write();
    if (!spend_token(transaction, pending.challenge, visit.now))
        return base::refuse("passkey_challenge", "Adgangsnøglen er allerede tilføjet.");
    const auto added = add_passkey(transaction, pending.account_id, pending.name,
                                   {record, pending.user_handle, site.domain}, visit.now);
    if (!added) return added.error();
    visit.record(transaction, trail::Action::change, "account", own_id(visit), "passkey_added");
    transaction.commit();
    return {};
}

web::Response take_passkey(const Visit& visit) {
    const auto pending = pending_of(visit, visit.user().account_id);
    if (!pending) return web::see_other(own_passkeys);
    const PasskeyQuestion question{site_of(visit), pending->challenge};
    const auto record = check_passkey_offer(
        {bytes_in(visit, "klientdata"), bytes_in(visit, "attestation")}, question);
    const auto kept =
        record ? keep_passkey(visit, *pending, *record, question.site) : record.error();
    if (!kept) {
        note_caller(visit, kept.error().code);
        return making(visit, *pending, urgent_alert(visit, visit.language.say(kept.error())),
                      status_refused);
    }
    web::Response response = web::see_other(std::string(own_passkeys) + "?besked=oprettet");
    remove_cookie(response, visit.services, Cookie::pending_passkey);
    return response;
}

web::Response drop_passkey(const Visit& visit) {
    const std::string& text = visit.request.parameter("id");
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) return visit.not_found();
    store::WriteTransaction transaction = visit.services.database.write();
    if (!remove_passkey(transaction, visit.user().account_id, id)) return visit.not_found();
    visit.record(transaction, trail::Action::change, "account", own_id(visit), "passkey_removed");
    transaction.commit();
    return web::see_other(std::string(own_passkeys) + "?besked=slettet");
}

// Signing in.

// Asked for by the page's script when the button is pressed, so that the challenge is young.
web::Response give_challenge(const Visit& visit) {
    const PasskeySite site = site_of(visit);
    if (site.domain.empty()) return visit.not_found();
    const PendingPasskey pending{0, visit.now, random_bytes(passkey_challenge_bytes), "", ""};
    web::Response response;
    response.content_type = "application/json";
    response.body = boost::json::serialize(boost::json::object{
        {"challenge", base::base64url_of(pending.challenge)}, {"domain", site.domain}});
    give_pending(visit, response, pending);
    return response;
}

PasskeyAnswer answer_in(const Visit& visit) {
    return {.credential_id = bytes_in(visit, "id"),
            .client_data = bytes_in(visit, "klientdata"),
            .authenticator_data = bytes_in(visit, "enhedsdata"),
            .signature = bytes_in(visit, "underskrift"),
            .user_handle = bytes_in(visit, "bruger")};
}

struct Recognised {
    StoredPasskey passkey;
    std::int64_t sign_count = 0;
};

base::Error unknown_passkey() {
    return base::refuse("passkey_unknown",
                        "Adgangsnøglen blev ikke godkendt. Prøv igen, eller log ind med "
                        "adgangskode og kode.");
}

bool is_open(const Visit& visit, store::Connection& connection, std::int64_t account_id) {
    const auto account = find_account(connection, account_id);
    return account && account->is_open_on(visit.today());
}

// A copy of the passkey may be in use: that must be seen.
void record_refused_counter(const Visit& visit, std::int64_t account_id) {
    const std::string id = std::to_string(account_id);
    trail::append_alone(visit.services.database, visit.now,
                        trail::Line{"account:" + id, trail::Action::refuse, "account", id, "", "",
                                    "passkey_counter", std::string(visit.pattern)});
}

base::Result<Recognised> recognise(const Visit& visit, const PendingPasskey& pending) {
    const PasskeyAnswer answer = answer_in(visit);
    std::optional<StoredPasskey> passkey;
    {
        store::ReadTransaction transaction = visit.services.database.read();
        if (!answer.credential_id.empty())
            passkey = find_passkey(transaction, answer.credential_id);
        if (!passkey || !is_open(visit, transaction, passkey->account_id)) return unknown_passkey();
    }
    const auto count =
        check_passkey_answer(answer, {site_of(visit), pending.challenge}, passkey->known);
    if (!count) {
        if (count.error().code == "passkey_counter")
            record_refused_counter(visit, passkey->account_id);
        return count.error();
    }
    return Recognised{*passkey, *count};
}

// Empty when the challenge was used, or the passkey changed, in the meantime.
std::optional<web::Response> let_in(const Visit& visit, const PendingPasskey& pending,
                                    const Recognised& recognised) {
    store::WriteTransaction transaction = visit.services.database.write();
    const KnownPasskey& seen = recognised.passkey.known;
    const auto passkey = find_passkey(transaction, seen.record.credential_id);
    const bool is_unchanged = passkey && passkey->id == recognised.passkey.id &&
                              passkey->known.record.sign_count == seen.record.sign_count &&
                              is_open(visit, transaction, passkey->account_id);
    if (!is_unchanged || !spend_token(transaction, pending.challenge, visit.now))
        return std::nullopt;
    note_passkey_use(transaction, passkey->id, recognised.sign_count, visit.now);
    return complete_sign_in(visit, transaction, passkey->account_id,
                            SessionOrigin{.proof = "passkey", .provider = "", .agency_cvr = ""},
                            next_path_in(visit.request.form));
}

web::Response refuse_answer(const Visit& visit, const base::Error& error) {
    note_caller(visit, error.code);
    web::Response response = refused_sign_in_page(visit, next_path_in(visit.request.form),
                                                  status_refused, visit.language.say(error));
    remove_cookie(response, visit.services, Cookie::pending_passkey);
    return response;
}

web::Response take_answer(const Visit& visit) {
    if (!can_sign_in_now(visit)) return no_sign_in_page(visit);
    Throttle& throttle = visit.services.protection.sign_in_by_network;
    const std::string network = caller_network(visit.request.remote_address);
    const std::chrono::seconds wait = throttle.begin(network, visit.now);
    if (wait > std::chrono::seconds(0)) {
        note_caller(visit, "sign_in_throttled");
        web::Response response = refused_sign_in_page(visit, next_path_in(visit.request.form),
                                                      status_too_many, wait_sentence(visit, wait));
        response.header("Retry-After", std::to_string(wait.count()));
        return response;
    }
    const auto pending = pending_of(visit, 0);
    if (!pending)
        return refuse_answer(visit,
                             base::refuse("passkey_late", "Det tog for lang tid. Prøv igen."));
    const auto recognised = recognise(visit, *pending);
    if (!recognised) return refuse_answer(visit, recognised.error());
    auto response = counting_only_attempts(throttle, network,
                                           [&] { return let_in(visit, *pending, *recognised); });
    if (!response) return refuse_answer(visit, unknown_passkey());
    throttle.take_back(network);
    remove_cookie(*response, visit.services, Cookie::pending_passkey);
    return *response;
}

}  // namespace

web::Html passkey_sign_in(const Visit& visit, const std::string& next_path) {
    if (site_of(visit).domain.empty()) return {};
    const web::Language& language = visit.language;
    web::Html html;
    html.add(
        "<div data-passkey=\"get\" data-question=\"/log-ind/adgangsnoegle\" hidden>"_html,
        web::form({.action = "/log-ind/adgangsnoegle",
                   .csrf_token = visit.csrf_token(),
                   .hidden = {{"id", ""},
                              {"klientdata", ""},
                              {"enhedsdata", ""},
                              {"underskrift", ""},
                              {"bruger", ""},
                              {"side", next_path}},
                   .label = language.say("Adgangsnøgle")},
                  web::button_row(web::button({.label = language.say("Log ind med adgangsnøgle"),
                                               .kind = web::ButtonKind::secondary}))),
        "</div>"_html);
    return html;
}

void add_passkey_routes(Routes& routes) {
    constexpr Permission own = Permission::own_account;
    routes.get(own_passkeys, own, show_passkeys);
    routes.post(own_passkeys, own, start_passkey);
    routes.get(making_page, own, show_making);
    routes.post(making_page, own, take_passkey, answer_limits);
    routes.post(std::string(own_passkeys) + "/{id}/fjern", own, drop_passkey);
    routes.get_public("/log-ind/adgangsnoegle", give_challenge);
    routes.post_public("/log-ind/adgangsnoegle", take_answer, answer_limits);
}

}  // namespace access
