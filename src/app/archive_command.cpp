#include "app/archive_command.h"

#include <algorithm>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/identity_proof_store.h"
#include "access/secrets.h"
#include "access/totp.h"
#include "app/archive_documents.h"
#include "app/instance.h"
#include "app/person_services.h"
#include "exchange/archive_check.h"
#include "exchange/archive_export.h"
#include "formats/temporary_directory.h"

namespace app {
namespace {

base::Error not_signed_in() {
    return base::refuse("archive_code", "Brugernavnet eller koden passer ikke.");
}

bool has_identity_proof(store::Connection& connection, std::int64_t account_id) {
    const auto proofs = access::identity_proofs_of(connection, account_id);
    return std::any_of(proofs.begin(), proofs.end(),
                       [](const auto& proof) { return !proof.withdrawn_at.has_value(); });
}

// Whoever's code it is, as the policy would know them on a page.
base::Result<access::Actor> actor_with_code(const Configuration& configuration,
                                            store::Database& database, const ArchiveWords& words,
                                            base::Instant now) {
    auto secrets = access::Secrets::load_or_create(configuration.data_directory / "secrets.key");
    if (!secrets) return secrets.error();
    const base::Date today = web::to_local(now).date;
    store::WriteTransaction writing = database.write();
    const auto credentials = access::credentials_of(writing, words.username);
    if (!credentials || !credentials->totp_secret) return not_signed_in();
    const auto account = access::find_account(writing, credentials->account_id);
    if (!account || !account->is_open_on(today)) return not_signed_in();
    const auto secret = secrets->open(access::totp_context(account->id), *credentials->totp_secret);
    const auto step =
        secret ? access::matching_totp_step(*secret, words.code, now, credentials->totp_last_step)
               : std::nullopt;
    if (!step || !access::use_totp_step(writing, account->id, *step)) return not_signed_in();
    access::Visitor visitor;
    visitor.account_id = account->id;
    visitor.staff_member_id = account->staff_member_id;
    visitor.roles = account->roles;
    visitor.permissions = access::permissions_of(account->roles);
    visitor.assurance =
        access::assurance_of({.stated = {},
                              .identity_checked = has_identity_proof(writing, account->id),
                              .demonstration = configuration.demonstration});
    access::Actor actor = access::actor_of(writing, visitor, today, now);
    writing.commit();
    return actor;
}

int refuse(const base::Error& error, const web::Language& language, std::ostream& err) {
    err << "trygby: " << language.say(error) << std::endl;
    return 1;
}

}  // namespace

int export_archive(const Configuration& configuration, store::Database& database,
                   const ArchiveWords& words, const web::Language& language, std::ostream& out,
                   std::ostream& err) {
    const base::Instant now = system_now();
    auto persons = PersonServices::open(
        configuration, database, system_now, [&err](std::string_view line) { err << line << "\n"; },
        KeyUse::copy);
    if (!persons) return refuse(persons.error(), language, err);
    const auto actor = actor_with_code(configuration, database, words, now);
    if (!actor) return refuse(actor.error(), language, err);
    citizen::Press press;
    auto documents = archive_documents(configuration, database, *(*persons)->law(now), press,
                                       words.documents, now);
    if (!documents) return refuse(documents.error(), language, err);
    const auto made = exchange::export_archive({database, (*persons)->vault(), (*persons)->office(),
                                                (*persons)->retention().sources, system_now},
                                               *actor,
                                               {words.folder, configuration.municipality_name,
                                                web::to_local(now).date, std::move(*documents)});
    if (!made) return refuse(made.error(), language, err);
    out << language.say_with("{} personer og {} rækker er skrevet i {}.",
                             std::to_string(made->persons), std::to_string(made->rows),
                             words.folder)
        << std::endl;
    return check_archive_folder(words.folder, language, out, err);
}

int check_archive_folder(const std::string& folder, const web::Language& language,
                         std::ostream& out, std::ostream& err) {
    const auto working = formats::TemporaryDirectory::create();
    if (!working) return refuse(working.error(), language, err);
    const auto findings = exchange::check_archive(folder, working->path());
    for (const exchange::ArchiveFinding& finding : findings)
        out << finding.file << ":" << finding.line << ": " << language.say(finding.error) << "\n";
    if (findings.empty())
        out << language.say(
                   "Trygbys egen kontrol af opbygningen fandt ingen fejl. Den er ingen "
                   "godkendelse; den giver arkivet.")
            << "\n";
    out << std::flush;
    return findings.empty() ? 0 : 1;
}

}  // namespace app
