#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace app {

// Runs `trygby ARGUMENTS` and returns the exit code: 0 done, 1 refused (said in one clear line on
// `err`), 2 wrong use. `language_tag` is "da" or "en".
int run(const std::vector<std::string>& arguments, const std::string& language_tag,
        std::ostream& out, std::ostream& err);

}  // namespace app
