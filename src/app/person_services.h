#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "access/current_law.h"
#include "access/warrant_office.h"
#include "app/configuration.h"
#include "base/result.h"
#include "people/retention_registry.h"
#include "store/database.h"
#include "vault/vault.h"

namespace app {

// Where the keys of persons lie: beside the database, the master key in a credential or a file.
vault::VaultOptions vault_options(const Configuration& configuration);

// One program at a time has the key file. A command that only opens what is sealed reads a copy of
// it as it is now, so that the service can go on: keys it would make or destroy come to nothing.
enum class KeyUse { own, copy };

// What pages about persons stand on: the keys outside the database, the law in force, the maker of
// warrants. There always; whether anyone gets to those pages is the guards' to decide (R40). Lives
// as long as the server; safe from all threads.
class PersonServices {
  public:
    // Opens the key file beside the database, and makes it at the first start. Erasures that were
    // interrupted are finished, and keys that came back with an older key file destroyed again; not
    // with a copy, whose keys are nobody's to destroy.
    // Refused as vault::Vault::open and access::CurrentLaw::open refuse.
    static base::Result<std::unique_ptr<PersonServices>> open(const Configuration& configuration,
                                                              store::Database& database,
                                                              std::function<base::Instant()> now,
                                                              access::CurrentLaw::Log log,
                                                              KeyUse use = KeyUse::own);

    vault::Vault& vault() { return *vault_; }
    const access::WarrantOffice& office() const { return *office_; }
    const people::Registry& registry() const { return *registry_; }
    const people::RetentionRegistry& retention() const { return *retention_; }
    access::LawPointer law(base::Instant now) { return law_->get(now); }

  private:
    PersonServices() = default;

    std::unique_ptr<vault::Vault> vault_;
    std::unique_ptr<access::CurrentLaw> law_;
    std::unique_ptr<access::WarrantOffice> office_;
    std::unique_ptr<people::Registry> registry_;
    people::RetentionSources sources_;
    std::unique_ptr<people::RetentionRegistry> retention_;
};

}  // namespace app
