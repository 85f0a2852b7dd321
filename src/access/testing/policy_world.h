#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"

// A small law, people and a person to decide on, for tests of the policy. Everything is on
// 2026-03-02 and can be changed before asking.
namespace access::testing {

inline constexpr std::string_view town = "11111111";
inline constexpr std::string_view police = "22222222";
inline constexpr std::string_view psychiatry = "33333333";
inline constexpr std::string_view prisons = "44444444";

base::Date policy_day();
base::Instant policy_now();

// The bases, purposes and forums of the domain, in force since 2024.
Law small_law();

// An account of an agency with one role, signed in well enough; account 1 unless said otherwise.
Actor actor_of(std::string_view agency_cvr, organisation::AgencyKind kind, Role role,
               std::int64_t account_id = 1);
Actor town_worker(std::int64_t account_id = 1);
// With a seat in the forum from the first day of the year.
Actor police_officer(std::string_view forum_key, organisation::ForumKind forum,
                     std::int64_t account_id = 20);

organisation::Seat seat(std::string_view forum_key, organisation::ForumKind forum,
                        std::string_view agency_cvr);

// Person 7 of the town, to whom nobody has a relation.
SubjectFacts person_of_town();
AssignmentFact assignment(std::int64_t account_id, Part part, Purpose purpose,
                          std::string_view agency_cvr = town);
ItemFact item_of(std::string_view holder_cvr, organisation::AgencyKind kind,
                 DataClasses classes = {DataClass::personal, DataClass::confidential});
// Of item 5, with RPL115_1_1, on the day before.
DisclosureFact disclosure_to(std::string_view receiver_cvr, std::string_view forum_key,
                             organisation::ForumKind forum);

Question question(Purpose purpose, Action action = Action::read);
Question item_question(Purpose purpose, Action action = Action::read);
// Item 5 to the police in SSP, complete.
Question disclosing();

// "R04", or "" when allowed.
std::string rule_that_refuses(const Decision& decision);

}  // namespace access::testing
