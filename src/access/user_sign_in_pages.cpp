#include "access/user_sign_in_pages.h"

#include <charconv>
#include <optional>

#include "access/account_store.h"
#include "access/identity_proof_store.h"
#include "access/identity_store.h"
#include "access/openid_provider.h"
#include "access/passkey_store.h"
#include "access/password_form.h"
#include "access/session_store.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/table.h"
#include "web/components/text_field.h"

namespace access {

namespace {

using web::operator""_html;

constexpr int status_refused = 422;

std::optional<std::int64_t> number_in(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Account> asked_account(const Visit& visit, store::Connection& connection) {
    const auto id = number_in(visit.request.parameter("id"));
    return id ? find_account(connection, *id) : std::nullopt;
}

std::string page_path(const Account& account) {
    return "/brugere/" + std::to_string(account.id) + "/login";
}

web::Response done(const Account& account, std::string_view notice) {
    return web::see_other(page_path(account) + "?besked=" + std::string(notice));
}

void record(const Visit& visit, store::WriteTransaction& transaction, const Account& account,
            std::string_view reference) {
    visit.record(transaction, trail::Action::change, "account", std::to_string(account.id),
                 reference);
}

// Sessions.

web::Html sessions_section(const Visit& visit, store::Connection& connection,
                           const Account& account) {
    const web::Language& language = visit.language;
    const auto sessions =
        static_cast<std::int64_t>(open_sessions(connection, account.id, visit.now).size());
    const auto passkeys = static_cast<std::int64_t>(passkeys_of(connection, account.id).size());
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Lige nu"));
    section.add(web::definition_list(
        {{language.say("Åbne sessioner"), web::text(language.number(sessions))},
         {language.say("Adgangsnøgler"), web::text(language.number(passkeys))}}));
    if (sessions > 0) {
        section.add(web::post_button({.label = language.say("Log brugeren ud overalt"),
                                      .action = page_path(account) + "/afslut",
                                      .csrf_token = visit.csrf_token(),
                                      .kind = web::ButtonKind::warning}));
    }
    return section;
}

// Identity providers.

std::string provider_name(const Visit& visit, const std::string& issuer) {
    if (visit.services.identity_providers) {
        for (const auto& provider : visit.services.identity_providers->all())
            if (provider->settings().issuer == issuer) return provider->settings().name;
    }
    return issuer;
}

web::Html identities_table(const Visit& visit, store::Connection& connection,
                           const Account& account) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Tilknyttede login"),
         .columns = {{.heading = language.say("Udbyder"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("CVR-nummer")},
                     {.heading = language.say("Tilknyttet")},
                     {.heading = language.say("Sidst brugt")},
                     {.heading = language.say("Handling"), .heading_hidden = true}},
         .empty_text = language.say("Intet login er tilknyttet."),
         .caption_hidden = true},
        language);
    for (const LinkedIdentity& identity : identities_of(connection, account.id)) {
        const std::string name = provider_name(visit, identity.issuer);
        table.row(name, identity.agency_cvr, language.instant(identity.linked_at),
                  identity.last_used_at ? language.instant(*identity.last_used_at)
                                        : std::string(language.say("Aldrig")),
                  web::post_button({.label = language.say("Fjern"),
                                    .action = page_path(account) + "/tilknytning/" +
                                              std::to_string(identity.id) + "/fjern",
                                    .csrf_token = visit.csrf_token(),
                                    .hidden_words = name}));
    }
    return table.finish();
}

web::Html identities_section(const Visit& visit, store::Connection& connection,
                             const Account& account) {
    const web::Language& language = visit.language;
    web::Html section =
        web::heading(web::HeadingLevel::h2, language.say("Login hos en identitetsudbyder"));
    section.add(identities_table(visit, connection, account));
    if (!visit.services.identity_providers || !account.is_open_on(visit.today())) return section;
    for (const auto& provider : visit.services.identity_providers->all()) {
        section.add(web::post_button(
            {.label = language.say_with("Lav link til {}", provider->settings().name),
             .action = page_path(account) + "/link",
             .csrf_token = visit.csrf_token(),
             .hidden = {{"udbyder", provider->settings().key}}}));
    }
    return section;
}

// Proof of identity.

struct ProofForm {
    std::string checked_by;
    std::string checked_on;
    std::string kind;
    base::FieldErrors errors;
    IdentityProof proof;
};

std::string name_of(store::Connection& connection, std::int64_t account_id) {
    const auto names = account_names(connection, {account_id});
    const auto name = names.find(account_id);
    return name == names.end() ? std::to_string(account_id) : name->second;
}

web::Html proof_state(const Visit& visit, const Account& account, const IdentityProof& proof) {
    const web::Language& language = visit.language;
    if (proof.withdrawn_at)
        return web::text(
            language.say_with("Trukket tilbage {}", language.instant(*proof.withdrawn_at)));
    return web::post_button(
        {.label = language.say("Træk tilbage"),
         .action = page_path(account) + "/legitimation/" + std::to_string(proof.id) + "/fjern",
         .csrf_token = visit.csrf_token(),
         .hidden_words = language.date(proof.checked_on)});
}

web::Html proofs_table(const Visit& visit, store::Connection& connection, const Account& account) {
    const web::Language& language = visit.language;
    web::Table table({.caption = language.say("Kontrol af identitet"),
                      .columns = {{.heading = language.say("Set den")},
                                  {.heading = language.say("Dokument")},
                                  {.heading = language.say("Set af")},
                                  {.heading = language.say("Skrevet ind")},
                                  {.heading = language.say("Gælder")}},
                      .empty_text = language.say("Ingen har kontrolleret, hvem brugeren er."),
                      .caption_hidden = true},
                     language);
    for (const IdentityProof& proof : identity_proofs_of(connection, account.id)) {
        table.row(language.date(proof.checked_on), language.say(document_kind_name(proof.kind)),
                  name_of(connection, proof.checked_by), language.instant(proof.recorded_at),
                  proof_state(visit, account, proof));
    }
    return table.finish();
}

std::vector<web::SelectOption> checkers(const Visit& visit, store::Connection& connection,
                                        const Account& account) {
    std::vector<web::SelectOption> options;
    for (const Account& other : all_accounts(connection)) {
        if (other.id == account.id || !other.is_open_on(visit.today())) continue;
        options.push_back({.value = std::to_string(other.id), .label = other.name});
    }
    return options;
}

std::vector<web::SelectOption> kind_options(const Visit& visit) {
    std::vector<web::SelectOption> options;
    for (const DocumentKind kind : all_document_kinds()) {
        options.push_back({.value = document_kind_code(kind),
                           .label = visit.language.say(document_kind_name(kind))});
    }
    return options;
}

web::Html proof_form(const Visit& visit, store::Connection& connection, const Account& account,
                     const ProofForm& form) {
    const web::Language& language = visit.language;
    web::Html fields = web::select_field({.name = "set_af",
                                          .label = language.say("Hvem så dokumentet?"),
                                          .options = checkers(visit, connection, account),
                                          .value = form.checked_by,
                                          .empty_option = language.say("Vælg"),
                                          .error = message_at(visit, form.errors, "set_af"),
                                          .need = web::Need::required},
                                         language);
    fields.add(web::text_field({.name = "set_den",
                                .label = language.say("Hvornår?"),
                                .type = web::InputType::date,
                                .value = form.checked_on,
                                .error = message_at(visit, form.errors, "set_den"),
                                .width = web::FieldWidth::m},
                               language),
               web::select_field({.name = "dokument",
                                  .label = language.say("Dokumentets art"),
                                  .options = kind_options(visit),
                                  .value = form.kind,
                                  .empty_option = language.say("Vælg"),
                                  .error = message_at(visit, form.errors, "dokument"),
                                  .need = web::Need::required},
                                 language),
               web::button_row(web::button({.label = language.say("Gem kontrollen")})));
    return web::form({.action = page_path(account) + "/legitimation",
                      .csrf_token = visit.csrf_token(),
                      .label = language.say("Kontrol af identitet")},
                     fields);
}

web::Html proof_section(const Visit& visit, store::Connection& connection, const Account& account,
                        const ProofForm& form) {
    const web::Language& language = visit.language;
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Kontrol af identitet"));
    section.add(
        web::paragraphs(language.say(
            "Den, der logger ind med adgangskode eller adgangsnøgle, kan først åbne "
            "personoplysninger, når nogen har set billedlegitimation. Skriv aldrig dokumentets "
            "nummer.")),
        proofs_table(visit, connection, account));
    // Nobody says of themselves who they are.
    if (account.id == visit.user().account_id) {
        section.add(web::paragraphs(
            language.say("Din egen identitet skal en anden administrator skrive ind.")));
    } else if (account.is_open_on(visit.today())) {
        section.add(proof_form(visit, connection, account, form));
    }
    return section;
}

// The page.

web::Response sign_in_page_of(const Visit& visit, store::Connection& connection,
                              const Account& account, const ProofForm& form) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(form.errors, language);
    content.add(sessions_section(visit, connection, account),
                identities_section(visit, connection, account),
                proof_section(visit, connection, account, form));
    return visit.page(language.say_with("Login for {}", account.name), content,
                      {.breadcrumb = {{std::string(language.say("Brugere")), "/brugere"},
                                      {account.name, "/brugere/" + std::to_string(account.id)},
                                      {std::string(language.say("Login")), ""}},
                       .status = form.errors.empty() ? 200 : status_refused});
}

