#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace access {

// How sure a sign-in makes us of who it is: the levels of NSIS, the national standard.
enum class AssuranceLevel { low, substantial, high };

std::string_view assurance_code(AssuranceLevel level);  // "substantial"
std::optional<AssuranceLevel> assurance_of(std::string_view code);
std::string_view assurance_name(AssuranceLevel level);  // Danish: "Betydelig"

// What a session's level is made of.
struct AssuranceFacts {
    // As the identity provider stated it; empty: signed in with an account of our own.
    std::optional<AssuranceLevel> stated;
    bool identity_checked = false;  // someone has looked at this person's document
    bool demonstration = false;
};

// An account of our own has two factors, but that alone doesn't tell who holds them: it is
// Substantial when somebody has checked who the person is, and in the demonstration.
AssuranceLevel assurance_of(const AssuranceFacts& facts);

// Refused with "R41" below Substantial.
base::Result<void> may_open_personal_data(AssuranceLevel level);

}  // namespace access
