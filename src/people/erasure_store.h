#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/erasure_proposal_store.h"
#include "people/moment.h"
#include "people/retention_source.h"
#include "store/database.h"
#include "vault/vault.h"

// Erasing for good, in three steps that each can be interrupted: all rows in one transaction, which
// also writes the register; then the keys; at night the index. Whatever began is finished at the
// next start. Also the register of erasures, which is what certificates are made from.
namespace people {

struct ErasureWarrants {
    access::Warrant<access::PersonId> person;
    // Of those left without members.
    std::vector<access::Warrant<access::FamilyId>> families;
    std::vector<access::Warrant<access::GroupId>> groups;
};

// No warrant: numbers only, to ask for their warrants. The families or groups to which nobody else
// belongs or belonged; `Circle` is access::FamilyId or access::GroupId.
template <class Circle>
std::vector<Circle> circles_of_nobody_else(store::Connection& connection, access::PersonId person);

// Step one; the warrants are for erasing. Removes everything about the person and the records
// merged into it, empties their rows (a number is never used again), and writes the register.
// Returns the erasure's number. The proposal is one of the person's, and open.
std::int64_t begin_erasure(store::WriteTransaction& transaction, vault::Vault& vault,
                           const ErasureWarrants& warrants, const RetentionSources& sources,
                           const ErasureProposal& proposal, const Moment& moment);

// Step one for a family or group, `Circle` as above, to which nobody belongs any more.
template <class Circle>
std::int64_t begin_circle_erasure(store::WriteTransaction& transaction, vault::Vault& vault,
                                  const access::Warrant<Circle>& warrant,
                                  const RetentionSources& sources, const ErasureProposal& proposal,
                                  const Moment& moment);

// No warrant: shows nothing, and destroys only what the register says is erased. Step two, for
// every erasure in the register: keys that are there are destroyed, also those that came back with
// an older key file. At every start, before anyone signs in. Returns how many keys it destroyed.
base::Result<std::int64_t> finish_erasures(store::Database& database, vault::Vault& vault,
                                           base::Instant now);

// No warrant: shows nothing. Step three, at night: when something was erased since, every entry of
// the index is written anew, so that no older database can be searched. True when there was.
base::Result<bool> renew_index_after_erasures(store::Database& database, vault::Vault& vault,
                                              base::Instant now);

// A row of the register.
struct Erasure {
    std::int64_t id = 0;
    std::int64_t proposal = 0;
    RetentionReason reason;
    std::int64_t approved_by = 0;
    base::Instant begun_at{};
    std::optional<base::Instant> finished_at;  // the keys are destroyed
    std::optional<base::Instant> renewed_at;   // the index is renewed
};
struct ErasedKey {
    std::string name;
    access::SubjectReference subject;
    std::optional<base::Instant> destroyed_at;
};
struct Certificate {
    Erasure erasure;
    std::vector<ErasedKey> keys;
    std::vector<std::pair<std::string, std::int64_t>> parts;  // code of the source, rows
};

// No warrant: the register names nobody. The newest first, below `before` where it isn't 0.
std::vector<Erasure> erasures(store::Connection& connection, std::int64_t before, int most);
// No warrant: the register names nobody.
std::optional<Certificate> find_certificate(store::Connection& connection, std::int64_t id);

// The last day on which a copy of the key file from before may be kept: until then the person can
// be read from an older database with it.
std::optional<base::Date> last_day_of_key_copies(const Erasure& erasure);

// No warrant: numbers only. Keys that the register says are destroyed and that exist: what `doctor`
// reports.
std::vector<std::string> keys_that_came_back(store::Connection& connection,
                                             const vault::Vault& vault);

}  // namespace people
