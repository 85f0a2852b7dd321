#pragma once

#include <functional>
#include <string_view>

#include "app/person_services.h"
#include "base/date.h"
#include "base/result.h"
#include "store/database.h"

namespace app {

// Account of a demonstration user by user name.
using DemoAccounts = std::function<std::int64_t(std::string_view username)>;

// The partners belong to their agencies and sit in the forums; after make_demo_agencies().
void seat_demo_partners(store::WriteTransaction& writing, const DemoAccounts& account_of,
                        base::Instant now);

// Who works with the invented persons for what, notes on them, what was shared, and one "deles
// ikke". After make_demo_persons(). Refused as the policy refuses.
base::Result<void> make_demo_relations(store::Database& database, PersonServices& services,
                                       const DemoAccounts& account_of, base::Instant now);

}  // namespace app
