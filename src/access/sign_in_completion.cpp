#include "access/sign_in_completion.h"

#include "access/account_store.h"
#include "access/cookie.h"
#include "access/error_page.h"
#include "access/impact_assessment_store.h"
#include "access/kept_form_store.h"
#include "access/own_path.h"
#include "access/spent_token_store.h"
#include "web/components/alert.h"

namespace access {

namespace {

// No token outlives a sign-in.
void end_former_session(const Visit& visit, store::WriteTransaction& transaction) {
    const std::string& token = cookie_value(visit.services, visit.request, Cookie::session);
    if (token.empty()) return;
    const auto former = find_session(transaction, token, visit.today());
    if (former) end_session(transaction, former->account_id, former->id, visit.now);
}

std::string path_after_sign_in(const Visit& visit, store::Connection& connection,
                               std::int64_t account_id, const std::string& next_path) {
    const auto kept = kept_forms_of(connection, account_id, visit.now);
    return kept.empty() ? next_path : "/fortsaet/" + kept.front();
}

// Staff of other agencies come for nothing but persons, so they stay outside until those are in
// use.
bool comes_too_early(store::Connection& connection, std::int64_t account_id) {
    const auto account = find_account(connection, account_id);
    return account && account->roles == std::vector<Role>{Role::partner} &&
           !is_in_use(connection, PersonalModule::persons);
}

web::Response refuse_early(const Visit& visit, store::WriteTransaction& transaction,
                           const std::string& account_id) {
    constexpr int forbidden = 403;
    const base::Error reason = not_in_use();
    trail::append(transaction, visit.now,
                  {.actor = "account:" + account_id,
                   .action = trail::Action::refuse,
                   .subject_kind = "account",
                   .subject_id = account_id,
                   .rule = reason.code});
    transaction.commit();
    return visit.page(visit.language.say("Ikke taget i brug"),
                      web::alert(web::AlertKind::info, visit.language.say(reason), visit.language),
                      {.status = forbidden});
}

}  // namespace

web::Response complete_sign_in(const Visit& visit, store::WriteTransaction& transaction,
                               std::int64_t account_id, const SessionOrigin& origin,
                               const std::string& next_path) {
    if (comes_too_early(transaction, account_id))
        return refuse_early(visit, transaction, std::to_string(account_id));
    end_former_session(visit, transaction);
    remove_old_sessions(transaction, visit.now);
    remove_old_kept_forms(transaction, visit.now);
    remove_old_spent_tokens(transaction, visit.now);
    const std::string token =
        start_session(transaction, account_id, browser_name(visit.request.header("user-agent")),
                      visit.now, origin);
    const std::string id = std::to_string(account_id);
    const std::string reference =
        origin.provider.empty() ? origin.proof : origin.proof + ": " + origin.provider;
    trail::append(
        transaction, visit.now,
        trail::Line{"account:" + id, trail::Action::sign_in, "account", id, "", "", "", reference});
    const std::string path = path_after_sign_in(visit, transaction, account_id, next_path);
    transaction.commit();

    web::Response response = web::see_other(path);
    give_cookie(response, visit.services, Cookie::session, token);
    return response;
}

std::string next_path_in(const web::Fields& fields) {
    const std::string& path = fields.value("side");
    return is_own_path(path) ? path : "/";
}

bool can_sign_in_now(const Visit& visit) {
    return !visit.services.database.statistics().read_only;
}

web::Response no_sign_in_page(const Visit& visit) {
    constexpr int not_writable = 507;
    return error_page(visit.services, visit.request, not_writable);
}

web::Html urgent_alert(const Visit& visit, std::string_view sentence) {
    return web::alert({.kind = web::AlertKind::error,
                       .heading = visit.language.say("Det lykkedes ikke"),
                       .content = web::text(sentence),
                       .urgency = web::AlertUrgency::urgent},
                      visit.language);
}

std::string wait_sentence(const Visit& visit, std::chrono::seconds wait) {
    return visit.language.count("For mange forsøg. Prøv igen om {} sekund.",
                                "For mange forsøg. Prøv igen om {} sekunder.", wait.count());
}

void note_caller(const Visit& visit, std::string_view event) {
    visit.services.protection.callers.note(visit.now, event, visit.pattern,
                                           visit.request.remote_address);
}

}  // namespace access
