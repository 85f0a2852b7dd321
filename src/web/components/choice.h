#pragma once

#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

// One choice of a radio or checkbox group.
struct Choice {
    PlainText value;
    PlainText label;
    PlainText hint = {};
    Html revealed = {};  // fields that belong to this choice; folded away until it is chosen
    bool disabled = false;
};

// Tiles are for quick forms on phones.
enum class ChoiceLayout { list, tiles };

}  // namespace web
