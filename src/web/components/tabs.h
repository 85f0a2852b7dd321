#pragma once

#include <vector>

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

struct Tab {
    PlainText label;
    Link href;
    bool current = false;
};

// Tabs that are links to pages; `label` names them ("Dele af indsatsen").
Html tabs(const PlainText& label, const std::vector<Tab>& tabs);

}  // namespace web
