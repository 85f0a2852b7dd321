#pragma once

#include <filesystem>
#include <iosfwd>

#include "base/date.h"
#include "initiatives/catalogue.h"
#include "store/database.h"
#include "web/language.h"

// `trygby report import FILE`: begins a report with the texts of a file (report_texts.h). Returns
// the exit code: 0 done or begun before (nothing is changed then), 1 refused (every mistake printed
// as FILE:LINE: FIELD: what is wrong), 2 the file can't be read.
namespace reports {

int import_report_file(const std::filesystem::path& file, store::Database& database,
                       const initiatives::Catalogue& catalogue, base::Instant now,
                       const web::Language& language, std::ostream& out);

}  // namespace reports
