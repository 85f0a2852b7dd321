#pragma once

#include <string_view>

#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

// h1 belongs to the page shell.
enum class HeadingLevel { h2 = 2, h3 = 3, h4 = 4 };

// With `id` the heading can be linked to.
Html heading(HeadingLevel level, const PlainText& words, const PlainText& id = {});

}  // namespace web
