#include "access/actor.h"

#include <algorithm>

#include "base/code_table.h"

namespace access {

namespace {

constexpr base::CodeTable<Mark, 3> marks = {{{
    {Mark::health_person, "health_person"},
    {Mark::caseworker, "caseworker"},
    {Mark::exit_coordinator, "exit_coordinator"},
}}};

}  // namespace

std::string_view mark_code(Mark mark) {
    return marks.code_of(mark);
}
std::optional<Mark> mark_of(std::string_view code) {
    return marks.value_of(code);
}

bool Actor::has_role(Role role) const {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

}  // namespace access
