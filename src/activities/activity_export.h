#pragma once

#include <cstdint>
#include <filesystem>

#include "activities/activity_store.h"
#include "base/date.h"
#include "base/result.h"
#include "formats/table_output.h"
#include "initiatives/catalogue.h"
#include "store/database.h"
#include "web/language.h"

namespace activities {

// The list of activities as a file: the rows of its filter, and the columns that everyone who may
// see activities sees on their pages.
struct ExportRequest {
    const initiatives::Catalogue& catalogue;
    const web::Language& language;
    ActivityFilter filter;
    formats::TableFormat format = formats::TableFormat::csv;
    std::filesystem::path folder;  // where the file is made
    base::Instant now{};
    std::int64_t rows_max = 100'000;
};

// Reads and writes a hundred rows at a time. The file is for the caller to remove. Refused with
// "too_many" when there are more rows than rows_max, "file_unwritable" when the disk won't take it;
// then no file is left.
base::Result<std::filesystem::path> write_export(store::Connection& connection,
                                                 const ExportRequest& request);

}  // namespace activities
