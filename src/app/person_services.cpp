#include "app/person_services.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "access/actor_store.h"
#include "access/relation_facts.h"
#include "citizen/access_request_store.h"
#include "formats/temporary_directory.h"
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

// The copy is gone from the disk as soon as it is read; what it holds is wrapped with the master
// key.
base::Result<std::unique_ptr<vault::Vault>> open_copy(vault::VaultOptions options) {
    std::error_code failure;
    // Only the one program that has the file may let the next master key take over.
    const bool is_changing_master =
        std::filesystem::exists(vault::next_master_key_path(options.master), failure);
    if (is_changing_master || !std::filesystem::exists(options.key_file, failure))
        return vault::Vault::open(options);
    const auto folder = formats::TemporaryDirectory::create();
    if (!folder) return folder.error();
    const std::filesystem::path copy = folder->path() / options.key_file.filename();
    std::filesystem::copy_file(options.key_file, copy, failure);
    if (failure)
        return base::refuse("key_file_unreadable", "Nøglefilen {} kan ikke læses.",
                            options.key_file.string());
    options.key_file = copy;
    return vault::Vault::open(options);
}

}  // namespace

base::Result<std::unique_ptr<PersonServices>> PersonServices::open(
    const Configuration& configuration, store::Database& database,
    std::function<base::Instant()> now, access::CurrentLaw::Log log, KeyUse use) {
    std::unique_ptr<PersonServices> services(new PersonServices);
    const vault::VaultOptions keys = vault_options(configuration);
    auto vault = use == KeyUse::own ? vault::Vault::open(keys) : open_copy(keys);
    if (!vault) return vault.error();
    services->vault_ = std::move(*vault);
    auto law = access::CurrentLaw::open(configuration.law_directory, log);
    if (!law) return law.error();
    services->law_ = std::move(*law);
    if (use == KeyUse::own) {
        const auto finished = people::finish_erasures(database, *services->vault_, now());
        if (!finished) return finished.error();
    }
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
