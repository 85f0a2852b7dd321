#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "organisation/agency.h"
#include "store/database.h"

namespace organisation {

// Inserts or changes by CVR number.
void put_agency(store::WriteTransaction& transaction, const Agency& agency);
std::optional<Agency> find_agency(store::Connection& connection, std::string_view cvr);
std::vector<Agency> all_agencies(store::Connection& connection);  // by name in Danish order
// The municipality itself: the first of its kind; empty where none was registered.
std::optional<Agency> own_agency(store::Connection& connection);

// Inserts or changes by key.
void put_forum(store::WriteTransaction& transaction, const Forum& forum);
std::optional<Forum> find_forum(store::Connection& connection, std::string_view key);
std::vector<Forum> all_forums(store::Connection& connection);  // by name in Danish order

// Whether the agency may sit there is for the caller to ask (access::check_seat).
std::int64_t add_seat(store::WriteTransaction& transaction, const Seat& seat);
// From the day `to` on; a seat that only began then is taken away. False when the forum has no such
// seat that lasts beyond the day.
bool end_seat(store::WriteTransaction& transaction, std::int64_t id, std::string_view forum_key,
              base::Date to);
std::vector<Seat> seats_of(store::Connection& connection, std::int64_t staff_member_id);
bool agency_sits_in(store::Connection& connection, std::string_view cvr, std::string_view forum_key,
                    base::Date day);

struct SeatTaken {
    Seat seat;
    std::string staff_name;
    std::string agency_name;
};
// On a day, by forum, agency and name.
std::vector<SeatTaken> seats_on(store::Connection& connection, base::Date day);

void add_unit_leader(store::WriteTransaction& transaction, std::string_view unit_key,
                     std::int64_t staff_member_id, const Validity& validity);
std::vector<std::string> units_led_on(store::Connection& connection, std::int64_t staff_member_id,
                                      base::Date day);

}  // namespace organisation
