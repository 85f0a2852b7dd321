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

// One of the demonstration's annual reports: begun with the texts of `file`, read through by both
// units, frozen and published on `at` in the name of the leader.
struct DemoReport {
    int year = 0;
    std::filesystem::path file;
    base::Instant at{};
};
base::Result<void> make_demo_report(store::Database& database,
                                    const initiatives::Catalogue& catalogue,
                                    const DemoReport& report, const web::Language& language,
                                    std::ostream& out);

}  // namespace app
