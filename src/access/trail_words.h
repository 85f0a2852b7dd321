#pragma once

#include <span>
#include <string>
#include <string_view>

#include "access/visit.h"
#include "trail/trail.h"

namespace access {

struct ActionWords {
    trail::Action action = trail::Action::read;
    std::string_view name;  // Danish
};
// Every action, in the order of a list to choose from.
std::span<const ActionWords> all_action_words();

// What was done, in the visitor's language: "læste".
std::string action_name(const Visit& visit, trail::Action action);

}  // namespace access
