#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "organisation/organisation.h"
#include "store/database.h"

namespace organisation {

// Inserts or changes by key; returns true when something changed. A unit that disappears from the
// catalogue is kept: history refers to it. The parent and the successor may come later in the same
// transaction; where one is missing then, commit() throws store::Failure (constraint).
bool put_unit(store::WriteTransaction& transaction, const Unit& unit);
std::vector<Unit> all_units(store::Connection& connection);
std::optional<Unit> find_unit(store::Connection& connection, std::string_view key);

// Whether someone holds or held a position there.
bool unit_is_used(store::Connection& connection, std::string_view key);

std::int64_t add_staff_member(store::WriteTransaction& transaction, const StaffMember& member);
void change_staff_member(store::WriteTransaction& transaction, const StaffMember& member);
std::optional<StaffMember> find_staff_member(store::Connection& connection, std::int64_t id);
// Those who have not left on `day`, by name in Danish order; at most `limit`.
std::vector<StaffMember> staff_members_on(store::Connection& connection, base::Date day,
                                          int limit = 1000);
// Names for ids, for rotas and histories.
std::vector<StaffMember> staff_members(store::Connection& connection,
                                       const std::vector<std::int64_t>& ids);

std::int64_t add_holding(store::WriteTransaction& transaction, const Holding& holding);
// Ends what is still held on `to` or later on that day; what would only begin then is removed.
void end_holdings(store::WriteTransaction& transaction, std::int64_t staff_member_id,
                  base::Date to);
// In the order they began.
std::vector<Holding> holdings_of(store::Connection& connection, std::int64_t staff_member_id);

// Who held what on a day, by unit and then by name in Danish order; at most `limit`.
struct HeldPosition {
    Holding holding;
    std::string staff_name;
};
std::vector<HeldPosition> positions_on(store::Connection& connection, base::Date day,
                                       int limit = 2000);

}  // namespace organisation