web::Response show(const Visit& visit) {
    store::ReadTransaction transaction = visit.services.database.read();
    const auto account = asked_account(visit, transaction);
    if (!account) return visit.not_found();
    return sign_in_page_of(visit, transaction, *account, {});
}

web::Response end_all_sessions(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    if (!account) return visit.not_found();
    end_sessions(transaction, account->id, 0, visit.now);
    record(visit, transaction, *account, "sessions_ended");
    transaction.commit();
    return done(*account, "afsluttet");
}

web::Response link_page(const Visit& visit, const Account& account, const OpenIdProvider& provider,
                        const std::string& token) {
    const web::Language& language = visit.language;
    web::Html content = web::paragraphs(language.say_with(
        "Giv linket til {}, og kun til {}. Den, der bruger det, knytter sit login hos {} til "
        "brugeren. Det virker én gang, gælder i syv dage og vises kun nu.",
        account.name, account.name, provider.settings().name));
    content.add("<p><code>"_html, visit.absolute_address("/tilknyt/" + token), "</code></p>"_html,
                web::link_button({.label = language.say("Tilbage"),
                                  .href = page_path(account),
                                  .kind = web::ButtonKind::secondary}));
    return visit.page(language.say("Link til brugeren"), content,
                      {.breadcrumb = {{std::string(language.say("Brugere")), "/brugere"},
                                      {account.name, "/brugere/" + std::to_string(account.id)},
                                      {std::string(language.say("Link til brugeren")), ""}}});
}

