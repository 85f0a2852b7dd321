#pragma once

#include <functional>
#include <string>

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// Numbered pages, counted from 1. Nothing when there is only one page. `address_of` gives the
// address of a page.
struct Pagination {
    int current = 1;
    int total = 1;
    std::function<std::string(int page)> address_of;
    PlainText label = {};  // empty: "Sider"
};

Html pagination(const Pagination& pages, const Language& language);

// For lists that don't know how long they are. An empty link: there is no such page.
struct PreviousNext {
    Link previous;
    Link next;
    PlainText previous_label = {};  // empty: "Forrige"
    PlainText next_label = {};      // empty: "Næste"
    PlainText label = {};           // empty: "Sider"
};

Html previous_next(const PreviousNext& pages, const Language& language);

}  // namespace web
