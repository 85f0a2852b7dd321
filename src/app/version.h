#pragma once

#include <string_view>

namespace app {

// The program's version, from CMakeLists.txt.
std::string_view version();

}  // namespace app
