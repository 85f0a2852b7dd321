#include "trail/citizen_log.h"

namespace trail {

namespace {

std::string function_of(const PersonLine& line) {
    if (!line.role.empty()) return line.role;
    return line.actor == "system" ? "automatic" : "";
}

}  // namespace

std::vector<CitizenLine> citizen_log(
    const std::vector<PersonLine>& lines, StaffNames names,
    const std::function<std::optional<std::string>(const std::string& actor)>& name_of) {
    std::vector<CitizenLine> told;
    for (const PersonLine& line : lines) {
        if (line.action == Action::refuse) continue;
        CitizenLine entry{line.at,        line.action,       line.purpose,
                          line.authority, function_of(line), std::nullopt};
        if (names == StaffNames::shown) entry.name = name_of(line.actor);
        told.push_back(std::move(entry));
    }
    return told;
}

}  // namespace trail
