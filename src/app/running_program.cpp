#include "app/running_program.h"

#include "app/job.h"
#include "app/person_services.h"
#include "base/text.h"
#include "trail/heads_file.h"
#include "vault/master_key.h"

namespace app {
namespace {

using citizen::Facts;

class Measures {
  public:
    Measures(const Configuration& configuration, const web::Language& language)
        : configuration_(configuration), language_(language) {}

    Facts all() {
        add(base::danish("Kryptering undervejs"), transport());
        add(base::danish("Kryptering af personoplysninger"),
            say(base::danish("XChaCha20-Poly1305 med en nøgle for hver person, familie og gruppe, "
                             "i en fil uden for databasen")));
        add(base::danish("Hovednøglen"),
            say(vault::is_credential(vault_options(configuration_).master)
                    ? base::danish("Gives af systemet ved start; ligger ikke på disken i klartekst")
                    : base::danish("I en fil, som kun programmet kan læse")));
        add(base::danish("Kopier af nøglerne slettes efter"),
            language_.count("{} dag", "{} dage", configuration_.key_backup_days));
        add(base::danish("Kopier af databasen"),
            language_.count("{} natlig kopi gemmes", "{} natlige kopier gemmes",
                            configuration_.backup_keep));
        add(base::danish("Sporet"),
            say(base::danish("Alle opslag og ændringer står i en kæde, der ikke kan rettes uden at "
                             "det ses; underskrives hver time")));
        add(base::danish("Linjers indhold fjernes efter"),
            configuration_.trail_years == 0
                ? say(base::danish("aldrig"))
                : language_.count("{} år", "{} år", configuration_.trail_years));
        add(base::danish("Søgekriterier slettes efter"),
            language_.count("{} dag", "{} dage", configuration_.search_criteria_days));
        add(base::danish("Log ind"), sign_in());
        add(base::danish("Hvem der må hvad"),
            say(base::danish("Kun den, der arbejder med personen, og for et formål; afgøres før "
                             "noget læses")));
        if (configuration_.demonstration)
            add(base::danish("Demonstration"),
                say(base::danish("Alle personer og registreringer er opdigtede.")));
        return std::move(facts_);
    }

  private:
    std::string say(std::string_view danish) const { return std::string(language_.say(danish)); }
    void add(std::string_view label, std::string value) {
        facts_.emplace_back(say(label), std::move(value));
    }
    std::string transport() const {
        if (!configuration_.certificate_file.empty())
            return say(base::danish("TLS, i programmet selv"));
        if (configuration_.public_address.starts_with("https://"))
            return say(base::danish("TLS, i en proxy foran programmet"));
        return say(base::danish("Ingen; kun på maskinen selv"));
    }
    std::string sign_in() const {
        std::vector<std::string> ways = {say(base::danish("Adgangskode med engangskode")),
                                         say(base::danish("Adgangsnøgle"))};
        for (const access::IdentityProvider& provider : configuration_.identity_providers)
            ways.push_back(provider.name);
        return base::join(ways, ", ");
    }

    const Configuration& configuration_;
    const web::Language& language_;
    Facts facts_;
};

std::string verified_words(store::Connection& connection, const web::Language& language) {
    const std::optional<JobRun> run = last_run(connection, "trail_verify");
    if (!run || !run->finished_at) return std::string(language.say("Endnu ikke"));
    const std::string_view outcome = run->outcome == "done"
                                         ? base::danish("{}: sporet er helt")
                                         : base::danish("{}: kontrollen mislykkedes");
    return language.say_with(outcome, language.instant(*run->finished_at));
}

std::string head_words(const Configuration& configuration, const web::Language& language) {
    const auto heads = trail::read_heads(configuration.trail_heads());
    const trail::TreeHead* newest = heads ? heads->newest() : nullptr;
    if (!newest) return std::string(language.say("Endnu ikke"));
    return language.say_with("{} linjer, rod {}", language.number(newest->lines), newest->root);
}

}  // namespace

citizen::RunningProgram running_program(const Configuration& configuration) {
    return {.measures =
                [configuration](const web::Language& language) {
                    return Measures(configuration, language).all();
                },
            .proofs =
                [configuration](store::Connection& connection, const web::Language& language) {
                    return Facts{{std::string(language.say("Sporet blev sidst kontrolleret")),
                                  verified_words(connection, language)},
                                 {std::string(language.say("Sporets seneste underskrevne hoved")),
                                  head_words(configuration, language)}};
                }};
}

}  // namespace app
