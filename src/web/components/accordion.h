#pragma once

#include <vector>

#include "web/components/heading.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

enum class Unfolded { no, yes };
enum class OpenAllButton { none, shown };

struct AccordionItem {
    PlainText title;
    Html content;
    Unfolded unfolded = Unfolded::no;
};

// Sections that unfold one by one; all are open without scripts. Ids are `id`-1, `id`-2, …
struct Accordion {
    PlainText id;
    std::vector<AccordionItem> items;
    HeadingLevel heading_level = HeadingLevel::h2;
    OpenAllButton open_all_button = OpenAllButton::none;
};

Html accordion(const Accordion& accordion, const Language& language);

}  // namespace web
