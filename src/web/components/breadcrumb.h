#pragma once

#include <vector>

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

struct BreadcrumbItem {
    PlainText label;
    Link href = {};  // none: this page, the last one
};

Html breadcrumb(const std::vector<BreadcrumbItem>& items, const Language& language);

// A single way back, where there is no breadcrumb. An empty label: "Tilbage".
Html back_link(const Link& href, const Language& language, const PlainText& label = {});

}  // namespace web
