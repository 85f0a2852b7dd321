#pragma once

#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

// Says that there is nothing yet, and what may be done about it.
Html empty_state(const PlainText& sentence, const Html& actions = {});

}  // namespace web
