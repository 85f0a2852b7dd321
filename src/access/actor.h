#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/assurance.h"
#include "access/role.h"
#include "access/subject.h"
#include "base/date.h"
#include "base/enum_set.h"
#include "organisation/agency.h"

namespace access {

// What someone is, beyond a role; recorded by an administrator, except where a law makes it so.
enum class Mark { health_person, caseworker, exit_coordinator };
using Marks = base::EnumSet<Mark>;
std::string_view mark_code(Mark mark);
std::optional<Mark> mark_of(std::string_view code);

// An emergency door that someone opened with a reason, for one subject and a short time.
struct BreakGlass {
    std::int64_t id = 0;
    SubjectReference subject;
    base::Instant opened_at{};
    base::Instant ends_at{};
};

// Whoever asks, as the policy needs to know them.
struct Actor {
    std::int64_t account_id = 0;
    std::int64_t staff_member_id = 0;
    std::string agency_cvr;
    organisation::AgencyKind agency_kind = organisation::AgencyKind::municipality;
    std::vector<Role> roles;
    Permissions permissions;
    Marks marks;
    AssuranceLevel assurance = AssuranceLevel::low;
    std::string unit_key;                   // today's; may be empty
    std::vector<std::string> units_led;     // today's
    std::vector<organisation::Seat> seats;  // with their dates
    std::optional<BreakGlass> break_glass;

    bool may(Permission permission) const {
        return permissions.test(static_cast<std::size_t>(permission));
    }
    bool has_role(Role role) const;
    std::string trail_name() const { return "account:" + std::to_string(account_id); }
};

}  // namespace access
