#pragma once

#include "base/date.h"
#include "base/field_error.h"
#include "evidence/official_statistics_store.h"
#include "web/request.h"

namespace evidence {

// The form for a file by hand. Account and time are the caller's to fill in.
struct StatisticsImportForm {
    ImportRequest request;  // usable when there are no errors
    base::FieldErrors errors;
};
StatisticsImportForm read_statistics_import(const web::Request& request, base::Date today);

}  // namespace evidence
