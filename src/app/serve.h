#pragma once

#include <functional>
#include <ostream>

#include "app/configuration.h"
#include "web/language.h"

namespace app {

// Opens everything, serves until SIGTERM or SIGINT, and stops gracefully. Prints the address to
// `out` and one structured line a request to `log`. Returns the exit code; what stops the start is
// said in one line on `log`. `when_listening` runs once requests are answered.
int serve(const Configuration& configuration, const web::Language& language, std::ostream& out,
          std::ostream& log, const std::function<void()>& when_listening);

}  // namespace app
