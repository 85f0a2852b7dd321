#include "access/spent_token_store.h"

#include "access/random_token.h"

namespace access {

namespace {

// Longer than anything that is spent here is valid.
constexpr std::chrono::hours kept_for{24};

}  // namespace

bool spend_token(store::WriteTransaction& transaction, const std::string& token,
                 base::Instant now) {
    return transaction.execute(
               "insert into spent_token (token_hash, spent_at) values ($1, $2)"
               " on conflict (token_hash) do nothing",
               token_hash(token), base::iso_instant(now)) > 0;
}

void remove_old_spent_tokens(store::WriteTransaction& transaction, base::Instant now) {
    transaction.execute("delete from spent_token where spent_at < $1",
                        base::iso_instant(now - kept_for));
}

}  // namespace access
