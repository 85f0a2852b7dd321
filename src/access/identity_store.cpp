#include "access/identity_store.h"

#include <stdexcept>

#include "access/random_token.h"
#include "base/digest.h"

namespace access {

namespace {

constexpr std::string_view select_identity =
    "select id, account_id, issuer, agency_cvr, linked_at, last_used_at from account_identity";

// The issuer is part of it: two providers may call two people the same.
std::string subject_hash(std::string_view issuer, std::string_view subject) {
    return base::sha256_hex(std::string(issuer) + "\n" + std::string(subject));
}

base::Instant instant_of(std::string_view text) {
    const auto instant = base::parse_instant(text);
    if (!instant) throw std::runtime_error("access: unreadable time in the database");
    return *instant;
}

LinkedIdentity identity_in(const store::Row& row) {
    LinkedIdentity identity{
        row.integer(0), row.integer(1), row.text(2), row.text(3), instant_of(row.text_view(4)),
        std::nullopt};
    if (!row.is_null(5)) identity.last_used_at = instant_of(row.text_view(5));
    return identity;
}

}  // namespace

std::optional<LinkedIdentity> find_identity(store::Connection& connection, std::string_view issuer,
                                            std::string_view subject) {
    store::Rows rows =
        connection.query(std::string(select_identity) + " where issuer = $1 and subject_hash = $2",
                         issuer, subject_hash(issuer, subject));
    if (!rows.next()) return std::nullopt;
    return identity_in(rows.row());
}

std::vector<LinkedIdentity> identities_of(store::Connection& connection, std::int64_t account_id) {
    std::vector<LinkedIdentity> identities;
    for (const store::Row& row : connection.query(
             std::string(select_identity) + " where account_id = $1 order by id", account_id)) {
        identities.push_back(identity_in(row));
    }
    return identities;
}

std::int64_t link_identity(store::WriteTransaction& transaction, std::int64_t account_id,
                           std::string_view issuer, std::string_view subject,
                           std::string_view agency_cvr, base::Instant now) {
    return transaction
        .integer(
            "insert into account_identity (account_id, issuer, subject_hash, agency_cvr, linked_at)"
            " values ($1, $2, $3, $4, $5) returning id",
            account_id, issuer, subject_hash(issuer, subject), agency_cvr, base::iso_instant(now))
        .value();
}

void note_identity_use(store::WriteTransaction& transaction, std::int64_t identity_id,
                       base::Instant now) {
    transaction.execute("update account_identity set last_used_at = $2 where id = $1", identity_id,
                        base::iso_instant(now));
}

bool remove_identity(store::WriteTransaction& transaction, std::int64_t account_id,
                     std::int64_t identity_id) {
    return transaction.execute("delete from account_identity where id = $1 and account_id = $2",
                               identity_id, account_id) > 0;
}

std::string issue_identity_invitation(store::WriteTransaction& transaction, std::int64_t account_id,
                                      std::string_view provider, base::Instant now) {
    transaction.execute(
        "update identity_invitation set used_at = $3 where account_id = $1 and provider = $2"
        " and used_at is null",
        account_id, provider, base::iso_instant(now));
    std::string token = random_token();
    transaction.execute(
        "insert into identity_invitation (token_hash, account_id, provider, created_at, expires_at)"
        " values ($1, $2, $3, $4, $5)",
        token_hash(token), account_id, provider, base::iso_instant(now),
        base::iso_instant(now + identity_invitation_lifetime));
    return token;
}

std::optional<IdentityInvitation> find_identity_invitation(store::Connection& connection,
                                                           const std::string& token_hash,
                                                           base::Instant now) {
    store::Rows rows = connection.query(
        "select token_hash, account_id, provider from identity_invitation"
        " where token_hash = $1 and used_at is null and expires_at > $2",
        token_hash, base::iso_instant(now));
    if (!rows.next()) return std::nullopt;
    return IdentityInvitation{rows.row().text(0), rows.row().integer(1), rows.row().text(2)};
}

bool use_identity_invitation(store::WriteTransaction& transaction, const std::string& token_hash,
                             base::Instant now) {
    return transaction.execute(
               "update identity_invitation set used_at = $2"
               " where token_hash = $1 and used_at is null and expires_at > $2",
               token_hash, base::iso_instant(now)) > 0;
}

void end_identity_invitations(store::WriteTransaction& transaction, std::int64_t account_id,
                              base::Instant now) {
    transaction.execute(
        "update identity_invitation set used_at = $2 where account_id = $1 and used_at is null",
        account_id, base::iso_instant(now));
}

}  // namespace access
