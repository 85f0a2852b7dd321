#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// What a wrong word in a specification was probably meant to be.
namespace statistics {

// The one of `known` that a name is most like, by its letters or by what other programs call the
// same; empty where none is.
std::string meant(std::string_view name, const std::vector<std::string>& known);

// "unknown_field": names the field, the likeliest one meant, and those there are. `where` is a
// method, or the field that it stands in.
base::Error unknown_field(std::string_view where, std::string_view name,
                          const std::vector<std::string>& known);

}  // namespace statistics
