#pragma once

#include <string_view>

namespace evidence {

// "Ishøj" of "183", as the municipalities have been called since 2007; of any other code the code.
// The same in every language.
std::string_view municipality_name(std::string_view code);

}  // namespace evidence
