#include "initiatives/testing/accounts.h"

#include "access/account_store.h"

namespace initiatives::testing {

std::int64_t add_account(store::Database& database, const std::string& username,
                         access::Role role) {
    store::WriteTransaction transaction = database.write();
    access::NewAccount account;
    account.name = username;
    account.username = username;
    account.roles = {role};
    const base::Date today = base::date_of(2025, 3, 1);
    const base::Instant now = std::chrono::sys_days(today);
    const auto id = access::create_account(transaction, now, today, account);
    transaction.commit();
    return id.value();
}

}  // namespace initiatives::testing
