#pragma once

#include <ostream>

#include "demo_site.h"

namespace bench {

// Follows every link and tries every filter of the site from the start page on, as each of the
// demonstration's users and as a visitor, and prints one line a request:
//     pattern and names of the query TAB user TAB target TAB status TAB steps
// and for each statement that read a whole table or index
//     scan TAB pattern TAB target TAB rows TAB reason that it may, or empty TAB SQL
// and for each page that nothing led to
//     unreached TAB pattern
void walk(DemoSite& site, std::ostream& out);

}  // namespace bench
