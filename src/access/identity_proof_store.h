#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "store/database.h"

// That somebody has looked at a person's document and found that the account is theirs (R41). What
// kind of document it was is kept, its number never.
namespace access {

enum class DocumentKind { passport, driving_licence, residence_card, identity_card };

std::string_view document_kind_code(DocumentKind kind);
std::optional<DocumentKind> document_kind_of(std::string_view code);
std::string_view document_kind_name(DocumentKind kind);  // Danish: "Pas"
const std::vector<DocumentKind>& all_document_kinds();

struct IdentityProof {
    std::int64_t id = 0;
    std::int64_t account_id = 0;
    std::int64_t checked_by = 0;
    base::Date checked_on{};
    DocumentKind kind = DocumentKind::passport;
    std::int64_t recorded_by = 0;
    base::Instant recorded_at{};
    std::optional<std::int64_t> withdrawn_by;  // with the moment
    std::optional<base::Instant> withdrawn_at;
};

// The newest first, withdrawn ones too; at most 50.
std::vector<IdentityProof> identity_proofs_of(store::Connection& connection,
                                              std::int64_t account_id);
std::int64_t record_identity_proof(store::WriteTransaction& transaction,
                                   const IdentityProof& proof);
// False when the account has no such proof that still counts.
bool withdraw_identity_proof(store::WriteTransaction& transaction, std::int64_t account_id,
                             std::int64_t proof_id, std::int64_t withdrawn_by, base::Instant now);

}  // namespace access
