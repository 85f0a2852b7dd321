#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/visit.h"
#include "initiatives/current_catalogue.h"
#include "reports/report_files.h"
#include "reports/report_reading.h"
#include "reports/report_store.h"

// Internal to reports: what its pages share.
namespace reports {

using CataloguePointer = std::shared_ptr<const initiatives::Catalogue>;

inline constexpr std::string_view reports_root = "/rapporter";
inline constexpr std::string_view published_root = "/aarsrapport";

// "2024" → 2024; empty for anything but four digits.
std::optional<int> year_of(std::string_view text);

std::string report_path(int year);     // "/rapporter/2024"
std::string published_path(int year);  // "/aarsrapport/2024"

using Breadcrumb = std::vector<std::pair<std::string, std::string>>;
Breadcrumb reports_breadcrumb(const web::Language& language);
Breadcrumb report_breadcrumb(int year, const web::Language& language);

Changer changer_of(const access::Visit& visit);
Making making_of(const access::Visit& visit);

EditionFrame frame_of(const FrozenEdition& edition);
FrozenReport frozen_report(const FrozenEdition& edition);

// The specification of one of the document's charts, or 404.
web::Response chart_response(const access::Visit& visit, const Document& document,
                             std::string_view key);

// The document's number in the trail and beside it: edition, signature, checksum.
web::Html edition_section(const EditionFrame& frame, const web::Language& language);

// One file of a frozen edition as a download; a calm page when it can't be made now.
web::Response file_response(const access::Visit& visit, ReportFiles& files,
                            const FrozenReport& report, FileKind kind);

// Links to the three files below `path` ("…/2024" → "…/2024.pdf").
web::Html file_links(std::string_view path, const web::Language& language);

}  // namespace reports
