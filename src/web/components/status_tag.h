#pragma once

#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

enum class StatusKind { planned, ongoing, done, stopped, attention };

// The state of something, always as a word; mark and colour only repeat it.
Html status_tag(StatusKind kind, const PlainText& word);

}  // namespace web
