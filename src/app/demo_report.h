#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>

#include "base/date.h"
#include "base/result.h"
#include "initiatives/catalogue.h"
#include "store/database.h"
#include "web/language.h"

namespace app {

// The demonstration's annual report of `year`: begun with the texts of `file`, read through by both
// units, and, when `publish` says so, frozen and published in the name of the leader.
enum class DemoReport { draft, published };
base::Result<void> make_demo_report(store::Database& database,
                                    const initiatives::Catalogue& catalogue,
                                    const std::filesystem::path& file, int year,
                                    DemoReport standing, base::Instant now,
                                    const web::Language& language, std::ostream& out);

}  // namespace app
