#pragma once

#include <vector>

#include "web/components/heading.h"
#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

// With a link the whole card is one link, so its content must hold no link or button.
struct Card {
    PlainText heading;
    HeadingLevel heading_level = HeadingLevel::h2;
    PlainText subheading = {};
    Html content = {};
    Link href = {};
};

Html card(const Card& card);

// A list of cards side by side; empty markup for none.
Html card_grid(const std::vector<Card>& cards);

// A framed part of the page.
Html panel(const Html& content);

// A remark set off from the text, e.g. a legal basis.
enum class CalloutKind { note, legal_basis };
Html callout(const Html& content, CalloutKind kind = CalloutKind::note);

}  // namespace web
