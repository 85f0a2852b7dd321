#pragma once

#include <vector>

#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

struct Fact {
    PlainText term;
    Html description;
};

// What is known about one thing, as pairs. Facts with an empty description are left out; without
// any fact the list is empty markup.
Html definition_list(const std::vector<Fact>& facts);

}  // namespace web
