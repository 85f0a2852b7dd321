#include "app/person_services.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "access/actor_store.h"
#include "access/assignment_store.h"
#include "access/relation_facts.h"
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

// Whoever registers someone is responsible until someone else is.
base::Result<void> assign_to_visitor(store::WriteTransaction& writing, const access::Visit& visit,
                                     const access::Warrant<access::PersonId>& warrant) {
    const access::Assignment assignment{.id = 0,
                                        .account_id = visit.user().account_id,
                                        .part = access::Part::responsible,
                                        .purpose = warrant.purpose(),
                                        .unit_key = visit.user().unit_key,
                                        .validity = {visit.today(), {}},
                                        .assigned_by = visit.user().account_id};
    const auto added = access::add_assignment(writing, warrant, assignment, visit.now);
    return added ? base::Result<void>() : added.error();
}

}  // namespace

base::Result<std::unique_ptr<PersonServices>> PersonServices::open(
    const Configuration& configuration, store::Database& database,
    std::function<base::Instant()> now, access::CurrentLaw::Log log) {
    std::unique_ptr<PersonServices> services(new PersonServices);
    auto vault = vault::Vault::open(vault_options(configuration));
    if (!vault) return vault.error();
    services->vault_ = std::move(*vault);
    auto law = access::CurrentLaw::open(configuration.law_directory, std::move(log));
    if (!law) return law.error();
    services->law_ = std::move(*law);
    services->office_ = std::make_unique<access::WarrantOffice>(
        database, [law = services->law_.get(), now = std::move(now)] { return law->get(now()); },
        std::vector<access::FactSource>{people::subject_facts(*services->vault_),
                                        access::relation_facts()});
    services->registry_.reset(
        new people::Registry{*services->vault_, *services->office_, actor_of, assign_to_visitor});
    return services;
}

}  // namespace app
