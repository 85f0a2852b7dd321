#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/field_error.h"
#include "reports/annual_report.h"
#include "web/request.h"

namespace reports {

// The page has a form for every step, so the name of the field says which one's reason it is.
std::string reason_field_name(Step step);  // "reason_correct"

// What is sent with a step: the version the page showed, the reason, and for sending where and
// when.
struct StepForm {
    std::int64_t version = 0;
    std::string reason;
    std::string sent_to;
    std::optional<base::Date> sent_on;
    base::FieldErrors errors;
};
StepForm read_step_form(const web::Fields& sent, Step step);
// Also with the committee, one of `committees`, and the date, not after `today`.
StepForm read_send_form(const web::Fields& sent, const std::vector<std::string>& committees,
                        base::Date today);

// The year and the units of a report that is begun.
struct NewReportForm {
    int year = 0;
    std::vector<std::string> units;
    base::FieldErrors errors;
};
NewReportForm read_new_report_form(const web::Fields& sent, const std::vector<std::string>& units,
                                   base::Date today);

}  // namespace reports
