#pragma once

#include <string>

#include "web/route.h"

namespace app {

// What the program answers, as text: a line a route, sorted, with method, pattern and the
// permission it requires ("public": none), without the front end's files. addresses.txt holds it,
// so that a change of it is seen.
std::string address_list(const web::Router& router);

}  // namespace app
