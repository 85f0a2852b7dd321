#pragma once

#include <vector>

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// One summary figure with its way back to the definition.
struct FigureCard {
    PlainText label;
    PlainText figure;  // as text, already in the user's language, with its unit
    PlainText note = {};
    Link definition = {};  // where it is said how the figure is made
};

// A row of them; empty markup for none.
Html figure_cards(const std::vector<FigureCard>& cards, const Language& language);

}  // namespace web
