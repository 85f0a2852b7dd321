#include "access/openid_pages.h"

#include <optional>

#include "access/account_store.h"
#include "access/cookie.h"
#include "access/identity_store.h"
#include "access/openid_provider.h"
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

namespace access {

namespace {

constexpr int status_refused = 422;
constexpr int status_forbidden = 403;
constexpr int status_too_many = 429;
constexpr std::size_t longest_code = 4096;

OpenIdProvider* asked_provider(const Visit& visit) {
    const IdentityProviders* providers = visit.services.identity_providers;
    return providers ? providers->find(visit.request.parameter("key")) : nullptr;
}

std::string return_address(const Visit& visit, const OpenIdProvider& provider) {
    return visit.absolute_address("/log-ind/retur/" + provider.settings().key);
}

OpenIdDeparture departure_of(const Visit& visit, const OpenIdProvider& provider,
                             const PendingIdentity& pending) {
    return {pending.state, pending.nonce, pending.verifier, return_address(visit, provider)};
}

web::Response turned_away(const Visit& visit, const std::string& next_path,
                          const base::Error& error, int status) {
    note_caller(visit, error.code);
    web::Response response =
        refused_sign_in_page(visit, next_path, status, visit.language.say(error));
    remove_cookie(response, visit.services, Cookie::pending_identity);
    return response;
}

// Leads out of the program: to the address that the configured provider publishes, and to no other.
web::Response lead_to(const std::string& address) {
    web::Response response;
    response.status = 303;
    response.header("Location", address);
    return response;
}

web::Response depart(const Visit& visit) {
    OpenIdProvider* provider = asked_provider(visit);
    if (!provider) return visit.not_found();
    if (!can_sign_in_now(visit)) return no_sign_in_page(visit);
    const std::string next_path = next_path_in(visit.request.query);
    const std::string& invitation = visit.request.query.value("tilknyt");
    const PendingIdentity pending{provider->settings().key,
                                  visit.now,
                                  random_token(),
                                  random_token(),
                                  random_token(),
                                  next_path,
                                  invitation.empty() ? "" : token_hash(invitation)};
    const auto address =
        provider->departure_address(departure_of(visit, *provider, pending), visit.now);
    if (!address) return turned_away(visit, next_path, address.error(), 503);
    web::Response response = lead_to(*address);
    give_cookie(response, visit.services, Cookie::pending_identity,
                sealed(visit.services.protection.secrets, pending));
    return response;
}

// The browser comes back with what we gave it along, for the first time.
base::Result<PendingIdentity> awaited(const Visit& visit, const OpenIdProvider& provider) {
    const auto pending = open_pending_identity(
        visit.services.protection.secrets,
        cookie_value(visit.services, visit.request, Cookie::pending_identity), visit.now);
    if (!pending)
        return base::refuse("openid_late",
                            "Det tog for lang tid, eller du kom fra en anden "
                            "browser. Prøv igen.");
    const std::string& state = visit.request.query.value("state");
    if (pending->provider != provider.settings().key ||
        !base::equal_in_constant_time(state, pending->state)) {
        return openid_refused("state");
    }
    store::WriteTransaction transaction = visit.services.database.write();
    if (!spend_token(transaction, pending->state, visit.now)) return openid_refused("replayed");
    transaction.commit();
    return *pending;
}

base::Result<StatedIdentity> identified(const Visit& visit, OpenIdProvider& provider,
                                        const PendingIdentity& pending) {
    const web::Fields& query = visit.request.query;
    if (!query.value("error").empty())
        return base::refuse("openid_declined", "Du blev ikke logget ind hos {}.",
                            provider.settings().name);
    const std::string& code = query.value("code");
    if (code.empty() || code.size() > longest_code) return openid_refused("code");
    const auto claims = provider.identify({code, query.value("iss")},
                                          departure_of(visit, provider, pending), visit.now);
    if (!claims) return claims.error();
    return stated_identity(provider.settings(), *claims);
}

base::Error unknown_identity(const OpenIdProvider& provider) {
    return base::refuse("openid_unknown",
                        "Dit login hos {} er ikke knyttet til en bruger i Trygby. Bed en "
                        "administrator om et link, så det kan knyttes til din bruger.",
                        provider.settings().name);
}

bool is_open(const Visit& visit, store::Connection& connection, std::int64_t account_id) {
    const auto account = find_account(connection, account_id);
    return account && account->is_open_on(visit.today());
}

void record_own(const Visit& visit, store::WriteTransaction& transaction, std::int64_t account_id,
                std::string_view reference) {
    const std::string id = std::to_string(account_id);
    trail::append(transaction, visit.now,
                  trail::Line{"account:" + id, trail::Action::change, "account", id, "", "", "",
                              std::string(reference)});
}

// Ties an unknown sign-in to the account whose link brought the browser here.
base::Result<LinkedIdentity> linked_by_invitation(const Visit& visit,
                                                  store::WriteTransaction& transaction,
                                                  const OpenIdProvider& provider,
                                                  const PendingIdentity& pending,
                                                  const StatedIdentity& stated) {
    const auto invitation =
        find_identity_invitation(transaction, pending.invitation_hash, visit.now);
    if (!invitation || invitation->provider != provider.settings().key ||
        !is_open(visit, transaction, invitation->account_id)) {
        return unknown_identity(provider);
    }
    use_identity_invitation(transaction, invitation->token_hash, visit.now);
    link_identity(transaction, invitation->account_id, provider.settings().issuer, stated.subject,
                  stated.agency_cvr, visit.now);
    record_own(visit, transaction, invitation->account_id,
               "identity_linked: " + provider.settings().key);
    return find_identity(transaction, provider.settings().issuer, stated.subject).value();
}

// The roles that the provider states become the account's, in the trail where they change.
base::Result<void> take_over_roles(const Visit& visit, store::WriteTransaction& transaction,
                                   std::int64_t account_id, const StatedIdentity& stated) {
    if (!stated.roles) return {};
    std::vector<Role> present = find_account(transaction, account_id).value().roles;
    std::vector<Role> wanted = *stated.roles;
    std::sort(present.begin(), present.end());
    std::sort(wanted.begin(), wanted.end());
    if (present == wanted) return {};
    const auto changed = change_roles(transaction, account_id, wanted, visit.today());
    if (!changed) return changed.error();
    std::vector<std::string> codes;
    for (const Role role : wanted) codes.emplace_back(role_code(role));
    record_own(visit, transaction, account_id, "roles: " + base::join(codes, " "));
    return {};
}

void record_refused_level(const Visit& visit, const OpenIdProvider& provider,
                          const StatedIdentity& stated) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto identity = find_identity(transaction, provider.settings().issuer, stated.subject);
    if (!identity) return;
    const std::string id = std::to_string(identity->account_id);
    trail::append(transaction, visit.now,
                  trail::Line{"account:" + id, trail::Action::refuse, "account", id, "", "", "R41",
                              std::string(visit.pattern)});
    transaction.commit();
}

base::Result<web::Response> let_in(const Visit& visit, const OpenIdProvider& provider,
                                   const PendingIdentity& pending, const StatedIdentity& stated) {
    store::WriteTransaction transaction = visit.services.database.write();
    auto known = find_identity(transaction, provider.settings().issuer, stated.subject);
    if (!known) {
        auto linked = linked_by_invitation(visit, transaction, provider, pending, stated);
        if (!linked) return linked.error();
        known = std::move(linked).value();
    }
    if (!is_open(visit, transaction, known->account_id)) return unknown_identity(provider);
    // Who has changed employer is given a new link, by someone who knows of it.
    if (known->agency_cvr != stated.agency_cvr)
        return base::refuse("openid_agency_changed",
                            "Du er logget ind for en anden myndighed, end din bruger hører til. "
                            "Tal med en administrator.");
    const auto roles = take_over_roles(visit, transaction, known->account_id, stated);
    if (!roles) return roles.error();
    note_identity_use(transaction, known->id, visit.now);
    return complete_sign_in(visit, transaction, known->account_id,
                            SessionOrigin{.proof = "openid",
                                          .provider = provider.settings().key,
                                          .stated_assurance = stated.assurance,
                                          .agency_cvr = stated.agency_cvr},
                            pending.next_path);
}

int status_of(const base::Error& error) {
    if (error.code == "network" || error.code == "busy") return 503;
    const bool is_no_access = error.code == "R41" || error.code == "openid_agency" ||
                              error.code == "openid_roles" || error.code == "openid_unknown" ||
                              error.code == "openid_agency_changed";
    return is_no_access ? status_forbidden : status_refused;
}

web::Response come_back(const Visit& visit, OpenIdProvider& provider) {
    const auto pending = awaited(visit, provider);
    if (!pending) return turned_away(visit, "/", pending.error(), status_refused);
    const auto stated = identified(visit, provider, *pending);
    if (!stated)
        return turned_away(visit, pending->next_path, stated.error(), status_of(stated.error()));
    const auto high_enough = may_open_personal_data(stated->assurance);
    if (!high_enough) {
        record_refused_level(visit, provider, *stated);
        return turned_away(visit, pending->next_path, high_enough.error(), status_forbidden);
    }
    auto response = let_in(visit, provider, *pending, *stated);
    if (!response)
        return turned_away(visit, pending->next_path, response.error(),
                           status_of(response.error()));
    remove_cookie(*response, visit.services, Cookie::pending_identity);
    visit.services.protection.sign_in_by_network.take_back(
        caller_network(visit.request.remote_address));
    return *response;
}

web::Response take_return(const Visit& visit) {
    OpenIdProvider* provider = asked_provider(visit);
    if (!provider) return visit.not_found();
    const std::string network = caller_network(visit.request.remote_address);
    const std::chrono::seconds wait =
        visit.services.protection.sign_in_by_network.begin(network, visit.now);
    if (wait > std::chrono::seconds(0)) {
        note_caller(visit, "sign_in_throttled");
        web::Response response =
            refused_sign_in_page(visit, "/", status_too_many, wait_sentence(visit, wait));
        response.header("Retry-After", std::to_string(wait.count()));
        return response;
    }
    return come_back(visit, *provider);
}

// The administrator's link.
web::Response show_invitation(const Visit& visit) {
    const web::Language& language = visit.language;
    const std::string& token = visit.request.parameter("token");
    std::optional<IdentityInvitation> invitation;
    std::optional<Account> account;
    {
        store::ReadTransaction transaction = visit.services.database.read();
        invitation = find_identity_invitation(transaction, token_hash(token), visit.now);
        if (invitation) account = find_account(transaction, invitation->account_id);
    }
    const IdentityProviders* providers = visit.services.identity_providers;
    const OpenIdProvider* provider =
        invitation && providers ? providers->find(invitation->provider) : nullptr;
    if (!provider || !account || !account->is_open_on(visit.today())) {
        return visit.page(language.say("Linket virker ikke længere"),
                          web::paragraphs(language.say("Linket er brugt, eller dets tid er gået. "
                                                       "Bed en administrator om et nyt.")),
                          {.status = 404});
    }
    web::Html content = web::paragraphs(language.say_with(
        "Velkommen, {}. Log ind hos {}. Bagefter kan du altid logge ind i Trygby på den måde.",
        account->name, provider->settings().name));
    content.add(web::link_button(
        {.label = language.say_with("Log ind med {}", provider->settings().name),
         .href = web::address_with_query("/log-ind/udbyder/" + provider->settings().key,
                                         {{"tilknyt", token}})}));
    return visit.page(language.say("Tilknyt dit login"), content);
}

}  // namespace

web::Html openid_sign_in(const Visit& visit, const std::string& next_path) {
    web::Html html;
    if (!visit.services.identity_providers) return html;
    web::Html links;
    for (const auto& provider : visit.services.identity_providers->all()) {
        links.add(web::link_button(
            {.label = visit.language.say_with("Log ind med {}", provider->settings().name),
             .href = web::address_with_query("/log-ind/udbyder/" + provider->settings().key,
                                             {{"side", next_path == "/" ? "" : next_path}}),
             .kind = web::ButtonKind::secondary}));
    }
    if (!links.empty()) html.add(web::button_row(links));
    return html;
}

void add_openid_routes(Routes& routes) {
    routes.get_public("/log-ind/udbyder/{key}", depart);
    routes.get_public("/log-ind/retur/{key}", take_return);
    routes.get_public("/tilknyt/{token}", show_invitation);
}

}  // namespace access
