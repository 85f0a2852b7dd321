#pragma once

#include <string>
#include <vector>

#include "access/visit.h"
#include "base/field_error.h"
#include "reports/report_page_parts.h"
#include "reports/report_store.h"
#include "web/html.h"

// Internal to reports: the page of one report while it is worked on.
namespace reports {

struct ReportOverview {
    CataloguePointer catalogue;
    Report report;
    std::vector<Section> sections;
    std::vector<FrozenEdition> editions;  // newest first
    bool newer_facts = false;             // official figures came after the freeze
    std::string fingerprint;              // of the texts as they are
};

web::Response overview_page(const access::Visit& visit, const ReportOverview& overview,
                            const web::Fields& filled, const base::FieldErrors& errors);

// Keys of the committees and councils a report can be sent to.
std::vector<std::string> committees_of(const initiatives::Catalogue& catalogue);

}  // namespace reports
