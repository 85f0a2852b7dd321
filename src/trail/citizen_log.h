#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "trail/trail.h"

// What a citizen is told about who has used the record (rule R32): when, for what purpose, which
// agency and function. No name, unless the data protection officer decides so. Pure.
namespace trail {

enum class StaffNames { hidden, shown };

struct CitizenLine {
    base::Instant at{};
    Action action = Action::read;
    std::string purpose;    // code; empty: none was stated
    std::string authority;  // code; empty: the municipality
    std::string function;   // code of the role; "automatic" for jobs, empty: not known
    std::optional<std::string> name;
};

// In the order given. A refusal isn't there: nothing was shown, and the attempt is the data
// protection officer's concern. `name_of` is asked for actors only when names are shown; who has no
// name there stays without one.
std::vector<CitizenLine> citizen_log(
    const std::vector<PersonLine>& lines, StaffNames names,
    const std::function<std::optional<std::string>(const std::string& actor)>& name_of);

}  // namespace trail
