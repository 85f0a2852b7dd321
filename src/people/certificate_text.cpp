#include "people/certificate_text.h"

#include "access/account_store.h"
#include "people/erasure_words.h"

namespace people {
namespace {

using access::Visit;
using Facts = std::vector<std::pair<std::string, std::string>>;

std::string moment_words(const std::optional<base::Instant>& at, const web::Language& language) {
    return at ? language.instant(*at) : std::string(language.say("Mangler"));
}

std::string approver_of(store::Connection& connection, const Erasure& erasure) {
    const std::int64_t account = erasure.approved_by;
    const auto names = access::account_names(connection, {account});
    const auto name = names.find(account);
    return name == names.end() ? std::to_string(account) : name->second;
}

Facts facts_of(const Erasure& erasure, const std::string& approver, const access::Law& law,
               const web::Language& language) {
    const RetentionReason& reason = erasure.reason;
    const auto label = [&language](std::string_view danish) {
        return std::string(language.say(danish));
    };
    return {
        {label(base::danish("Sletteklasse")),
         retention_class_words(law, reason.retention_class, language)},
        {label(base::danish("KLE-nummer")), reason.kle_number},
        {label(base::danish("Fristen regnes fra")),
         start_event_words(reason.start_event, language) + ", " + language.date(reason.started_on)},
        {label(base::danish("Kunne slettes fra")), language.date(reason.due_on)},
        {label(base::danish("Godkendt af")), approver},
        {label(base::danish("Godkendt, og rækkerne fjernet")),
         moment_words(erasure.begun_at, language)},
        {label(base::danish("Nøglerne destrueret")), moment_words(erasure.finished_at, language)},
        {label(base::danish("Søgeindekset lavet om")), moment_words(erasure.renewed_at, language)}};
}

CertificateTable parts_of(const Certificate& certificate, const RetentionSources& sources,
                          const web::Language& language) {
    CertificateTable table;
    table.caption = language.say("Hvad der er slettet");
    table.columns = {std::string(language.say("Slags oplysning")),
                     std::string(language.say("Antal"))};
    table.counts = true;
    for (const auto& [part, pieces] : certificate.parts)
        table.rows.push_back({record_words(sources, part, language), std::to_string(pieces)});
    return table;
}

CertificateTable keys_of(const Certificate& certificate, const web::Language& language) {
    CertificateTable table;
    table.caption = language.say("Destruerede nøgler");
    table.columns = {std::string(language.say("Nøgle")), std::string(language.say("Nummer")),
                     std::string(language.say("Destrueret"))};
    for (const ErasedKey& key : certificate.keys)
        table.rows.push_back(
            {key.name, std::to_string(key.subject.id), moment_words(key.destroyed_at, language)});
    return table;
}

std::vector<std::string> remains_of(const Erasure& erasure, const access::Law& law,
                                    const web::Language& language) {
    std::vector<std::string> remains;
    if (const auto copies = last_day_of_key_copies(erasure))
        remains.push_back(
            language.say_with("Sikkerhedskopier af databasen kan kun læses sammen med en kopi af "
                              "nøglefilen fra før sletningen. Den sidste af dem slettes senest "
                              "den {}.",
                              language.date(*copies)));
    const base::Date erased_on = web::to_local(erasure.begun_at).date;
    if (const auto* criteria = law.retention_class("search_criteria", erased_on))
        remains.push_back(
            language.say_with("Hvad der er søgt efter, står forseglet ved sporet til og med den "
                              "måned, der begynder efter den {}.",
                              language.date(base::add_days(erased_on, criteria->days))));
    remains.emplace_back(
        language.say("Formularer, der blev gemt ved en udløbet session, slettes inden et døgn."));
    remains.emplace_back(
        language.say("Sporets linjer bliver stående med personens nummer og intet andet."));
    return remains;
}

}  // namespace

std::optional<CertificateText> certificate_text(const Visit& visit,
                                                const RetentionRegistry& retention,
                                                std::int64_t id) {
    const web::Language& language = visit.language;
    std::optional<Certificate> certificate;
    std::string approver;
    {
        store::ReadTransaction reading = visit.services.database.read();
        certificate = find_certificate(reading, id);
        if (!certificate) return std::nullopt;
        approver = approver_of(reading, certificate->erasure);
    }
    const access::LawPointer law = retention.people.office.law();
    CertificateText text;
    text.title = language.say_with("Attest nr. {} for sletning", std::to_string(id));
    text.introduction =
        language.say("Attesten siger, at noget er slettet, og ikke hvem det handlede om.");
    text.facts_heading = language.say("Sletningen");
    text.facts = facts_of(certificate->erasure, approver, *law, language);
    text.tables = {parts_of(*certificate, retention.sources, language),
                   keys_of(*certificate, language)};
    text.remains_heading = language.say("Hvad der er tilbage");
    text.remains = remains_of(certificate->erasure, *law, language);
    return text;
}

std::string certificate_address(std::int64_t id) {
    return "/sletning/attester/" + std::to_string(id);
}

}  // namespace people
