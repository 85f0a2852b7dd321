#include "app/person_services.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "access/actor_store.h"
#include "access/relation_facts.h"
#include "citizen/access_request_store.h"
#include "people/erasure_proposal_store.h"
#include "people/erasure_store.h"
#include "people/subject_fact_store.h"

namespace app {

vault::VaultOptions vault_options(const Configuration& configuration) {
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    return {.key_file = configuration.data_directory / "person.keys",
            .master = {.credentials_folder = credentials ? credentials : "",
                       .file = configuration.data_directory / "master.key"}};
}

namespace {

access::Actor actor_of(const access::Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    return access::actor_of(reading, visit.user(), visit.today(), visit.now);
}

}  // namespace

base::Result<std::unique_ptr<PersonServices>> PersonServices::open(
    const Configuration& configuration, store::Database& database,
    std::function<base::Instant()> now, access::CurrentLaw::Log log) {
    std::unique_ptr<PersonServices> services(new PersonServices);
    auto vault = vault::Vault::open(vault_options(configuration));
    if (!vault) return vault.error();
    services->vault_ = std::move(*vault);
    auto law = access::CurrentLaw::open(configuration.law_directory, log);
    if (!law) return law.error();
    services->law_ = std::move(*law);
    const auto finished = people::finish_erasures(database, *services->vault_, now());
    if (!finished) return finished.error();
    // Modules above people add what they keep about persons here.
    services->sources_ = people::own_retention_sources();
    services->sources_.push_back(
        {"access_request", base::danish("Anmodninger om indsigt"),
         [](store::Connection&, access::PersonId) { return std::vector<people::RetentionEvent>(); },
         citizen::erase_access_requests});
    const auto law_now = [current = services->law_.get(), now = std::move(now)] {
        return current->get(now());
    };
    services->office_ = std::make_unique<access::WarrantOffice>(
        database, law_now,
        std::vector<access::FactSource>{people::subject_facts(*services->vault_),
                                        access::relation_facts(),
                                        people::retention_facts(services->sources_, law_now)});
    services->registry_.reset(
        new people::Registry{*services->vault_, *services->office_, actor_of, std::move(log)});
    services->retention_.reset(
        new people::RetentionRegistry{*services->registry_, services->sources_});
    return services;
}

}  // namespace app
