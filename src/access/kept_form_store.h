#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/kept_form.h"
#include "access/secrets.h"
#include "base/date.h"
#include "store/database.h"

namespace access {

// Keeps the form under a random id that is returned; the account's oldest beyond
// kept_forms_per_account go. Empty when the form is too large.
std::optional<std::string> keep_form(store::WriteTransaction& transaction, const Secrets& secrets,
                                     std::int64_t account_id, const KeptForm& form,
                                     base::Instant now);
// Empty when the account has no such form, or its time is over.
std::optional<KeptForm> find_kept_form(store::Connection& connection, const Secrets& secrets,
                                       std::int64_t account_id, const std::string& id,
                                       base::Instant now);
// The ids of the account's forms, newest first.
std::vector<std::string> kept_forms_of(store::Connection& connection, std::int64_t account_id,
                                       base::Instant now);
void remove_kept_form(store::WriteTransaction& transaction, std::int64_t account_id,
                      const std::string& id);
// Removes every account's forms whose time is over.
void remove_old_kept_forms(store::WriteTransaction& transaction, base::Instant now);

}  // namespace access