web::Response make_link(const Visit& visit) {
    const IdentityProviders* providers = visit.services.identity_providers;
    const OpenIdProvider* provider =
        providers ? providers->find(visit.request.form.value("udbyder")) : nullptr;
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    if (!account || !provider || !account->is_open_on(visit.today())) return visit.not_found();
    const std::string token =
        issue_identity_invitation(transaction, account->id, provider->settings().key, visit.now);
    record(visit, transaction, *account, "identity_link: " + provider->settings().key);
    transaction.commit();
    return link_page(visit, *account, *provider, token);
}

// Sessions that came of it end too.
web::Response unlink(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    const auto identity = number_in(visit.request.parameter("tilknytning"));
    if (!account || !identity || !remove_identity(transaction, account->id, *identity))
        return visit.not_found();
    end_sessions(transaction, account->id, 0, visit.now);
    record(visit, transaction, *account, "identity_unlinked");
    transaction.commit();
    return done(*account, "slettet");
}

ProofForm read_proof_form(const Visit& visit, store::Connection& connection,
                          const Account& account) {
    const web::Fields& fields = visit.request.form;
    ProofForm form{
        fields.value("set_af"), fields.value("set_den"), fields.value("dokument"), {}, {}};
    const auto checker = number_in(form.checked_by);
    const auto checked_by = checker ? find_account(connection, *checker) : std::nullopt;
    if (!checked_by || !checked_by->is_open_on(visit.today()))
        form.errors.push_back(
            {"set_af", base::refuse("required", "Vælg, hvem der så dokumentet.")});
    else if (checked_by->id == account.id)
        form.errors.push_back(
            {"set_af", base::refuse("own_proof", "Ingen kan bekræfte sin egen identitet.")});
    const auto day = base::parse_date(form.checked_on);
    if (!day || *day > visit.today())
        form.errors.push_back(
            {"set_den", base::refuse("date", "Skriv den dag, dokumentet blev set.")});
    const auto kind = document_kind_of(form.kind);
    if (!kind)
        form.errors.push_back({"dokument", base::refuse("required", "Vælg dokumentets art.")});
    if (form.errors.empty()) {
        form.proof.account_id = account.id;
        form.proof.checked_by = checked_by->id;
        form.proof.checked_on = *day;
        form.proof.kind = *kind;
        form.proof.recorded_by = visit.user().account_id;
        form.proof.recorded_at = visit.now;
    }
    return form;
}

web::Response take_proof(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    if (!account || !account->is_open_on(visit.today()) || account->id == visit.user().account_id)
        return visit.not_found();
    const ProofForm form = read_proof_form(visit, transaction, *account);
    if (!form.errors.empty()) return sign_in_page_of(visit, transaction, *account, form);
    const std::int64_t id = record_identity_proof(transaction, form.proof);
    record(visit, transaction, *account, "identity_proof: " + std::to_string(id));
    transaction.commit();
    return done(*account, "gemt");
}

web::Response withdraw_proof(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    const auto proof = number_in(visit.request.parameter("kontrol"));
    if (!account || !proof ||
        !withdraw_identity_proof(transaction, account->id, *proof, visit.user().account_id,
                                 visit.now)) {
        return visit.not_found();
    }
    record(visit, transaction, *account, "identity_proof_withdrawn: " + std::to_string(*proof));
    transaction.commit();
    return done(*account, "trukket");
}

}  // namespace

void add_user_sign_in_routes(Routes& routes) {
    constexpr Permission needed = Permission::manage_accounts;
    const std::string page = "/brugere/{id}/login";
    routes.get(page, needed, show);
    routes.post(page + "/afslut", needed, end_all_sessions);
    routes.post(page + "/link", needed, make_link);
    routes.post(page + "/tilknytning/{tilknytning}/fjern", needed, unlink);
    routes.post(page + "/legitimation", needed, take_proof);
    routes.post(page + "/legitimation/{kontrol}/fjern", needed, withdraw_proof);
}

}  // namespace access
