#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"

// The municipality's units and positions and who holds them, all with dates, so that yesterday's
// answer can be given today.
namespace organisation {

// Half open: from the first day up to, but not including, `to`. Empty ends are unbounded.
struct Validity {
    std::optional<base::Date> from;
    std::optional<base::Date> to;

    bool covers(base::Date day) const;
    bool operator==(const Validity&) const = default;
};

struct Unit {
    std::string key;
    std::string name_da;
    std::string name_en;
    std::string kind;        // centre, department, team, institution, committee, council
    std::string parent_key;  // empty at the top
    std::string successor_key;
    Validity validity;

    bool operator==(const Unit&) const = default;
};

// Someone who works here or for a partner, as far as rotas and responsibility need it.
struct StaffMember {
    std::int64_t id = 0;
    std::string name;
    std::string email;  // may be empty
    std::optional<base::Date> left_on;
};

// Who holds which position in which unit, and when.
struct Holding {
    std::int64_t id = 0;
    std::int64_t staff_member_id = 0;
    std::string unit_key;
    std::string title_da;
    std::string title_en;
    Validity validity;
};

// The unit of the holding that covers `day`; the latest begun when there are several.
std::optional<std::string> unit_on(const std::vector<Holding>& holdings, base::Date day);

}  // namespace organisation
