#pragma once

#include "base/field_error.h"
#include "reports/annual_report.h"
#include "web/request.h"

namespace reports {

struct SectionForm {
    Section section;  // id and key are the caller's; version is the one the writer saw
    base::FieldErrors errors;
};
// `units` are the keys of the units that write the report.
SectionForm read_section_form(const web::Fields& sent, const std::vector<std::string>& units);

}  // namespace reports
