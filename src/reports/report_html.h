#pragma once

#include <string>
#include <string_view>

#include "access/visit.h"
#include "reports/report_document.h"
#include "web/html.h"

namespace reports {

// The document as the content of a page, with the design system's components. Links stand where the
// visitor may follow them. `chart_root` is the address below which the charts' specifications are
// found: CHART_ROOT/facts.total.
web::Html document_content(const access::Visit& visit, const Document& document,
                           std::string_view chart_root);

}  // namespace reports
