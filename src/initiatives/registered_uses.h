#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"
#include "web/language.h"

namespace initiatives {

// What was registered under an initiative ("initiatives") or an entry of one of the lists, each
// kind as a sentence in the reader's language; empty when nothing was. Told by the program as a
// whole: the modules that register come after this one.
using RegisteredUses =
    std::function<std::vector<std::string>(store::Connection& connection, std::string_view list,
                                           const std::string& key, const web::Language& language)>;

}  // namespace initiatives
