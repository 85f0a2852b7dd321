#include "access/passkey_store.h"

#include <span>
#include <stdexcept>

namespace access {

namespace {

constexpr std::string_view select_passkey =
    "select id, account_id, name, credential_id, public_key, sign_count, user_handle, domain,"
    " created_at, last_used_at from passkey";

std::string bytes_in(const store::Row& row, int column) {
    const auto bytes = row.bytes(column);
    return {bytes.begin(), bytes.end()};
}

std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

base::Instant instant_of(std::string_view text) {
    const auto instant = base::parse_instant(text);
    if (!instant) throw std::runtime_error("access: unreadable time in the database");
    return *instant;
}

StoredPasskey passkey_in(const store::Row& row) {
    StoredPasskey passkey;
    passkey.id = row.integer(0);
    passkey.account_id = row.integer(1);
    passkey.name = row.text(2);
    passkey.known = {
        {bytes_in(row, 3), bytes_in(row, 4), row.integer(5)}, bytes_in(row, 6), row.text(7)};
    passkey.created_at = instant_of(row.text_view(8));
    if (!row.is_null(9)) passkey.last_used_at = instant_of(row.text_view(9));
    return passkey;
}

}  // namespace

std::vector<StoredPasskey> passkeys_of(store::Connection& connection, std::int64_t account_id) {
    std::vector<StoredPasskey> passkeys;
    for (const store::Row& row : connection.query(
             std::string(select_passkey) + " where account_id = $1 order by id", account_id)) {
        passkeys.push_back(passkey_in(row));
    }
    return passkeys;
}

std::optional<StoredPasskey> find_passkey(store::Connection& connection,
                                          std::string_view credential_id) {
    store::Rows rows = connection.query(std::string(select_passkey) + " where credential_id = $1",
                                        as_bytes(credential_id));
    if (!rows.next()) return std::nullopt;
    return passkey_in(rows.row());
}

base::Result<void> add_passkey(store::WriteTransaction& transaction, std::int64_t account_id,
                               std::string_view name, const KnownPasskey& passkey,
                               base::Instant now) {
    if (find_passkey(transaction, passkey.record.credential_id))
        return base::refuse("passkey_known", "Adgangsnøglen er allerede tilføjet.");
    if (passkeys_of(transaction, account_id).size() >= passkeys_per_account)
        return base::refuse("passkey_many",
                            "Du kan højst have 10 adgangsnøgler. Fjern en, du ikke bruger.");
    transaction.execute(
        "insert into passkey (account_id, name, credential_id, public_key, sign_count, user_handle,"
        " domain, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        account_id, name, as_bytes(passkey.record.credential_id), as_bytes(passkey.record.cose_key),
        passkey.record.sign_count, as_bytes(passkey.user_handle), passkey.domain,
        base::iso_instant(now));
    return {};
}

void note_passkey_use(store::WriteTransaction& transaction, std::int64_t passkey_id,
                      std::int64_t sign_count, base::Instant now) {
    transaction.execute("update passkey set sign_count = $2, last_used_at = $3 where id = $1",
                        passkey_id, sign_count, base::iso_instant(now));
}

bool remove_passkey(store::WriteTransaction& transaction, std::int64_t account_id,
                    std::int64_t passkey_id) {
    return transaction.execute("delete from passkey where id = $1 and account_id = $2", passkey_id,
                               account_id) > 0;
}

std::int64_t remove_passkeys(store::WriteTransaction& transaction, std::int64_t account_id) {
    return transaction.execute("delete from passkey where account_id = $1", account_id);
}

}  // namespace access
