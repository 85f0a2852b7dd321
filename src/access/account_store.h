#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/account.h"
#include "base/date.h"
#include "base/result.h"
#include "store/database.h"

// Accounts in the database. The functions write no line in the trail, apart from
// invite_first_administrator: the caller knows who acts.
namespace access {

// Makes the person, the position (from `today`, when a unit is named) and the account, without a
// password. Refused with "username_taken".
base::Result<std::int64_t> create_account(store::WriteTransaction& transaction, base::Instant now,
                                          base::Date today, const NewAccount& account);
std::optional<Account> find_account(store::Connection& connection, std::int64_t id);
// Everyone, closed accounts too, by name in Danish order; at most `limit`.
std::vector<Account> all_accounts(store::Connection& connection, int limit = 1000);
// Names for ids, for the trail and for histories; unknown ids are left out.
std::map<std::int64_t, std::string> account_names(store::Connection& connection,
                                                  const std::vector<std::int64_t>& ids);
// False for accounts that don't exist, are closed on `day`, or have no way to sign in yet.
bool account_is_active(store::Connection& connection, std::int64_t id, base::Date day);
std::optional<std::int64_t> account_id_of(store::Connection& connection, std::string_view username);

// What signing in needs to know of an account.
struct Credentials {
    std::int64_t account_id = 0;
    std::string username;
    std::string password_hash;                             // empty: none yet
    std::optional<std::vector<std::uint8_t>> totp_secret;  // sealed, see totp_context()
    std::int64_t totp_last_step = 0;
    std::optional<base::Date> closed_on;
};
std::optional<Credentials> credentials_of(store::Connection& connection, std::string_view username);
std::optional<Credentials> credentials_of(store::Connection& connection, std::int64_t account_id);
// The context in which an account's authenticator secret is sealed (access/secrets.h).
std::string totp_context(std::int64_t account_id);

void change_person(store::WriteTransaction& transaction, const Account& account);
void set_password(store::WriteTransaction& transaction, std::int64_t account_id,
                  const std::string& password_hash, base::Instant now);
// Better parameters, same password: not a change of password.
void renew_password_hash(store::WriteTransaction& transaction, std::int64_t account_id,
                         const std::string& password_hash);
void set_language(store::WriteTransaction& transaction, std::int64_t account_id,
                  std::string_view language);
// `used_step` is the step of the code that confirmed the app.
void set_authenticator(store::WriteTransaction& transaction, std::int64_t account_id,
                       const std::vector<std::uint8_t>& sealed_secret, std::int64_t used_step);
// The app and the recovery codes work no longer.
void remove_authenticator(store::WriteTransaction& transaction, std::int64_t account_id);
// False when this or a later step was used already: then nothing is changed.
bool use_totp_step(store::WriteTransaction& transaction, std::int64_t account_id,
                   std::int64_t step);

// Makes new recovery codes and returns them, the only time they can be read; older ones end.
std::vector<std::string> renew_recovery_codes(store::WriteTransaction& transaction,
                                              std::int64_t account_id);
// False when the account has no such unused code.
bool use_recovery_code(store::WriteTransaction& transaction, std::int64_t account_id,
                       const std::string& typed, base::Instant now);
int unused_recovery_codes(store::Connection& connection, std::int64_t account_id);

// Makes a link's token; the account's earlier links end.
std::string issue_link(store::WriteTransaction& transaction, std::int64_t account_id, LinkKind kind,
                       base::Instant now);
struct Link {
    std::string token_hash;
    std::int64_t account_id = 0;
    LinkKind kind = LinkKind::invitation;
};
// Empty when there is none, it was used, or its time is over.
std::optional<Link> find_link(store::Connection& connection, const std::string& token,
                              base::Instant now);
// False when the link can't be used any more: then nothing is changed.
bool use_link(store::WriteTransaction& transaction, const std::string& token_hash,
              base::Instant now);
// The account's unused links end.
void end_links(store::WriteTransaction& transaction, std::int64_t account_id, base::Instant now);

// Refused with "last_administrator" when no administrator who can sign in would be left.
base::Result<void> change_roles(store::WriteTransaction& transaction, std::int64_t account_id,
                                const std::vector<Role>& roles, base::Date today);
// The person leaves: from `from` on no sign-in, no position; links end at once, and sessions at
// once when `from` has come. The account stays for history. Refused with "last_administrator".
base::Result<void> close_account(store::WriteTransaction& transaction, std::int64_t account_id,
                                 base::Date from, base::Date today, base::Instant now);
// The person is back; positions have to be given anew.
void reopen_account(store::WriteTransaction& transaction, std::int64_t account_id);

bool an_administrator_can_sign_in(store::Connection& connection, base::Date day);

// For `trygby account first-administrator`: makes the account with the role administrator and
// returns the token of its invitation (see link_path). Running it again for the same user name
// before the invitation was used gives a new link. Refused with "administrator_exists" when one can
// sign in already, "username_taken", "username_malformed". Writes the line in the trail as
// "command".
base::Result<std::string> invite_first_administrator(store::WriteTransaction& transaction,
                                                     base::Instant now, base::Date today,
                                                     const NewAccount& account);

}  // namespace access
