#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"
#include "web/language.h"

namespace app {

// What was registered under an initiative ("initiatives") or an entry of one of the catalogue's
// lists, each kind as a sentence in the reader's language; empty when nothing was. See
// initiatives/registered_uses.h.
std::vector<std::string> registered_uses(store::Connection& connection, std::string_view list,
                                         const std::string& key, const web::Language& language);

// Whether anything was registered under the initiative.
bool initiative_is_used(store::Connection& connection, std::string_view initiative);

}  // namespace app
