#pragma once

#include <optional>
#include <string>

#include "access/role.h"
#include "base/date.h"
#include "base/result.h"
#include "initiatives/catalogue.h"
#include "reports/annual_report.h"
#include "reports/report_files.h"
#include "reports/report_store.h"
#include "web/language.h"

namespace reports {

struct StepRequest {
    Step step = Step::freeze;
    std::int64_t version = 0;         // of the report the one who asks has seen
    access::Permissions permissions;  // theirs
    std::string signer;               // their name, for the frozen edition
    Changer changer;
    std::string reason;   // correct, withdraw
    std::string sent_to;  // send
    std::optional<base::Date> sent_on;
    bool demonstration = false;  // what was registered is invented: a frozen report says so
};

struct StepTaken {
    std::string sha256;  // of the edition the step is about: goes into the trail
    std::optional<FrozenReport> frozen;
    std::string files_to_remove;  // of this document; empty: none
};

// Moves a report on, or says why not: what move() refuses, or "version_conflict". A freeze counts
// the figures, hides the small ones and stores the document. The caller records the trail line
// (trail::Action::sign, "report", the year, "freeze " and the checksum) in the same transaction.
base::Result<StepTaken> take_step(store::WriteTransaction& transaction,
                                  const initiatives::Catalogue& catalogue, const Report& report,
                                  const StepRequest& request, const web::Language& danish,
                                  const web::Language& english);

// What the trail's line refers to: "freeze 3a7b…".
std::string step_reference(Step step, const StepTaken& taken);

}  // namespace reports
