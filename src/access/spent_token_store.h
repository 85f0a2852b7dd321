#pragma once

#include <string>

#include "base/date.h"
#include "store/database.h"

// What may be used once and was, until its time is over anyway.
namespace access {

// False when it was used before: then nothing is changed.
bool spend_token(store::WriteTransaction& transaction, const std::string& token, base::Instant now);
void remove_old_spent_tokens(store::WriteTransaction& transaction, base::Instant now);

}  // namespace access
