#pragma once

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

// A keyword; with a link it leads to what else carries it.
Html tag(const PlainText& word, const Link& href = {});

enum class BadgeKind { neutral, info, success, warning, error };

// A short count or mark beside a heading or link.
Html badge(const PlainText& word, BadgeKind kind = BadgeKind::neutral);

}  // namespace web
