#pragma once

#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

enum class DetailsState { closed, open };

// A line that unfolds; works without scripts.
Html details(const PlainText& summary, const Html& content,
             DetailsState state = DetailsState::closed);

}  // namespace web
