#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "store/database.h"

// Which accounts belong to whom at the identity providers. The functions write no line in the
// trail: the caller knows who acts.
namespace access {

constexpr std::chrono::hours identity_invitation_lifetime{7 * 24};

// What a provider calls a person is kept as a hash.
struct LinkedIdentity {
    std::int64_t id = 0;
    std::int64_t account_id = 0;
    std::string issuer;
    std::string agency_cvr;
    base::Instant linked_at{};
    std::optional<base::Instant> last_used_at;
};

std::optional<LinkedIdentity> find_identity(store::Connection& connection, std::string_view issuer,
                                            std::string_view subject);
// The oldest first.
std::vector<LinkedIdentity> identities_of(store::Connection& connection, std::int64_t account_id);
// The subject must not be linked yet.
std::int64_t link_identity(store::WriteTransaction& transaction, std::int64_t account_id,
                           std::string_view issuer, std::string_view subject,
                           std::string_view agency_cvr, base::Instant now);
void note_identity_use(store::WriteTransaction& transaction, std::int64_t identity_id,
                       base::Instant now);
// False when the account has no such link.
bool remove_identity(store::WriteTransaction& transaction, std::int64_t account_id,
                     std::int64_t identity_id);

// Makes the token of a link that an administrator hands over; the account's earlier ones for the
// same provider end.
std::string issue_identity_invitation(store::WriteTransaction& transaction, std::int64_t account_id,
                                      std::string_view provider, base::Instant now);
struct IdentityInvitation {
    std::string token_hash;
    std::int64_t account_id = 0;
    std::string provider;  // its key
};
// Empty when there is none, it was used, or its time is over.
std::optional<IdentityInvitation> find_identity_invitation(store::Connection& connection,
                                                           const std::string& token_hash,
                                                           base::Instant now);
// False when it can't be used any more: then nothing is changed.
bool use_identity_invitation(store::WriteTransaction& transaction, const std::string& token_hash,
                             base::Instant now);
// The account's unused ones end.
void end_identity_invitations(store::WriteTransaction& transaction, std::int64_t account_id,
                              base::Instant now);

}  // namespace access
