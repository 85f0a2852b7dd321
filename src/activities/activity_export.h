#pragma once

#include <cstdint>
#include <filesystem>

#include "activities/activity_store.h"
#include "base/date.h"
#include "base/result.h"
#include "initiatives/catalogue.h"
#include "store/database.h"
#include "web/language.h"

// The list of activities as a file: the rows of its filter, and the columns that everyone who may
// see activities sees on their pages.
namespace activities {

enum class ExportFormat { csv, xlsx };

inline constexpr std::int64_t export_rows_max = 100'000;

struct ExportRequest {
    const initiatives::Catalogue& catalogue;
    const web::Language& language;
    ActivityFilter filter;
    ExportFormat format = ExportFormat::csv;
    std::filesystem::path file;  // that doesn't exist yet
    base::Instant now{};
};

// Writes the file, a hundred rows at a time, and returns how many rows there are. Refused with
// "too_many" beyond export_rows_max and "not_written" when the disk won't take it; then what there
// is of the file is for the caller to remove.
base::Result<std::int64_t> write_export(store::Connection& connection,
                                        const ExportRequest& request);

}  // namespace activities
